// Reading and comparing product names: a family ("Windows 10") and, where it is known, a version ("1607", "SP1").
import type { Architecture } from '../types.ts';
import { families } from './table.ts';

export interface Product {
  family: string;
  version: string | null;
}

const known = new Map(families.map((family) => [family.name, family]));
const cache = new Map<string, Product>();

const read = new Map<string, readonly Product[]>();
/** Titles and categories of a group repeat; more than these are not kept. */
const mostKept = 4096;

/** All the Windows products that a title or a category names, in order of the vocabulary. */
export function findProducts(text: string): readonly Product[] {
  const known = read.get(text);
  if (known) return known;
  const found = searchProducts(text);
  if (read.size < mostKept && text.length < 300) read.set(text, found);
  return found;
}

function searchProducts(text: string): Product[] {
  const found: Product[] = [];
  let rest = text;
  let lower = text.toLowerCase();
  for (let index = 0; index < families.length; index += 1) {
    const family = families[index];
    if (family === undefined || !lower.includes(family.needle)) continue;
    const { name, pattern } = family;
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
      const groups = match.groups ?? {};
      found.push({ family: name, version: (groups['v'] ?? groups['w'] ?? groups['x'] ?? null)?.toUpperCase() ?? null });
      // What was read is blanked out, so that "Windows Server 2012 R2" is not read again as "Windows Server 2012".
      rest = rest.slice(0, match.index) + ' | '.padEnd(match[0].length) + rest.slice(match.index + match[0].length);
      lower = rest.toLowerCase();
    }
  }
  return found;
}

/** A product by its name as data/ and reports write it. A name outside the vocabulary is a family of its own. */
export function productNamed(name: string): Product {
  let product = cache.get(name);
  if (!product) {
    product = splitName(name) ?? searchName(name);
    cache.set(name, product);
  }
  return product;
}

/** A canonical name, "Windows 10 Version 1607": taken apart without a search. */
function splitName(name: string): Product | null {
  if (known.has(name)) return { family: name, version: null };
  for (const mark of [' Version ', ', version ', ' SP']) {
    const at = name.lastIndexOf(mark);
    if (at < 0) continue;
    const product = {
      family: name.slice(0, at),
      version: `${mark === ' SP' ? 'SP' : ''}${name.slice(at + mark.length)}`,
    };
    if (known.has(product.family) && nameOf(product) === name) return product;
  }
  return null;
}

function searchName(name: string): Product {
  const [found, ...others] = findProducts(name);
  return found && others.length === 0 && isWholeName(name, found) ? found : { family: name, version: null };
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
  const left = productNamed(a);
  const right = productNamed(b);
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

/** From version 1709 on each title of Windows 10 names its architecture, so that one without any says nothing. */
export function bareTitleMeansX86(product: string): boolean {
  const { family, version } = productNamed(product);
  if (family === 'Windows 10' && version !== null && version.replace(/^Version /, '') >= '1709') return false;
  return known.get(family)?.bareMeansX86 === true;
}

/**
 * The canonical name for what an administrator typed ("windows 7", "Windows 11, version 24H2").
 * @returns null where it names no single product of the vocabulary
 */
export function canonicalProduct(text: string): string | null {
  if (splitName(text) !== null) return text;
  const found = findProducts(text);
  return found.length === 1 && found[0] ? nameOf(found[0]) : null;
}

export const productFamilies: readonly string[] = families.map((family) => family.name);
