// Fills the tables of a new catalog, in an order that depends on data/ alone.
import type Database from 'better-sqlite3';
import { checkedEdges } from '../data/checked-rows.ts';
import type { Data, SourceFolder } from '../data/read.ts';
import { coveragePointsOf, findingsOf, updatesOf } from './rows.ts';
import { RowWriter } from './writer.ts';

type Row = readonly (string | number | null)[];

export function insertAll(db: Database.Database, data: Data, onProgress: (rows: number) => void): void {
  const insert = inserter(db);
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
  const writer = new RowWriter(db);
  for (const source of data.sources) {
    for (const rows of updatesOf(source)) {
      for (const row of rows) {
        writer.update(row, source.meta.id);
        if (writer.lastId % 50_000 === 0) onProgress(writer.lastId);
      }
    }
  }
  for (const source of data.sources) {
    for (const rows of checkedEdges(source.supersedence)) for (const row of rows) writer.edge(row, source.meta.id);
  }
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
  for (const { sha256, file, kind, asOf, rows, badRows } of source.imports.values()) {
    insert('imports', [sha256, file, kind, meta.id, asOf, rows, badRows]);
  }
  for (const each of source.context)
    insert('claims_in_context', [each.topic, each.claim, each.url, each.confidence, each.note, 'context']);
  for (const each of source.contrary)
    insert('claims_in_context', [each.kbs.join(' '), each.claim, each.url, null, null, each.kind]);
}

type Inserter = (table: string, values: Row) => void;

function inserter(db: Database.Database): Inserter {
  const statements = new Map<string, Database.Statement>();
  return (table, values) => {
    let statement = statements.get(table);
    if (!statement) {
      statement = db.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`);
      statements.set(table, statement);
    }
    statement.run(...values);
  };
}

function sorted<T>(values: T[], key: (value: T) => string): T[] {
  return [...values].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
