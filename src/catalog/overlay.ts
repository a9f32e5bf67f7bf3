// Catalogs of imports laid over the shipped one: their updates and supersedence are added, and chains lead from one file into another.
import { basename } from 'node:path';
import type { CatalogUpdate, Edge, Finding, Knowledge } from '../types.ts';
import { type Catalog, reading } from './open.ts';
import { readSources } from './read.ts';
import { type Keys, readEdgesAbove, readUpdates } from './read-updates.ts';

export function withOverlays(own: Knowledge, catalog: Catalog, overlays: readonly Catalog[], wanted: Keys): Knowledge {
  const added = overlays.map((overlay) =>
    reading(overlay, () => ({
      sources: readSources(overlay).map((source) => ({ ...source, id: named(overlay, source.id) })),
      updates: readUpdates(overlay, wanted).map((update) => fromOverlay(overlay, update)),
    })),
  );
  return {
    ...own,
    verified: own.verified && overlays.every(({ verified }) => verified),
    sources: [...own.sources, ...added.flatMap(({ sources }) => sources)],
    updates: [...own.updates, ...added.flatMap(({ updates }) => updates)],
    edges: edgesAcross([catalog, ...overlays], own.findings, wanted),
  };
}

/** "site.sqlite:wsus": a source of the same id in another file is another source. */
const named = (overlay: Catalog, source: string): string => `${basename(overlay.path)}:${source}`;

function fromOverlay(overlay: Catalog, update: CatalogUpdate): CatalogUpdate {
  const source = named(overlay, update.source);
  return { ...update, source, flags: update.flags.map((flag) => ({ ...flag, source, sourceKind: 'import' })) };
}

/** A way up may change files at every step, so each file is asked again from wherever another one led. */
export function edgesAcross(catalogs: readonly Catalog[], findings: readonly Finding[], wanted: Keys): Edge[] {
  const claimed = findings.filter(({ restarts, selector }) => restarts.min >= 2 && selector === null);
  const seeds = new Set(claimed.flatMap(({ kb, updateId }) => kb ?? updateId ?? []));
  for (;;) {
    const before = seeds.size;
    const edges = catalogs.flatMap((each) => reading(each, () => readEdgesAbove(each, wanted, [...seeds])));
    // The direct successors of the group come along without a source; from them no way leads anywhere.
    for (const { superseding, source } of edges) if (source !== '') seeds.add(superseding);
    if (seeds.size === before) return edges;
  }
}
