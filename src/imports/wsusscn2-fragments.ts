// The fragments of a revision in packageN.cab, XML without a root: its title (l/en/123), and its number and restarts (x/123).
import { encodingOf } from '../bytes/text.ts';
import { type Attributes, localName, ownCopy, XmlError, type XmlHandler, xmlReader } from '../xml/xml.ts';
import { behaviorOf } from './wsusscn2-behavior.ts';
import type { Revision, Store } from './wsusscn2-store.ts';
import { bulletinIn, kbIn, plain, titleIn } from './wsusscn2-values.ts';

/** Which fragment it is. */
export type Part = { of: 'texts'; id: number; language: string } | { of: 'properties'; id: number };

/** @returns null for what says nothing for us: applicability rules (c), licences (e), other languages */
export function partNamed(path: string): Part | null {
  const [folder = '', second = '', third, more] = path.split('/', 4);
  const id = third ?? second;
  if (more !== undefined || !/^\d{1,10}$/.test(id)) return null;
  const kind = folder.toLowerCase();
  if (kind === 'x' && third === undefined) return { of: 'properties', id: Number(id) };
  return kind === 'l' && third !== undefined ? { of: 'texts', id: Number(id), language: second.toLowerCase() } : null;
}

export const isEnglish = (language: string): boolean => /^en(?:-[a-z]+)?$/.test(language);

/** Puts into the revision what its fragment says. @returns why it cannot be read; null where it could */
export function readFragment(bytes: Uint8Array, part: Part, revision: Revision, store: Store): string | null {
  const text = textIn(bytes);
  const handler = part.of === 'texts' ? new Texts() : new Properties();
  try {
    const reader = xmlReader(handler, { fragment: true });
    reader.write(text);
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    return cause.doctype ? cause.message : `it is no XML (${plain(cause.message)})`;
  }
  if (handler instanceof Properties) {
    handler.putInto(revision);
    return null;
  }
  const title = titleIn(handler.title ?? '');
  if (title !== null) store.title(revision, ownCopy(title));
  return title === null && (handler.title ?? '').trim() !== '' ? 'its title is too long' : null;
}

const utf8 = new TextDecoder();

/** Nearly all begin with "<" in UTF-8, and there are hundreds of thousands of them. */
function textIn(bytes: Uint8Array): string {
  const plain = bytes[0] === 0x3c && bytes[1] !== 0;
  return (plain ? utf8 : new TextDecoder(encodingOf(bytes))).decode(bytes);
}

/** The text of some elements, the first of each name. */
abstract class Collector implements XmlHandler {
  #name = '';
  #text = '';
  #open = false;

  abstract wanted(name: string): boolean;
  abstract found(name: string, text: string): void;

  open(name: string, _attributes: Attributes): void {
    this.#name = localName(name);
    this.#open = this.wanted(this.#name);
    this.#text = '';
  }

  text(text: string): void {
    if (this.#open) this.#text += text;
  }

  close(): void {
    if (this.#open) this.found(this.#name, this.#text);
    this.#open = false;
  }
}

class Texts extends Collector {
  title: string | null = null;
  wanted(name: string): boolean {
    return name === 'Title' && this.title === null;
  }

  found(_name: string, text: string): void {
    this.title = text;
  }
}

class Properties extends Collector {
  #kb: string | null = null;
  #bulletin: string | null = null;
  #handler = '';
  #rebootBehavior: string | undefined;
  #impact: string | undefined;
  #codeAsks = false;

  wanted(name: string): boolean {
    return name === 'KBArticleID' || name === 'SecurityBulletinID';
  }

  found(name: string, text: string): void {
    if (name === 'KBArticleID') this.#kb ??= kbIn(text);
    else this.#bulletin ??= bulletinIn(text);
  }

  override open(name: string, attributes: Attributes): void {
    super.open(name, attributes);
    const local = localName(name);
    if (local === 'ExtendedProperties') this.#handler = attributes.get('Handler') ?? '';
    if (local === 'ReturnCode') this.#codeAsks ||= attributes.get('Reboot')?.toLowerCase() === 'true';
    if (local !== 'InstallationBehavior') return;
    this.#rebootBehavior = attributes.get('RebootBehavior');
    // An attribute that has its default is left out.
    this.#impact = attributes.get('Impact') ?? 'Normal';
  }

  putInto(revision: Revision): void {
    revision.kb = this.#kb === null ? null : ownCopy(this.#kb);
    revision.bulletin = this.#bulletin;
    revision.rule ||= this.#handler.endsWith('/Category');
    const [rebootBehavior, impact] = [this.#rebootBehavior, this.#impact];
    revision.behavior = behaviorOf({ rebootBehavior, impact, codeAsks: this.#codeAsks });
  }
}
