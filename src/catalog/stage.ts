// Where the facts of an import are gathered before anything is changed: a catalog in the making, with or without what was there before.
import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { MetaFile, SupersedenceRow, UpdateRow } from '../data/schema.ts';
import type { CutEdge } from '../types.ts';
import { cutCycles } from './cycles.ts';
import { begin, finish, writing } from './finish.ts';
import { requireHeader } from './header.ts';
import { mergeInto } from './merge.ts';
import { openCatalog } from './open.ts';
import { tables } from './schema.ts';
import { withSmallSorts } from './small-sorts.ts';
import { stagedEdges, stagedUpdates } from './staged-rows.ts';
import { reserve } from './temporary.ts';
import { RowWriter } from './writer.ts';

/** How many different things the rows of a file name. */
export interface StageCounts {
  /** By UpdateID, else by KB, product and architecture. */
  updates: number;
  kbs: number;
  /** Pairs of superseding and superseded. */
  edges: number;
}

export interface ImportRow {
  sha256: string;
  file: string;
  kind: string;
  source: string;
  asOf: string | null;
  rows: number;
  badRows: number;
}

export class Stage {
  readonly #db: Database.Database;
  readonly #writer: RowWriter;
  #old = { updates: 0, edges: 0 };

  /**
   * @param path of a new file; it is the caller's to swap in or to discard
   * @param base a catalog that was imported into before, to begin with; null: an empty one
   * @throws CatalogError where `base` is no sound catalog
   */
  constructor(path: string, base: string | null) {
    if (base === null) reserve(path);
    else copySound(base, path);
    this.#db = new Database(path);
    try {
      if (base === null) begin(this.#db);
      else reopen(this.#db);
      this.#writer = new RowWriter(this.#db);
    } catch (error) {
      this.#db.close();
      throw error;
    }
    if (base !== null) this.endOfOld();
  }

  source(meta: MetaFile): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(meta.id, meta.name, meta.kind, meta.url, meta.asOf, meta.readOn, Number(meta.live), meta.sha256, meta.note);
  }

  /** The day of the newest file of a source that was imported before; null: none said its day. */
  asOf(source: string): string | null {
    const days = this.#db.prepare<[string], string | null>('SELECT as_of FROM sources WHERE id = ?').pluck();
    return days.get(source) ?? null;
  }

  update(row: UpdateRow, source: string): void {
    this.#writer.update(row, source);
  }

  edge(row: SupersedenceRow, source: string): void {
    if (row.superseding !== row.superseded) this.#writer.edge(row, source);
  }

  /** What was written so far was there before; what follows is what the file says. */
  endOfOld(): void {
    this.#old = { updates: this.#writer.lastId, edges: this.#number('SELECT coalesce(max(id), 0) FROM supersedence') };
  }

  /** What the rows since endOfOld() name. */
  counts(): StageCounts {
    const fresh = `updates WHERE id > ${this.#old.updates}`;
    const offered = `updates u LEFT JOIN offers o USING (offer_set) WHERE id > ${this.#old.updates} AND update_id IS NULL`;
    const groups = (of: string, by: string): number =>
      this.#number(`SELECT count(*) FROM (SELECT 1 FROM ${of} GROUP BY ${by})`);
    return withSmallSorts(this.#db, () => ({
      updates:
        groups(`${fresh} AND update_id IS NOT NULL`, 'update_id') + groups(offered, 'u.kb, o.product, o.architecture'),
      kbs: groups(`${fresh} AND kb IS NOT NULL`, 'kb'),
      edges: groups(`supersedence WHERE id > ${this.#old.edges}`, 'superseding, superseded'),
    }));
  }

  /** The day of the file: all that it names had been released by then. */
  seenOn(day: string): void {
    this.#db.prepare('UPDATE updates SET known_by = coalesce(known_by, ?) WHERE id > ?').run(day, this.#old.updates);
  }

  /** Joins what the file says with what was there. @param newer whether the file is at least as new */
  merge(source: string, newer: boolean): CutEdge[] {
    mergeInto(this.#db, source, this.#old, newer);
    return cutCycles(this.#db);
  }

  /** The rows of a source, for data/. */
  updates(source: string): Iterable<UpdateRow> {
    return stagedUpdates(this.#db, source);
  }

  edges(source: string): Iterable<SupersedenceRow> {
    return stagedEdges(this.#db, source);
  }

  imported(sha256: string): boolean {
    return this.#db.prepare('SELECT 1 FROM imports WHERE sha256 = ?').get(sha256) !== undefined;
  }

  /** Makes a catalog of it that can be opened. @returns its digest, which is that of the files it was made from */
  finish(row: ImportRow, today: string, digestOf: (text: string) => string): string {
    this.#db
      .prepare('INSERT OR REPLACE INTO imports VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(row.sha256, row.file, row.kind, row.source, row.asOf, row.rows, row.badRows);
    const files = this.#db.prepare<[], string>('SELECT sha256 FROM imports ORDER BY sha256').pluck().all();
    const digest = digestOf(files.join('\n'));
    finish(this.#db, { data_as_of: today, data_digest: digest }, false);
    return digest;
  }

  close(): void {
    this.#db.close();
  }

  #number(sql: string): number {
    return this.#db.prepare<[], number>(sql).pluck().get() ?? 0;
  }
}

function copySound(base: string, path: string): void {
  requireHeader(base);
  openCatalog(base, { overlay: true }).close();
  copyFileSync(base, path);
}

/** What finish() made is made again; until then it would only slow the writing down. */
function reopen(db: Database.Database): void {
  db.exec(writing);
  db.exec('BEGIN');
  const made = db
    .prepare<[], { type: string; name: string }>(
      "SELECT type, name FROM sqlite_schema WHERE type IN ('index', 'view') AND sql IS NOT NULL",
    )
    .all();
  // Those that belong to a table are part of it, and stay.
  for (const { type, name } of made) if (!tables.includes(`INDEX ${name} `)) db.exec(`DROP ${type} "${name}"`);
  db.exec('DELETE FROM meta');
}
