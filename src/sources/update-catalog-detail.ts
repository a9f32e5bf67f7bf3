// The detail page of the Update Catalog, ScopedViewInline.aspx: one update with restart behaviour and supersedence.
import type { CheerioAPI } from 'cheerio';
import { SourceError } from '../errors.ts';
import { readTitle } from '../titles/title.ts';
import type { Architecture } from '../types.ts';
import {
  architectureNamed,
  type CatalogFact,
  checkedFact,
  clean,
  dayOfPage,
  flagOf,
  idIn,
  known,
  listOf,
  yesNo,
} from './update-catalog-fact.ts';
import { changed } from './update-catalog-page.ts';

export const isDetail = ($: CheerioAPI): boolean =>
  $('#ScopedViewHandler_titleText, #ScopedViewHandler_rebootBehavior, #rebootBehaviorDiv').length > 0;

/** @throws SourceError where the page is of another update or language, or lacks a field that every page has */
export function parseDetail($: CheerioAPI, url: string | null): CatalogFact {
  guardShape($);
  const title = known($('#ScopedViewHandler_titleText').text());
  if (title === null) throw changed('it shows no title');
  const behavior = known($('#ScopedViewHandler_rebootBehavior').text());
  const named = readTitle(title);
  return checkedFact({
    ...identityOf($, url),
    title,
    kb: /(?<!\d)\d{6,7}(?!\d)/.exec(fieldOf($, 'kbDiv'))?.[0] ?? named.kbs[0] ?? null,
    ...architectureOf(fieldOf($, 'archDiv'), named.architecture),
    products: listOf(fieldOf($, 'productsDiv')),
    classification: known(fieldOf($, 'classificationDiv')),
    lastModified: dayOfPage($('#ScopedViewHandler_date').text()),
    size: known($('#ScopedViewHandler_size').text()),
    languages: listOf(fieldOf($, 'languagesDiv')),
    msrcNumber: known(fieldOf($, 'securityBullitenDiv')),
    msrcSeverity: known($('#ScopedViewHandler_msrcSeverity').text()),
    restartBehavior: behavior,
    restartFlag: flagOf(behavior),
    userInput: yesNo($('#ScopedViewHandler_userInput').text()),
    exclusive: yesNo($('#ScopedViewHandler_installationImpact').text()),
    network: yesNo($('#ScopedViewHandler_connectivity').text()),
    supportUrl: linkOf($, 'suportUrlDiv'),
    moreInfoUrl: linkOf($, 'moreInfoDiv'),
    supersedes: supersedesOf($),
    supersededBy: supersededByOf($),
    detail: true,
  });
}

/** Ids as the site spells them, mistakes included. */
const everywhere = ['titleText', 'date', 'size', 'rebootBehavior', 'userInput', 'installationImpact', 'connectivity'];
const ofSoftware = [
  'archDiv',
  'classificationDiv',
  'productsDiv',
  'languagesDiv',
  'kbDiv',
  'supersededbyInfo',
  'supersedesInfo',
];
const label = 'ScopedViewHandler_labelRebooBehavior_Separator';

/** A field whose id has changed must not pass for a field that is empty. */
function guardShape($: CheerioAPI): void {
  const driver = $('#driverhwIDs, #ScopedViewHandler_driverClass, #ScopedViewHandler_manufacturer').length > 0;
  const ids = everywhere.map((id) => `ScopedViewHandler_${id}`).concat(label, driver ? [] : ofSoftware);
  const missing = ids.find((id) => $(`#${id}`).length === 0);
  if (missing !== undefined) throw changed(`the detail page has no element ${missing}`);
  const text = clean($(`#${label}`).text());
  if (/^(?:restart|reboot) behaviou?r:?$/i.test(text)) return;
  throw new SourceError(
    `the detail page is not in English: it says ${JSON.stringify(text.slice(0, 60))} for "Restart behavior:"`,
    'ask for the page in English (Accept-Language: en-US): its values are translated as well',
  );
}

/** The text of a field without its label. */
function fieldOf($: CheerioAPI, id: string): string {
  return $(`#${id}`).first().clone().find('.labelTitle').remove().end().text();
}

/** The form's action repeats the address that was asked for, so it counts as an address. */
function identityOf($: CheerioAPI, url: string | null): Pick<CatalogFact, 'updateId' | 'idFrom'> {
  const own = idIn($('#ScopedViewHandler_UpdateID').text());
  const action = idIn($('form[action*="updateid" i]').attr('action') ?? '');
  const asked = idIn(url ?? '');
  const ids = [...new Set([own, action, asked].filter((id) => id !== null))];
  if (ids.length > 1) {
    throw new SourceError(
      `the detail page is of update ${ids[0]}, not of ${ids[1]} that was asked for`,
      'ask again, or give the address that the page was saved from',
    );
  }
  const updateId = ids[0];
  if (updateId !== undefined) return { updateId, idFrom: own === null ? 'url' : 'page' };
  throw new SourceError('the detail page bears no UpdateID', 'give the address that it was saved from (--url)');
}

function architectureOf(
  raw: string,
  fromTitle: Architecture | null,
): Pick<CatalogFact, 'architecture' | 'architectureText'> {
  const named = listOf(raw);
  if (named.length === 0) return { architecture: fromTitle, architectureText: null };
  const [only] = named;
  const architecture = named.length === 1 && only !== undefined ? architectureNamed(only) : null;
  return { architecture, architectureText: named.join(', ') };
}

function linkOf($: CheerioAPI, id: string): string | null {
  return known($(`#${id} a[href]`).first().attr('href') ?? '');
}

function supersedesOf($: CheerioAPI): string[] {
  const entries = $('#supersedesInfo').children('div');
  const titles = entries.map((_, entry) => clean($(entry).text())).get();
  const found = titles.flatMap((title) => known(title) ?? []);
  guardList($('#supersedesInfo').text(), found.length, 'supersedesInfo');
  return [...new Set(found)];
}

function supersededByOf($: CheerioAPI): CatalogFact['supersededBy'] {
  const links = $('#supersededbyInfo a[href]').map((_, link) => ({
    updateId: idIn($(link).attr('href') ?? '') ?? '',
    title: clean($(link).text()),
  }));
  const found = links.get();
  const entries = $('#supersededbyInfo')
    .children('div')
    .filter((_, entry) => known($(entry).text()) !== null);
  if (entries.length > found.length) throw changed('an entry of supersededbyInfo has no link');
  guardList($('#supersededbyInfo').text(), found.length, 'supersededbyInfo');
  return [...new Map(found.map((each) => [each.updateId, each])).values()];
}

/** An empty list says "n/a" on a real page. */
function guardList(text: string, found: number, id: string): void {
  if (found === 0 && known(text) !== null) throw changed(`the list ${id} is not written as entries`);
}
