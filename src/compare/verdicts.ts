// What two checks say differently of the same updates: which get worse, which better, and why. Pure.
import { severity } from '../check/item.ts';
import type { CheckedUpdate, Outcome, Status } from '../types.ts';

/** One update as one check judged it. */
export type Judged = Pick<CheckedUpdate, 'kb' | 'updateId' | 'title' | 'architecture' | 'status' | 'reason'> & {
  /** At which place of the input it stands. */
  where?: string;
};

export type Turn = 'worse' | 'better' | 'same';

export interface Verdict {
  status: Status;
  reason: string;
}

export interface VerdictChange extends Pick<Judged, 'kb' | 'updateId' | 'title' | 'architecture'> {
  /** Null: it was not there. */
  before: Verdict | null;
  /** Null: it is gone. */
  after: Verdict | null;
  turn: Turn;
}

/**
 * Updates are paired by UpdateID, else by KB number; of several with one number each with its like, by the place where they stand.
 * @returns what changed its status or its reason, came or went; the worst first
 */
export function verdictChanges(before: readonly Judged[], after: readonly Judged[]): VerdictChange[] {
  const old = byKey(before);
  const now = byKey(after);
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((key) => changeOf(old.get(key) ?? null, now.get(key) ?? null))
    .filter((change) => change !== null)
    .sort(byWeight);
}

function byKey(all: readonly Judged[]): Map<string, Judged> {
  const sorted = [...all].sort((a, b) => compareText(placeOf(a), placeOf(b)));
  const seen = new Map<string, number>();
  const keyed = new Map<string, Judged>();
  for (const each of sorted) {
    const name = each.updateId ?? each.kb ?? each.title ?? '';
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    keyed.set(`${name} ${count}`, each);
  }
  return keyed;
}

/** "line 9" before "line 10". */
const placeOf = ({ architecture, where = '' }: Judged): string =>
  `${architecture ?? ''} ${where.replace(/\d+/g, (digits) => digits.padStart(9, '0'))}`;

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function changeOf(before: Judged | null, after: Judged | null): VerdictChange | null {
  const named = after ?? before;
  if (named === null || (before?.status === after?.status && before?.reason === after?.reason)) return null;
  const { kb, updateId, title, architecture } = named;
  const turn = turnOf(before?.status ?? null, after?.status ?? null);
  return { ...{ kb, updateId, title, architecture }, before: verdictOf(before), after: verdictOf(after), turn };
}

const verdictOf = (judged: Judged | null): Verdict | null =>
  judged === null ? null : { status: judged.status, reason: judged.reason };

/** An update that is not there restarts nothing: it counts as one against which nothing is claimed. */
function turnOf(before: Status | null, after: Status | null): Turn {
  const from = severity(before ?? 'no-finding');
  const to = severity(after ?? 'no-finding');
  // Lower is worse.
  if (to < from) return 'worse';
  // What goes without a trace is no relief: it may be an export that was cut off.
  return to > from && (after !== null || before !== 'no-data') ? 'better' : 'same';
}

const turns: readonly Turn[] = ['worse', 'better', 'same'];

function byWeight(a: VerdictChange, b: VerdictChange): number {
  const weight = ({ turn, after, before }: VerdictChange): number =>
    turns.indexOf(turn) * 100 + severity(after?.status ?? before?.status ?? 'clear');
  return weight(a) - weight(b) || compareText(nameOf(a), nameOf(b));
}

const nameOf = ({ kb, updateId, title, architecture }: VerdictChange): string =>
  `${(kb ?? '').padStart(9, '0')} ${updateId ?? ''} ${architecture ?? ''} ${title ?? ''}`;

const outcomes: readonly Outcome[] = ['fail', 'undecided', 'pass'];

/** Whether the one outcome of a group is worse than the other, or better. */
export function outcomeTurn(before: Outcome, after: Outcome): Turn {
  const by = outcomes.indexOf(after) - outcomes.indexOf(before);
  return by < 0 ? 'worse' : by > 0 ? 'better' : 'same';
}
