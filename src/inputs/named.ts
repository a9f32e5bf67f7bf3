// Updates that lines of text name: by a number, and by nothing else that an export would say of them.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';

/** An update of which nothing is known. */
export function blankItem(where: string): Item {
  return {
    ...{ kb: null, alsoKbs: [], updateId: null, ciId: null, title: null, bulletin: null, categories: [] },
    ...{ released: null, revised: null, superseded: false, expired: false, where, line: null },
  };
}

/** One row of a table: its number, and others that stand in it. */
export function itemOfNumbers(kbs: readonly string[], title: string | null, where: string): Item {
  const [kb = null, ...alsoKbs] = [...new Set(kbs)];
  return { ...blankItem(where), kb, alsoKbs, title };
}

/** wmic ends its lines with two carriage returns where its output is redirected. */
export const linesOf = (text: string): string[] => text.split(/\r*\n|\r/);

/** "KB2965788", "KB893803v2", "kbid=2965788", ".../help/2965788"; "KB296578..." is a number that was cut. */
const explicit = /(?:(?<![a-z0-9])KB[ -]?|\bkbid=|\/(?:kb|help)\/)(\d{7}|\d{6}(?!\.\.\.|…))(?!\d)/gi;

/** Numbers that say that they are one of an update. */
export const explicitKbs = (line: string): string[] => [...line.matchAll(explicit)].map((match) => match[1] ?? '');

/** "KB29657...", "KB02965788": a number was there, and cannot be read. */
export const brokenKb = /(?<![a-z0-9])KB[\s_:-]?\d/i;

/**
 * Updates of a line that belongs to no table.
 * @throws UserError where it names one by a number that cannot be read
 */
export function itemsOutside(line: string, where: string): Item[] {
  const kbs = explicitKbs(line);
  if (kbs.length === 0 && brokenKb.test(line)) throw unreadableNumber(line, where);
  return [...new Set(kbs)].map((kb) => itemOfNumbers([kb], null, where));
}

export function unreadableNumber(line: string, where: string): UserError {
  return new UserError(
    `${where} names a KB number that cannot be read: ${line.trim().slice(0, 80)}`,
    'The line may be cut off or damaged; export the list again, or take the line out.',
  );
}
