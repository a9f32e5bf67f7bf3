// The restart requirement of a product, from the deployment tables: one table for each family of products, under a heading.
import { findProducts } from '../products/products.ts';
import { type Document, oneLine, shorten } from './learn-bulletins-page.ts';

export type Restart = 'required' | 'may' | 'none';
export interface RestartOf {
  restart: Restart | null;
  restartText: string | null;
}

interface Section {
  heading: string;
  families: string[];
  /** KB numbers anywhere in the table, which has the names of the files. */
  numbers: Set<string>;
  texts: string[];
}

const label = /^restart required\b|^restart requirements?\b/i;
const generic =
  /^(?:reference table|deployment information|security update deployment|update information|file information)\b/i;

/** What the tables say of a product and KB. Where two of them differ, nothing is guessed and a note says so. */
export function restartFinder(document: Document, notes: string[]): (product: string, kb: string) => RestartOf {
  const sections = sectionsOf(document);
  const known = new Map<string, RestartOf>();
  return (product, kb) => {
    const key = `${kb} ${product}`;
    const result = known.get(key) ?? decide(sections, product, kb, notes);
    known.set(key, result);
    return result;
  };
}

function decide(sections: readonly Section[], product: string, kb: string, notes: string[]): RestartOf {
  const texts = [...new Set(textsFor(sections, product, kb))];
  const [first] = texts;
  if (first === undefined) return { restart: null, restartText: null };
  const verdicts = new Set(texts.map(restartIn));
  const restartText = texts.join(' / ').slice(0, 2_000);
  if (verdicts.size === 1) {
    const restart = restartIn(first);
    if (restart === null) notes.push(`The restart requirement of "${product}" cannot be read: "${shorten(first)}".`);
    return { restart, restartText };
  }
  notes.push(`The bulletin gives several restart requirements for KB${kb} on "${product}"; none is taken.`);
  return { restart: null, restartText };
}

const perhaps = /\bin some cases\b|\b(?:may|might) (?:need|require|be required)\b|\bif\b[^.]{0,200}\brestart/i;
const never = /\b(?:does|do|will) not require (?:a |you to )?restart|\bno restart\b|^no\b|\bnot required\b/i;
const always = /^yes\b|\bmust (?:be )?restart|\b(?:requires|will require|is) (?:a )?(?:restart|required)|^required?\b/i;

/** "In some cases, this update does not require a restart. If the required files are being used, ...": the doubt decides. */
export function restartIn(whole: string): Restart | null {
  const text = whole.slice(0, 5_000);
  if (perhaps.test(text)) return 'may';
  if (never.test(text) === always.test(text)) return null;
  return never.test(text) ? 'none' : 'required';
}

function textsFor(sections: readonly Section[], product: string, kb: string): string[] {
  const named = sections.filter((section) => names(section, product, familiesIn(product)));
  const exact = named.filter(({ numbers }) => numbers.has(kb));
  const [only] = sections;
  const alone = sections.length === 1 && only !== undefined && only.families.length === 0 ? [only] : [];
  const chosen = exact.length > 0 ? exact : named.length > 0 ? named : alone;
  return chosen.flatMap(({ texts }) => texts);
}

/** "Windows 8 and Windows 8.1 (all editions)" names both families, with all their service packs. */
function names(section: Section, product: string, wanted: readonly string[]): boolean {
  if (section.families.length > 0 && wanted.length > 0) return wanted.some((each) => section.families.includes(each));
  const name = oneLine(section.heading.replace(/\([^()]{0,80}\)/g, ' ')).toLowerCase();
  const next = product.toLowerCase().startsWith(name) ? product.slice(name.length) : null;
  return wanted.length === 0 && name.length > 5 && next !== null && !/^(?:\w|\.\d|\s*R2\b)/i.test(next);
}

/** The bulletins deploy "Windows XP Professional x64 Edition" under "Windows XP (all editions)". */
function familiesIn(text: string): string[] {
  return findProducts(text.slice(0, 1_000)).map(({ family }) =>
    family.startsWith('Windows XP') ? 'Windows XP' : family,
  );
}

function sectionsOf(document: Document): Section[] {
  const sections: Section[] = [];
  let heading = '';
  for (const block of document.blocks) {
    if (block.kind === 'heading' && !generic.test(block.text)) heading = block.text;
    if (block.kind !== 'table') continue;
    const texts = restartCells(block.rows);
    const numbers = new Set(block.rows.flat().flatMap((cell) => cell.match(/(?<=KB\s?)\d{6,7}(?!\d)/gi) ?? []));
    if (texts.length > 0) sections.push({ heading, families: familiesIn(heading), numbers, texts });
  }
  return sections;
}

/** A label without text is the heading of a part of the table, as in 2010; a text without label belongs to the label above it. */
function restartCells(rows: readonly string[][]): string[] {
  const texts: string[] = [];
  let current = '';
  for (const [first = '', second = ''] of rows) {
    const name = oneLine(first);
    if (name !== '') current = name;
    const text = oneLine(second);
    if (label.test(current) && text !== '' && text !== current) texts.push(text);
  }
  return texts;
}
