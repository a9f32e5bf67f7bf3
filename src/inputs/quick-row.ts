// Rows as an export writes them, read with few questions: each column once, and in it a value of the usual kind. rows.ts reads all others.
import type { Item } from '../types.ts';
import { type Column, columnsLike, plain, type Row } from './columns.ts';
import { bulletinOf, dayOf, isTrue, itemOfRow, listOf, onlyNumber, textOf } from './rows.ts';

/** The name of each of our columns in a file that has none of them twice. */
interface Names extends Readonly<Partial<Record<Column, string>>> {
  readonly articleId: string;
  readonly title: string;
}

/** What itemOfRow() says of a row, sooner; null where a cell says something that takes a second look. A row with a number is an update. */
export function quickItem(row: Row, where: string): Item | null {
  const names = namesIn(columnsLike(Object.keys(row)));
  return names === null ? null : read(row, names, where);
}

/** Any row that is an update. */
export const itemOf = (row: Row, where: string): Item => quickItem(row, where) ?? itemOfRow(row, where);

let latest: { found: ReadonlyMap<Column, string[]>; names: Names | null } | null = null;

/** The rows of a file share their columns. */
function namesIn(found: ReadonlyMap<Column, string[]>): Names | null {
  if (latest?.found !== found) latest = { found, names: namesOf(found) };
  return latest.names;
}

function namesOf(found: ReadonlyMap<Column, string[]>): Names | null {
  const names: Partial<Record<Column, string>> = {};
  for (const [column, [name, ...others]] of found) {
    if (name === undefined || others.length > 0) return null;
    names[column] = name;
  }
  const { articleId, title, ciId } = names;
  if (articleId === undefined || title === undefined) return null;
  // "id" is a CI_ID in one kind of file alone.
  return ciId === undefined || plain(ciId) !== 'id' ? { ...names, articleId, title } : null;
}

const article = /^\d{6,7}$/;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const number = /^\d{1,10}$/;

function read(row: Row, names: Names, where: string): Item | null {
  const kb = row[names.articleId];
  const title = row[names.title];
  if (typeof kb !== 'string' || !article.test(kb) || typeof title !== 'string' || !isTitle(title)) return null;
  if (!onlyNumber(title, kb)) return null;
  const updateId = cell(row, names.updateId);
  if (updateId !== null && (typeof updateId !== 'string' || !guid.test(updateId))) return null;
  const given = cell(row, names.ciId);
  const ciId = typeof given === 'number' ? String(given) : given;
  if (ciId !== null && (typeof ciId !== 'string' || !number.test(ciId))) return null;
  const bulletin = cell(row, names.bulletinId);
  return {
    kb,
    alsoKbs: [],
    updateId,
    ciId,
    title,
    bulletin: bulletin === null || bulletin === '' ? null : bulletinOf(textOf(bulletin)),
    categories: categoriesOf(cell(row, names.categories)),
    released: dayIn(cell(row, names.posted)),
    revised: dayIn(cell(row, names.revised)),
    superseded: says(cell(row, names.superseded)),
    expired: says(cell(row, names.expired)),
    where,
    line: null,
  };
}

function cell(row: Row, name: string | undefined): unknown {
  return name === undefined ? null : (row[name] ?? null);
}

/** Words of ordinary length, without blanks around them: there is nothing to be cut off, and it is no "None". */
function isTitle(text: string): boolean {
  const last = text.length - 1;
  return last > 0 && last < 1000 && text.includes(' ') && isSign(text.charCodeAt(0)) && isSign(text.charCodeAt(last));
}

const isSign = (code: number): boolean => code > 0x20 && code < 0x7f;

const mostKept = 4096;
/** What cells say that stand in thousands of rows. */
const categories = new Map<string, readonly string[]>();
const days = new Map<number | string, string | null>();

function categoriesOf(value: unknown): string[] {
  if (value === null) return [];
  if (typeof value === 'string') return [...categoryOf(value)];
  if (!Array.isArray(value) || value.length > 100) return listOf(value);
  const named: string[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const each: unknown = value[index];
    const names = typeof each === 'string' ? categoryOf(each) : listOf(each, 1);
    for (let at = 0; at < names.length; at += 1) named.push(names[at] ?? '');
  }
  return named;
}

function categoryOf(text: string): readonly string[] {
  const known = categories.get(text);
  if (known !== undefined) return known;
  const named = listOf(text);
  if (categories.size < mostKept && text.length < 300) categories.set(text, named);
  return named;
}

/** Milliseconds as all the JSON of Windows PowerShell 5.1 has them. */
const milliseconds = /^\/Date\(\d{13}\)\/$/;
const dayLength = 86_400_000;

/** In JSON each text is a moment of its own, and the moments of a group are on a few hundred days: those are kept instead. */
function dayIn(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value !== 'string') return dayOf(value);
  const key = milliseconds.test(value) ? Math.floor(Number(value.slice(6, 19)) / dayLength) : value;
  const known = days.get(key);
  if (known !== undefined) return known;
  const day = dayOf(value);
  if (days.size < mostKept) days.set(key, day);
  return day;
}

const says = (value: unknown): boolean =>
  value === true || (value !== false && value !== null && value !== 'False' && isTrue(value));
