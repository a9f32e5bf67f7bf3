// Opens a catalog read-only, after making sure that it is one, of this version, and undamaged.
import Database from 'better-sqlite3';
import { CatalogError } from '../errors.ts';
import { contentChecksum, findingsChecksum, textChecksum } from './checksum.ts';
import { attach } from './handle.ts';
import { matchesManifest, readManifest } from './manifest.ts';
import { rebuild, requireHeader } from './header.ts';
import { preparedOf } from './prepared.ts';
import { indexes, tables, views } from './schema.ts';

export interface Catalog {
  readonly path: string;
  readonly dataAsOf: string;
  readonly digest: string;
  /** False for a large file, of which only the deciding tables were verified. */
  readonly verified: boolean;
  close(): void;
}

/** Larger files are verified whole when they are built, not at each check. */
export const wholeUpTo = 32 * 1024 * 1024;

export interface OpenOptions {
  /** It adds to another catalog, so it needs no findings of its own. */
  overlay?: boolean;
}

/** @throws CatalogError where the file is missing, no catalog, of another version, damaged or without findings */
export function openCatalog(path: string, { overlay = false }: OpenOptions = {}): Catalog {
  const size = requireHeader(path);
  const small = size <= wholeUpTo;
  const bytesVerified = small && requireManifest(path);
  try {
    return openSound(path, small, bytesVerified, overlay);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    throw new CatalogError(`the catalog ${path} is damaged (${error.message.slice(0, 200)})`, rebuild, error);
  }
}

/**
 * Runs a query. Of a large file only the deciding tables were verified, so damage may show this late.
 * @throws CatalogError where the file turns out to be damaged
 */
export function reading<T>({ path }: Catalog, query: () => T): T {
  try {
    return query();
  } catch (error) {
    const damaged = error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(error.code);
    if (!damaged) throw error;
    throw new CatalogError(`the catalog ${path} is damaged (${error.message})`, rebuild, error);
  }
}

/** @returns whether there is a manifest, and the bytes are those that it speaks of */
function requireManifest(path: string): boolean {
  // Twice: a build may have swapped both files in between the two reads.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const manifest = readManifest(path);
    if (manifest === null) return false;
    if (matchesManifest(path, manifest)) return true;
  }
  throw new CatalogError(`the catalog ${path} is damaged: its bytes are not those of its manifest`, rebuild);
}

function openSound(path: string, small: boolean, bytesVerified: boolean, overlay: boolean): Catalog {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    db.exec('PRAGMA trusted_schema = OFF');
    // Bytes that are those of the manifest are those that a build wrote and verified.
    if (!bytesVerified) requireSchema(db, path);
    const meta = new Map(db.prepare<[], [string, string]>('SELECT key, value FROM meta').raw().all());
    const text = meta.get('knowledge') ?? '';
    const damaged = (): CatalogError =>
      new CatalogError(`the catalog ${path} is damaged: its contents do not add up`, rebuild);
    if (textChecksum(text) !== meta.get('knowledge_crc')) throw damaged();
    if (!bytesVerified && findingsChecksum(db) !== meta.get('findings_crc')) throw damaged();
    // Without a manifest the file is verified by what it says instead of by its bytes.
    if (small && !bytesVerified && !isWhole(db, meta.get('content_crc'))) throw damaged();
    const prepared = preparedOf(text);
    if (!overlay && prepared.findings.length === 0)
      throw new CatalogError(`the catalog ${path} holds no findings`, rebuild);
    const digest = `sha256:${meta.get('data_digest') ?? ''}`;
    const dataAsOf = meta.get('data_as_of') ?? '';
    return attach({ path, dataAsOf, digest, verified: small, close: () => db.close() }, { db, prepared });
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The checksums are over values. A column whose name is damaged would be read as one that is not there. */
function requireSchema(db: Database.Database, path: string): void {
  const known = `${tables}${indexes}${views}`;
  // The full-text index makes its own tables, which a check does not read.
  const rows = db.prepare<[], string>(
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'updates\\_fts\\_%' ESCAPE '\\'",
  );
  const made = rows.pluck().all();
  // One too few is as wrong as one of another make: the first question to it would fail.
  const all = known.match(/^CREATE /gm)?.length;
  if (made.length !== all || made.some((sql) => !known.includes(`${sql};`)))
    throw new CatalogError(`the catalog ${path} is damaged: its tables are not ours`, rebuild);
}

function isWhole(db: Database.Database, contentCrc: string | undefined): boolean {
  const integrity = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
  return integrity.length === 1 && integrity[0] === 'ok' && contentChecksum(db) === contentCrc;
}
