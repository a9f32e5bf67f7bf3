// The only list of sources.
import { kb2894518 } from './kb2894518.ts';
import { learnBulletins } from './learn-bulletins.ts';
import { msrc } from './msrc.ts';
import type { Page, Source } from './types.ts';
import { updateCatalog } from './update-catalog.ts';

/** A source whose kind of facts is its own affair: `use` hands it to code that works for any kind. */
export interface AnySource extends Pick<Source<unknown>, 'id' | 'description' | 'live'> {
  parse(page: Page): { facts: unknown[]; notes: string[] };
  use<R>(consume: <F>(source: Source<F>) => R): R;
}

function any<F>(source: Source<F>): AnySource {
  const { id, description, live } = source;
  return { id, description, live, parse: (page) => source.parse(page), use: (consume) => consume(source) };
}

export const sources: readonly AnySource[] = [any(kb2894518), any(updateCatalog), any(msrc), any(learnBulletins)];
