// --output: reports written to files, whole or not at all, and never over what the check was made of.
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SourceError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { formatNamed, markOf, renderAs } from '../reports/index.ts';
import type { FullReport } from '../reports/types.ts';
import { randomDigits } from '../random.ts';
import { isThere } from '../stats.ts';
import { inFolder, type Io } from './io.ts';
import type { OutputFile } from './options.ts';
import { realPath, requireNotRead } from './own-outputs.ts';

/** As writeText(), of a report in one of its formats. */
export async function writeReport(
  report: FullReport,
  { format, file }: OutputFile,
  kept: readonly string[],
  io: Io,
): Promise<void> {
  // A bug of a format is no trouble with the file.
  const named = formatNamed(format);
  writeText(`${markOf(named)}${await renderAs(named, report, { width: 100, colour: false })}`, file, kept, io);
}

/**
 * @param kept the inputs and the catalog
 * @throws UserError where the file is one of those, SourceError where it cannot be written
 */
export function writeText(text: string, file: string, kept: readonly string[], io: Io): void {
  requireNotRead(file, kept, io);
  try {
    write(realPath(inFolder(io, file)), text);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SourceError(
      `the report ${file} cannot be written (${code})`,
      'Choose another place for --output.',
      cause,
    );
  }
}

/** Written beside and renamed, so that a pipeline never reads half a report; a device or a pipe is written as it is. Links in a circle fail. */
function write(path: string, text: string): void {
  if (isThere(path) && !statSync(path).isFile()) {
    writeFileSync(path, text);
    return;
  }
  // Not a name that anybody could have put something at.
  const temporary = `${path}.${randomDigits()}.tmp`;
  makeFolder(dirname(path));
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** The error of the writing is the one to tell, not that of clearing up. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing was there that could be removed.
  }
}
