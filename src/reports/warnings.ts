// The warnings of the report, grouped: a claim that concerns many updates is printed once, with their numbers.
import type { CheckedUpdate, Report } from '../types.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';
import { addressOf, reviewText, statusTitles } from './words.ts';

export function warningLines(report: Report, width: number, paint: Paint): string[] {
  return [...grouped(report, 'suspected', width, paint), ...grouped(report, 'no-data', width, paint)];
}

export function grouped(report: Report, status: CheckedUpdate['status'], width: number, paint: Paint): string[] {
  const updates = report.updates.filter((update) => update.status === status);
  if (updates.length === 0) return [];
  const lines = sameClaims(updates).flatMap((group) => groupLines(group, report, width));
  return ['', paint.bold(paint.yellow(`${statusTitles[status]} (${updates.length})`)), ...lines];
}

/** Updates of which the same is said. */
export function sameClaims(updates: readonly CheckedUpdate[]): CheckedUpdate[][] {
  const groups = new Map<string, CheckedUpdate[]>();
  for (let index = 0; index < updates.length; index += 1) {
    const update = updates[index];
    if (update === undefined) continue;
    const key = groupKey(update);
    const group = groups.get(key);
    if (group) group.push(update);
    else groups.set(key, [update]);
  }
  return [...groups.values()];
}

/** By the claim that decided where it is tied to no number, else by what the reason says. */
function groupKey(update: CheckedUpdate): string {
  if (update.status !== 'suspected') return update.reason;
  const [first] = update.evidence;
  return first?.selector && update.inheritedPath === null ? first.finding : update.reason;
}

function groupLines(group: CheckedUpdate[], report: Report, width: number): string[] {
  const [first] = group;
  if (!first) return [];
  const review = reviewText(first, report);
  const due = review === null ? '' : ` ${review}`;
  const url = first.status === 'suspected' ? addressOf(first) : null;
  return [
    ...wrap(plain(namesOf(group).join(', ')), width, '  ', '  '),
    ...wrap(plain(`${first.reason}.${due}`), width, '      '),
    ...(url ? [`      ${plain(url)}`] : []),
  ];
}

/** A number that many rows have, each of another product or edition, is printed once. */
function namesOf(group: readonly CheckedUpdate[]): string[] {
  const rows = new Map<string, number>();
  for (let index = 0; index < group.length; index += 1) {
    const update = group[index];
    if (update === undefined) continue;
    const name = nameOf(update);
    rows.set(name, (rows.get(name) ?? 0) + 1);
  }
  return [...rows].map(([name, count]) => (count === 1 ? name : `${name} (${count} rows)`));
}

function nameOf(update: CheckedUpdate): string {
  const mark = markOf(update);
  if (update.kb !== null)
    return `KB${update.kb}${update.architecture === null ? '' : ` ${update.architecture}`}${mark}`;
  const title = update.title === null ? '' : ` "${plain(update.title)}"`;
  return `${update.updateId ?? `row without a number (${update.where})`}${title}${mark}`;
}

function markOf({ superseded, expired, waiver, known }: CheckedUpdate): string {
  // Most rows of a large group have none.
  if (!superseded && !expired && waiver === null && !known) return '';
  const marks = [
    superseded ? 'superseded' : '',
    expired ? 'expired' : '',
    waiver === null ? '' : `waived until ${waiver.expires}`,
    known ? 'as bad in the baseline' : '',
  ];
  return ` (${marks.filter((mark) => mark !== '').join(', ')})`;
}
