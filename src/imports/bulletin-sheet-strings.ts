// The shared strings of a spreadsheet: each text is there once, and cells give its number.
import { UserError } from '../errors.ts';
import { localName, type XmlHandler } from '../xml/xml.ts';
import { plain } from './bulletin-sheet-columns.ts';
import { longestCell, tooLong } from './bulletin-sheet-part.ts';

/** Microsoft's largest sheet has 8,138 strings of 0.3 MB. */
const mostStrings = 2_000_000;
const mostText = 100_000_000;

export class SharedStrings implements XmlHandler {
  readonly texts: string[] = [];
  #text = '';
  #size = 0;
  #isText = false;
  /** How words are pronounced, in Japanese files: no part of the text. */
  #isPhonetic = false;

  open(name: string): void {
    const local = localName(name);
    if (local === 't') this.#isText = !this.#isPhonetic;
    else if (local === 'rPh') this.#isPhonetic = true;
    else if (local === 'si') this.#text = '';
  }

  text(text: string): void {
    if (!this.#isText) return;
    this.#text += text;
    if (this.#text.length > longestCell) throw tooLong('the shared strings');
  }

  close(name: string): void {
    const local = localName(name);
    if (local === 't') this.#isText = false;
    else if (local === 'rPh') this.#isPhonetic = false;
    else if (local === 'si') this.#keep(plain(this.#text));
  }

  #keep(text: string): void {
    this.#size += text.length;
    if (this.#size > mostText || this.texts.length >= mostStrings) {
      throw new UserError('it holds more text than is read of a spreadsheet', 'No bulletin sheet is as large.');
    }
    this.texts.push(text);
  }
}
