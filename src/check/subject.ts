// What an update of a group may be: the products and architectures it can stand for, its kind, its release. Pure.
import { addDays } from '../dates.ts';
import {
  architecturesOf,
  canonicalProduct,
  findProducts,
  nameOf,
  productNamed,
  sameProduct,
} from '../products/products.ts';
import { monthOf, readShape, shapeText, type TitleShape } from '../titles/title.ts';
import type { Architecture, CatalogUpdate, Item, Policy, UpdateKind } from '../types.ts';

/** One thing the update may be; null is unknown and matches everything. */
export interface Candidate {
  product: string | null;
  architecture: Architecture | null;
}

export interface Subject {
  item: Item;
  kbs: string[];
  /** The catalog's rows for the number or UpdateID of this update. */
  rows: CatalogUpdate[];
  kind: UpdateKind;
  /** The first and last day on which it may have been released; null: not known. */
  released: { from: string; to: string } | null;
  bulletin: string | null;
  products: string[];
  architecture: Architecture | null;
  candidates: Candidate[];
}

/** @param rows what the catalog says of the number or UpdateID of the item */
export function subjectOf(item: Item, policy: Policy, rows: CatalogUpdate[]): Subject {
  const title = readShape(shapeText(item.title ?? ''));
  const kbs = kbsOf(item);
  const products = productsOf(item, title, policy);
  const candidates = candidatesOf(products, title, rows, policy);
  const architectures = new Set(candidates.map(({ architecture }) => architecture));
  return {
    item,
    kbs,
    rows,
    kind: kindOf(item, title, rows),
    released: releaseOf(item, rows),
    bulletin: bulletinOf(item, rows),
    products,
    architecture: architectures.size === 1 ? ([...architectures][0] ?? null) : null,
    candidates,
  };
}

/** The numbers of a row, each once. */
export function kbsOf({ kb, alsoKbs }: Item): string[] {
  if (alsoKbs.length === 0) return kb === null ? [] : [kb];
  return [...new Set([kb, ...alsoKbs].filter((each) => each !== null))];
}

export const bulletinOf = ({ bulletin }: Item, rows: readonly CatalogUpdate[]): string | null =>
  bulletin ?? (rows.length === 0 ? null : (rows.find((row) => row.bulletin !== null)?.bulletin ?? null));

/**
 * Title and categories together: a title is exact ("Version 22H2"), a category is not ("Windows 10, version 1903 and later").
 * Where they name different families neither is believed alone.
 */
function productsOf(item: Item, title: TitleShape, policy: Policy): string[] {
  const categories = [...new Set(item.categories.flatMap(findProducts).map(nameOf))];
  const both = title.products.filter((product) => categories.some((each) => sameFamily(product, each)));
  const named = both.length > 0 ? both : [...new Set([...title.products, ...categories])];
  if (policy.product === null) return named;
  if (named.length === 0) return [policy.product];
  // What the administrator states may only make a name more exact, never another product.
  return [
    ...new Set(named.map((each) => (sameProduct(each, policy.product) ? moreExact(each, policy.product) : each))),
  ];
}

function sameFamily(a: string, b: string): boolean {
  return productNamed(a).family === productNamed(b).family;
}

function moreExact(named: string, stated: string | null): string {
  return stated !== null && productNamed(named).version === null ? stated : named;
}

function candidatesOf(products: string[], title: TitleShape, rows: CatalogUpdate[], policy: Policy): Candidate[] {
  const offers = rows.flatMap((row) => row.offers);
  const offered =
    products.length > 0 ? [] : [...new Set(offers.map(({ product }) => canonicalProduct(product) ?? product))];
  const possible: (string | null)[] = products.length > 0 ? products : offered.length > 0 ? offered : [null];
  return possible.flatMap((product) => {
    const here = offers.filter((offer) => sameProduct(offer.product, product));
    return architecturesFor(
      product,
      title,
      here.map(({ architecture }) => architecture),
      policy,
    ).map((architecture) => ({
      product,
      architecture,
    }));
  });
}

function architecturesFor(
  product: string | null,
  title: TitleShape,
  offered: (Architecture | null)[],
  policy: Policy,
): (Architecture | null)[] {
  const known = [...new Set(offered.filter((each) => each !== null))];
  const { architecture, architectureFrom } = title;
  if (architecture !== null && architectureFrom !== 'convention') return [architecture];
  // The convention of old titles yields to a catalog that knows no x86 package of this number.
  if (architecture !== null && (known.length === 0 || known.includes(architecture))) return [architecture];
  if (policy.architecture !== null) return [policy.architecture];
  if (known.length > 0 && !offered.includes(null)) return known;
  const possible = architecturesOf(product);
  return possible.length > 0 ? [...possible] : [null];
}

function kindOf(item: Item, title: TitleShape, rows: CatalogUpdate[]): UpdateKind {
  if (item.categories.some((category) => /^driver/i.test(category.trim()))) return 'driver';
  const said = [title.kind, ...rows.map(({ kind }) => kind)];
  return said.find((kind) => kind !== 'other' && kind !== 'unknown') ?? (said.includes('other') ? 'other' : 'unknown');
}

/** The catalog first; then the day of posting, the month of the title, and last the revision, which may be later than the release. */
export function releaseOf({ title, released, revised }: Item, rows: readonly CatalogUpdate[]): Subject['released'] {
  const catalog = rows.length === 0 ? null : (rows.flatMap((row) => row.released ?? []).sort()[0] ?? null);
  const day = catalog ?? released;
  if (day !== null) return { from: day, to: day };
  const month = title === null ? null : monthOf(title);
  if (month !== null) return { from: `${month}-01`, to: lastDayOf(month) };
  if (revised !== null) return { from: revised, to: revised };
  // Named by a source on a day, it was out by then; from when on nobody says.
  const known = rows.flatMap((row) => row.knownBy ?? []).sort()[0];
  return known === undefined ? null : { from: '', to: known };
}

function lastDayOf(month: string): string {
  return addDays(`${addDays(`${month}-28`, 4).slice(0, 7)}-01`, -1);
}
