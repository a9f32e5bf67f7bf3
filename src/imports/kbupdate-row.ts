// From a row of kbupdate's table Kb, which is a page of the Update Catalog, to what we know of an update.
import { blankUpdate, type UpdateRow } from '../data/schema.ts';
import { isDay } from '../dates.ts';
import type { Together } from '../products/together.ts';
import { flagOf } from '../sources/update-catalog-fact.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import { kbsOf } from '../titles/title.ts';
import { architectures, type VendorFlag } from '../types.ts';
import type { TableRow } from './kbupdate-table.ts';
import { offeredFor } from './wsus-products.ts';

export const updateColumns = [
  ...(['UpdateId', 'Title', 'Id', 'Architecture', 'Language', 'LastModified', 'Classification'] as const),
  ...(['SupportedProducts', 'MSRCNumber', 'RebootBehavior', 'ExclusiveInstall', 'DateAdded'] as const),
] as const;
type Row = TableRow<(typeof updateColumns)[number]>;

export interface Known {
  updateId: string;
  /** What all rows of it have in common; one row per group of products. */
  update: UpdateRow;
  offers: Together[];
  /** When kbupdate read the page. */
  addedOn: string | null;
}

const longestTitle = 1000;

/** @returns why the row cannot be read, where it cannot */
export function knownOf(row: Row): Known | string {
  if (row.fault !== null) return row.fault;
  const updateId = guidIn(row.text('UpdateId'));
  if (updateId === null) return 'its UpdateId is no GUID';
  const title = row.text('Title');
  if (title !== null && title.length > longestTitle) return `its Title has more than ${longestTitle} characters`;
  const classification = row.text('Classification');
  const behavior = row.text('RebootBehavior');
  const update = {
    ...blankUpdate,
    ...{ updateId, title, classification, kb: kbOf(row.text('Id'), title) },
    bulletin: bulletinIn(row.text('MSRCNumber')),
    // The page gives the day of the last revision alone.
    revised: dayIn(row.text('LastModified')),
    kind: /^drivers?\b/i.test(classification ?? '') ? ('driver' as const) : kindOfTitle(title),
    language: languageIn(row.text('Language')),
    restartFlag: restartIn(behavior),
    flagText: behavior,
    exclusive: yesNo(row.text('ExclusiveInstall')),
  };
  return { updateId, update, offers: offersOf(row, title), addedOn: dayIn(row.text('DateAdded')) };
}

const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

export function guidIn(text: string | null): string | null {
  const found = guid.exec(text ?? '')?.[1]?.toLowerCase() ?? null;
  return found === null || /^[0-]+$/.test(found) ? null : found;
}

/** Where a row names several, the one that its title names. */
export function kbOf(text: string | null, title: string | null): string | null {
  const own: string[] = (text ?? '').match(/(?<!\d)\d{6,7}(?!\d)/g) ?? [];
  const titled = kbsOf(title ?? '');
  return titled.find((kb) => own.includes(kb)) ?? own[0] ?? titled[0] ?? null;
}

/** MS00-000 stands where a page wants a number and there is none. */
function bulletinIn(text: string | null): string | null {
  return /^MS\d\d-(?!000)\d{3}$/i.test(text ?? '') ? (text ?? '').toUpperCase() : null;
}

/** The pages are read in English, so "7/8/2019" is a day in July; later versions of kbupdate write ISO dates. */
function dayIn(text: string | null): string | null {
  const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: |$)/.exec(text ?? '') ?? [];
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ]|$)/.exec(text ?? '')?.[1];
  const day = iso ?? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  // .NET writes "no date" as 0001-01-01, SQL Server as 1900-01-01; but Intel's drivers really say that they are of 1968.
  return isDay(day) && day > '1900-01-01' && day < '2100-01-01' ? day : null;
}

/** Several are joined: "Arabic_Bulgarian_Chinese (Traditional)". */
function languageIn(text: string | null): string | null {
  return text === null || /[_|,;]|^all$/i.test(text) ? null : text;
}

/** Words of the catalog's pages, and those of WSUS, which kbupdate can also ask. */
function restartIn(behavior: string | null): VendorFlag | null {
  const words = behavior?.toLowerCase() ?? '';
  if (words === 'neverreboots') return 'never';
  if (words === 'alwaysrequiresreboot') return 'always';
  return words === 'canrequestreboot' ? 'maybe' : flagOf(behavior);
}

/** One column holds "Yes" and "No" as well as 1 and 0. */
function yesNo(text: string | null): boolean | null {
  return /^(?:yes|true|1)$/i.test(text ?? '') ? true : /^(?:no|false|0)$/i.test(text ?? '') ? false : null;
}

function offersOf(row: Row, title: string | null): Together[] {
  const said = (row.text('Architecture') ?? '').split('_').filter((word) => word !== '');
  // A driver's page that limits nothing is "IA64_AMD64_X86_ARM_ARM64".
  return offeredFor(title, [row.text('SupportedProducts') ?? ''], said.length < architectures.length ? said : []);
}
