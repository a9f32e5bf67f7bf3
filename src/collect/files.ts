// Writing data/: whole files, stable text, only where facts changed, and never half of a source.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SourceError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';

/** Text by path below the data folder. */
export type Files = ReadonlyMap<string, string>;

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** One row a line, sorted by KB and then by the whole row, each once: the same facts give the same text. */
export function linesText<T extends object>(rows: Iterable<T>, kbOf: (row: T) => string | null): string {
  const keyed = [...rows].map((row) => ({ kb: Number(kbOf(row) ?? 0), line: lineText(row) }));
  keyed.sort((a, b) => a.kb - b.kb || (a.line < b.line ? -1 : a.line > b.line ? 1 : 0));
  const lines = [...new Set(keyed.map(({ line }) => line))];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** A row says what it knows. What is unknown is left out: of thousands of rows it would be most of the text. */
function lineText(row: object): string {
  const known = Object.entries(row).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return JSON.stringify(Object.fromEntries(known));
}

export function readText(folder: string, file: string): string | null {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : null;
}

export function changedFiles(folder: string, files: Files): string[] {
  return [...files].filter(([file, text]) => (readText(folder, file) ?? '') !== text).map(([file]) => file);
}

/**
 * Writes what changed. All new files lie beside the old ones before the first is renamed, so that a full disk or Ctrl-C
 * leaves the folder as it was; where a later rename fails, the earlier ones are taken back.
 * @throws SourceError where the folder cannot be written; it is as it was
 */
export function writeFiles(folder: string, files: Files): string[] {
  const made: string[] = [];
  const replaced: { path: string; old: Buffer | null }[] = [];
  let paths: { path: string; text: string }[] = [];
  try {
    const changed = changedFiles(folder, files);
    paths = changed.map((file) => ({ path: join(folder, file), text: files.get(file) ?? '' }));
    for (const { path, text } of paths) {
      const first = makeFolder(dirname(path));
      if (first !== null) made.push(first);
      writeFileSync(`${path}.tmp`, text);
    }
    for (const { path } of paths) {
      const old = existsSync(path) ? readFileSync(path) : null;
      renameSync(`${path}.tmp`, path);
      replaced.push({ path, old });
    }
    return changed;
  } catch (cause) {
    for (const { path } of paths) discard(`${path}.tmp`);
    for (const { path, old } of replaced) restore(path, old);
    for (const path of made) discard(path);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SourceError(`${folder} cannot be written (${code})`, 'Name another folder with --data.', cause);
  }
}

function restore(path: string, old: Buffer | null): void {
  if (old === null) discard(path);
  else writeFileSync(path, old);
}

/** What cannot be removed stays: the error that led here says more. */
export function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // A leftover is in nobody's way.
  }
}
