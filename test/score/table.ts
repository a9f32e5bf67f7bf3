// The score as tables in Markdown: for people at a terminal, and for the README. Pure.
import { statuses } from '../../src/types.ts';
import { classes } from './classes.ts';
import type { LabelKind } from './labels.ts';
import { type SignalTable, worthIt } from './leave-one-out.ts';
import type { Confusion } from './measure.ts';
import { kinds, type MethodScore, type Score } from './score.ts';

type Row = readonly string[];

/** @param rows the header first; the first column is text, the others are numbers */
export function markdown(rows: readonly Row[]): string {
  const [header = [], ...body] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length), 3));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const line = (row: Row): string => `| ${row.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}

export const percent = (share: number | null): string => (share === null ? 'none' : `${Math.round(share * 100)} %`);

const of = (part: number, whole: number): string => `${part} of ${whole}`;

const headings: Readonly<Record<LabelKind, string>> = {
  consistency: 'Consistency: labels whose source is itself a finding, or what a rule makes of one',
  independent: 'Independent: labels whose evidence is in no finding',
};

/** @param full with the confusion of the baselines, and with every disagreement; the README goes without */
export function renderScore(score: Score, full: boolean): string {
  const parts = kinds.flatMap((kind) => {
    const { labels, methods } = score.kinds[kind];
    const shown = full ? methods : methods.slice(0, 1);
    return [
      `**${headings[kind]} (${labels})**`,
      markdown(methodRows(methods)),
      ...shown.flatMap(({ name, confusion }) => [`${name}, expected by answer:`, markdown(confusionRows(confusion))]),
    ];
  });
  const signals = ['**Leave one out**', markdown(signalRows(score.signals)), aboutSignals(score.signals)];
  const differing = score.disagreements.map(
    ({ id, expected, answer }) => `- ${id}: ${answer}, expected ${expected.join(' or ')}`,
  );
  return [...parts, ...signals, ...(full ? ['**Disagreements**', differing.join('\n') || 'none'] : [])].join('\n\n');
}

function methodRows(methods: readonly MethodScore[]): Row[] {
  const rates = methods.some((method) => method.rates !== null);
  const header = ['method', 'right', 'should fail, fails', 'should fail, called safe', 'false alarms', 'cannot tell'];
  const rows = methods.map(({ name, measure, cannotTellShare, rates: own }) => [
    name,
    of(measure.right, measure.cases),
    of(measure.found, measure.positives),
    String(measure.cleared),
    String(measure.falseAlarms),
    percent(cannotTellShare),
    ...(rates ? [percent(own?.precision ?? null), percent(own?.recall ?? null)] : []),
  ]);
  return [[...header, ...(rates ? ['precision', 'recall'] : [])], ...rows];
}

function confusionRows(confusion: Confusion): Row[] {
  const expected = Object.keys(confusion).sort(byOrder);
  const given = [...new Set(Object.values(confusion).flatMap((row) => Object.keys(row)))].sort(byOrder);
  const rows = expected.map((name) => [name, ...given.map((answer) => String(confusion[name]?.[answer] ?? 0))]);
  return [['expected', ...given], ...rows];
}

const order: readonly string[] = [...statuses, ...classes];
/** "clear or no-finding" stands after what is exact, under its first status. */
function byOrder(a: string, b: string): number {
  const rank = (name: string): number => order.indexOf(name.split(' or ')[0] ?? '') * 100 + name.length;
  return rank(a) - rank(b);
}

function signalRows({ listed, rows }: SignalTable): Row[] {
  const header = ['signal', 'found hidden', 'siblings', 'successors', 'false alarms', 'while kept', 'catalog', 'right'];
  const body = rows.map((row) => [
    row.name,
    of(row.found, listed),
    of(row.siblingsFlagged, row.siblings),
    of(row.successorsFlagged, row.successors),
    String(row.falseAlarms),
    String(row.falseAlarmsWhileKept),
    String(row.falseAlarmsInCatalog),
    percent(row.precision),
  ]);
  return [header, ...body];
}

function aboutSignals({ bulletinKbs, catalogKbs, rows }: SignalTable): string {
  const worthy = rows.filter((row) => row.worthIt).map(({ name }) => `"${name}"`);
  const titled = rows.filter((row) => row.foundWithListTitle > row.found);
  const withTitle = titled.map(({ name, foundWithListTitle }) => `"${name}" ${foundWithListTitle}`);
  return [
    'False alarms: KBs of bulletins that nobody claims to restart more than once; "while kept": those released while the list',
    `was extended; "catalog": of all KBs. ${bulletinKbs} KBs of bulletins were asked about, and ${catalogKbs} of the catalog.`,
    `By the titles in the list itself, of which other updates have none: ${withTitle.join(', ') || 'no more'}.`,
    `Right at least ${percent(worthIt)} of the time: ${worthy.join(', ') || 'none of them'}.`,
  ].join('\n');
}
