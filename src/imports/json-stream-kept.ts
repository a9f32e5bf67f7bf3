// The text of an element of a JSON list, in the pieces in which it came, up to a length.

export class Kept {
  readonly longest: number;
  #pieces: string[] = [];
  #length = 0;

  constructor(longest: number) {
    this.longest = longest;
  }

  /** @returns false where that is too much */
  add(text: string): boolean {
    this.#length += text.length;
    if (text !== '') this.#pieces.push(text);
    return this.#length <= this.longest;
  }

  take(): string {
    const text = this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    return text;
  }

  isBlank(): boolean {
    return this.#pieces.every((piece) => piece.trim() === '');
  }

  /** The last characters of what is kept and `more`. */
  tail(more: string): string {
    let text = more.slice(-80);
    for (let at = this.#pieces.length - 1; at >= 0 && text.length < 80; at -= 1) text = (this.#pieces[at] ?? '') + text;
    return text.slice(-80);
  }
}
