// The public API. Everything that is not named here may change without notice.
export { buildCatalog } from './catalog/build.ts';
export { type Catalog, openCatalog } from './catalog/open.ts';
export { readKnowledge } from './catalog/read.ts';
export { check, keysOf } from './check/check.ts';
export { CatalogError, SourceError, UserError } from './errors.ts';
export type * from './types.ts';
