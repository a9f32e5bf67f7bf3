// A file of facts -> a stage -> data/, or a catalog of its own. Nothing is changed before the whole file was read.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Stage, type StageCounts } from '../catalog/stage.ts';
import { asWriteError, swapIn } from '../catalog/swap.ts';
import { clearLeftovers, discard, type Running, temporaryFor } from '../catalog/temporary.ts';
import type { ImportRow } from '../data/schema.ts';
import { SourceError, UserError } from '../errors.ts';
import type { ImportAbout, Importer, Sink } from '../imports/types.ts';
import { statsOf } from '../stats.ts';
import type { CutEdge } from '../types.ts';
import { type DiskFile, openFile } from './file.ts';
import { writeFiles } from './files.ts';
import { filesOfImport, loadOld, metaOfImport } from './import-data.ts';
import { importerFor } from './kinds.ts';
import { requireMostlyGood, sinkOf, type Tally } from './sink.ts';

export interface ImportOptions {
  kind: string | null;
  /** Where the file was taken from. */
  url: string | null;
  /** The catalog of its own to import into; null: the data folder. */
  into: string | null;
  /** The data folder; null where a catalog is imported into. */
  data: string | null;
  dryRun: boolean;
  /** A folder for what is only needed meanwhile. */
  scratch: string;
  /** YYYY-MM-DD */
  today: string;
  onProgress(rows: number): void;
  running?: Running;
  /** Has something cleared away when the user interrupts; what it returns takes that back. */
  onInterrupt?(clear: () => void): () => void;
}

export interface ImportResult extends StageCounts, Tally {
  kind: string;
  source: string;
  cut: CutEdge[];
  /** Files that changed; [] where the facts were known already, and for a dry run. */
  changed: string[];
}

/** @throws UserError where the file is of no known kind, damaged or mostly unreadable: then nothing is changed */
export async function importFile(path: string, options: ImportOptions): Promise<ImportResult> {
  const file = await openFile(path);
  try {
    const importer = importerFor(file.name, await file.sample(), options.kind);
    return await imported(file, importer, options);
  } finally {
    await file.close();
  }
}

async function imported(file: DiskFile, importer: Importer, options: ImportOptions): Promise<ImportResult> {
  const { into, dryRun, scratch } = options;
  const place = into !== null && !dryRun ? into : join(scratch, 'import');
  const running = options.running ?? null;
  if (place === into) clearLeftovers(into, running);
  const temporary = temporaryFor(place, running);
  let stage: Stage | null = null;
  const clear = (): void => {
    try {
      stage?.close();
    } finally {
      discard(temporary);
    }
  };
  const cleared = options.onInterrupt?.(clear);
  try {
    const before = stampOf(into);
    stage = new Stage(temporary, into !== null && !dryRun && existsSync(into) ? into : null);
    return await fill(stage, temporary, file, importer, { ...options, before });
  } catch (error) {
    throw asWriteError(error, place);
  } finally {
    clear();
    cleared?.();
  }
}

interface Begun extends ImportOptions {
  /** What the catalog to import into was when the import began. */
  before: string;
}

/** Two imports into one file would each begin from the same old one, and the facts of the first be lost. */
function stampOf(path: string | null): string {
  const stats = path === null ? null : statsOf(path);
  return stats === null ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

async function fill(
  stage: Stage,
  temporary: string,
  file: DiskFile,
  importer: Importer,
  options: Begun,
): Promise<ImportResult> {
  const { into, data, dryRun } = options;
  const { source, id: kind } = importer;
  const described = metaOfImport(data, importer, options);
  // A catalog of its own says itself of which day its facts are.
  const meta = { ...described, asOf: described.asOf ?? stage.asOf(source) };
  stage.source(meta);
  if (data !== null && !dryRun) loadOld(stage, data, meta);
  const sink = sinkOf(stage, source, file.name, options.onProgress);
  const about = await read(importer, file, sink);
  if (sink.tally.rows === 0) {
    throw new UserError(`${file.name} holds no row of updates`, 'Look whether the export was empty, or cut off.');
  }
  requireMostlyGood(sink.tally, file.name);
  const counts = stage.counts();
  const newer = (about.asOf ?? options.today) >= (meta.asOf ?? '');
  if (about.asOf !== null) stage.seenOn(about.asOf);
  if (about.asOf !== null && newer) stage.source({ ...meta, asOf: about.asOf });
  const cut = stage.merge(source, newer);
  const result = { kind, source, ...counts, ...sink.tally, cut, changed: [] };
  if (dryRun || counts.updates + counts.edges === 0) return result;
  const { rows, badRows } = sink.tally;
  const row: ImportRow = {
    ...{ file: file.name, kind, sha256: await file.sha256(), asOf: about.asOf },
    ...{ readOn: options.today, rows, badRows, url: options.url },
  };
  if (data !== null) return { ...result, changed: writeFiles(data, filesOfImport(stage, data, meta, row)) };
  if (into === null) return result;
  return { ...result, changed: swapped(stage, temporary, into, row, options, source) ? [into] : [] };
}

/** A reader knows its file by what is in it; the message begins with the name that the user gave. */
async function read(importer: Importer, file: DiskFile, sink: Sink): Promise<ImportAbout> {
  try {
    return await importer.read(file, sink);
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith(file.name)) throw error;
    throw new UserError(`${file.name}: ${error.message}`, error.hint, error);
  }
}

function swapped(
  stage: Stage,
  temporary: string,
  into: string,
  row: ImportRow,
  { today, before, running }: Begun,
  source: string,
): boolean {
  // The same file once more says nothing new, and the catalog stays as it is, to the byte.
  if (stage.imported(row.sha256)) return false;
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const digest = stage.finish({ ...row, source }, today, sha256);
  stage.close();
  if (stampOf(into) !== before) {
    throw new SourceError(
      `${into} was changed meanwhile, perhaps by another import`,
      'Nothing was written. Import the file again when the other has ended.',
    );
  }
  swapIn(temporary, into, digest, running);
  return true;
}
