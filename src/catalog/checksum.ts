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

/** As many rows at once as make a piece worth the call. */
const pieceLength = 65_536;

function tablesChecksum(db: Database.Database, names: string[]): string {
  let sum = 0;
  let text = '';
  for (const name of names) {
    // Only the tables of the full-text index hold bytes.
    const holdsBytes = name.startsWith('updates_fts');
    const where = name === 'meta' ? `WHERE key NOT IN (${sums.map((key) => `'${key}'`).join(', ')})` : '';
    for (const row of db.prepare<[], unknown[]>(`SELECT * FROM "${name}" ${where}`).raw().iterate()) {
      text += JSON.stringify(holdsBytes ? row.map(withoutBytes) : row);
      if (text.length < pieceLength) continue;
      sum = crc32(text, sum);
      text = '';
    }
    text += name;
  }
  return crc32(text, sum).toString(16).padStart(8, '0');
}

const withoutBytes = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('hex') : value);
