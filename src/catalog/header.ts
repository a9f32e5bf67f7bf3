// The first bytes of a catalog: whether it is one, and of this version.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CatalogError } from '../errors.ts';
import { statsOf } from '../stats.ts';
import { applicationId, schemaVersion } from './schema.ts';

export const rebuild =
  'Run "rebootgate build --data <folder> --catalog <file>", or copy the catalog and its manifest again.';

const isCatalog = (header: Buffer): boolean =>
  header.toString('latin1', 0, 16) === 'SQLite format 3\0' && header.readUInt32BE(68) === applicationId;

/** @returns the version of the catalog there, whichever it is; null where there is none */
export function versionAt(path: string): number | null {
  if (statsOf(path)?.isFile() !== true) return null;
  const { header } = headerAt(path);
  return isCatalog(header) ? header.readUInt32BE(60) : null;
}

function headerAt(path: string): { header: Buffer; size: number } {
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, 100, 0);
    return { header, size: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}

/**
 * Reads the 100 bytes of the header: https://www.sqlite.org/fileformat.html#the_database_header
 * @returns the size of the file in bytes
 * @throws CatalogError where the file is missing, no catalog, or of another version
 */
export function requireHeader(path: string): number {
  // A pipe would wait for ever for somebody to write into it.
  if (statsOf(path)?.isFile() === false) {
    throw new CatalogError(`${path} is no file`, 'Name the file of a catalog.');
  }
  const { header, size } = opened(path);
  if (!isCatalog(header)) throw new CatalogError(`${path} is no rebootgate catalog`, rebuild);
  // SQLite would write beside a file that claims to have a write-ahead log (2), even to read it.
  if (header[18] !== 1 || header[19] !== 1) {
    throw new CatalogError(`the catalog ${path} is damaged: it claims to have a write-ahead log`, rebuild);
  }
  const version = header.readUInt32BE(60);
  if (version !== schemaVersion) {
    const what = `the catalog ${path} has version ${version}, this program reads version ${schemaVersion}`;
    throw new CatalogError(what, 'Build it again with this version: "rebootgate build".');
  }
  // What is cut off may have held nothing, and SQLite reads zeros in its place.
  if (size < pagesIn(header) * header.readUInt16BE(16)) {
    throw new CatalogError(`the catalog ${path} is damaged: it is cut off`, rebuild);
  }
  return size;
}

const pagesIn = (header: Buffer): number => header.readUInt32BE(28);

function opened(path: string): { header: Buffer; size: number } {
  try {
    return headerAt(path);
  } catch (cause) {
    throw new CatalogError(
      `the catalog ${path} cannot be opened`,
      'Name the file of a catalog, or run "rebootgate build".',
      cause,
    );
  }
}
