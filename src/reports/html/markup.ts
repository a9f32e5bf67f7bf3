// Markup that escapes whatever is put into it: a page is made of these and of nothing else.
import { plain } from '../safe.ts';

/** Text that is markup already. Only this file and fixed texts of ours make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | null | Markup | readonly Part[];

/** A title of 100 kB says no more than its beginning. */
const longest = 1_000;

/** h`<p>${title}</p>`: strings are made plain, shortened and escaped; null is nothing; lists are put one after the other. */
export function h(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => `${text}${textOf(parts[index] ?? null)}`).join(''));
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return typeof part === 'number' ? String(part) : escaped(plain(shortened(part)));
}

export function shortened(text: string, most = longest): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${cut}\u2026 (${text.length - cut.length} more characters)`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What no document may hold: https://infra.spec.whatwg.org/#noncharacter */
const noCharacter = /\p{Noncharacter_Code_Point}/gu;

function escaped(text: string): string {
  return text.replace(noCharacter, '\u00b7').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A source's address: shown as it is given, and a link where it is a plain http or https one. */
export function link(url: string): Markup {
  const href = webAddress(url);
  if (href === null) return h`<span class="url">${url}</span>`;
  // Broken up as plain() does it, for those who print the file in a pipeline; a browser reads the same address.
  const value = escaped(href)
    .replace(/:(?=:)/g, '&#58;')
    .replace(/#(?=#)/g, '&#35;');
  return h`<a class="url" href="${new Markup(value)}" rel="noopener noreferrer">${url}</a>`;
}

function webAddress(url: string): string | null {
  if (url.length > 2_000 || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? href : null;
}

/** One of the drawings of icons.ts. */
export function icon(name: string): Markup {
  return h`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-${name}"></use></svg>`;
}

/** "1 update", "8 updates" */
export function counted(count: number, word: string): string {
  return `${numberText(count)} ${word}${count === 1 ? '' : 's'}`;
}

export const numberText = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
