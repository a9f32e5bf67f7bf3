// XML as a stream of elements: the one reader of all XML that comes from outside. A DOCTYPE is refused: it can make one kilobyte a gigabyte.
import { SaxesParser } from 'saxes';

/** The attributes of an element by name, prefix included; read when they are asked for. */
export interface Attributes {
  get(name: string): string | undefined;
}

export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  /**
   * Text and CDATA with entities resolved; one text may come in several pieces, and white space between elements is text.
   * What is kept for long is kept with `ownCopy`.
   */
  text(text: string): void;
  close(name: string): void;
}

/** What is wrong with an XML text. The caller knows the file, and says it to the user. */
export class XmlError extends Error {
  /** True for a DOCTYPE, false for XML that is cut or not well-formed. */
  readonly doctype: boolean;
  constructor(message: string, doctype = false) {
    // What is wrong is said with a part of the document, which may be any sign.
    super(message.replace(/\p{Cc}/gu, '\uFFFD'));
    this.name = 'XmlError';
    this.doctype = doctype;
  }
}

export interface XmlReader {
  /** Where it is, counted from 1. */
  readonly line: number;
  /** @throws XmlError */
  write(piece: string): void;
  /** @throws XmlError where elements are still open */
  end(): void;
}

/** Of one tag, comment or text, in characters: each is kept whole until it ends, and one that never ends would fill the memory. */
const longest = 8 * 1024 * 1024;
const deepest = 1000;

/** How saxes says that something stands before the declaration. People put comments there, and nothing is lost by reading on. */
const lateDeclaration = 'an XML declaration must be at the start of the document.';
/** How it says so of a DOCTYPE inside of the root, or of a fragment, which counts as such. */
const lateDoctype = 'inappropriately located doctype declaration.';

/** `fragment`: several elements without a root, as the parts of wsusscn2.cab are. */
export const xmlReader = (handler: XmlHandler, options: { fragment?: boolean } = {}): XmlReader =>
  new Reader(handler, options.fragment === true);

class Reader implements XmlReader {
  readonly #parser;
  #depth = 0;
  #opened = false;
  /** Whether something ended since the last piece came, and how many characters came since. */
  #moved = false;
  #waiting = 0;

  constructor(handler: XmlHandler, fragment: boolean) {
    const parser = new SaxesParser({ xmlns: false, fragment, position: false });
    const text = (piece: string): void => {
      this.#moved = true;
      handler.text(piece);
    };
    // No more handlers than these six: each is a property of the parser, and from eight on V8 reads them five times slower.
    parser.on('error', ({ message }) => this.#fail(message));
    parser.on('doctype', refuseDoctype);
    parser.on('text', text);
    parser.on('cdata', text);
    parser.on('opentag', (tag) => {
      this.#opened = true;
      this.#moved = true;
      this.#depth += 1;
      if (this.#depth > deepest) this.#refuse('its elements are nested too deeply');
      handler.open(tag.name, new TagAttributes(tag.attributes));
    });
    parser.on('closetag', (tag) => {
      this.#moved = true;
      this.#depth -= 1;
      handler.close(tag.name);
    });
    this.#parser = parser;
  }

  get line(): number {
    return this.#parser.line;
  }

  write(piece: string): void {
    this.#moved = false;
    this.#feed(() => this.#parser.write(piece));
    this.#waiting = this.#moved ? 0 : this.#waiting + piece.length;
    if (this.#waiting > longest) this.#refuse('a tag, comment or text that does not end');
  }

  end(): void {
    this.#feed(() => this.#parser.close());
  }

  #feed(read: () => void): void {
    try {
      read();
    } catch (error) {
      // Half of a surrogate pair, at places where saxes takes a whole one for granted.
      const half = error instanceof RangeError && error.message.startsWith('Invalid code point');
      if (half) this.#refuse('disallowed character');
      throw error;
    }
  }

  #fail(message: string): void {
    if (message === lateDoctype) refuseDoctype();
    if (this.#opened || message !== lateDeclaration) this.#refuse(message.replace(/\.$/, '').slice(0, 200));
  }

  #refuse(what: string): never {
    throw new XmlError(`line ${this.#parser.line}: ${what}`);
  }
}

function refuseDoctype(): never {
  throw new XmlError('it carries a DOCTYPE', true);
}

class TagAttributes implements Attributes {
  readonly #values: Readonly<Record<string, string>>;
  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }
  get(name: string): string | undefined {
    const value = this.#values[name];
    return value === undefined ? undefined : ownCopy(value);
  }
}

/** A text without the memory of the piece it was cut from, which V8 keeps alive for each cut of 13 characters or more. */
export const ownCopy = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));

/** The name without its prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
