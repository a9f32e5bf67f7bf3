// Software update groups and deployments as objects: their rows name the updates by CI_ID alone.
import { UserError } from '../errors.ts';
import { exportLines } from './export-lines.ts';
import { columnsOf, plain, type Row } from './columns.ts';
import { isIdOfGroup } from './rows.ts';
import type { MemberList, ParsedGroup } from './types.ts';
import { updatesWithin } from './within.ts';

/** A group holds 1,000 updates at most. More ids than this, over all groups of a file, no site has. */
const mostMembers = 500_000;

const groupHint = `Export the updates of the group: ${exportLines.json}`;
const deploymentHint = `Export the deployments with their updates: ${exportLines.deployment}`;

type Values = ReadonlyMap<string, readonly unknown[]>;

/** All values of each name, however it is spelled: the second must not hide behind the first. */
function valuesOf(row: Row): Values {
  const values = new Map<string, unknown[]>();
  for (const [name, value] of Object.entries(row)) {
    const known = values.get(plain(name));
    if (known) known.push(value);
    else values.set(plain(name), [value]);
  }
  return values;
}

/** What a row is that holds no update, but names some. */
export function holderOf(row: Row): MemberList['kind'] | null {
  if (columnsOf(Object.keys(row)).has('articleId')) return null;
  const values = valuesOf(row);
  const type = classOf(values);
  if (/^SMS_\w*Assignment\b/.test(type) || values.has('assignedcis') || values.has('assignedupdategroup'))
    return 'deployment';
  const marks = ['numberofupdates', 'containsexpiredupdates', 'updates'];
  const isGroup = /^SMS_AuthorizationList\b/.test(type) || (values.get('ciuniqueid') ?? []).some(isIdOfGroup);
  return isGroup || marks.some((mark) => values.has(mark)) ? 'group' : null;
}

/** "SMS_AuthorizationList" of __CLASS, or at the beginning of an object's path. */
function classOf(values: Values): string {
  const type = [...(values.get('class') ?? []), ...(values.get('smsproviderobjectpath') ?? [])];
  return type.find((each) => typeof each === 'string' && each.startsWith('SMS_'))?.toString() ?? '';
}

/**
 * The groups or deployments of some rows; all of them are of one kind.
 * @throws UserError where a row is something else, or does not name the updates that it says it has
 */
export function membersOfRows(rows: readonly Row[]): ParsedGroup {
  const [first] = rows;
  const kind = first === undefined ? null : holderOf(first);
  if (kind === null) throw new UserError('it describes no software update group and no deployment', groupHint);
  if (!rows.every((row) => holderOf(row) === kind))
    throw new UserError(`it holds ${kind}s, and among them objects that are none`, 'Export each kind to its own file.');
  const all = rows.map(valuesOf);
  const found = kind === 'group' ? groupsOf(all) : deploymentsOf(all);
  if (rows.some((row) => updatesWithin(row).length > 0))
    throw new UserError('it names its updates by CI_ID, and holds others beside those', groupHint);
  return found;
}

function groupsOf(rows: readonly Values[]): ParsedGroup {
  let total = 0;
  const lists = rows.map((values) => {
    const members = idsOf(values.get('updates') ?? [], groupHint);
    requireAll(members, values);
    total += members.length;
    if (total > mostMembers) throw tooMany(groupHint);
    return { ...ofKind('group', values), members };
  });
  if (total === 0)
    throw new UserError('there is no update in it: the group is empty', 'Give a group that has updates.');
  return { name: namesOf(lists), items: [], lists };
}

/** AdminService gives lazy properties only when one object is asked for by its key, and else an empty list. */
function requireAll(members: readonly string[], values: Values): void {
  const counts = (values.get('numberofupdates') ?? []).map(Number).filter((count) => count >= 0);
  const said = counts.reduce((most, count) => Math.max(most, count), 0);
  if (members.length > 0 && said > members.length)
    throw new UserError(`it says that it holds ${said} updates, and names ${members.length}`, groupHint);
  if (members.length > 0 || (counts.length > 0 && said === 0)) return;
  const of = said === 0 ? '' : `, and names none of the ${said}`;
  throw new UserError(
    `it describes a software update group, but holds none of its updates${of}`,
    `${groupHint}. AdminService names them only where one group is asked for by its key: SMS_AuthorizationList(<CI_ID>).`,
  );
}

function deploymentsOf(rows: readonly Values[]): ParsedGroup {
  const ofUpdates = rows.filter(deploysUpdates);
  if (ofUpdates.length === 0) throw new UserError('none of its deployments is one of software updates', deploymentHint);
  let total = 0;
  const lists = ofUpdates.map((values) => {
    const [groupId = null] = idsOf(values.get('assignedupdategroup') ?? [], deploymentHint);
    const members = idsOf(values.get('assignedcis') ?? [], deploymentHint);
    total += members.length;
    if (total > mostMembers) throw tooMany(deploymentHint);
    return { ...ofKind('deployment', values), groupId, members };
  });
  const nameless = lists.find(({ members, groupId }) => members.length === 0 && groupId === null);
  if (nameless)
    throw new UserError('it describes deployments, but one names none of its updates (AssignedCIs)', deploymentHint);
  return { name: collectionOf(ofUpdates) ?? namesOf(lists), items: [], lists };
}

/** Of a collection there are deployments of applications and baselines too. */
function deploysUpdates(values: Values): boolean {
  const [type] = values.get('assignmenttype') ?? [];
  if (type !== undefined && type !== null && type !== '') return [1, 5].includes(Number(type));
  return /^(?:$|SMS_(?:Update|CI))/.test(classOf(values));
}

function collectionOf(rows: readonly Values[]): string | null {
  const ids = new Set(rows.map((values) => textOf(values, 'targetcollectionid')));
  const [id = null] = ids;
  return ids.size === 1 && id !== null ? `deployments of collection ${id}` : null;
}

function ofKind(kind: MemberList['kind'], values: Values): Omit<MemberList, 'members'> {
  const name = textOf(values, 'localizeddisplayname') ?? textOf(values, 'name') ?? textOf(values, 'assignmentname');
  const [ciId = null] = kind === 'group' ? idsOf(values.get('ciid') ?? values.get('id') ?? [], groupHint) : [];
  return { kind, name, ciId, groupId: null };
}

function textOf(values: Values, name: string): string | null {
  const text = values.get(name)?.find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof text === 'string' ? text.trim().slice(0, 200) : null;
}

function namesOf(lists: readonly MemberList[]): string | null {
  const names = [...new Set(lists.flatMap(({ name }) => name ?? []))];
  if (names.length === 0) return null;
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

const tooMany = (hint: string): UserError => new UserError(`it names more than ${mostMembers} updates`, hint);

/**
 * CI_IDs as JSON, CLIXML and CSV write a list of numbers; each of them once.
 * @throws UserError where one of them cannot be read, or there are too many
 */
export function idsOf(values: readonly unknown[], hint: string): string[] {
  const ids = new Set<string>();
  collect(values, ids, hint, 0);
  return [...ids];
}

function collect(value: unknown, ids: Set<string>, hint: string, depth: number): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value) && depth < 8) {
    for (const each of value) collect(each, ids, hint, depth + 1);
    return;
  }
  if (typeof value === 'object' && 'value' in value && depth < 8) {
    collect(value.value, ids, hint, depth + 1);
    return;
  }
  for (const text of partsOf(value)) {
    if (!/^[1-9]\d{0,9}$/.test(text))
      throw new UserError(`a CI_ID in it cannot be read: ${text.slice(0, 40) || 'no number'}`, hint);
    ids.add(text);
    if (ids.size > mostMembers) throw tooMany(hint);
  }
}

/** A list that ConvertTo-Json or Export-Csv made one text of: "16777515 16777516"; or the name of its type, which says nothing. */
function partsOf(value: unknown): string[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)];
  if (typeof value !== 'string') return [''];
  if (/^\s*(?:System\.\w+\[\]|NULL)?\s*$/i.test(value.slice(0, 100)) && value.length < 100) return [];
  return value.split(/[\s,;{}]+/).filter((part) => part !== '');
}
