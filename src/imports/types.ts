// What an importer is: a kind of bulk file, how it is recognised, and a reader that hands facts to a sink as it meets them.
import type { ByteSource } from '../bytes/types.ts';
import type { SupersedenceRow, UpdateRow } from '../data/schema.ts';

/** The beginning of a file, by which its kind is recognised. */
export interface Sample {
  /** The file's own name, in lower case. */
  name: string;
  size: number;
  /** The first 64 KiB. */
  head: Uint8Array;
  /** The same as text (UTF-8 or UTF-16, by BOM or zeros); '' where it is no text. */
  text: string;
  /** The names inside a ZIP file; [] for any other. */
  entries: readonly string[];
}

/** A foreign SQLite file, opened read-only and untrusted: only real tables are read, no view, no trigger, no virtual table. */
export interface ForeignDatabase {
  /** The names of its ordinary tables. */
  tables(): readonly string[];
  /** The columns of one of them. */
  columns(table: string): readonly string[];
  /** All rows of a table as values in the order of `columns`; at most a stated size each. */
  rows(table: string, columns: readonly string[]): Iterable<readonly (string | number | null)[]>;
}

export interface ImportFile extends ByteSource {
  /** Opens this file as a SQLite database; closed by the one who made the source. */
  sqlite(): ForeignDatabase;
}

/** Takes facts one by one. `update` and `edge` may be called a million times: rows are written as they come, and not kept. */
export interface Sink {
  /** One row of data was met, whatever comes of it. */
  row(): void;
  update(update: UpdateRow): void;
  edge(edge: SupersedenceRow): void;
  /** A row that says nothing for us (no KB and no UpdateID, a known issue): counted by reason, and no fault of the file. */
  skip(why: string): void;
  /** A row that cannot be read. @throws UserError where too many of the rows are bad */
  bad(place: string, why: string): void;
}

/** What a file says of itself, for meta.json; null where it says nothing. */
export interface ImportAbout {
  /** The day of which its facts are, YYYY-MM-DD. */
  asOf: string | null;
}

export interface Importer {
  /** The kind, as --kind and the JSON of a dry run name it. */
  id: string;
  /** One line for help texts. */
  description: string;
  /** The folder below data/ that its facts go to. Several kinds may share one. */
  source: string;
  accepts(sample: Sample): boolean;
  /** @throws UserError where the file is not whole, too large where it should be small, or not of this kind after all */
  read(file: ImportFile, sink: Sink): Promise<ImportAbout>;
}
