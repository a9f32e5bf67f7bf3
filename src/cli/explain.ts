// rebootgate explain: all that is known about one update, or the updates of a bulletin.
import type { Catalog } from '../catalog/open.ts';
import { kbsOfBulletin } from '../catalog/query.ts';
import { readChains } from '../catalog/read-updates.ts';
import { type Additions, readKnowledgeWith } from '../catalog/added.ts';
import { sameArchitecture } from '../check/claims.ts';
import { indexKnowledge, rowsFor } from '../check/index.ts';
import { checkNamed } from '../check/lookup.ts';
import { keyText } from '../check/reason.ts';
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { guidOf } from '../inputs/rows.ts';
import { architecturesOf, sameProduct } from '../products/products.ts';
import { explainBulletin, explainUpdate, type Explained } from '../reports/explain.ts';
import { painter } from '../reports/paint.ts';
import type { CatalogUpdate, Knowledge, Offer, Policy } from '../types.ts';
import { withCatalogs } from './catalogs.ts';
import { type CheckFlags, ownFindingsOf, policyOf, requireKnownFacts } from './check.ts';
import type { ExitCode } from './failure.ts';
import { kbTyped } from './numbers.ts';
import { settle } from './settings.ts';
import { clock, type Io, reportWidth, wantsColour } from './io.ts';

/** What it takes of the configuration; product and architecture there are those of a group, and would hide others here. */
const settings = ['catalog', 'overlay', 'findings', 'env', 'factsFrom'] as const;

export async function runExplain(name: string, given: CheckFlags, io: Io): Promise<ExitCode> {
  const { flags } = await settle([], given, io, settings);
  const policy = policyOf(flags, dayOf(clock(io)));
  const look = { width: reportWidth(io), paint: painter(wantsColour(io)) };
  const bulletin = /^MS\d{2}-\d{3}$/i.test(name.trim()) ? name.trim().toUpperCase() : null;
  const own = (await ownFindingsOf(flags, policy.today, io))?.additions ?? null;
  const text = withCatalogs(flags, io, (catalog, overlays) => {
    const catalogs = [catalog, ...overlays] as const;
    return bulletin === null
      ? explainUpdate(explainOne(catalogs, keyOf(name), policy, own, flags.factsFrom), policy, look)
      : explainBulletin(bulletin, explainAll(catalogs, bulletin, policy, own, flags.factsFrom), look);
  });
  io.out(text);
  return 0;
}

function keyOf(name: string): string {
  const key = kbTyped(name) ?? guidOf(name);
  if (key === null) {
    throw new UserError(
      `"${name}" is no KB number, UpdateID or bulletin`,
      'Give KB2965788, 2965788, a GUID, or a bulletin such as MS14-030.',
    );
  }
  return key;
}

type FactsFrom = CheckFlags['factsFrom'];
type Catalogs = readonly [Catalog, ...Catalog[]];

function explainAll(
  [catalog, ...overlays]: Catalogs,
  bulletin: string,
  policy: Policy,
  own: Additions | null,
  from: FactsFrom,
): Explained[] {
  const kbs = [...new Set([catalog, ...overlays].flatMap((each) => kbsOfBulletin(each, bulletin)))];
  if (kbs.length === 0) {
    throw new UserError(
      `the catalog knows no update of ${bulletin}`,
      '"rebootgate query --bulletin" and "query <words>" search it.',
    );
  }
  const knowledge = readKnowledgeWith(catalog, kbs, overlays, own);
  requireKnownFacts(policy.environment, knowledge, from);
  return kbs.map((kb) => explained(knowledge, kb, policy));
}

function explainOne(
  [catalog, ...overlays]: Catalogs,
  key: string,
  policy: Policy,
  own: Additions | null,
  from: FactsFrom,
): Explained {
  const edges = [catalog, ...overlays].flatMap((each) => readChains(each, [key]));
  const knowledge = { ...readKnowledgeWith(catalog, [key], overlays, own), edges };
  requireKnownFacts(policy.environment, knowledge, from);
  const found = explained(knowledge, key, policy);
  const named =
    knowledge.edges.length > 0 || found.rows.length > 0 || found.findings.length > 0 || found.later.length > 0;
  if (!named) {
    const hint = 'Nothing is known about it, which is no clearance. "rebootgate query <words>" searches titles.';
    throw new UserError(`the catalog does not know ${keyText(key)}`, hint);
  }
  return found;
}

function explained(knowledge: Knowledge, key: string, policy: Policy): Explained {
  const index = indexKnowledge(knowledge);
  const isKb = /^\d+$/.test(key);
  const [kb, updateId] = isKb ? [key, null] : [null, key];
  const rows = rowsFor(index, isKb ? [key] : [], updateId);
  const verdicts = offersOf(rows)
    .filter(
      (offer) =>
        sameProduct(offer.product, policy.product) && sameArchitecture(offer.architecture, policy.architecture),
    )
    .map((offer) => ({ ...offer, checked: checkNamed(index, kb, updateId, { ...policy, ...offer }) }));
  const findings = index.findings.get(key) ?? [];
  const { asOf } = policy;
  return {
    key,
    rows,
    findings: findings.filter(({ knownOn }) => asOf === null || (knownOn !== null && knownOn <= asOf)),
    later: findings.filter(({ knownOn }) => asOf !== null && (knownOn === null || knownOn > asOf)),
    overall: checkNamed(index, kb, updateId, policy),
    verdicts,
    edges: knowledge.edges,
    facts: knowledge.facts,
  };
}

/** Every product and architecture for which a source offers the update, each once. */
function offersOf(rows: readonly CatalogUpdate[]): Offer[] {
  const offers = rows
    .flatMap((row) => row.offers)
    .flatMap((offer): Offer[] => {
      const possible = offer.architecture === null ? architecturesOf(offer.product) : [];
      return possible.length === 0
        ? [offer]
        : possible.map((architecture) => ({ product: offer.product, architecture }));
    });
  const unique = new Map(offers.map((offer) => [`${offer.product} ${offer.architecture}`, offer]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}
