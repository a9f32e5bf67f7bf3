// Facts of bulletins as rows of data/: products with the same architectures stand together, as in the other tables.
import { blankUpdate, type SupersedenceRow, type UpdateRow } from '../data/schema.ts';
import { groupBy } from '../group-by.ts';
import { offersTogether } from '../products/together.ts';
import type { Offer } from '../types.ts';
import type { BulletinFact } from './learn-bulletins.ts';
import { addressOf } from './learn-bulletins-identity.ts';

const flags = { required: 'always', may: 'maybe', none: 'never' } as const;

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
    ...blankUpdate,
    ...group,
    kb,
    bulletin,
    released,
    restartFlag: restart === null ? null : flags[restart],
    flagText: restartText,
    url: addressOf(bulletin),
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
