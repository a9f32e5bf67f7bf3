// The MSRC's facts as rows: products that share their architectures stand in one row.
import { blankUpdate, type SupersedenceRow, type UpdateRow } from '../data/schema.ts';
import { groupBy } from '../group-by.ts';
import { offersTogether } from '../products/together.ts';
import type { MsrcFact } from './msrc-fact.ts';

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

function updatesOf(group: readonly MsrcFact[]): UpdateRow[] {
  const [fact] = group;
  if (!fact) return [];
  return offersTogether(group.map(({ offer }) => offer)).map((offered) => ({
    ...blankUpdate,
    ...offered,
    kb: fact.kb,
    released: fact.release,
    kind: isHotpatch(fact) ? 'hotpatch' : null,
    restartFlag: fact.restartFlag,
    flagText: fact.restartRequired,
    url: fact.page ?? documentUrl(fact.document),
  }));
}

function edgesOf(facts: readonly MsrcFact[]): SupersedenceRow[] {
  const edges = facts.flatMap((fact) => fact.supercedence.map((superseded) => ({ fact, superseded })));
  const real = edges.filter(({ fact, superseded }) => superseded !== fact.kb);
  return groupBy(real, ({ fact, superseded }) => [fact.kb, superseded, fact.page ?? fact.document].join('\n')).flatMap(
    (group) => {
      const [edge] = group;
      if (!edge) return [];
      return offersTogether(group.map(({ fact }) => fact.offer)).map((offered) => ({
        superseding: edge.fact.kb,
        superseded: edge.superseded,
        ...offered,
        url: edge.fact.page ?? documentUrl(edge.fact.document),
        note: null,
      }));
    },
  );
}
