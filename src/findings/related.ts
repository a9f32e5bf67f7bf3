// What is known already about the update of a new claim: the same claim, and claims of another count. Pure.
import { evaluate, type Expression, factsOf, parseExpression } from '../facts/expression.ts';
import { productIn } from '../products/products.ts';
import type { FactState, Finding } from '../types.ts';

export interface Related {
  /** The same said by the same source. */
  same: Finding | null;
  /** Counts that cannot both be true. */
  contrary: Finding[];
  /** The others on the same update. */
  others: Finding[];
}

export function relatedTo(claim: Finding, known: readonly Finding[]): Related {
  const about = known.filter((each) => aboutTheSame(each, claim));
  const contrary = about.filter((each) => isContrary(each, claim));
  return {
    same: about.find((each) => saysTheSame(each, claim)) ?? null,
    contrary,
    others: about.filter((each) => !contrary.includes(each)),
  };
}

function aboutTheSame(a: Finding, b: Finding): boolean {
  if (a.direction !== b.direction || a.retractedOn !== null) return false;
  const update = a.kb === null ? a.updateId !== null && a.updateId === b.updateId : a.kb === b.kb;
  return (update || selectorsMeet(a, b)) && meet(a.products, b.products) && architecturesMeet(a, b);
}

const meet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || a.some((product) => productIn(product, b));

const architecturesMeet = ({ architectures: a }: Finding, { architectures: b }: Finding): boolean =>
  a.length === 0 || b.length === 0 || a.some((each) => b.includes(each));

function selectorsMeet({ selector: a }: Finding, { selector: b }: Finding): boolean {
  if (a === null || b === null || !a.kinds.some((kind) => b.kinds.includes(kind))) return false;
  const before = (until: string | null, from: string | null): boolean =>
    until !== null && from !== null && until < from;
  if (before(a.releasedUntil, b.releasedFrom) || before(b.releasedUntil, a.releasedFrom)) return false;
  return meet(a.products, b.products);
}

/** "At least two" and "two" agree; "one" and "at least two" do not, nor do "two" and "three". */
function isContrary(one: Finding, other: Finding): boolean {
  const [a, b] = [one.restarts, other.restarts];
  const disjoint = a.min > (b.max ?? Number.POSITIVE_INFINITY) || b.min > (a.max ?? Number.POSITIVE_INFINITY);
  return disjoint && !excludeEachOther(one.condition, other.condition);
}

/** "credential-guard" and "not credential-guard": no device meets both, so both counts may be true. */
function excludeEachOther(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  const both: Expression = { op: 'and', parts: [parseExpression(a), parseExpression(b)] };
  const facts = factsOf(both);
  if (facts.length > 10) return false;
  for (let bits = 0; bits < 2 ** facts.length; bits += 1) {
    const device = facts.map((fact, at): [string, FactState] => [fact, (bits >> at) & 1 ? 'yes' : 'no']);
    if (evaluate(both, Object.fromEntries(device)) === 'yes') return false;
  }
  return true;
}

function saysTheSame(a: Finding, b: Finding): boolean {
  const place = a.source.url === null ? a.source.id === b.source.id : a.source.url === b.source.url;
  const alike = (read: (finding: Finding) => unknown): boolean => JSON.stringify(read(a)) === JSON.stringify(read(b));
  const sorted = (list: readonly string[]): string[] => [...list].sort();
  const on = ({ products, architectures }: Finding): unknown => [sorted(products), sorted(architectures)];
  return place && alike((each) => [on(each), each.condition, each.restarts, each.selector]);
}
