// The entries of the list: number, title, bulletin and link of each, and in words what could not be taken.
import { numberInAddress } from './kb2894518-article.ts';
import type { ListEntryFact } from './kb2894518.ts';
import { type Block, type Link, oneLine, shorten } from './learn-bulletins-page.ts';

/** The article itself, and the cumulative update of Configuration Manager that it links to in the shape of an entry. */
const denied = new Set(['2894518', '3135680']);
const pageMark = /^\W{0,12}page\s*\d{1,3}(?:\s*(?:of|\/)\s*\d{1,3})?\W{0,12}$|^\d{1,3}\s*(?:of|\/)\s*\d{1,3}$/i;
const bareMark = /^\d{1,3}$/;
const leadingNumber = /^(?:KB ?)?(\d{6,7})(?!\d)(?=[\s:.(–—-]|$)/;
const beginsWithDigits = /^(?:KB ?)?\d{5,}/;
const printedLink = /\(?\s*(https?:\/\/[^\s()]{1,300})\s*\)?/i;

interface Item {
  text: string;
  bullet: boolean;
  links: Link[];
}

export interface Entries {
  entries: ListEntryFact[];
  notes: string[];
}

/**
 * @param wrapped  in text an entry runs over several lines; in HTML each element is whole
 * @param base  the address that relative links are read against
 */
export function entriesOf(section: readonly Block[], wrapped: boolean, base: string | null): Entries {
  const found = new Map<string, ListEntryFact>();
  const notes: string[] = [];
  const items = itemsOf(section, wrapped);
  notes.push(...linkedElsewhere(items));
  for (const item of items.filter(isCandidate)) {
    const entry = readItem(item, base, notes);
    if (entry === null || denied.has(entry.kb)) continue;
    const earlier = found.get(entry.kb);
    if (earlier === undefined) found.set(entry.kb, entry);
    else if (earlier.title !== entry.title) notes.push(`KB${entry.kb} is listed twice; the first title is kept.`);
  }
  return { entries: [...found.values()], notes };
}

function itemsOf(section: readonly Block[], wrapped: boolean): Item[] {
  const lines = section.flatMap((block): Item[] => {
    if (block.kind === 'line') return [block];
    const texts = block.kind === 'heading' ? [block.text] : block.rows.map((row) => [...new Set(row)].join(' '));
    return texts.map((text) => ({ text: oneLine(text), bullet: false, links: [] }));
  });
  return wrapped ? unwrap(lines) : lines;
}

/** A sentence may link to an article that is no entry, or an entry may have lost its beginning: the notes say so. */
function linkedElsewhere(items: readonly Item[]): string[] {
  const beside = items.filter((item) => !isCandidate(item));
  const hrefs = beside.flatMap(({ text, links }) => [text, ...links.map(({ href }) => href)]);
  const numbers = hrefs.map(numberInAddress).filter((number) => number !== null && !denied.has(number));
  return [...new Set(numbers)].map(
    (number) => `KB${shorten(number ?? '', 20)} is linked beside the list and not taken.`,
  );
}

/** Joins the lines of an entry. An empty line ends it, unless the break of a page stands there. */
function unwrap(all: readonly Item[]): Item[] {
  const lines = all.filter(({ text }, index) => text !== '' || all[index - 1]?.text !== '');
  const items: Item[] = [];
  let open: Item | null = null;
  lines.forEach((line, index) => {
    if (isPageMark(lines, index)) return;
    if (line.text === '') {
      if (!nearPageMark(lines, index)) open = null;
    } else if (isCandidate(line) || line.bullet || open === null) {
      open = { ...line, links: [...line.links] };
      items.push(open);
    } else {
      open.text += ` ${line.text}`;
      open.links.push(...line.links.map((link) => ({ ...link, leads: false })));
    }
  });
  return items;
}

/** A number alone is a page number only between empty lines: "8" may end a title that was wrapped. */
function isPageMark(lines: readonly Item[], index: number): boolean {
  const text = lines[index]?.text ?? '';
  if (pageMark.test(text)) return true;
  return bareMark.test(text) && (lines[index - 1]?.text ?? '') === '' && (lines[index + 1]?.text ?? '') === '';
}

function nearPageMark(lines: readonly Item[], index: number): boolean {
  return isPageMark(lines, index - 1) || isPageMark(lines, index + 1);
}

/** A bullet, a line that begins with many digits, or one that begins with a link to an article. */
function isCandidate({ text, bullet, links }: Item): boolean {
  return (
    beginsWithDigits.test(text) ||
    (bullet && text !== '') ||
    links.some(({ leads, href }) => leads && numberInAddress(href) !== null)
  );
}

function readItem(item: Item, base: string | null, notes: string[]): ListEntryFact | null {
  const written = leadingNumber.exec(item.text)?.[1] ?? null;
  const addresses = addressesOf(item);
  const linked = [...new Set(addresses.map(numberInAddress).filter((number) => number !== null))];
  const numbers = [...new Set([...(written === null ? [] : [written]), ...linked])];
  const say = (why: string): null => {
    notes.push(`Left out: "${shorten(item.text)}": ${why}.`);
    return null;
  };
  const [kb] = numbers;
  if (kb === undefined) return say('it has no KB number');
  if (numbers.length > 1) return say(`its numbers differ, ${numbers.join(' and ')}, and which is meant cannot be told`);
  if (!/^\d{6,7}$/.test(kb)) return say(`${shorten(kb, 20)} is no KB number of six or seven digits`);
  if (written === null && beginsWithDigits.test(item.text))
    return say('the number in its text is not that of its link');
  const title = titleOf(item.text);
  if (title === '') notes.push(`KB${kb} has no title on the page.`);
  const bulletin = /^(MS\d{2}-\d{3})(?=[:\s]|$)/.exec(title)?.[1] ?? null;
  return { kb, title: title === '' ? `KB${kb}` : title, bulletin, link: absolute(addresses[0] ?? null, base) };
}

/** The link that leads the line, if any does, else all of them; and addresses printed in the text, as the pages of 2015 did. */
function addressesOf({ text, links }: Item): string[] {
  const leading = links.filter(({ leads }) => leads);
  const printed = printedLink.exec(text.slice(0, 400))?.[1];
  const chosen = leading.length > 0 ? leading : links.filter(({ href }) => numberInAddress(href) !== null);
  return [...chosen.map(({ href }) => href), ...(printed === undefined ? [] : [printed])];
}

function titleOf(text: string): string {
  return oneLine(text.replace(leadingNumber, '').replace(printedLink, ' '))
    .replace(/^[\s:–—-]+/, '')
    .slice(0, 500)
    .trim();
}

function absolute(href: string | null, base: string | null): string | null {
  if (href === null) return null;
  const url = URL.canParse(href)
    ? new URL(href)
    : base !== null && URL.canParse(href, base)
      ? new URL(href, base)
      : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}
