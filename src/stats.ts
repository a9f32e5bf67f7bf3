// What stands at a path, where anything does.
import { lstatSync, type Stats, statSync } from 'node:fs';

/** @returns null where nothing is there, or the way to it leads through a file or is barred: opening it will say why */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** A link that leads nowhere is there as well; where the way leads through a file or in a circle, writing will say so. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
