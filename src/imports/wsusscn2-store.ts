// What package.xml says of each revision, kept until the texts of all of them are known: a bundle and its parts stand far apart.
import { UserError } from '../errors.ts';
import type { Behavior } from './wsusscn2-behavior.ts';

/** A product or a classification: an update of its own, of which the title is its name. */
export interface Category {
  updateId: string;
  /** "Product", "UpdateClassification", "ProductFamily", "Company". */
  type: string;
  name: string | null;
}

export interface Revision {
  /** RevisionId: the name of its fragments, and how others point to it. */
  id: number;
  updateId: string;
  /** RevisionNumber: which revision of this update it is. */
  number: number | null;
  /** YYYY-MM-DD */
  released: string | null;
  defaultLanguage: string;
  /** A category, or a rule by which others are detected: nothing that is installed. */
  rule: boolean;
  categories: Category[];
  /** The RevisionIds of others. */
  supersededBy: number[];
  bundledBy: number[];
  title: string | null;
  kb: string | null;
  bulletin: string | null;
  behavior: Behavior | null;
  /** A fragment of it cannot be read. */
  bad: boolean;
}

/** The real file had 136,102 updates in May 2026. */
const mostRevisions = 1_000_000;
/** Titles and references of all of them, in characters and in numbers. */
const mostText = 200_000_000;
const mostReferences = 5_000_000;
/** There are some 4,000 of them. */
const mostCategories = 100_000;

export class Store {
  readonly revisions = new Map<number, Revision>();
  readonly #categories = new Map<string, Category>();
  readonly #file: string;
  #text = 0;
  #references = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws UserError where there are more than any such file has */
  add(revision: Revision): void {
    this.revisions.set(revision.id, revision);
    if (this.revisions.size > mostRevisions) throw this.#tooLarge();
  }

  /** Adds to one of a revision's lists. @throws UserError where all of them are longer than those of any such file */
  refer<T>(list: T[], to: T): void {
    this.#references += 1;
    if (this.#references > mostReferences) throw this.#tooLarge();
    list.push(to);
  }

  /** @throws UserError where the titles together are longer than those of any such file */
  title(revision: Revision, title: string): void {
    this.#text += title.length - (revision.title?.length ?? 0);
    if (this.#text > mostText) throw this.#tooLarge();
    revision.title = title;
  }

  category(updateId: string, type: string): Category {
    const known = this.#categories.get(updateId);
    if (known) return known;
    const category = { updateId, type: type.slice(0, 40), name: null };
    this.#categories.set(updateId, category);
    if (this.#categories.size > mostCategories) throw this.#tooLarge();
    return category;
  }

  /** To be called when all titles are known. */
  nameCategories(): void {
    for (const { updateId, title } of this.revisions.values()) {
      const category = this.#categories.get(updateId);
      if (category && title !== null) category.name = title;
    }
  }

  isCategory = (updateId: string): boolean => this.#categories.has(updateId);

  /** The parts of each bundle, by its revision. */
  parts(): Map<number, Revision[]> {
    const parts = new Map<number, Revision[]>();
    for (const revision of this.revisions.values()) {
      for (const bundle of revision.bundledBy) {
        const known = parts.get(bundle);
        if (known) known.push(revision);
        else parts.set(bundle, [revision]);
      }
    }
    return parts;
  }

  #tooLarge(): UserError {
    const message = `${this.#file} holds more updates than are read of it`;
    return new UserError(message, 'This is more than any file of its kind holds; check where it comes from.');
  }
}
