// Opens a SQLite database that somebody else made, read-only and without trust: https://www.sqlite.org/security.html
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../errors.ts';
import { copyAgain, damaged, inspectForeign } from './foreign-file.ts';
import type { SchemaObject } from './foreign-schema.ts';

export type ForeignValue = string | number | null;

export interface ForeignFile {
  /** The names of its ordinary tables. */
  tables(): readonly string[];
  /**
   * The columns of a table that are stored; [] where there is no such table. As in SQL, the case of a name does not matter.
   * @throws UserError where the name is that of a view or a virtual table, or of a table with triggers or computed columns
   */
  columns(table: string): readonly string[];
  /**
   * All rows, each as values in the order of `columns`. A BLOB is null; an integer that a number cannot hold is text.
   * @throws UserError where the table is damaged, lacks a column, or holds a value of more than a million bytes
   */
  rows(table: string, columns: readonly string[]): Iterable<readonly ForeignValue[]>;
  close(): void;
}

interface Session {
  path: string;
  db: Database.Database;
  objects: readonly SchemaObject[];
  /** Tables whose pages were verified. */
  sound: Set<string>;
  reading: Set<IterableIterator<unknown>>;
}

const mostValueBytes = 1_000_000;

/** quick_check must not compute what a CHECK says: it may take any time and memory. */
const settings = ['trusted_schema = OFF', 'cell_size_check = ON', 'mmap_size = 0', 'ignore_check_constraints = ON'];

/** @throws UserError where the file is no SQLite database, or none that can be read in safety and without writing beside it */
export function openForeign(path: string): ForeignFile {
  const objects = inspectForeign(path);
  const db = readable(path, () => begin(path));
  const session: Session = { path, db, objects, sound: new Set(), reading: new Set() };
  return {
    tables: () => objects.filter(isOrdinary).map(({ name }) => name),
    columns: (table) => columnsOf(session, table),
    rows: (table, columns) => rowsOf(session, table, columns),
    close: () => {
      // The connection does not close under a reader that was left half-way.
      for (const each of session.reading) each.return?.();
      db.close();
    },
  };
}

function begin(path: string): Database.Database {
  // An absolute path is never taken for a "file:" address with options of its own.
  const db = new Database(resolve(path), { readonly: true, fileMustExist: true, timeout: 1000 });
  try {
    for (const setting of settings) db.pragma(setting);
    // All tables are read as of one moment; and the file is read at all, so that one that is locked shows here.
    db.exec('BEGIN; SELECT 1 FROM sqlite_schema');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const folded = (name: string): string => name.toLowerCase();
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const isOrdinary = ({ kind, name }: SchemaObject): boolean => kind === 'table' && !/^sqlite_/i.test(name);

function columnsOf({ path, db, objects }: Session, table: string): string[] {
  const same = (name: string): boolean => folded(name) === folded(table);
  const object = objects.find(({ kind, name }) => kind !== 'index' && kind !== 'trigger' && same(name));
  if (object === undefined) return [];
  const refuse = (what: string): UserError =>
    new UserError(`${path} is refused: ${what}`, 'Import a file that has its data in plain tables.');
  if (!isOrdinary(object)) throw refuse(`${table} is a ${object.kind === 'table' ? 'table of SQLite' : object.kind}`);
  const triggered = objects.some((each) => each.kind === 'trigger' && same(each.table));
  if (triggered) throw refuse(`its table ${table} has a trigger`);
  const columns = readable(path, () =>
    db.prepare<[string], Column>('SELECT name, hidden FROM pragma_table_xinfo(?)').all(table),
  );
  // 2: computed whenever it is read or verified. 3: computed when it was written, and of no use here.
  if (columns.some(({ hidden }) => hidden === 2)) throw refuse(`its table ${table} has computed columns`);
  return columns.filter(({ hidden }) => hidden === 0).map(({ name }) => name);
}

interface Column {
  name: string;
  hidden: number;
}

function rowsOf(session: Session, table: string, columns: readonly string[]): Iterable<readonly ForeignValue[]> {
  const { path } = session;
  const known = new Set(columnsOf(session, table).map(folded));
  const missing = columns.find((column) => !known.has(folded(column)));
  if (missing !== undefined || columns.length === 0) {
    throw new UserError(
      `${path} has no column ${missing ?? ''} in a table ${table}`,
      'Give a file of this kind as it is.',
    );
  }
  requireSound(session, table);
  return read(session, table, columns);
}

/** Damage that only a look at all pages shows: rows that are lost, or a page in two places, which may be read without end. */
function requireSound({ path, db, sound }: Session, table: string): void {
  if (sound.has(folded(table))) return;
  const verdict = readable(path, () =>
    db
      .prepare<[], string>(`PRAGMA quick_check(${quoted(table)})`)
      .pluck()
      .get(),
  );
  if (verdict !== 'ok') throw damaged(path, `its table ${table} is not whole`);
  sound.add(folded(table));
}

function* read(session: Session, table: string, columns: readonly string[]): Generator<readonly ForeignValue[]> {
  const { path, db, reading } = session;
  // From the table itself: an index may hold something else than the table does.
  const sql = `SELECT ${columns.map(guarded).join(', ')} FROM ${quoted(table)} NOT INDEXED`;
  const found = readable(path, () => db.prepare<[], unknown[]>(sql).raw().safeIntegers().iterate());
  reading.add(found);
  try {
    for (let next = readable(path, () => found.next()); !next.done; next = readable(path, () => found.next())) {
      yield next.value.map((value) => cell(path, table, value));
      if (!db.open) throw new Error('a foreign database was closed while its rows were read');
    }
  } finally {
    reading.delete(found);
    found.return?.();
  }
}

/** Kind and length are told without reading the value, so a cell of 1 GB costs nothing. */
function guarded(column: string): string {
  const name = quoted(column);
  return `CASE WHEN typeof(${name}) = 'blob' THEN NULL WHEN octet_length(${name}) > ${mostValueBytes} THEN x'' ELSE ${name} END`;
}

function cell(path: string, table: string, value: unknown): ForeignValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new UserError(
    `${path} is refused: a value in its table ${table} has more than a million bytes`,
    'Give a file of this kind as it is.',
  );
}

/** @throws UserError for what SQLite says of the file; its own message may hold names from the file, so it is only the cause */
function readable<T>(path: string, query: () => T): T {
  try {
    return query();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    const { code } = error;
    if (/^SQLITE_(BUSY|LOCKED|READONLY)/.test(code)) throw new UserError(`${path} is in use`, copyAgain, error);
    throw new UserError(`${path} is damaged: SQLite says ${code}`, 'Copy or download the file again.', error);
  }
}
