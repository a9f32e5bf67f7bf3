// Whether the silence of a source means anything for an update: only where it has coverage of the product and the release. Pure.
import { certainlyIn } from '../products/products.ts';
import type { Coverage, Policy } from '../types.ts';
import type { Subject } from './subject.ts';

/** The sources whose silence about this update on this product means something on the day of the check. */
export function coveredBy(
  coverages: readonly Coverage[],
  { released }: Subject,
  product: string | null,
  { asOf }: Policy,
  unproven: ReadonlySet<string>,
): Coverage[] {
  if (released === null || product === null) return [];
  return coverages.filter((coverage) => {
    const until = coveredUntil(coverage, asOf);
    if (until === null || unproven.has(coverage.source) || !certainlyIn(product, coverage.products)) return false;
    return (coverage.releasedFrom === null || released.from >= coverage.releasedFrom) && released.to <= until;
  });
}

/** On a day, coverage ends at the newest entry or snapshot of the list that is proven by that day. */
export function coveredUntil(coverage: Coverage, asOf: string | null): string | null {
  if (asOf === null) return coverage.releasedUntil;
  const proven = coverage.points.filter(({ provenOn }) => provenOn <= asOf).map(({ until }) => until);
  return proven.sort().at(-1) ?? null;
}
