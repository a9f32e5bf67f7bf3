// Files in the making, beside what they are to replace: how they are named, and which of them nobody will finish any more.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { randomDigits } from '../random.ts';
import { statsOf } from '../stats.ts';

/** The process that runs, and whether another one of this machine still does. */
export interface Running {
  id: number;
  isAlive(id: number): boolean;
}

/** Folders are shared between machines, and process ids are not. */
const machine = crc32(hostname()).toString(16).padStart(8, '0');

/** Whose file it is. Without a process it is nobody's, and only its age tells that it was left behind. */
export function ownerMark(running: Running | null): string {
  return `${machine}-${running?.id ?? 0}`;
}

/** In the same folder, so that a rename suffices; random, so that leftovers and other builds are not in the way. */
export function temporaryFor(path: string, running: Running | null = null): string {
  return `${path}.${ownerMark(running)}-${randomDigits()}.tmp`;
}

/** What cannot be removed stays: the error that led here says more. */
export function discard(temporary: string): void {
  try {
    rmSync(temporary, { recursive: true, force: true });
  } catch {
    // A leftover is in nobody's way.
  }
}

/** SQLite names no error code for a folder that is not there; the file system does. */
export function reserve(temporary: string): void {
  writeFileSync(temporary, '', { flag: 'wx' });
}

/** No import takes longer. */
const longest = 24 * 3_600_000;
/** SQLite may have kept a journal beside the file. */
const named = /^\.(?:manifest\.json\.)?(?:([0-9a-f]{8})-(\d{1,10})-)?[0-9a-f]{12}\.tmp(?:-journal)?$/;

/** Removes what killed runs left beside a catalog: only what is named as we name it, and only where its process has ended. */
export function clearLeftovers(target: string, running: Running | null, now = Date.now()): void {
  const [folder, name] = [dirname(target), basename(target)];
  for (const each of namesIn(folder)) {
    const match = each.startsWith(name) ? named.exec(each.slice(name.length)) : null;
    if (match === null) continue;
    const path = join(folder, each);
    if (isDead(path, match[1], match[2], running, now) && statsOf(path)?.isFile() === true) discard(path);
  }
}

const scratchName = /^rebootgate-([0-9a-f]{8})-(\d{1,10})-\w{6}$/;

/** The same for folders of killed runs in the temporary folder of the machine. */
export function clearScratch(folder: string, running: Running | null, now = Date.now()): void {
  for (const each of namesIn(folder)) {
    const match = scratchName.exec(each);
    const path = join(folder, each);
    if (match !== null && isDead(path, match[1], match[2], running, now)) discard(path);
  }
}

function isDead(path: string, on: string | undefined, id: string | undefined, running: Running | null, now: number) {
  const here = running !== null && on === machine && id !== undefined && id !== '0';
  // Of a process that ended another one may have got the number: then the age tells.
  if (here && !running.isAlive(Number(id))) return true;
  const changed = statsOf(path)?.mtimeMs;
  return changed !== undefined && now - changed > longest;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // What is wrong with it shows when it is written to.
    return [];
  }
}
