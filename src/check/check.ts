// The check: a group, what the catalog knows, a policy -> a report. No clock, no disk, no network.
import type {
  CheckedUpdate,
  Evidence,
  Fact,
  Group,
  Knowledge,
  Outcome,
  Policy,
  Report,
  SourceInfo,
  Status,
} from '../types.ts';
import { factsOf, parseExpression } from '../facts/expression.ts';
import { indexKnowledge } from './index.ts';
import { checkItem, failLimit, severity } from './item.ts';
import { inOrder } from './order.ts';

export interface CheckOptions {
  toolVersion: string;
  /** ISO 8601, for the report alone. */
  generatedAt: string;
  /** Whether a source has not been read for too long; there is no clock in here. */
  isStale?(source: SourceInfo): boolean;
}

/** The keys to ask the catalog for. */
export function keysOf(groups: readonly Group[]): string[] {
  const keys = new Set<string>();
  for (const { items } of groups) {
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (item === undefined) continue;
      if (item.kb !== null) keys.add(item.kb);
      if (item.alsoKbs.length > 0) for (const also of item.alsoKbs) keys.add(also);
      if (item.updateId !== null) keys.add(item.updateId);
    }
  }
  return [...keys];
}

/** Holds groups against the catalog. */
export function check(groups: readonly Group[], knowledge: Knowledge, policy: Policy, options: CheckOptions): Report {
  const index = indexKnowledge(knowledge);
  const judged: CheckedUpdate[] = [];
  for (const [input, { items }] of groups.entries())
    for (let at = 0; at < items.length; at += 1) {
      const item = items[at];
      if (item !== undefined) judged.push(checkItem(index, item, policy, input));
    }
  const updates = inOrder(judged);
  const counts = countStatuses(updates);
  const { dataAsOf, digest, verified, sources } = knowledge;
  return {
    toolVersion: options.toolVersion,
    generatedAt: options.generatedAt,
    catalog: {
      dataAsOf,
      digest,
      verified,
      sources: sources.map((source) => ({
        ...source,
        stale: policy.asOf === null && options.isStale?.(source) === true,
      })),
    },
    inputs: groups.map(({ kind, name, path, items, duplicates, encoding = null }) => ({
      kind,
      name,
      path,
      updates: items.length,
      duplicates,
      encoding,
    })),
    policy,
    outcome: outcomeOf(updates, policy),
    counts,
    updates,
    openFacts: openFacts(updates, knowledge, policy),
    coverage: knowledge.coverage,
    waivers: [],
    baseline: null,
  };
}

/** Facts that would change a verdict of this report if somebody stated them. */
function openFacts(updates: readonly CheckedUpdate[], { facts }: Knowledge, { environment }: Policy): Fact[] {
  const expressions = new Set<string | null>();
  for (let index = 0; index < updates.length; index += 1) {
    const { status = 'clear', evidence = [] } = updates[index] ?? {};
    if (evidence.length === 0 || (status === 'multi-restart' && evidence.some(isFirm))) continue;
    for (const { setAside, condition, conditionState, applicability, applicabilityState } of evidence) {
      if (setAside !== null) continue;
      if (conditionState === 'unknown') expressions.add(condition);
      if (applicabilityState === 'unknown') expressions.add(applicability);
    }
  }
  const asked = new Set([...expressions].flatMap((text) => (text === null ? [] : factsOf(parseExpression(text)))));
  return facts.filter(({ id }) => asked.has(id) && (environment[id] ?? 'unknown') === 'unknown');
}

/** Whatever else is claimed, and whoever states it: nothing is left to be found out. */
const isFirm = ({ setAside, restarts, confidence, conditionState, applicabilityState, inherited }: Evidence): boolean =>
  setAside === null &&
  !inherited &&
  restarts.min >= 2 &&
  confidence !== 'suspected' &&
  conditionState !== 'unknown' &&
  applicabilityState !== 'unknown';

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

/** A group of which nothing is known, but for what is waived, is undecided: it never passes by accident. */
export function outcomeOf(updates: readonly CheckedUpdate[], policy: Policy): Outcome {
  const limit = failLimit(policy);
  const left = updates.filter(({ waiver }) => waiver === null);
  if (left.some(({ status, known }) => !known && severity(status) <= limit)) return 'fail';
  if (left.length === 0 && updates.length > 0) return 'pass';
  // What a baseline knows does not fail, and speaks for nothing else either.
  const fresh = left.filter(({ known }) => !known);
  const nothingKnown = (fresh.length > 0 ? fresh : left).every(({ status }) => status === 'no-data');
  return nothingKnown && !policy.acceptNoData ? 'undecided' : 'pass';
}
