// The status of sources and catalog, as text and as JSON.
import type { Coverage } from '../types.ts';
import { wrap } from './layout.ts';
import { painter } from './paint.ts';
import { plain } from './safe.ts';

export interface StatusReport {
  generatedAt: string;
  lastPatchTuesday: string;
  catalog: { path: string; dataAsOf: string; digest: string; bytes: number; verified: boolean; problems: string[] };
  /** Null where there is no data folder here. */
  data: { path: string; newer: boolean } | null;
  sources: {
    id: string;
    name: string;
    url: string | null;
    live: boolean;
    asOf: string | null;
    lastRead: string;
    lastChanged: string;
    facts: { updates: number; findings: number; edges: number };
    coverage: Coverage | null;
    stale: boolean;
    pages: { url: string; lastRead: string; lastChanged: string; sha256: string }[];
  }[];
}

export function renderStatus(report: StatusReport, format: 'text' | 'json', width: number, colour: boolean): string {
  if (format === 'json') return `${JSON.stringify(document(report), null, 2)}\n`;
  const paint = painter(colour);
  const { catalog, data, sources } = report;
  const lines = [
    paint.bold(`Catalog ${plain(catalog.path)}`),
    ...wrap(
      `facts of ${catalog.dataAsOf}, ${catalog.digest}, ${catalog.bytes} bytes, ${catalog.verified ? 'verified' : 'not verified whole (--verify)'}`,
      width,
      '  ',
    ),
    ...catalog.problems.map((problem) => `  ${paint.red('DAMAGED')}: ${plain(problem)}`),
    ...(data?.newer
      ? wrap(`The facts in ${plain(data.path)} are not those of the catalog: run "rebootgate build".`, width, '  ')
      : []),
    '',
    paint.bold(`Sources (the last Patch Tuesday was ${report.lastPatchTuesday.slice(0, 10)})`),
    ...sources.flatMap((source) => sourceLines(source, width, paint.yellow)),
  ];
  return `${lines.join('\n')}\n`;
}

function sourceLines(source: StatusReport['sources'][number], width: number, warn: (text: string) => string): string[] {
  const { facts, coverage } = source;
  const age = source.live ? (source.stale ? warn('STALE') : 'fresh') : 'archive';
  const counts = [
    facts.findings > 0 ? `${facts.findings} findings` : '',
    facts.updates > 0 ? `${facts.updates} updates` : '',
    facts.edges > 0 ? `${facts.edges} supersedence edges` : '',
  ].filter((each) => each !== '');
  const covered =
    coverage === null
      ? 'no coverage: it recognises, it never reassures'
      : `covers ${coverage.products.length} products, releases ${coverage.releasedFrom ?? 'from the beginning'} to ${coverage.releasedUntil}`;
  return [
    ...wrap(
      `${source.id}  ${age}  read ${source.lastRead.slice(0, 10)}, changed ${source.lastChanged.slice(0, 10)}${source.asOf === null ? '' : `, content of ${source.asOf}`}`,
      width,
      '  ',
      '    ',
    ),
    ...wrap(`${counts.join(', ') || 'no facts'}; ${covered}`, width, '    '),
    ...(source.url === null ? [] : [`    ${plain(source.url)}`]),
  ];
}

function document(report: StatusReport): unknown {
  return {
    schema: 'rebootgate/status',
    version: 1,
    ...report,
    sources: report.sources.map(({ coverage, ...source }) => ({
      ...source,
      coverage:
        coverage === null
          ? null
          : { products: coverage.products, releasedFrom: coverage.releasedFrom, releasedUntil: coverage.releasedUntil },
    })),
  };
}
