// Updates that stand inside the row of another: the children of a bundle, the updates of a list that became a value of its row.
import { kbsOf } from '../titles/title.ts';
import type { Item } from '../types.ts';
import { columnsOf, isRow, plain, type Row } from './columns.ts';
import { explicitKbs } from './named.ts';
import { isHolder } from './nested.ts';
import { guidOf, listOf } from './rows.ts';

const none: readonly (Row | string)[] = [];

/** What other objects and texts of a row name an update of their own, in the order in which they stand there. */
export function updatesWithin(row: Row): readonly (Row | string)[] {
  let found = none;
  // Nearly every row holds nothing but texts, numbers and lists of texts: there is no more than this look at them.
  for (const name in row) {
    const value = row[name];
    if (typeof value !== 'object' || value === null || isHolder(name, value)) continue;
    if (Array.isArray(value) && !value.some(isObject) && !mayHold(name)) continue;
    const within = collected(name, value);
    if (within.length > 0) found = [...found, ...within];
  }
  return found;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Without a recursion: a file made to exhaust the stack nests a hundred thousand times. */
function collected(name: string, value: unknown): (Row | string)[] {
  const found: (Row | string)[] = [];
  const open = [{ name, value }];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (isOfOthers(each.name)) continue;
    if (typeof each.value === 'string' && mayHold(each.name)) found.push(...explicitKbs(each.value));
    if (typeof each.value !== 'object' || each.value === null) continue;
    if (isRow(each.value) && namesUpdate(each.value, each.name)) found.push(each.value);
    // An element of a list is what its list is called, and so is the list in {value, Count}.
    const holder = each.name;
    const isList = Array.isArray(each.value);
    const members = Object.entries(each.value).map(([key, inner]) => ({
      name: isList || key === 'value' ? holder : key,
      value: inner,
    }));
    for (const member of members.reverse()) open.push(member);
  }
  return found;
}

/** A column of articles or a title with a number, or an UpdateID that is not said to be that of the row itself. */
function namesUpdate(value: Row, name: string): boolean {
  const found = columnsOf(Object.keys(value));
  if ((found.get('articleId') ?? []).some((each) => listOf(value[each]).some((text) => /\d{6}/.test(text))))
    return true;
  if ((found.get('title') ?? []).some((each) => listOf(value[each]).some((text) => kbsOf(text).length > 0)))
    return true;
  if (/^(?:id|identity|updateid|updateidentity)$/.test(plain(name))) return false;
  // Files and other content have a UniqueID as well.
  const ofUpdates = (found.get('updateId') ?? []).filter((each) => /update|^ciuniqueid$/.test(plain(each)));
  return ofUpdates.some((each) => guidOf(value[each]) !== null);
}

/** Names come again in every row. */
function remembered(read: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const answer = known.get(name) ?? read(plain(name.slice(0, 100)));
    if (known.size < 4096) known.set(name, answer);
    return answer;
  };
}

/** Updates that are not in the group: those that this one replaces, or that replace it, or that must be there before it; and pages. */
const isOfOthers = remembered((name) =>
  /(?<!not|non|un)supersed|replace|prerequisite|^(?:is)?depend|(?:links?|ur[il]s?|references?)$/.test(name),
);

/** Lists of texts under these names may be of updates; other texts name a number for many a reason. */
const mayHold = remembered((name) => /children|bundle|member|updates$/.test(name));

/** Whether it is more than the row says of itself: an object may repeat the number of its row. */
export function saysMore(inner: Item, outer: Item): boolean {
  const known = [outer.kb, ...outer.alsoKbs];
  const differs = (one: string | null, other: string | null): boolean => one !== null && one !== other;
  return (
    [inner.kb, ...inner.alsoKbs].some((kb) => kb !== null && !known.includes(kb)) ||
    differs(inner.updateId, outer.updateId) ||
    differs(inner.title, outer.title)
  );
}
