// Fills the tables of a new catalog, in an order that depends on data/ alone.
import type Database from 'better-sqlite3';
import type { Data, SourceFolder } from '../data/read.ts';
import { coveragePointsOf, findingsOf, kindOfUpdate, offersOf, updatesOf } from './rows.ts';

type Row = readonly (string | number | null)[];

export function insertAll(db: Database.Database, data: Data, onProgress: (rows: number) => void): void {
  const insert = inserter(db);
  const products = productIds(db);
  for (const source of data.sources) insertSource(insert, source);
  for (const { value: fact } of sorted(data.facts, ({ value }) => value.id)) {
    const { source } = fact;
    insert('facts', [
      fact.id,
      fact.question,
      JSON.stringify(fact.howToFind),
      fact.note,
      source?.name ?? null,
      source?.url ?? null,
    ]);
  }
  const findings = data.sources.flatMap(findingsOf);
  for (const finding of sorted(findings, ({ id }) => id)) {
    insert('findings', findingRow(finding));
  }
  let rows = 0;
  for (const source of data.sources) rows = insertUpdates(insert, products, source, rows, onProgress);
  for (const source of data.sources) insertSupersedence(insert, products, source);
  db.exec("INSERT INTO updates_fts(updates_fts) VALUES ('rebuild')");
}

function findingRow(f: ReturnType<typeof findingsOf>[number]): Row {
  return [
    ...[f.id, f.source.id, f.source.name, f.source.kind, f.source.tier, f.source.url],
    ...[
      f.kb === null ? null : Number(f.kb),
      f.updateId,
      f.selector === null ? null : JSON.stringify(f.selector),
      f.numberKind,
    ],
    ...[JSON.stringify(f.packages), JSON.stringify(f.products), JSON.stringify(f.architectures), f.direction],
    ...[
      f.restarts.min,
      f.restarts.max,
      f.condition,
      JSON.stringify(f.applicability),
      f.claimedOn,
      f.knownOn,
      f.notBefore,
    ],
    ...[f.validFrom, f.validTo, f.reviewOn, f.retractedOn, f.confidence, f.derivedFrom, f.note],
  ];
}

function insertSource(insert: Inserter, source: SourceFolder): void {
  const { meta } = source;
  insert('sources', [
    meta.id,
    meta.name,
    meta.kind,
    meta.url,
    meta.asOf,
    meta.readOn,
    Number(meta.live),
    meta.sha256,
    meta.note,
  ]);
  for (const product of meta.coverage?.products ?? []) {
    insert('coverage', [meta.id, product, meta.coverage?.releasedFrom ?? null, meta.coverage?.releasedUntil ?? '']);
  }
  for (const point of coveragePointsOf(source)) insert('coverage_points', [meta.id, point.provenOn, point.until]);
  for (const [position, { value: entry }] of source.entries.entries()) {
    const bulletin = entry.bulletinCorrected ?? entry.bulletin;
    const numbers = [meta.id, position, Number(entry.kb), entry.title, entry.bulletin, bulletin, entry.kind];
    insert('list_entries', [...numbers, entry.notBefore, entry.provenBy, Number(entry.listed)]);
  }
  for (const each of source.history) {
    const flags = [Number(each.complete), Number(each.microsoftList)];
    insert('list_snapshots', [
      meta.id,
      each.id,
      each.provenOn,
      each.asOf,
      each.url,
      ...flags,
      JSON.stringify(each.kbs),
      each.note,
    ]);
  }
  for (const each of source.context)
    insert('claims_in_context', [each.topic, each.claim, each.url, each.confidence, each.note, 'context']);
  for (const each of source.contrary)
    insert('claims_in_context', [each.kbs.join(' '), each.claim, each.url, null, null, each.kind]);
}

function insertUpdates(
  insert: Inserter,
  products: (name: string) => number,
  source: SourceFolder,
  start: number,
  onProgress: (rows: number) => void,
): number {
  let id = start;
  for (const { value: row } of updatesOf(source)) {
    id += 1;
    const kb = row.kb === null ? null : Number(row.kb);
    const exclusive = row.exclusive === null ? null : Number(row.exclusive);
    const what = [
      id,
      kb,
      row.updateId,
      row.title,
      row.bulletin,
      row.classification,
      kindOfUpdate(row),
      row.released,
      row.revised,
    ];
    insert('updates', [
      ...what,
      row.language,
      row.restartFlag,
      row.flagText,
      exclusive,
      source.meta.id,
      row.url,
      row.note,
    ]);
    for (const offer of offersOf(row)) insert('offers', [id, products(offer.product), offer.architecture ?? '']);
    if (id % 50_000 === 0) onProgress(id);
  }
  return id;
}

function insertSupersedence(insert: Inserter, products: (name: string) => number, source: SourceFolder): void {
  for (const { value: row } of source.supersedence) {
    const onAll = [{ product: null, architecture: null }];
    for (const { product, architecture } of row.products.length === 0 ? onAll : offersOf(row)) {
      const on = product === null ? null : products(product);
      insert('supersedence', [
        null,
        row.superseding,
        row.superseded,
        on,
        architecture ?? '',
        source.meta.id,
        row.url,
        row.note,
      ]);
    }
  }
}

type Inserter = (table: string, values: Row) => void;

function inserter(db: Database.Database): Inserter {
  const statements = new Map<string, Database.Statement>();
  return (table, values) => {
    let statement = statements.get(table);
    if (!statement) {
      // A source may name the same pair twice (Server and its Core installation).
      const or = table === 'offers' ? 'OR IGNORE ' : '';
      statement = db.prepare(`INSERT ${or}INTO ${table} VALUES (${values.map(() => '?').join(', ')})`);
      statements.set(table, statement);
    }
    statement.run(...values);
  };
}

function productIds(db: Database.Database): (name: string) => number {
  const insert = db.prepare('INSERT INTO products (name) VALUES (?)');
  const ids = new Map<string, number>();
  return (name) => {
    let id = ids.get(name);
    if (id === undefined) {
      id = Number(insert.run(name).lastInsertRowid);
      ids.set(name, id);
    }
    return id;
  };
}

function sorted<T>(values: T[], key: (value: T) => string): T[] {
  return [...values].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
