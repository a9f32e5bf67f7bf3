// Which files a path of the user means: one file, or all JSON and YAML files of a folder and those below it.
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { UserError } from '../errors.ts';

export interface NamedPath {
  /** As the user wrote it, for people. */
  name: string;
  path: string;
}

export const mostFiles = 10_000;
/** Files of data/findings/ that hold something else. */
const others = new Set(['meta.json', 'context.json', 'contrary.json']);

/**
 * Sorted by name. A link inside a folder is followed as long as it stays inside: a repository must not make a check read what lies elsewhere.
 * @throws UserError where there is nothing to read, or too much
 */
export function filesOf({ name, path }: NamedPath, mayBeEmpty = false): NamedPath[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UserError(`${name} does not exist`, 'Name a file or folder of findings.');
  if (!stats.isDirectory()) {
    // A device never ends, and a pipe may never begin.
    if (!stats.isFile()) throw new UserError(`${name} is no file`, 'Name a file or folder of findings.');
    return [{ name, path }];
  }
  const walk: Walk = { root: realpathSync(path), seen: new Set(), files: [] };
  collect({ name: name.replace(/[\\/]+$/, '') || name, path }, walk);
  if (walk.files.length === 0 && !mayBeEmpty) {
    throw new UserError(
      `${name} holds no JSON or YAML file`,
      '"rebootgate finding add --findings <folder>" writes the first.',
    );
  }
  return walk.files;
}

interface Walk {
  root: string;
  /** Real folders: links may lead round and round. */
  seen: Set<string>;
  files: NamedPath[];
}

function collect(folder: NamedPath, walk: Walk): void {
  const real = realpathSync(folder.path);
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  for (const leaf of readdirSync(folder.path).sort()) {
    if (leaf.startsWith('.') || leaf === 'node_modules') continue;
    const entry = { name: `${folder.name}/${leaf}`, path: join(folder.path, leaf) };
    const stats = statSync(entry.path, { throwIfNoEntry: false });
    const wanted = stats?.isFile() && /\.(?:json|ya?ml)$/i.test(leaf) && !others.has(leaf.toLowerCase());
    if (!stats?.isDirectory() && !wanted) continue;
    requireInside(entry, walk.root);
    if (stats?.isDirectory()) collect(entry, walk);
    else walk.files.push(entry);
    if (walk.files.length > mostFiles)
      throw new UserError(`${folder.name} holds more than ${mostFiles} files`, 'Name the folder of findings itself.');
  }
}

function requireInside({ name, path }: NamedPath, root: string): void {
  const way = relative(root, realpathSync(path));
  if (way.split(sep)[0] !== '..' && !isAbsolute(way)) return;
  throw new UserError(
    `${name} is a link that leads out of its folder`,
    'Copy the file into the folder, or name the other one as well.',
  );
}
