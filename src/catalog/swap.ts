// Puts a finished catalog in the place of an old one: whichever step a kill follows, catalog and manifest on disk are a valid pair.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SourceError } from '../errors.ts';
import { manifestOf, type Sums, sumsOf } from './manifest-of.ts';
import { manifestPathOf } from './manifest.ts';

/** In the same folder, so that a rename suffices; random, so that leftovers and other builds are not in the way. */
export function temporaryFor(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/** What cannot be removed stays: the error that led here says more. */
export function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // A leftover is in nobody's way.
  }
}

/** SQLite names no error code for a folder that is not there; the file system does. */
export function reserve(temporary: string): void {
  writeFileSync(temporary, '', { flag: 'wx' });
}

/** An error of the disk as one that the user understands; any other as it is. */
export function asWriteError(error: unknown, target: string): unknown {
  if (!isFileError(error)) return error;
  return new SourceError(
    `${target} cannot be written (${error.code})`,
    'Choose another place, or free the file; the old one was kept.',
    error,
  );
}

function isFileError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E[A-Z]+|SQLITE_(CANTOPEN|FULL|IOERR|READONLY).*)$/.test(error.code)
  );
}

/**
 * First a manifest that accepts both files, then the file, then the manifest of the new one alone.
 * @returns the size of the new file, and whether the old one was another
 */
export function swapIn(temporary: string, target: string, digest: string): { bytes: number; changed: boolean } {
  const sums = sumsOf(temporary);
  const old: Sums | null = existsSync(target) ? sumsOf(target) : null;
  const manifest = manifestOf(sums, digest);
  const previous = old === null ? {} : { previous: { size: old.size, crc32: old.crc32 } };
  sync(temporary);
  // Without an old file too: the manifest of one that was deleted may still be there.
  replaceText(manifestPathOf(target), { ...manifest, ...previous });
  replaceFile(temporary, target);
  if (old !== null) replaceText(manifestPathOf(target), manifest);
  return { bytes: sums.size, changed: old?.sha256 !== sums.sha256 };
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
