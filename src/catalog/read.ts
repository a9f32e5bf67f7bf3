// What a check asks of the catalog: all findings, and the updates and supersedence around the keys of a group, each in one query.
import type {
  Architecture,
  Applicability,
  CatalogUpdate,
  Coverage,
  Edge,
  Fact,
  Finding,
  Knowledge,
  Selector,
  SourceInfo,
  Tier,
  UpdateKind,
  VendorFlag,
} from '../types.ts';
import { type Catalog, reading } from './open.ts';
import { databaseOf } from './handle.ts';

/**
 * @param keys KB numbers and UpdateIDs of the group
 * @returns all that the catalog knows about them, with the supersedence chains below and the next step above
 */
export function readKnowledge(catalog: Catalog, keys: readonly string[]): Knowledge {
  const wanted = JSON.stringify([...new Set(keys)]);
  return reading(catalog, () => ({
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

type UpdateRow = [
  id: number,
  kb: number | null,
  updateId: string | null,
  title: string | null,
  bulletin: string | null,
  classification: string | null,
  kind: UpdateKind,
  released: string | null,
  revised: string | null,
  exclusive: number | null,
  flag: VendorFlag | null,
  flagText: string | null,
  source: string,
  url: string | null,
];

const updateColumns = `u.id, u.kb, u.update_id, u.title, u.bulletin, u.classification, u.kind, u.released, u.revised, u.exclusive,
  u.restart_flag, u.flag_text, u.source, u.url`;

/** All that the sources say of these updates, one element for each source's row. Raw rows: a group has thousands. */
export function readUpdates(catalog: Catalog, wanted: string): CatalogUpdate[] {
  const db = databaseOf(catalog);
  const kinds = new Map(db.prepare<[], [string, string]>('SELECT id, kind FROM sources').raw().all());
  const updates = new Map<number, CatalogUpdate>();
  const rows = db.prepare<[string, string], UpdateRow>(`
    SELECT ${updateColumns} FROM json_each(?) w CROSS JOIN updates u ON u.kb = CAST(w.value AS INTEGER) WHERE w.value NOT LIKE '%-%'
    UNION
    SELECT ${updateColumns} FROM json_each(?) w CROSS JOIN updates u ON u.update_id = w.value WHERE w.value LIKE '%-%'
    ORDER BY 1`);
  for (const row of rows.raw().iterate(wanted, wanted)) updates.set(row[0], updateOf(row, kinds));
  if (updates.size > 0) readOffers(db, updates);
  return [...updates.values()];
}

function readOffers(db: ReturnType<typeof databaseOf>, updates: ReadonlyMap<number, CatalogUpdate>): void {
  const names = new Map<number, string>();
  const nameOf = db.prepare<[number], string>('SELECT name FROM products WHERE id = ?').pluck();
  const rows = db.prepare<[string], [number, number, Architecture | '']>(`
    SELECT o.update_row, o.product, o.architecture FROM json_each(?) w CROSS JOIN offers o ON o.update_row = w.value`);
  for (const [id, product, architecture] of rows.raw().iterate(JSON.stringify([...updates.keys()]))) {
    let name = names.get(product);
    if (name === undefined) {
      // A statement of its own, because the one that iterates is busy.
      name = nameOf.get(product) ?? '';
      names.set(product, name);
    }
    updates.get(id)?.offers.push({ product: name, architecture: architecture || null });
  }
}

function updateOf(row: UpdateRow, kinds: ReadonlyMap<string, string>): CatalogUpdate {
  const [
    id,
    kb,
    updateId,
    title,
    bulletin,
    classification,
    kind,
    released,
    revised,
    exclusive,
    flag,
    text,
    source,
    url,
  ] = row;
  const flags = flag === null ? [] : [{ source, sourceKind: kinds.get(source) ?? '', flag, text, url }];
  return {
    id,
    kb: kb === null ? null : String(kb),
    updateId,
    title,
    bulletin,
    classification,
    kind,
    released,
    revised,
    exclusive: exclusive === null ? null : exclusive === 1,
    source,
    offers: [],
    flags,
  };
}

const edgeColumns =
  "s.superseding, s.superseded, p.name AS product, nullif(s.architecture, '') AS architecture, s.source, s.url";

/**
 * What a check needs of supersedence: every way down from anything to an update with a finding of two or more,
 * and who supersedes the wanted keys directly. Walked up from the few findings, not down from the group:
 * a group of cumulative updates has a hundred thousand edges below it, and findings have a hundred above them.
 */
export function readEdges(catalog: Catalog, wanted: string): Edge[] {
  const ways = databaseOf(catalog).prepare<[], Edge>(`
    WITH RECURSIVE above (key) AS (
      SELECT coalesce(CAST(kb AS TEXT), update_id) FROM findings WHERE restarts_min >= 2 AND selector IS NULL
      UNION
      SELECT s.superseding FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    )
    SELECT ${edgeColumns} FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    LEFT JOIN products p ON p.id = s.product ORDER BY s.id`);
  const direct = databaseOf(catalog).prepare<[string], Edge>(`
    SELECT DISTINCT s.superseding, s.superseded, p.name AS product, nullif(s.architecture, '') AS architecture, '' AS source, NULL AS url
    FROM json_each(?) w CROSS JOIN supersedence s ON s.superseded = w.value LEFT JOIN products p ON p.id = s.product`);
  return [...ways.all(), ...direct.all(wanted)];
}

/** Every edge on the way up from these keys as well; `explain` shows both directions. */
export function readChains(catalog: Catalog, wanted: string): Edge[] {
  const rows = databaseOf(catalog).prepare<[string, string], Edge>(`
    WITH RECURSIVE below (key) AS (
      SELECT value FROM json_each(?) UNION SELECT s.superseded FROM below b CROSS JOIN supersedence s ON s.superseding = b.key
    ), above (key) AS (
      SELECT value FROM json_each(?) UNION SELECT s.superseding FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    ), hits (id) AS (
      SELECT s.id FROM below b CROSS JOIN supersedence s ON s.superseding = b.key
      UNION SELECT s.id FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    )
    SELECT ${edgeColumns} FROM hits h CROSS JOIN supersedence s ON s.id = h.id
    LEFT JOIN products p ON p.id = s.product ORDER BY s.id`);
  return reading(catalog, () => rows.all(wanted, wanted));
}
