// One row of a CSV file after the other: the header first, then rows as wide as the header.
import { UserError } from '../errors.ts';

/** The widest tables that are read have some 70 columns. */
const mostColumns = 1000;

export interface RowReceiver {
  header(names: readonly string[]): void;
  row(cells: readonly string[], line: number): void;
  bad(line: number, why: string): void;
}

export class Row {
  readonly #to: RowReceiver;
  /** As many empty cells as the header has names; null until the header is known. */
  #blank: string[] | null = null;
  #width = mostColumns;
  #cells: string[] = [];
  #wrong: string | null = null;
  /** How many cells there are by now, those beyond the header too. */
  count = 0;

  constructor(to: RowReceiver) {
    this.#to = to;
  }

  get hasHeader(): boolean {
    return this.#blank !== null;
  }

  get lacksCells(): boolean {
    return this.#blank !== null && this.count < this.#width;
  }

  cell(value: string): void {
    if (this.count < this.#width) this.#cells[this.count] = value;
    // Some programs end each row with a delimiter: an empty cell too many says nothing.
    else if (value !== '') this.#wrong ??= 'it has more cells than the header has columns';
    this.count += 1;
  }

  wrong(why: string): void {
    this.#wrong ??= why;
  }

  end(line: number): void {
    const [cells, wrong] = [this.#cells, this.#wrong];
    if (this.#blank === null) this.#header(cells, wrong, line);
    else if (wrong === null) this.#to.row(cells, line);
    else this.#to.bad(line, wrong);
    // A new array for each row: the receiver may keep the one that it was given.
    this.#cells = this.#blank?.slice() ?? [];
    this.#wrong = null;
    this.count = 0;
  }

  #header(names: string[], wrong: string | null, line: number): void {
    if (wrong !== null) {
      const why = names.length === mostColumns ? `it names more than ${mostColumns} columns` : wrong;
      throw new UserError(`line ${line} is no header: ${why}`, 'Fetch or export the file again.');
    }
    this.#width = names.length;
    this.#blank = names.map(() => '');
    this.#to.header(names.map((name) => name.trim()));
  }
}
