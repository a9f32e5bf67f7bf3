// What two catalogs say differently of updates, in SQL: the one is attached to the other, and a million rows never reach JavaScript.
import type Database from 'better-sqlite3';
import { databaseOf } from './handle.ts';
import { type Catalog, reading } from './open.ts';

export type RowFields = Record<string, string | number | null>;

export interface NamedUpdate {
  kb: string | null;
  updateId: string | null;
  title: string | null;
  /** What the sources say of it, before and after; for updates that changed. */
  rows: { before: RowFields[]; after: RowFields[] };
}

export interface Counted {
  count: number;
  /** The first of them, by number. */
  named: NamedUpdate[];
}

export interface UpdateDifference {
  before: number;
  after: number;
  added: Counted;
  changed: Counted;
  gone: Counted;
  edges: { added: number; gone: number };
}

type Side = 'before' | 'main';

const said =
  'kb, update_id, revision, title, bulletin, classification, kind, released, revised, language, restart_flag, flag_text, exclusive, source, url, note, known_by';

/** Sets of offers have other numbers in another catalog, so they are compared as text. */
const offersOf = (side: Side): string => `
  INSERT INTO temp.offer_texts SELECT '${side}', o.offer_set, group_concat(trim(p.name || ' ' || o.architecture), '; ' ORDER BY p.name, o.architecture)
  FROM ${side}.offers o JOIN ${side}.products p ON p.id = o.product GROUP BY o.offer_set`;

const rowsOf = (side: Side): string => `
  SELECT ${said.replace(/\w+/g, 'u.$&')}, coalesce(t.text, '') AS offers
  FROM ${side}.updates u LEFT JOIN temp.offer_texts t ON t.side = '${side}' AND t.offer_set = u.offer_set`;

const edgesOf = (side: Side): string => `
  SELECT s.superseding, s.superseded, s.source, s.url, s.note, coalesce(t.text, '')
  FROM ${side}.supersedence s LEFT JOIN temp.offer_texts t ON t.side = '${side}' AND t.offer_set = s.offer_set`;

/** An UpdateID is one update; without it a KB number is. */
const isIn = (side: Side): string => `CASE typeof(key)
  WHEN 'text' THEN EXISTS (SELECT 1 FROM ${side}.updates u WHERE u.update_id = key)
  ELSE EXISTS (SELECT 1 FROM ${side}.updates u WHERE u.kb = key AND u.update_id IS NULL) END`;

const differences = `
  CREATE TEMP TABLE offer_texts (side TEXT, offer_set INTEGER, text TEXT, PRIMARY KEY (side, offer_set)) WITHOUT ROWID;
  ${offersOf('before')}; ${offersOf('main')};
  CREATE TEMP TABLE only_before AS ${rowsOf('before')} EXCEPT ${rowsOf('main')};
  CREATE TEMP TABLE only_after AS ${rowsOf('main')} EXCEPT ${rowsOf('before')};
  CREATE TEMP TABLE touched AS
  SELECT key, CASE WHEN was AND has THEN 'changed' WHEN has THEN 'added' ELSE 'gone' END AS turn FROM (
    SELECT key, ${isIn('before')} AS was, ${isIn('main')} AS has FROM (
      SELECT coalesce(update_id, kb) AS key FROM temp.only_before UNION SELECT coalesce(update_id, kb) FROM temp.only_after));`;

/**
 * @param most how many updates of each kind are named
 * @throws CatalogError where a file turns out to be damaged
 */
export function compareUpdates(old: Catalog, now: Catalog, most: number): UpdateDifference {
  return reading(now, () => {
    const db = databaseOf(now);
    db.prepare('ATTACH ? AS before').run(old.path);
    try {
      db.exec(differences);
      const number = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;
      return {
        before: number('SELECT count(DISTINCT coalesce(update_id, kb)) FROM before.updates'),
        after: number('SELECT count(DISTINCT coalesce(update_id, kb)) FROM main.updates'),
        ...{
          added: counted(db, 'added', most),
          changed: counted(db, 'changed', most),
          gone: counted(db, 'gone', most),
        },
        edges: {
          added: number(`SELECT count(*) FROM (${edgesOf('main')} EXCEPT ${edgesOf('before')})`),
          gone: number(`SELECT count(*) FROM (${edgesOf('before')} EXCEPT ${edgesOf('main')})`),
        },
      };
    } finally {
      for (const table of ['offer_texts', 'only_before', 'only_after', 'touched'])
        db.exec(`DROP TABLE IF EXISTS temp.${table}`);
      db.exec('DETACH before');
    }
  });
}

function counted(db: Database.Database, turn: 'added' | 'changed' | 'gone', most: number): Counted {
  const count = db.prepare<[string], number>('SELECT count(*) FROM temp.touched WHERE turn = ?').pluck().get(turn) ?? 0;
  const keys = db
    .prepare<[string, number], string | number>(
      'SELECT key FROM temp.touched WHERE turn = ? ORDER BY typeof(key), key LIMIT ?',
    )
    .pluck()
    .all(turn, most);
  return { count, named: keys.map((key) => named(db, key, turn)) };
}

function named(db: Database.Database, key: string | number, turn: string): NamedUpdate {
  const own = typeof key === 'string' ? 'update_id = ?' : 'kb = ? AND update_id IS NULL';
  const rows = (table: string): RowFields[] =>
    db
      .prepare<[string | number], RowFields>(`SELECT * FROM temp.${table} WHERE ${own} ORDER BY source, title, offers`)
      .all(key);
  const [before, after] = [rows('only_before'), rows('only_after')];
  const said = [...after, ...before];
  const text = (field: string): string | null => {
    const value = said.find((row) => row[field] !== null)?.[field];
    return value === undefined || value === null ? null : String(value);
  };
  return {
    ...{ kb: text('kb'), updateId: text('update_id'), title: text('title') },
    rows: turn === 'changed' ? { before, after } : { before: [], after: [] },
  };
}

export interface ListEntry {
  source: string;
  position: number;
  kb: string;
  title: string;
  bulletin: string | null;
  listed: boolean;
}

/** The entries of Microsoft's lists, as the articles print them. */
export function readListEntries(catalog: Catalog): ListEntry[] {
  const rows = databaseOf(catalog).prepare<[], Omit<ListEntry, 'listed'> & { listed: number }>(
    'SELECT source, position, CAST(kb AS TEXT) AS kb, title, bulletin, listed FROM list_entries ORDER BY source, position',
  );
  return reading(catalog, () => rows.all().map((row) => ({ ...row, listed: row.listed === 1 })));
}
