// The report as a log for CMTrace, the reader of Configuration Manager's logs, with its severities: 1 information, 2 warning, 3 error.
import type { CheckedUpdate } from '../types.ts';
import { adviceOf } from './advice.ts';
import { type Decision, decisionOf } from './decisions.ts';
import { slashed } from './places.ts';
import { plain, short } from './safe.ts';
import { statementsOf } from './statements.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';
import { addressOf, catalogText, countsText, detailsOf, factText, nameOf, offeredText, reviewText } from './words.ts';

const types = { information: 1, warning: 2, error: 3 } as const;

interface Line {
  text: string;
  type: (typeof types)[keyof typeof types];
  /** Shown as the source of a line: the input, and where in it. */
  file?: string;
}

const mostUpdates = 2000;
/** CMTrace cuts what it shows of a line. */
const longest = 2000;

export function cmtrace(report: FullReport): string {
  const { word, sentence, scope, tone } = verdictOf(report);
  const type =
    tone === 'bad' || report.outcome !== 'pass' ? types.error : tone === 'warn' ? types.warning : types.information;
  const lines: Line[] = [
    { text: `${word}: ${sentence}`, type },
    ...(scope === null ? [] : [information(scope)]),
    ...statementLines(report),
    ...updateLines(report),
    ...report.openFacts.map((fact) => information(`Would decide more: --env ${fact.id}=yes|no  ${factText(fact)}`)),
    ...(report.updates.length === 0 ? [] : [information(countsText(report))]),
    information(catalogText(report)),
    ...adviceOf(report).map((text) => information(`What to do: ${text}`)),
  ];
  return lines.map((line) => entry(line, report.generatedAt)).join('');
}

const information = (text: string): Line => ({ text, type: types.information });

function statementLines(report: FullReport): Line[] {
  const typeOf = { error: types.error, warning: types.warning, note: types.information };
  return statementsOf(report).flatMap(({ level, name, text, more }) => [
    { text: `${name}: ${text}`, type: typeOf[level] },
    ...more.map((each) => information(`  ${each}`)),
  ]);
}

const typeOfDecision: Record<Decision, Line['type']> = {
  fails: types.error,
  warns: types.warning,
  waived: types.warning,
  known: types.warning,
  passes: types.information,
};

/** The worst come first; those that pass are counted, not named. */
function updateLines(report: FullReport): Line[] {
  const bad = report.updates.filter((update) => decisionOf(update, report) !== 'passes');
  const lines = bad.slice(0, mostUpdates).map((update): Line => {
    const { path, name } = report.inputs[update.input] ?? { path: null, name: '' };
    const file = `${slashed(path ?? name)}${update.line === null ? '' : `:${update.line}`}`;
    return { text: updateText(update, report), type: typeOfDecision[decisionOf(update, report)], file };
  });
  const left = bad.length - lines.length;
  return left === 0 ? lines : [...lines, { text: `... and ${left} more`, type: types.warning }];
}

function updateText(update: CheckedUpdate, report: FullReport): string {
  const { status, title, waiver, reason } = update;
  const said = decisionOf(update, report);
  const parts = [
    `${status}${said === 'waived' || said === 'known' ? ` (${said})` : ''}: ${nameOf(update)} ${detailsOf(update)}`.trim(),
    title === null ? null : short(title, 300),
    short(reason, 800),
    update.status === 'suspected' ? reviewText(update, report) : null,
    offeredText(update),
    waiver === null ? null : `waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`,
    addressOf(update),
  ];
  return parts.filter((part) => part !== null).join(' | ');
}

/** The time of the report, in UTC: a bias of +000 minutes. */
function entry({ text, type, file = '' }: Line, generatedAt: string): string {
  const [day = '', time = ''] = generatedAt.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  const clock = `${time.slice(0, 8)}.000+000`;
  return `<![LOG[${inert(text)}]LOG]!><time="${clock}" date="${month}-${date}-${year}" component="rebootgate" context="" type="${type}" thread="1" file="${attribute(file)}">\r\n`;
}

/** What ends or begins an entry is broken up. */
const inert = (text: string): string =>
  plain(short(text, longest))
    .replace(/\](?=LOG\])/gi, ']·')
    .replace(/<(?=!\[LOG\[)/gi, '<·');

const attribute = (text: string): string => plain(short(text, 260)).replace(/["<>]/g, '·');
