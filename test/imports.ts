// For tests of importers: files from bytes or paths, and a sink that keeps what it is given.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { supersedenceRow, type SupersedenceRow, updateRow, type UpdateRow } from '../src/data/schema.ts';
import type { ForeignDatabase, Importer, ImportFile, ImportAbout } from '../src/imports/types.ts';

export interface Collected {
  rows: number;
  updates: UpdateRow[];
  edges: SupersedenceRow[];
  skipped: Record<string, number>;
  bad: { place: string; why: string }[];
  about: ImportAbout;
}

/** @param piece how many bytes a piece of the stream has: small ones find what breaks at their seams */
export function fileOf(name: string, bytes: Uint8Array | string, piece = 65_536): ImportFile {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return {
    name,
    size: all.length,
    read: async (from, length) => all.subarray(from, from + length),
    async *stream() {
      for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
    },
    sqlite: (): ForeignDatabase => {
      throw new Error(`${name} is no database in this test`);
    },
  };
}

export const fileAt = (path: string): ImportFile => fileOf(basename(path), readFileSync(path));

/** Reads a file with an importer; every fact must be a row that data/ may hold. */
export async function importAll(importer: Importer, file: ImportFile): Promise<Collected> {
  const found: Collected = { rows: 0, updates: [], edges: [], skipped: {}, bad: [], about: { asOf: null } };
  found.about = await importer.read(file, {
    row: () => {
      found.rows += 1;
    },
    update: (update) => {
      const { knownBy, ...row } = updateRow.parse(update);
      if (knownBy !== null) throw new Error('an importer says by when an update was known');
      // Left out as good as it can be, so that no test need name what no reader sets: it is the day of the file.
      found.updates.push(Object.defineProperty({ ...row, knownBy }, 'knownBy', { enumerable: false }));
    },
    edge: (edge) => found.edges.push(supersedenceRow.parse(edge)),
    skip: (why) => {
      found.skipped[why] = (found.skipped[why] ?? 0) + 1;
    },
    bad: (place, why) => found.bad.push({ place, why }),
  });
  return found;
}
