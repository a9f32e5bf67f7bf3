// Folders of a scrape in a test: a copy of data/, a cache, a state file, and what a folder holds, byte for byte.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { newFolder } from '../fixtures/data/folders.ts';
import { limits, type HttpLimits } from '../../src/http/types.ts';
import { type Ran, root, run, type RunOptions } from '../run.ts';
import type { Replay } from './server.ts';

export interface Place {
  folder: string;
  data: string;
  cache: string;
  state: string;
  catalog: string;
}

/** @param only the folders of data/ to take; all when left out */
export function newPlace(only?: readonly string[]): Place {
  const folder = newFolder();
  const data = join(folder, 'data');
  for (const name of only ?? readdirSync(join(root, 'data'))) {
    cpSync(join(root, 'data', name), join(data, name), { recursive: true });
  }
  return {
    folder,
    data,
    cache: join(folder, 'cache'),
    state: join(folder, 'state.json'),
    catalog: join(folder, 'c.sqlite'),
  };
}

/** The hash of each file below a folder. */
export function contentsOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Waits that cost no time, and are counted. */
export function countedSleep(): { sleep: (milliseconds: number) => Promise<void>; waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  };
}

export const quick: HttpLimits = { ...limits, timeout: 10_000, deadline: 20_000 };

export function scrape(
  place: Place,
  replay: Pick<Replay, 'url'> | null,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const own = ['--data', place.data, '--cache', place.cache, '--state', place.state];
  const mirror = replay === null ? [] : ['--mirror', replay.url];
  return run(['scrape', ...args, ...own, ...mirror], { httpLimits: quick, sleep: async () => {}, ...options });
}
