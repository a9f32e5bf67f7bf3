// Where findings are written and what they are held against: a file or folder of the user, or data/findings/ of a checkout.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { findingOfEntry } from '../catalog/rows.ts';
import { readFacts, readFindings } from '../catalog/read.ts';
import { readData } from '../data/read.ts';
import { UserError } from '../errors.ts';
import type { NamedPath } from '../findings/files.ts';
import { isYaml } from '../findings/parse.ts';
import { claimsOf, type Known, problemsOf } from '../findings/problems.ts';
import { refuseProblems } from '../findings/problem.ts';
import { type Own, readOwn } from '../findings/read.ts';
import { findingOf } from '../data/finding.ts';
import type { Finding } from '../types.ts';
import { withCatalogs } from './catalogs.ts';
import { inFolder, type Io } from './io.ts';
import { namedPaths } from './own-findings.ts';

export interface PlaceFlags {
  findings?: string[];
  data?: string;
  catalog?: string;
}

export interface Place extends NamedPath {
  /** Null: a folder, of which each source is a file. */
  file: string | null;
  folder: string;
  /** The data folder whose findings these are; null: they are the user's own. */
  data: string | null;
}

const holdsFacts = (folder: string): boolean => existsSync(join(folder, 'facts.json'));

/** @throws UserError where it is not clear which place is meant */
export function placeOf({ findings = [], data }: PlaceFlags, io: Io): Place {
  if (findings.length > 1)
    throw new UserError(`${findings.length} places hold findings`, 'Say with --findings which of them is meant.');
  const [named] = findings;
  if (named !== undefined && data !== undefined)
    throw new UserError('--findings and --data are both given', 'Name one of them.');
  if (named !== undefined) return ownPlace(named, io);
  const folder = inFolder(io, data ?? 'data');
  if (!holdsFacts(folder)) {
    const what = data === undefined ? 'no place for findings is named' : `${data} holds no facts`;
    throw new UserError(what, 'Name a file or a folder of your own with --findings <path>.');
  }
  const leaf = readdirSync(folder).find((each) => isCurated(join(folder, each)));
  if (leaf === undefined)
    throw new UserError(
      `${data ?? 'data'} has no folder for single findings`,
      'It needs findings/meta.json of the kind "curated".',
    );
  const path = join(folder, leaf);
  return { name: `${data ?? 'data'}/${leaf}`, path, file: null, folder: path, data: folder };
}

/** The folder of data/ that holds findings by others, one file a source document. */
function isCurated(folder: string): boolean {
  try {
    const meta: unknown = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'));
    return typeof meta === 'object' && meta !== null && 'kind' in meta && meta.kind === 'curated';
  } catch {
    return false;
  }
}

function ownPlace(name: string, io: Io): Place {
  const path = inFolder(io, name);
  const stats = statSync(path, { throwIfNoEntry: false });
  const isFile = stats === undefined ? /\.(?:json|ya?ml)$/i.test(name) : !stats.isDirectory();
  if (isFile) return { name, path, file: path, folder: dirname(path), data: null };
  const above = dirname(path);
  return { name, path, file: null, folder: path, data: holdsFacts(above) && isCurated(path) ? above : null };
}

/** A path below a place as people read it, from where they stand. */
export function shownName(path: string, io: Io): string {
  const way = relative(io.cwd, path);
  return (way.startsWith('..') ? path : way).split(sep).join('/');
}

export interface Present {
  own: Own;
  known: Known;
  /** All findings that a check would know, the user's own among them. */
  findings: Finding[];
}

/** @throws UserError where a path does not exist */
export function presentOf(
  paths: readonly NamedPath[],
  data: string | null,
  catalog: string | undefined,
  today: string,
  io: Io,
  mayBeEmpty = false,
): Present {
  const own = readOwn(paths, mayBeEmpty);
  const { facts, shipped } = data === null ? shippedOf(catalog, io) : besides(data);
  const known = { facts, shipped, today, mayBeUnsourced: data !== null };
  return {
    own,
    known,
    findings: [...shipped, ...claimsOf(own).map(({ document, finding }) => findingOf(document.source, finding))],
  };
}

/** What is there already at a place. A new one holds nothing. @throws UserError where what is there is wrong */
export function presentAt(place: Place, catalog: string | undefined, today: string, io: Io): Present {
  const paths = existsSync(place.path) ? [place] : [];
  const present = presentOf(paths, place.data, catalog, today, io, true);
  refuseProblems(problemsOf(present.own, present.known), place.name);
  return present;
}

interface Shipped {
  facts: string[];
  shipped: Finding[];
}

function shippedOf(catalog: string | undefined, io: Io): Shipped {
  return withCatalogs(catalog === undefined ? {} : { catalog }, io, (open) => ({
    facts: readFacts(open).map(({ id }) => id),
    shipped: readFindings(open),
  }));
}

/** In a checkout the findings are the shipped ones themselves; beside them are only the lists. */
function besides(folder: string): Shipped {
  const { facts, sources } = readData(folder);
  const entries = sources.flatMap((source) => source.entries.map(({ value }) => findingOfEntry(source, value)));
  return { facts: facts.map(({ value }) => value.id), shipped: entries };
}

export const isYamlFile = ({ file }: Place): boolean => file !== null && isYaml(file);
export { namedPaths };
