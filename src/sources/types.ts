// What a source is: where its pages are, and a pure parser from the text of a page to facts. A source never meets disk, network or clock.
import type { SupersedenceRow, UpdateRow } from '../data/schema.ts';

/** A request that a source asks for; the one who fetches decides how. */
export interface PageRequest {
  url: string;
  /** With a form the request is a POST, as a WebForms page expects it. */
  form?: Readonly<Record<string, string>>;
  accept?: string;
}

/** The text of a page, and where it came from; null for a saved page of which nobody said it. */
export interface Page {
  text: string;
  url: string | null;
}

export interface Parsed<F> {
  facts: F[];
  /** Pages that this one leads to: the next page of a list, the details of an update. */
  follow: PageRequest[];
  /** What the reader should know, such as a list that was cut at 1,000 hits. */
  notes: string[];
}

/** What a caller asks a source for. Each source takes what concerns it and says what it cannot do without. */
export interface Wanted {
  kbs: string[];
  updateIds: string[];
  /** YYYY-MM */
  months: string[];
  bulletins: string[];
  /** msrc: the deployment feed instead of the monthly documents. */
  feed?: boolean;
}

export interface Source<F> {
  id: string;
  /** One line for help texts. */
  description: string;
  /** The hosts that its pages, and redirects of them, may come from. */
  hosts: readonly string[];
  /** Whether the pages still change; an archive never goes stale. */
  live: boolean;
  /** @throws UserError where `wanted` leaves out what this source needs */
  start(wanted: Wanted): PageRequest[];
  /** Whether a page that another leads to was asked for; an index leads to more. Left out: all are. */
  wants?(request: PageRequest, wanted: Wanted): boolean;
  /**
   * @throws SourceError where the page is an error page, not the one asked for, of another language, or not of the shape that is known.
   * A page that parses to nothing is a SourceError, unless it says itself that there is nothing.
   */
  parse(page: Page): Parsed<F>;
  /** The facts as rows of data/<id>/; null where a source is merged in a way of its own (the list of KB2894518). */
  rows: ((facts: readonly F[]) => { updates: UpdateRow[]; supersedence: SupersedenceRow[] }) | null;
}
