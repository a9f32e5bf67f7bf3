// What pipelines show beside a run: the verdict, and one line each for the worst. GitHub and Azure Pipelines keep ten of a kind and drop the rest.
import type { CheckedUpdate } from '../types.ts';
import { decisionOf } from './decisions.ts';
import { slashed } from './places.ts';
import { plain, short } from './safe.ts';
import { statementsOf } from './statements.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';
import { addressOf, nameOf, offeredText, reviewText } from './words.ts';

export const levels = ['error', 'warning', 'note'] as const;

export interface Annotation {
  level: (typeof levels)[number];
  title: string;
  /** A line each. */
  lines: string[];
  /** "KB2965788"; null where it is about no update. */
  code: string | null;
  path: string | null;
  line: number | null;
}

/** https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations; the agent of Azure Pipelines has the same in its ExecutionContext. */
const mostOfALevel = 10;
/** Of a line. */
const longest = 600;
const longestPath = 1000;

/** Errors first; of each level as many as are kept, the last of which says how many more there are. */
export function annotationsOf(report: FullReport): Annotation[] {
  const { word, sentence } = verdictOf(report);
  const level = report.outcome === 'pass' ? 'note' : 'error';
  const verdict: Annotation = {
    level,
    title: `rebootgate: ${word}`,
    lines: [sentence],
    code: null,
    path: null,
    line: null,
  };
  const statements = statementsOf(report).map(({ kind, level, name, text }) => {
    return { kind, level, title: name, lines: [text], code: null, path: null, line: null };
  });
  const isFirst = ({ kind }: (typeof statements)[number]): boolean => kind === 'task-sequence' || kind === 'rule';
  const all: Annotation[] = [
    verdict,
    ...statements.filter(isFirst),
    ...report.updates.flatMap((update) => ofUpdate(update, report)),
    ...statements.filter((each) => !isFirst(each)),
  ];
  return levels.flatMap((level) => capped(all.filter((each) => each.level === level))).map(harmless);
}

function ofUpdate(update: CheckedUpdate, report: FullReport): Annotation[] {
  const decision = decisionOf(update, report);
  if (decision === 'passes') return [];
  const name = nameOf(update);
  const title = [name, update.architecture, update.products.join(', ')].filter((each) => each !== null && each !== '');
  const { waiver } = update;
  const lines = [
    waiver === null ? null : `waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`,
    decision === 'known' ? `failed in ${report.baseline?.path ?? 'the older report'} as well` : null,
    update.reason,
    offeredText(update),
    update.status === 'suspected' ? reviewText(update, report) : null,
    update.title,
    addressOf(update),
  ].filter((each) => each !== null);
  const level = decision === 'fails' ? 'error' : decision === 'warns' ? 'warning' : 'note';
  const path = report.inputs[update.input]?.path ?? null;
  return [{ level, title: `${title.join(' ')}: ${update.status}`, lines, code: name, path, line: update.line }];
}

function capped(all: Annotation[]): Annotation[] {
  if (all.length <= mostOfALevel) return all;
  const shown = all.slice(0, mostOfALevel - 1);
  const [last] = shown;
  if (last === undefined) return [];
  const text = `... and ${all.length - shown.length} more; the other reports name them all.`;
  return [...shown, { ...last, title: 'rebootgate', lines: [text], code: null, path: null, line: null }];
}

function harmless(each: Annotation): Annotation {
  return {
    ...each,
    title: plain(short(each.title, 200)),
    lines: each.lines.map((line) => plain(short(line, longest))),
    code: each.code === null ? null : plain(short(each.code, 100)),
    path: each.path === null ? null : plain(short(slashed(each.path), longestPath)),
  };
}
