// The same update twice counts once, within a file and in several that are checked together.
import type { Group, Item } from '../types.ts';

/** The same number for two architectures or products stays two. */
export function withoutDuplicates(items: readonly Item[]): Item[] {
  const standing = noRows();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (item !== undefined) add(standing, item, marked);
  }
  return standing.rows.size === items.length ? [...items] : [...standing.rows.values()];
}

/**
 * Files that are checked together may hold the same update; it counts for the first that names it, or for the one that says more of it.
 * Not where updates are let through in one group and not in another: then each counts in its own.
 */
export function withoutRepeats(groups: readonly Group[]): Group[] {
  if (groups.length < 2) return [...groups];
  const standing = noRows();
  for (const { items } of groups) for (const item of items) add(standing, item, (fuller) => fuller);
  const left = new Set(standing.rows.values());
  return groups.map((group) => {
    const items = group.items.filter((item) => left.delete(item));
    return { ...group, items, duplicates: group.duplicates + group.items.length - items.length };
  });
}

interface Standing {
  /** In their order; the first row of an update under its key. */
  rows: Map<string, Item>;
  /** By the key of an update: those under which its further rows stand, where they say something else of it. */
  others: Map<string, string[]>;
}

const noRows = (): Standing => ({ rows: new Map(), others: new Map() });

/** Rows of one update that are held against a new one. A file made to have more costs no more; its rows count then. */
const mostCompared = 16;

/** @param joined what stands in the place of two rows, of which the first says all that the second does */
function add(standing: Standing, item: Item, joined: (fuller: Item, other: Item) => Item): void {
  const { rows, others } = standing;
  const key = keyOf(item) ?? `row ${rows.size}`;
  if (!rows.has(key)) {
    rows.set(key, item);
    return;
  }
  const further = others.get(key) ?? [];
  const whole = wholeKeyOf(key, item);
  for (const place of [key, ...further.slice(0, mostCompared - 1), whole]) {
    const earlier = rows.get(place);
    const row = earlier === undefined ? null : oneOf(earlier, item, joined);
    if (row === null) continue;
    rows.set(place, row);
    return;
  }
  // What one UpdateID is said to be in different words is all held against the catalog: the worst counts.
  rows.set(whole, item);
  others.set(key, further);
  further.push(whole);
}

/** What makes two rows one update; null for a row that names none. */
function keyOf(item: Item): string | null {
  const { kb, alsoKbs, updateId } = item;
  if (kb === null && updateId === null && item.title === null) return null;
  // Two rows that give one UpdateID different numbers are both held against the catalog: the worst counts.
  const numbers = alsoKbs.length === 0 ? kb : [kb, ...alsoKbs].join(' ');
  return updateId === null ? wholeKeyOf(`${numbers}`, item) : `${updateId} ${numbers}`;
}

const wholeKeyOf = (key: string, { title, categories }: Item): string =>
  `${key}\u0000${title}\u0000${categories.join('\u0000')}`;

/** Null where each of the rows says something that the other does not. */
function oneOf(earlier: Item, later: Item, joined: (fuller: Item, other: Item) => Item): Item | null {
  if (saysAllOf(earlier, later)) return joined(earlier, later);
  return saysAllOf(later, earlier) ? joined(later, earlier) : null;
}

function saysAllOf(fuller: Item, other: Item): boolean {
  if (other.title !== null && other.title !== fuller.title) return false;
  if (other.categories.length === 0) return true;
  const categories = new Set(fuller.categories);
  return other.categories.every((category) => categories.has(category));
}

function marked(fuller: Item, { superseded, expired }: Item): Item {
  return { ...fuller, superseded: fuller.superseded || superseded, expired: fuller.expired || expired };
}
