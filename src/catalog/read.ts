// What a check asks of the catalog: all findings, and the updates and supersedence around the keys of a group, each in one query.
import type {
  Architecture,
  Applicability,
  Coverage,
  Fact,
  Finding,
  Knowledge,
  Selector,
  SourceInfo,
  Tier,
} from '../types.ts';
import { type Catalog, reading } from './open.ts';
import { databaseOf } from './handle.ts';
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
  const own = reading(catalog, () => ({
    dataAsOf: catalog.dataAsOf,
    digest: catalog.digest,
    verified: catalog.verified,
    sources: readSources(catalog),
    coverage: readCoverage(catalog),
    facts: readFacts(catalog),
    findings: readFindings(catalog),
    updates: readUpdates(catalog, wanted),
    edges: readEdges(catalog, wanted),
  }));
  return overlays.length === 0 ? own : withOverlays(own, catalog, overlays, wanted);
}

interface FindingRow {
  id: string;
  source_id: string;
  source_name: string;
  source_kind: string;
  tier: Tier;
  url: string | null;
  kb: number | null;
  update_id: string | null;
  selector: string | null;
  number_kind: Finding['numberKind'];
  packages: string;
  products: string;
  architectures: string;
  direction: Finding['direction'];
  restarts_min: number;
  restarts_max: number | null;
  condition: string | null;
  applicability: string;
  claimed_on: string | null;
  known_on: string | null;
  not_before: string | null;
  valid_from: string | null;
  valid_to: string | null;
  review_on: string | null;
  retracted_on: string | null;
  confidence: Finding['confidence'];
  derived_from: string | null;
  note: string | null;
}

export function readFindings(catalog: Catalog): Finding[] {
  return databaseOf(catalog).prepare<[], FindingRow>('SELECT * FROM findings ORDER BY id').all().map(findingOf);
}

/** The rows were validated when they were built and their checksum is verified on opening, so JSON is read as typed. */
function json<T>(text: string): T {
  return JSON.parse(text);
}

function findingOf(row: FindingRow): Finding {
  return {
    id: row.id,
    source: { id: row.source_id, name: row.source_name, kind: row.source_kind, tier: row.tier, url: row.url },
    kb: row.kb === null ? null : String(row.kb),
    updateId: row.update_id,
    selector: row.selector === null ? null : json<Selector>(row.selector),
    numberKind: row.number_kind,
    packages: json<string[]>(row.packages),
    products: json<string[]>(row.products),
    architectures: json<Architecture[]>(row.architectures),
    direction: row.direction,
    restarts: { min: row.restarts_min, max: row.restarts_max },
    condition: row.condition,
    applicability: json<Applicability[]>(row.applicability),
    claimedOn: row.claimed_on,
    knownOn: row.known_on,
    notBefore: row.not_before,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    reviewOn: row.review_on,
    retractedOn: row.retracted_on,
    confidence: row.confidence,
    derivedFrom: row.derived_from,
    note: row.note,
  };
}

export function readSources(catalog: Catalog): SourceInfo[] {
  const rows = databaseOf(catalog).prepare<[], Omit<SourceInfo, 'live'> & { live: number }>(
    'SELECT id, name, kind, url, as_of AS asOf, read_on AS readOn, live, note FROM sources ORDER BY id',
  );
  return rows.all().map((row) => ({ ...row, live: row.live === 1 }));
}

export function readCoverage(catalog: Catalog): Coverage[] {
  const bySource = new Map<string, Coverage>();
  const rows = databaseOf(catalog).prepare<
    [],
    { source: string; product: string; releasedFrom: string | null; releasedUntil: string }
  >(
    'SELECT source, product, released_from AS releasedFrom, released_until AS releasedUntil FROM coverage ORDER BY source, product',
  );
  for (const { source, product, releasedFrom, releasedUntil } of rows.all()) {
    const coverage = bySource.get(source) ?? { source, products: [], releasedFrom, releasedUntil, points: [] };
    coverage.products.push(product);
    bySource.set(source, coverage);
  }
  const points = databaseOf(catalog).prepare<[], { source: string; provenOn: string; until: string }>(
    'SELECT source, proven_on AS provenOn, until FROM coverage_points ORDER BY source, proven_on, until',
  );
  for (const { source, ...point } of points.all()) bySource.get(source)?.points.push(point);
  return [...bySource.values()];
}

export function readFacts(catalog: Catalog): Fact[] {
  const rows = databaseOf(catalog).prepare<
    [],
    { id: string; question: string; how: string; note: string | null; name: string | null; url: string | null }
  >('SELECT id, question, how_to_find AS how, note, source_name AS name, source_url AS url FROM facts ORDER BY id');
  return rows.all().map(({ id, question, how, note, name, url }) => {
    return {
      id,
      question,
      howToFind: json<Fact['howToFind']>(how),
      note,
      source: name === null ? null : { name, url },
    };
  });
}
