// The pages of a foreign SQLite file, read byte by byte and with limits: https://www.sqlite.org/fileformat.html
import { readSync } from 'node:fs';

/** The file is damaged, or made to harm; the message says how, in words of ours. */
export class DamagedFile extends Error {}

export interface Pages {
  /** The bytes of a page that hold data. */
  readonly usable: number;
  /** @param number the first is 1 */
  page(number: number): Buffer;
}

export interface Cell {
  /** What its record takes, before any of it is read. */
  readonly length: number;
  record(): Buffer;
}

/** Of one b-tree; the list of tables of a real file is a few pages long. */
const mostBytes = 16 * 1024 * 1024;

/** @param file an open file; `bytes` is its size, `header` its first 100 bytes */
export function pagesOf(file: number, bytes: number, header: Buffer): Pages {
  const said = header.readUInt16BE(16);
  const size = said === 1 ? 65_536 : said;
  const usable = size - (header[20] ?? 0);
  if (size < 512 || (size & (size - 1)) !== 0 || usable < 480) throw new DamagedFile('its pages have no valid size');
  // The number of pages counts where the program that wrote last knew of it; SQLite itself reads a missing rest as zeros.
  const known = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) * size : 0;
  if (bytes < known || bytes % size !== 0) throw new DamagedFile('it is cut off');
  const page = (number: number): Buffer => {
    const buffer = Buffer.alloc(size);
    const inside = number > 0 && number * size <= bytes;
    if (inside && readSync(file, buffer, 0, size, (number - 1) * size) === size) return buffer;
    throw new DamagedFile('a page is missing');
  };
  return { usable, page };
}

/** The rows of a table, in no certain order. No page is read twice: a tree that holds itself would never end. */
export function* cellsOf(pages: Pages, root: number): Generator<Cell> {
  const met = new Set([root]);
  const waiting = [root];
  let bytes = 0;
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const page = pages.page(number);
    bytes += page.length;
    if (bytes > mostBytes) throw new DamagedFile('its list of tables is too large');
    // The first page begins with the header of the file.
    const { leaf, cells, last } = nodeOf(page, number === 1 ? 100 : 0);
    if (leaf) for (const at of cells) yield cellAt(pages, page, at);
    for (const child of leaf ? [] : [...cells.map((at) => numberAt(page, at, 4)), last]) {
      if (met.has(child)) throw new DamagedFile('a page is in two places');
      met.add(child);
      waiting.push(child);
    }
  }
}

/** @param base where the page has its own header; `last` is the child behind all cells */
function nodeOf(page: Buffer, base: number): { leaf: boolean; cells: number[]; last: number } {
  const kind = page[base];
  if (kind !== 5 && kind !== 13) throw new DamagedFile('a page is of the wrong kind');
  const first = base + (kind === 5 ? 12 : 8);
  const cells = Array.from({ length: numberAt(page, base + 3, 2) }, (_, index) => numberAt(page, first + 2 * index, 2));
  return { leaf: kind === 13, cells, last: numberAt(page, base + 8, 4) };
}

function cellAt(pages: Pages, page: Buffer, at: number): Cell {
  const [length, afterLength] = varint(page, at);
  const [, start] = varint(page, afterLength);
  return { length, record: () => recordAt(pages, page, start, length) };
}

/** What does not fit into the page goes on in a chain of others, by the formula of the format. */
function recordAt(pages: Pages, page: Buffer, start: number, length: number): Buffer {
  const { usable } = pages;
  if (length <= usable - 35) return slice(page, start, length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = fitting <= usable - 35 ? fitting : least;
  const pieces = [slice(page, start, local)];
  let next = numberAt(page, start + local, 4);
  // As many pages as the length asks for, so a chain that is a circle ends as well.
  for (let rest = length - local; rest > 0; rest -= usable - 4) {
    const more = pages.page(next);
    pieces.push(slice(more, 4, Math.min(rest, usable - 4)));
    next = numberAt(more, 0, 4);
  }
  return Buffer.concat(pieces);
}

export function slice(bytes: Buffer, from: number, length: number): Buffer {
  if (from + length > bytes.length) throw new DamagedFile('a row reaches beyond its page');
  return bytes.subarray(from, from + length);
}

export const numberAt = (bytes: Buffer, at: number, length: number): number =>
  slice(bytes, at, length).readUIntBE(0, length);

/** @returns the number, which is not exact above 2^53, and where the next one begins */
export function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = numberAt(bytes, at + index, 1);
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, at + index + 1];
  }
  return [value * 256 + numberAt(bytes, at + 8, 1), at + 9];
}
