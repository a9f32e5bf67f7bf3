// What the catalog says of single updates: the rows of all sources, and the supersedence around them, each in one set-based query.
import type Database from 'better-sqlite3';
import type { Architecture, CatalogUpdate, Edge, Offer, UpdateKind, VendorFlag } from '../types.ts';
import { databaseOf } from './handle.ts';
import { offerSets, rowsInOneText } from './one-text.ts';
import { type Catalog, reading } from './open.ts';

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
  offerSet: number,
  knownBy: string | null,
];

const updateColumns = `u.id, u.kb, u.update_id, u.title, u.bulletin, u.classification, u.kind, u.released, u.revised, u.exclusive,
  u.restart_flag, u.flag_text, u.source, u.url, u.offer_set, u.known_by`;

/** Keys as the tables hold them, as JSON for one set-based query each: KB numbers as integers, UpdateIDs as text. */
export interface Keys {
  kbs: string;
  updateIds: string;
  all: string;
}

export function keysAsJson(keys: readonly string[]): Keys {
  const kbs: number[] = [];
  const updateIds: string[] = [];
  // A key that stands there twice is found once: each query answers with a set.
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    if (key.length <= 7) kbs.push(Number(key));
    else updateIds.push(key);
  }
  return {
    kbs: JSON.stringify(kbs),
    updateIds: JSON.stringify(updateIds),
    all: JSON.stringify([...kbs, ...updateIds]),
  };
}

/** All that the sources say of these updates, one element for each source's row. Raw rows: a group has thousands. */
export function readUpdates(catalog: Catalog, { kbs, updateIds }: Keys): CatalogUpdate[] {
  const db = databaseOf(catalog);
  const sources = sourcesOf(db);
  // UNION takes out what is found both ways.
  const rows = rowsInOneText<UpdateRow>(
    db,
    `SELECT json_array(${updateColumns}) AS row FROM updates u WHERE u.id IN (
      SELECT u.id FROM json_each(?) w CROSS JOIN updates u ON u.kb = w.value
      UNION SELECT u.id FROM json_each(?) w CROSS JOIN updates u ON u.update_id = w.value
    ) ORDER BY u.id`,
    [kbs, updateIds],
  );
  return updatesOf(db, rows, sources);
}

function updatesOf(
  db: Database.Database,
  rows: readonly UpdateRow[],
  sources: ReadonlyMap<string, SourceOf>,
): CatalogUpdate[] {
  const sets = new Set<number>();
  for (let index = 0; index < rows.length; index += 1) sets.add(rows[index]?.[14] ?? 0);
  const offersOf = offerSets(db, sets);
  const updates: CatalogUpdate[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row !== undefined) updates.push(updateOf(row, sources.get(row[12]), offersOf(row[14])));
  }
  return updates;
}

/** Every row of the catalog: a rule without an export of its site is held against them. */
export function readAllUpdates(catalog: Catalog): CatalogUpdate[] {
  return reading(catalog, () => {
    const db = databaseOf(catalog);
    const rows = db.prepare<[], UpdateRow>(`SELECT ${updateColumns} FROM updates u ORDER BY u.id`).raw().all();
    return updatesOf(db, rows, sourcesOf(db));
  });
}

function sourcesOf(db: Database.Database): Map<string, SourceOf> {
  const rows = db.prepare<[], SourceOf & { id: string }>('SELECT id, kind, url, as_of AS asOf FROM sources').all();
  return new Map(rows.map((source) => [source.id, source]));
}

interface SourceOf {
  kind: string;
  asOf: string | null;
  url: string | null;
}

/** By their places: to take a row apart by names asks an iterator for each of its cells. */
function updateOf(row: UpdateRow, from: SourceOf | undefined, offers: Offer[]): CatalogUpdate {
  const kb = row[1];
  const exclusive = row[9];
  const flag = row[10];
  const source = row[12];
  const url = row[13] ?? from?.url ?? null;
  return {
    id: row[0],
    kb: kb === null ? null : String(kb),
    updateId: row[2],
    title: row[3],
    bulletin: row[4],
    classification: row[5],
    kind: row[6],
    released: row[7],
    revised: row[8],
    exclusive: exclusive === null ? null : exclusive === 1,
    knownBy: row[15] ?? from?.asOf ?? null,
    source,
    offers,
    flags: flag === null ? [] : [{ source, sourceKind: from?.kind ?? '', flag, text: row[11], url }],
  };
}

const edgeColumns = `CAST(s.superseding AS TEXT) AS superseding, CAST(s.superseded AS TEXT) AS superseded, p.name AS product,
  nullif(o.architecture, '') AS architecture`;
const edgeJoins = 'LEFT JOIN offers o ON o.offer_set = s.offer_set LEFT JOIN products p ON p.id = o.product';

/**
 * What a check needs of supersedence: every way down from the wanted keys to an update with a finding of two or more,
 * and who supersedes the wanted keys directly. Only what is above a finding is walked:
 * a group of cumulative updates has a hundred thousand edges below it, and findings have a hundred above them.
 */
export function readEdges(catalog: Catalog, { all }: Keys): Edge[] {
  const db = databaseOf(catalog);
  const ways = db.prepare<[string], Edge>(`
    WITH RECURSIVE down (key) AS (
      SELECT w.value FROM json_each(?) w CROSS JOIN above_findings a ON a.key = w.value
      UNION
      SELECT s.superseded FROM down d CROSS JOIN supersedence s ON s.superseding = d.key
      WHERE s.superseded IN (SELECT key FROM above_findings)
    )
    SELECT ${edgeColumns}, s.source, coalesce(s.url, f.url) AS url FROM down d CROSS JOIN supersedence s ON s.superseding = d.key
    JOIN sources f ON f.id = s.source ${edgeJoins}
    WHERE s.superseded IN (SELECT key FROM above_findings UNION ALL ${claimed}) ORDER BY s.id, o.product, o.architecture`);
  return [...ways.all(all), ...directEdges(db, all)];
}

const claimed = 'SELECT coalesce(kb, update_id) FROM findings WHERE restarts_min >= 2 AND selector IS NULL';

/** Of a group of cumulative updates there are thousands: each set of products stands once for all that supersede on it. */
function directEdges(db: Database.Database, all: string): Edge[] {
  const rows = rowsInOneText<[string, number | null, string[]]>(
    db,
    `SELECT json_array(
      CAST(s.superseded AS TEXT), s.offer_set, json_group_array(DISTINCT CAST(s.superseding AS TEXT))
    ) AS row FROM json_each(?) w CROSS JOIN supersedence s ON s.superseded = w.value GROUP BY s.superseded, s.offer_set`,
    [all],
  );
  const sets = new Set<number>();
  for (const [, set] of rows) sets.add(set ?? 0);
  const offersOf = offerSets(db, sets);
  const edges: Edge[] = [];
  for (const [superseded, set, superseding] of rows) {
    const on = set === null ? anywhere : offersOf(set);
    for (const { product, architecture } of on.length === 0 ? anywhere : on) {
      for (const by of superseding)
        edges.push({ superseding: by, superseded, product, architecture, source: '', url: null });
    }
  }
  return edges;
}

const anywhere: readonly { product: string | null; architecture: Architecture | null }[] = [
  { product: null, architecture: null },
];

/**
 * The same where ways may lead through several catalogs: every edge above these keys, whichever update of the group it belongs to.
 * @param from keys of findings, and those that another catalog led to
 */
export function readEdgesAbove(catalog: Catalog, { all }: Keys, from: readonly string[]): Edge[] {
  const db = databaseOf(catalog);
  const ways = db.prepare<[string], Edge>(`
    WITH RECURSIVE above (key) AS (
      SELECT value FROM json_each(?)
      UNION
      SELECT s.superseding FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    )
    SELECT ${edgeColumns}, s.source, coalesce(s.url, f.url) AS url FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    JOIN sources f ON f.id = s.source ${edgeJoins} ORDER BY s.id, o.product, o.architecture`);
  return [...ways.all(keysAsJson(from).all), ...directEdges(db, all)];
}

/** Every edge on the way up from these keys as well; `explain` shows both directions. */
export function readChains(catalog: Catalog, keys: readonly string[]): Edge[] {
  const wanted = keysAsJson(keys).all;
  const rows = databaseOf(catalog).prepare<[string, string], Edge>(`
    WITH RECURSIVE below (key) AS (
      SELECT value FROM json_each(?) UNION SELECT s.superseded FROM below b CROSS JOIN supersedence s ON s.superseding = b.key
    ), above (key) AS (
      SELECT value FROM json_each(?) UNION SELECT s.superseding FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    ), hits (id) AS (
      SELECT s.id FROM below b CROSS JOIN supersedence s ON s.superseding = b.key
      UNION SELECT s.id FROM above a CROSS JOIN supersedence s ON s.superseded = a.key
    )
    SELECT ${edgeColumns}, s.source, coalesce(s.url, f.url) AS url FROM hits h CROSS JOIN supersedence s ON s.id = h.id
    JOIN sources f ON f.id = s.source ${edgeJoins} ORDER BY s.id, o.product, o.architecture`);
  return reading(catalog, () => rows.all(wanted, wanted));
}
