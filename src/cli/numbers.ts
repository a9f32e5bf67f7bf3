// KB numbers as people type them.
import { UserError } from '../errors.ts';

export function kbOf(text: string): string {
  const match = /^(?:KB\s*)?(\d{6,7})$/i.exec(text.trim());
  if (!match?.[1])
    throw new UserError(`"${text}" is no KB number`, 'A KB number has six or seven digits, with or without "KB".');
  return match[1];
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
