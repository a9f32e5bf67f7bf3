// Which files --output may name: each its own, and none that the run reads. Held before anything is read, so that nothing is half done.
import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { statsOf } from '../stats.ts';
import { stateFile } from './folders.ts';
import { inFolder, type Io, isWindows, packageFile } from './io.ts';
import type { OutputFile } from './options.ts';
import type { Settled } from './settings.ts';

/**
 * @param read what the run reads, as it is named
 * @throws UserError where a report would take the place of another one, or of what is read
 */
export function requireOwnOutputs(outputs: readonly OutputFile[], read: readonly string[], io: Io): void {
  const seen = new Set<string>();
  for (const { file } of outputs) {
    const path = pathKey(file, io);
    // The last of two would win, and nobody would miss the other.
    if (seen.has(path)) throw new UserError(`--output names ${file} twice`, 'Give each report a file of its own.');
    seen.add(path);
    requireNotRead(file, read, io);
  }
}

/** @throws UserError */
export function requireNotRead(file: string, read: readonly string[], io: Io): void {
  const path = pathKey(file, io);
  const taken = read.filter((each) => each !== '-').flatMap((each) => [each, `${each}.manifest.json`]);
  if (!taken.some((each) => pathKey(each, io) === path || isBelow(path, each, io))) return;
  throw new UserError(`--output ${file} is a file that the check is made of`, 'Name another file.');
}

/** All that a run with these settings reads. */
export function readBy({ files, flags }: Settled, io: Io): string[] {
  const { taskSequence = [], waivers = [], overlay = [], findings = [], updates, baseline, configFile } = flags;
  const single = [updates, baseline, configFile].filter((each) => each !== undefined);
  const catalog = flags.catalog ?? packageFile(io, 'catalog.sqlite');
  return [
    ...files,
    ...taskSequence,
    ...waivers,
    ...overlay,
    ...findings,
    ...single,
    catalog,
    stateFile(flags.state, io),
  ];
}

/** Of a folder of findings every file is read; what is not there yet, or hidden, is not. */
function isBelow(path: string, folder: string, io: Io): boolean {
  if (statsOf(inFolder(io, folder))?.isDirectory() !== true || !existsSync(path)) return false;
  const above = `${pathKey(folder, io)}${sep}`;
  if (!path.startsWith(above) || !/\.(?:json|ya?ml)$/i.test(path)) return false;
  return !path
    .slice(above.length)
    .split(sep)
    .some((step) => step.startsWith('.') || step === 'node_modules');
}

const pathKey = (name: string, io: Io): string => {
  const path = realPath(inFolder(io, name));
  return isWindows(io) ? path.toLowerCase() : path;
};

/** More links in a row are a circle. */
const mostLinks = 40;

/** Where a path leads; where nothing is there yet, where it would. A link is followed, so that its target is written and the link stays. */
export function realPath(path: string, links = mostLinks): string {
  if (existsSync(path)) return realpathSync(path);
  const above = dirname(path);
  if (above === path) return path;
  const target = links > 0 ? linkAt(path) : null;
  return target === null
    ? join(realPath(above), basename(path))
    : realPath(resolve(realPath(above), target), links - 1);
}

function linkAt(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}
