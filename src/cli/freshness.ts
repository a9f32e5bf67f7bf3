// How fresh the sources of a catalog are: by the days that stand in it, and those of later reads in the state file.
import { CatalogError } from '../errors.ts';
import { isStale } from '../patch-tuesday.ts';
import type { Report, SourceInfo } from '../types.ts';
import { lastReads, stateFile } from './folders.ts';
import type { Io } from './io.ts';

/** @throws CatalogError where a source that still changes was not read since the last Patch Tuesday */
export function requireFresh({ catalog }: Report): void {
  const stale = catalog.sources.filter((source) => source.stale);
  if (stale.length === 0) return;
  const names = stale.map(({ id, readOn }) => `${id} (read ${readOn})`).join(', ');
  throw new CatalogError(`the catalog is stale: ${names}`, 'Take a newer release, or leave out --require-fresh.');
}

/** When a source was last read stands in the catalog and, where pages were read again unchanged, in the state file. */
export function staleness(named: string | undefined, now: Date, io: Io): (source: SourceInfo) => boolean {
  const path = stateFile(named, io);
  const state = lastReads(path);
  return ({ id, live, readOn }) => isStale(live, [readOn, state[id] ?? ''].sort().at(-1) ?? readOn, now);
}
