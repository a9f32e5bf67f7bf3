// Groups and deployments name their updates by CI_ID alone; the updates themselves come from an export beside them.
import { UserError } from '../errors.ts';
import type { Group, Item } from '../types.ts';
import { exportLines } from './export-lines.ts';
import { blankItem } from './named.ts';
import { withoutDuplicates } from './repeats.ts';
import type { MemberList, ReadFile } from './types.ts';

/** A file that was read for others alone: its own updates, or groups, are not checked. */
export interface Lookup {
  kind: string;
  name: string;
  path: string | null;
  /** How many updates or groups it holds, and how many of them were asked for. */
  holds: number;
  used: number;
}

export interface Joined {
  groups: Group[];
  lookups: Lookup[];
}

/** What each file was used for by others: CI_IDs. */
type Used = Map<ReadFile, Set<string>>;
type GroupIndex = ReadonlyMap<string, { list: MemberList; file: ReadFile }>;
type UpdateIndex = ReadonlyMap<string, readonly { item: Item; file: ReadFile }[]>;

/**
 * Puts updates in the place of the CI_IDs of groups and deployments. A member that no export holds is an item without a number.
 * An export that gives a member is then no group of its own, nor is a file of groups to which a deployment refers.
 * @param exports the exports to look into; without any, those of the files that hold updates with a CI_ID, as few as are needed
 * @throws UserError where there is no export, or none that knows a single member
 */
export function joinMembers(files: readonly ReadFile[], exports: readonly ReadFile[] = []): Joined {
  const holders = files.filter(isHolder);
  const groups = groupIndex(holders);
  const used: Used = new Map(exports.map((file) => [file, new Set()]));
  for (const file of holders) noteReferences(file, groups, used);
  const asked = new Map(holders.filter((file) => !used.has(file)).map((file) => [file, membersOf(file, groups)]));
  const books = exports.length > 0 ? exports : files.filter((file) => !isHolder(file));
  const chosen = exports.length > 0 ? exports : needed(books, [...asked.values()]);
  const updates = updateIndex(asked.size === 0 ? [] : chosen);
  const joined = new Map(
    [...asked].map(([file, ids]) => {
      if (!books.some(hasIds)) throw noExport(file, ids.size, books);
      if (![...ids].some((id) => updates.has(id))) throw ofAnotherSite(file, ids.size, books);
      return [file, joinFile(file.group, ids, updates, `not in ${namesOf(books)}`, used)];
    }),
  );
  return {
    groups: files.flatMap((file) => joined.get(file) ?? (used.has(file) ? [] : file.group)),
    lookups: [...used].map(([file, ids]) => lookupOf(file, ids.size)),
  };
}

/** The export that gives most comes first; one that adds nothing to those before is a group that is to be checked. */
function needed(books: readonly ReadFile[], asked: readonly ReadonlySet<string>[]): ReadFile[] {
  const idsOf = ({ group }: ReadFile): Set<string> =>
    new Set(group.items.flatMap(({ ciId }) => (ciId !== null && asked.some((ids) => ids.has(ciId)) ? ciId : [])));
  const given = new Set<string>();
  return books
    .map((file) => ({ file, ids: idsOf(file) }))
    .sort((a, b) => b.ids.size - a.ids.size)
    .filter(({ ids }) => {
      const before = given.size;
      for (const id of ids) given.add(id);
      return given.size > before;
    })
    .map(({ file }) => file);
}

const hasIds = ({ group }: ReadFile): boolean => group.items.some(({ ciId }) => ciId !== null);
const isHolder = ({ lists }: ReadFile): boolean => lists.length > 0;

function lookupOf({ name, group, lists }: ReadFile, used: number): Lookup {
  const { kind, path, items } = group;
  return { kind, name, path, holds: lists.length > 0 ? lists.length : items.length, used };
}

function groupIndex(holders: readonly ReadFile[]): GroupIndex {
  const index = new Map<string, { list: MemberList; file: ReadFile }>();
  for (const file of holders) {
    for (const list of file.lists)
      if (list.kind === 'group' && list.ciId !== null) index.set(list.ciId, { list, file });
  }
  return index;
}

function updateIndex(books: readonly ReadFile[]): UpdateIndex {
  const index = new Map<string, { item: Item; file: ReadFile }[]>();
  for (const file of books) {
    for (const item of file.group.items) {
      if (item.ciId === null) continue;
      const known = index.get(item.ciId);
      // Added in place: a hostile export gives one CI_ID to all of its rows.
      if (known) known.push({ item, file });
      else index.set(item.ciId, [{ item, file }]);
    }
  }
  return index;
}

/** A file of groups is there for the deployments that refer to it. */
function noteReferences(file: ReadFile, groups: GroupIndex, used: Used): void {
  for (const { kind, groupId, members } of file.lists) {
    if (kind === 'group') continue;
    for (const id of groupId === null ? members : [groupId, ...members]) {
      const found = groups.get(id);
      if (found !== undefined && found.file !== file) note(used, found.file, id);
    }
  }
}

function note(used: Used, file: ReadFile, id: string): void {
  const ids = used.get(file);
  if (ids) ids.add(id);
  else used.set(file, new Set([id]));
}

function joinFile(group: Group, ids: ReadonlySet<string>, updates: UpdateIndex, missing: string, used: Used): Group {
  const items = [...ids].flatMap((id) => {
    const found = updates.get(id);
    for (const each of found ?? []) note(used, each.file, id);
    return (
      found?.map(({ item }) => ({ ...item, where: `CI_ID ${id}, ${item.where}`, line: null })) ??
      missingItem(id, missing)
    );
  });
  const unique = withoutDuplicates(items);
  return { ...group, items: unique, duplicates: items.length - unique.length };
}

const missingItem = (id: string, missing: string): Item[] => [
  { ...blankItem(`CI_ID ${id}, ${missing}`.slice(0, 300)), ciId: id },
];

/** The updates that a file names, those of the groups included that its deployments are of. */
function membersOf({ name: file, lists }: ReadFile, groups: GroupIndex): Set<string> {
  const ids = new Set<string>();
  const opened = new Set<string>();
  const open = (id: string): boolean => {
    const found = groups.get(id);
    if (found === undefined) return false;
    if (!opened.has(id)) for (const member of found.list.members) ids.add(member);
    opened.add(id);
    return true;
  };
  for (const { kind, name, groupId, members } of lists) {
    const known = groupId !== null && open(groupId);
    for (const id of members) if (kind === 'group' || !open(id)) ids.add(id);
    if (groupId === null || known || members.length > 0) continue;
    throw new UserError(
      `${file}: the deployment ${name ?? 'in it'} names no updates (AssignedCIs), and no file beside it describes its group, CI_ID ${groupId}`,
      `Name the group as well: ${exportLines.group}`,
    );
  }
  return ids;
}

const namesOf = (books: readonly ReadFile[]): string => books.map(({ name }) => name).join(', ');

function noExport({ name, lists }: ReadFile, count: number, books: readonly ReadFile[]): UserError {
  const [list] = lists;
  const [first] = books;
  const beside = first === undefined ? '' : `; ${first.name} gives no CI_ID`;
  if (list?.kind === 'deployment') {
    const what = `it describes deployments, but holds none of their updates, only the CI_IDs of ${count}${beside}`;
    return new UserError(`${name}: ${what}`, `Name an export of the updates beside it: ${exportLines.siteUpdates}`);
  }
  return new UserError(
    `${name}: it describes a software update group, but holds none of its updates, only the CI_IDs of ${count}${beside}`,
    `Export the updates of the group: ${exportLines.json}. An export of all updates beside the group does as well: ${exportLines.siteUpdates}`,
  );
}

function ofAnotherSite({ name }: ReadFile, count: number, books: readonly ReadFile[]): UserError {
  return new UserError(
    `${name}: none of the ${count} updates that it names by CI_ID is in ${namesOf(books)}`,
    `The export may be of another site, or older than the group. Export the updates anew: ${exportLines.siteUpdates}`,
  );
}
