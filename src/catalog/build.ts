// data/ -> catalog.sqlite: built beside the old file, checked, and swapped in at once; the old file stays when anything fails.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { requireConsistent } from '../data/consistency.ts';
import { type Data, readData } from '../data/read.ts';
import { SourceError } from '../errors.ts';
import { contentChecksum, findingsChecksum } from './checksum.ts';
import { insertAll } from './insert.ts';
import { crcOf, manifestPathOf } from './manifest.ts';
import { manifestOf } from './manifest-of.ts';
import { indexes, pragmas, tables, views } from './schema.ts';

export interface BuildResult {
  findings: number;
  updates: number;
  edges: number;
  sources: number;
  bytes: number;
  dataDigest: string;
  /** False where the file already held exactly this. */
  changed: boolean;
}

/**
 * Builds the catalog of a data folder.
 * @throws UserError for inconsistent data (the present catalog stays), SourceError where the file cannot be written
 */
export function buildCatalog(
  dataFolder: string,
  target: string,
  onProgress: (rows: number) => void = () => {},
): BuildResult {
  const data = readData(dataFolder);
  requireConsistent(data);
  const temporary = temporaryFor(target);
  try {
    // SQLite names no error code for a folder that is not there; the file system does.
    writeFileSync(temporary, '', { flag: 'wx' });
    const counts = writeDatabase(temporary, data, onProgress);
    const bytes = readFileSync(temporary);
    const old = existsSync(target) ? readFileSync(target) : null;
    const changed = old === null || !old.equals(bytes);
    swapIn(temporary, target, bytes, old, data.digest);
    return { ...counts, sources: data.sources.length, bytes: bytes.length, dataDigest: data.digest, changed };
  } catch (error) {
    if (isFileError(error)) {
      throw new SourceError(
        `${target} cannot be written (${error.code})`,
        'Choose another place with --catalog, or free the file; the old one was kept.',
        error,
      );
    }
    throw error;
  } finally {
    discard(temporary);
  }
}

/** What cannot be removed stays: the error that led here says more. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // A leftover is in nobody's way.
  }
}

/** In the same folder, so that a rename suffices; random, so that leftovers and other builds are not in the way. */
function temporaryFor(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

function isFileError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E[A-Z]+|SQLITE_(CANTOPEN|FULL|IOERR|READONLY).*)$/.test(error.code)
  );
}

type Counts = Pick<BuildResult, 'findings' | 'updates' | 'edges'>;

function writeDatabase(path: string, data: Data, onProgress: (rows: number) => void): Counts {
  const db = new Database(path);
  try {
    // The file is thrown away when anything goes wrong, so a journal and syncs in between would only cost time.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;');
    db.exec(pragmas);
    db.transaction(() => {
      db.exec(tables);
      insertAll(db, data, onProgress);
      db.exec(indexes);
      db.exec(views);
      const meta = db.prepare('INSERT INTO meta VALUES (?, ?)');
      meta.run(
        'data_as_of',
        data.sources
          .map(({ meta: { readOn } }) => readOn)
          .sort()
          .at(-1) ?? '',
      );
      meta.run('data_digest', data.digest);
    })();
    db.exec('VACUUM');
    requireSound(db);
    const sum = db.prepare('INSERT INTO meta VALUES (?, ?)');
    const sums = [findingsChecksum(db), contentChecksum(db)] as const;
    sum.run('findings_crc', sums[0]);
    sum.run('content_crc', sums[1]);
    const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
    return { findings: count('findings'), updates: count('updates'), edges: count('supersedence') };
  } finally {
    db.close();
  }
}

/** The two pragmas report by rows; they do not throw. */
function requireSound(db: Database.Database): void {
  const integrity = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
  if (integrity.length !== 1 || integrity[0] !== 'ok')
    throw new Error(`the new catalog is damaged: ${integrity[0] ?? 'no answer'}`);
  const dangling = db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').all();
  if (dangling[0])
    throw new Error(`the new catalog has a dangling reference from ${dangling[0].table} to ${dangling[0].parent}`);
}

/**
 * First a manifest that accepts both files, then the file, then the manifest of the new one alone:
 * whichever step a kill follows, the pair on disk is valid.
 */
function swapIn(temporary: string, target: string, bytes: Buffer, old: Buffer | null, digest: string): void {
  const manifest = manifestOf(bytes, digest);
  const previous = old === null ? {} : { previous: { size: old.length, crc32: crcOf(old) } };
  sync(temporary);
  // Without an old file too: the manifest of one that was deleted may still be there.
  replaceText(manifestPathOf(target), { ...manifest, ...previous });
  replaceFile(temporary, target);
  if (old !== null) replaceText(manifestPathOf(target), manifest);
}

function replaceText(path: string, value: unknown): void {
  const temporary = temporaryFor(path);
  try {
    writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
    sync(temporary);
    replaceFile(temporary, path);
  } finally {
    discard(temporary);
  }
}

/** On Windows a file that somebody has open cannot be replaced for a moment: virus scanners, a check that runs. */
function replaceFile(from: string, to: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const busy = isFileError(error) && ['EPERM', 'EBUSY', 'EACCES'].includes(error.code);
      if (!busy || attempt >= 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
