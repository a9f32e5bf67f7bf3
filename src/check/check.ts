// The check: a group, what the catalog knows, a policy -> a report. No clock, no disk, no network.
import type {
  CheckedUpdate,
  Evidence,
  Fact,
  Group,
  Item,
  Knowledge,
  Outcome,
  Policy,
  Report,
  SourceInfo,
  Status,
} from '../types.ts';
import { statuses } from '../types.ts';
import { addDays } from '../dates.ts';
import { factsOf, parseExpression } from '../facts/expression.ts';
import { type Claim, evidenceOf } from './claims.ts';
import { decide, type Verdict } from './decide.ts';
import { indexKnowledge, type KnowledgeIndex, rowsFor } from './index.ts';
import { holdsOn } from './inherit.ts';
import { reasonOf } from './reason.ts';
import { type Candidate, type Subject, subjectOf } from './subject.ts';

export interface CheckOptions {
  toolVersion: string;
  /** ISO 8601, for the report alone. */
  generatedAt: string;
}

/** The keys to ask the catalog for. */
export function keysOf(groups: readonly Group[]): string[] {
  const keys = groups.flatMap(({ items }) => items.flatMap((item) => [item.kb, ...item.alsoKbs, item.updateId]));
  return [...new Set(keys.filter((key) => key !== null))];
}

/** Holds groups against the catalog. */
export function check(groups: readonly Group[], knowledge: Knowledge, policy: Policy, options: CheckOptions): Report {
  const index = indexKnowledge(knowledge);
  const updates = groups.flatMap(({ items }) => items.map((item) => checkItem(index, item, policy))).sort(bySeverity);
  const counts = countStatuses(updates);
  const { dataAsOf, digest, verified, sources } = knowledge;
  return {
    toolVersion: options.toolVersion,
    generatedAt: options.generatedAt,
    catalog: {
      dataAsOf,
      digest,
      verified,
      sources: sources.map((source) => ({ ...source, stale: isStale(source, policy) })),
    },
    inputs: groups.map(({ kind, name, path, items, duplicates }) => ({
      kind,
      name,
      path,
      updates: items.length,
      duplicates,
    })),
    policy,
    outcome: outcomeOf(updates, policy),
    counts,
    updates,
    openFacts: openFacts(updates, knowledge, policy),
    coverage: knowledge.coverage,
  };
}

/** Facts that would change a verdict of this report if somebody stated them. */
function openFacts(updates: readonly CheckedUpdate[], { facts }: Knowledge, { environment }: Policy): Fact[] {
  const open = updates.flatMap(({ evidence }) => evidence).filter(({ setAside }) => setAside === null);
  const expressions = open.flatMap(({ condition, conditionState, applicability, applicabilityState }) => [
    conditionState === 'unknown' ? condition : null,
    applicabilityState === 'unknown' ? applicability : null,
  ]);
  const asked = new Set(expressions.flatMap((text) => (text === null ? [] : factsOf(parseExpression(text)))));
  return facts.filter(({ id }) => asked.has(id) && (environment[id] ?? 'unknown') === 'unknown');
}

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

const severity = (status: Status): number => statuses.indexOf(status);

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
  if (multiple.length === 0 || weighed.atMostOne.length === 0) return [];
  return [...multiple, ...weighed.atMostOne].map(({ finding }) => finding.id).sort();
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

function countStatuses(updates: readonly CheckedUpdate[]): Record<Status, number> {
  const counts: Record<Status, number> = {
    'multi-restart': 0,
    conditional: 0,
    suspected: 0,
    'no-data': 0,
    'no-finding': 0,
    clear: 0,
  };
  for (const { status } of updates) counts[status] += 1;
  return counts;
}

/** A group of which nothing at all is known is undecided: it never passes by accident. */
export function outcomeOf(updates: readonly CheckedUpdate[], { failOn, acceptNoData }: Policy): Outcome {
  const limit = failOn === 'never' ? -1 : severity(failOn);
  if (updates.some(({ status }) => severity(status) <= limit)) return 'fail';
  const nothingKnown = updates.every(({ status }) => status === 'no-data');
  return nothingKnown && !acceptNoData ? 'undecided' : 'pass';
}

function bySeverity(a: CheckedUpdate, b: CheckedUpdate): number {
  const number = ({ kb }: CheckedUpdate): number => (kb === null ? Number.MAX_SAFE_INTEGER : Number(kb));
  const text = (update: CheckedUpdate): string =>
    `${update.architecture ?? ''} ${update.updateId ?? ''} ${update.title ?? ''}`;
  return (
    severity(a.status) - severity(b.status) ||
    number(a) - number(b) ||
    (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0)
  );
}

/** A page that still lives is stale when nobody has read it for longer than a Patch Tuesday cycle. */
export const staleAfterDays = 35;

function isStale({ live, readOn }: SourceInfo, { asOf, today }: Policy): boolean {
  return live && asOf === null && addDays(readOn, staleAfterDays) < today;
}
