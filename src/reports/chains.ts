// Supersedence for people: each step of the ways below and above an update, with its products.
import { type Step, stepsFrom } from '../check/chains.ts';
import { keyText } from '../check/reason.ts';
import type { Edge } from '../types.ts';
import { wrap } from './layout.ts';

/** A monthly update has a way of a hundred steps above it; what comes far away is of little use to a reader. */
const mostSteps = 40;

/** Every step down and up from an update, the nearest first. */
export function supersedenceLines(key: string, edges: readonly Edge[], width: number): string[] {
  return [
    ...linesOf(stepsFrom(key, edges, 'down'), 'down', width),
    ...linesOf(stepsFrom(key, edges, 'up'), 'up', width),
  ];
}

function linesOf(steps: readonly Step[], direction: 'down' | 'up', width: number): string[] {
  const shown = steps.slice(0, mostSteps).flatMap((step) => {
    const [upper, lower] = [keyText(step.superseding), keyText(step.superseded)];
    const words = direction === 'down' ? `${upper} supersedes ${lower}` : `${lower} is superseded by ${upper}`;
    return wrap(`${words} on ${productsText(step)}`, width, '  ', '    ');
  });
  if (steps.length <= mostSteps) return shown;
  const where = direction === 'down' ? 'further down' : 'further up';
  return [
    ...shown,
    ...wrap(
      `... and ${steps.length - mostSteps} more steps ${where} (query --sql over v_supersedence shows all)`,
      width,
      '  ',
      '    ',
    ),
  ];
}

/** "Windows 7 SP1 (x64, x86), Windows 8": several sources name the same product, one with and one without architectures. */
function productsText({ on }: Step): string {
  const byProduct = new Map<string, Set<string>>();
  for (const { product, architecture } of on) {
    const known = byProduct.get(product ?? 'all products') ?? new Set();
    if (architecture !== null) known.add(architecture);
    byProduct.set(product ?? 'all products', known);
  }
  const names = [...byProduct].map(([product, known]) =>
    known.size === 0 ? product : `${product} (${[...known].sort().join(', ')})`,
  );
  return names.sort().join(', ');
}
