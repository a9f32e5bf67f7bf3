// What must hold of a single claim, whoever wrote it: subject, source, dates, products, facts. Pure.
import { type FindingRow, type FindingSourceRow, tierOfKind } from '../data/schema.ts';
import { addDays } from '../dates.ts';
import { factsOf, parseExpression } from '../facts/expression.ts';
import { nearest } from '../nearest.ts';
import { findProducts, nameOf, productFamilies } from '../products/products.ts';

/** What a claim is held against. */
export interface Circumstances {
  facts: readonly string[];
  today: string;
  /** The findings of this project hold some whose place nobody knows any more; nobody may add one. */
  mayBeUnsourced: boolean;
}

export interface Fault {
  /** Below the claim: ["condition"]. */
  key: string[];
  message: string;
}

const fault = (message: string, ...key: string[]): Fault => ({ key, message });

export function faultsOf(source: FindingSourceRow, finding: FindingRow, given: Circumstances): Fault[] {
  return [
    ...subjectFaults(finding),
    ...sourceFaults(source, finding, given),
    ...measuredFaults(source, finding),
    ...dateFaults(finding, given.today),
    ...productFaults(finding),
    ...expressionFaults(finding, given.facts),
  ];
}

function subjectFaults({ kb, updateId, selector }: FindingRow): Fault[] {
  const subjects = [kb, updateId, selector].filter((subject) => subject !== null);
  return subjects.length === 1 ? [] : [fault('needs exactly one of kb, updateId and selector')];
}

/** It overrules what others say, so it has to be of a device: one update, on a product and an architecture. */
function measuredFaults({ tier }: FindingSourceRow, finding: FindingRow): Fault[] {
  const { restarts, products, architectures, selector } = finding;
  if (tier !== 'lab' || restarts.max === null || restarts.max > 1) return [];
  if (selector !== null) return [fault('a lab measures one update, not a class of them', 'selector')];
  if (products.length > 0 && architectures.length > 0) return [];
  return [fault('a count of at most one names the product and the architecture that it was measured on', 'products')];
}

/** Pages of metadata: a flag ("can request restart") is no count. */
const withoutCounts: readonly (readonly [host: string, what: string])[] = [
  ['catalog.update.microsoft.com', 'the Update Catalog publishes restart flags'],
  ['api.msrc.microsoft.com', 'the MSRC publishes restart flags'],
];

/** Of the source itself, whatever it claims. */
export function faultsOfSource({ url, tier, kind }: FindingSourceRow): Fault[] {
  const mayBe: string[] = url === null ? [tierOfKind[kind], 'unsourced'] : [tierOfKind[kind]];
  const address = url === null ? null : urlFault(url);
  return [
    ...(mayBe.includes(tier)
      ? []
      : [fault(`a source of the kind ${kind} has the tier ${tierOfKind[kind]}, not ${tier}`, 'tier')]),
    ...(address === null ? [] : [fault(address, 'url')]),
  ];
}

function sourceFaults({ id, url, tier }: FindingSourceRow, finding: FindingRow, given: Circumstances): Fault[] {
  const faults: Fault[] = [];
  if (!finding.id.startsWith(`${id}/`))
    faults.push(fault(`"${finding.id}" does not begin with its source "${id}/"`, 'id'));
  const placed = url !== null || finding.labRecord !== undefined;
  if (!placed && !(given.mayBeUnsourced && tier === 'unsourced'))
    faults.push(fault('its source has neither a URL nor a lab record: a count without a source is refused'));
  if (isOutside(finding.labRecord?.file ?? ''))
    faults.push(fault('leads out of the folder of the findings; write it with "/" from there', 'labRecord', 'file'));
  return faults;
}

/** Absolute, of a drive, with a step up, or not written with "/". */
export const isOutside = (file: string): boolean => /^(?:\/|[a-z]:)|(?:^|\/)\.\.(?:\/|$)|\\|\0/i.test(file);

/** @returns what is wrong with an address as a source; null: nothing */
export function urlFault(url: string): string | null {
  if (/\s/.test(url) || !URL.canParse(url)) return 'is no web address';
  const { hostname, username, password, protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'is no web address';
  if (username !== '' || password !== '') return 'holds a name or a password';
  const flags = withoutCounts.find(([host]) => hostname === host || hostname.endsWith(`.${host}`));
  return flags === undefined ? null : `leads to no count: ${flags[1]}, and a flag is never a count`;
}

/** @param today by UTC; in the zone of whoever wrote it, it may be tomorrow already */
export const isFuture = (day: string, today: string): boolean => day > addDays(today, 1);

function dateFaults(finding: FindingRow, today: string): Fault[] {
  const { validFrom, validTo, claimedOn, retractedOn, retractedReason } = finding;
  const past = ['claimedOn', 'knownBy', 'retractedOn', 'addedOn'] as const;
  const faults = past.flatMap((key) => {
    const day = finding[key] ?? null;
    return day !== null && isFuture(day, today) ? [fault(`${day} is in the future`, key)] : [];
  });
  if (claimedOn === null && finding.knownBy === null && finding.derivedFrom === null)
    faults.push(fault('needs claimedOn, or knownBy where the day of the claim is not known'));
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    faults.push(fault('ends before it begins', 'validTo'));
  if (claimedOn !== null && retractedOn !== null && retractedOn < claimedOn)
    faults.push(fault('lies before the claim', 'retractedOn'));
  if (retractedOn === null && retractedReason !== undefined)
    faults.push(fault('is there without retractedOn', 'retractedReason'));
  return faults;
}

function productFaults(finding: FindingRow): Fault[] {
  const named = [
    ...finding.products.map((product) => ({ product, key: 'products' })),
    ...(finding.selector?.products ?? []).map((product) => ({ product, key: 'selector' })),
    ...(finding.applicability ?? []).flatMap(({ products }) =>
      products.map((product) => ({ product, key: 'applicability' })),
    ),
  ];
  return named.flatMap(({ product, key }) =>
    productNamedBy(product) === product ? [] : [fault(unknownProduct(product), key)],
  );
}

/** The one product that a text names with its version; null: none, or one whose version the vocabulary does not know. */
export function productNamedBy(text: string): string | null {
  const [found, ...more] = findProducts(text);
  if (found === undefined || more.length > 0) return null;
  const bare = (name: string): string => name.replace(/[\s,]|version/gi, '').toLowerCase();
  return bare(nameOf(found)) === bare(text) ? nameOf(found) : null;
}

/** A mistyped product would match nothing and let updates through in silence. */
export function unknownProduct(product: string): string {
  const [found] = findProducts(product);
  const canonical = found === undefined ? null : nameOf(found);
  const families = new Map(productFamilies.map((family) => [family.toLowerCase(), family]));
  const near = canonical ?? families.get(nearest(product.toLowerCase(), [...families.keys()]) ?? '') ?? null;
  return `unknown product "${product}"${near === null ? '' : `; did you mean "${near}"?`}`;
}

function expressionFaults({ condition, applicability }: FindingRow, facts: readonly string[]): Fault[] {
  const asked = (text: string, ...key: string[]): Fault[] => {
    const message = expressionFault(text, facts);
    return message === null ? [] : [fault(message, ...key)];
  };
  return [
    ...(condition === null ? [] : asked(condition, 'condition')),
    ...(applicability ?? []).flatMap(({ when }) => asked(when, 'applicability')),
  ];
}

/** @returns what is wrong with a condition; null: nothing */
export function expressionFault(text: string, facts: readonly string[]): string | null {
  let asked: string[];
  try {
    asked = factsOf(parseExpression(text));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const unknown = asked.find((fact) => !facts.includes(fact));
  if (unknown === undefined) return null;
  const near = nearest(unknown, facts);
  return `unknown fact "${unknown}"; ${near === null ? `facts are ${facts.join(', ')}` : `did you mean ${near}?`}`;
}
