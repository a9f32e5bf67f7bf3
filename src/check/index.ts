// The knowledge of a check, arranged so that each lookup is one step.
import type { CatalogUpdate, Edge, Finding, Knowledge } from '../types.ts';

export interface KnowledgeIndex {
  knowledge: Knowledge;
  /** By KB number or UpdateID. */
  findings: Map<string, Finding[]>;
  selectors: Finding[];
  byId: Map<string, Finding>;
  updates: Map<string, CatalogUpdate[]>;
  supersedes: Map<string, Edge[]>;
  supersededBy: Map<string, Edge[]>;
}

export function indexKnowledge(knowledge: Knowledge): KnowledgeIndex {
  const keysOf = (of: { kb: string | null; updateId: string | null }): string[] =>
    [of.kb, of.updateId].filter((key) => key !== null);
  return {
    knowledge,
    findings: group(knowledge.findings, keysOf),
    selectors: knowledge.findings.filter(({ selector }) => selector !== null),
    byId: new Map(knowledge.findings.map((finding) => [finding.id, finding])),
    updates: group(knowledge.updates, keysOf),
    supersedes: group(knowledge.edges, ({ superseding }) => [superseding]),
    supersededBy: group(knowledge.edges, ({ superseded }) => [superseded]),
  };
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

/** All that the catalog says of an update: by its UpdateID where it has one that is known, else by its KB numbers. */
export function rowsFor(index: KnowledgeIndex, kbs: readonly string[], updateId: string | null): CatalogUpdate[] {
  const exact = updateId === null ? [] : (index.updates.get(updateId) ?? []);
  const byKb = kbs.flatMap((kb) => index.updates.get(kb) ?? []);
  // A row with another UpdateID is another package of the same number.
  return [...exact, ...byKb.filter((row) => row.updateId === null || (exact.length === 0 && updateId === null))];
}
