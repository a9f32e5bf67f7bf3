// JSON of Get-CMSoftwareUpdate | ConvertTo-Json and of AdminService: an array, one object, or an envelope {value: [...]}.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';
import { exportLines } from './export-lines.ts';
import { itemsOfLine } from './kb-list.ts';
import { itemOfNumbers } from './named.ts';
import { flattened } from './nested.ts';
import { quickItem } from './quick-row.ts';
import { columnsLike, columnsOf, isColumn, isRow, isUsable, type Row } from './columns.ts';
import { cleanTitle, isIdOfOtherObject, itemOfRow } from './rows.ts';
import type { Input, ParsedGroup } from './types.ts';
import { requireNumbersRead } from './unread.ts';
import { saysMore, updatesWithin } from './within.ts';

export { isRow } from './columns.ts';

export const exportHint = `Export the updates of the group: ${exportLines.json}`;

/** Also where the file is cut off; "[KB2965788]", "{<guid>}" and "[01]: KB2965788" are lines of a list. */
export const startsLikeJson = (text: string): boolean =>
  /^\s*(?:\[\s*(?:[\]["{-]|\d{1,400}(?!\d|\s?\]\s?:)|null|$)|\{\s*(?:["}]|$))/.test(text);

/** The two differ in their envelope only, and share one reader. */
export const adminServiceJson: Input = {
  id: 'adminservice-json',
  description: 'answer of AdminService, {"@odata.context", "value": [SMS_SoftwareUpdate, ...]}',
  accepts: (text) => startsLikeJson(text) && /"@odata\.(context|count|nextLink)"/i.test(text.slice(0, 4096)),
  parse,
};

export const configmgrJson: Input = {
  id: 'configmgr-json',
  description: 'Get-CMSoftwareUpdate ... | ConvertTo-Json, one update or many',
  exportLine: exportLines.json,
  accepts: startsLikeJson,
  parse,
};

function parse(text: string): ParsedGroup {
  return groupOfElements(updateRows(text));
}

/** @throws UserError where one of them is no update, or none of them can be told from another */
export function groupOfElements(rows: readonly unknown[]): ParsedGroup {
  const items: Item[] = [];
  const numberless: Row[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    const from = items.length;
    addItems(row, `[${index}]`, items);
    if (items[from]?.kb === null && isRow(row)) numberless.push(row);
  }
  if (numberless.length > 0) requireNumbersRead(numberless, rows.filter(isRow));
  const onlyTexts = rows.every((row) => typeof row !== 'object');
  const named = items.some(({ kb, updateId, title }) => kb ?? updateId ?? (onlyTexts ? null : title));
  if (!named) throw noUpdates(rows);
  return { name: null, items };
}

/**
 * The elements of the list, as they are.
 * @throws UserError where it is no JSON, a part of a list, or empty
 */
export function updateRows(text: string): unknown[] {
  const rows = jsonRows(text);
  requireNamesOnce(text, rows, (name) => isColumn(name) || name.toLowerCase() === 'value');
  if (rows.length === 0) throw new UserError('there is no update in it: the list is empty', exportHint);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (isRow(row)) rows[index] = flattened(row);
  }
  return rows;
}

/** The objects of any export, rules as well: an array, one object, or an envelope. */
export const jsonRows = (text: string): unknown[] => rowsOf(parseJson(text));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/\s+/g, ' ').slice(0, 160) : '';
    throw new UserError(`it is not valid JSON: ${why}`, 'The file may be cut off; export it again.', cause);
  }
}

/** PowerShell writes one update as a bare object, and in some versions a list as {value, Count}. */
function rowsOf(value: unknown): unknown[] {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (isEnvelope(only)) return requireWhole(only).value;
  return Array.isArray(value) ? value : [value];
}

/** One page of several, or a list that lost rows on the way, is not the group. */
function requireWhole(envelope: { value: unknown[] }): { value: unknown[] } {
  const members = new Map(Object.entries(envelope).map(([name, member]) => [name.toLowerCase(), member]));
  if (updatesWithin({ ...envelope, value: null }).length > 0)
    throw partOfGroup('it holds updates beside those of its list (value)');
  const next = members.get('@odata.nextlink') ?? members.get('nextlink') ?? members.get('__next') ?? null;
  const count = members.get('@odata.count') ?? members.get('count') ?? null;
  if (next !== null) throw partOfGroup('it is one page of several (nextLink)');
  // Where 64-bit numbers are asked for, OData writes them as text.
  if ((typeof count === 'number' || typeof count === 'string') && Number(count) !== envelope.value.length) {
    throw partOfGroup(`it says that it holds ${count} updates, and holds ${envelope.value.length}`);
  }
  return envelope;
}

function partOfGroup(what: string): UserError {
  return new UserError(
    what,
    'Give the whole group: follow the pages and put their rows into one list, or export it again.',
  );
}

/**
 * Of two members of one name JSON keeps the last, so an update could hide behind another.
 * @param counts whether what stands under this name decides anything; real exports name other things twice
 * @throws UserError for the first such name
 */
export function requireNamesOnce(text: string, value: unknown, counts: (name: string) => boolean): void {
  let colons = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) colons += 1;
  const names = countNames(value, 0);
  // Nearly always they agree. A text may hold the same signs, and there may be blanks before a colon: then they are looked at one by one.
  if (colons === names && !hasBlankBeforeColon(text)) return;
  const twice = nameThereTwice(text, counts);
  if (twice !== null) throw partOfGroup(`one of its objects names ${twice.slice(0, 60)} twice`);
}

/** Of these names none was counted: one of them would make up for one that is there twice. Titles may have such a colon as well. */
const hasBlankBeforeColon = (text: string): boolean =>
  [' :', '\t:', '\n:', '\r:'].some((signs) => text.includes(signs)) && /"[ \t\r\n]+:/.test(text);

function countNames(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > 100) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) count += countNames(value[index], depth + 1);
    return count;
  }
  for (const name in value) {
    const member: unknown = Reflect.get(value, name);
    count += typeof member === 'object' ? 1 + countNames(member, depth + 1) : 1;
  }
  return count;
}

/** The text is valid JSON. @returns the first name that counts and that an object has twice, as the text writes it */
function nameThereTwice(text: string, counts: (name: string) => boolean): string | null {
  const open: (Set<string> | null)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const written = token.slice(0, token.lastIndexOf('"') + 1);
      const name = String(JSON.parse(written));
      const names = open.at(-1);
      if (names?.has(name) && counts(name)) return written;
      names?.add(name);
    }
  }
  return null;
}

/** An update may have a list of that name too. */
function isEnvelope(value: unknown): value is { value: unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    Array.isArray(value.value) &&
    isNameOfEnvelope(Object.keys(value))
  );
}

/** Whether an object of these names, "value" among them, is no update itself. */
export const isNameOfEnvelope = (names: readonly string[]): boolean => !columnsOf(names).has('articleId');

/** One update, or what a text names: a list may be as plain as ["KB2965788", 2966034]. */
function addItems(value: unknown, where: string, items: Item[]): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const named = itemsOfLine(String(value), where);
    items.push(...(named.length > 0 ? named : [itemOfRow({ Title: cleanTitle(String(value)) }, where)]));
    return;
  }
  if (!isRow(value)) throw new UserError(`element ${where} is no update`, exportHint);
  const quick = quickItem(value, where);
  if (quick === null && !isUpdate(value)) throw noUpdates([value]);
  const item = quick ?? itemOfRow(value, where);
  items.push(item);
  for (const each of updatesWithin(value)) {
    const inner = typeof each === 'string' ? itemOfNumbers([each], null, where) : itemOfRow(each, where);
    if (saysMore(inner, item)) items.push(inner);
  }
}

/** Applications, groups and packages have a title and a CI_UniqueID too; only an article number settles it. */
export function isUpdate(row: Row): boolean {
  const found = columnsLike(Object.keys(row));
  return found.has('articleId') || (isUsable(found) && !isOtherObject(row, found.get('updateId') ?? []));
}

function isOtherObject(row: Row, idColumns: readonly string[]): boolean {
  const type = row['__CLASS'] ?? row['SmsProviderObjectPath'];
  if (typeof type === 'string' && /^SMS_/.test(type)) return !/^SMS_SoftwareUpdate/.test(type);
  return (
    idColumns.some((name) => isIdOfOtherObject(row[name])) ||
    [...groupColumns, 'PackageID', 'CollectionID'].some((key) => Object.hasOwn(row, key))
  );
}

const groupColumns = ['NumberOfUpdates', 'ContainsExpiredUpdates', 'contains_expired_updates', 'Updates', 'updates'];

/** What to say of a file whose objects are no updates, by the first of them. */
export function noUpdates([row]: readonly unknown[]): UserError {
  const group = typeof row === 'object' && row !== null && groupColumns.some((key) => Object.hasOwn(row, key));
  return new UserError(
    group
      ? 'it describes a software update group, but holds none of its updates'
      : 'it holds no software updates (no ArticleID, CI_UniqueID or title)',
    exportHint,
  );
}
