// Hands the rows of an export of WSUS to the sink, and knows an update that comes in several rows. Steps between UpdateIDs become steps between KBs when the catalog is made.
import type { SupersedenceRow, UpdateRow } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import type { Sink } from './types.ts';
import { type Related, type RowFacts, readRow } from './wsus-row.ts';
import type { Values } from './wsus-values.ts';

export class Intake {
  readonly #sink: Sink;
  #last = '';
  #found = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** @param place for people: "row 17", "line 1204" */
  row(values: Values, place: string): void {
    this.#sink.row();
    const read = readRow(values);
    if ('bad' in read) this.#sink.bad(place, read.bad);
    else if ('skip' in read) this.#sink.skip(read.skip);
    else this.#update(read);
  }

  bad(place: string, why: string): void {
    this.#sink.row();
    this.#sink.bad(place, why);
  }

  /** After the last row. @throws UserError where no row was an update */
  end(): void {
    if (this.#found > 0) return;
    throw new UserError(
      'there is no update in it: no row has an UpdateId or a KB number',
      'Export the updates of WSUS, with the columns UpdateId, Title and KnowledgebaseArticles.',
    );
  }

  /** Some exports have a row for each file of an update, one after the other. */
  #update(read: RowFacts): void {
    this.#found += 1;
    const text = JSON.stringify(read);
    if (text === this.#last) {
      this.#sink.skip('a further file of the same update');
      return;
    }
    this.#last = text;
    for (const update of read.updates) {
      this.#sink.update(update);
      this.#relate(update, read.supersedes, true);
      this.#relate(update, read.supersededBy, false);
    }
  }

  #relate({ kb, updateId, products, architectures }: UpdateRow, related: Related, supersedes: boolean): void {
    const offer = { products, architectures };
    for (const other of related.updateIds) this.#edge(updateId ?? kb, other, supersedes, offer);
    // Findings are kept by KB. Without a product such an edge would hold for every product that the number has.
    if (kb === null || products.length === 0) return;
    for (const other of related.kbs) this.#edge(kb, other, supersedes, offer);
  }

  #edge(self: string | null, other: string | null, supersedes: boolean, offer: Offered): void {
    if (self === null || other === null || self === other) return;
    const [superseding, superseded] = supersedes ? [self, other] : [other, self];
    this.#sink.edge({ superseding, superseded, ...offer, url: null, note: null });
  }
}

type Offered = Pick<SupersedenceRow, 'products' | 'architectures'>;
