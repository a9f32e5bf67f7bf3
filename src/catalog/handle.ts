// The database behind a catalog. Only this folder asks for it, so that neither its type nor its methods are part of the public API.
import type Database from 'better-sqlite3';
import type { Catalog } from './open.ts';

const databases = new WeakMap<Catalog, Database.Database>();

export function attach(catalog: Catalog, db: Database.Database): Catalog {
  databases.set(catalog, db);
  return catalog;
}

export function databaseOf(catalog: Catalog): Database.Database {
  const db = databases.get(catalog);
  if (!db) throw new TypeError('this is no catalog that openCatalog() returned');
  return db;
}
