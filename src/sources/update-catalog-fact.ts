// What the Update Catalog says of one update, its shape, and how its texts become values: "n/a" and empty are unknown, never No.
import * as z from 'zod';
import { isDay } from '../dates.ts';
import { SourceError } from '../errors.ts';
import { type Architecture, architectures, type VendorFlag } from '../types.ts';

const updateId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const text = z.string().min(1);

export const catalogFactShape = z.strictObject({
  updateId,
  /** `url`: the page bears no id of its own, and was asked for by this one. */
  idFrom: z.enum(['page', 'url']),
  title: text,
  kb: z
    .string()
    .regex(/^\d{6,7}$/)
    .nullable(),
  architecture: z.enum(architectures).nullable(),
  architectureText: text.nullable(),
  products: z.array(text),
  classification: text.nullable(),
  /** YYYY-MM-DD */
  lastModified: z.string().refine(isDay).nullable(),
  /** As the page writes it: "316.2 MB". */
  size: text.nullable(),
  languages: z.array(text),
  msrcNumber: text.nullable(),
  msrcSeverity: text.nullable(),
  restartBehavior: text.nullable(),
  restartFlag: z.enum(['never', 'always', 'maybe']).nullable(),
  userInput: z.boolean().nullable(),
  exclusive: z.boolean().nullable(),
  network: z.boolean().nullable(),
  supportUrl: text.nullable(),
  moreInfoUrl: text.nullable(),
  /** Titles: the page gives no ids of what it replaces. */
  supersedes: z.array(text),
  supersededBy: z.array(z.strictObject({ updateId, title: text })),
  /** False for a row of a search, which knows neither restarts nor supersedence. */
  detail: z.boolean(),
});
export type CatalogFact = z.infer<typeof catalogFactShape>;

/** What a row of a search leaves open. */
export const unread = {
  architectureText: null,
  languages: [],
  msrcNumber: null,
  msrcSeverity: null,
  restartBehavior: null,
  restartFlag: null,
  userInput: null,
  exclusive: null,
  network: null,
  supportUrl: null,
  moreInfoUrl: null,
  supersedes: [],
  supersededBy: [],
  detail: false,
} satisfies Partial<CatalogFact>;

/** @throws SourceError where the page yields something that is no fact */
export function checkedFact(fact: CatalogFact): CatalogFact {
  const checked = catalogFactShape.safeParse(fact);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new SourceError(
    `the Update Catalog page gives an unexpected ${issue?.path.join('.') ?? 'value'}`,
    'the page may have changed; compare it with a page that was read before, and report it',
    checked.error,
  );
}

export const clean = (raw: string): string => raw.replace(/\s+/g, ' ').trim();

/** The text, or null where the page says nothing. */
export function known(raw: string): string | null {
  const value = clean(raw);
  return value === '' || /^n\/a$/i.test(value) ? null : value;
}

/** Categories with commas of their own: "Windows 10, version 1903 and later, Upgrade & Servicing Drivers". */
const continued = /^(?:version\b|\d\dH\d\b|vibranium\b|(?:upgrade (?:& |and ))?servicing drivers\b)/i;

/** "Windows 10 LTSB, Windows 10,  version 1903 and later" are two products. */
export function listOf(raw: string): string[] {
  const items: string[] = [];
  for (const part of (known(raw) ?? '').split(',').map(clean)) {
    if (part === '' || /^n\/a$/i.test(part)) continue;
    const last = items.at(-1);
    if (last !== undefined && continued.test(part)) items[items.length - 1] = `${last}, ${part}`;
    else items.push(part);
  }
  return [...new Set(items)];
}

/** The English pages write M/D/YYYY; anything else is a page in another language. */
export function dayOfPage(raw: string): string | null {
  const value = known(raw);
  if (value === null) return null;
  const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value) ?? [];
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  if (isDay(day)) return day;
  throw new SourceError(
    `the Update Catalog page writes a date as ${JSON.stringify(value.slice(0, 40))}, not as month/day/year`,
    'ask for the page in English (Accept-Language: en-US); the dates of other languages are ambiguous',
  );
}

export function yesNo(raw: string): boolean | null {
  const value = clean(raw).toLowerCase();
  return value === 'yes' ? true : value === 'no' ? false : null;
}

const restartTexts: Readonly<Record<string, VendorFlag>> = {
  'never restarts': 'never',
  'can request restart': 'maybe',
  'always requires restart': 'always',
  'requires restart': 'always',
};

/** Only texts that are known mean something: others were seen in code of third parties, as guesses. */
export const flagOf = (behavior: string | null): VendorFlag | null =>
  restartTexts[behavior?.toLowerCase() ?? ''] ?? null;

const architectureNames: Readonly<Record<string, Architecture>> = {
  x86: 'x86',
  x64: 'x64',
  amd64: 'x64',
  arm64: 'arm64',
  ia64: 'ia64',
  arm: 'arm',
};

export function architectureNamed(raw: string): Architecture | null {
  return architectureNames[raw.toLowerCase()] ?? null;
}

export const idIn = (raw: string): string | null =>
  /(?<![0-9a-f-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/i.exec(raw)?.[0].toLowerCase() ?? null;
