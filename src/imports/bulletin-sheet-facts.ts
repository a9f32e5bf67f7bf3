// The facts of a bulletin sheet while it is read: what many rows say of one package is one update, for the products of all of them.
import { UserError } from '../errors.ts';
import { blankUpdate, type SupersedenceRow, type UpdateRow } from '../data/schema.ts';
import { offersTogether } from '../products/together.ts';
import type { Offer, UpdateKind } from '../types.ts';
import type { DateOrder, SheetDate } from './bulletin-sheet-dates.ts';

/** What rows say of the bulletin that they belong to, and of the restart; rows that follow each other mostly say the same. */
export interface Heading {
  bulletin: string | null;
  title: string;
  date: SheetDate;
  /** The cell "Reboot". */
  reboot: string;
}

/** Products of packages by number. The offers of a sheet are made once each, so that they are told apart by what they are. */
type Packages = Map<string, Set<Offer>>;

interface Headed {
  heading: Heading;
  packages: Packages;
}

/** Characters of all that is kept, and pairs of updates; in the largest sheet of Microsoft's less than a million, and 2126. */
const mostText = 20_000_000;
const mostEdges = 300_000;

const flags = { yes: 'always', maybe: 'maybe', no: 'never' } as const;
const isFlag = (word: string): word is keyof typeof flags => Object.hasOwn(flags, word);

/** All texts that come in are kept as they are: they must be no pieces of the file's text, which would stay in the memory with them. */
export class BulletinFacts {
  readonly #headings = new Map<string, Headed>();
  /** The heading that was met last with a word for the restart: no text has to be put together to find it again. */
  readonly #last = new Map<string, Headed>();
  readonly #edges = new Map<string, Packages>();
  readonly #kinds = new Map<string, UpdateKind>();
  #text = 0;
  #edgeCount = 0;

  /** @param offer null where the row names no product */
  update(kb: string, heading: Heading, offer: Offer | null): void {
    const offers = offersOf(this.#headed(heading).packages, kb);
    if (offer) offers.add(offer);
  }

  edge(superseding: string, superseded: string, offer: Offer): void {
    let replaced = this.#edges.get(superseding);
    if (!replaced) {
      replaced = new Map();
      this.#edges.set(superseding, replaced);
    }
    if (!replaced.has(superseded)) this.#edgeCount += 1;
    if (this.#edgeCount > mostEdges) throw tooMuch();
    offersOf(replaced, superseded).add(offer);
  }

  /** A number that is of several kinds, as a cumulative update that stands in many bulletins, is of unknown kind. */
  kind(kb: string, kind: UpdateKind): void {
    const before = this.#kinds.get(kb);
    if (before === undefined) this.#kinds.set(kb, kind);
    else if (before !== kind) this.#kinds.set(kb, 'unknown');
  }

  /** Counts a text that is kept. @throws UserError where there is too much of it */
  keep(text: string): void {
    this.#text += text.length;
    if (this.#text > mostText) throw tooMuch();
  }

  #headed(heading: Heading): Headed {
    const last = this.#last.get(heading.reboot);
    if (last && isSame(last.heading, heading)) return last;
    const { bulletin, title, date, reboot } = heading;
    const key = JSON.stringify([bulletin, title, date, reboot]);
    let headed = this.#headings.get(key);
    if (!headed) {
      this.keep(key);
      headed = { heading, packages: new Map() };
      this.#headings.set(key, headed);
    }
    this.#last.set(reboot, headed);
    return headed;
  }

  updates(order: DateOrder, take: (update: UpdateRow) => void): void {
    for (const { heading, packages } of this.#headings.values()) {
      const said = updateOf(heading, order.dayOf(heading.date));
      for (const [kb, offers] of packages) {
        const kind = this.#kinds.get(kb) ?? 'unknown';
        if (offers.size === 0) take({ ...said, kb, kind });
        for (const { products, architectures } of offersTogether([...offers])) {
          take({ ...said, kb, kind, products, architectures });
        }
      }
    }
  }

  edges(take: (edge: SupersedenceRow) => void): void {
    for (const [superseding, replaced] of this.#edges) {
      for (const [superseded, offers] of replaced) {
        for (const { products, architectures } of offersTogether([...offers])) {
          take({ superseding, superseded, products, architectures, url: null, note: null });
        }
      }
    }
  }
}

const tooMuch = (): UserError =>
  new UserError('it names too many different things for a bulletin sheet', 'Check what the file is.');

const isSame = (a: Heading, b: Heading): boolean =>
  a.title === b.title && a.bulletin === b.bulletin && a.date === b.date && a.reboot === b.reboot;

function offersOf(packages: Packages, kb: string): Set<Offer> {
  let offers = packages.get(kb);
  if (!offers) {
    offers = new Set();
    packages.set(kb, offers);
  }
  return offers;
}

function updateOf({ bulletin, title, reboot }: Heading, released: string | null): UpdateRow {
  const word = reboot.toLowerCase();
  const restartFlag = isFlag(word) ? flags[word] : null;
  return { ...blankUpdate, bulletin, title: title || null, released, restartFlag, flagText: reboot || null };
}
