// Makes a folder and those above it. Node's own goes round for ever where a folder that is there answers ENOENT, as /proc does.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isThere, statsOf } from './stats.ts';

/**
 * @returns the first folder that was made; null where all of them are there
 * @throws the error of the file system
 */
export function makeFolder(path: string): string | null {
  if (statsOf(path)?.isDirectory() === true) return null;
  const missing = [path];
  for (let above = dirname(path); !isThere(above) && above !== missing[0]; above = dirname(above))
    missing.unshift(above);
  for (const each of missing) make(each);
  return missing[0] ?? null;
}

/** Another run may have made it meanwhile. */
function make(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statsOf(path)?.isDirectory() !== true) throw error;
  }
}
