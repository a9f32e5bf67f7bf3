// Where facts, state and cache live when nobody says so. Never inside the installed package.
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
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
    const state: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const sources = isRecord(state) && isRecord(state['sources']) ? Object.entries(state['sources']) : [];
    return Object.fromEntries(
      sources.flatMap(([id, entry]) =>
        isRecord(entry) && typeof entry['lastRead'] === 'string' ? [[id, entry['lastRead']]] : [],
      ),
    );
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function cacheFolder(named: string | undefined, io: Io): string {
  return named === undefined ? userFolder(io, 'XDG_CACHE_HOME', '.cache', 'pages') : inFolder(io, named);
}

const holdsFacts = (folder: string): boolean => existsSync(join(folder, 'facts.json'));

/**
 * The folder that facts are written to: --data, else ./data where it holds facts, else the user's own, seeded with the facts of the shipped catalog.
 * @throws UserError where --data names a folder without facts
 */
export function dataFolder(named: string | undefined, io: Io): string {
  if (named !== undefined) {
    const folder = inFolder(io, named);
    if (!holdsFacts(folder))
      throw new UserError(
        `${named} holds no facts`,
        'Name a folder like the data/ of this project; copy that one to start your own.',
      );
    return folder;
  }
  const here = inFolder(io, 'data');
  if (holdsFacts(here)) return here;
  const own = userFolder(io, 'XDG_DATA_HOME', '.local/share', 'data');
  if (!holdsFacts(own)) {
    mkdirSync(own, { recursive: true });
    cpSync(packageFile(io, 'data'), own, { recursive: true });
    io.err(`${own} was made from the facts of the shipped catalog.\n`);
  }
  return own;
}
