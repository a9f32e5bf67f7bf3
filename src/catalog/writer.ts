// Writes what sources say of updates into the tables of a catalog: the one way for a build and for imports.
import type Database from 'better-sqlite3';
import type { LeanEdge, LeanUpdate } from '../data/quick.ts';
import type { UpdateRow } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import { type Architecture, architectures } from '../types.ts';
import { kindOfRow, offersOf } from './rows.ts';

type Row = Readonly<Partial<Pick<UpdateRow, 'products' | 'architectures'>>>;

/** No vocabulary of products is larger; a file that names more is not one of updates. */
const mostProducts = 200_000;
const mostKept = 50_000;

/** What rows say: in each value that is bound goes a twentieth of the time of a row, so what a row does not say is left out. */
const layouts = {
  plain: 'id, kb, title, kind, released, known_by, offer_set',
  flagged: 'id, kb, title, kind, released, bulletin, restart_flag, flag_text, offer_set',
  identified:
    'id, kb, title, kind, released, update_id, revision, classification, restart_flag, flag_text, exclusive, offer_set',
  whole:
    'id, kb, title, kind, released, update_id, revision, classification, restart_flag, flag_text, exclusive, offer_set, bulletin, revised, language, url, note, known_by',
} as const;

export class RowWriter {
  readonly #db: Database.Database;
  readonly #offers: OfferSets;
  #into: Statements | null = null;
  #id: number;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#offers = new OfferSets(db);
    this.#id = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM updates').pluck().get() ?? 0;
  }

  /** The id of the row that was written last. */
  get lastId(): number {
    return this.#id;
  }

  /** What is left out is not known. */
  update(row: LeanUpdate, source: string): void {
    this.#id += 1;
    const into = this.#of(source);
    const kb = row.kb ? Number(row.kb) : null;
    const { title = null, released = null, knownBy = null, bulletin = null, restartFlag = null, flagText = null } = row;
    const { updateId = null, revision = null, classification = null, exclusive: alone = null } = row;
    const { revised = null, language = null, url = null, note = null } = row;
    const kind = row.kind ?? kindOfRow(title);
    const exclusive = alone === null ? null : Number(alone);
    const on = this.#offers.idOf(row);
    const isIdentified = (updateId ?? revision ?? classification ?? alone) !== null;
    // The values stand in the order of the columns above; a list of them would have to be made and taken apart again.
    if ((revised ?? language ?? url ?? note) === null) {
      if (!isIdentified && (bulletin ?? restartFlag ?? flagText) === null)
        return void into.plain.run(this.#id, kb, title, kind, released, knownBy, on);
      if (!isIdentified && knownBy === null)
        return void into.flagged.run(this.#id, kb, title, kind, released, bulletin, restartFlag, flagText, on);
      if ((bulletin ?? knownBy) === null) {
        // biome-ignore format: one line for one row
        return void into.identified.run(this.#id, kb, title, kind, released, updateId, revision, classification, restartFlag, flagText, exclusive, on);
      }
    }
    // biome-ignore format: one line for one row
    into.whole.run(this.#id, kb, title, kind, released, updateId, revision, classification, restartFlag, flagText, exclusive, on, bulletin, revised, language, url, note, knownBy);
  }

  edge(
    { superseding, superseded, products = [], architectures: of = [], url = null, note = null }: LeanEdge,
    source: string,
  ): void {
    const into = this.#of(source);
    const on = products.length === 0 ? null : this.#offers.idOf({ products, architectures: of });
    if (isNumber(superseding) && isNumber(superseded) && (url ?? note) === null)
      into.step.run(Number(superseding), Number(superseded), on);
    else into.edge.run(keyValue(superseding), keyValue(superseded), on, url, note);
  }

  /** The rows of a source come one after the other. */
  #of(source: string): Statements {
    if (this.#into?.source === source) return this.#into;
    const into = new Statements(this.#db, source);
    this.#into = into;
    return into;
  }

  /** The id of the set of these offers, written when it is new. */
  setOf(row: Row): number {
    return this.#offers.idOf(row);
  }
}

/** How the rows of one source are written: its name is part of each statement, as it is the same for all of them. */
class Statements {
  readonly source: string;
  readonly plain: Database.Statement;
  readonly flagged: Database.Statement;
  readonly identified: Database.Statement;
  readonly whole: Database.Statement;
  /** A step from one KB number to another, with nothing to be said of it. */
  readonly step: Database.Statement;
  readonly edge: Database.Statement;

  constructor(db: Database.Database, source: string) {
    const from = `'${source.replaceAll("'", "''")}'`;
    const update = (columns: string): Database.Statement =>
      db.prepare(`INSERT INTO updates (${columns}, source) VALUES (${columns.replace(/\w+/g, '?')}, ${from})`);
    this.source = source;
    this.plain = update(layouts.plain);
    this.flagged = update(layouts.flagged);
    this.identified = update(layouts.identified);
    this.whole = update(layouts.whole);
    const edge = 'INSERT INTO supersedence (superseding, superseded, offer_set, url, note, source) VALUES';
    this.step = db.prepare(`${edge} (CAST(? AS INTEGER), CAST(? AS INTEGER), ?, NULL, NULL, ${from})`);
    this.edge = db.prepare(`${edge} (?, ?, ?, ?, ?, ${from})`);
  }
}

/** KB numbers are kept as integers, UpdateIDs as text. */
const isNumber = (key: string): boolean => key.length <= 7;

/** A plain number would be bound as a real one. */
export function keyValue(key: string): string | bigint {
  return isNumber(key) ? BigInt(key) : key;
}

/** Gives each set of products and architectures one id. Thousands of updates are offered for the same few sets. */
class OfferSets {
  readonly #insert: Database.Statement;
  readonly #products: (name: string) => number;
  /** By the products of a row, one after the other, so that most rows cost a few looks and no text. */
  #named = new Named();
  #kept = 0;
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

  idOf({ products = [], architectures: of = [] }: Row): number {
    if (products.length === 0) return 0;
    let named = this.#named;
    for (let index = 0; index < products.length; index += 1) named = named.behind(products[index] ?? '');
    const place = bitsOf(of);
    const known = named.sets[place];
    if (known !== undefined) return known;
    const id = this.#intern(products, of);
    named.sets[place] = id;
    this.#kept += products.length;
    if (this.#kept >= mostKept) [this.#named, this.#kept] = [new Named(), 0];
    return id;
  }

  /** In order, and each once: a source may name the same pair twice (Server and its Core installation). */
  #pairsOf(products: readonly string[], of: readonly Architecture[]): readonly number[] {
    const pairs: number[] = [];
    for (const { product, architecture } of offersOf({ products, architectures: of }))
      pairs.push(pairOf(this.#products(product), architecture ?? ''));
    return pairs.length < 2 ? pairs : inOrder([...new Set(pairs)]);
  }

  #intern(products: readonly string[], of: readonly Architecture[]): number {
    const pairs = this.#pairsOf(products, of);
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

/** Products that rows begin with, and behind each of them those that follow; with the sets by the architectures as bits. */
class Named {
  readonly sets: (number | undefined)[] = [];
  readonly #next = new Map<string, Named>();

  behind(product: string): Named {
    const known = this.#next.get(product);
    if (known !== undefined) return known;
    const next = new Named();
    this.#next.set(product, next);
    return next;
  }
}

function bitsOf(of: readonly Architecture[]): number {
  let bits = 0;
  for (let index = 0; index < of.length; index += 1) bits |= 1 << places.indexOf(of[index] ?? '');
  return bits;
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
