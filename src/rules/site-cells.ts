// What a cell of an export says, as JSON, CSV and the console write it. Null is "cannot be read", which is not the same as empty.
import { isTrue } from '../inputs/rows.ts';
import { readSpan } from './instant.ts';
import { severityNames } from './properties.ts';
import type { Names, Span } from './types.ts';
import { readLocale } from './values.ts';

const longestText = 10_000;
const mostTexts = 1000;
/** What PowerShell writes in place of a value. */
const nothing = /^(?:null|System\.[\w.[\]`]+)$/i;

/** ConvertTo-Json of Windows PowerShell writes a date or a list that bears more properties as {value, ...}. */
function unwrapped(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < 4; depth += 1) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner) || !('value' in inner)) return inner;
    inner = inner.value;
  }
  return null;
}

export function textCell(cell: unknown): string | null {
  const value = unwrapped(cell);
  const only = Array.isArray(value) && value.length === 1 ? unwrapped(value[0]) : value;
  if (typeof only === 'number') return String(only);
  return typeof only === 'string' && !nothing.test(only.slice(0, 100)) ? only.slice(0, longestText) : null;
}

export function flagCell(cell: unknown): boolean | null {
  const value = unwrapped(cell);
  if (isTrue(value)) return true;
  if (value === false || value === 0) return false;
  return typeof value === 'string' && /^(?:false|no|0|falsch|faux|nein|non)$/i.test(value.trim()) ? false : null;
}

export function numberCell(cell: unknown): number | null {
  const text = textCell(cell)?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export const spanCell = (cell: unknown): Span | null => {
  const text = textCell(cell);
  return text === null ? null : readSpan(text);
};

const severityCodes = new Map([...severityNames].map(([code, name]) => [name.toLowerCase(), code]));

/** 8, "8" or "Important". */
export function severityCell(cell: unknown): number | null {
  return numberCell(cell) ?? severityCodes.get(textCell(cell)?.trim().toLowerCase() ?? '') ?? null;
}

/** The texts of a list. A list that became one text may have lost where its parts end. */
export function namesCell(cell: unknown): Names | null {
  const value = unwrapped(cell);
  if (Array.isArray(value)) {
    const texts = value.slice(0, mostTexts).map((each) => textCell(each));
    return texts.includes(null) ? null : { exact: true, texts: partsOf(texts) };
  }
  const text = textCell(value);
  return text === null ? null : { exact: false, texts: partsOf(text.split(/[;|\r\n]+/)) };
}

const partsOf = (texts: readonly (string | null)[]): string[] =>
  texts.map((text) => (text ?? '').trim().toLowerCase()).filter((text) => text !== '');

/** "product:<guid>", wherever they stand in the cell. */
export function categoryIdsCell(cell: unknown): string[] | null {
  const names = namesCell(cell);
  if (names === null) return null;
  const ids = names.texts.flatMap(
    (text) => text.match(/[a-z]{1,40}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [],
  );
  return ids.length === 0 && names.texts.length > 0 ? null : ids;
}

export const localesCell = (cell: unknown): number[] | null => numbersCell(cell, readLocale);

export const tagsCell = (cell: unknown): number[] | null =>
  numbersCell(cell, (text) => (/^\d{1,6}$/.test(text) ? Number(text) : null));

function numbersCell(cell: unknown, read: (text: string) => number | null): number[] | null {
  const value = typeof cell === 'number' ? String(cell) : cell;
  const names = namesCell(value);
  if (names === null) return null;
  const texts = names.exact ? names.texts : names.texts.flatMap((text) => text.split(/[\s,]+/));
  const numbers = texts.map(read);
  return numbers.includes(null) ? null : numbers.filter((number) => number !== null);
}
