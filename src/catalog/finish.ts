// The last steps of every new catalog: indexes, views, compaction, soundness, and the checksums of what it says.
import type Database from 'better-sqlite3';
import { contentChecksum, findingsChecksum, textChecksum } from './checksum.ts';
import { prepare } from './prepared.ts';
import { indexes, pragmas, tables, views } from './schema.ts';
import { cacheSize } from './small-sorts.ts';

/**
 * The file is thrown away when anything goes wrong, so a journal and syncs in between would only cost time.
 * References are looked at in the end, all at once.
 */
export const writing = `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${cacheSize} PRAGMA foreign_keys = OFF;`;

export function begin(db: Database.Database): void {
  db.exec(`PRAGMA page_size = 4096; ${writing}`);
  db.exec(pragmas);
  db.exec('BEGIN');
  db.exec(tables);
}

/**
 * @param meta what the catalog says of itself, besides the checksums
 * @param compact whether the same rows are to give the same bytes; it writes the file a second time
 */
export function finish(db: Database.Database, meta: Readonly<Record<string, string>>, compact = true): void {
  db.exec("INSERT INTO updates_fts(updates_fts) VALUES ('rebuild')");
  db.exec(indexes);
  db.exec(fillAbove);
  db.exec(views);
  const insert = db.prepare('INSERT INTO meta VALUES (?, ?)');
  const knowledge = prepare(db);
  const texts = { ...meta, knowledge, knowledge_crc: textChecksum(knowledge) };
  for (const [key, value] of Object.entries(texts)) insert.run(key, value);
  db.exec('COMMIT');
  if (compact) db.exec('VACUUM');
  requireSound(db);
  const sums = [findingsChecksum(db), contentChecksum(db)] as const;
  insert.run('findings_crc', sums[0]);
  insert.run('content_crc', sums[1]);
}

/** Walked up once here, so that a check need not: of a group hardly any update is above a finding. */
const fillAbove = `
  DELETE FROM above_findings;
  INSERT INTO above_findings
  WITH RECURSIVE above (key) AS (
    SELECT s.superseding FROM findings f CROSS JOIN supersedence s ON s.superseded = coalesce(f.kb, f.update_id)
    WHERE f.restarts_min >= 2 AND f.selector IS NULL
    UNION
    SELECT s.superseding FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
  )
  SELECT key FROM above`;

/** The two pragmas report by rows; they do not throw. */
function requireSound(db: Database.Database): void {
  const integrity = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
  if (integrity.length !== 1 || integrity[0] !== 'ok')
    throw new Error(`the new catalog is damaged: ${integrity[0] ?? 'no answer'}`);
  const dangling = db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').all();
  if (dangling[0])
    throw new Error(`the new catalog has a dangling reference from ${dangling[0].table} to ${dangling[0].parent}`);
}
