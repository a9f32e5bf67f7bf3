// Which findings concern an update on a product and architecture, and what each is worth on a day. Pure.
import { evaluate, type Expression, parseExpression } from '../facts/expression.ts';
import { certainlyIn, productIn } from '../products/products.ts';
import type { Architecture, Evidence, FactState, Finding, Policy, Selector } from '../types.ts';
import type { KnowledgeIndex } from './index.ts';
import type { Candidate, Subject } from './subject.ts';

/** A finding that concerns a candidate, judged. `setAside` null: it counts. */
export interface Claim {
  finding: Finding;
  conditionState: FactState | null;
  applicability: string | null;
  applicabilityState: FactState | null;
  setAside: string | null;
  /** It does not count because of what the administrator stated about the device. */
  statedAway: boolean;
  /** The update is for certain one that the claim is about; only such a claim may reassure. */
  certain: boolean;
}

export function sameArchitecture(a: Architecture | null, b: Architecture | null): boolean {
  return a === null || b === null || a === b;
}

/** Claims about an update by its own number or UpdateID. */
export function directClaims(
  index: KnowledgeIndex,
  keys: readonly string[],
  candidate: Candidate,
  policy: Policy,
): Claim[] {
  const seen = new Set<Finding>();
  // What is counted of one number says nothing of the others that the row names.
  const several = keys.filter((key) => key.length <= 7).length > 1;
  for (const key of keys) for (const finding of index.findings.get(key) ?? []) seen.add(finding);
  return [...seen]
    .filter((finding) => isKnown(finding, policy) && concerns(finding, candidate))
    .map((finding) => judge(index, finding, candidate, policy, finding.kb === null || !several));
}

/** Claims tied to no number: cumulative updates of a product released in a window, hotpatches. */
export function selectorClaims(index: KnowledgeIndex, subject: Subject, candidate: Candidate, policy: Policy): Claim[] {
  return (index.selectors.get(subject.kind) ?? [])
    .filter((finding) => isKnown(finding, policy) && selects(finding, subject, candidate))
    .map((finding) => judge(index, finding, candidate, policy, selectsForCertain(finding, subject, candidate)));
}

/** On an as-of day only what was provably claimed by then is known. */
export function isKnown(finding: Finding, { asOf }: Policy): boolean {
  return asOf === null || (finding.knownOn !== null && finding.knownOn <= asOf);
}

/** A list may already have named this update, but nothing proves it for that day: its silence means nothing then. */
export function unprovenLists(index: KnowledgeIndex, keys: readonly string[], { asOf }: Policy): Set<string> {
  if (asOf === null) return new Set();
  const entries = keys
    .flatMap((key) => index.findings.get(key) ?? [])
    .filter(({ source }) => source.kind === 'vendor-list');
  return new Set(entries.filter(({ knownOn }) => knownOn === null || knownOn > asOf).map(({ source }) => source.id));
}

function concerns(finding: Finding, candidate: Candidate): boolean {
  const { products, architectures } = finding;
  const architecture =
    architectures.length === 0 || architectures.some((each) => sameArchitecture(each, candidate.architecture));
  return architecture && productIn(candidate.product, products);
}

/** Whether a selector for this kind of update speaks of this one. */
export function selects({ selector, restarts }: Finding, subject: Subject, { product }: Candidate): boolean {
  if (selector === null) return false;
  const { released, kind } = subject;
  if (product === null)
    return restarts.min >= 2 && kind !== 'unknown' && isForAny(subject) && inWindow(selector, released);
  if (!productIn(product, selector.products)) return false;
  return inWindow(selector, released);
}

/**
 * "2026-07 Cumulative Update (KB5099992)": of a title of these months that names no product the worst counts. One that says what it is for
 * ("for Exchange Server") is for something else than the products that we know; a bare number is no title.
 */
const isForAny = ({ item: { title }, released }: Subject): boolean =>
  title !== null && released !== null && !/ (?:for|für|pour|para|per|voor) /i.test(title);

/** Whether it may have been released then. */
function inWindow({ releasedFrom, releasedUntil }: Selector, released: Subject['released']): boolean {
  if (released === null) return true;
  const { from, to } = released;
  return (releasedFrom === null || to >= releasedFrom) && (releasedUntil === null || from <= releasedUntil);
}

/** A selector is certain where kind and release are known as well. */
function selectsForCertain({ selector }: Finding, { kind, released }: Subject, { product }: Candidate): boolean {
  if (selector === null || kind === 'unknown' || !certainlyIn(product, selector.products)) return false;
  const { releasedFrom, releasedUntil } = selector;
  if (releasedFrom === null && releasedUntil === null) return true;
  return (
    released !== null &&
    released.from >= (releasedFrom ?? '') &&
    (releasedUntil === null || released.to <= releasedUntil)
  );
}

function judge(
  index: KnowledgeIndex,
  finding: Finding,
  candidate: Candidate,
  policy: Policy,
  selected: boolean,
): Claim {
  const conditionState = finding.condition === null ? null : evaluate(parsed(finding.condition), policy.environment);
  const rule = finding.applicability.filter(({ products }) => productIn(candidate.product, products));
  const applicability = rule.length === 0 ? null : rule.map(({ when }) => when).join(' or ');
  // Of several products that are possible, one on which the update is offered is enough.
  const everywhere = candidate.product !== null || finding.applicability.some(({ products }) => products.length === 0);
  const applicabilityState = applicability === null ? null : evaluate(parsed(applicability), policy.environment);
  const original = finding.derivedFrom === null ? undefined : index.byId.get(finding.derivedFrom);
  const over = ended(finding, policy) ?? (original === undefined ? null : ended(original, policy));
  const notOffered = applicabilityState === 'no' && everywhere ? applicability : null;
  const ruledOut = notOffered === null ? null : `offered only if ${notOffered}, which is stated otherwise`;
  const unmet = conditionState === 'no' ? `only if ${finding.condition}, which is stated otherwise` : null;
  const { architectures } = finding;
  const architecture =
    architectures.length === 0 || (candidate.architecture !== null && architectures.includes(candidate.architecture));
  return {
    finding,
    conditionState,
    applicability,
    applicabilityState,
    setAside: over ?? ruledOut ?? unmet,
    statedAway: over === null && (ruledOut ?? unmet) !== null,
    certain: selected && architecture && certainlyIn(candidate.product, finding.products),
  };
}

/** Why a finding does not hold on the day of the check; null: it does. */
export function ended(finding: Finding, policy: Policy): string | null {
  const day = policy.asOf ?? policy.today;
  if (finding.direction === 'uninstall') return 'only when the update is removed';
  if (finding.retractedOn !== null && finding.retractedOn <= day) return `a claim retracted on ${finding.retractedOn}`;
  if (finding.validTo !== null && finding.validTo < day) return `a claim that ended on ${finding.validTo}`;
  if (finding.validFrom !== null && finding.validFrom > day) return `a claim that holds from ${finding.validFrom} on`;
  return null;
}

const expressions = new Map<string, Expression>();

function parsed(text: string): Expression {
  let expression = expressions.get(text);
  if (!expression) {
    expression = parseExpression(text);
    expressions.set(text, expression);
  }
  return expression;
}

export function evidenceOf(claim: Claim, inherited = false): Evidence {
  const { finding } = claim;
  return {
    finding: finding.id,
    source: finding.source.kind,
    sourceName: finding.source.name,
    tier: finding.source.tier,
    url: finding.source.url,
    claimedOn: finding.claimedOn,
    confidence: finding.confidence,
    direction: finding.direction,
    condition: finding.condition,
    conditionState: claim.conditionState,
    applicability: claim.applicability,
    applicabilityState: claim.applicabilityState,
    derivedFrom: finding.derivedFrom,
    restarts: finding.restarts,
    selector: finding.selector !== null,
    inherited,
    reviewOn: finding.reviewOn,
    note: finding.note,
    setAside: claim.setAside,
  };
}
