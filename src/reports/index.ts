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
  /** Whether a file of it begins with a BOM, because what opens it on Windows takes it for ANSI otherwise. */
  bom?: boolean;
  /** A plain check loads what it prints and nothing else, so that all but its own formats come from a file of their own. */
  load(): Promise<RenderReport>;
}

export const reports = {
  text: { description: 'for people, in a terminal', load: async () => text },
  json: { description: 'for programs, in a versioned shape', lines: true, load: async () => json },
  csv: {
    description: 'a table for spreadsheets, one row an update',
    lines: true,
    bom: true,
    load: async () => (await import('./csv.ts')).csv,
  },
  markdown: {
    description: 'for job summaries, pull requests and chats',
    load: async () => (await import('./markdown.ts')).markdown,
  },
  sarif: {
    description: 'SARIF 2.1.0, for code scanning and editors',
    lines: true,
    load: async () => (await import('./sarif.ts')).sarif,
  },
  junit: {
    description: 'JUnit XML, for the test views of Jenkins, GitLab and Azure Pipelines',
    load: async () => (await import('./junit.ts')).junit,
  },
  github: {
    description: 'annotations of GitHub Actions',
    lines: true,
    load: async () => (await import('./github.ts')).github,
  },
  azure: {
    description: 'logging commands of Azure Pipelines',
    lines: true,
    load: async () => (await import('./azure.ts')).azure,
  },
  cmtrace: {
    description: 'a log for CMTrace',
    lines: true,
    bom: true,
    load: async () => (await import('./cmtrace.ts')).cmtrace,
  },
  html: {
    description: 'one page in one file, for a change ticket',
    load: async () => (await import('./html.ts')).html,
  },
} satisfies Record<string, ReportFormat>;

export type Format = keyof typeof reports;
export const formats = Object.keys(reports).filter((name): name is Format => name in reports);

export const formatNamed = (name: string | undefined): Format => formats.find((format) => format === name) ?? 'text';

export function needsLines(format: Format): boolean {
  const { lines = false }: ReportFormat = reports[format];
  return lines;
}

/** What is written before a file of this format. */
export function markOf(format: Format): string {
  const { bom = false }: ReportFormat = reports[format];
  return bom ? '\ufeff' : '';
}

export async function renderAs(format: Format, report: FullReport, look: Look): Promise<string> {
  const render = await reports[format].load();
  return render(report, look);
}
