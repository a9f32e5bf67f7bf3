// Facts of bulletins as rows of data/: products with the same architectures stand together, as in the other tables.
import type { SupersedenceRow, UpdateRow } from '../data/schema.ts';
import { type Architecture, architectures, type Offer } from '../types.ts';
import type { BulletinFact } from './learn-bulletins.ts';
import { addressOf } from './learn-bulletins-identity.ts';
import { groupBy } from './group-by.ts';

const flags = { required: 'always', may: 'maybe', none: 'never' } as const;

interface Group {
  products: string[];
  architectures: Architecture[];
}

export function rowsOf(facts: readonly BulletinFact[]): { updates: UpdateRow[]; supersedence: SupersedenceRow[] } {
  return {
    updates: groupBy(facts, (fact) => `${fact.bulletin} ${fact.kb} ${fact.restart}`).flatMap(updateRows),
    supersedence: groupBy(facts.flatMap(edges), ({ bulletin, kb, old }) => `${bulletin} ${kb} ${old}`).flatMap(
      edgeRows,
    ),
  };
}

function updateRows(facts: readonly [BulletinFact, ...BulletinFact[]]): UpdateRow[] {
  const [{ bulletin, kb, restart, restartText, released }] = facts;
  return offersTogether(facts.map(({ offer }) => offer)).map((group) => ({
    kb,
    updateId: null,
    title: null,
    bulletin,
    released,
    revised: null,
    classification: null,
    kind: null,
    ...group,
    language: null,
    restartFlag: restart === null ? null : flags[restart],
    flagText: restartText,
    exclusive: null,
    url: addressOf(bulletin),
    note: null,
  }));
}

interface Edge {
  bulletin: string;
  kb: string;
  old: string;
  offer: Offer;
}

/** Only numbers make an edge: which package of a replaced bulletin is meant cannot be told from the bulletin's name. */
function edges({ bulletin, kb, replaces, offer }: BulletinFact): Edge[] {
  return replaces.flatMap((each) =>
    each.kb === null || each.kb === kb ? [] : [{ bulletin, kb, old: each.kb, offer }],
  );
}

function edgeRows(group: readonly [Edge, ...Edge[]]): SupersedenceRow[] {
  const [{ bulletin, kb, old }] = group;
  return offersTogether(group.map(({ offer }) => offer)).map((together) => ({
    superseding: kb,
    superseded: old,
    ...together,
    url: addressOf(bulletin),
    note: null,
  }));
}

/** A product of which one row names no architecture counts as any. */
function offersTogether(offers: readonly Offer[]): Group[] {
  const perProduct = groupBy(offers, ({ product }) => product).map((group) => {
    const said = new Set(group.map(({ architecture }) => architecture));
    return {
      product: group[0].product,
      architectures: said.has(null) ? [] : architectures.filter((each) => said.has(each)),
    };
  });
  return groupBy(perProduct, (each) => each.architectures.join()).map((group) => ({
    products: group.map(({ product }) => product).sort(),
    architectures: group[0].architectures,
  }));
}
