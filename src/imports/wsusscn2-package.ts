// package.xml of wsusscn2.cab: every update with its revision, categories, and what replaces and bundles it. No titles, no KBs.
import { UserError } from '../errors.ts';
import { type Attributes, localName, XmlError, type XmlHandler, xmlReader } from '../xml/xml.ts';
import type { Sink } from './types.ts';
import type { Category, Revision, Store } from './wsusscn2-store.ts';
import { dayIn, guidIn, plain } from './wsusscn2-values.ts';

/** @returns the day on which the file was made; null where it does not say. @throws UserError where it is cut or no package.xml */
export async function readPackage(
  pieces: AsyncIterable<string>,
  name: string,
  store: Store,
  sink: Sink,
): Promise<string | null> {
  const handler = new PackageHandler(name, store, sink);
  const reader = xmlReader(handler);
  try {
    for await (const piece of pieces) reader.write(piece);
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const why = cause.doctype ? cause.message : `it is cut off, or no XML (${plain(cause.message)})`;
    throw new UserError(`${name} is not read: ${why}`, 'Download wsusscn2.cab again.', cause);
  }
  return handler.made;
}

class PackageHandler implements XmlHandler {
  readonly #name: string;
  readonly #store: Store;
  readonly #sink: Sink;
  made: string | null = null;
  #depth = 0;
  #rows = 0;
  /** The update that is being read; null outside of one, and for one that cannot be read. */
  #update: Revision | null = null;
  #list = '';

  constructor(name: string, store: Store, sink: Sink) {
    this.#name = name;
    this.#store = store;
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): void {
    this.#depth += 1;
    const local = localName(name);
    if (this.#depth === 1) this.#root(local, attributes);
    else if (this.#depth === 3 && local === 'Update') this.#begin(attributes);
    else if (this.#depth === 4) this.#list = local;
    else if (this.#depth === 5 && this.#update) this.#refer(this.#update, local, attributes);
  }

  text(): void {}

  close(): void {
    if (this.#depth === 3 && this.#update) {
      this.#store.add(slim(this.#update));
      this.#update = null;
    }
    this.#depth -= 1;
  }

  #root(local: string, attributes: Attributes): void {
    if (local !== 'OfflineSyncPackage') {
      const hint = 'Name wsusscn2.cab as Microsoft publishes it, or the package.xml out of its package.cab.';
      throw new UserError(`${this.#name} is no package.xml of wsusscn2.cab`, hint);
    }
    this.made = dayIn(attributes.get('CreationDate') ?? '');
  }

  #begin(attributes: Attributes): void {
    this.#rows += 1;
    this.#sink.row();
    const updateId = guidIn(attributes.get('UpdateId'));
    const id = numberIn(attributes.get('RevisionId'), 2 ** 31);
    const bad =
      updateId === null
        ? 'its UpdateId is no GUID'
        : id === null
          ? 'its RevisionId is no number'
          : this.#store.revisions.has(id)
            ? 'its RevisionId is that of another update'
            : null;
    if (bad !== null) this.#sink.bad(`update ${this.#rows}`, bad);
    else if (updateId !== null && id !== null) this.#update = revisionOf(id, updateId, attributes);
  }

  #refer(update: Revision, local: string, attributes: Attributes): void {
    const value = attributes.get('Id');
    if (this.#list === 'Categories' && local === 'Category') {
      const updateId = guidIn(value);
      const type = attributes.get('Type') ?? '';
      if (updateId !== null) this.#store.refer(update.categories, this.#store.category(updateId, type));
    }
    const list = this.#list === 'SupersededBy' || this.#list === 'BundledBy' ? this.#list : null;
    const id = local === 'Revision' && list !== null ? numberIn(value, 2 ** 31) : null;
    if (id !== null) this.#store.refer(list === 'BundledBy' ? update.bundledBy : update.supersededBy, id);
  }
}

function revisionOf(id: number, updateId: string, attributes: Attributes): Revision {
  const evaluated = attributes.get('DeploymentAction')?.toLowerCase() === 'evaluate';
  return {
    id,
    updateId,
    number: numberIn(attributes.get('RevisionNumber'), 1_000_000),
    released: dayIn(attributes.get('CreationDate') ?? ''),
    defaultLanguage: languageIn(attributes.get('DefaultLanguage')),
    rule: evaluated || attributes.get('IsSoftware')?.toLowerCase() === 'false',
    categories: [],
    supersededBy: [],
    bundledBy: [],
    title: null,
    kb: null,
    bulletin: null,
    behavior: null,
    bad: false,
  };
}

/** Most lists are empty; a hundred thousand of them are not kept. */
function slim(revision: Revision): Revision {
  if (revision.categories.length === 0) revision.categories = noCategories;
  if (revision.supersededBy.length === 0) revision.supersededBy = noRevisions;
  if (revision.bundledBy.length === 0) revision.bundledBy = noRevisions;
  return revision;
}

const noCategories: Category[] = [];
const noRevisions: number[] = [];

function languageIn(text: string | undefined): string {
  const lower = text?.toLowerCase() ?? 'en';
  return lower === 'en' ? 'en' : lower.slice(0, 12);
}

function numberIn(text: string | undefined, most: number): number | null {
  const number = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
  return number !== null && number <= most ? number : null;
}
