// rebootgate catalog export and import: a catalog as one checksummed file, for machines without internet.
import { existsSync, realpathSync } from 'node:fs';
import { type BundleOptions, exportBundle } from '../catalog/bundle-export.ts';
import { importBundle } from '../catalog/bundle-import.ts';
import { manifestPathOf } from '../catalog/manifest.ts';
import { versionAt } from '../catalog/header.ts';
import { UserError } from '../errors.ts';
import { plain } from '../reports/safe.ts';
import { statsOf } from '../stats.ts';
import { catalogPath } from './catalogs.ts';
import type { ExitCode } from './failure.ts';
import { inFolder, type Io } from './io.ts';
import { sizeText } from './numbers.ts';

export interface BundleFlags {
  catalog?: string;
  allowOlder?: true;
}

const optionsOf = ({ running, onInterrupt }: Io): BundleOptions => ({
  running: running ?? null,
  ...(onInterrupt && { onInterrupt }),
});

export async function runCatalogExport(file: string, flags: BundleFlags, io: Io, version: string): Promise<ExitCode> {
  const catalog = catalogPath(flags.catalog, io);
  const target = requireFileName(file, io);
  const { header, bytes } = await exportBundle(catalog, target, file, version, optionsOf(io));
  const { dataAsOf, manifest } = header;
  io.out(plain(`${file} written: the catalog of ${dataAsOf}, ${sizeText(manifest.size)} packed to ${sizeText(bytes)}`));
  io.out('.\n');
  return 0;
}

export async function runCatalogImport(file: string, flags: BundleFlags, io: Io): Promise<ExitCode> {
  const named = flags.catalog ?? 'catalog.sqlite';
  const target = requireCatalogPlace(catalogPath(flags.catalog, io), named);
  const nothing = statsOf(target) === null ? 'there was none' : 'the one before could not be read';
  const options = { ...optionsOf(io), allowOlder: flags.allowOlder === true };
  const { header, changed, before } = await importBundle(inFolder(io, file), file, target, options);
  const was = before === null ? nothing : `before it was that of ${before}`;
  const what = changed
    ? `is now the catalog of ${header.dataAsOf}; ${was}`
    : 'is unchanged: it is what the bundle holds';
  io.out(`${plain(`${named} ${what}`)}.\n`);
  return 0;
}

function requireFileName(file: string, io: Io): string {
  if (file === '') throw new UserError('the bundle has no name', 'Name the file to write.');
  const path = inFolder(io, file);
  if (statsOf(path)?.isDirectory()) throw new UserError(`${file} is a folder`, 'Name the file to write.');
  // A link is followed, so that its target is replaced and the link stays.
  return existsSync(path) ? realpathSync(path) : path;
}

/** A mistyped name must not cost a file of another kind. A damaged catalog is known by its manifest. */
function requireCatalogPlace(path: string, name: string): string {
  const stats = statsOf(path);
  if (stats === null) return path;
  const ours = stats.isFile() && (stats.size === 0 || versionAt(path) !== null || existsSync(manifestPathOf(path)));
  if (!ours)
    throw new UserError(
      `--catalog ${name} is ${stats.isFile() ? 'a file of another kind' : 'no file'}`,
      'Name a catalog.',
    );
  return realpathSync(path);
}
