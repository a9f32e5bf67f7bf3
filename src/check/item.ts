// The verdict on one row of a group: its possible products and architectures judged, the worst of them reported. Pure.
import type { CheckedUpdate, Evidence, Item, Policy, Status } from '../types.ts';
import { statuses } from '../types.ts';
import { type Claim, evidenceOf } from './claims.ts';
import { decide, type Verdict } from './decide.ts';
import { type KnowledgeIndex, rowsFor } from './index.ts';
import { holdsOn } from './inherit.ts';
import { reasonOf } from './reason.ts';
import { type Candidate, type Subject, subjectOf } from './subject.ts';

export function checkItem(index: KnowledgeIndex, item: Item, policy: Policy): CheckedUpdate {
  const subject = subjectOf(item, policy, (kbs, updateId) => rowsFor(index, kbs, updateId));
  const verdicts = subject.candidates.map((candidate) => decide(index, subject, candidate, policy));
  const worst = verdicts.reduce((a, b) => (severity(b.status) < severity(a.status) ? b : a));
  const claims = mergeClaims(worst, verdicts);
  return {
    kb: item.kb,
    updateId: item.updateId,
    title: item.title ?? subject.rows.find(({ title }) => title !== null)?.title ?? null,
    bulletin: subject.bulletin,
    architecture: subject.architecture,
    products: subject.products.length > 0 ? subject.products : productsOfRows(subject),
    status: worst.status,
    restarts: worst.restarts,
    reason: reasonOf(worst, subject, verdicts),
    matchedBy: matchedBy(subject, worst),
    inheritedPath: worst.inherited?.path ?? null,
    supersededBy: supersededBy(index, subject),
    superseded: item.superseded,
    expired: item.expired,
    conflicts: conflictsOf(worst),
    evidence: [...claims, ...inheritedEvidence(worst)],
    where: item.where,
  };
}

/** The lower, the worse. */
export const severity = (status: Status): number => statuses.indexOf(status);

/** The claims of the worst case first, then those that only another candidate has. */
function mergeClaims(worst: Verdict, verdicts: readonly Verdict[]): Evidence[] {
  const deciding = new Set(worst.deciding);
  const first = [...worst.deciding, ...worst.claims.filter((claim) => !deciding.has(claim))];
  const merged = new Map<string, Claim>();
  const inherited = new Set(worst.inherited?.claims ?? []);
  for (const claim of [...first, ...verdicts.flatMap(({ claims }) => claims)]) {
    if (!merged.has(claim.finding.id) && !inherited.has(claim)) merged.set(claim.finding.id, claim);
  }
  return [...merged.values()].map((claim) => evidenceOf(claim));
}

function inheritedEvidence({ inherited }: Verdict): Evidence[] {
  return (inherited?.claims ?? []).map((claim) => evidenceOf(claim, true));
}

function conflictsOf({ weighed }: Verdict): string[] {
  const multiple = [...weighed.multiple, ...weighed.overruled];
  if (multiple.length === 0 || weighed.contrary.length === 0) return [];
  return [...multiple, ...weighed.contrary].map(({ finding }) => finding.id).sort();
}

function productsOfRows({ rows }: Subject): string[] {
  return [...new Set(rows.flatMap(({ offers }) => offers.map(({ product }) => product)))].sort();
}

/** By what the update was found: the most exact way among the claims that count, else the catalog's row. */
function matchedBy(subject: Subject, { claims, candidate }: Verdict): string | null {
  const ways = claims.filter(({ finding }) => finding.selector === null).map((claim) => wayOf(claim, candidate));
  const row =
    subject.rows.length === 0 ? [] : [subject.rows.some((each) => each.updateId !== null) ? 'updateId' : 'kb'];
  const selectors = claims.some(({ finding }) => finding.selector !== null) ? ['selector'] : [];
  return exactness.find((way) => [...ways, ...row, ...selectors].includes(way)) ?? null;
}

const exactness = ['updateId', 'kb+product+architecture', 'kb+product', 'kb+architecture', 'kb', 'selector'];

function wayOf({ finding }: Claim, candidate: Candidate): string {
  if (finding.updateId !== null) return 'updateId';
  const product = finding.products.length > 0 && candidate.product !== null ? '+product' : '';
  const architecture = finding.architectures.length > 0 && candidate.architecture !== null ? '+architecture' : '';
  return `kb${product}${architecture}`;
}

function supersededBy(index: KnowledgeIndex, subject: Subject): string[] {
  const keys = [...subject.kbs, ...(subject.item.updateId === null ? [] : [subject.item.updateId])];
  const edges = keys.flatMap((key) => index.supersededBy.get(key) ?? []);
  const here = edges.filter((edge) => subject.candidates.some((candidate) => holdsOn(edge, candidate)));
  return [...new Set(here.map(({ superseding }) => superseding))].sort();
}
