// When each page was last read and last changed: kept outside data/, because a page that was read again unchanged is no change of facts.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { dayOf, isDay } from '../dates.ts';
import { SourceError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { statsOf } from '../stats.ts';
import { discard } from './files.ts';

const day = z.string().refine(isDay);
const shape = z.strictObject({
  schema: z.literal('rebootgate/state'),
  version: z.literal(1),
  sources: z.record(
    z.string(),
    z.strictObject({
      /** An instant: on Patch Tuesday itself the hour decides. */
      lastRead: z.iso.datetime(),
      lastChanged: day.nullable(),
      pages: z.record(z.string(), z.strictObject({ lastRead: day, lastChanged: day, sha256: z.string() })),
    }),
  ),
});

export type State = z.infer<typeof shape>;

const empty = (): State => ({ schema: 'rebootgate/state', version: 1, sources: {} });

/** A state that cannot be read is an empty one: it only makes the next run ask for whole pages. */
export function readState(path: string): State {
  // A device never ends, and a pipe may never begin.
  if (statsOf(path)?.isFile() !== true) return empty();
  try {
    return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return empty();
  }
}

/** @throws SourceError where the file cannot be written */
export function writeState(path: string, state: State): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(`${path}.tmp`, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    discard(`${path}.tmp`);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SourceError(`${path} cannot be written (${code})`, 'Name another file with --state.', cause);
  }
}

export interface ReadPage {
  url: string;
  sha256: string;
}

/** The state after a source was read whole. */
export function withReading(
  state: State,
  source: string,
  pages: readonly ReadPage[],
  now: Date,
  changed: boolean,
): State {
  const today = dayOf(now);
  const before = state.sources[source];
  const read = pages.map(({ url, sha256 }) => {
    const old = before?.pages[url];
    return [url, { lastRead: today, lastChanged: old?.sha256 === sha256 ? old.lastChanged : today, sha256 }] as const;
  });
  const lastChanged = changed ? today : (before?.lastChanged ?? null);
  const entry = { lastRead: now.toISOString(), lastChanged, pages: { ...before?.pages, ...Object.fromEntries(read) } };
  return { ...state, sources: { ...state.sources, [source]: entry } };
}
