// The verdict on one row of a group: its possible products and architectures judged, the worst of them reported. Pure.
import type { CatalogUpdate, CheckedUpdate, Edge, Evidence, Item, Policy, Status } from '../types.ts';
import { statuses } from '../types.ts';
import { type Claim, evidenceOf, selects } from './claims.ts';
import { decide, type Verdict } from './decide.ts';
import { isKnownKey, type KnowledgeIndex, rowsFor } from './index.ts';
import { holdsOn } from './inherit.ts';
import { type Alike, alikeFor, isSpokenOf, type Judged, likenessOf } from './likeness.ts';
import { reasonOf } from './reason.ts';
import { bulletinOf, type Candidate, kbsOf, releaseOf, type Subject, subjectOf } from './subject.ts';

/** @param input which of the groups the item is of */
export function checkItem(index: KnowledgeIndex, item: Item, policy: Policy, input = 0): CheckedUpdate {
  const kbs = kbsOf(item);
  const rows = rowsFor(index, kbs, item.updateId);
  const judged = isSpokenOf(index, kbs, item.updateId)
    ? judgeSubject(index, subjectOf(item, policy, rows), policy)
    : judgeAlike(index, item, kbs, rows, policy);
  const { subject, verdicts, worst } = judged;
  const { kb, updateId } = item;
  // The day of a release, and a place where there is no number, are all that a reason says of one row alone.
  const alone = subject.item !== item && (rows.length > 0 || (kb === null && updateId === null));
  return {
    kb,
    alsoKbs: item.alsoKbs,
    updateId,
    ciId: item.ciId,
    title: item.title ?? titleIn(rows),
    bulletin: bulletinOf(item, rows),
    architecture: subject.architecture,
    products: judged.products,
    status: worst.status,
    restarts: worst.restarts,
    reason: alone
      ? reasonOf(worst, { ...subject, item, rows, released: releaseOf(item, rows) }, verdicts)
      : judged.reason,
    matchedBy: judged.matchedBy,
    inheritedPath: worst.inherited?.path ?? null,
    // Supersedence bears no date, so nothing of it is known to have been there on a day of the past.
    supersededBy:
      policy.asOf === null || policy.asOf >= policy.today ? supersededBy(index, kbs, updateId, subject) : [],
    superseded: item.superseded,
    expired: item.expired,
    conflicts: judged.conflicts,
    evidence: judged.evidence,
    where: item.where,
    line: item.line,
    input,
    waiver: null,
    known: false,
  };
}

const titleIn = (rows: readonly CatalogUpdate[]): string | null =>
  rows.find(({ title }) => title !== null)?.title ?? null;

/** The judgement on the first update that is like this one. */
function judgeAlike(
  index: KnowledgeIndex,
  item: Item,
  kbs: readonly string[],
  rows: CatalogUpdate[],
  policy: Policy,
): Judged {
  const alike = alikeFor(index, policy);
  const like = likenessOf(index, alike, item, kbs, rows);
  const known = alike.judged.get(like);
  if (known !== undefined) return known;
  const subject = subjectOf(item, policy, rows);
  const judged = isUnheardOf(index, subject)
    ? unheardOf(index, alike, subject, policy)
    : judgeSubject(index, subject, policy);
  alike.judged.set(like, judged);
  return judged;
}

/** Of all updates that nobody speaks of the same is said, whatever they are. */
function unheardOf(index: KnowledgeIndex, alike: Alike, subject: Subject, policy: Policy): Judged {
  alike.unheardOf ??= judgeSubject(index, subject, policy);
  const { verdicts, worst } = alike.unheardOf;
  return { ...alike.unheardOf, subject, products: subject.products, reason: reasonOf(worst, subject, verdicts) };
}

function judgeSubject(index: KnowledgeIndex, subject: Subject, policy: Policy): Judged {
  const verdicts = candidatesToJudge(index, subject).map((candidate) => decide(index, subject, candidate, policy));
  const worst = verdicts.reduce((a, b) => (severity(b.status) < severity(a.status) ? b : a));
  const claims = mergeClaims(worst, verdicts);
  return {
    subject,
    verdicts,
    worst,
    products: subject.products.length > 0 ? subject.products : productsOfRows(subject),
    reason: reasonOf(worst, subject, verdicts),
    matchedBy: matchedBy(subject, worst),
    conflicts: conflictsOf(worst),
    evidence: [...claims, ...inheritedEvidence(worst)],
  };
}

/**
 * Where neither the catalog nor a selector speaks of the update, all that it may be comes to the same,
 * and one candidate stands for all. Otherwise each is judged, and the worst counts.
 */
function candidatesToJudge(index: KnowledgeIndex, subject: Subject): Candidate[] {
  const { candidates } = subject;
  return isUnheardOf(index, subject) ? candidates.slice(0, 1) : candidates;
}

function isUnheardOf(index: KnowledgeIndex, subject: Subject): boolean {
  const { candidates, rows, kbs, item, kind } = subject;
  if (rows.length > 0 || kbs.some((kb) => isKnownKey(index, kb))) return false;
  if (item.updateId !== null && isKnownKey(index, item.updateId)) return false;
  const selectors = index.selectors.get(kind) ?? [];
  return !selectors.some((finding) => candidates.some((each) => selects(finding, subject, each)));
}

/** The lower, the worse. */
export const severity = (status: Status): number => statuses.indexOf(status);

/** The least severe status that fails; -1, which no status reaches, where none does. */
export const failLimit = ({ failOn }: Pick<Policy, 'failOn'>): number => (failOn === 'never' ? -1 : severity(failOn));

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
    subject.rows.length === 0 ? [] : [subject.rows.some((each) => isNamed(each, subject.item)) ? 'updateId' : 'kb'];
  const selectors = claims.some(({ finding }) => finding.selector !== null) ? ['selector'] : [];
  return exactness.find((way) => [...ways, ...row, ...selectors].includes(way)) ?? null;
}

/** The UpdateID of the row, where the export gives one. */
const isNamed = (row: CatalogUpdate, { updateId }: Item): boolean => updateId !== null && row.updateId === updateId;

const exactness = ['updateId', 'kb+product+architecture', 'kb+product', 'kb+architecture', 'kb', 'selector'];

function wayOf({ finding }: Claim, candidate: Candidate): string {
  if (finding.updateId !== null) return 'updateId';
  const product = finding.products.length > 0 && candidate.product !== null ? '+product' : '';
  const architecture = finding.architectures.length > 0 && candidate.architecture !== null ? '+architecture' : '';
  return `kb${product}${architecture}`;
}

function supersededBy(
  { supersededBy: edges }: KnowledgeIndex,
  kbs: readonly string[],
  updateId: string | null,
  { candidates }: Subject,
): string[] {
  const by: string[] = [];
  for (let index = 0; index < kbs.length; index += 1) addSuperseding(by, edges.get(kbs[index] ?? ''), candidates);
  if (updateId !== null) addSuperseding(by, edges.get(updateId), candidates);
  return by.length < 2 ? by : [...new Set(by)].sort();
}

function addSuperseding(by: string[], edges: readonly Edge[] | undefined, candidates: readonly Candidate[]): void {
  if (edges === undefined) return;
  for (let index = 0; index < edges.length; index += 1) {
    const edge = edges[index];
    // The edges of one update lie together, one for each product.
    if (edge === undefined || edge.superseding === by.at(-1)) continue;
    if (candidates.some((candidate) => holdsOn(edge, candidate))) by.push(edge.superseding);
  }
}
