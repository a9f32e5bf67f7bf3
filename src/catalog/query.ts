// The SQL of query and explain: searching the catalog, and the caller's own SELECT, which can read and nothing else.
import Database from 'better-sqlite3';
import { UserError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { Architecture } from '../types.ts';
import { type Catalog, reading } from './open.ts';
import { databaseOf } from './handle.ts';
import { viewNames } from './schema.ts';

export interface Search {
  words: string[];
  kb: string | null;
  bulletin: string | null;
  /** Product names of the catalog that fit what was asked; null: any. */
  products: string[] | null;
  architecture: Architecture | null;
  releasedFrom: string | null;
  releasedTo: string | null;
  source: string | null;
  /** KB numbers and UpdateIDs to keep; null: all. */
  keys: string[] | null;
  limit: number;
}

export interface FoundUpdate {
  kb: string | null;
  updateId: string | null;
}

/** The updates that fit, newest first; what is known about each is read afterwards, as for a check. */
export function searchUpdates(catalog: Catalog, search: Search): FoundUpdate[] {
  const parts = conditions(search);
  const where = parts.length > 0 ? `WHERE ${parts.map(({ sql }) => sql).join(' AND ')}` : '';
  const rows = databaseOf(catalog).prepare<unknown[], FoundUpdate>(`
    SELECT CAST(u.kb AS TEXT) AS kb, u.update_id AS updateId FROM updates u ${where}
    GROUP BY u.kb, u.update_id ORDER BY max(u.released) IS NULL, max(u.released) DESC, u.kb DESC, u.update_id LIMIT ?`);
  return reading(catalog, () => rows.all(...parts.flatMap(({ values }) => values), search.limit));
}

interface Condition {
  sql: string;
  values: unknown[];
}

function conditions(search: Search): Condition[] {
  const parts: Condition[] = [];
  const add = (sql: string, value: unknown): void => {
    if (value !== null) parts.push({ sql, values: [value] });
  };
  add(
    'u.id IN (SELECT rowid FROM updates_fts WHERE updates_fts MATCH ?)',
    search.words.length > 0 ? matchOf(search.words) : null,
  );
  add('u.kb = CAST(? AS INTEGER)', search.kb);
  add('u.bulletin = ?', search.bulletin);
  add('u.released >= ?', search.releasedFrom);
  add('u.released <= ?', search.releasedTo);
  add('u.source = ?', search.source);
  add(
    'coalesce(CAST(u.kb AS TEXT), u.update_id) IN (SELECT value FROM json_each(?))',
    search.keys && JSON.stringify(search.keys),
  );
  return [...parts, ...offerConditions(search)];
}

function offerConditions({ products, architecture }: Search): Condition[] {
  if (products === null && architecture === null) return [];
  const inner: Condition[] = [{ sql: 'o.offer_set = u.offer_set', values: [] }];
  if (products !== null)
    inner.push({ sql: 'p.name IN (SELECT value FROM json_each(?))', values: [JSON.stringify(products)] });
  if (architecture !== null) inner.push({ sql: "o.architecture IN (?, '')", values: [architecture] });
  const where = inner.map(({ sql }) => sql).join(' AND ');
  const sql = `EXISTS (SELECT 1 FROM offers o JOIN products p ON p.id = o.product WHERE ${where})`;
  return [{ sql, values: inner.flatMap(({ values }) => values) }];
}

/** Every word must occur; quoted, so that no word is an operator of the full-text language. */
function matchOf(words: readonly string[]): string {
  return words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ');
}

export function productNames(catalog: Catalog): string[] {
  const names = databaseOf(catalog).prepare<[], string>('SELECT name FROM products ORDER BY name').pluck();
  return reading(catalog, () => names.all());
}

export function sourceIds(catalog: Catalog): string[] {
  return databaseOf(catalog).prepare<[], string>('SELECT id FROM sources ORDER BY id').pluck().all();
}

/** The KB numbers that the catalog files under a bulletin, and those that Microsoft's list prints under it. */
export function kbsOfBulletin(catalog: Catalog, bulletin: string): string[] {
  const rows = databaseOf(catalog).prepare<[string, string], string>(`
    SELECT DISTINCT CAST(kb AS TEXT) FROM (
      SELECT kb FROM updates WHERE bulletin = ? AND kb IS NOT NULL
      UNION SELECT kb FROM list_entries WHERE bulletin = ?
    ) ORDER BY CAST(kb AS INTEGER)`);
  return reading(catalog, () => rows.pluck().all(bulletin, bulletin));
}

const maxRows = 100_000;

/**
 * Runs the caller's own SELECT on the read-only catalog.
 * @throws UserError where it is not one statement that only reads, or is wrong
 */
export function selectSql(catalog: Catalog, sql: string): Record<string, unknown>[] {
  const hint = `Give one SELECT over ${viewNames.join(', ')}; README describes their columns.`;
  let statement: Database.Statement;
  try {
    statement = databaseOf(catalog).prepare(sql);
  } catch (cause) {
    throw new UserError(`--sql cannot be run: ${cause instanceof Error ? cause.message : String(cause)}`, hint, cause);
  }
  if (!statement.reader || !statement.readonly || !/^\s*(?:select|with|values)\b/i.test(sql)) {
    throw new UserError('--sql takes a SELECT and nothing else', hint);
  }
  const rows: Record<string, unknown>[] = [];
  try {
    reading(catalog, () => {
      for (const row of statement.iterate()) {
        if (rows.length >= maxRows) throw new UserError(`--sql answers with more than ${maxRows} rows`, 'Add a LIMIT.');
        rows.push(isRecord(row) ? row : { value: row });
      }
    });
  } catch (cause) {
    // Of values that are to be bound, better-sqlite3 speaks in errors of its own.
    const ofSql = cause instanceof Database.SqliteError || cause instanceof RangeError || cause instanceof TypeError;
    if (ofSql) throw new UserError(`--sql failed: ${cause.message}`, hint, cause);
    throw cause;
  }
  return rows;
}
