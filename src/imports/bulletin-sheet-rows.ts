// The rows of a bulletin sheet, read one by one; what they say together is handed on at the end of the sheet.
import { UserError } from '../errors.ts';
import type { Cells } from './bulletin-sheet-columns.ts';
import { DateOrder, sheetDate, type SheetDate } from './bulletin-sheet-dates.ts';
import { BulletinFacts } from './bulletin-sheet-facts.ts';
import { kindOfBulletin, Places } from './bulletin-sheet-place.ts';
import type { ImportAbout, Sink } from './types.ts';

/** The largest sheet of Microsoft's has 19,065, and its longest title 133 characters. */
const mostRows = 500_000;
const longestText = 1000;
const mostReplaced = 200;

export class BulletinRows {
  readonly #sink: Sink;
  readonly #facts = new BulletinFacts();
  readonly #order = new DateOrder();
  readonly #dateOf: (text: string) => SheetDate;
  readonly #places = new Places((text) => this.#facts.keep(text));
  readonly #kbOf = remembered(kbOf);
  readonly #numbersIn = remembered(numbersIn);
  readonly #bulletinOf = remembered(bulletinOf);
  readonly #kindOf = remembered(kindOfBulletin);
  #rows = 0;

  /** @param isFrom1904 see sheetDate() */
  constructor(sink: Sink, isFrom1904 = false) {
    this.#sink = sink;
    this.#dateOf = remembered((text) => sheetDate(text, isFrom1904));
  }

  /** @param where "row" or "line" @param number of the row there */
  bad(where: string, number: number, why: string): void {
    this.#count();
    this.#sink.bad(`${where} ${number}`, why);
  }

  /** @param cells texts that may be kept */
  add(where: string, number: number, cells: Cells): void {
    this.#count();
    const wrong = this.#read(cells);
    if (wrong !== null) this.#sink.bad(`${where} ${number}`, wrong);
  }

  /** Hands on what the rows said. @returns the day of the newest bulletin */
  end(): ImportAbout {
    let asOf: string | null = null;
    this.#facts.updates(this.#order, (update) => {
      if (update.released !== null && (asOf === null || update.released > asOf)) asOf = update.released;
      this.#sink.update(update);
    });
    this.#facts.edges((edge) => this.#sink.edge(edge));
    return { asOf };
  }

  #count(): void {
    this.#rows += 1;
    if (this.#rows > mostRows)
      throw new UserError(`it has more than ${mostRows} rows`, 'No bulletin sheet is as long.');
    this.#sink.row();
  }

  /** @returns what is wrong with the row */
  #read(cells: Cells): string | null {
    const number = cells.componentKb === '' ? cells.bulletinKb : cells.componentKb;
    if (number === '') {
      this.#sink.skip('names no KB');
      return null;
    }
    const kb = this.#kbOf(number);
    if (kb === null) return `${quoted(number)} is no KB number`;
    if (hasLongText(cells)) return `a cell has more than ${longestText} characters`;
    const date = this.#dateOf(cells.date);
    if (date === null && cells.date !== '') return `${quoted(cells.date)} is no date`;
    const replaced = this.#numbersIn(cells.supersedes);
    if (replaced.length > mostReplaced) return `it supersedes more than ${mostReplaced} updates`;
    if (typeof date === 'string') this.#order.learn(cells.date);
    this.#keep(kb, date, cells, replaced);
    return null;
  }

  #keep(kb: string, date: SheetDate, cells: Cells, replaced: readonly string[]): void {
    const { title, reboot, product } = cells;
    const { offer, kind } = this.#places.of(product, cells.component);
    const bulletin = this.#bulletinOf(cells.bulletin);
    this.#facts.kind(kb, kind ?? this.#kindOf(title));
    this.#facts.update(kb, { bulletin, title, date, reboot }, product === '' ? null : offer);
    // Without a product it would replace the other on all of them.
    if (product === '') return;
    for (const other of replaced) if (other !== kb) this.#facts.edge(kb, other, offer);
  }
}

/** The cells of a column repeat each other; more than these are not remembered. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = read(text);
      if (known.size < 20_000 && text.length < 200) known.set(text, value);
    }
    return value;
  };
}

const kbOf = (text: string): string | null => /^(?:KB|Q)? ?(\d{6,7})(?:\.0{1,9})?$/i.exec(text)?.[1] ?? null;
const bulletinOf = (text: string): string | null => (/^MS\d{2}-\d{3}$/i.test(text) ? text.toUpperCase() : null);

/** "MS13-082[2863240],MS15-009[3021952;3034196]": the numbers. A bulletin without one says not which of its packages is meant. */
function numbersIn(supersedes: string): readonly string[] {
  const lists = supersedes.match(/\[[^[\]]*\]/g) ?? [];
  return lists.flatMap((list) => list.slice(1, -1).split(/[;, ]+/)).flatMap((each) => kbOf(each) ?? []);
}

/** As a message shows it: on one line, and not for ever. */
const quoted = (text: string): string => `"${text.slice(0, 40).replace(/\p{C}/gu, '?')}"`;

function hasLongText({ bulletin, title, product, component, reboot, date }: Cells): boolean {
  const text = Math.max(title.length, product.length, component.length);
  return Math.max(text, bulletin.length, reboot.length, date.length) > longestText;
}
