// Where the next delimiter and the next end of a line stand in a text. Kept, because to search for each cell anew would be quadratic.

/** Beyond every text, and still a number that V8 keeps as an integer. */
export const nowhere = 0x3fffffff;
const [lineFeed, carriageReturn] = [10, 13];

export class Stops {
  readonly #delimiter: string;
  #text = '';
  #nextLf = -1;
  #nextCr = -1;
  #nextDelimiter = -1;
  /** Where the line ends that holds the place last given to `findLineEnd`; nowhere: not in this text. */
  lineEnd = nowhere;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** @param from the first place in the text that matters */
  renew(text: string, from: number): void {
    this.#text = text;
    this.#nextLf = -1;
    this.#nextCr = -1;
    this.#nextDelimiter = -1;
    this.findLineEnd(from);
  }

  findLineEnd(from: number): void {
    if (this.#nextLf < from) this.#nextLf = found(this.#text.indexOf('\n', from));
    if (this.#nextCr < from) this.#nextCr = found(this.#text.indexOf('\r', from));
    this.lineEnd = Math.min(this.#nextLf, this.#nextCr);
  }

  /** The first delimiter or end of a line at or after a place of this line. */
  stop(from: number): number {
    if (this.#nextDelimiter < from) this.#nextDelimiter = found(this.#text.indexOf(this.#delimiter, from));
    return Math.min(this.#nextDelimiter, this.lineEnd);
  }

  /** Where the next line begins; CR LF is one end of a line. */
  get nextLine(): number {
    const isCr = this.#text.charCodeAt(this.lineEnd) === carriageReturn;
    return this.lineEnd + (isCr && this.#text.charCodeAt(this.lineEnd + 1) === lineFeed ? 2 : 1);
  }

  /** Whether the text ends in a CR, to which an LF may still come. */
  get endsInCr(): boolean {
    return this.#text.charCodeAt(this.#text.length - 1) === carriageReturn;
  }
}

const found = (index: number): number => (index < 0 ? nowhere : index);
