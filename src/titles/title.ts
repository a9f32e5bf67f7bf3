// The grammar of update titles from 2009 to 2026: KB number, products, architecture, month, build.
import { architecturesOf, bareTitleMeansX86, findProducts, nameOf } from '../products/products.ts';
import { productsOfBuild } from '../products/table.ts';
import type { Architecture, UpdateKind } from '../types.ts';
import { kindOfTitle } from './kinds.ts';

export interface TitleFacts {
  kbs: string[];
  products: string[];
  architecture: Architecture | null;
  /** `explicit`: the title says it. `product`: the product exists for one only. `convention`: an old title without any is the x86 package. */
  architectureFrom: 'explicit' | 'product' | 'convention' | null;
  kind: UpdateKind;
  /** YYYY-MM of titles that begin with it. */
  month: string | null;
  preview: boolean;
  build: string | null;
}

const architectureWords: readonly [Architecture, RegExp][] = [
  ['arm64', /\barm64\b/i],
  ['ia64', /\bitanium|\bia-?64\b/i],
  ['x64', /(?:\b|_)(?:x64|amd64)(?:\b|_)|\b64-bit\b/i],
  ['x86', /\bx86\b|\b32-bit\b/i],
];

const bareProduct = /\b(?:Windows|XP|Vista)[ .\w]*? ?(?:SP\d |Service Pack \d )?\(KB\d{6,7}\)/i;

/** Reads a title; a title that is not one of Microsoft's yields nulls, never an error. */
export function readTitle(title: string | null): TitleFacts {
  const text = title ?? '';
  const build = /\((\d{5}\.\d+)\)/.exec(text)?.[1] ?? null;
  const named = [...new Set(findProducts(text).map(nameOf))];
  const products = named.length > 0 ? named : [...(productsOfBuild[build?.split('.')[0] ?? ''] ?? [])];
  const kind = kindOfTitle(title);
  return {
    kbs: [...new Set([...text.matchAll(/\bKB\s?(\d{6,7})\b/gi)].map((match) => match[1] ?? ''))],
    products,
    ...architectureOf(text, products, kind),
    kind,
    month: /^(20\d\d-(?:0[1-9]|1[0-2]))\b/.exec(text.trim())?.[1] ?? null,
    preview: /\bpreview\b/i.test(text),
    build,
  };
}

function architectureOf(
  text: string,
  products: string[],
  kind: UpdateKind,
): Pick<TitleFacts, 'architecture' | 'architectureFrom'> {
  const said = architectureWords.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
  if (said.length === 1 && said[0]) return { architecture: said[0], architectureFrom: 'explicit' };
  if (said.length > 1) return { architecture: null, architectureFrom: null };
  const possible = [...new Set(products.flatMap((product) => [...architecturesOf(product)]))];
  if (possible.length === 1 && possible[0]) return { architecture: possible[0], architectureFrom: 'product' };
  const bare = products.length === 1 && products[0] !== undefined && bareTitleMeansX86(products[0]);
  if (bare && kind !== 'dotnet' && kind !== 'office' && bareProduct.test(text)) {
    return { architecture: 'x86', architectureFrom: 'convention' };
  }
  return { architecture: null, architectureFrom: null };
}
