// KB numbers as people type them.
import { UserError } from '../errors.ts';

/** With "KB" or without; null for what is none. An IME writes wide digits, which a check of a list reads too. */
export const kbTyped = (text: string): string | null =>
  /^(?:KB\s*)?(\d{6,7})$/i.exec(text.normalize('NFKC').trim())?.[1] ?? null;

export function kbOf(text: string): string {
  const kb = kbTyped(text);
  if (kb === null)
    throw new UserError(`"${text}" is no KB number`, 'A KB number has six or seven digits, with or without "KB".');
  return kb;
}

/** 812 kB, 4.7 MB: of thousands and millions, as disks are sold. */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** @param usual where none is given */
export function limitOf(limit: string | undefined, usual: number): number {
  if (limit === undefined) return usual;
  if (!/^[1-9]\d{0,6}$/.test(limit))
    throw new UserError(`--limit "${limit}" is no number of rows`, 'Give a whole number from 1.');
  return Number(limit);
}
