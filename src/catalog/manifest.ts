// The small file beside a catalog that says what its bytes must add up to.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { CatalogError } from '../errors.ts';
import { isRecord } from '../is-record.ts';

export interface Manifest {
  schema: 'rebootgate/catalog-manifest';
  version: 1;
  size: number;
  crc32: string;
  sha256: string;
  dataDigest: string;
  /** While a build swaps its file in: the catalog that may still stand there. A kill in between leaves a valid pair. */
  previous?: { size: number; crc32: string; sha256?: string };
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
  const manifest = manifestIn(textOf(path));
  if (manifest !== null) return manifest;
  throw new CatalogError(
    `the manifest ${path} cannot be read`,
    'Copy the catalog again together with its manifest, or run "rebootgate build".',
  );
}

/** A manifest that cannot be read and one of another shape are the same to a user. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @returns null where the text is no manifest of ours */
export function manifestIn(text: string): Manifest | null {
  try {
    const value: unknown = JSON.parse(text);
    return isManifest(value) ? value : null;
  } catch {
    return null;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value)) return false;
  const { schema, version, sha256, previous } = value;
  const both = isSums(value) && (previous === undefined || (isRecord(previous) && isSums(previous)));
  return schema === 'rebootgate/catalog-manifest' && version === 1 && typeof sha256 === 'string' && both;
}

const isSums = ({ size, crc32: crc }: Record<string, unknown>): boolean =>
  typeof size === 'number' && typeof crc === 'string';

/** Whether these are the bytes that a manifest speaks of, or while a swap is going on, those that it replaces. */
export function acceptedBy(
  manifest: Manifest,
  { size, crc32: crc, sha256 }: { size: number; crc32: string; sha256: string },
): boolean {
  return [manifest, manifest.previous].some(
    (each) => each !== undefined && each.size === size && each.crc32 === crc && (each.sha256 ?? sha256) === sha256,
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
