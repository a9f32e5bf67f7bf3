// May what a page of KB2894518 says now replace what is known? A list that shrank is more likely a changed page than a shorter list.
import type { ListEntryFact } from './kb2894518.ts';

/** On the list since its first publication in October and November 2013. */
const firstSix = ['2862330', '2771431', '2871777', '2821895', '2545698', '2529073'];

/**
 * @param known  the KB numbers that data/ has as listed now
 * @returns why the page counts as changed, or null. An entry may go while others come: it will be marked as no longer listed
 */
export function guardAgainst(known: readonly string[], facts: readonly ListEntryFact[]): string | null {
  const found = new Set(facts.map(({ kb }) => kb));
  const missing = firstSix.filter((kb) => !found.has(kb));
  if (missing.length > 0) {
    return `page changed: ${missing.map((kb) => `KB${kb}`).join(', ')} of the first list of 2013 ${missing.length === 1 ? 'is' : 'are'} missing`;
  }
  const before = new Set(known).size;
  return found.size < before ? `page changed: it lists ${found.size} updates, ${before} are known` : null;
}
