// The verdict on one row of a group: its possible products and architectures judged, the worst of them reported. Pure.
import type { CatalogUpdate, CheckedUpdate, Evidence, Item, Policy, Status } from '../types.ts';
import { statuses } from '../types.ts';
import { type Claim, evidenceOf, selects } from './claims.ts';
import { decide, type Verdict } from './decide.ts';
import { isKnownKey, type KnowledgeIndex, rowsFor } from './index.ts';
import { holdsOn } from './inherit.ts';
import { alikeFor, isSpokenOf, type Judged, likenessOf } from './likeness.ts';
import { reasonOf } from './reason.ts';
import { bulletinOf, type Candidate, kbsOf, releaseOf, type Subject, subjectOf } from './subject.ts';

/** @param input which of the groups the item is of */
export function checkItem(index: KnowledgeIndex, item: Item, policy: Policy, input = 0): CheckedUpdate {
  const { kb, updateId, title } = item;
  const kbs = kbsOf(item);
  if (isSpokenOf(index, kbs, updateId)) return judgeItem(index, item, policy, input).update;
  const rows = rowsFor(index, kbs, updateId);
  const released = releaseOf(item, rows);
  const alike = alikeFor(index, policy);
  const like = likenessOf(index, alike, item, kbs, rows, released);
  const known = alike.judged.get(like);
  if (known === undefined) {
    const first = judgeItem(index, item, policy, input);
    alike.judged.set(like, first);
    return first.update;
  }
  const subject = { ...known.subject, item, kbs, rows, released };
  // The day of a release, and a place where there is no number, are all that a reason says of one row alone.
  const alone = rows.length > 0 || (kb === null && updateId === null);
  return {
    ...known.update,
    kb,
    updateId,
    ciId: item.ciId,
    title: title ?? titleOfRows(rows),
    bulletin: bulletinOf(item, rows),
    reason: alone ? reasonOf(known.worst, subject, known.verdicts) : known.update.reason,
    supersededBy: policy.asOf === null ? supersededBy(index, subject) : [],
    superseded: item.superseded,
    expired: item.expired,
    where: item.where,
    line: item.line,
    input,
  };
}

function judgeItem(index: KnowledgeIndex, item: Item, policy: Policy, input: number): Judged {
  const subject = subjectOf(item, policy, (kbs, updateId) => rowsFor(index, kbs, updateId));
  const verdicts = candidatesToJudge(index, subject).map((candidate) => decide(index, subject, candidate, policy));
  const worst = verdicts.reduce((a, b) => (severity(b.status) < severity(a.status) ? b : a));
  const claims = mergeClaims(worst, verdicts);
  const update = {
    kb: item.kb,
    updateId: item.updateId,
    ciId: item.ciId,
    title: item.title ?? titleOfRows(subject.rows),
    bulletin: subject.bulletin,
    architecture: subject.architecture,
    products: subject.products.length > 0 ? subject.products : productsOfRows(subject),
    status: worst.status,
    restarts: worst.restarts,
    reason: reasonOf(worst, subject, verdicts),
    matchedBy: matchedBy(subject, worst),
    inheritedPath: worst.inherited?.path ?? null,
    // Supersedence bears no date, so nothing of it is known to have been there on a day of the past.
    supersededBy: policy.asOf === null ? supersededBy(index, subject) : [],
    superseded: item.superseded,
    expired: item.expired,
    conflicts: conflictsOf(worst),
    evidence: [...claims, ...inheritedEvidence(worst)],
    where: item.where,
    line: item.line,
    input,
    waiver: null,
    known: false,
  };
  return { update, subject, verdicts, worst };
}

const titleOfRows = (rows: readonly CatalogUpdate[]): string | null =>
  rows.find(({ title }) => title !== null)?.title ?? null;

/**
 * Where neither the catalog nor a selector speaks of the update, all that it may be comes to the same,
 * and one candidate stands for all. Otherwise each is judged, and the worst counts.
 */
function candidatesToJudge(index: KnowledgeIndex, subject: Subject): Candidate[] {
  const { candidates, rows, kbs, item } = subject;
  const keys = item.updateId === null ? kbs : [...kbs, item.updateId];
  if (rows.length > 0 || keys.some((key) => isKnownKey(index, key))) return candidates;
  const selectors = index.selectors.get(subject.kind) ?? [];
  const selected = selectors.some((finding) => candidates.some((each) => selects(finding, subject, each)));
  return selected ? candidates : candidates.slice(0, 1);
}

/** The lower, the worse. */
export const severity = (status: Status): number => statuses.indexOf(status);

/** The claims of the worst case first, then those that only another candidate has. */
function mergeClaims(worst: Verdict, verdicts: readonly Verdict[]): Evidence[] {
  if (verdicts.every(({ claims }) => claims.length === 0)) return [];
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
  if (edges.length === 0) return [];
  const here = edges.filter((edge) => subject.candidates.some((candidate) => holdsOn(edge, candidate)));
  return [...new Set(here.map(({ superseding }) => superseding))].sort();
}
