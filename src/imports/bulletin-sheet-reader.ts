// The XML of a sheet as cells: they may be missing, and stand for numbers, texts, results of formulas and errors.
import { type Attributes, localName, type XmlHandler } from '../xml/xml.ts';
import type { SheetRows } from './bulletin-sheet-cells.ts';
import { longestCell, tooLong } from './bulletin-sheet-part.ts';
import { columnOf } from './bulletin-sheet-plain-rows.ts';

export class SheetReader implements XmlHandler {
  readonly #rows: SheetRows;
  /** How many tags <sheetData> and </row> there were. */
  seams = 0;
  #column = -1;
  #type: string | undefined;
  #value = '';
  /** Whether the cell is in a column that is wanted; whether its text is what comes next. */
  #isWanted = false;
  #takes = false;
  #isPhonetic = false;

  constructor(rows: SheetRows) {
    this.#rows = rows;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'c') this.#openCell(attributes);
    else if (name === 'v') this.#takes = this.#isWanted;
    else if (name === 't') this.#takes = this.#isWanted && !this.#isPhonetic;
    else if (name === 'row') this.#openRow(attributes);
    else if (name === 'rPh') this.#isPhonetic = true;
    else if (name === 'sheetData') this.seams += 1;
    else if (name.includes(':')) this.open(localName(name), attributes);
  }

  text(text: string): void {
    if (!this.#takes) return;
    this.#value = this.#value === '' ? text : this.#value + text;
    if (this.#value.length > longestCell) throw tooLong(`row ${this.#rows.number}`);
  }

  close(name: string): void {
    this.#takes = false;
    if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
    else if (name === 'rPh') this.#isPhonetic = false;
    else if (name.includes(':')) this.close(localName(name));
  }

  #openRow(attributes: Attributes): void {
    const number = Number(attributes.get('r') ?? '');
    this.#rows.begin(Number.isSafeInteger(number) && number > 0 ? number : this.#rows.number + 1);
    this.#column = -1;
  }

  #openCell(attributes: Attributes): void {
    const place = attributes.get('r');
    this.#column = place === undefined ? this.#column + 1 : columnAt(place);
    this.#isWanted = this.#rows.isWanted(this.#column);
    if (!this.#isWanted) return;
    this.#type = attributes.get('t');
    this.#value = '';
  }

  #closeCell(): void {
    if (!this.#isWanted || this.#value === '') return;
    this.#isWanted = false;
    if (this.#type === 's') this.#rows.share(this.#column, Number(this.#value));
    else if (this.#type === 'e') this.#rows.fail(this.#value);
    else this.#rows.write(this.#column, this.#value);
  }

  #closeRow(): void {
    this.seams += 1;
    this.#rows.end();
  }
}

/** "AB12" is column 27; -1 where it is no place. */
const columnAt = (place: string): number => columnOf(/^[A-Z]{1,3}(?=\d)/.exec(place)?.[0] ?? '');
