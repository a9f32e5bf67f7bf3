// A sheet on its way from text to rows: plain rows are read as they stand, and all that is around them by the XML reader.
import { type XmlReader, xmlReader } from '../xml/xml.ts';
import type { SheetRows } from './bulletin-sheet-cells.ts';
import { readPlainRow } from './bulletin-sheet-plain-rows.ts';
import { SheetReader } from './bulletin-sheet-reader.ts';

const [beginning, ending] = ['<sheetData>', '</row>'];
/** Characters of a row; one that is longer is left to the XML reader, which has its own limits. */
const longestRow = 1_048_576;

/**
 * What is taken out of the text are whole rows, and only where the XML reader has just met <sheetData> or the end of another row, and nothing
 * after it: never out of a comment, and what is left is as well-formed as the whole.
 */
export class SheetStream implements Pick<XmlReader, 'write' | 'end'> {
  readonly #rows: SheetRows;
  readonly #reader: SheetReader;
  readonly #xml: XmlReader;
  /** Where the text is: before the rows, between two of them, or where no row can be taken out any more. */
  #place: 'before' | 'between' | 'beyond' = 'before';
  /** What may be the beginning of something. */
  #rest = '';

  constructor(rows: SheetRows) {
    this.#rows = rows;
    this.#reader = new SheetReader(rows);
    this.#xml = xmlReader(this.#reader);
  }

  /** @throws XmlError */
  write(piece: string): void {
    let from = 0;
    if (this.#rest !== '') {
      // Only the row that two pieces share is put together: V8 is slow to read a text that was.
      const found = this.#place === 'between' ? piece.indexOf(ending) : -1;
      from = found < 0 ? piece.length : found + ending.length;
      this.#read(this.#rest + piece.slice(0, from), 0);
    }
    if (from < piece.length) this.#read(piece, from);
  }

  /** @throws XmlError */
  end(): void {
    this.#xml.write(this.#rest);
    this.#xml.end();
  }

  /** @param from where the text begins that was not read yet */
  #read(text: string, from: number): void {
    let at = this.#place === 'before' ? this.#findRows(text, from) : from;
    if (this.#place === 'between') at = this.#takeRows(text, at);
    const rest = text.slice(at);
    this.#rest = this.#place === 'beyond' ? '' : rest;
    if (this.#place === 'beyond') this.#xml.write(rest);
  }

  /** @returns from where on the text is not read */
  #findRows(text: string, from: number): number {
    let at = from;
    for (;;) {
      const found = text.indexOf(beginning, at);
      if (found < 0) break;
      const end = found + beginning.length;
      if (this.#isSeam(text.slice(at, end))) {
        this.#place = 'between';
        return end;
      }
      at = end;
    }
    const end = Math.max(at, text.length - beginning.length);
    this.#xml.write(text.slice(at, end));
    return end;
  }

  /** @returns from where on the text is not read */
  #takeRows(text: string, from: number): number {
    let at = from;
    while (text.startsWith('<row', at)) {
      const found = text.indexOf(ending, at);
      if (found < 0) break;
      const end = found + ending.length;
      const isRead = readPlainRow(text, at, end, this.#rows) || this.#isSeam(text.slice(at, end));
      at = end;
      if (!isRead) return this.#giveUp(at);
    }
    const isRow = '<row'.startsWith(text.slice(at, at + 4));
    return isRow && text.length - at <= longestRow ? at : this.#giveUp(at);
  }

  #giveUp(at: number): number {
    this.#place = 'beyond';
    return at;
  }

  /** Lets the XML reader read a text that ends in ">". @returns whether that ended a tag after which a row may follow */
  #isSeam(text: string): boolean {
    this.#xml.write(text.slice(0, -1));
    const before = this.#reader.seams;
    this.#xml.write('>');
    return this.#reader.seams === before + 1;
  }
}
