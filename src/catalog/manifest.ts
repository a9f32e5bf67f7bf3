// The small file beside a catalog that says what its bytes must add up to.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { CatalogError } from '../errors.ts';

export interface Manifest {
  schema: 'rebootgate/catalog-manifest';
  version: 1;
  size: number;
  crc32: string;
  sha256: string;
  dataDigest: string;
  /** While a build swaps its file in: the catalog that may still stand there. A kill in between leaves a valid pair. */
  previous?: { size: number; crc32: string };
}

export const manifestPathOf = (catalog: string): string => `${catalog}.manifest.json`;

export function crcOf(bytes: Uint8Array): string {
  const head = crc32(Buffer.alloc(4), crc32(bytes.subarray(0, 96)));
  return crc32(bytes.subarray(100), head).toString(16).padStart(8, '0');
}

/** Bytes 96 to 99 name the SQLite library that wrote last, https://www.sqlite.org/fileformat.html#write_library_version_number */
export function withoutLibraryVersion(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, 96), Buffer.alloc(4), bytes.subarray(100)]);
}

/**
 * @returns null where there is no manifest beside the catalog
 * @throws CatalogError where there is one that cannot be read
 */
export function readManifest(catalog: string): Manifest | null {
  const path = manifestPathOf(catalog);
  if (!existsSync(path)) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isManifest(value)) return value;
  } catch {
    // Falls through to the one error below: a manifest that is no JSON and one of another shape are the same to a user.
  }
  throw new CatalogError(
    `the manifest ${path} cannot be read`,
    'Copy the catalog again together with its manifest, or run "rebootgate build".',
  );
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, version, size, crc32: crc, sha256 } = value as Record<string, unknown>;
  return (
    schema === 'rebootgate/catalog-manifest' &&
    version === 1 &&
    typeof size === 'number' &&
    typeof crc === 'string' &&
    typeof sha256 === 'string'
  );
}

const pieceBytes = 256 * 1024;

/**
 * Whether a file is the one that the manifest speaks of. Read in pieces of one buffer:
 * to make room for all of it would take longer than to read it.
 */
export function matchesManifest(path: string, manifest: Manifest): boolean {
  const known = [manifest, manifest.previous].filter((each) => each !== undefined);
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (!known.some((each) => each.size === size)) return false;
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size));
    let sum = 0;
    let done = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      if (done === 0) piece.fill(0, 96, 100);
      sum = crc32(piece.subarray(0, read), sum);
      done += read;
    }
    const crc = sum.toString(16).padStart(8, '0');
    return known.some((each) => each.size === done && each.crc32 === crc);
  } finally {
    closeSync(file);
  }
}
