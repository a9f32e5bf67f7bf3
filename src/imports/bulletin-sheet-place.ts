// What a row of a bulletin sheet is about: where its package is installed, and what kind of update that makes it.
import { offerNamed } from '../products/offers.ts';
import { architecturesOf } from '../products/products.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import type { Offer, UpdateKind } from '../types.ts';

export interface Place {
  offer: Offer;
  /** Null where only the title of the bulletin can tell. */
  kind: UpdateKind | null;
}

/** Each place is made once, and so is each offer: a sheet of 19,065 rows names 537 products. */
export class Places {
  readonly #keep: (text: string) => void;
  readonly #places = new Map<string, Map<string, Place>>();
  readonly #offers = new Map<string, Offer>();

  /** @param keep counts a text that is kept */
  constructor(keep: (text: string) => void) {
    this.#keep = keep;
  }

  of(product: string, component: string): Place {
    let ofProduct = this.#places.get(product);
    if (!ofProduct) {
      ofProduct = new Map();
      this.#places.set(product, ofProduct);
    }
    let place = ofProduct.get(component);
    if (!place) {
      place = this.#find(product, component);
      this.#keep(component);
      ofProduct.set(component, place);
    }
    return place;
  }

  /**
   * "Affected Product" is a Windows, and "Affected Component" what is mended on it; in some rows of 2008 and 2017 ("Internet Explorer 11" and
   * "Windows 7 for x64-based Systems Service Pack 1") they have changed places.
   */
  #find(product: string, component: string): Place {
    const offer = this.#offer(product);
    if (isWindows(offer)) return { offer, kind: kindOnWindows(offer, component) };
    const other = component === '' ? offer : this.#offer(component);
    if (isWindows(other)) return { offer: other, kind: kindOnWindows(other, product) };
    return { offer, kind: kindOfProgram(product) ?? kindOfProgram(component) ?? 'unknown' };
  }

  /** The 32-bit edition of Office is at home on a 64-bit Windows as well: only the name of a Windows tells the machine's architecture. */
  #offer(name: string): Offer {
    const known = this.#offers.get(name);
    if (known) return known;
    this.#keep(name);
    const named = offerNamed(name);
    const offer = isWindows(named) ? named : { ...named, architecture: null };
    this.#offers.set(name, offer);
    return offer;
  }
}

const isWindows = ({ product }: Offer): boolean => architecturesOf(product).length > 0;

function kindOnWindows({ product }: Offer, component: string): UpdateKind | null {
  if (/\badobe flash\b/i.test(component)) return 'other';
  // There, what mends a component comes in the cumulative update of Windows.
  if (/^Windows (?:10|Server 2016)\b/.test(product)) return 'unknown';
  if (component === '') return null;
  return /\boutlook express\b/i.test(component) ? 'unknown' : (kindOfProgram(component) ?? 'unknown');
}

/** Kinds that the name of a program tells. Others, "cumulative" above all, are words in titles that mean something else there. */
const kindsOfPrograms: readonly UpdateKind[] = ['dotnet', 'office', 'internet-explorer', 'defender'];

function kindOfProgram(name: string): UpdateKind | null {
  const kind = kindOfTitle(name);
  return kindsOfPrograms.includes(kind) ? kind : null;
}

/**
 * Of a row that names no component. The title is that of a bulletin, and speaks of a flaw: "Vulnerabilities in Kernel-Mode Drivers" is no
 * driver. So the kind is unknown, and not the one that the title seems to name.
 */
export function kindOfBulletin(title: string): UpdateKind {
  const kind = kindOfTitle(title);
  return kind === 'internet-explorer' || kind === 'secure-boot' ? kind : 'unknown';
}
