// The order of a report: by severity, then by number, then by what else tells two updates apart. Pure.
import type { CheckedUpdate } from '../types.ts';
import { severity } from './item.ts';

/** No number of an update is as large; an update without one comes last. */
const nameless = 99_999_999;
/** So many updates can be told apart by the lower part of what is sorted. */
const mostUpdates = 2 ** 20;

/** Numbers are sorted, as that takes no call for each comparison, and then the few updates of one number by their texts. */
export function inOrder(updates: readonly CheckedUpdate[]): CheckedUpdate[] {
  const ranks = updates.length <= mostUpdates ? ranksOf(updates) : null;
  if (ranks === null) return [...updates].sort(bySeverity);
  const sorted: CheckedUpdate[] = [];
  let from = 0;
  let last = -1;
  ranks.sort();
  for (let index = 0; index < ranks.length; index += 1) {
    const rank = ranks[index] ?? 0;
    const update = updates[rank % mostUpdates];
    if (update === undefined) continue;
    const group = Math.floor(rank / mostUpdates);
    if (group !== last) {
      sortTail(sorted, from);
      from = sorted.length;
      last = group;
    }
    sorted.push(update);
  }
  sortTail(sorted, from);
  return sorted;
}

function ranksOf(updates: readonly CheckedUpdate[]): Float64Array | null {
  const ranks = new Float64Array(updates.length);
  for (let index = 0; index < updates.length; index += 1) {
    const { status = 'clear', kb = null } = updates[index] ?? {};
    const number = kb === null ? nameless : Number(kb);
    if (!Number.isInteger(number) || number < 0 || number > nameless || (number === nameless && kb !== null))
      return null;
    ranks[index] = (severity(status) * (nameless + 1) + number) * mostUpdates + index;
  }
  return ranks;
}

function sortTail(sorted: CheckedUpdate[], from: number): void {
  if (sorted.length - from < 2) return;
  for (const update of sorted.splice(from).sort(byText)) sorted.push(update);
}

export function bySeverity(a: CheckedUpdate, b: CheckedUpdate): number {
  return severity(a.status) - severity(b.status) || number(a) - number(b) || byText(a, b);
}

const number = ({ kb }: CheckedUpdate): number => (kb === null ? Number.MAX_SAFE_INTEGER : Number(kb));

function byText(a: CheckedUpdate, b: CheckedUpdate): number {
  const text = (each: CheckedUpdate): string => `${each.architecture ?? ''} ${each.updateId ?? ''} ${each.title ?? ''}`;
  const [left, right] = [text(a), text(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
