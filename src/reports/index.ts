// The only list of report formats: each a pure function of the report. The choices of --format derive from its keys.
import { json } from './json.ts';
import { text } from './text.ts';
import type { FullReport } from './types.ts';

export interface Look {
  /** Columns of the terminal. */
  width: number;
  colour: boolean;
}

export type RenderReport = (report: FullReport, look: Look) => string;

export const reports = { text, json } satisfies Record<string, RenderReport>;

export type Format = keyof typeof reports;
export const formats = Object.keys(reports).filter((name): name is Format => name in reports);

export const formatNamed = (name: string | undefined): Format => formats.find((format) => format === name) ?? 'text';
