// What SQLite answers as one text instead of row by row, and the sets of offers that are read so.
import type Database from 'better-sqlite3';
import type { Architecture, Offer } from '../types.ts';

/**
 * The rows of a query as one text: of thousands it is made and read sooner than each cell is handed over.
 * @param query gives a JSON array, "row", for each of them
 */
export function rowsInOneText<Row>(db: Database.Database, query: string, keys: readonly string[]): Row[] {
  const text = db
    .prepare<string[], string | null>(`SELECT group_concat(row) FROM (${query})`)
    .pluck()
    .get(...keys);
  // Each of them is JSON by now: to make a JSON array of them, SQLite would read them all again.
  return JSON.parse(`[${text ?? ''}]`);
}

/** These sets of offers, each read once and all at once: thousands of updates are offered for the same few. */
export function offerSets(db: Database.Database, sets: ReadonlySet<number>): (set: number) => Offer[] {
  const known = new Map<number, Offer[]>();
  const rows = rowsInOneText<[number, string, Architecture | '']>(
    db,
    `SELECT json_array(o.offer_set, p.name, o.architecture) AS row FROM json_each(?) w
    CROSS JOIN offers o ON o.offer_set = w.value JOIN products p ON p.id = o.product
    ORDER BY o.offer_set, p.name, o.architecture`,
    [JSON.stringify([...sets])],
  );
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined) continue;
    const [set, product, architecture] = row;
    const offer = { product, architecture: architecture || null };
    const offers = known.get(set);
    if (offers) offers.push(offer);
    else known.set(set, [offer]);
  }
  // A set that holds nothing: not said for what.
  const none: Offer[] = [];
  return (set) => known.get(set) ?? none;
}
