// --findings: the findings of the user's own, read for a check. Loads the readers of YAML and the validator, so only where asked for.
import type { Additions } from '../catalog/added.ts';
import { addedTo } from '../findings/added.ts';
import type { NamedPath } from '../findings/files.ts';
import { readOwn } from '../findings/read.ts';
import { inFolder, type Io } from './io.ts';

export interface OwnFindings {
  additions: Additions;
  /** The files that were read. */
  paths: string[];
}

export const namedPaths = (names: readonly string[], io: Io): NamedPath[] =>
  names.map((name) => ({ name, path: inFolder(io, name) }));

/** @throws UserError where they cannot be read; what is wrong in them shows when they are held against a catalog */
export function ownFindings(names: readonly string[], today: string, io: Io): OwnFindings {
  const paths = namedPaths(names, io);
  const own = readOwn(paths);
  return {
    additions: (shipped) => addedTo(shipped, own, paths, today),
    paths: [...own.files, ...own.records].map(({ path }) => path),
  };
}
