// What data/ says, turned into the findings, updates and coverage that a catalog holds. Pure.
import { checkedUpdates } from '../data/checked-rows.ts';
import { findingOf } from '../data/finding.ts';
import type { LeanUpdate } from '../data/quick.ts';
import type { SourceFolder } from '../data/read.ts';
import { blankUpdate, type EntriesFile, type UpdateRow } from '../data/schema.ts';
import { architecturesOf } from '../products/products.ts';
import { kindOfTitle } from '../titles/kinds.ts';
import type { Architecture, Finding, Offer } from '../types.ts';

type Entry = EntriesFile[number];

/** The finding that an entry of a list stands for. The article names no product, so neither does the finding. */
export function findingOfEntry(source: SourceFolder, entry: Entry): Finding {
  const { meta } = source;
  return {
    id: `${meta.id}/${entry.kb}`,
    source: { id: meta.id, name: meta.name, kind: meta.kind, tier: 'vendor', url: meta.url },
    kb: entry.kb,
    updateId: null,
    selector: null,
    numberKind: entry.kind,
    packages: entry.packages,
    products: [],
    architectures: [],
    direction: 'install',
    restarts: entry.restarts,
    condition: entry.condition,
    applicability: entry.applicability ?? [],
    claimedOn: meta.asOf,
    knownOn: entry.provenBy,
    notBefore: entry.notBefore,
    validFrom: null,
    validTo: null,
    reviewOn: null,
    retractedOn: null,
    confidence: entry.confidence,
    derivedFrom: null,
    note: entry.note,
  };
}

export function findingsOf(source: SourceFolder): Finding[] {
  const curated = source.findings.map(({ source: from, finding }) => findingOf(from, finding));
  return [...source.entries.map(({ value }) => findingOfEntry(source, value)), ...curated];
}

/** A list recognises the updates that it names. */
export function* updatesOf(source: SourceFolder): Generator<readonly LeanUpdate[]> {
  yield source.entries.map(({ value }) => updateOfEntry(value));
  yield* checkedUpdates(source.updates);
}

function updateOfEntry(entry: Entry): UpdateRow {
  return {
    ...blankUpdate,
    kb: entry.kb,
    title: entry.title,
    bulletin: entry.bulletinCorrected ?? entry.bulletin,
    released: entry.notBefore,
    products: entry.products,
    architectures: entry.architectures,
    url: entry.offeredFrom?.url ?? null,
    note: entry.offeredFrom === null ? null : `products and architectures: ${entry.offeredFrom.name}`,
  };
}

/** Found out once for the titles of many rows. The first are kept: to take others in would leave thousands to the collector. */
export function kindOfRow(title: string | null): string {
  const text = title ?? '';
  const known = kinds.get(text);
  if (known !== undefined) return known;
  const kind = kindOfTitle(title);
  if (kinds.size < mostKinds) kinds.set(text, kind);
  return kind;
}

const kinds = new Map<string, string>();
const mostKinds = 4096;

/**
 * Products and architectures as pairs. A source lists both side by side ("x86, x64, ia64, arm" for ten products),
 * so a pair is kept only where the product exists for the architecture.
 */
export function offersOf(row: { products: readonly string[]; architectures: readonly Architecture[] }): Offer[] {
  const offers: Offer[] = [];
  for (const product of row.products) {
    const possible = architecturesOf(product);
    const before = offers.length;
    for (const architecture of row.architectures) {
      if (possible.length === 0 || possible.includes(architecture)) offers.push({ product, architecture });
    }
    if (offers.length === before) offers.push({ product, architecture: null });
  }
  return offers;
}

/** What a list proves on which day: a snapshot up to its own day, an entry up to the release of its update. */
export function coveragePointsOf(source: SourceFolder): { provenOn: string; until: string }[] {
  const until = source.meta.coverage?.releasedUntil;
  if (until === undefined) return [];
  const points = [
    ...source.history.flatMap((snapshot) =>
      snapshot.microsoftList && snapshot.provenOn !== null
        ? [{ provenOn: snapshot.provenOn, until: snapshot.provenOn }]
        : [],
    ),
    ...source.entries.flatMap(({ value }) =>
      value.notBefore === null ? [] : [{ provenOn: value.provenBy, until: value.notBefore }],
    ),
  ].map((point) => (point.until > until ? { ...point, until } : point));
  const unique = new Map(points.map((point) => [`${point.provenOn} ${point.until}`, point]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}
