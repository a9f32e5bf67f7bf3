// The monthly CVRF document as XML, streamed. Elements go by their local names: the two serialisations differ in prefixes and order.
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { IncompletePageError, SourceError } from '../errors.ts';
import { type CvrfDocument, changed, type Fix } from './msrc-fact.ts';

/** @throws SourceError where the XML is cut or broken, carries a DOCTYPE, or is no CVRF document */
export function readCvrfXml(xml: string): CvrfDocument {
  const reader = new CvrfReader();
  try {
    reader.parse(xml);
  } catch (error) {
    // A TypeError is a bug of ours; what saxes finds wrong with a document is a plain Error.
    if (error instanceof SourceError || error instanceof TypeError) throw error;
    throw new IncompletePageError(
      'incomplete page of the MSRC: the XML is cut or broken',
      'ask for the document again; a whole one ends with </cvrf:cvrfdoc>',
      [],
      error,
    );
  }
  return reader.document;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
const emptyFix = (): Fix => ({
  description: '',
  productIds: [],
  supercedence: [],
  restart: undefined,
  subType: '',
  fixedBuild: '',
});

/** How the text of each child of a remediation is kept. */
const ofRemediation: Readonly<Record<string, (fix: Fix, text: string) => void>> = {
  Description: (fix, text) => {
    fix.description = text;
  },
  ProductID: (fix, text) => {
    fix.productIds.push(text.trim());
  },
  Supercedence: (fix, text) => {
    fix.supercedence.push(text);
  },
  RestartRequired: (fix, text) => {
    fix.restart = text;
  },
  SubType: (fix, text) => {
    fix.subType = text;
  },
  FixedBuild: (fix, text) => {
    fix.fixedBuild = text;
  },
};

class CvrfReader {
  readonly document: CvrfDocument = { id: '', released: '', products: new Map(), vulnerabilities: 0, fixes: [] };
  readonly #path: string[] = [];
  #text = '';
  #productId = '';
  #fix: Fix | null = null;

  parse(xml: string): void {
    const parser = new SaxesParser();
    parser.on('doctype', () => {
      throw new SourceError('the document carries a DOCTYPE, which no document of the MSRC does', 'do not trust it');
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('text', (text) => this.#keep(text));
    parser.on('cdata', (text) => this.#keep(text));
    parser.on('closetag', () => this.#close());
    parser.write(xml).close();
  }

  #open(tag: SaxesTagPlain): void {
    const name = local(tag.name);
    if (this.#path.length === 0 && name !== 'cvrfdoc') throw changed(`its root is ${name.slice(0, 40)}, not cvrfdoc`);
    this.#path.push(name);
    this.#text = '';
    if (name === 'FullProductName') this.#productId = tag.attributes['ProductID'] ?? '';
    if (name === 'Vulnerability') this.document.vulnerabilities += 1;
    if (name === 'Remediation' && tag.attributes['Type'] === 'Vendor Fix') this.#fix = emptyFix();
  }

  /** Long texts (descriptions of vulnerabilities) are not kept: only what `#close` may ask for. */
  #keep(text: string): void {
    const parent = this.#path.at(-2);
    const name = this.#path.at(-1);
    const wanted = parent === 'Remediation' || parent === 'Identification' || parent === 'DocumentTracking';
    if (wanted || name === 'FullProductName') this.#text += text;
  }

  #close(): void {
    const name = this.#path.pop() ?? '';
    const parent = this.#path.at(-1);
    if (parent === 'Identification' && name === 'ID') this.document.id = this.#text.trim();
    if (parent === 'DocumentTracking' && name === 'InitialReleaseDate') this.document.released = this.#text.trim();
    if (name === 'FullProductName') this.document.products.set(this.#productId, this.#text);
    if (parent === 'Remediation' && this.#fix) ofRemediation[name]?.(this.#fix, this.#text);
    if (name === 'Remediation' && this.#fix) {
      this.document.fixes.push(this.#fix);
      this.#fix = null;
    }
    this.#text = '';
  }
}
