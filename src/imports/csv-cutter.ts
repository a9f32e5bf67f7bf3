// Cuts CSV text that comes in pieces into cells. What has been cut is let go, so that no more than one cell is held.
import { UserError } from '../errors.ts';
import { Row, type RowReceiver } from './csv-row.ts';
import { nowhere, Stops } from './csv-stops.ts';

/** In characters. Titles and lists of CVEs are far below; what is longer is no table. */
const longestCell = 1_048_576;
const longestRow = 4 * longestCell;

const [quote, hash, lineFeed] = [34, 35, 10];

export interface Layout {
  delimiter: string;
  /** Whether a row that begins with # is none. */
  comments: boolean;
  /** The number that the first line of the text has in the file. */
  line: number;
}

export class Cutter {
  readonly #row: Row;
  readonly #stops: Stops;
  readonly #delimiter: number;
  readonly #comments: boolean;
  /** The text that was not used yet begins at #at, which is where a cell begins. */
  #text = '';
  #at = 0;
  #isLast = false;
  /** Where the row begins; below 0 where its beginning has been let go. */
  #rowStart = 0;
  #rowLine: number;
  #line: number;
  /** How much of a quoted cell was searched for its end before the text ran out. */
  #searched = 1;
  #endedInCr = false;

  constructor(to: RowReceiver, layout: Layout) {
    this.#row = new Row(to);
    this.#stops = new Stops(layout.delimiter);
    this.#delimiter = layout.delimiter.charCodeAt(0);
    this.#comments = layout.comments;
    this.#line = layout.line;
    this.#rowLine = layout.line;
  }

  /** @throws UserError where a cell or a row is too long */
  write(piece: string): void {
    if (piece === '') return;
    // CR LF ends one line, also where two pieces meet within it.
    const isSecondHalf = this.#endedInCr && piece.charCodeAt(0) === lineFeed;
    this.#endedInCr = false;
    this.#text = this.#text.slice(this.#at) + piece;
    this.#rowStart = isSecondHalf ? 1 : this.#rowStart - this.#at;
    this.#at = isSecondHalf ? 1 : 0;
    this.#stops.renew(this.#text, this.#at);
    this.#run();
  }

  /** @throws UserError where the text ends within quotes or in half a row, or has not even a header */
  end(): void {
    this.#isLast = true;
    this.#run();
    if (!this.#row.hasHeader) throw new UserError('it is empty', 'Fetch or export the file again.');
  }

  #run(): void {
    while (this.#at < this.#text.length || (this.#isLast && this.#row.count > 0)) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === quote) {
        if (!this.#quoted()) return;
      } else if (this.#row.count === 0 && this.#at === this.#stops.lineEnd) this.#endLine();
      else if (this.#row.count === 0 && code === hash && this.#comments) {
        if (!this.#comment()) return;
      } else if (!this.#plain()) return;
    }
  }

  /** @returns false where the rest of the cell is still to come */
  #quoted(): boolean {
    const text = this.#text;
    let isDoubled = this.#searched > 1;
    let end = text.indexOf('"', this.#at + this.#searched);
    while (end >= 0 && text.charCodeAt(end + 1) === quote) {
      isDoubled = true;
      end = text.indexOf('"', end + 2);
    }
    if (end < 0 || (end + 1 === text.length && !this.#isLast)) return this.#unclosed(end < 0 ? text.length : end);
    const line = this.#line;
    if (end > this.#stops.lineEnd) this.#countLines(end);
    const stop = this.#stopAfterQuotes(end + 1);
    if (stop === nowhere) {
      // What follows the quotes goes on in the next piece; the lines are counted again then.
      this.#line = line;
      return this.#unclosed(end);
    }
    this.#searched = 1;
    const cell = text.slice(this.#at + 1, end);
    return this.#cell(isDoubled ? cell.replaceAll('""', '"') : cell, stop);
  }

  #unclosed(searched: number): false {
    this.#mustFit(this.#text.length);
    this.#searched = searched - this.#at;
    if (this.#isLast) throw cutOff(`the quotes of the row at line ${this.#rowLine} are never closed`);
    return false;
  }

  #stopAfterQuotes(after: number): number {
    if (this.#text.charCodeAt(after) === this.#delimiter || after === this.#stops.lineEnd) return after;
    const stop = this.#stop(after);
    if (stop !== after && stop !== nowhere) this.#row.wrong('text follows the quotes of a cell');
    return stop;
  }

  #plain(): boolean {
    const stop = this.#stop(this.#at);
    if (stop !== nowhere) return this.#cell(this.#text.slice(this.#at, stop), stop);
    this.#mustFit(this.#text.length);
    return false;
  }

  #stop(from: number): number {
    const stop = this.#stops.stop(from);
    return stop === nowhere && this.#isLast ? this.#text.length : stop;
  }

  #cell(value: string, stop: number): true {
    this.#mustFit(stop);
    this.#row.cell(value);
    if (stop === this.#stops.lineEnd) this.#endLine();
    else if (stop === this.#text.length) this.#endText();
    else this.#at = stop + 1;
    return true;
  }

  #endLine(): void {
    if (this.#row.count > 0) this.#row.end(this.#rowLine);
    this.#line += 1;
    this.#rowLine = this.#line;
    this.#at = this.#stops.nextLine;
    this.#endedInCr = this.#at === this.#text.length && this.#stops.endsInCr;
    this.#rowStart = this.#at;
    this.#stops.findLineEnd(this.#at);
  }

  /** The last row, without an end of its line. No program stops writing there where cells are missing too. */
  #endText(): void {
    if (this.#row.lacksCells) throw cutOff(`the row at line ${this.#rowLine} lacks cells and the end of its line`);
    this.#row.end(this.#rowLine);
    this.#at = this.#text.length;
  }

  #comment(): boolean {
    const isWhole = this.#stops.lineEnd !== nowhere;
    this.#mustFit(isWhole ? this.#stops.lineEnd : this.#text.length);
    if (isWhole) this.#endLine();
    else if (this.#isLast) this.#at = this.#text.length;
    return isWhole || this.#isLast;
  }

  /** The ends of lines within quotes. */
  #countLines(until: number): void {
    while (this.#stops.lineEnd < until) {
      this.#line += 1;
      this.#stops.findLineEnd(this.#stops.nextLine);
    }
  }

  #mustFit(end: number): void {
    const isCell = end - this.#at > longestCell;
    if (!isCell && end - this.#rowStart <= longestRow) return;
    throw new UserError(
      `the row at line ${this.#rowLine} is too long: ${isCell ? 'a cell of more than 1' : 'more than 4'} million characters`,
      'The file is damaged or no CSV file.',
    );
  }
}

const cutOff = (what: string): UserError =>
  new UserError(`${what}: the file is cut off`, 'Fetch or export the file again.');
