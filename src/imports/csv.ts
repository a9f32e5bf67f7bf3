// Bulk CSV as a stream: rows of text, one after the other, at the speed of the disk and in the memory of one cell.
import { textOf } from '../bytes/text.ts';
import type { ByteSource } from '../bytes/types.ts';
import { UserError } from '../errors.ts';
import { Cutter } from './csv-cutter.ts';
import { openingOf } from './csv-opening.ts';

/** In characters: a header that is longer shows its delimiter by then. */
const openingSize = 65_536;

export interface CsvOptions {
  /** The names of the columns, without blanks around them. Comes before any row. */
  onHeader(names: readonly string[]): void;
  /** A row that cannot be read: it has more cells than the header has names, or text follows the quotes of a cell. */
  onBad(line: number, why: string): void;
  /** Where it is not what the header shows: comma, semicolon, tab or pipe. */
  delimiter?: string;
  /** Whether a row that begins with # is a comment. */
  comments?: boolean;
}

/**
 * Reads a whole CSV file. Cells may stand in quotes, with doubled quotes, delimiters and ends of lines in them; lines end in LF, CR LF or CR.
 * Lines without a character are passed over, and so is PowerShell's #TYPE.
 *
 * A cell that is kept beyond its row keeps all the text around it alive, some 64 KB: V8 cuts no copy of a longer text. Keep `ownText(cell)`.
 * @param onRow gets an array of its own with as many cells as the header has names, '' where the row has fewer; `line` is where the row begins
 * @throws UserError, without the name of the file: it is empty, is cut off (open quotes, or half a last row), a cell has more than
 * 1,048,576 characters or a row four times as many, or the header has more than 1000 names
 */
export async function readCsv(
  file: ByteSource,
  options: CsvOptions,
  onRow: (cells: readonly string[], line: number) => void,
): Promise<void> {
  const receiver = { header: options.onHeader, row: onRow, bad: options.onBad };
  const [delimiter, comments] = [options.delimiter ?? null, options.comments === true];
  const begin = (text: string): Cutter => {
    const opening = openingOf(text, delimiter, comments);
    const cutter = new Cutter(receiver, { ...opening, comments });
    cutter.write(text.slice(opening.skip));
    return cutter;
  };
  let head = '';
  let cutter: Cutter | null = null;
  for await (const text of textOf(file)) {
    if (cutter) cutter.write(text);
    else {
      head += text;
      if (head.length >= openingSize) cutter = begin(head);
    }
  }
  (cutter ?? begin(head)).end();
}

/** The names of the columns, from the beginning of a file, by which its kind is recognised; [] where it begins with no header. */
export function headerOf(text: string): readonly string[] {
  let found: readonly string[] = [];
  const header = (names: readonly string[]): void => {
    found = names;
  };
  const opening = openingOf(text, null, false);
  const cutter = new Cutter({ header, row: () => {}, bad: () => {} }, { ...opening, comments: false });
  try {
    cutter.write(text.slice(opening.skip));
    if (found.length === 0) cutter.end();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return found;
}

/** Where columns are, by name: capitals, blanks and signs do not count ("Date\nPosted" is "dateposted"). -1: there is no such column. */
export function columnFinder(names: readonly string[]): (...spellings: string[]) => number {
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const key = bare(name);
    // Of two columns of one name the first counts.
    if (!places.has(key)) places.set(key, index);
  }
  return (...spellings) => {
    for (const spelling of spellings) {
      const place = places.get(bare(spelling));
      if (place !== undefined) return place;
    }
    return -1;
  };
}

const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A copy that shares no memory with the text that it was cut from. */
export const ownText = (cell: string): string => ` ${cell}`.slice(1);
