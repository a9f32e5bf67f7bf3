// Restarts that an update may have inherited from one that it supersedes, on this product and architecture. Pure.
import { sameProduct } from '../products/products.ts';
import type { Edge, Policy } from '../types.ts';
import { type Claim, directClaims, sameArchitecture } from './claims.ts';
import type { KnowledgeIndex } from './index.ts';
import type { Candidate } from './subject.ts';
import { weigh } from './trust.ts';

export interface Inheritance {
  /** KB numbers or UpdateIDs, from the update down to the one that has the finding. */
  path: string[];
  claims: Claim[];
}

/** Walks the whole chain of this product breadth first, so that the nearest ancestor with a finding is named. */
export function inheritance(
  index: KnowledgeIndex,
  keys: readonly string[],
  candidate: Candidate,
  policy: Policy,
  own: readonly Claim[],
): Inheritance | null {
  const cameFrom = new Map<string, string | null>(keys.map((key) => [key, null]));
  const queue = [...keys];
  for (let next = 0; next < queue.length; next += 1) {
    const key = queue[next] ?? '';
    for (const edge of index.supersedes.get(key) ?? []) {
      if (cameFrom.has(edge.superseded) || !holdsOn(edge, candidate)) continue;
      cameFrom.set(edge.superseded, key);
      queue.push(edge.superseded);
      // The update's own counts of at most one may outweigh this ancestor's claims, and not the next one's.
      const theirs = weigh(directClaims(index, [edge.superseded], candidate, policy)).multiple;
      const claims = weigh([...theirs, ...own]).multiple;
      if (claims.length > 0) return { path: pathTo(edge.superseded, cameFrom), claims };
    }
  }
  return null;
}

export function holdsOn(edge: Edge, { product, architecture }: Candidate): boolean {
  return sameProduct(edge.product, product) && sameArchitecture(edge.architecture, architecture);
}

function pathTo(key: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at: string | null = key; at !== null; at = cameFrom.get(at) ?? null) path.push(at);
  return path.reverse();
}
