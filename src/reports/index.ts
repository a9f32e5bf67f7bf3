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

export interface ReportFormat {
  /** One line for help texts. */
  description: string;
  /** Whether it points at lines of the inputs, which nobody tells otherwise. */
  lines?: boolean;
  /** A plain check loads what it prints and nothing else, so that all but its own formats come from a file of their own. */
  load(): Promise<RenderReport>;
}

export const reports = {
  text: { description: 'for people, in a terminal', load: async () => text },
  json: { description: 'for programs, in a versioned shape', lines: true, load: async () => json },
} satisfies Record<string, ReportFormat>;

export type Format = keyof typeof reports;
export const formats = Object.keys(reports).filter((name): name is Format => name in reports);

export const formatNamed = (name: string | undefined): Format => formats.find((format) => format === name) ?? 'text';

export function needsLines(format: Format): boolean {
  const { lines = false }: ReportFormat = reports[format];
  return lines;
}

export async function renderAs(format: Format, report: FullReport, look: Look): Promise<string> {
  const render = await reports[format].load();
  return render(report, look);
}
