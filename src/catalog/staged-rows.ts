// Rows of a catalog in the making, back in the form that data/ keeps them.
import type Database from 'better-sqlite3';
import { type SupersedenceRow, supersedenceRow, type UpdateRow, updateRow } from '../data/schema.ts';
import { offersTogether, type Together } from '../products/together.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import { type Architecture, architectures, type Offer } from '../types.ts';

interface StagedUpdate extends Record<string, unknown> {
  offerSet: number;
  updateId: string | null;
  title: string | null;
  kind: string | null;
  exclusive: number | null;
}

export function* stagedUpdates(db: Database.Database, source: string): Generator<UpdateRow> {
  const offersOf = offersBySet(db);
  const rows = db.prepare<[string], StagedUpdate>(`
    SELECT CAST(kb AS TEXT) AS kb, update_id AS updateId, revision, title, bulletin, released, revised, classification, kind,
      language, restart_flag AS restartFlag, flag_text AS flagText, exclusive, url, note, known_by AS knownBy, offer_set AS offerSet
    FROM updates WHERE source = ? ORDER BY id`);
  for (const { offerSet, exclusive, ...row } of rows.all(source)) {
    const offers = offersOf(offerSet);
    // What the title says is found out again; written down is what only the source knows.
    if (row.kind === kindOfTitle(row.title)) row.kind = null;
    // An UpdateID is one row, whatever it is offered for.
    for (const on of row.updateId === null ? groupsOf(offers) : [wholly(offers)]) {
      yield updateRow.parse({ ...row, ...on, exclusive: exclusive === null ? null : exclusive === 1 });
    }
  }
}

export function* stagedEdges(db: Database.Database, source: string): Generator<SupersedenceRow> {
  const offersOf = offersBySet(db);
  const rows = db.prepare<[string], Record<string, unknown> & { offerSet: number | null }>(`
    SELECT CAST(superseding AS TEXT) AS superseding, CAST(superseded AS TEXT) AS superseded, url, note, offer_set AS offerSet
    FROM supersedence WHERE source = ? ORDER BY id`);
  for (const { offerSet, ...row } of rows.all(source)) {
    for (const on of groupsOf(offerSet === null ? [] : offersOf(offerSet)))
      yield supersedenceRow.parse({ ...row, ...on });
  }
}

const groupsOf = (offers: readonly Offer[]): Together[] =>
  offers.length === 0 ? [{ products: [], architectures: [] }] : offersTogether(offers);

function wholly(offers: readonly Offer[]): Together {
  const named = new Set(offers.map(({ architecture }) => architecture));
  return {
    products: [...new Set(offers.map(({ product }) => product))].sort(),
    architectures: architectures.filter((each) => named.has(each)),
  };
}

function offersBySet(db: Database.Database): (set: number) => Offer[] {
  const known = new Map<number, Offer[]>();
  const rows = db.prepare<[number], { product: string; architecture: Architecture | '' }>(
    'SELECT p.name AS product, o.architecture FROM offers o JOIN products p ON p.id = o.product WHERE o.offer_set = ?',
  );
  return (set) => {
    const offers =
      known.get(set) ??
      rows.all(set).map(({ product, architecture }) => ({ product, architecture: architecture || null }));
    known.set(set, offers);
    return offers;
  };
}
