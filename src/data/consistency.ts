// What must hold across the files of data/ before a catalog may be built from them.
import { UserError } from '../errors.ts';
import { factsOf, parseExpression } from '../facts/expression.ts';
import { canonicalProduct } from '../products/products.ts';
import { originsOf } from './origins.ts';
import { type LeanUpdate, wholeUpdate } from './quick.ts';
import type { Data, Lined, Placed } from './read.ts';

const hint = 'Correct the file and run "rebootgate build" again; the present catalog was left as it is.';

function refuse(place: string, what: string): never {
  throw new UserError(`${place}: ${what}`, hint);
}

/** @throws UserError for the first inconsistency, with file and line or key */
export function requireConsistent(data: Data): void {
  requireUnique(
    data.facts.map(({ value, place }) => ({ value: value.id, place })),
    'fact',
  );
  requireExpressions(data);
  requireFindings(data);
  requireSupersedence(data);
  requireEntries(data);
  requireProducts(data);
  requireUniqueUpdates(data);
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

function requireSupersedence(data: Data): void {
  for (const { supersedence } of data.sources) {
    const { values } = supersedence;
    const own = values.findIndex(({ superseding, superseded }) => superseding === superseded);
    if (own >= 0) refuse(supersedence.placeOf(own), `${values[own]?.superseding} supersedes itself`);
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

function requireUniqueUpdates(data: Data): void {
  for (const { updates } of data.sources) {
    requireOneRowEach(updates, 'UpdateID', ({ updateId }) => updateId ?? null);
    requireOneRowEach(updates, 'update', mainly, (row) => JSON.stringify(wholeUpdate(row)));
    const nameless = updates.values.findIndex(({ kb, updateId }) => (kb ?? updateId ?? null) === null);
    if (nameless >= 0) refuse(updates.placeOf(nameless), 'an update needs a KB number or an UpdateID');
  }
}

/** What tells nearly all rows of a source apart, so that few have to be compared as a whole. */
const mainly = ({ kb, updateId, title, products = [], architectures = [] }: LeanUpdate): string =>
  `${kb ?? null} ${updateId ?? null} ${title ?? null} ${products.join()} ${architectures.join()}`;

/**
 * @param keyOf rows with different keys are different rows; null is one that is not asked about
 * @param textOf what two rows with one key must differ in
 */
function requireOneRowEach(
  rows: Lined<LeanUpdate>,
  what: string,
  keyOf: (row: LeanUpdate) => string | null,
  textOf: (row: LeanUpdate) => string = (row) => keyOf(row) ?? '',
): void {
  const first = new Map<string, number>();
  const texts = new Map<string, number>();
  const { values } = rows;
  for (let index = 0; index < values.length; index += 1) {
    const row = values[index];
    const key = row === undefined ? null : keyOf(row);
    if (row === undefined || key === null) continue;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, index);
      continue;
    }
    texts.set(textOf(values[earlier] ?? row), earlier);
    const text = textOf(row);
    const same = texts.get(text);
    if (same !== undefined)
      refuse(rows.placeOf(index), `${what} "${text}" is there twice, first at ${rows.placeOf(same)}`);
    texts.set(text, index);
  }
}
