// The MSRC's facts as rows: products that share their architectures stand in one row.
import type { SupersedenceRow, UpdateRow } from '../data/schema.ts';
import { type Architecture, architectures } from '../types.ts';
import type { MsrcFact } from './msrc-fact.ts';
import { groupBy } from './group-by.ts';

export const indexUrl = 'https://api.msrc.microsoft.com/cvrf/v3.0/updates';
/** The deployment feed of one month; OData, so the quotes are part of the filter, written as a URL writes them. */
export const feedUrl = (id: string): string =>
  `https://api.msrc.microsoft.com/sug/v2.0/sugodata/v2.0/en-US/deployment?$filter=${encodeURIComponent(`releaseNumber eq '${id}'`).replaceAll("'", '%27')}`;
export const documentUrl = (id: string): string => `https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/${id}`;

export function rowsOf(facts: readonly MsrcFact[]): { updates: UpdateRow[]; supersedence: SupersedenceRow[] } {
  const ordered = facts.toSorted((a, b) => order(a.kb, b.kb) || order(a.document, b.document));
  return { updates: groupBy(ordered, updateKey).flatMap(updatesOf), supersedence: edgesOf(ordered) };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const isHotpatch = (fact: MsrcFact): boolean => /hot\s?patch/i.test(fact.subType ?? '');
const updateKey = (fact: MsrcFact): string =>
  [fact.kb, fact.restartRequired, fact.release, fact.page ?? fact.document, isHotpatch(fact)].join('\n');

interface Offered {
  products: string[];
  architectures: Architecture[];
}

/** Products with the same architectures; a product of unknown architecture has none, which is any. */
function offeredBy(facts: readonly MsrcFact[]): Offered[] {
  const byProduct = groupBy(facts, ({ offer }) => offer.product).map((group) => {
    const named = new Set(group.map(({ offer }) => offer.architecture));
    const known = architectures.filter((architecture) => named.has(architecture));
    return { product: group[0]?.offer.product ?? '', architectures: named.has(null) ? [] : known };
  });
  return groupBy(byProduct, (each) => each.architectures.join(' ')).map((group) => ({
    products: group.map(({ product }) => product).sort(),
    architectures: group[0]?.architectures ?? [],
  }));
}

function updatesOf(group: readonly MsrcFact[]): UpdateRow[] {
  const [fact] = group;
  if (!fact) return [];
  return offeredBy(group).map((offered) => ({
    kb: fact.kb,
    updateId: null,
    title: null,
    bulletin: null,
    released: fact.release,
    revised: null,
    classification: null,
    kind: isHotpatch(fact) ? 'hotpatch' : null,
    ...offered,
    language: null,
    restartFlag: fact.restartFlag,
    flagText: fact.restartRequired,
    exclusive: null,
    url: fact.page ?? documentUrl(fact.document),
    note: null,
  }));
}

function edgesOf(facts: readonly MsrcFact[]): SupersedenceRow[] {
  const edges = facts.flatMap((fact) => fact.supercedence.map((superseded) => ({ fact, superseded })));
  const real = edges.filter(({ fact, superseded }) => superseded !== fact.kb);
  return groupBy(real, ({ fact, superseded }) => [fact.kb, superseded, fact.page ?? fact.document].join('\n')).flatMap(
    (group) => {
      const [edge] = group;
      if (!edge) return [];
      return offeredBy(group.map(({ fact }) => fact)).map((offered) => ({
        superseding: edge.fact.kb,
        superseded: edge.superseded,
        ...offered,
        url: edge.fact.page ?? documentUrl(edge.fact.document),
        note: null,
      }));
    },
  );
}
