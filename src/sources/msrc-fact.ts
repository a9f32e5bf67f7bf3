// What the MSRC says of one KB on one product, its shape, and how a monthly document becomes such facts.
import * as z from 'zod';
import { isDay } from '../dates.ts';
import { SourceError } from '../errors.ts';
import { offerNamed } from '../products/offers.ts';
import { architectures, type VendorFlag } from '../types.ts';

/** Names of documents: "2025-Jun", and "2017-May-B" for a second one. */
export const documentName = /^\d{4}-[A-Z][a-z]{2}(?:-[A-Z])?$/;

const kb = z.string().regex(/^\d{6,7}$/);
const text = z.string().min(1);

export const msrcFactShape = z.strictObject({
  kb,
  /** As the MSRC names it. */
  product: text,
  offer: z.strictObject({ product: text, architecture: z.enum(architectures).nullable() }),
  restartRequired: text.nullable(),
  restartFlag: z.enum(['never', 'always', 'maybe']).nullable(),
  supercedence: z.array(kb),
  subType: text.nullable(),
  fixedBuild: text.nullable(),
  /** YYYY-MM-DD; of a monthly document its first day, also for updates released out of band later that month. */
  release: z.string().refine(isDay).nullable(),
  /** "2025-Jun" */
  document: z.string().regex(documentName),
  /** The page of the deployment feed that says it; null: the document itself. */
  page: z.string().nullable(),
});
export type MsrcFact = z.infer<typeof msrcFactShape>;

/** One remediation of a CVRF document, as both of its serialisations give it. */
export interface Fix {
  description: string;
  productIds: string[];
  supercedence: string[];
  /** Undefined where the document has no such element at all. */
  restart: string | undefined;
  subType: string;
  fixedBuild: string;
}

export interface CvrfDocument {
  id: string;
  released: string;
  products: Map<string, string>;
  vulnerabilities: number;
  /** Vendor fixes alone: known issues, mitigations and workarounds install nothing. */
  fixes: Fix[];
}

export const changed = (what: string, cause?: unknown): SourceError =>
  new SourceError(
    `the MSRC's document has changed: ${what}`,
    'compare it with one that was read before; until the parser is mended, the facts read earlier stay',
    cause,
  );

const flags: Readonly<Record<string, VendorFlag>> = { yes: 'always', maybe: 'maybe', no: 'never' };

export const valueOrNull = (raw: string | null | undefined): string | null => raw?.replace(/\s+/g, ' ').trim() || null;
export const flagOf = (raw: string | null): VendorFlag | null => flags[raw?.toLowerCase() ?? ''] ?? null;
export const kbsIn = (raw: string): string[] => raw.match(/(?<!\d)\d{6,7}(?!\d)/g) ?? [];
/** A description is the bare number; "Release Notes" and "Click to Run" are no updates with a KB. */
export const kbOf = (raw: string): string | null => /^(?:KB)?(\d{6,7})$/i.exec(raw.trim())?.[1] ?? null;

export function dayOrNull(raw: string | null | undefined): string | null {
  const day = /^(\d{4}-\d{2}-\d{2})(?:T|$)/.exec(raw ?? '')?.[1];
  return day !== undefined && isDay(day) ? day : null;
}

export interface Reading {
  facts: MsrcFact[];
  notes: string[];
}

/** @throws SourceError where the document lacks what every month has */
export function factsOf(document: CvrfDocument): Reading {
  guardWhole(document);
  const release = dayOrNull(document.released);
  const collected = new Facts();
  let unnamed = 0;
  for (const fix of document.fixes) {
    const number = kbOf(fix.description);
    if (number === null) continue;
    for (const id of fix.productIds) {
      const product = valueOrNull(document.products.get(id));
      if (product === null) unnamed += 1;
      else collected.add({ ...factOf(fix, number, product), release, document: document.id, page: null });
    }
  }
  if (unnamed > 0 && collected.size === 0) throw changed('no product of its remediations is in its product tree');
  const notes = unnamed > 0 ? [`${document.id}: ${unnamed} remediations are for products that it does not name`] : [];
  if (collected.size === 0) notes.push(`${document.id} names no KB: its fixes have release notes alone`);
  return { facts: collected.all(), notes };
}

/** What is missing as a whole is a changed document, not a quiet month. */
function guardWhole({ id, vulnerabilities, products, fixes }: CvrfDocument): void {
  if (!documentName.test(id)) throw changed(`its id is ${JSON.stringify(id.slice(0, 40))}`);
  if (vulnerabilities === 0) throw changed(`${id} lists no vulnerability`);
  if (products.size === 0) throw changed(`${id} has no product tree`);
  if (!fixes.some(({ description }) => description.trim() !== '')) throw changed(`${id} has no vendor fix`);
  const numbered = fixes.filter(({ description }) => kbOf(description) !== null);
  if (numbered.length === 0) return;
  if (numbered.every(({ restart }) => restart === undefined)) throw changed(`${id} says nowhere RestartRequired`);
  if (numbered.every(({ productIds }) => productIds.length === 0)) throw changed(`${id} has fixes without products`);
}

function factOf(fix: Fix, number: string, product: string): Omit<MsrcFact, 'release' | 'document' | 'page'> {
  const restartRequired = valueOrNull(fix.restart);
  return {
    kb: number,
    product,
    offer: offerNamed(product),
    restartRequired,
    restartFlag: flagOf(restartRequired),
    supercedence: fix.supercedence.flatMap(kbsIn).filter((superseded) => superseded !== number),
    subType: valueOrNull(fix.subType),
    fixedBuild: valueOrNull(fix.fixedBuild),
  };
}

/** One fact per KB, product and subtype. The same fix stands under each of its vulnerabilities. */
export class Facts {
  readonly #byKey = new Map<string, MsrcFact>();

  get size(): number {
    return this.#byKey.size;
  }

  add(fact: MsrcFact): void {
    const key = [fact.kb, fact.product, fact.subType, fact.document].join('\n');
    const known = this.#byKey.get(key);
    this.#byKey.set(key, known === undefined ? fact : merged(known, fact));
  }

  all(): MsrcFact[] {
    const checked = z.array(msrcFactShape).safeParse([...this.#byKey.values()]);
    if (checked.success) return checked.data;
    throw changed(`a fact has an unexpected ${checked.error.issues[0]?.path.join('.')}`, checked.error);
  }
}

const weight: Readonly<Record<string, number>> = { always: 3, maybe: 2, never: 1 };

/** Where two vulnerabilities disagree on the same fix, the flag that promises less counts. */
function merged(a: MsrcFact, b: MsrcFact): MsrcFact {
  const worse = (weight[b.restartFlag ?? ''] ?? 0) > (weight[a.restartFlag ?? ''] ?? 0) ? b : a;
  return {
    ...a,
    restartRequired: worse.restartRequired,
    restartFlag: worse.restartFlag,
    supercedence: [...new Set([...a.supercedence, ...b.supercedence])].sort(),
    fixedBuild: a.fixedBuild ?? b.fixedBuild,
  };
}
