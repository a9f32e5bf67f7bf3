// Who replaces whom in kbupdate: an update by its UpdateID, and the other one by its KB and title alone.
import { UserError } from '../errors.ts';
import type { Together } from '../products/together.ts';
import { guidIn, kbOf, type Known } from './kbupdate-row.ts';
import { tableRows } from './kbupdate-table.ts';
import type { ForeignDatabase, Sink } from './types.ts';

/** What an edge needs of the update at its known end. */
interface End {
  kb: string | null;
  key: string;
  offers: Together[];
}

/** By UpdateID; null until the update is met. Most updates are drivers and replace nothing, so they are not kept. */
export type Ends = Map<string, End | null>;
type Relation = 'Supersedes' | 'SupersededBy';

const columns = ['UpdateId', 'Kb', 'Description'] as const;
/** The whole Update Catalog has fewer that take part. */
const mostEnds = 500_000;

/** @throws UserError where there are too many of them to keep */
export function endsIn(db: ForeignDatabase, file: string, tables: readonly Relation[]): Ends {
  const ends: Ends = new Map();
  for (const table of tables) {
    for (const row of tableRows(db, table, ['UpdateId'])) {
      const id = guidIn(row.text('UpdateId'));
      if (id !== null) ends.set(id, null);
      if (ends.size <= mostEnds) continue;
      throw new UserError(
        `${file} says of more than ${mostEnds} updates what they replace`,
        'Give the kb.sqlite of kbupdate as it is.',
      );
    }
  }
  return ends;
}

/** Findings are kept by KB. Without a product an edge between KBs would hold for every product that the KB has. */
export function noteEnd(ends: Ends, { updateId, update, offers }: Known): void {
  if (!ends.has(updateId)) return;
  const named = offers.some(({ products }) => products.length > 0);
  ends.set(updateId, { kb: update.kb, key: (named ? update.kb : null) ?? updateId, offers });
}

export function readEdges(db: ForeignDatabase, table: Relation, ends: Ends, sink: Sink): void {
  for (const row of tableRows(db, table, columns)) {
    const id = guidIn(row.text('UpdateId'));
    if (row.fault !== null || id === null) {
      sink.bad(row.place, row.fault ?? 'its UpdateId is no GUID');
      continue;
    }
    const other = guidIn(row.text('Kb')) ?? kbOf(row.text('Kb'), row.text('Description'));
    if (other === null) sink.skip(`in ${table}: names no KB`);
    const end = ends.get(id) ?? { kb: null, key: id, offers: [{ products: [], architectures: [] }] };
    if (other === null || other === end.kb || other === id) continue;
    const [superseding, superseded] = table === 'Supersedes' ? [end.key, other] : [other, end.key];
    for (const offer of end.offers) sink.edge({ superseding, superseded, ...offer, url: null, note: null });
  }
}
