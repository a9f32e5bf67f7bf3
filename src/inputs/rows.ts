// From a row with named columns to an update: the names of Configuration Manager, AdminService, the console and its SQL views.
import { readDay } from '../dates.ts';
import { UserError } from '../errors.ts';
import { kbsOf } from '../titles/title.ts';
import type { Item } from '../types.ts';
import { type Column, columnsLike, isColumn, plain, rankOfArticle, type Row } from './columns.ts';
import { brokenKb, explicitKbs, unreadableNumber } from './named.ts';

/** Titles are at most 513 characters in the site database; anything longer is not one. */
const maxTitle = 1000;

/** Reads any row. Those as an export writes them are read by quick-row.ts, which says the same of them. */
export function itemOfRow(row: Row, where: string): Item {
  const found = columnsLike(Object.keys(row));
  const title = cleanTitle(titleOf(row, found.get('title')) ?? first(row, found.get('name'), textOf));
  const named = numbersOf(row, found.get('articleId'), title);
  const kbs = named.length > 0 ? named : numbersElsewhere(row, found, title, where);
  const [kb = null, ...alsoKbs] = kbs;
  return {
    kb,
    alsoKbs,
    updateId: first(row, found.get('updateId'), guidOf),
    ciId: first(row, ciIdNames(row, found.get('ciId')), ciIdOf),
    title,
    bulletin: bulletinOf(first(row, found.get('bulletinId'), textOf)),
    categories: (found.get('categories') ?? []).flatMap((name) => listOf(row[name])),
    released: first(row, found.get('posted'), dayOf),
    revised: first(row, found.get('revised'), dayOf),
    superseded: first(row, found.get('superseded'), trueOf) ?? false,
    expired: first(row, found.get('expired'), trueOf) ?? false,
    where,
    line: null,
  };
}

/** The first of several columns of one meaning that says something. */
function first<T>(row: Row, names: readonly string[] | undefined, read: (value: unknown) => T | null): T | null {
  for (const name of names ?? []) {
    const value = read(row[name]);
    if (value !== null) return value;
  }
  return null;
}

/** A view of groups joined to one of updates has the title of either; a number tells them apart. */
function titleOf(row: Row, names: readonly string[] | undefined): string | null {
  const titles = (names ?? []).flatMap((name) => textOf(row[name]) ?? []);
  if (titles.length < 2) return titles[0] ?? null;
  return titles.find((title) => kbsOf(title.slice(0, maxTitle)).length > 0) ?? titles[0] ?? null;
}

/** Everything has an "id"; the Ansible collection alone means the CI_ID. */
const ciIdNames = (row: Row, names: readonly string[] = []): readonly string[] =>
  names.filter((name) => plain(name) !== 'id' || Object.hasOwn(row, 'article_id'));

function ciIdOf(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^\d{1,10}$/.test(text) ? text : null;
}

const trueOf = (value: unknown): true | null => (isTrue(value) ? true : null);

/** The article numbers of a row, and after them those that only its title names. */
function numbersOf(row: Row, names: readonly string[] | undefined, title: string | null): string[] {
  const [name, ...others] = names ?? [];
  const value = name === undefined ? null : row[name];
  // Nearly every row: one number in one column, and the same in the title.
  if (others.length === 0 && typeof value === 'string' && /^\d{6,7}$/.test(value) && onlyNumber(title, value))
    return [value];
  for (const each of names ?? []) requireWholeList(row[each]);
  const byRank = [...(names ?? [])].sort((a, b) => rankOfArticle(a) - rankOfArticle(b));
  const named = byRank.flatMap((each) => listOf(row[each])).flatMap(kbsIn);
  return [...new Set([...named, ...(title === null ? [] : kbsOf(title))])];
}

/**
 * A column of a name that we do not know may hold the number: an update must not pass because nobody read it.
 * @throws UserError where the column of numbers, or the title of a row that nothing else names, holds one that cannot be read
 */
function numbersElsewhere(
  row: Row,
  found: ReadonlyMap<Column, string[]>,
  title: string | null,
  where: string,
): string[] {
  for (const name of found.get('articleId') ?? []) {
    const broken = listOf(row[name]).find(
      (text) => formatted.test(text) || (text.length < 100 && digits(text) > 4 && !elsewise.test(text)),
    );
    if (broken !== undefined) throw unreadableNumber(broken, where);
  }
  const kbs = new Set<string>();
  for (const name in row) if (!isColumn(name)) addNumbers(kbs, plain(name), row[name], 0);
  if (kbs.size === 0 && title !== null && brokenKb.test(title) && first(row, found.get('updateId'), guidOf) === null)
    throw unreadableNumber(title, where);
  return [...kbs];
}

/** As a spreadsheet shows a number: "2.965.788", "2 965 788", "2,97E+06". */
const formatted = /^\s*(?:\d{1,3}(?:[ .,'\u2019\u00a0\u202f]\d{3}){1,2}|\d(?:[.,]\d+)?E\+?0?[56])\s*$/i;

const digits = (text: string): number => text.match(/\d/g)?.length ?? 0;
/** What else Windows writes there: "{7A068575-...}", "File 1", "Q12345". */
const elsewise = /^\s*(?:\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?|File\s|Q\d{5}\b)/i;

const deepest = 4;

function addNumbers(kbs: Set<string>, name: string, value: unknown, depth: number): void {
  if (typeof value === 'object' && value !== null && depth < deepest) {
    const isList = Array.isArray(value);
    for (const [key, each] of Object.entries(value).slice(0, 100))
      addNumbers(kbs, isList ? name : plain(key), each, depth + 1);
  }
  if (typeof value !== 'string' && typeof value !== 'number') return;
  const text = String(value);
  if (text.length > maxTitle) return;
  const bare = namesArticles.test(name) ? /^\s*(\d{6,7})\s*$/.exec(text)?.[1] : undefined;
  for (const kb of bare === undefined ? explicitKbs(text) : [bare]) kbs.add(kb);
}

const namesArticles = /kb|knowledge|article|artikel|hotfix/;

export function onlyNumber(title: string | null, kb: string): boolean {
  if (title === null) return true;
  const at = title.indexOf(`KB${kb}`);
  if (at < 0) return !sixDigits.test(title);
  const rest = at + 2 + kb.length;
  // Most titles end with their number, in brackets.
  return !sixDigits.test(title.slice(0, at)) && (title.length - rest < 6 || !sixDigits.test(title.slice(rest)));
}

const sixDigits = /\d{6}/;

export function cleanTitle(text: string | null): string | null {
  if (text === null) return null;
  const title = text.slice(0, maxTitle).trim();
  return title === '' ? null : title;
}

export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || /^(null|none|n\/a|system\.\w+(\[\])?)$/i.test(text) ? null : text;
}

/** Below, lists are read up to a length that no update reaches. */
function requireWholeList(value: unknown): void {
  if (Array.isArray(value) && value.length > 100)
    throw new UserError('one of its rows names more articles than an update has', 'Export the group again.');
}

/** "2965788", "KB2965788", and lists of them; "None" of updates without an article is nothing. */
function kbsIn(text: string): string[] {
  return [...text.matchAll(/(?<!\d|\d\.)(?:KB\s?)?(\d{6,7})(?!\d|E\+)/gi)].map((match) => match[1] ?? '');
}

/** The CI_UniqueID of an application, a baseline or a group: "ScopeId_<guid>/Application_<guid>/2", "ScopeId_<guid>/AuthList_<guid>". */
export function isIdOfOtherObject(value: unknown): boolean {
  return typeof value === 'string' && /^\s*(?:ScopeId|Site)_[^/]{1,64}\/(?!SUM_)[A-Za-z]{1,64}_/i.test(value);
}

export const isIdOfGroup = (value: unknown): boolean =>
  typeof value === 'string' && /^\s*(?:ScopeId|Site)_[^/]{1,64}\/AuthList_/i.test(value);

/** CI_UniqueID is a GUID, alone, in braces, or behind the scope of the site ("Site_.../SUM_<guid>"). */
export function guidOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 300 || isIdOfOtherObject(value)) return null;
  const guids = value.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi);
  return guids?.at(-1)?.toLowerCase() ?? null;
}

export function bulletinOf(text: string | null): string | null {
  return /\bMS\d{2}-\d{3}\b/i.exec(text ?? '')?.[0]?.toUpperCase() ?? null;
}

/** A list as ConvertTo-Json writes it, as an object {value, Count}, or as one text; "System.String[]" of a CSV says nothing. */
export function listOf(value: unknown, depth = 0): string[] {
  // ConvertTo-Json nests a list twice at most; a file made to exhaust the stack nests a hundred thousand times.
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.slice(0, 100).flatMap((each) => listOf(each, depth + 1));
  if (typeof value === 'object' && value !== null && 'value' in value) return listOf(value.value, depth + 1);
  const text = textOf(value);
  return text === null ? [] : [text.slice(0, maxTitle)];
}

/** No update is older than Windows Update: 0001-01-01 and 1601-01-01 are how .NET and Windows write "no date". */
export function dayOf(value: unknown): string | null {
  const [text] = listOf(value);
  const day = text === undefined || text.length > 64 ? null : readDay(text);
  return day !== null && day >= '1995-01-01' && day < '2100-01-01' ? day : null;
}

export function isTrue(value: unknown): boolean {
  return (
    value === true ||
    value === 1 ||
    (typeof value === 'string' && /^(true|yes|1|wahr|vrai|ja|oui|sí|si)$/i.test(value.trim()))
  );
}
