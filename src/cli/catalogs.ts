// The catalogs of a command: the one that is named, else the shipped one, and those that are laid over it.
import { type Catalog, openCatalog } from '../catalog/open.ts';
import { CatalogError } from '../errors.ts';
import { inFolder, type Io, packageFile } from './io.ts';

export interface NamedCatalogs {
  catalog?: string;
  overlay?: string[];
}

/** An overlay is made by an import, so that is what mends it. */
function openOverlay(path: string): Catalog {
  try {
    return openCatalog(path, { overlay: true });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    throw new CatalogError(
      error.message.replace(/^the catalog /, 'the overlay '),
      'Name a file that "rebootgate import <file> --into <overlay>" of this version made, or make it again.',
      error,
    );
  }
}

/** @throws CatalogError where one of them is missing, damaged or of another version */
export function withCatalogs<T>(
  { catalog, overlay = [] }: NamedCatalogs,
  io: Io,
  use: (catalog: Catalog, overlays: readonly Catalog[]) => T,
): T {
  const open: Catalog[] = [];
  try {
    const shipped = openCatalog(catalogPath(catalog, io));
    open.push(shipped);
    for (const path of overlay) open.push(openOverlay(inFolder(io, path)));
    return use(shipped, open.slice(1));
  } finally {
    for (const each of open) each.close();
  }
}

export function catalogPath(named: string | undefined, io: Io): string {
  return named === undefined ? packageFile(io, 'catalog.sqlite') : inFolder(io, named);
}
