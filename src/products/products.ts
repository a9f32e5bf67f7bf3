// Reading and comparing product names: a family ("Windows 10") and, where it is known, a version ("1607", "SP1").
import type { Architecture } from '../types.ts';
import { families } from './table.ts';

export interface Product {
  family: string;
  version: string | null;
}

const known = new Map(families.map((family) => [family.name, family]));
const cache = new Map<string, Product>();

/** All the Windows products that a title or a category names, in order of the vocabulary. */
export function findProducts(text: string): Product[] {
  const found: Product[] = [];
  let rest = text;
  for (const family of families) {
    for (let match = family.pattern.exec(rest); match; match = family.pattern.exec(rest)) {
      const groups = match.groups ?? {};
      found.push({
        family: family.name,
        version: (groups['v'] ?? groups['w'] ?? groups['x'] ?? null)?.toUpperCase() ?? null,
      });
      // What was read is blanked out, so that "Windows Server 2012 R2" is not read again as "Windows Server 2012".
      rest = rest.slice(0, match.index) + ' | '.padEnd(match[0].length) + rest.slice(match.index + match[0].length);
    }
  }
  return found;
}

/** A product by its name as data/ and reports write it. A name outside the vocabulary is a family of its own. */
export function productNamed(name: string): Product {
  let product = cache.get(name);
  if (!product) {
    const found = findProducts(name);
    product =
      found.length === 1 && found[0] && isWholeName(name, found[0]) ? found[0] : { family: name, version: null };
    cache.set(name, product);
  }
  return product;
}

function isWholeName(name: string, product: Product): boolean {
  return nameOf(product).toLowerCase() === name.toLowerCase() || product.family.toLowerCase() === name.toLowerCase();
}

export function nameOf({ family, version }: Product): string {
  if (version === null) return family;
  if (version.startsWith('SP')) return `${family} ${version}`;
  return family === 'Windows Server' || family === 'Azure Stack HCI'
    ? `${family}, version ${version}`
    : `${family} Version ${version}`;
}

/** A product without a version matches any version of its family; an unknown product (null) matches everything. */
export function sameProduct(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return true;
  const [left, right] = [productNamed(a), productNamed(b)];
  if (left.family !== right.family) return false;
  return left.version === null || right.version === null || left.version === right.version;
}

/** An empty list means "any product". */
export function productIn(product: string | null, list: readonly string[]): boolean {
  return list.length === 0 || list.some((each) => sameProduct(product, each));
}

/**
 * Whether a product is one of a list for certain, as what reassures must be: "Windows 11" is not, where the list says "Windows 11 Version 24H2".
 * Service packs are no versions here: no title names one, and only the last is serviced.
 */
export function certainlyIn(product: string | null, list: readonly string[]): boolean {
  if (list.length === 0) return true;
  if (product === null) return false;
  const { family, version } = productNamed(product);
  return list.map(productNamed).some((each) => {
    return (
      each.family === family && (each.version === null || each.version === version || each.version.startsWith('SP'))
    );
  });
}

/** The architectures that the product exists for; empty where the vocabulary does not know the product. */
export function architecturesOf(product: string | null): readonly Architecture[] {
  return product === null ? [] : (known.get(productNamed(product).family)?.architectures ?? []);
}

export function bareTitleMeansX86(product: string): boolean {
  return known.get(productNamed(product).family)?.bareMeansX86 === true;
}

/**
 * The canonical name for what an administrator typed ("windows 7", "Windows 11, version 24H2").
 * @returns null where it names no single product of the vocabulary
 */
export function canonicalProduct(text: string): string | null {
  const found = findProducts(text);
  return found.length === 1 && found[0] ? nameOf(found[0]) : null;
}

export const productFamilies: readonly string[] = families.map((family) => family.name);
