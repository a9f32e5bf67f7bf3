// For which products and architectures an update of WSUS is: its categories, made exact by its title.
import { architecturesOf, findProducts, nameOf, type Product } from '../products/products.ts';
import { offersTogether, type Together } from '../products/together.ts';
import { readTitle } from '../titles/title.ts';
import { type Architecture, architectures, type Offer } from '../types.ts';

const mostProducts = 50;
const longestName = 200;

/**
 * Groups of products that have their architectures in common; one, but for a package of several architectures.
 * @param categories as the export names them, each a category or a list of them
 * @param said what a column of architectures says
 */
export function offeredFor(title: string | null, categories: readonly string[], said: readonly string[]): Together[] {
  const facts = readTitle(title);
  const products = productsOf(categories.flatMap(splitList).slice(0, mostProducts), facts.products);
  const own = facts.architectureFrom === 'explicit' ? facts.architecture : null;
  const named = said.flatMap(architecturesIn);
  // "Dynamic Update for Windows 10 Version 1607 (KB3197099)" names no architecture, but the column of its row may.
  const all = own !== null ? [own] : named.length > 0 ? named : facts.architecture === null ? [] : [facts.architecture];
  const sorted = architectures.filter((each) => all.includes(each));
  if (products.length === 0) return [{ products, architectures: sorted }];
  const offers = products.flatMap((product) => offersOf(product, sorted));
  return offersTogether(offers.length > 0 ? offers : products.flatMap((product) => crossed(product, sorted)));
}

/** A package for ARM64 in the category of a product that has none is not for that product. */
function offersOf(product: string, wanted: readonly Architecture[]): Offer[] {
  const own = architecturesOf(product);
  const possible = own.length === 0 ? wanted : wanted.filter((each) => own.includes(each));
  return wanted.length > 0 && possible.length === 0 ? [] : crossed(product, possible);
}

function crossed(product: string, wanted: readonly Architecture[]): Offer[] {
  return wanted.length === 0
    ? [{ product, architecture: null }]
    : wanted.map((architecture) => ({ product, architecture }));
}

/** Categories with commas of their own: "Windows 10, version 1903 and later, Servicing Drivers". */
const continued = /^(?:version\b|\d\dH\d\b|vibranium\b|(?:upgrade (?:& |and ))?servicing drivers\b)/i;

function splitList(text: string): string[] {
  const items: string[] = [];
  for (const part of text.split(/\s*[,;|]\s*/, mostProducts)) {
    const last = items.at(-1);
    if (last !== undefined && continued.test(part)) items[items.length - 1] = `${last}, ${part}`;
    else if (part !== '') items.push(part);
  }
  return items.map((item) => item.slice(0, longestName));
}

/**
 * "Windows 10, version 1903 and later" with a title that says "Windows 10 Version 20H2" is the latter. What is no Windows keeps its
 * own text, and a title speaks alone where no category names a Windows.
 */
function productsOf(names: readonly string[], titled: readonly string[]): string[] {
  const exact = titled.flatMap((name) => findProducts(name));
  const found = names.map((name) => ({ name, products: findProducts(name) }));
  const others = found.filter(({ products }) => products.length === 0).map(({ name }) => name);
  const windows = found.flatMap(({ products }) => products);
  const known = windows.length > 0 ? windows.flatMap((product) => refined(product, exact)) : titled;
  return [...new Set([...known, ...others])];
}

function refined(product: Product, exact: readonly Product[]): string[] {
  const same = exact.filter(({ family, version }) => family === product.family && version !== null);
  return product.version === null && same.length > 0 ? same.map(nameOf) : [nameOf(product)];
}

const words: readonly [Architecture, RegExp][] = [
  ['x86', /^(?:x86|i386|32-bit)$/],
  ['x64', /^(?:x64|amd64|x86-64|64-bit)$/],
  ['arm64', /^(?:arm64|aarch64)$/],
  ['ia64', /^(?:ia64|ia-64|itanium)$/],
  ['arm', /^arm$/],
];

/** "x64", "AMD64", "x86, x64"; a word that is none of them says nothing. */
function architecturesIn(text: string): Architecture[] {
  const parts = text.toLowerCase().split(/[\s,;|/]+/, 20);
  return parts.flatMap((part) => words.find(([, pattern]) => pattern.test(part))?.[0] ?? []);
}
