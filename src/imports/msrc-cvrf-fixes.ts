// The vendor fixes of a CVRF document, each kept once: a fix stands under each of its vulnerabilities, up to a hundred times.
import { UserError } from '../errors.ts';
import { type Fix, kbOf, valueOrNull } from '../sources/msrc-fact.ts';

/** Of all that is kept, in characters. A real month has less than a thousandth of it. */
const most = 16 * 1024 * 1024;

export class Fixes {
  readonly #met: () => void;
  readonly #kept = new Map<string, { fix: Fix; times: number }>();
  #size = 0;

  /** @param met called for each fix, also where it was met before */
  constructor(met: () => void) {
    this.#met = met;
  }

  /** @throws UserError where there are more different fixes than memory should hold */
  take(fix: Fix): void {
    this.#met();
    const key = JSON.stringify(fix);
    const known = this.#kept.get(key);
    if (known) {
      known.times += 1;
      return;
    }
    this.#kept.set(key, { fix, times: 1 });
    this.#size += key.length;
    if (this.#size > most) {
      throw new UserError(
        'it names a thousand times more fixes than a month of the MSRC does',
        'Give the document of one month, as the MSRC publishes it.',
      );
    }
  }

  distinct(): Fix[] {
    return [...this.#kept.values()].map(({ fix }) => fix);
  }

  /** Says of each fix that gives no update why not. */
  tellUnused(products: ReadonlyMap<string, string>, tell: (why: string) => void): void {
    for (const { fix, times } of this.#kept.values()) {
      const why = whyUnused(fix, products);
      for (let time = 0; why !== null && time < times; time += 1) tell(why);
    }
  }
}

function whyUnused(fix: Fix, products: ReadonlyMap<string, string>): string | null {
  if (kbOf(fix.description) === null) return 'a fix that names no KB';
  const named = fix.productIds.some((id) => valueOrNull(products.get(id)) !== null);
  return named ? null : 'a fix for no product that the document names';
}
