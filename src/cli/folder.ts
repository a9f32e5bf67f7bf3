// Several files into one folder: all of them or none, and never over what is there unless that is asked for.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SourceError, UserError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { isThere } from '../stats.ts';
import { type Io, inFolder } from './io.ts';

export interface NamedText {
  name: string;
  text: string;
}

interface Placed {
  path: string;
  /** Where the file stands that was there before; null: there was none. */
  old: string | null;
}

/**
 * @param kept files that are never replaced: what the command was made of
 * @throws UserError where a file is there already, SourceError where the folder cannot be written; then nothing is changed
 */
export function writeFolder(
  folder: string,
  files: readonly NamedText[],
  { force, kept }: { force: boolean; kept: readonly string[] },
  io: Io,
): void {
  if (folder === '') throw new UserError('--into names no folder', 'Name one, such as --into mend.');
  const at = inFolder(io, folder);
  const there = files.filter(({ name }) => isThere(join(at, name)));
  if (there.length > 0 && !force) {
    const names = there.map(({ name }) => name).join(', ');
    throw new UserError(`${folder} holds ${names} already`, 'Name another folder, or replace them with --force.');
  }
  const inputs = kept.map((path) => inFolder(io, path).toLowerCase());
  const taken = there.find(({ name }) => inputs.includes(resolve(at, name).toLowerCase()));
  if (taken) throw new UserError(`${folder} holds ${taken.name}, which was read`, 'Name another folder.');
  const [placed, fresh]: [Placed[], string[]] = [[], []];
  try {
    makeFolder(at);
    for (const { name, text } of files) {
      const path = join(at, `${name}.tmp`);
      writeFileSync(path, text, { flag: 'wx' });
      fresh.push(path);
    }
    for (const { name } of files) placed.push(place(join(at, name)));
  } catch (cause) {
    undo(placed);
    for (const path of fresh) quietly(() => rmSync(path, { force: true }));
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SourceError(
      `the folder ${folder} cannot be written (${code})`,
      'Choose another place for --into.',
      cause,
    );
  }
  for (const { old } of placed) if (old !== null) quietly(() => rmSync(old, { force: true }));
}

function place(path: string): Placed {
  const old = isThere(path) ? `${path}.old` : null;
  if (old !== null && isThere(old)) throw Object.assign(new Error(`${old} is in the way`), { code: `${old} exists` });
  if (old !== null) renameSync(path, old);
  try {
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    if (old !== null) quietly(() => renameSync(old, path));
    throw error;
  }
  return { path, old };
}

function undo(placed: readonly Placed[]): void {
  for (const { path, old } of placed) {
    quietly(() => (old === null ? rmSync(path, { force: true }) : renameSync(old, path)));
  }
}

/** The error of the writing is the one to tell, not that of clearing up. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // What could not be cleared up stays where it is.
  }
}
