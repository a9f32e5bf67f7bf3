// SQLite sorts in as much memory as its cache may have; a million rows need no more of it than a hundred thousand.
import type Database from 'better-sqlite3';

export const cacheSize = 'PRAGMA cache_size = -8192;';

/** What is grouped in here is sorted on disk. DISTINCT would fill a table in memory with 16 MB of its own. */
export function withSmallSorts<T>(db: Database.Database, step: () => T): T {
  db.exec('PRAGMA cache_size = -2048;');
  try {
    return step();
  } finally {
    db.exec(cacheSize);
  }
}
