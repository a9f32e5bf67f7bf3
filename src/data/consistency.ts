// What must hold across the files of data/ before a catalog may be built from them.
import { UserError } from '../errors.ts';
import { factsOf, parseExpression } from '../facts/expression.ts';
import { canonicalProduct } from '../products/products.ts';
import { originsOf } from './origins.ts';
import { hint } from './parse.ts';
import type { Data, Placed } from './read.ts';

function refuse(place: string, what: string): never {
  throw new UserError(`${place}: ${what}`, hint);
}

/**
 * All but the rows of updates and supersedence, which are looked at while they are read (checked-rows.ts).
 * @throws UserError for the first inconsistency, with file and line or key
 */
export function requireConsistent(data: Data): void {
  requireUnique(
    data.facts.map(({ value, place }) => ({ value: value.id, place })),
    'fact',
  );
  requireExpressions(data);
  requireFindings(data);
  requireEntries(data);
  requireProducts(data);
}

function requireUnique(ids: Placed<string>[], what: string): void {
  const seen = new Map<string, string>();
  for (const { value, place } of ids) {
    const earlier = seen.get(value);
    if (earlier !== undefined) refuse(place, `${what} "${value}" is there twice, first at ${earlier}`);
    seen.set(value, place);
  }
}

function requireExpressions(data: Data): void {
  const facts = new Set(data.facts.map(({ value }) => value.id));
  for (const { text, place } of expressionsOf(data)) {
    let asked: string[];
    try {
      asked = factsOf(parseExpression(text));
    } catch (cause) {
      refuse(place, cause instanceof Error ? cause.message : String(cause));
    }
    const unknown = asked.find((fact) => !facts.has(fact));
    if (unknown !== undefined)
      refuse(place, `unknown fact "${unknown}" in "${text}"; facts are declared in data/facts.json`);
  }
}

function* expressionsOf(data: Data): Generator<{ text: string; place: string }> {
  for (const source of data.sources) {
    const claims = [
      ...source.entries.map(({ value, place }) => ({ claim: value, place })),
      ...source.findings.map(({ finding, place }) => ({ claim: finding, place })),
    ];
    for (const { claim, place } of claims) {
      if (claim.condition !== null) yield { text: claim.condition, place: `${place}.condition` };
      for (const [index, row] of (claim.applicability ?? []).entries()) {
        yield { text: row.when, place: `${place}.applicability[${index}].when` };
      }
    }
  }
}

function requireFindings(data: Data): void {
  const findings = data.sources.flatMap((source) => source.findings);
  const lists = data.sources.flatMap((s) =>
    s.entries.map(({ value, place }) => ({ value: `${s.meta.id}/${value.kb}`, place })),
  );
  requireUnique([...lists, ...findings.map(({ finding, place }) => ({ value: finding.id, place }))], 'finding');
  const ids = new Set([...lists.map(({ value }) => value), ...findings.map(({ finding }) => finding.id)]);
  for (const { source, finding, place } of findings) {
    const subjects = [finding.kb, finding.updateId, finding.selector].filter((subject) => subject !== null);
    if (subjects.length !== 1) refuse(place, 'needs exactly one of kb, updateId and selector');
    if (!finding.id.startsWith(`${source.id}/`))
      refuse(`${place}.id`, `"${finding.id}" does not begin with its source "${source.id}/"`);
    const placed = source.url !== null || finding.labRecord !== undefined;
    if (placed === (source.tier === 'unsourced')) {
      refuse(place, 'a source without a URL or a lab record has the tier "unsourced", and only such a source');
    }
    if (finding.derivedFrom !== null && !ids.has(finding.derivedFrom)) {
      refuse(`${place}.derivedFrom`, `there is no finding "${finding.derivedFrom}"`);
    }
  }
  requireOriginals(findings);
}

/** A copy leads to an original in the end: a ring of copies would be a claim that nobody made. */
function requireOriginals(findings: Data['sources'][number]['findings']): void {
  const originOf = originsOf(new Map(findings.map(({ finding }) => [finding.id, finding.derivedFrom])));
  for (const { finding, place } of findings) {
    const origin = originOf(finding.id);
    if (origin.is === 'circle') refuse(`${place}.derivedFrom`, `"${finding.id}" leads back to "${origin.id}"`);
  }
}

function requireEntries(data: Data): void {
  for (const source of data.sources) {
    if (source.entries.length > 0 && source.meta.coverage === null)
      refuse(`data/${source.meta.id}/meta.json`, 'a list needs a coverage');
    for (const { value, place } of source.entries) {
      if (value.notBefore !== null && value.provenBy < value.notBefore)
        refuse(`${place}.provenBy`, 'lies before notBefore');
      if ((value.kind === 'article') !== value.packages.length > 0) {
        refuse(`${place}.packages`, 'an article names the packages of its bulletin, and only an article');
      }
    }
  }
}

/** A mistyped product would match nothing and let updates through in silence. */
function requireProducts(data: Data): void {
  for (const source of data.sources) {
    const named = [
      ...(source.meta.coverage?.products ?? []).map((product) => ({
        product,
        place: `data/${source.meta.id}/meta.json: coverage`,
      })),
      ...source.entries.flatMap(({ value, place }) => productsOf(value).map((product) => ({ product, place }))),
      ...source.findings.flatMap(({ finding, place }) => productsOf(finding).map((product) => ({ product, place }))),
    ];
    for (const { product, place } of named) {
      if (!known(product))
        refuse(place, `unknown product "${product}"; products are declared in src/products/table.ts`);
    }
  }
}

function productsOf(claim: {
  products: string[];
  applicability: { products: string[] }[] | null;
  selector?: { products: string[] } | null;
}): string[] {
  return [
    ...claim.products,
    ...(claim.selector?.products ?? []),
    ...(claim.applicability ?? []).flatMap(({ products }) => products),
  ];
}

function known(product: string): boolean {
  return canonicalProduct(product) === product;
}
