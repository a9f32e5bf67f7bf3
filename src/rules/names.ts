// Which GUIDs and names of categories belong together, learned from the rows of an export, which have both lists.
import { knownCategory } from './guids.ts';
import type { CategoryKind, RuleUpdate } from './types.ts';

export interface SiteNames {
  /** Names in lower case by id ("product:<guid>"). */
  learned: ReadonlyMap<string, string>;
  /** All names that some row bears. */
  seen: ReadonlySet<string>;
  /** The kinds of ids that some row bears: a list that never names vendors does not say that an update has none. */
  kinds: ReadonlySet<string>;
}

const mostRounds = 5;

export function siteNamesOf(updates: readonly RuleUpdate[]): SiteNames {
  const seen = new Set<string>();
  const kinds = new Set<string>();
  const rows = new Map<string, Pair>();
  for (const { categoryIds, categoryNames } of updates) {
    for (const id of categoryIds ?? []) kinds.add(id.slice(0, id.indexOf(':')));
    for (const kind of ['product', 'updateclassification', 'company'] as const) addNames(seen, categoryNames[kind]);
    const pair = pairOf(categoryIds, categoryNames);
    if (pair !== null) rows.set(`${pair.ids.join()}\n${pair.names.join('\n')}`, pair);
  }
  return { learned: learn([...rows.values()]), seen, kinds };
}

type CategoryNames = RuleUpdate['categoryNames'];

function addNames(seen: Set<string>, cells: CategoryNames[CategoryKind]): void {
  for (const { texts } of cells ?? []) for (const text of texts) seen.add(text);
}

interface Pair {
  ids: string[];
  names: string[];
}

/** Ids and names of one row where there are as many of each: then each name belongs to one of the ids. */
function pairOf(categoryIds: readonly string[] | null, { product }: CategoryNames): Pair | null {
  const cells = product?.filter(({ exact }) => exact) ?? [];
  if (categoryIds === null || cells.length !== 1) return null;
  const [ids, names] = [[...new Set(categoryIds)], [...new Set(cells[0]?.texts)]];
  return ids.length === names.length && ids.length > 0 ? { ids, names } : null;
}

/** Where all but one are known, the last name is that of the last id. A site may name categories in its own language. */
function learn(rows: readonly Pair[]): Map<string, string> {
  const learned = new Map<string, string>();
  const disputed = new Set<string>();
  for (let round = 0; round < mostRounds; round += 1) {
    const before = learned.size + disputed.size;
    for (const { ids, names } of rows) {
      const open = ids.filter((id) => nameIn(id, names, learned) === null);
      const [id] = open;
      if (id === undefined || open.length > 1) continue;
      const taken = new Set(ids.map((each) => nameIn(each, names, learned)));
      const [name, ...others] = names.filter((each) => !taken.has(each));
      if (name === undefined || others.length > 0) continue;
      const earlier = learned.get(id);
      if (earlier !== undefined && earlier !== name) disputed.add(id);
      learned.set(id, name);
    }
    if (learned.size + disputed.size === before) break;
  }
  for (const id of disputed) learned.delete(id);
  return learned;
}

function nameIn(id: string, names: readonly string[], learned: ReadonlyMap<string, string>): string | null {
  const known = [learned.get(id), knownCategory(id)?.toLowerCase()];
  return known.find((name) => name !== undefined && names.includes(name)) ?? null;
}
