// From revisions to facts: which are updates, what they are for, whether they restart, and which of them replaces which.
import { blankUpdate, type SupersedenceRow, type UpdateRow } from '../data/schema.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import { kbsOf } from '../titles/title.ts';
import type { Sink } from './types.ts';
import { offeredFor } from './wsus-products.ts';
import { type Behavior, restartsOf, together } from './wsusscn2-behavior.ts';
import { classificationNamed } from './wsusscn2-names.ts';
import type { Revision, Store } from './wsusscn2-store.ts';

/** To be called when all fragments were read. */
export function emitFacts(store: Store, sink: Sink): void {
  store.nameCategories();
  const parts = store.parts();
  for (const revision of store.revisions.values()) {
    const why = revision.bad ? null : whyNot(revision, store);
    if (why !== null) sink.skip(why);
    else if (!revision.bad) emit(revision, parts.get(revision.id) ?? [], store, sink);
  }
}

/** Why a revision is no update of its own; null where it is one. */
function whyNot({ rule, updateId, bundledBy, title, kb }: Revision, store: Store): string | null {
  if (rule || store.isCategory(updateId)) return 'a category or a rule of detection, no update';
  const named = title !== null && kb !== null;
  return bundledBy.length > 0 && !named ? 'a part of a bundle, which has the title and the KB' : null;
}

function emit(revision: Revision, parts: readonly Revision[], store: Store, sink: Sink): void {
  const rows = rowsOf(revision, parts);
  for (const row of rows) {
    sink.update(row);
    for (const edge of edgesOf(revision, row, store)) sink.edge(edge);
  }
}

function rowsOf(revision: Revision, parts: readonly Revision[]): UpdateRow[] {
  const { title, updateId, number, released, bulletin, categories } = revision;
  const products = categories.flatMap(({ type, name }) => (type === 'Product' && name !== null ? [name] : []));
  const update: UpdateRow = {
    ...blankUpdate,
    ...{ kb: kbOf(revision), updateId, revision: number, title, bulletin, released },
    classification: classificationOf(revision),
    kind: title === null ? null : kindOfTitle(title),
    ...restartsOf(behaviorOfBundle(revision, parts)),
  };
  return offeredFor(title, products, []).map((offer) => ({ ...update, ...offer }));
}

/** The number of its own, or the one that its title names. */
function kbOf({ kb, title }: Revision): string | null {
  if (kb !== null || title === null) return kb;
  const [only, ...more] = kbsOf(title);
  return more.length > 0 ? null : (only ?? null);
}

function classificationOf({ categories }: Revision): string | null {
  const category = categories.find(({ type }) => type === 'UpdateClassification');
  return category ? (category.name ?? classificationNamed(category.updateId)) : null;
}

/** A bundle says nothing of restarts itself: what is installed are its parts. */
function behaviorOfBundle({ behavior }: Revision, parts: readonly Revision[]): Behavior | null {
  if (parts.length === 0 || (behavior !== null && behavior.flag !== null)) return behavior;
  return together(parts.map((part) => (part.bad ? null : part.behavior)));
}

function* edgesOf(revision: Revision, row: UpdateRow, store: Store): Generator<SupersedenceRow> {
  const { products, architectures } = row;
  for (const id of revision.supersededBy) {
    const other = store.revisions.get(id);
    if (!other || other.bad || other.rule || other.updateId === revision.updateId) continue;
    const offer = { products, architectures, url: null, note: null };
    yield { superseding: other.updateId, superseded: revision.updateId, ...offer };
    const [superseding, superseded] = [kbOf(other), row.kb];
    // Findings are kept by KB. Without a product such an edge would hold for every product that the number has.
    if (superseding === null || superseded === null || superseding === superseded || products.length === 0) continue;
    yield { superseding, superseded, ...offer };
  }
}
