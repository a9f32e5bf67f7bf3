// The Microsoft Update Catalog: a search for each KB, and the detail page of each update.
import { UserError } from '../errors.ts';
import { blankUpdate, type SupersedenceRow, type UpdateRow } from '../data/schema.ts';
import { findProducts, nameOf } from '../products/products.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import type { Page, PageRequest, Parsed, Source, Wanted } from './types.ts';
import { isDetail, parseDetail } from './update-catalog-detail.ts';
import type { CatalogFact } from './update-catalog-fact.ts';
import { catalogHost, openPage, stranger } from './update-catalog-page.ts';
import { detailUrl, isSearch, parseSearch } from './update-catalog-search.ts';

export const updateCatalog: Source<CatalogFact> = {
  id: 'update-catalog',
  description: 'Microsoft Update Catalog: restart behaviour, exclusive install and supersedence of each update',
  hosts: [catalogHost, 'catalog.update.microsoft.com'],
  live: true,
  start,
  parse,
  rows: (facts) => {
    const details = facts.filter(({ detail }) => detail);
    return { updates: details.map(updateOf), supersedence: details.flatMap(supersedenceOf) };
  },
};

function start({ kbs, updateIds }: Wanted): PageRequest[] {
  if (kbs.length === 0 && updateIds.length === 0) {
    throw new UserError(
      'the Update Catalog cannot be read as a whole',
      'say which updates: --kb <number...>, or --from-group <file>',
    );
  }
  const numbers = [...new Set(kbs.map((kb) => kb.replace(/^kb/i, '')))];
  const searches = numbers.map((kb) => ({ url: `https://${catalogHost}/Search.aspx?q=KB${encodeURIComponent(kb)}` }));
  const details = [...new Set(updateIds)].map((id) => ({ url: detailUrl(encodeURIComponent(id.toLowerCase())) }));
  return [...searches, ...details];
}

function parse({ text, url }: Page): Parsed<CatalogFact> {
  const $ = openPage(text);
  // An error page keeps the frame of the page that failed, so its mark is looked for first.
  if ($('#errorPageDisplayedError, #errorPageHeader').length > 0) throw stranger($, url);
  if (isDetail($)) return { facts: [parseDetail($, url)], follow: [], notes: [] };
  if (isSearch($)) return parseSearch($, url);
  throw stranger($, url);
}

/** Categories as the vocabulary knows them; one that it does not know ("Office 2013") keeps its own name. */
function productsOf(categories: readonly string[]): string[] {
  const names = categories.flatMap((category) => {
    const found = findProducts(category).map(nameOf);
    return found.length > 0 ? found : [category];
  });
  return [...new Set(names)];
}

function updateOf(fact: CatalogFact): UpdateRow {
  const [language, ...more] = fact.languages;
  return {
    ...blankUpdate,
    kb: fact.kb,
    updateId: fact.updateId,
    title: fact.title,
    bulletin: fact.msrcNumber,
    // The page gives the day of the last revision alone.
    revised: fact.lastModified,
    classification: fact.classification,
    kind: kindOfTitle(fact.title),
    products: productsOf(fact.products),
    architectures: fact.architecture === null ? [] : [fact.architecture],
    language: language === undefined || more.length > 0 || language.toLowerCase() === 'all' ? null : language,
    restartFlag: fact.restartFlag,
    flagText: fact.restartBehavior,
    exclusive: fact.exclusive,
    url: detailUrl(fact.updateId),
  };
}

function supersedenceOf(fact: CatalogFact): SupersedenceRow[] {
  const { products, architectures, url } = updateOf(fact);
  return fact.supersededBy
    .filter(({ updateId }) => updateId !== fact.updateId)
    .map(({ updateId }) => ({
      superseding: updateId,
      superseded: fact.updateId,
      products,
      architectures,
      url,
      note: null,
    }));
}
