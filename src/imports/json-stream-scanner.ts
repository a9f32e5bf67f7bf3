// Finds where the elements of a JSON list end, in text that comes in pieces of any size.
import { UserError } from '../errors.ts';
import { Kept } from './json-stream-kept.ts';
import type { JsonHandler, JsonList, JsonScanner } from './json-stream.ts';

const hint = 'The file may be cut off, or of another kind; export it again.';
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Outside of a quoted text no name but this one stands so in front of a bracket. */
const namesTheList = /[{,]\s{0,20}"value"\s{0,20}:\s{0,20}$/i;

export class Scanner implements JsonScanner {
  readonly #handler: JsonHandler;
  readonly #deepest: number;
  readonly #kept: Kept;
  /** `object`: one at the top, an element or what is around the list. `between`: behind such an element. `after`: behind the list. */
  #where: 'start' | 'object' | 'list' | 'between' | 'after' = 'start';
  #depth = 0;
  /** The depth at which the elements of a list stand. */
  #base = 0;
  #quoted = false;
  #escaped = false;
  #elements = 0;
  /** What stands around the list, as far as it was read. */
  #around: string | null = null;
  #whole: unknown = null;
  #piece = '';
  /** From where on the piece is not kept yet. */
  #from = 0;

  constructor(handler: JsonHandler, longest: number, deepest: number) {
    this.#handler = handler;
    this.#deepest = deepest;
    this.#kept = new Kept(longest);
  }

  write(piece: string): void {
    this.#piece = piece;
    this.#from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (this.#quoted) at = this.#skipText(at);
      else if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) this.#step(code, at);
    }
    this.#keepTo(piece.length);
  }

  end(): JsonList {
    if (this.#where === 'start') throw new UserError('it is empty', hint);
    if (this.#where === 'object' || this.#where === 'list') {
      throw this.#refuse(`ends in the middle, behind ${this.#elements} whole elements`);
    }
    return { elements: this.#elements, around: this.#whole };
  }

  #step(code: number, at: number): void {
    if (this.#where === 'object' || this.#where === 'list') {
      if (code === quote) this.#quoted = true;
      else if (code === openList || code === openObject) this.#open(code, at);
      else if (code === closeList || code === closeObject) this.#close(code, at);
      else if (code === comma && this.#where === 'list' && this.#depth === this.#base) this.#finish(at, at + 1);
    } else this.#begin(code, at);
  }

  #begin(code: number, at: number): void {
    if (this.#where === 'after') throw this.#refuse('holds more behind the end of its list');
    const list = code === openList && this.#where === 'start';
    if (!list && code !== openObject) {
      throw this.#refuse(this.#where === 'start' ? 'begins with neither [ nor {' : 'holds more than objects');
    }
    this.#where = list ? 'list' : 'object';
    this.#depth = 1;
    this.#base = list ? 1 : 0;
    this.#from = list ? at + 1 : at;
  }

  #open(code: number, at: number): void {
    this.#depth += 1;
    if (this.#depth > this.#base + this.#deepest) throw this.#tooLarge(`is nested more than ${this.#deepest} deep`);
    if (code !== openList || this.#where !== 'object' || this.#depth !== 2 || !this.#isTheList(at)) return;
    this.#keepTo(at + 1);
    this.#around = this.#kept.take();
    this.#where = 'list';
    this.#base = 2;
  }

  /** {"value": [...]} has one list, and no element stands before it. */
  #isTheList(at: number): boolean {
    if (this.#elements > 0 && this.#around === null) return false;
    const named = namesTheList.test(this.#kept.tail(this.#piece.slice(this.#from, at)));
    if (named && this.#around !== null) throw this.#refuse('names its list twice');
    return named;
  }

  #close(code: number, at: number): void {
    this.#depth -= 1;
    if (this.#where === 'list') {
      if (this.#depth < this.#base) this.#endList(code, at);
    } else if (this.#depth === 0) this.#endObject(code, at);
  }

  #endList(code: number, at: number): void {
    if (code !== closeList) throw this.#refuse('closes its list with }');
    this.#keepTo(at);
    // "[]" has no element; "[1,]" has one that is empty, and is refused.
    if (this.#elements > 0 || !this.#kept.isBlank()) this.#finish(at, at);
    this.#kept.take();
    this.#from = at;
    this.#where = this.#around === null ? 'after' : 'object';
    this.#base = 0;
  }

  #endObject(code: number, at: number): void {
    if (code !== closeObject) throw this.#refuse('closes an object with ]');
    if (this.#around === null) {
      this.#finish(at + 1, at + 1);
      this.#where = 'between';
      return;
    }
    this.#keepTo(at + 1);
    const { value } = parsed(this.#around + this.#kept.take());
    if (value === undefined) throw this.#refuse('is not valid JSON around its list');
    this.#whole = value;
    this.#where = 'after';
  }

  /** An element ends at `until`, and the text behind it begins at `next`. */
  #finish(until: number, next: number): void {
    this.#keepTo(until);
    this.#from = next;
    const { value } = parsed(this.#kept.take());
    const index = this.#elements;
    this.#elements += 1;
    if (value !== undefined) this.#handler.element(value, index);
    else if (this.#handler.broken) this.#handler.broken(index);
    else throw this.#refuse(`is not valid JSON: its element ${index + 1} cannot be read`);
  }

  #keepTo(until: number): void {
    if (this.#where !== 'object' && this.#where !== 'list') return;
    if (this.#kept.add(this.#piece.slice(this.#from, until))) this.#from = until;
    else throw this.#tooLarge(`is longer than ${this.#kept.longest} characters`);
  }

  /** @returns the place of the closing quote, or of the end of the piece */
  #skipText(start: number): number {
    const from = this.#escaped ? start + 1 : start;
    this.#escaped = false;
    let end = this.#piece.indexOf('"', from);
    while (end >= 0 && this.#isEscaped(end, from)) end = this.#piece.indexOf('"', end + 1);
    if (end >= 0) {
      this.#quoted = false;
      return end;
    }
    this.#escaped = this.#isEscaped(this.#piece.length, from);
    return this.#piece.length;
  }

  /** Whether an odd number of backslashes stands before a place; those of an earlier piece are accounted for. */
  #isEscaped(at: number, from: number): boolean {
    let before = at;
    while (before > from && this.#piece.charCodeAt(before - 1) === backslash) before -= 1;
    return (at - before) % 2 === 1;
  }

  #tooLarge(what: string): UserError {
    return new UserError(
      `element ${this.#elements + 1} ${what}`,
      'No update is so large; the file is of another kind.',
    );
  }

  #refuse(what: string): UserError {
    return new UserError(`it ${what}`, hint);
  }
}

/** JSON knows no `undefined`, so that means: it is none. */
function parsed(text: string): { value?: unknown } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return {};
  }
}
