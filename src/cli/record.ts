// --record: the run that was made last, read before a run and replaced as a whole after it.
import { existsSync } from 'node:fs';
import { asWriteError, replaceText } from '../catalog/swap.ts';
import { UserError } from '../errors.ts';
import { type RecordedRun, recordIn } from '../tuesday/record.ts';
import { inFolder, type Io, readKeptFile } from './io.ts';

/**
 * @returns null where there is none yet
 * @throws UserError for a file that is no record: it is not overwritten
 */
export async function readRecord(file: string, io: Io): Promise<RecordedRun | null> {
  if (file === '' || file === '-') throw new UserError('--record needs the name of a file', 'Name a file of its own.');
  if (!existsSync(inFolder(io, file))) return null;
  const record = recordIn(Buffer.from(await readKeptFile(io, file)).toString('utf8'));
  if (record !== null) return record;
  throw new UserError(
    `--record ${file} is no record of "rebootgate patch-tuesday"`,
    'Name a new file, or one that --record of this version wrote.',
  );
}

/** @throws SourceError where it cannot be written */
export function writeRecord(file: string, text: string, io: Io): void {
  try {
    replaceText(inFolder(io, file), text, io.running ?? null);
  } catch (error) {
    throw asWriteError(error, file);
  }
}
