// Makes the manifest of a catalog. Apart from reading it, because a check has no use for node:crypto and its start-up.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Manifest } from './manifest.ts';

/** Bytes of a file and what they add up to; those that name the SQLite library count as zero, as in crcOf(). */
export type Sums = Pick<Manifest, 'size' | 'crc32' | 'sha256'>;

/** Read in pieces: an imported catalog may be larger than the memory that is left. */
export function sumsOf(path: string): Sums {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  let [size, crc] = [0, 0];
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      if (size === 0) piece.fill(0, 96, 100);
      const bytes = piece.subarray(0, read);
      hash.update(bytes);
      crc = crc32(bytes, crc);
      size += read;
    }
  } finally {
    closeSync(file);
  }
  return { size, crc32: crc.toString(16).padStart(8, '0'), sha256: hash.digest('hex') };
}

export function manifestOf({ size, crc32, sha256 }: Sums, dataDigest: string): Manifest {
  return { schema: 'rebootgate/catalog-manifest', version: 1, size, crc32, sha256, dataDigest };
}
