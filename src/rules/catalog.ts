// Updates of the catalog in the place of a site's, where no export is given. The catalog does not know the site: whether it has an
// update, whether it is superseded, expired, deployed or required there. So a rule over it says what it may pick, and what it cannot.
import { findProducts, productNamed } from '../products/products.ts';
import type { CatalogUpdate } from '../types.ts';
import { readSpan } from './instant.ts';
import type { RuleUpdate, Span } from './types.ts';

export const catalogNote =
  'Without --updates the rule is held against the catalog, which knows titles, products, classifications and days of release: it can tell which updates the rule cannot pick, but not which it will.';

export function catalogUpdateAsSite(update: CatalogUpdate): RuleUpdate {
  const { kb, updateId, title, bulletin, classification, released, revised, offers } = update;
  const products = offers.map(({ product }) => product);
  const categories = [...(classification === null ? [] : [classification]), ...new Set(products)];
  return {
    item: {
      ...{ kb, alsoKbs: [], updateId, ciId: null, title, bulletin, categories, released, revised },
      ...{ superseded: false, expired: false, where: 'the catalog', line: null },
    },
    catalog: update,
    columns: new Set(),
    ...{ title, description: null, article: kb, bulletin, categoryIds: null },
    categoryNames: {
      product: products.length === 0 ? null : [{ exact: true, texts: products.map((name) => name.toLowerCase()) }],
      updateclassification: classification === null ? null : [{ exact: true, texts: [classification.toLowerCase()] }],
      company: null,
    },
    ...{ locales: null, severity: null, customSeverity: null, revised: since(revised, released) },
    ...{ superseded: null, deployed: null, expired: null, missing: null },
    ...{ contentSize: null, size: null, tags: null, licenceTerms: null },
  };
}

/** A site may have a later revision than the catalog knows. */
function since(revised: string | null, released: string | null): Span | null {
  const day = revised ?? released;
  const span = day === null ? null : readSpan(day);
  return span === null ? null : { from: span.from, to: Number.POSITIVE_INFINITY };
}

/**
 * Whether a product of the catalog may be in a category of a site: "Windows 10 Version 1607" may be in "Windows 10" and in
 * "Windows 10, version 1903 and later". Categories of Windows that the vocabulary does not know may hold any.
 */
export function mayBeIn({ offers }: CatalogUpdate, name: string): boolean {
  if (offers.length === 0) return true;
  const families = new Set(findProducts(name).map(({ family }) => family));
  if (families.size > 0) return offers.some(({ product }) => families.has(productNamed(product).family));
  const lower = name.toLowerCase();
  return /windows|server operating/.test(lower) || offers.some(({ product }) => product.toLowerCase().includes(lower));
}
