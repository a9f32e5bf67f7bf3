// Waivers as somebody wrote them -> Waiver: one name of an update, who answers for it, and a last day that is a day.
import { isDay } from '../dates.ts';
import { UserError } from '../errors.ts';
import { patchTuesdayAfter } from '../patch-tuesday.ts';
import { canonicalProduct } from '../products/products.ts';
import type { Waiver } from '../types.ts';
import { addDays } from '../dates.ts';
import { parsed } from './problem.ts';
import { type RawWaiver, waiverFileShape } from './shape.ts';
import { type Path, readYaml, type YamlFile } from './yaml.ts';

export const waiverHint =
  'A file of waivers is YAML or JSON: "waivers:", a list of kb or updateId, reason, owner and expires.';

/**
 * @param today YYYY-MM-DD; a day of granting must have come
 * @throws UserError that names the file and the line
 */
export function readWaivers(bytes: Uint8Array, name: string, today: string): Waiver[] {
  const file = readYaml(bytes, name, waiverHint);
  const { waivers } = parsed(waiverFileShape, file, 'waivers');
  return waivers.map((raw, index) => waiverOf(raw, file, ['waivers', index], today));
}

export function waiverOf(raw: RawWaiver, file: YamlFile, path: Path, today: string): Waiver {
  const { kb, updateId, product, architecture, group, sequence, reason, owner } = raw;
  const where = file.at(path);
  if ((kb === undefined) === (updateId === undefined)) {
    const what = kb === undefined ? 'names no update' : 'names its update twice';
    throw new UserError(`${where}: a waiver ${what}`, 'Give either kb or updateId.');
  }
  return {
    kb: kb === undefined ? null : String(kb).replace(/\D/g, ''),
    updateId: updateId?.replace(/[{}\s]/g, '').toLowerCase() ?? null,
    product: product === undefined ? null : productOf(product, file.at([...path, 'product'])),
    architecture: architecture ?? null,
    group: group ?? null,
    sequence: sequence ?? null,
    ...{ reason, owner, where },
    expires: expiryOf(raw, file, path, today),
  };
}

/** A mistyped Windows would match nothing. Others have no vocabulary. */
function productOf(text: string, where: string): string {
  const product = canonicalProduct(text);
  if (product !== null && saysNoMore(text, product)) return product;
  if (!/windows/i.test(text)) return text;
  throw new UserError(
    `${where}: "product" names no product that is known`,
    'Write it as in "Windows 10 Version 1607".',
  );
}

/** "not Windows 7" and "Windows 7 for x64-based Systems" hold more than the name of a product. */
function saysNoMore(text: string, product: string): boolean {
  const words = (name: string): string =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, ' ')
      .replace(/\b(?:microsoft|version|and later)\b/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  return words(text) === words(product);
}

function expiryOf({ expires, granted }: RawWaiver, file: YamlFile, path: Path, today: string): string {
  const where = file.at([...path, 'expires']);
  if (granted !== undefined) requireDay(granted, 'granted', file.at([...path, 'granted']));
  // A day ahead is today somewhere else on Earth.
  if (granted !== undefined && granted > addDays(today, 1)) {
    throw new UserError(
      `${file.at([...path, 'granted'])}: the waiver is granted on ${granted}, which has not come`,
      `Today is ${today} (UTC). Write the day on which it is granted, and add it then.`,
    );
  }
  if (/^next[ -]patch[ -]tuesday$/i.test(expires)) return endOf(granted, where, today);
  requireDay(expires, 'expires', where);
  if (granted !== undefined && granted > expires)
    throw new UserError(`${where}: the waiver ends before it is granted`, 'Mend one of the two days.');
  return expires;
}

/** Counted from today it would never end, and the gate pass for ever. */
function endOf(granted: string | undefined, where: string, today: string): string {
  if (granted !== undefined) return patchTuesdayAfter(granted);
  const end = patchTuesdayAfter(today);
  throw new UserError(
    `${where}: "next Patch Tuesday" needs the day to count from`,
    `Add "granted: ${today}" to the waiver, and it ends on ${end}; or write "expires: ${end}".`,
  );
}

function requireDay(text: string, key: string, where: string): void {
  if (isDay(text)) return;
  const also = key === 'expires' ? ', or "next Patch Tuesday" with "granted"' : '';
  throw new UserError(`${where}: "${key}" is no date`, `Write it as 2026-12-31${also}.`);
}
