// Writes what sources say of updates into the tables of a catalog: the one way for a build and for imports.
import type Database from 'better-sqlite3';
import type { SupersedenceRow, UpdateRow } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import { type Architecture, architectures } from '../types.ts';
import { kindOfUpdate, offersOf } from './rows.ts';

type Row = Pick<UpdateRow, 'products' | 'architectures'>;

/** No vocabulary of products is larger; a file that names more is not one of updates. */
const mostProducts = 200_000;
const mostKept = 50_000;

/** What nearly every row of a bulk file says, and what few say: each value that is bound costs a twentieth of the row. */
const usual =
  'id, kb, update_id, revision, title, classification, kind, released, restart_flag, flag_text, exclusive, offer_set, source';
const seldom = 'bulletin, revised, language, url, note, known_by';

export class RowWriter {
  readonly #usual: Database.Statement;
  readonly #whole: Database.Statement;
  readonly #edge: Database.Statement;
  readonly #offers: OfferSets;
  #id: number;

  constructor(db: Database.Database) {
    const insert = (columns: string): Database.Statement =>
      db.prepare(`INSERT INTO updates (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
    this.#usual = insert(usual);
    this.#whole = insert(`${usual}, ${seldom}`);
    this.#edge = db.prepare('INSERT INTO supersedence VALUES (NULL, ?, ?, ?, ?, ?, ?)');
    this.#offers = new OfferSets(db);
    this.#id = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM updates').pluck().get() ?? 0;
  }

  /** The id of the row that was written last. */
  get lastId(): number {
    return this.#id;
  }

  update(row: UpdateRow, source: string): void {
    this.#id += 1;
    const kb = row.kb === null ? null : Number(row.kb);
    const exclusive = row.exclusive === null ? null : Number(row.exclusive);
    const { updateId, revision, title, classification, released, restartFlag, flagText } = row;
    const { bulletin, revised, language, url, note, knownBy } = row;
    const kind = kindOfUpdate(row);
    const on = this.#offers.idOf(row);
    // The values stand in the order of the columns above; a list of them would have to be made and taken apart again.
    if ((bulletin ?? revised ?? language ?? url ?? note ?? knownBy) === null) {
      // biome-ignore format: one line for one row
      this.#usual.run(this.#id, kb, updateId, revision, title, classification, kind, released, restartFlag, flagText, exclusive, on, source);
    } else {
      // biome-ignore format: one line for one row
      this.#whole.run(this.#id, kb, updateId, revision, title, classification, kind, released, restartFlag, flagText, exclusive, on, source, bulletin, revised, language, url, note, knownBy);
    }
  }

  edge(row: SupersedenceRow, source: string): void {
    const on = row.products.length === 0 ? null : this.#offers.idOf(row);
    this.#edge.run(keyValue(row.superseding), keyValue(row.superseded), on, source, row.url, row.note);
  }

  /** The id of the set of these offers, written when it is new. */
  setOf(row: Row): number {
    return this.#offers.idOf(row);
  }
}

/** KB numbers are kept as integers, UpdateIDs as text. A plain number would be bound as a real one. */
export function keyValue(key: string): string | bigint {
  return key.length <= 7 ? BigInt(key) : key;
}

/** Gives each set of products and architectures one id. Thousands of updates are offered for the same few sets. */
class OfferSets {
  readonly #insert: Database.Statement;
  readonly #products: (name: string) => number;
  /** By what a row says, so that most rows cost one look. */
  readonly #byRow = new Map<string, number>();
  readonly #byProduct = new Map<string, Map<string, number>>();
  readonly #byPairs = new Map<string, number>();
  #last: number;

  constructor(db: Database.Database) {
    this.#insert = db.prepare('INSERT INTO offers VALUES (?, ?, ?)');
    this.#products = productIds(db);
    const known = db.prepare<[], [number, number, Architecture | '']>(
      'SELECT offer_set, product, architecture FROM offers ORDER BY offer_set, product, architecture',
    );
    const pairs = new Map<number, number[]>();
    for (const [set, product, architecture] of known.raw().iterate()) {
      const list = pairs.get(set) ?? [];
      list.push(pairOf(product, architecture));
      pairs.set(set, list);
    }
    for (const [set, list] of pairs) this.#byPairs.set(inOrder(list).join(), set);
    this.#last = Math.max(0, ...pairs.keys());
  }

  idOf(row: Row): number {
    const { products, architectures } = row;
    const [product] = products;
    if (product === undefined) return 0;
    if (products.length > 1 || architectures.length > 1) return this.#idOfSeveral(row);
    // Most rows name one product: no text is put together for those.
    const byArchitecture = this.#byProduct.get(product) ?? new Map<string, number>();
    if (byArchitecture.size === 0 && this.#byProduct.size < mostKept) this.#byProduct.set(product, byArchitecture);
    const known = byArchitecture.get(architectures[0] ?? '');
    if (known !== undefined) return known;
    const id = this.#intern(row);
    byArchitecture.set(architectures[0] ?? '', id);
    return id;
  }

  #idOfSeveral(row: Row): number {
    const text = `${row.products.join('\n')}\n\n${row.architectures.join()}`;
    const known = this.#byRow.get(text);
    if (known !== undefined) return known;
    const id = this.#intern(row);
    if (this.#byRow.size >= mostKept) this.#byRow.clear();
    this.#byRow.set(text, id);
    return id;
  }

  /** In order, and each once: a source may name the same pair twice (Server and its Core installation). */
  #pairsOf(row: Row): readonly number[] {
    const pairs: number[] = [];
    for (const { product, architecture } of offersOf(row))
      pairs.push(pairOf(this.#products(product), architecture ?? ''));
    return pairs.length < 2 ? pairs : inOrder([...new Set(pairs)]);
  }

  #intern(row: Row): number {
    const pairs = this.#pairsOf(row);
    const key = pairs.join();
    const known = this.#byPairs.get(key);
    if (known !== undefined) return known;
    this.#last += 1;
    for (const pair of pairs) {
      const architecture = places[pair % places.length] ?? '';
      this.#insert.run(this.#last, Math.floor(pair / places.length), architecture);
    }
    if (this.#byPairs.size >= mostKept) this.#byPairs.clear();
    this.#byPairs.set(key, this.#last);
    return this.#last;
  }
}

/** What an offer says of architectures; a product and a place in this list are one number. */
const places: readonly (Architecture | '')[] = ['', ...architectures];

const pairOf = (product: number, architecture: Architecture | ''): number =>
  product * places.length + places.indexOf(architecture);

const inOrder = (pairs: number[]): readonly number[] => pairs.sort((a, b) => a - b);

function productIds(db: Database.Database): (name: string) => number {
  const insert = db.prepare('INSERT INTO products (name) VALUES (?)');
  const ids = new Map(db.prepare<[], [string, number]>('SELECT name, id FROM products').raw().all());
  return (name) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    if (ids.size >= mostProducts) {
      throw new UserError(
        `it names more than ${mostProducts} products`,
        'A file of updates names a few thousand at most; look at what it holds.',
      );
    }
    const id = Number(insert.run(name).lastInsertRowid);
    ids.set(name, id);
    return id;
  };
}
