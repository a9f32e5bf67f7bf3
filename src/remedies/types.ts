// What a remedy is: a report turned into a change that somebody else makes. Pure, like the reports.
import type { FullReport } from '../reports/types.ts';

export interface RemedyOptions {
  /** The first free number of MDT's list WUMU_ExcludeKB. */
  firstExclude: number;
}

export interface Remedy {
  id: string;
  /** The name of its file below a folder. */
  file: string;
  /** What it is, in one line of a table. */
  description: string;
  /** @returns the text of the file, in ASCII with line feeds; null where this report leaves nothing for it to do */
  make(report: FullReport, options: RemedyOptions): string | null;
  /** Why it made nothing: half a sentence. */
  without(report: FullReport): string;
}
