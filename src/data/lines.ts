// A file of lines, each a row in JSON, read piece by piece: of a row that is used up at once nothing has to be kept.
import type * as z from 'zod';
import { UserError } from '../errors.ts';
import { check, hint, parseJson, placeOfLine } from './parse.ts';

/** Rows that stand together in a file. */
export interface Piece<T> {
  values: readonly T[];
  /** Where one of them stands ("data/source/updates.jsonl:12"). */
  placeOf(index: number): string;
}

const lineFeed = 10;
const pieceBytes = 64 * 1024;
/** No row is longer, and a text of V8 could not be much longer either. */
const mostBytes = 256 * 1024 * 1024;

export class LineFile<T> {
  readonly #file: string;
  readonly #bytes: Buffer;
  readonly #shape: z.ZodType<T>;
  readonly #quick: (value: unknown) => T | null;

  /**
   * @param bytes UTF-8 without a mark, lines ended by LF
   * @param quick takes a row of the usual kind as it is, and leaves any other to zod
   */
  constructor(file: string, bytes: Buffer, shape: z.ZodType<T>, quick: (value: unknown) => T | null = () => null) {
    this.#file = file;
    this.#bytes = bytes;
    this.#shape = shape;
    this.#quick = quick;
  }

  /** @throws UserError with file and line for the first row that is wrong */
  *pieces(): Generator<Piece<T>> {
    const bytes = this.#bytes;
    for (let from = 0, line = 1; from < bytes.length; ) {
      const end = bytes.indexOf(lineFeed, Math.min(from + pieceBytes, bytes.length - 1));
      const to = end < 0 ? bytes.length : end;
      if (to - from > mostBytes) throw new UserError(`${placeOfLine(this.#file, line)}: is no row of an update`, hint);
      const text = bytes.toString('utf8', from, to);
      const quick = this.#quickly(text, line);
      yield quick ?? this.#carefully(text, line);
      line += quick?.values.length ?? text.split('\n').length;
      from = to + 1;
    }
  }

  *values(): Generator<T> {
    for (const { values } of this.pieces()) yield* values;
  }

  /**
   * All lines as one JSON text, which takes V8 half as long. A zero between each two of them tells whether each is one whole value:
   * no row may hold one, so a value that goes on in the next line is found, and their number, so is a line of several values.
   * @returns null where a line needs a closer look
   */
  #quickly(text: string, first: number): Piece<T> | null {
    const joined = text.replaceAll('\n', '\n,0,');
    const lines = 1 + (joined.length - text.length) / 3;
    const found = listIn(`[${joined}]`);
    if (found?.length !== 2 * lines - 1) return null;
    const values: T[] = [];
    for (let index = 0; index < found.length; index += 2) {
      const value = this.#quick(found[index]);
      if (value === null || (index > 0 && found[index - 1] !== 0)) return null;
      values.push(value);
    }
    return { values, placeOf: (index) => placeOfLine(this.#file, first + index) };
  }

  #carefully(text: string, first: number): Piece<T> {
    const values: T[] = [];
    const lines: number[] = [];
    for (const [index, row] of text.split('\n').entries()) {
      if (row.trim() === '') continue;
      const line = first + index;
      const value = parseJson(row, this.#file, line);
      values.push(this.#quick(value) ?? check(this.#shape, value, placeOfLine(this.#file, line)));
      lines.push(line);
    }
    return { values, placeOf: (index) => placeOfLine(this.#file, lines[index] ?? first) };
  }
}

function listIn(json: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
