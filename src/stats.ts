// What stands at a path, where anything does.
import { type Stats, statSync } from 'node:fs';

/** @returns null where nothing is there, or the way to it leads through a file or is barred: opening it will say why */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
