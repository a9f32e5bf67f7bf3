// Supersedence for people: each step of the chains below and above an update, with its products.
import { keyText } from '../check/reason.ts';
import type { Edge } from '../types.ts';
import { wrap } from './layout.ts';

/** Every step down and up from an update. */
export function supersedenceLines(key: string, edges: readonly Edge[], width: number): string[] {
  return [
    ...walk(
      key,
      edges,
      'supersedes',
      ({ superseding }) => superseding,
      ({ superseded }) => superseded,
      width,
    ),
    ...walk(
      key,
      edges,
      'is superseded by',
      ({ superseded }) => superseded,
      ({ superseding }) => superseding,
      width,
    ),
  ];
}

const mostSteps = 200;

/** Each step of the way with its products; a chain of thousands is cut, and says so. */
function walk(
  start: string,
  edges: readonly Edge[],
  verb: string,
  from: (edge: Edge) => string,
  to: (edge: Edge) => string,
  width: number,
): string[] {
  const outgoing = new Map<string, Map<string, Edge[]>>();
  for (const edge of edges) {
    const targets = outgoing.get(from(edge)) ?? new Map<string, Edge[]>();
    targets.set(to(edge), [...(targets.get(to(edge)) ?? []), edge]);
    outgoing.set(from(edge), targets);
  }
  const lines: string[][] = [];
  const seen = new Set([start]);
  for (const at of seen) {
    for (const [target, same] of outgoing.get(at) ?? []) {
      lines.push(wrap(`${keyText(at)} ${verb} ${keyText(target)} on ${productsText(same)}`, width, '  ', '    '));
      seen.add(target);
    }
  }
  const cut =
    lines.length > mostSteps
      ? [`  ... and ${lines.length - mostSteps} more steps (query --sql over v_supersedence shows all)`]
      : [];
  return [...lines.slice(0, mostSteps).flat(), ...cut];
}

/** "Windows 7 SP1 (x64, x86), Windows 8": several sources name the same product, one with and one without architectures. */
function productsText(edges: readonly Edge[]): string {
  const byProduct = new Map<string, Set<string>>();
  for (const { product, architecture } of edges) {
    const on = byProduct.get(product ?? 'all products') ?? new Set();
    if (architecture !== null) on.add(architecture);
    byProduct.set(product ?? 'all products', on);
  }
  const names = [...byProduct].map(([product, on]) =>
    on.size === 0 ? product : `${product} (${[...on].sort().join(', ')})`,
  );
  return names.sort().join(', ');
}
