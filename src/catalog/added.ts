// Findings of the user's own, laid over those of the catalog: what a check knows then, with the supersedence above them.
import type { Finding, Knowledge, SourceInfo } from '../types.ts';
import type { Catalog } from './open.ts';
import { edgesAcross } from './overlay.ts';
import { readFindings, readKnowledge } from './read.ts';
import { keysAsJson } from './read-updates.ts';

export interface Added {
  findings: Finding[];
  sources: SourceInfo[];
}

/** Holds the own findings against the facts and findings that are shipped. @throws UserError where they do not fit */
export type Additions = (shipped: Pick<Knowledge, 'facts' | 'findings'>) => Added;

/**
 * As readKnowledge, with findings added. What a catalog holds ready for its own findings (what is above them, which updates none
 * of them touches) says nothing of added ones, so all claims are read, and supersedence is walked from all of them.
 */
export function readKnowledgeWith(
  catalog: Catalog,
  keys: readonly string[],
  overlays: readonly Catalog[],
  additions: Additions | null,
): Knowledge {
  const known = readKnowledge(catalog, keys, overlays);
  if (additions === null) return known;
  const shipped = readFindings(catalog);
  const added = additions({ facts: known.facts, findings: shipped });
  const findings = [...shipped, ...added.findings].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...known,
    findings,
    sources: [...known.sources, ...added.sources],
    edges: edgesAcross([catalog, ...overlays], findings, keysAsJson(keys)),
  };
}
