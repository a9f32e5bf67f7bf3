// What a cabinet may hold and how its faults are said: all of it comes from outside, and a few kilobytes can claim to be gigabytes.
import { UserError } from '../errors.ts';

export interface CabLimits {
  /** Bytes of one file, unpacked. */
  entrySize: number;
  /** Bytes of all that is unpacked, of every folder that is read. */
  total: number;
}

const gibibyte = 1024 ** 3;

/** The header counts its files in 16 bits, and a folder has at most 65,535 blocks of 32 KiB: the format itself bounds the rest. */
export const usualLimits: Readonly<CabLimits> = { entrySize: 2 * gibibyte, total: 16 * gibibyte };

/** What is wrong with packed bytes. Who unpacks them knows the file, and says it to the user. */
export class CabFault extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'CabFault';
  }
}

const again = 'Copy or download it again.';

export const cut = (file: string): UserError => new UserError(`${file} is cut off, or no cabinet`, again);

export const damaged = (file: string, why: string): UserError => new UserError(`${file} is damaged: ${why}`, again);

export const tooLarge = (file: string, why: string): UserError =>
  new UserError(`${file} ${why}`, 'This is more than any file of its kind holds; check where it comes from.');

export const unread = (file: string, why: string): UserError =>
  new UserError(
    `${file} ${why}`,
    'Unpack it with "expand" on Windows, or cabextract, and name the file that was in it.',
  );

/** A name as a message may show it: on one line, and not for ever. */
export function shown(name: string): string {
  const plain = name.slice(0, 100).replace(/\p{C}/gu, '?');
  return name.length > 100 ? `${plain}...` : plain;
}
