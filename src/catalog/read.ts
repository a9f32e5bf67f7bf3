// What a check asks of the catalog: all findings, and the updates and supersedence around the keys of a group, each in one query.
import type { Coverage, Fact, Finding, Knowledge, SourceInfo } from '../types.ts';
import { inOneRead, preparedIn } from './handle.ts';
import { type Catalog, reading } from './open.ts';
import { withOverlays } from './overlay.ts';
import { keysAsJson, readEdges, readUpdates } from './read-updates.ts';

/**
 * @param keys KB numbers and UpdateIDs of the group
 * @param overlays catalogs of imports that add updates and supersedence to it
 * @returns all that the catalogs know about them, with the supersedence chains below and the next step above
 * @throws CatalogError where a file turns out to be damaged
 */
export function readKnowledge(catalog: Catalog, keys: readonly string[], overlays: readonly Catalog[] = []): Knowledge {
  const wanted = keysAsJson(keys);
  const around = reading(catalog, () =>
    inOneRead(catalog, () => ({ updates: readUpdates(catalog, wanted), edges: readEdges(catalog, wanted) })),
  );
  const { dataAsOf, digest, verified } = catalog;
  const own = { dataAsOf, digest, verified, ...preparedIn(catalog), ...around };
  return overlays.length === 0 ? own : withOverlays(own, catalog, overlays, wanted);
}

export const readFindings = (catalog: Catalog): Finding[] => preparedIn(catalog).findings;
export const readSources = (catalog: Catalog): SourceInfo[] => preparedIn(catalog).sources;
export const readCoverage = (catalog: Catalog): Coverage[] => preparedIn(catalog).coverage;
export const readFacts = (catalog: Catalog): Fact[] => preparedIn(catalog).facts;
