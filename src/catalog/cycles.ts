// Supersedence never leads in a circle. Where data says so, the step that points to the later release is left out, and reported.
import type Database from 'better-sqlite3';
import type { CutEdge } from '../types.ts';
import { components } from './components.ts';

interface Suspect {
  id: number;
  superseding: number | string;
  superseded: number | string;
  offer_set: number | null;
  source: string;
}

/**
 * A circle has at least one step from an update to one that is not older. Only those are followed,
 * the most backward of them first, so that of a circle the right steps stay.
 */
export function cutCycles(db: Database.Database): CutEdge[] {
  const steps = db.prepare<[], number>('SELECT count(*) FROM supersedence').pluck().get() ?? 0;
  // Nearly always there is none, and of so many steps that is seen before it is known who is older.
  if (steps <= fewSteps && !components(stepsOf(db)).circular) return [];
  // Dropped again: the indexes of a catalog are made when it is filled.
  db.exec('CREATE INDEX cycle_down ON supersedence (superseding)');
  db.exec(days);
  try {
    const suspects = inCircles(db, suspectsOf(db));
    return suspects.flatMap((suspect) => cut(db, suspect));
  } finally {
    db.exec('DROP INDEX cycle_down; DROP TABLE temp.days');
  }
}

/** The first day of each update that supersedes another one: no other can be in a circle. */
const days = `
  CREATE TEMP TABLE days (key ANY PRIMARY KEY, day TEXT) STRICT, WITHOUT ROWID;
  INSERT INTO temp.days SELECT DISTINCT superseding, NULL FROM supersedence;
  UPDATE temp.days SET day = found.day FROM (
    SELECT kb AS key, min(coalesce(released, revised)) AS day FROM updates WHERE kb IS NOT NULL GROUP BY kb
    UNION ALL
    SELECT update_id, min(coalesce(released, revised)) FROM updates WHERE update_id IS NOT NULL GROUP BY update_id
  ) AS found WHERE found.key = days.key`;

function suspectsOf(db: Database.Database): Suspect[] {
  return db
    .prepare<[], Suspect>(`
      SELECT s.id, s.superseding, s.superseded, s.offer_set, s.source
      FROM supersedence s JOIN temp.days own ON own.key = s.superseding JOIN temp.days other ON other.key = s.superseded
      WHERE s.superseding <> s.superseded AND (own.day IS NULL OR other.day IS NULL OR own.day <= other.day)
      ORDER BY own.day IS NULL OR other.day IS NULL, own.day = other.day, julianday(own.day) - julianday(other.day), s.id`)
    .all();
}

const fewSteps = 100_000;
const fewSuspects = 1000;

/** Where nearly every step is a suspect (no dates are known), those outside all circles are sorted out at once. */
function inCircles(db: Database.Database, suspects: Suspect[]): Suspect[] {
  if (suspects.length <= fewSuspects) return suspects;
  const { partOf } = components(stepsOf(db));
  return suspects.filter(({ superseding, superseded }) => partOf(superseding) === partOf(superseded));
}

type Key = number | string;

/** All steps in one list. SQLite makes a text of many at once: to take each over alone takes five times as long. */
function stepsOf(db: Database.Database): Key[] {
  const pieces = db
    .prepare<[number, number], string | null>(`
      SELECT group_concat(json_quote(superseding) || ',' || json_quote(superseded)) FROM supersedence
      WHERE superseding <> superseded AND id BETWEEN ? AND ?`)
    .pluck();
  const last = db.prepare<[], number | null>('SELECT max(id) FROM supersedence').pluck().get() ?? 0;
  const steps: Key[] = [];
  for (let from = 0; from <= last; from += piece) {
    const keys: Key[] = JSON.parse(`[${pieces.get(from, from + piece - 1) ?? ''}]`);
    for (let index = 0; index < keys.length; index += 1) steps.push(keys[index] ?? '');
  }
  return steps;
}

const piece = 10_000;

type Pair = { product: number | null; name: string | null; architecture: string };

function cut(db: Database.Database, suspect: Suspect): CutEdge[] {
  const pairs = pairsOf(db, suspect.offer_set);
  const circular = pairs.filter((pair) => leadsBack(db, suspect, pair));
  if (circular.length === 0) return [];
  // A step that stays on other products is written anew for those: the set is shared with other rows.
  const left = pairs.filter((pair) => !circular.includes(pair));
  if (left.length === 0) db.prepare('DELETE FROM supersedence WHERE id = ?').run(suspect.id);
  else db.prepare('UPDATE supersedence SET offer_set = ? WHERE id = ?').run(newSet(db, left), suspect.id);
  return circular.map(({ name, architecture }) => ({
    superseding: String(suspect.superseding),
    superseded: String(suspect.superseded),
    product: name,
    architecture: architecture || null,
    source: suspect.source,
  }));
}

function pairsOf(db: Database.Database, set: number | null): Pair[] {
  if (set === null) return [{ product: null, name: null, architecture: '' }];
  return db
    .prepare<[number], Pair>(
      'SELECT o.product, p.name, o.architecture FROM offers o JOIN products p ON p.id = o.product WHERE o.offer_set = ? ORDER BY p.name, o.architecture',
    )
    .all(set);
}

/** Whether the superseded update leads back to the superseding one on this product, by any other way. */
function leadsBack(db: Database.Database, suspect: Suspect, { product, architecture }: Pair): boolean {
  const below = db
    .prepare<{ key: number | string; product: number | null; architecture: string }, number | string>(`
      SELECT s.superseded FROM supersedence s WHERE s.superseding = @key AND (@product IS NULL OR s.offer_set IS NULL OR EXISTS (
        SELECT 1 FROM offers o WHERE o.offer_set = s.offer_set AND o.product = @product AND o.architecture IN (@architecture, '')))`)
    .pluck();
  const seen = new Set<number | string>([suspect.superseded]);
  for (const key of seen) {
    for (const next of below.all({ key, product, architecture })) {
      if (next === suspect.superseding) return true;
      seen.add(next);
    }
  }
  return false;
}

function newSet(db: Database.Database, pairs: readonly Pair[]): number {
  const id = (db.prepare<[], number>('SELECT max(offer_set) FROM offers').pluck().get() ?? 0) + 1;
  const insert = db.prepare('INSERT INTO offers VALUES (?, ?, ?)');
  for (const { product, architecture } of pairs) insert.run(id, product, architecture);
  return id;
}
