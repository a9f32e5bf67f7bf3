// A result page of the Update Catalog's search: rows, the next page, and how much of the result this is.
import type { CheerioAPI } from 'cheerio';
import { SourceError } from '../errors.ts';
import { readTitle } from '../titles/title.ts';
import type { PageRequest, Parsed } from './types.ts';
import { type CatalogFact, checkedFact, clean, dayOfPage, known, listOf, unread } from './update-catalog-fact.ts';
import { catalogHost, changed, incomplete } from './update-catalog-page.ts';

const body = '#ctl00_catalogBody_';
export const detailUrl = (updateId: string): string =>
  `https://${catalogHost}/ScopedViewInline.aspx?updateid=${updateId}`;

export const isSearch = ($: CheerioAPI): boolean =>
  $(`${body}updateMatches, ${body}searchDuration, ${body}noResultText`).length > 0;

/** @throws SourceError where the page answers another search, is cut, or is not in English */
export function parseSearch($: CheerioAPI, url: string | null): Parsed<CatalogFact> {
  const sought = guardSearch($, url);
  if ($(`${body}noResultText`).length > 0) return nothingFound($, sought);
  const counts = countsOf($);
  const facts = rowsOf($);
  const expected = counts.last - counts.first + 1;
  if (facts.length < expected) throw incomplete(`it speaks of ${expected} rows and has ${facts.length}`, facts);
  const next = $(`${body}nextPageLinkText`).length > 0 ? [nextPage($, url)] : [];
  if (next.length === 0 && counts.page < counts.pages) {
    throw incomplete(`page ${counts.page} of ${counts.pages} has no link to the next one`, facts);
  }
  const details = facts.map((fact): PageRequest => ({ url: detailUrl(fact.updateId) }));
  const capped = $(`${body}moreResults`).length > 0 || counts.total >= 1000;
  const note = `the search for ${sought} has more than 1,000 hits, and the Update Catalog shows only the first 1,000`;
  return { facts, follow: [...details, ...next], notes: capped ? [note] : [] };
}

function nothingFound($: CheerioAPI, sought: string): Parsed<CatalogFact> {
  if ($(`${body}updateMatches tr`).length > 1) throw changed('it says that nothing was found, and shows rows');
  return { facts: [], follow: [], notes: [`the Update Catalog has no update for ${sought}`] };
}

const plain = (text: string): string => clean(text.replaceAll('"', '')).toLowerCase();

/** The search that the page answers, which must be the one asked for. */
function guardSearch($: CheerioAPI, url: string | null): string {
  const shown = clean($(`${body}searchString`).text());
  const said = shown === '' ? clean($(`${body}noResultText`).text()) : shown;
  const asked = queryOf(url);
  if (said === '') throw changed('it does not say what was searched for');
  const same =
    shown === '' ? asked === null || plain(said).includes(plain(asked)) : plain(asked ?? said) === plain(said);
  if (same) return said.slice(0, 100);
  throw new SourceError(
    `the result is of a search for ${said.slice(0, 100)}, not for ${asked} that was asked for`,
    'ask again, or give the address that the page was saved from',
  );
}

function queryOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).searchParams.get('q') : null;
}

/** "1 - 25 of 761 (page 1 of 31)" */
function countsOf($: CheerioAPI): { first: number; last: number; total: number; page: number; pages: number } {
  const text = clean($(`${body}searchDuration`).text());
  const match = /^([\d,]{1,9}) - ([\d,]{1,9}) of ([\d,]{1,9}) \(page ([\d,]{1,9}) of ([\d,]{1,9})\)$/.exec(text);
  if (!match) throw changed(`it writes the number of results as ${JSON.stringify(text.slice(0, 60))}`);
  const [first = 0, last = 0, total = 0, page = 0, pages = 0] = match
    .slice(1)
    .map((n) => Number(n.replaceAll(',', '')));
  return { first, last, total, page, pages };
}

const columns: readonly [keyof Cells, string][] = [
  ['title', 'Title'],
  ['products', 'Products'],
  ['classification', 'Classification'],
  ['date', 'Last Updated'],
  ['size', 'Size'],
];
interface Cells {
  title: string;
  products: string;
  classification: string;
  date: string;
  size: string;
}

/** Which column number has which heading: the ids of the cells bear the number, wherever the column stands. */
function columnNumbers($: CheerioAPI): Map<string, keyof Cells> {
  const numbers = new Map<string, keyof Cells>();
  for (const header of $('#headerRow').children('th, td').toArray()) {
    const number = /^header_C(\d+)$/.exec($(header).attr('id') ?? '')?.[1];
    const column = columns.find(([, heading]) => heading === clean($(header).text()));
    if (number !== undefined && column) numbers.set(number, column[0]);
  }
  const missing = columns.find(([name]) => ![...numbers.values()].includes(name));
  if (!missing) return numbers;
  throw changed(`the table has no column "${missing[1]}"`, 'ask for the page in English (Accept-Language: en-US)');
}

function rowsOf($: CheerioAPI): CatalogFact[] {
  const numbers = columnNumbers($);
  const facts = new Map<string, CatalogFact>();
  for (const row of $(`${body}updateMatches tr`).not('#headerRow').toArray()) {
    const updateId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_R\d+$/i.exec($(row).attr('id') ?? '')?.[1];
    if (updateId === undefined) throw changed('a row of the table has no UpdateID');
    const cells: Partial<Cells> = {};
    for (const cell of $(row).children('td').toArray()) {
      const name = numbers.get(/_C(\d+)_R\d+$/.exec($(cell).attr('id') ?? '')?.[1] ?? '');
      // The cell of the size holds the bytes as well, hidden.
      const sized = name === 'size' ? $(cell).find('[id$="_size"]') : $(cell);
      if (name !== undefined) cells[name] = sized.text();
    }
    facts.set(updateId.toLowerCase(), factOf(updateId.toLowerCase(), cells));
  }
  return [...facts.values()];
}

function factOf(updateId: string, { title: raw, products, classification, date, size }: Partial<Cells>): CatalogFact {
  const title = known(raw ?? '');
  if (title === null || products === undefined || classification === undefined || date === undefined) {
    throw changed(`the row of update ${updateId} lacks a cell`);
  }
  const { kbs, architecture } = readTitle(title);
  return checkedFact({
    ...unread,
    updateId,
    idFrom: 'page',
    title,
    kb: kbs[0] ?? null,
    architecture,
    products: listOf(products),
    classification: known(classification),
    lastModified: dayOfPage(date),
    size: known(size ?? ''),
  });
}

/** The next page is a postback of the form, to the address of this page. */
function nextPage($: CheerioAPI, url: string | null): PageRequest {
  const state = Object.fromEntries(
    ['__VIEWSTATE', '__VIEWSTATEGENERATOR', '__EVENTVALIDATION'].map((name) => {
      const value = $(`input[name="${name}"]`).first().attr('value');
      if (value === undefined || value === '') throw changed(`the next page needs ${name}, which is not there`);
      return [name, value];
    }),
  );
  const action = $('#aspnetForm').attr('action') ?? '';
  const query =
    queryOf(url) ??
    queryOf(URL.canParse(action, `https://${catalogHost}`) ? new URL(action, `https://${catalogHost}`).href : null);
  if (query === null)
    throw changed('the address of the next page cannot be told', 'give the address of the page (--url)');
  return {
    url: `https://${catalogHost}/Search.aspx?q=${encodeURIComponent(query)}`,
    form: { __EVENTTARGET: 'ctl00$catalogBody$nextPageLinkText', __EVENTARGUMENT: '', ...state },
  };
}
