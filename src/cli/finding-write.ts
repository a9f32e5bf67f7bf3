// Changes to files of findings: shown as a difference, and written whole or not at all.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeFiles } from '../collect/files.ts';
import { SourceError, UserError } from '../errors.ts';
import { decodeText } from '../inputs/decode.ts';
import { unifiedDiff } from '../findings/diff.ts';
import { plain } from '../reports/safe.ts';
import { type Place, shownName } from './finding-place.ts';
import type { Io } from './io.ts';

export interface Change {
  path: string;
  /** Null: the file is new. */
  before: string | null;
  after: string;
}

const textAt = (path: string): string | null =>
  existsSync(path) ? decodeText(readFileSync(path), path).replaceAll('\r\n', '\n') : null;

/**
 * Shown once it is true: a difference that is printed before "cannot be written" reads like one that was made.
 * @throws UserError, SourceError where it is not written, and then nothing is shown
 */
export function takeChanges(changes: readonly Change[], place: Place, dryRun: boolean, io: Io): void {
  if (!dryRun) writeChanges(changes, place);
  printChanges(changes, io);
}

function printChanges(changes: readonly Change[], io: Io): void {
  for (const { path, before, after } of changes) {
    const diff = unifiedDiff(shownName(path, io), before, after);
    io.out(diff.split('\n').map(plain).join('\n'));
  }
}

/**
 * The findings of a data folder are of the day on which they were last changed: by it a catalog is told from an older one.
 * @returns the change of its meta.json; none where the place is the user's own, or of that day already
 */
export function movedDay({ data, folder }: Place, today: string): Change[] {
  const path = join(folder, 'meta.json');
  const before = data === null ? null : textAt(path);
  if (before === null) return [];
  const after = before.replace(/("(?:asOf|readOn)": ")(\d{4}-\d{2}-\d{2})"/g, (all, key: string, day: string) =>
    day < today ? `${key}${today}"` : all,
  );
  return after === before ? [] : [{ path, before, after }];
}

/** @throws UserError where a file is no longer what the change was made for, SourceError where the place cannot be written; it is as it was */
function writeChanges(changes: readonly Change[], { folder, name }: Place): void {
  const files = changes.map(({ path, after }): [string, string] => [
    relative(folder, path).split(sep).join('/'),
    after,
  ]);
  // A question may have waited for an hour.
  const other = changes.find(({ path, before }) => textAt(path) !== before);
  if (other !== undefined)
    throw new UserError(`${other.path} was changed meanwhile`, 'Nothing was written; run it again.');
  try {
    writeFiles(folder, new Map(files));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(
      error.message,
      `Check the permissions of ${name}, or name another place with --findings.`,
      error,
    );
  }
}
