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

/** All questions are answered from one state of the file, and under one lock: to take one for each is a third of what the system does. */
export function inOneRead<T>(catalog: Catalog, query: () => T): T {
  const db = databaseOf(catalog);
  db.exec('BEGIN');
  try {
    return query();
  } finally {
    // Some errors of SQLite end it themselves.
    if (db.inTransaction) db.exec('COMMIT');
  }
}
