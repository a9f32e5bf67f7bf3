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
