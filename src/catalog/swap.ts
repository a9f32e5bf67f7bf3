// Puts a finished catalog in the place of an old one: whichever step a kill follows, catalog and manifest on disk are a valid pair.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SourceError } from '../errors.ts';
import { statsOf } from '../stats.ts';
import { manifestOf, type Sums, sumsOf } from './manifest-of.ts';
import { acceptedBy, manifestIn, manifestPathOf } from './manifest.ts';
import { discard, type Running, temporaryFor } from './temporary.ts';

/** What of the disk and the clock a test replaces. */
export interface Disk {
  rename(from: string, to: string): void;
  wait(milliseconds: number): void;
  now(): number;
}

const realDisk: Disk = {
  rename: renameSync,
  wait: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
  now: () => performance.now(),
};

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
 * Where there is no manifest the file comes first: for that moment it is verified by what it says, as the old one was.
 * @returns the size of the new file, and whether the old one was another
 */
export function swapIn(
  temporary: string,
  target: string,
  digest: string,
  running: Running | null = null,
  disk = realDisk,
): { bytes: number; changed: boolean } {
  const sums = sumsOf(temporary);
  const old: Sums | null = existsSync(target) ? sumsOf(target) : null;
  const path = manifestPathOf(target);
  const write = (text: string): void => replaceText(path, text, running, disk);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const manifest = manifestOf(sums, digest);
  sync(temporary);
  const made = statsOf(temporary)?.mtimeMs;
  if (before !== null) write(asText({ ...manifest, ...previousOf(before, old) }));
  try {
    replaceFile(temporary, target, disk);
  } catch (error) {
    if (before !== null) quietly(() => write(before));
    throw error;
  }
  // Where another run has swapped in its own meanwhile, the manifest is that one's to write.
  if (statsOf(target)?.mtimeMs === made) quietly(() => write(asText(manifest)));
  quietly(() => sync(dirname(target), 'r'));
  return { bytes: sums.size, changed: old?.sha256 !== sums.sha256 };
}

const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A damaged file stays what it is: only one that the manifest accepted before is accepted on. */
function previousOf(before: string, old: Sums | null): { previous?: Sums } {
  const manifest = manifestIn(before);
  const known = manifest !== null && old !== null && acceptedBy(manifest, old);
  return known ? { previous: old } : {};
}

/** For steps without which the pair is valid as well: a manifest of both, none, a folder that cannot be synced (Windows). */
function quietly(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
}

/** A small file, whole or not at all. */
export function replaceText(path: string, text: string, running: Running | null, disk = realDisk): void {
  const temporary = temporaryFor(path, running);
  try {
    writeFileSync(temporary, text);
    sync(temporary);
    replaceFile(temporary, path, disk);
  } finally {
    discard(temporary);
  }
}

const longestWait = 5000;

/** On Windows a file that somebody has open cannot be replaced for a moment: virus scanners, a check that runs. */
export function replaceFile(from: string, to: string, disk = realDisk): void {
  const end = disk.now() + longestWait;
  for (;;) {
    try {
      disk.rename(from, to);
      return;
    } catch (error) {
      const busy = isFileError(error) && ['EPERM', 'EBUSY', 'EACCES'].includes(error.code);
      if (!busy || disk.now() >= end) throw error;
      disk.wait(100);
    }
  }
}

function sync(path: string, flags = 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
