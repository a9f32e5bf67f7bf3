// The ways of supersedence below and above an update, each followed only on the products on which every step of it holds. Pure.
import { sameProduct } from '../products/products.ts';
import type { Architecture, Edge } from '../types.ts';
import { sameArchitecture } from './claims.ts';

/** Null is any. */
interface Place {
  product: string | null;
  architecture: Architecture | null;
}

/** One step of a way, with all the products on which the way leads over it. */
export interface Step {
  superseding: string;
  superseded: string;
  on: Place[];
}

/** In the order in which the steps are met, the nearest first. */
export function stepsFrom(key: string, edges: readonly Edge[], direction: 'down' | 'up'): Step[] {
  const outgoing = groupByStart(edges, direction);
  const steps = new Map<string, { step: Step; places: Set<string> }>();
  const queue: { key: string; place: Place }[] = [{ key, place: { product: null, architecture: null } }];
  const seen = new Set<string>();
  for (const at of queue) {
    for (const edge of outgoing.get(at.key) ?? []) {
      const place = both(at.place, edge);
      if (place === null) continue;
      note(steps, edge, place);
      const next = direction === 'down' ? edge.superseded : edge.superseding;
      const state = `${next} ${textOf(place)}`;
      if (next === key || seen.has(state)) continue;
      seen.add(state);
      queue.push({ key: next, place });
    }
  }
  return [...steps.values()].map(({ step }) => step);
}

function groupByStart(edges: readonly Edge[], direction: 'down' | 'up'): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const start = direction === 'down' ? edge.superseding : edge.superseded;
    const group = groups.get(start);
    if (group) group.push(edge);
    else groups.set(start, [edge]);
  }
  return groups;
}

/** Where a way that leads here and this step both hold; null: nowhere. */
function both(place: Place, edge: Edge): Place | null {
  if (!sameProduct(place.product, edge.product) || !sameArchitecture(place.architecture, edge.architecture))
    return null;
  return {
    product: longer(place.product, edge.product),
    architecture: place.architecture ?? edge.architecture,
  };
}

/** Of two names of one product the longer is the more exact: it has a version. */
function longer(a: string | null, b: string | null): string | null {
  return (a ?? '').length >= (b ?? '').length ? a : b;
}

const textOf = ({ product, architecture }: Place): string => `${product ?? ''} ${architecture ?? ''}`;

function note(steps: Map<string, { step: Step; places: Set<string> }>, edge: Edge, place: Place): void {
  const { superseding, superseded } = edge;
  const name = `${superseding} ${superseded}`;
  const known = steps.get(name) ?? { step: { superseding, superseded, on: [] }, places: new Set<string>() };
  steps.set(name, known);
  if (known.places.has(textOf(place))) return;
  known.places.add(textOf(place));
  known.step.on.push(place);
}
