// Opens a page of the Update Catalog: unwraps what PowerShell saved, and says of a page that is none which one it is.
import { type CheerioAPI, load } from 'cheerio';
import { IncompletePageError, SourceError } from '../errors.ts';
import { clean } from './update-catalog-fact.ts';

/** The largest real page has 0.25 million characters. */
const limit = 4_000_000;

export const catalogHost = 'www.catalog.update.microsoft.com';
export const changed = (what: string, hint?: string): SourceError =>
  new SourceError(
    `the Update Catalog page has changed: ${what}`,
    hint ?? 'open the page in a browser and compare; until the parser is mended, the facts read earlier stay',
  );
/** Begins with words by which the one who fetches knows that asking again may help. */
export const incomplete = (what: string, facts: readonly unknown[] = []): SourceError =>
  new IncompletePageError(`incomplete page of the Update Catalog: ${what}`, 'ask for the page again', facts);
const refused = (what: string, hint: string): SourceError => new SourceError(`the page is ${what}`, hint);

/** @throws SourceError where the text is no HTML page, or ends in the middle of it */
export function openPage(text: string): CheerioAPI {
  if (text.length > limit) throw refused(`larger than ${limit} characters`, 'no page of the Update Catalog is');
  const html = unwrap(text.replace(/^\uFEFF/, ''));
  if (!/<html[\s>]/i.test(html)) {
    throw refused('no HTML page', 'give a page of catalog.update.microsoft.com as the server sent it');
  }
  if (!/<\/html\s*>/i.test(html)) throw incomplete('it ends in the middle, without </html>');
  if (isDeep(html)) throw refused('nested too deeply', 'no page of the Update Catalog is');
  // htmlparser2 instead of parse5: its work grows with the length of the page alone, however broken the page is.
  return load(html, { xml: { xmlMode: false } });
}

/** Elements that never hold others. */
const empty = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
/** Real pages reach 30. */
const deepest = 1000;

/** Each query takes time by the depth of the tree, so that a page of a thousand unclosed tags would seem to hang. */
function isDeep(html: string): boolean {
  const open: string[] = [];
  const counts = new Map<string, number>();
  for (const [, slash, raw = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    const name = raw.toLowerCase();
    const count = counts.get(name) ?? 0;
    if (slash === '' && !empty.has(name)) {
      counts.set(name, count + 1);
      if (open.push(name) > deepest) return true;
    } else if (slash !== '' && count > 0) {
      let closed = open.pop();
      for (; closed !== undefined && closed !== name; closed = open.pop()) {
        counts.set(closed, (counts.get(closed) ?? 1) - 1);
      }
      counts.set(name, count - 1);
    }
  }
  return false;
}

/** `Invoke-WebRequest ... | Export-Clixml` keeps the page in <S N="Content">, with _x000D_ for what XML cannot hold. */
function unwrap(text: string): string {
  if (!/^\s*<Objs\s/.test(text)) return text;
  const content = /<S N="Content">([^<]*)<\/S>/.exec(text)?.[1];
  if (content !== undefined) return unescaped(content);
  const object = /MSCatalogUpdate/.test(text) ? 'an update object of the PowerShell module MSCatalog' : 'an object';
  throw refused(`PowerShell CLIXML of ${object}, not of a web page`, 'save the detail page of the update instead');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const errorHints: Readonly<Record<string, string>> = {
  '8DDD0010': 'the site is busy or down: try again later',
  '8DDD0024': 'the catalog does not know this update, or no longer',
};

const strangers: readonly [RegExp, string, string][] = [
  [/Error\.aspx/i, 'the error page of the Update Catalog', 'try again later'],
  [
    /Thanks\.aspx/i,
    'the "Thanks" page of the Update Catalog',
    'the update is not available, or the browser was refused',
  ],
  [/DownloadDialog\.aspx/i, 'a download dialog, not a detail page', 'give ScopedViewInline.aspx?updateid=... instead'],
  [
    /ViewBasket\.aspx|Home\.aspx|Faq\.aspx|Support\.aspx/i,
    'another page of the Update Catalog',
    'give a search result or a detail page',
  ],
];

/** Says why a page is neither a search result nor a detail page. Call it when neither was found. */
export function stranger($: CheerioAPI, url: string | null): SourceError {
  const error = clean($('#errorPageDisplayedError').text());
  if (error !== '' || $('#errorPageHeader').length > 0) {
    const code = /\b8DDD[0-9A-F]{4}\b/i.exec(error)?.[0].toUpperCase() ?? 'without a number';
    const what = `the error page of the Update Catalog, ${code}`;
    // "Try again later", sent with HTTP 200.
    if (code === '8DDD0010')
      return new IncompletePageError(`the page is ${what}`, errorHints[code] ?? 'try again later');
    return refused(what, errorHints[code] ?? 'try again later');
  }
  const scripts = $('script').text();
  const addresses = [
    url ?? '',
    ...$('form')
      .map((_, form) => $(form).attr('action') ?? '')
      .get(),
  ];
  if (/downloadInformation\[\d+\]/.test(scripts)) addresses.push('DownloadDialog.aspx');
  const found = strangers.find(([pattern]) => addresses.some((address) => pattern.test(address)));
  if (found) return refused(found[1], found[2]);
  return foreign($, addresses);
}

function foreign($: CheerioAPI, addresses: readonly string[]): SourceError {
  const shown = clean(`${$('title').first().text()} ${$('h1, h2').text()}`).slice(0, 300);
  const hint = 'open the address in a browser from this machine; a proxy or a portal may stand in between';
  if (
    $('input[type=password]').length > 0 ||
    addresses.some((each) => /login\.(?:live|microsoftonline)\.com/i.test(each))
  ) {
    return refused('a sign-in page', hint);
  }
  if (/sign[ -]?in|log[ -]?in|anmeld/i.test(shown)) return refused('a sign-in page', hint);
  if (/consent|cookies|terms of use|before you continue/i.test(shown)) return refused('a consent page', hint);
  if (/captcha|are you (?:a )?human|robot|access denied|blocked/i.test(shown))
    return refused('a page that blocks robots', hint);
  const canonical = $('link[rel=canonical]').attr('href') ?? '';
  if (/support\.microsoft\.com/i.test(canonical)) {
    return refused(
      'an article of support.microsoft.com, not a page of the Update Catalog',
      'give a search result or a detail page',
    );
  }
  const named = shown === '' ? '' : ` (${JSON.stringify(shown.slice(0, 80))})`;
  return refused(`no page of the Update Catalog that is known${named}`, hint);
}
