// Checksums over what a catalog says, apart from the bytes of its file: a damaged page must not let an update through.
import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';

/** The tables that decide verdicts. They are small, so every check reads and verifies them. */
const deciding = ['coverage', 'coverage_points', 'facts', 'findings', 'sources'];
/** Their own values are what is being compared. */
const sums = ['findings_crc', 'content_crc'];

export function findingsChecksum(db: Database.Database): string {
  return tablesChecksum(db, deciding);
}

/** Over every table of the file, the full-text index included. */
export function contentChecksum(db: Database.Database): string {
  const names = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
    )
    .pluck()
    .all();
  return tablesChecksum(db, names);
}

/** Of the text that every check reads whole. */
export const textChecksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function tablesChecksum(db: Database.Database, names: string[]): string {
  let sum = 0;
  for (const name of names) {
    for (const text of textsOf(db, name)) sum = crcOf(text, sum);
    sum = crcOf(name, sum);
  }
  return sum.toString(16).padStart(8, '0');
}

const room = Buffer.allocUnsafe(128 * 1024);

/** In one buffer: each text would have one of its own, and a large catalog leave hundreds of megabytes of them to the collector. */
function crcOf(text: string, sum: number): number {
  if (text.length * 3 > room.length) return crc32(text, sum);
  return crc32(room.subarray(0, room.write(text)), sum);
}

/** As many rows at once as make a text worth the call, and none that V8 would keep apart as a large object; those of the full-text index are long. */
const rowsAtOnce = (table: string): number => (holdsBytes(table) ? 8 : 100);

/** Only the tables of the full-text index hold bytes, of which JSON has none. */
const holdsBytes = (table: string): boolean => table.startsWith('updates_fts');

/** What a table says, in pieces. SQLite puts them together: to take each row over alone takes five times as long. */
function* textsOf(db: Database.Database, name: string): Generator<string> {
  const columns = db
    .prepare<[string], { name: string; pk: number; type: string }>('SELECT name, pk, type FROM pragma_table_info(?)')
    .all(name);
  const where = name === 'meta' ? `WHERE key NOT IN (${sums.map((key) => `'${key}'`).join(', ')})` : '';
  const row = `json_array(${columns.map((column) => asJsonValue(name, column.name)).join(', ')})`;
  const number = columns.find(({ pk, type }) => pk === 1 && type === 'INTEGER');
  if (number === undefined || columns.some(({ pk }) => pk > 1)) {
    yield* db.prepare<[], string>(`SELECT ${row} FROM "${name}" ${where}`).pluck().iterate();
    return;
  }
  const rows = `SELECT "${number.name}" AS number, ${row} AS text FROM "${name}" WHERE number >= ? ORDER BY number LIMIT ${rowsAtOnce(name)}`;
  const piece = db
    .prepare<[bigint], [string | null, bigint]>(`SELECT group_concat(text, ''), max(number) FROM (${rows})`)
    .raw()
    .safeIntegers();
  // A damaged row may have any number that SQLite can hold.
  for (let from = -(2n ** 63n); from < 2n ** 63n; ) {
    const [text = null, last = from] = piece.get(from) ?? [];
    if (text === null) return;
    yield text;
    from = last + 1n;
  }
}

function asJsonValue(table: string, column: string): string {
  if (!holdsBytes(table)) return `"${column}"`;
  return `CASE typeof("${column}") WHEN 'blob' THEN lower(hex("${column}")) ELSE "${column}" END`;
}
