// What a ZIP archive may hold and how its faults are said: all of it comes from outside, and a few kilobytes can claim to be petabytes.
import { UserError } from '../errors.ts';

export interface ZipLimits {
  /** Files and folders. */
  entries: number;
  /** Bytes of one file, unpacked. */
  entrySize: number;
  /** Bytes of all that is read, unpacked. */
  total: number;
  /** How many times larger than its packed form a file may be, where it has more than `ratioFrom` bytes. */
  ratio: number;
  ratioFrom: number;
  /** Characters of a name. */
  name: number;
}

const gibibyte = 1024 ** 3;

export const usualLimits: Readonly<ZipLimits> = {
  ...{ entries: 10_000, entrySize: 4 * gibibyte, total: 8 * gibibyte },
  ...{ ratio: 1000, ratioFrom: 10_000_000, name: 1024 },
};

const again = 'Copy or download it again.';

/** Messages name files in the archive, and not the archive: whoever opened it knows its name. */
export const cut = (cause?: unknown): UserError =>
  new UserError('it is cut off or damaged, or no ZIP archive', again, cause);

export const damaged = (why: string, cause?: unknown): UserError => new UserError(why, again, cause);

export const refused = (why: string): UserError =>
  new UserError(why, 'No usual archive is made so; check where it comes from.');

export const unreadable = (why: string): UserError =>
  new UserError(why, 'Unpack the archive, and name the file that was in it.');

/** A name as a message may show it: on one line, and not for ever. */
export function shown(name: string): string {
  const plain = name.slice(0, 100).replace(/\p{C}/gu, '?');
  return name.length > 100 ? `${plain}...` : plain;
}
