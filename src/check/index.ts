// The knowledge of a check, arranged so that each lookup is one step.
import type { CatalogUpdate, Edge, Finding, Knowledge, UpdateKind } from '../types.ts';
import type { Alike } from './likeness.ts';

export interface KnowledgeIndex {
  knowledge: Knowledge;
  /** By KB number or UpdateID. */
  findings: Map<string, Finding[]>;
  /** By the kind of update that they speak of. */
  selectors: Map<UpdateKind, Finding[]>;
  byId: Map<string, Finding>;
  updates: Map<string, CatalogUpdate[]>;
  supersedes: Map<string, Edge[]>;
  supersededBy: Map<string, Edge[]>;
  /** Numbers and UpdateIDs from which supersedence leads down to one of which a finding speaks, on whatever product. */
  heirs: Set<string>;
  /** Judgements on updates that no finding touches; null until there is one. */
  alike: Alike | null;
}

export function indexKnowledge(knowledge: Knowledge): KnowledgeIndex {
  const keysOf = (of: { kb: string | null; updateId: string | null }): string[] =>
    [of.kb, of.updateId].filter((key) => key !== null);
  const findings = group(knowledge.findings, keysOf);
  const supersededBy = groupByKey(knowledge.edges, ({ superseded }) => superseded);
  return {
    knowledge,
    findings,
    selectors: selectorsByKind(knowledge.findings),
    byId: new Map(knowledge.findings.map((finding) => [finding.id, finding])),
    updates: group(knowledge.updates, keysOf),
    supersedes: groupByKey(knowledge.edges, ({ superseding }) => superseding),
    supersededBy,
    heirs: heirsOf([...findings.keys()], supersededBy),
    alike: null,
  };
}

function heirsOf(claimed: readonly string[], supersededBy: ReadonlyMap<string, readonly Edge[]>): Set<string> {
  const heirs = new Set<string>();
  const queue = [...claimed];
  for (const key of queue) {
    for (const { superseding } of supersededBy.get(key) ?? []) {
      if (heirs.has(superseding)) continue;
      heirs.add(superseding);
      queue.push(superseding);
    }
  }
  return heirs;
}

/** Of edges there are thousands. */
function groupByKey(edges: readonly Edge[], keyOf: (edge: Edge) => string): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (let index = 0; index < edges.length; index += 1) {
    const edge = edges[index];
    if (edge === undefined) continue;
    const key = keyOf(edge);
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  return groups;
}

function group<T>(values: readonly T[], keysOf: (value: T) => string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    }
  }
  return groups;
}

const none: readonly CatalogUpdate[] = [];

/** All that the catalog says of an update: by its UpdateID where it has one that is known, else by its KB numbers. */
export function rowsFor(index: KnowledgeIndex, kbs: readonly string[], updateId: string | null): CatalogUpdate[] {
  if (index.updates.size === 0) return [];
  const exact = (updateId === null ? undefined : index.updates.get(updateId)) ?? none;
  // Nearly every update: one number, of which no row speaks.
  const kb = kbs[0];
  if (exact.length === 0 && kbs.length <= 1 && (kb === undefined || !index.updates.has(kb))) return [];
  const byKb = kbs.flatMap((kb) => index.updates.get(kb) ?? []);
  // A row with another UpdateID is another package of the same number.
  return [...exact, ...byKb.filter((row) => row.updateId === null || (exact.length === 0 && updateId === null))];
}

/** Whether the catalog says anything at all of a number or UpdateID. */
export function isKnownKey({ findings, updates, supersedes, supersededBy }: KnowledgeIndex, key: string): boolean {
  return findings.has(key) || updates.has(key) || supersedes.has(key) || supersededBy.has(key);
}

/** An update whose kind nobody can tell may be a cumulative one; it is never taken for a hotpatch. */
function selectorsByKind(findings: readonly Finding[]): Map<UpdateKind, Finding[]> {
  const byKind = new Map<UpdateKind, Finding[]>();
  for (const finding of findings) {
    for (const kind of finding.selector?.kinds ?? []) byKind.set(kind, [...(byKind.get(kind) ?? []), finding]);
  }
  const cumulative = byKind.get('cumulative');
  return cumulative ? byKind.set('unknown', cumulative) : byKind;
}
