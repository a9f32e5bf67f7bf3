// The monthly CVRF document as XML, streamed. Elements go by their local names: the two serialisations differ in prefixes and order.
import { IncompletePageError, SourceError } from '../errors.ts';
import { type Attributes, localName, ownCopy, XmlError, type XmlHandler, xmlReader } from '../xml/xml.ts';
import { type CvrfDocument, changed, type Fix } from './msrc-fact.ts';

export interface CvrfXmlReader {
  /** What was read; whole after `end` alone. Its fixes are those that `take` did not take. */
  readonly document: CvrfDocument;
  /** @throws SourceError where the XML is broken, carries a DOCTYPE, or is no CVRF document */
  write(piece: string): void;
  /** @throws IncompletePageError where the document has not ended */
  end(): void;
}

/** @param take is given each vendor fix as it ends; without it they are kept in the document */
export function cvrfXmlReader(take?: (fix: Fix) => void): CvrfXmlReader {
  const handler = new CvrfHandler(take);
  const reader = xmlReader(handler);
  return {
    document: handler.document,
    write: (piece) => saying(() => reader.write(piece)),
    end: () => saying(() => reader.end()),
  };
}

/** @throws SourceError where the XML is cut or broken, carries a DOCTYPE, or is no CVRF document */
export function readCvrfXml(xml: string): CvrfDocument {
  const reader = cvrfXmlReader();
  reader.write(xml);
  reader.end();
  return reader.document;
}

function saying(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    if (error.doctype) {
      throw new SourceError(
        'the document carries a DOCTYPE, which no document of the MSRC does',
        'do not trust it',
        error,
      );
    }
    throw new IncompletePageError(
      'incomplete page of the MSRC: the XML is cut or broken',
      'ask for the document again; a whole one ends with </cvrf:cvrfdoc>',
      [],
      error,
    );
  }
}

const emptyFix = (): Fix => ({
  description: '',
  productIds: [],
  supercedence: [],
  restart: undefined,
  subType: '',
  fixedBuild: '',
});

/** How the text of each child of a remediation is kept; a switch, since it is asked for every second element. */
function keepIn(fix: Fix, name: string, text: string): void {
  switch (name) {
    case 'Description':
      fix.description = text;
      break;
    case 'ProductID':
      fix.productIds.push(text.trim());
      break;
    case 'Supercedence':
      fix.supercedence.push(text);
      break;
    case 'RestartRequired':
      fix.restart = text;
      break;
    case 'SubType':
      fix.subType = text;
      break;
    case 'FixedBuild':
      fix.fixedBuild = text;
      break;
  }
}

/** In characters, of one fix or of all product names: real ones have some hundred and some ten thousand. */
const most = 4 * 1024 * 1024;

class CvrfHandler implements XmlHandler {
  readonly document: CvrfDocument = { id: '', released: '', products: new Map(), vulnerabilities: 0, fixes: [] };
  readonly #take: (fix: Fix) => void;
  readonly #path: string[] = [];
  /** Whether the text that comes is kept: long texts, as the descriptions of vulnerabilities, are not. */
  #wanted = false;
  #text = '';
  #productId = '';
  #fix: Fix | null = null;
  #sizeOfFix = 0;
  #sizeOfProducts = 0;

  constructor(take?: (fix: Fix) => void) {
    this.#take = take ?? ((fix) => this.document.fixes.push(fix));
  }

  open(fullName: string, attributes: Attributes): void {
    const name = localName(fullName);
    const parent = this.#path[this.#path.length - 1];
    if (parent === undefined && name !== 'cvrfdoc') throw changed(`its root is ${name.slice(0, 40)}, not cvrfdoc`);
    this.#path.push(name);
    this.#text = '';
    this.#wanted =
      (this.#fix !== null && parent === 'Remediation') ||
      name === 'FullProductName' ||
      parent === 'Identification' ||
      parent === 'DocumentTracking';
    if (name === 'FullProductName') this.#productId = attributes.get('ProductID') ?? '';
    if (name === 'Vulnerability') this.document.vulnerabilities += 1;
    if (name === 'Remediation' && attributes.get('Type') === 'Vendor Fix') this.#fix = emptyFix();
  }

  text(text: string): void {
    if (!this.#wanted) return;
    this.#text += text;
    if (this.#text.length > most) throw tooLarge();
  }

  close(): void {
    const name = this.#path.pop() ?? '';
    const parent = this.#path[this.#path.length - 1];
    if (this.#fix !== null) this.#closeInFix(this.#fix, name, parent);
    else if (name === 'FullProductName') this.#closeProduct();
    else if (parent === 'Identification' && name === 'ID') this.document.id = this.#text.trim();
    else if (parent === 'DocumentTracking' && name === 'InitialReleaseDate') this.document.released = this.#text.trim();
    this.#text = '';
    this.#wanted = false;
  }

  #closeInFix(fix: Fix, name: string, parent: string | undefined): void {
    if (name === 'Remediation') {
      this.#take(fix);
      this.#fix = null;
      this.#sizeOfFix = 0;
    } else if (parent === 'Remediation') {
      keepIn(fix, name, ownCopy(this.#text));
      this.#sizeOfFix += this.#text.length + 8;
      if (this.#sizeOfFix > most) throw tooLarge();
    }
  }

  #closeProduct(): void {
    this.document.products.set(this.#productId, this.#text);
    this.#sizeOfProducts += this.#productId.length + this.#text.length + 8;
    if (this.#sizeOfProducts > most) throw tooLarge();
  }
}

const tooLarge = (): SourceError => changed('a fix, or its product tree, is thousands of times larger than any before');
