// What the rows of a wesng table say, by KB: hundreds of thousands of rows, one for each CVE, come down to some thousand updates.
import { UserError } from '../errors.ts';
import { offerNamed } from '../products/offers.ts';
import type { Offer, UpdateKind } from '../types.ts';
import { ownText } from './csv.ts';
import { kindOfComponent, kindOfProduct } from './wesng-kind.ts';
import { enoughCves, type Posted } from './wesng-released.ts';

/**
 * A bound on memory, in units of some 40 bytes: the archive of 2026-06-28 takes 577,000, for 7,585 KBs, 34,333 pairs of KB and product,
 * and 25,985 of KB, replaced update and product.
 */
const mostKept = 4_000_000;
const cost = { object: 20, set: 10, member: 1, character: 1 / 16 };

export interface Product {
  text: string;
  offer: Offer;
  kind: UpdateKind | null;
}

export interface WesngUpdate {
  kb: string;
  products: Set<Product>;
  /** The cells of Supersedes as they stand, each with the products of its rows. */
  supersedes: Map<string, Set<Product>>;
  posted: Map<string, Posted>;
  /** What all rows agree on; undefined before the first. */
  kind: UpdateKind | null | undefined;
  title: string | null | undefined;
}

/** A row, its cells as they stand; `day` is '' where DatePosted is no date. */
export interface WesngRow {
  kb: string;
  product: string;
  component: string;
  supersedes: string;
  day: string;
  cve: string;
  /** Null: not a title of the update. */
  title: string | null;
}

export class WesngFacts {
  readonly #updates = new Map<string, WesngUpdate>();
  readonly #products = new Map<string, Product>();
  readonly #texts = new Map<string, string>();
  #kept = 0;
  newest: string | null = null;

  /** In order of their numbers. */
  updates(): WesngUpdate[] {
    return [...this.#updates.values()].sort((a, b) => Number(a.kb) - Number(b.kb));
  }

  /** Makes no object for what it knows already. @throws UserError where there is far more than such a table has */
  add(row: WesngRow): void {
    const update = this.#updates.get(row.kb) ?? this.#newUpdate(row.kb);
    const product = this.#products.get(row.product) ?? this.#newProduct(row.product);
    if (!update.products.has(product)) this.#keep(update.products, product);
    if (row.supersedes !== '') this.#supersedes(update, row.supersedes, product);
    // A row of wesng's own, about a service pack, has the word for it in place of a CVE, and a day of its own making.
    if (/^(?:$|CVE|ADV)/i.test(row.cve)) this.#posted(update, row);
    if (update.kind !== null) {
      const kind = product.kind ?? kindOfComponent(row.component, product.text);
      if (update.kind !== kind) update.kind = update.kind === undefined ? kind : null;
    }
    if (update.title !== null && update.title !== row.title) {
      update.title = update.title === undefined && row.title !== null ? this.#own(row.title) : null;
    }
  }

  #supersedes(update: WesngUpdate, text: string, product: Product): void {
    let products = update.supersedes.get(text);
    if (!products) {
      this.#spend(cost.set);
      products = new Set();
      update.supersedes.set(this.#own(text), products);
    }
    if (!products.has(product)) this.#keep(products, product);
  }

  #posted(update: WesngUpdate, { day, cve }: WesngRow): void {
    let posted = update.posted.get(day);
    if (!posted) {
      this.#spend(cost.object);
      posted = { rows: 0, cves: new Set() };
      update.posted.set(day, posted);
      if (day > (this.newest ?? '')) this.newest = day;
    }
    posted.rows += 1;
    if (posted.cves.size < enoughCves && cve !== '') posted.cves.add(this.#own(cve));
  }

  #newUpdate(kb: string): WesngUpdate {
    this.#spend(cost.object);
    const own = ownText(kb);
    const update: WesngUpdate = {
      ...{ kb: own, products: new Set(), supersedes: new Map(), posted: new Map(), kind: undefined, title: undefined },
    };
    this.#updates.set(own, update);
    return update;
  }

  #newProduct(name: string): Product {
    this.#spend(cost.object);
    const text = this.#own(name);
    const product = { text, offer: offerNamed(text), kind: kindOfProduct(text.trim()) };
    this.#products.set(text, product);
    return product;
  }

  #keep(set: Set<Product>, product: Product): void {
    this.#spend(cost.member);
    set.add(product);
  }

  /** The text itself, once: what the file repeats is kept one time. */
  #own(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const own = ownText(text);
    this.#spend(cost.member + own.length * cost.character);
    this.#texts.set(own, own);
    return own;
  }

  #spend(units: number): void {
    this.#kept += units;
    if (this.#kept <= mostKept) return;
    throw new UserError(
      'it names far more updates and products than Microsoft has',
      'Check where the file comes from.',
    );
  }
}
