// The cells of a sheet put together to rows of text, from its header on.
import { type Columns, columnsOf, plain } from './bulletin-sheet-columns.ts';

/** Where the header is looked for: some sheets begin with a title. */
const mostRowsBefore = 20;
const mostColumns = 256;

export type RowTaker = (number: number, row: readonly string[], columns: Columns, error: string | null) => void;

export class SheetRows {
  readonly #strings: readonly string[];
  readonly #onRow: RowTaker;
  /** Null until the header was met. */
  columns: Columns | null = null;
  /** There is no header: this is another sheet. */
  isDone = false;
  #wanted: readonly boolean[] = new Array<boolean>(mostColumns).fill(true);
  #number = 0;
  #before = 0;
  #row: string[] = [];
  #hasText = false;
  #error: string | null = null;

  /** @param strings the shared strings, to which cells refer by number */
  constructor(strings: readonly string[], onRow: RowTaker) {
    this.#strings = strings;
    this.#onRow = onRow;
  }

  /** The number of the row that was begun last. */
  get number(): number {
    return this.#number;
  }

  isWanted(column: number): boolean {
    return this.#wanted[column] === true;
  }

  /** Begins a row; what was said of one that did not end is forgotten. */
  begin(number: number): void {
    this.#number = number;
    this.#row = [];
    this.#hasText = false;
    this.#error = null;
  }

  /** A cell with a shared string. */
  share(column: number, index: number): void {
    const text = this.#strings[index];
    if (text === undefined) this.#error ??= 'holds a text that is not in the file';
    else if (text !== '') this.put(column, text);
  }

  /** A cell with a text of its own, or the result of a formula. */
  write(column: number, value: string): void {
    const text = plain(value);
    if (text !== '') this.put(column, text);
  }

  /** A cell with a number, or a text that is plain and kept already. */
  put(column: number, text: string): void {
    this.#row[column] = text;
    this.#hasText = true;
  }

  /** A cell with an error, such as #N/A. */
  fail(value: string): void {
    this.#error ??= `holds ${plain(value).slice(0, 20)}`;
  }

  end(): void {
    if (this.columns === null) this.#tryHeader();
    else if (this.#hasText || this.#error !== null) this.#onRow(this.#number, this.#row, this.columns, this.#error);
  }

  #tryHeader(): void {
    const columns = columnsOf(Array.from(this.#row, (cell) => cell ?? ''));
    this.columns = columns;
    this.#before += 1;
    this.isDone = columns === null && this.#before >= mostRowsBefore;
    if (columns === null) return;
    const wanted = new Set(Object.values(columns));
    this.#wanted = this.#wanted.map((_all, column) => wanted.has(column));
  }
}
