// data/ -> catalog.sqlite: built beside the old file, checked, and swapped in at once; the old file stays when anything fails.
import Database from 'better-sqlite3';
import { requireConsistent } from '../data/consistency.ts';
import { type Data, readData } from '../data/read.ts';
import type { CutEdge } from '../types.ts';
import { cutCycles } from './cycles.ts';
import { begin, finish } from './finish.ts';
import { insertAll } from './insert.ts';
import { asWriteError, swapIn } from './swap.ts';
import { clearLeftovers, discard, reserve, type Running, temporaryFor } from './temporary.ts';

export interface BuildResult {
  findings: number;
  updates: number;
  edges: number;
  sources: number;
  /** Steps of supersedence that led in a circle, and were left out. */
  cut: CutEdge[];
  bytes: number;
  dataDigest: string;
  /** False where the file already held exactly this. */
  changed: boolean;
}

/**
 * Builds the catalog of a data folder.
 * @throws UserError for inconsistent data (the present catalog stays), SourceError where the file cannot be written
 */
export function buildCatalog(
  dataFolder: string,
  target: string,
  onProgress: (rows: number) => void = () => {},
  running: Running | null = null,
): BuildResult {
  const data = readData(dataFolder);
  requireConsistent(data);
  clearLeftovers(target, running);
  const temporary = temporaryFor(target, running);
  try {
    reserve(temporary);
    const counts = writeDatabase(temporary, data, onProgress);
    const swapped = swapIn(temporary, target, data.digest, running);
    return { ...counts, ...swapped, sources: data.sources.length, dataDigest: data.digest };
  } catch (error) {
    throw asWriteError(error, target);
  } finally {
    discard(temporary);
  }
}

type Counts = Pick<BuildResult, 'findings' | 'updates' | 'edges' | 'cut'>;

function writeDatabase(path: string, data: Data, onProgress: (rows: number) => void): Counts {
  const db = new Database(path);
  try {
    begin(db);
    insertAll(db, data, onProgress);
    const cut = cutCycles(db);
    const readOn = data.sources.map(({ meta }) => meta.readOn).sort();
    finish(db, { data_as_of: readOn.at(-1) ?? '', data_digest: data.digest });
    const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
    return { findings: count('findings'), updates: count('updates'), edges: count('supersedence'), cut };
  } finally {
    db.close();
  }
}
