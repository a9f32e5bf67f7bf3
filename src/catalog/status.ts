// How whole a catalog is, and how much each source gave to it.
import { contentChecksum } from './checksum.ts';
import { acceptedBy, readManifest } from './manifest.ts';
import { sumsOf } from './manifest-of.ts';
import type { Catalog } from './open.ts';
import { databaseOf } from './handle.ts';

export interface SourceCounts {
  id: string;
  updates: number;
  findings: number;
  edges: number;
}

export function countBySource(catalog: Catalog): SourceCounts[] {
  return databaseOf(catalog)
    .prepare<[], SourceCounts>(`
      SELECT s.id, (SELECT count(*) FROM updates u WHERE u.source = s.id) AS updates,
        (SELECT count(*) FROM supersedence e WHERE e.source = s.id) AS edges,
        (SELECT count(*) FROM findings f WHERE f.source_id = s.id OR (s.kind = 'curated' AND f.source_id LIKE '%/%')) AS findings
      FROM sources s ORDER BY s.id`)
    .all();
}

export interface Integrity {
  bytes: number;
  /** "bytes": every byte is what the manifest says; "contents": what the file says adds up; null: not verified whole. */
  verified: 'bytes' | 'contents' | null;
  problems: string[];
}

/** Verifies the whole file, however large: SQLite's own check, the checksum of all tables, and the hash of the manifest. */
export function verifyWhole(catalog: Catalog): Integrity {
  const problems = databaseOf(catalog)
    .prepare<[], string>('PRAGMA integrity_check')
    .pluck()
    .all()
    .filter((line) => line !== 'ok');
  // Reported by rows as well.
  const dangling = databaseOf(catalog).prepare<[], { table: string }>('PRAGMA foreign_key_check').get();
  if (dangling) problems.push(`a row of ${dangling.table} points to nothing`);
  const stored = databaseOf(catalog)
    .prepare<[], string>("SELECT value FROM meta WHERE key = 'content_crc'")
    .pluck()
    .get();
  if (contentChecksum(databaseOf(catalog)) !== stored) problems.push('the contents do not add up to their checksum');
  const manifest = readManifest(catalog.path);
  const sums = sumsOf(catalog.path);
  const bytes = sums.size;
  if (manifest === null) return { bytes, verified: problems.length === 0 ? 'contents' : null, problems };
  if (!acceptedBy(manifest, sums)) problems.push('the bytes are not those of the manifest');
  return { bytes, verified: problems.length === 0 ? 'bytes' : null, problems };
}
