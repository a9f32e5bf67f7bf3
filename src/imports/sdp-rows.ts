// From a package of another publisher to facts.
import { blankUpdate, type SupersedenceRow, type UpdateRow } from '../data/schema.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import type { Package, Title } from './sdp-package.ts';
import type { Sink } from './types.ts';
import { offeredFor } from './wsus-products.ts';
import { restartsOf, together } from './wsusscn2-behavior.ts';
import { bulletinIn, dayIn, guidIn, kbIn, titleIn } from './wsusscn2-values.ts';

export interface Rows {
  /** @param place for people: "package 3", "entry V2/x.sdp" */
  take(found: Package, place: string): void;
}

export function rowsTo(sink: Sink): Rows {
  /** A catalog may hold a package in the form of more than one version of the catalog. */
  const taken = new Set<string>();
  return {
    take: (found, place) => {
      sink.row();
      const updateId = guidIn(found.id);
      if (updateId === null) return sink.bad(place, 'its PackageID is no GUID');
      if (found.type.toLowerCase() === 'detectoid') return sink.skip('a rule of detection, no update');
      if (taken.has(updateId)) return sink.skip('the same package once more');
      taken.add(updateId);
      emit(found, updateId, sink);
    },
  };
}

function emit(found: Package, updateId: string, sink: Sink): void {
  for (const row of updatesOf(found, updateId)) {
    sink.update(row);
    const { products, architectures } = row;
    for (const superseded of new Set(found.supersedes.map(guidIn))) {
      if (superseded === null || superseded === updateId) continue;
      const edge: SupersedenceRow = {
        superseding: updateId,
        superseded,
        products,
        architectures,
        url: null,
        note: null,
      };
      sink.edge(edge);
    }
  }
}

function updatesOf(found: Package, updateId: string): UpdateRow[] {
  const title = titleIn(englishOf(found.titles)?.title ?? '');
  const update: UpdateRow = {
    ...blankUpdate,
    kb: kbIn(found.kb) ?? kbIn(/\bKB\d{6,7}\b/i.exec(title ?? '')?.[0] ?? ''),
    ...{ updateId, title, bulletin: bulletinIn(found.bulletin) },
    released: dayIn(found.created),
    classification: found.classification?.trim().slice(0, 100) || null,
    kind: /^driver/i.test(found.type) ? 'driver' : title === null ? null : kindOfTitle(title),
    ...restartsOf(together(found.behaviors)),
  };
  const product = found.product.slice(0, 200);
  return offeredFor(title, product === '' ? [] : [product], []).map((offer) => ({ ...update, ...offer }));
}

const englishOf = (titles: readonly Title[]): Title | undefined =>
  titles.find(({ language }) => /^en\b/i.test(language ?? '')) ?? titles[0];
