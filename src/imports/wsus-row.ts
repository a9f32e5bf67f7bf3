// From the named values of a row to an update: the one place where exports of WSUS become facts.
import { blankUpdate, type UpdateRow } from '../data/schema.ts';
import { readDay } from '../dates.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import { kbsOf } from '../titles/title.ts';
import type { UpdateKind, VendorFlag } from '../types.ts';
import { offeredFor } from './wsus-products.ts';
import type { Column, Values } from './wsus-values.ts';

/** What a row names as replaced by it, or as replacing it: UpdateIDs where it gives them, and KBs that it names itself. */
export interface Related {
  updateIds: string[];
  kbs: string[];
}

export interface RowFacts {
  /** One and the same update; several where its products differ in their architectures. */
  updates: UpdateRow[];
  supersedes: Related;
  supersededBy: Related;
}

export type ReadRow = RowFacts | { skip: string } | { bad: string };

export function readRow(values: Values): ReadRow {
  const title = values.get('title')?.[0] ?? null;
  const updateId = first(values, 'updateId', guidIn) ?? first(values, 'id', guidIn);
  if (updateId === null && values.has('updateId')) return { bad: 'its UpdateId is no GUID' };
  const kb = kbOf(values, title);
  if (updateId === null && kb === null) return { skip: 'no KB and no UpdateID' };
  const flagText = first(values, 'flag', (text) => (flagOf(text) === null ? null : text));
  const update: UpdateRow = {
    ...blankUpdate,
    kb,
    updateId,
    revision: first(values, 'revision', revisionIn),
    title,
    bulletin: first(values, 'bulletin', (text) => /\bMS\d\d-\d{3}\b/i.exec(text)?.[0].toUpperCase() ?? null),
    classification: first(values, 'classification', classificationIn),
    kind: kindOf(values, title),
    released: first(values, 'released', dayIn),
    revised: first(values, 'revised', dayIn),
    language: languageOf(values),
    restartFlag: flagText === null ? null : flagOf(flagText),
    flagText: flagText !== null && /^\d$/.test(flagText) ? `RebootBehavior ${flagText}` : flagText,
    exclusive: first(values, 'impact', isExclusive) ?? first(values, 'exclusive', yesNo),
  };
  const offers = offeredFor(title, values.get('products') ?? [], values.get('architectures') ?? []);
  const updates = offers.map((offer) => ({ ...update, ...offer }));
  return { updates, supersedes: relatedOf(values, 'supersedes'), supersededBy: relatedOf(values, 'supersededBy') };
}

/** The first text of a column that says something. */
function first<T>(values: Values, column: Column, read: (text: string) => T | null): T | null {
  for (const text of values.get(column) ?? []) {
    const value = read(text);
    if (value !== null) return value;
  }
  return null;
}

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const wholeGuid = new RegExp(`^\\{?(${guid})\\}?$`, 'i');
const anyGuid = new RegExp(`(?<![0-9a-f-])${guid}(?![0-9a-f-])`, 'gi');
const noGuid = /^[0-]+$/;

function guidIn(text: string): string | null {
  const found = wholeGuid.exec(text)?.[1]?.toLowerCase() ?? null;
  return found === null || noGuid.test(found) ? null : found;
}

/**
 * The number of its own column, then of its title. FileKBNumber comes last: of an update that holds others it is the number of one
 * of those (5039886 in the .NET rollup 5041017), or part of a build ("22621 220806 0833").
 */
function kbOf(values: Values, title: string | null): string | null {
  const own = (values.get('kb') ?? []).flatMap(kbsIn);
  const titled = title === null ? [] : kbsOf(title);
  return titled.find((kb) => own.includes(kb)) ?? own[0] ?? titled[0] ?? first(values, 'fileKb', wholeKb);
}

const wholeKb = (text: string): string | null => /^(?:KB)?(\d{6,7})$/i.exec(text)?.[1] ?? null;

/** "2965788", "KB2965788, KB2966034"; nothing where a word of the text is no number of an article. */
function kbsIn(text: string): string[] {
  const kbs = text
    .replace(/\bKB\s/gi, 'KB')
    .split(/\s*[,;|]\s*|\s+(?=\d|KB)/i)
    .map(wholeKb);
  const found = kbs.filter((kb) => kb !== null);
  return found.length === kbs.length ? found : [];
}

function revisionIn(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** No update is older than Windows Update: 0001-01-01 and 1601-01-01 are how .NET and Windows write "no date". */
function dayIn(text: string): string | null {
  const day = text.length > 64 ? null : readDay(text);
  return day !== null && day >= '1995-01-01' && day < '2100-01-01' ? day : null;
}

/** The ids of Microsoft's classifications: https://learn.microsoft.com/previous-versions/windows/desktop/ff357803(v=vs.85) */
const classifications: ReadonlyMap<string, string> = new Map([
  ['0fa1201d-4330-4fa8-8ae9-b877473b6441', 'Security Updates'],
  ['e6cf1350-c01b-414d-a61f-263d14d133b4', 'Critical Updates'],
  ['cd5ffd1e-e932-4e3a-bf74-18bf0b1bbd83', 'Updates'],
  ['28bc880e-0592-4cbf-8f95-c79b17911d5f', 'Update Rollups'],
  ['e0789628-ce08-4437-be74-2495b842f43b', 'Definition Updates'],
  ['3689bdc8-b205-4af4-8d4a-a63924c5e9d5', 'Upgrades'],
  ['68c5b0a3-d1a6-4553-ae49-01d3a7827828', 'Service Packs'],
  ['b54e7d24-7add-428f-8b75-90a396fa584f', 'Feature Packs'],
  ['b4832bd8-e735-4761-8daf-37f882276dab', 'Tools'],
  ['ebfc1fc5-71a4-4f7b-9aca-3b9a503104a0', 'Drivers'],
  ['77835c8d-62a7-41f5-82ad-f28d1af1e3b1', 'Driver Sets'],
  ['5c9376ab-8ce6-464a-b136-22113dd69801', 'Applications'],
]);

/** A name, or the id of one; a number is a place in an enumeration that nobody published. */
function classificationIn(text: string): string | null {
  const id = guidIn(text);
  if (id !== null) return classifications.get(id) ?? null;
  return /^\d+$/.test(text) ? null : text.slice(0, 100);
}

function kindOf(values: Values, title: string | null): UpdateKind {
  const driver = (text: string): true | null => (/^drivers?\b/i.test(classificationIn(text) ?? '') ? true : null);
  return (first(values, 'type', driver) ?? first(values, 'classification', driver)) ? 'driver' : kindOfTitle(title);
}

function languageOf(values: Values): string | null {
  const all = (values.get('languages') ?? []).flatMap((text) => text.split(/\s*[,;|]\s*/));
  const [only, ...more] = new Set(all);
  return only === undefined || only === '' || more.length > 0 || /^all\b/i.test(only) ? null : only.slice(0, 100);
}

/** The words of the API, of Windows Update Agent, of the console, and the number that ConvertTo-Json makes of the first two. */
const flags: ReadonlyMap<string, VendorFlag> = new Map([
  ...['neverreboots', 'neverrestarts', 'irbneverreboots', '0'].map((word) => [word, 'never'] as const),
  ...[...['alwaysrequiresreboot', 'alwaysrequiresrestart', 'requiresrestart', 'irbalwaysrequiresreboot'], '1'].map(
    (word) => [word, 'always'] as const,
  ),
  ...['canrequestreboot', 'canrequestrestart', 'irbcanrequestreboot', '2'].map((word) => [word, 'maybe'] as const),
]);

const flagOf = (text: string): VendorFlag | null => flags.get(text.toLowerCase().replaceAll(' ', '')) ?? null;

/** InstallationImpact: Normal 0, Minor 1, RequiresExclusiveHandling 2. */
function isExclusive(text: string): boolean | null {
  if (/^(?:RequiresExclusiveHandling|2)$/i.test(text)) return true;
  return /^(?:Normal|Minor|0|1)$/i.test(text) ? false : null;
}

function yesNo(text: string): boolean | null {
  return /^(?:true|yes|1)$/i.test(text) ? true : /^(?:false|no|0)$/i.test(text) ? false : null;
}

/** A related update is named by its id, its number or its title. */
function relatedOf(values: Values, column: 'supersedes' | 'supersededBy'): Related {
  const texts = values.get(column) ?? [];
  const updateIds = texts.flatMap((text) => text.match(anyGuid) ?? []).map((id) => id.toLowerCase());
  const kbs = texts.flatMap((text) => [...kbsIn(text), ...kbsOf(text)]);
  return { updateIds: [...new Set(updateIds)], kbs: [...new Set(kbs)] };
}
