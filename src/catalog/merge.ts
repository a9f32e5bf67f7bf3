// The rules by which a file joins what a source said before. README, "How sources are merged", states them for people.
import type Database from 'better-sqlite3';
import { withSmallSorts } from './small-sorts.ts';

/** The last rows that were there before the file. */
export interface Boundary {
  updates: number;
  edges: number;
}

/**
 * Within one source:
 * - One UpdateID is one update: its later revision wins, of equal ones the newer file.
 * - Without an UpdateID, what the newer file says of a KB replaces what an older one said; numbers that it leaves out stay.
 * - Supersedence only grows: a part of an export must not make a chain shorter.
 * What two sources say is kept side by side, and `explain` shows where they differ.
 */
export function mergeInto(db: Database.Database, source: string, old: Boundary, newer: boolean): void {
  // A file may name each of its updates several times, and each of them is looked up. The indexes of a catalog are made when it is filled.
  withSmallSorts(db, () => db.exec('CREATE INDEX merge_update_id ON updates (update_id) WHERE update_id IS NOT NULL'));
  keepFirstSeen(db, source, old);
  oneRowAnUpdateId(db, source, old, newer);
  oneSayingAKb(db, source, old, newer);
  stepsBetweenKbs(db, source);
  db.exec('DROP INDEX merge_update_id');
  dropRepeated(db, source);
  dropUnused(db);
}

/** What an older file named was released by its day, also where a newer file says all the rest. */
function keepFirstSeen(db: Database.Database, source: string, { updates }: Boundary): void {
  db.prepare(`
    UPDATE updates SET known_by = older.day FROM (
      SELECT kb, coalesce(url, '') AS at, min(known_by) AS day FROM updates
      WHERE source = @source AND update_id IS NULL AND known_by IS NOT NULL GROUP BY 1, 2
    ) AS older
    WHERE source = @source AND update_id IS NULL AND older.kb = updates.kb AND older.at = coalesce(updates.url, '')
      AND (known_by IS NULL OR known_by > older.day) AND @last > 0`).run({ source, last: updates });
}

function oneRowAnUpdateId(db: Database.Database, source: string, old: Boundary, newer: boolean): void {
  // Hardly any stands there twice, and only those are put in order: to sort a million takes time and memory.
  db.prepare(`
    DELETE FROM updates WHERE id IN (SELECT id FROM (
      SELECT id, dense_rank() OVER (
        PARTITION BY update_id
        ORDER BY coalesce(revision, -1) DESC, coalesce(revised, released, '') DESC, id > ${old.updates} ${newer ? 'DESC' : 'ASC'}
      ) AS place FROM updates WHERE source = @source AND update_id IN (
        SELECT update_id FROM updates WHERE update_id IS NOT NULL GROUP BY update_id HAVING count(*) > 1)
    ) WHERE place > 1)`).run({ source });
  const several = db.prepare<[string], [string]>(
    'SELECT update_id FROM updates WHERE source = ? AND update_id IS NOT NULL GROUP BY update_id HAVING count(*) > 1',
  );
  // A file may name an update once for each of its files, or of its products: it is offered for all of them.
  const join = joiner(db, source);
  for (const [updateId] of several.raw().all(source)) join(updateId);
}

/** Prepared once: a file may have hundreds of thousands of them. */
function joiner(db: Database.Database, source: string): (updateId: string) => void {
  const rowsOf = db
    .prepare<[string, string], [number, number]>(
      'SELECT id, offer_set FROM updates WHERE update_id = ? AND source = ? ORDER BY id',
    )
    .raw();
  const lastSet = db.prepare<[], number>('SELECT max(offer_set) FROM offers').pluck();
  const unite = db.prepare(
    'INSERT INTO offers SELECT DISTINCT ?, product, architecture FROM offers WHERE offer_set IN (SELECT value FROM json_each(?))',
  );
  const offer = db.prepare('UPDATE updates SET offer_set = ? WHERE id = ?');
  const drop = db.prepare('DELETE FROM updates WHERE id = ?');
  const united = new Map<string, number>();
  return (updateId) => {
    const rows = rowsOf.all(updateId, source);
    const [first, ...others] = rows;
    if (first === undefined) return;
    const sets = JSON.stringify([...new Set(rows.map(([, set]) => set))].sort((a, b) => a - b));
    if (sets.includes(',')) {
      const known = united.get(sets);
      const set = known ?? (lastSet.get() ?? 0) + 1;
      if (known === undefined) unite.run(set, sets);
      if (united.size < mostUnited) united.set(sets, set);
      offer.run(set, first[0]);
    }
    for (const [id] of others) drop.run(id);
  };
}

/** Few sets come together again and again. */
const mostUnited = 10_000;

/** A source that is read page by page says each thing at an address; a whole file has none. */
function oneSayingAKb(db: Database.Database, source: string, { updates }: Boundary, newer: boolean): void {
  const [gone, stays] = newer ? ['<=', '>'] : ['>', '<='];
  db.prepare(`
    DELETE FROM updates WHERE source = @source AND update_id IS NULL AND id ${gone} @last AND (kb, coalesce(url, '')) IN (
      SELECT kb, coalesce(url, '') FROM updates WHERE source = @source AND update_id IS NULL AND id ${stays} @last)`).run(
    {
      source,
      last: updates,
    },
  );
}

/**
 * Findings are kept by KB, and metadata of WSUS by UpdateID. Without a product a step would hold for all products of the numbers,
 * so only those that name one are carried over.
 */
function stepsBetweenKbs(db: Database.Database, source: string): void {
  db.prepare(`
    INSERT INTO supersedence (superseding, superseded, offer_set, source, url, note)
    SELECT DISTINCT a.kb, b.kb, s.offer_set, s.source, s.url, NULL
    FROM supersedence s CROSS JOIN updates a ON a.update_id = s.superseding CROSS JOIN updates b ON b.update_id = s.superseded
    WHERE s.source = @source AND typeof(s.superseding) = 'text' AND s.offer_set IS NOT NULL AND a.kb <> b.kb`).run({
    source,
  });
}

const updateColumns =
  'kb, update_id, revision, title, bulletin, classification, kind, released, revised, language, restart_flag, flag_text, exclusive, offer_set, url, note, known_by';
const edgeColumns = 'superseding, superseded, offer_set, url, note';

function dropRepeated(db: Database.Database, source: string): void {
  db.prepare(`
    DELETE FROM updates WHERE source = @source AND update_id IS NULL AND id NOT IN (
      SELECT min(id) FROM updates WHERE source = @source AND update_id IS NULL GROUP BY ${updateColumns})`).run({
    source,
  });
  db.prepare(`
    DELETE FROM supersedence WHERE source = @source AND id NOT IN (
      SELECT min(id) FROM supersedence WHERE source = @source GROUP BY ${edgeColumns})`).run({ source });
}

function dropUnused(db: Database.Database): void {
  db.exec(`
    DELETE FROM offers WHERE offer_set NOT IN (
      SELECT offer_set FROM updates UNION SELECT offer_set FROM supersedence WHERE offer_set IS NOT NULL);
    DELETE FROM products WHERE id NOT IN (SELECT product FROM offers)`);
}
