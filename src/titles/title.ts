// The grammar of update titles from 2009 to 2026: KB number, products, architecture, month, build.
import { architecturesOf, bareTitleMeansX86, findProducts, nameOf } from '../products/products.ts';
import { productsOfBuild } from '../products/table.ts';
import type { Architecture, UpdateKind } from '../types.ts';
import { holdsOne, kindOfTitle } from './kinds.ts';

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

/** With parts of which one is in each title that the pattern knows: most titles are done with after a look for them. */
export const architectureWords: readonly [Architecture, readonly string[], RegExp][] = [
  ['arm64', ['arm64'], /\barm64\b/i],
  ['ia64', ['itanium', 'ia64', 'ia-64'], /\bitanium|\bia-?64\b/i],
  ['x64', ['64'], /(?:\b|_)(?:x64|amd64)(?:\b|_)|\b64-bit\b/i],
  ['x86', ['x86', '32'], /\bx86\b|\b32-bit\b/i],
];

const bareProduct = /\b(?:Windows|XP|Vista)[ .\w]*? ?(?:SP\d |Service Pack \d )?\(KB\d{6,7}(?:-v\d)?\)/i;

/** What a title says besides its numbers and dates; the titles of a group differ in little else. */
export type TitleShape = Omit<TitleFacts, 'kbs' | 'month' | 'build'>;

const shapes = new Map<string, TitleShape>();
/** More shapes than any group has; a hostile file may have a million. */
const mostKept = 4096;

const articleNumber = /\d{6,7}/;
const monthNumber = /(?<![\d-])(?:20[012]\d)[- ](?:0[1-9]|1[0-2])[A-D]?(?![\d-])/;
const buildNumber = /\((\d{5})\.\d+\)/;

/** A title without its article number, month and the small part of its build: titles with one such text have one shape. */
export function shapeText(title: string): string {
  // Each of the three has signs that many titles lack, and a look for them takes less than a pattern.
  const undated = title.includes('20') ? title.replace(monthNumber, '2000-01') : title;
  const unbuilt = undated.includes('.') ? undated.replace(buildNumber, '($1.0)') : undated;
  return unbuilt.replace(articleNumber, '1000000');
}

/** Reads a title; a title that is not one of Microsoft's yields nulls, never an error. */
export function readTitle(title: string | null): TitleFacts {
  const text = title ?? '';
  const build = /\((\d{5}\.\d+)\)/.exec(text)?.[1] ?? null;
  return { kbs: kbsOf(text), ...readShape(shapeText(text)), month: monthOf(text), build };
}

/** @param text what shapeText() made of a title */
export function readShape(text: string): TitleShape {
  const known = shapes.get(text);
  if (known) return known;
  const shape = parseShape(text);
  if (shapes.size < mostKept && text.length < 300) shapes.set(text, shape);
  return shape;
}

const previewWord = /\bpreview\b|vista previa|vorschau|anteprima/i;
const previewElsewhere = /aperçu|プレビュー|预览|предварительн|podgląd/i;

function parseShape(text: string): TitleShape {
  const build = buildNumber.exec(text)?.[1] ?? '';
  const named = [...new Set(findProducts(text).map(nameOf))];
  const products = named.length > 0 ? named : [...(productsOfBuild[build] ?? [])];
  const kind = kindOfTitle(text);
  return {
    products,
    ...architectureOf(text, products, kind),
    kind,
    preview: isPreview(text),
  };
}

const beyondAscii = /[\u0080-\uffff]/;

const isPreview = (text: string): boolean =>
  previewWord.test(text) || (beyondAscii.test(text) && previewElsewhere.test(text));

/** The KB numbers that a title names. */
export function kbsOf(text: string): string[] {
  const named = [...text.matchAll(/(?<![a-z])KB[\s:#_.-]{0,3}(\d{6,7})(?!\d)/gi)].map((match) => match[1] ?? '');
  // A few early titles leave out the letters: "MSXML 6.0 RTM Security Update (925673)".
  const bare = /[([]\s*(\d{6,7})\s*[)\]]/.exec(text)?.[1];
  return [...new Set(named.length === 0 && bare !== undefined ? [bare] : named)];
}

const monthNames = 'January|February|March|April|May|June|July|August|September|October|November|December';
const monthInWords = new RegExp(`\\b(${monthNames}) (20\\d\\d)\\b`);

/** "2019-07 ...", anywhere in a localized title, "2019-09B", or in words at the end: "... - July 2019 (KB890830)". */
export function monthOf(text: string): string | null {
  const digits = /(?<![\d-])(20[012]\d)[- ](0[1-9]|1[0-2])[A-D]?(?![\d-])/.exec(text);
  if (digits) return `${digits[1]}-${digits[2]}`;
  const named = monthInWords.exec(text);
  const number = monthNames.split('|').indexOf(named?.[1] ?? '') + 1;
  return named ? `${named[2]}-${String(number).padStart(2, '0')}` : null;
}

function architectureOf(
  text: string,
  products: string[],
  kind: UpdateKind,
): Pick<TitleFacts, 'architecture' | 'architectureFrom'> {
  const lower = text.toLowerCase();
  const said = architectureWords
    .filter(([, parts, pattern]) => holdsOne(lower, parts) && pattern.test(text))
    .map(([name]) => name);
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
