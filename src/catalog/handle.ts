// The database behind a catalog. Only this folder asks for it, so that neither its type nor its methods are part of the public API.
import type Database from 'better-sqlite3';
import type { Catalog } from './open.ts';
import type { Prepared } from './prepared.ts';

interface Handle {
  db: Database.Database;
  prepared: Prepared;
}

const handles = new WeakMap<Catalog, Handle>();

export function attach(catalog: Catalog, handle: Handle): Catalog {
  handles.set(catalog, handle);
  return catalog;
}

export const databaseOf = (catalog: Catalog): Database.Database => handleOf(catalog).db;

export const preparedIn = (catalog: Catalog): Prepared => handleOf(catalog).prepared;

function handleOf(catalog: Catalog): Handle {
  const handle = handles.get(catalog);
  if (!handle) throw new TypeError('this is no catalog that openCatalog() returned');
  return handle;
}
