// Where facts, state and cache live when nobody says so. Never inside the installed package.
import { copyFileSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { CatalogError, SourceError, UserError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { makeFolder } from '../make-folder.ts';
import { statsOf } from '../stats.ts';
import { inFolder, type Io, packageFile } from './io.ts';

/** The user's folder for a purpose: %LOCALAPPDATA% on Windows, the XDG folders elsewhere. */
function userFolder({ env }: Io, xdg: string, fallback: string, leaf: string): string {
  const local = env['LOCALAPPDATA'];
  if (local) return join(local, 'rebootgate', leaf);
  const base = env[xdg] || join(env['HOME'] ?? env['USERPROFILE'] ?? '.', fallback);
  return join(base, 'rebootgate', leaf);
}

export function stateFile(named: string | undefined, io: Io): string {
  return named === undefined
    ? join(userFolder(io, 'XDG_STATE_HOME', '.local/state', ''), 'state.json')
    : inFolder(io, named);
}

/** When each source was last read on this machine. Read leniently and without a validator, because every check does it. */
export function lastReads(path: string): Record<string, string> {
  try {
    // A device never ends, and a pipe may never begin.
    if (statsOf(path)?.isFile() !== true) return {};
    const state: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const sources = isRecord(state) && isRecord(state['sources']) ? Object.entries(state['sources']) : [];
    return Object.fromEntries(
      sources.flatMap(([id, entry]) =>
        isRecord(entry) && isInstant(entry['lastRead']) ? [[id, entry['lastRead']]] : [],
      ),
    );
  } catch {
    return {};
  }
}

/** A text that is no moment would sort after every day and make its source fresh for ever. */
function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value));
}

export function cacheFolder(named: string | undefined, io: Io): string {
  return named === undefined ? userFolder(io, 'XDG_CACHE_HOME', '.cache', 'pages') : inFolder(io, named);
}

const marker = 'facts.json';
const holdsFacts = (folder: string): boolean => existsSync(join(folder, marker));

/**
 * The folder that facts are written to: --data, else ./data where it holds facts, else the user's own, seeded with the facts of the shipped catalog.
 * @param dryRun nothing may be made: before the user's own folder exists, the facts of the package are read instead
 * @throws UserError where --data names a folder without facts, or one inside the installed package
 */
export function dataFolder(named: string | undefined, io: Io, dryRun = false): string {
  if (named !== undefined) return namedFolder(named, io);
  const here = inFolder(io, 'data');
  if (holdsFacts(here) && !isInstalled(here, io)) return here;
  const own = userFolder(io, 'XDG_DATA_HOME', '.local/share', 'data');
  if (holdsFacts(own)) return own;
  const shipped = packageFile(io, 'data');
  if (!holdsFacts(shipped))
    throw new CatalogError(
      `the facts of the shipped catalog are not in ${shipped}`,
      'Install the package again, or name a data folder with --data.',
    );
  if (dryRun) return shipped;
  seed(shipped, own);
  io.err(`${own} was made from the facts of the shipped catalog.\n`);
  return own;
}

function namedFolder(named: string, io: Io): string {
  const folder = inFolder(io, named);
  if (!holdsFacts(folder))
    throw new UserError(
      `${named} holds no facts`,
      'Name a folder like the data/ of this project; copy that one to start your own.',
    );
  if (isInstalled(folder, io))
    throw new UserError(
      `${named} is inside the installed package`,
      'The next update of the package would overwrite it; copy the folder to a place of your own.',
    );
  return folder;
}

/** A checkout of the project is a package folder too, but not an installed one. */
function isInstalled(folder: string, io: Io): boolean {
  const own = packageFile(io, '.');
  return own.split(sep).includes('node_modules') && !relative(own, folder).startsWith('..');
}

/** The file by which the folder is known comes last, so that a copy that was interrupted is made again. */
function seed(from: string, to: string): void {
  try {
    makeFolder(to);
    cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== marker });
    copyFileSync(join(from, marker), join(to, marker));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SourceError(`${to} cannot be made (${code})`, 'Name another folder with --data.', cause);
  }
}
