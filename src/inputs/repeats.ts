// The same update twice counts once, within a file and in several that are checked together.
import type { Group, Item } from '../types.ts';

/** The same number for two architectures or products stays two. */
export function withoutDuplicates(items: readonly Item[]): Item[] {
  const unique = new Map<string, Item>();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined) continue;
    const key = keyOf(item) ?? `row ${unique.size}`;
    const earlier = unique.get(key);
    unique.set(key, earlier ? marked(earlier, item) : item);
  }
  return unique.size === items.length ? [...items] : [...unique.values()];
}

/**
 * Files that are checked together may hold the same update; it counts for the first that names it.
 * Not where updates are let through in one group and not in another: then each counts in its own.
 */
export function withoutRepeats(groups: readonly Group[]): Group[] {
  if (groups.length < 2) return [...groups];
  const seen = new Set<string>();
  return groups.map((group) => {
    const items = group.items.filter((item) => !seen.has(keyOf(item) ?? ''));
    for (const item of items) seen.add(keyOf(item) ?? `nameless ${seen.size}`);
    return { ...group, items, duplicates: group.duplicates + group.items.length - items.length };
  });
}

/** What makes two rows one update; null for a row that names none. */
function keyOf({ kb, alsoKbs, updateId, title, categories }: Item): string | null {
  if (kb === null && updateId === null && title === null) return null;
  // Two rows that give one UpdateID different numbers are both held against the catalog: the worst counts.
  const numbers = alsoKbs.length === 0 ? kb : [kb, ...alsoKbs].join(' ');
  return updateId === null ? `${numbers}\u0000${title}\u0000${categories.join('\u0000')}` : `${updateId} ${numbers}`;
}

function marked(earlier: Item, { superseded, expired }: Item): Item {
  return { ...earlier, superseded: earlier.superseded || superseded, expired: earlier.expired || expired };
}
