// The updates of a wesng table as rows of data/.
import { blankUpdate } from '../data/schema.ts';
import { offersTogether } from '../products/together.ts';
import type { Sink } from './types.ts';
import type { Product, WesngUpdate } from './wesng-facts.ts';
import { releasedOf } from './wesng-released.ts';

/** "2863240;3032655", "3118389<br><br>4022173"; not the 5 digits of "5013868;50185", which was cut, nor a version. */
const number = /(?<![\p{L}\p{N}.])(?:KB)?(\d{6,7})(?![\p{L}\p{N}.])/giu;

export function writeRows(update: WesngUpdate, sink: Sink): void {
  const { kb, kind, title } = update;
  const about = { ...blankUpdate, kb, title: title ?? null, kind: kind ?? null, released: releasedOf(update.posted) };
  for (const together of offersTogether([...update.products].map(({ offer }) => offer))) {
    sink.update({ ...about, ...together });
  }
  for (const [superseded, products] of replaced(update)) {
    for (const together of offersTogether([...products].map(({ offer }) => offer))) {
      sink.edge({ superseding: kb, superseded, ...together, url: null, note: null });
    }
  }
}

function replaced({ kb, supersedes }: WesngUpdate): Map<string, Set<Product>> {
  const all = new Map<string, Set<Product>>();
  for (const [text, products] of supersedes) {
    for (const [, old = ''] of text.matchAll(number)) {
      if (old === kb) continue;
      const known = all.get(old);
      if (known) for (const product of products) known.add(product);
      else all.set(old, new Set(products));
    }
  }
  return all;
}
