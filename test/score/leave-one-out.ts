// Leave one out: would a signal have told of a listed update that nobody had listed, and how often is it wrong? Pure.
import { indexKnowledge, type KnowledgeIndex } from '../../src/check/index.ts';
import { checkNamed } from '../../src/check/lookup.ts';
import type { CatalogUpdate, Knowledge } from '../../src/types.ts';
import type { Listed } from './listed.ts';
import { rate } from './measure.ts';
import { policyOf } from './methods.ts';
import { type Known, knownByKb, nothingKnown, type Signal, signals } from './signals.ts';

/** Half of what a signal points at has to restart more than once, else it is noise. */
export const worthIt = 0.5;

/** Numbers of KBs. "False alarm": neither listed nor claimed by anybody to restart more than once. */
export interface SignalRow {
  id: string;
  name: string;
  /** Listed updates that it points at while they are hidden, going by the titles of other sources. */
  found: number;
  /** The same where the title in the list is taken as well; there is none of that kind for updates that are not listed. */
  foundWithListTitle: number;
  /** Packages of the same bulletins that are not listed. */
  siblings: number;
  siblingsFlagged: number;
  /** Unlisted updates that directly supersede the hidden one, and those that are pointed at without it. */
  successors: number;
  successorsFlagged: number;
  /** Among the KBs of bulletins: of those released while the list was kept, and all. */
  falseAlarmsWhileKept: number;
  falseAlarms: number;
  /** Among all KBs of the catalog. */
  falseAlarmsInCatalog: number;
  /** Found, of all KBs of bulletins that it points at. */
  precision: number | null;
  worthIt: boolean;
}

export interface SignalTable {
  listed: number;
  bulletinKbs: number;
  catalogKbs: number;
  rows: SignalRow[];
}

const listSource = 'kb2894518';

/**
 * @param updates every row of the catalog
 * @param knowledge all that is known of every number in `updates`
 */
export function judgeSignals(
  list: readonly Listed[],
  updates: readonly CatalogUpdate[],
  knowledge: Knowledge,
): SignalTable {
  const known = knownByKb(updates, listSource);
  const index = indexKnowledge(knowledge);
  const others = [...known.keys()].filter((kb) => !index.findings.has(kb));
  const inherited = inheriting(others, index);
  const hidden = list.map((entry) => neighbourhood(entry, known, index));
  const coverage = knowledge.coverage.find(({ source }) => source === listSource);
  const isBulletins = (kb: string): boolean => known.get(kb)?.inBulletins === true;
  const whileKept = (kb: string): boolean => {
    const released = known.get(kb)?.released ?? '';
    return released >= (coverage?.releasedFrom ?? '') && released <= (coverage?.releasedUntil ?? '');
  };
  const rows = signals.map((signal): SignalRow => {
    const alarms = others.filter((kb) => pointsAt(signal, kb, known.get(kb), inherited));
    const inBulletins = alarms.filter(isBulletins);
    const around = sumOf(hidden.map((one) => countAround(one, signal, known)));
    const precision = rate(around.found, around.found + inBulletins.length);
    return {
      id: signal.id,
      name: signal.name,
      ...around,
      falseAlarmsWhileKept: inBulletins.filter(whileKept).length,
      falseAlarms: inBulletins.length,
      falseAlarmsInCatalog: alarms.length,
      precision,
      worthIt: precision !== null && precision >= worthIt,
    };
  });
  return { listed: list.length, bulletinKbs: others.filter(isBulletins).length, catalogKbs: others.length, rows };
}

function pointsAt({ says }: Signal, kb: string, known: Known | undefined, inherited: ReadonlySet<string>): boolean {
  return says === null ? inherited.has(kb) : says(known ?? nothingKnown);
}

interface Hidden {
  entry: Listed;
  siblings: string[];
  successors: string[];
  /** Of the entry and its neighbours, those that inherit while the entry is hidden. */
  inherited: Set<string>;
}

function neighbourhood(entry: Listed, known: ReadonlyMap<string, Known>, index: KnowledgeIndex): Hidden {
  const { kb, bulletin } = entry;
  const isOther = (other: string): boolean => known.has(other) && !index.findings.has(other);
  const shipsWith = ({ bulletins }: Known): boolean => bulletin !== null && bulletins.includes(bulletin);
  const siblings = [...known].filter(([other, of]) => shipsWith(of) && isOther(other)).map(([other]) => other);
  const above = (index.supersededBy.get(kb) ?? []).map(({ superseding }) => superseding);
  const successors = [...new Set(above)].filter(isOther);
  const inherited = inheriting([kb, ...siblings, ...successors], hiding(kb, index));
  return { entry, siblings, successors, inherited };
}

/** Without anything that speaks of this number: the entry of the list, its copies, and other reports. */
export function hiding(kb: string, index: KnowledgeIndex): KnowledgeIndex {
  const findings = new Map(index.findings);
  findings.delete(kb);
  return { ...index, findings };
}

const counted = [
  'found',
  'foundWithListTitle',
  'siblings',
  'siblingsFlagged',
  'successors',
  'successorsFlagged',
] as const;
type Around = Pick<SignalRow, (typeof counted)[number]>;

function countAround(
  { entry, siblings, successors, inherited }: Hidden,
  signal: Signal,
  known: ReadonlyMap<string, Known>,
): Around {
  const flagged = (kb: string): boolean => pointsAt(signal, kb, known.get(kb), inherited);
  const own = known.get(entry.kb) ?? nothingKnown;
  const titled = { ...own, titles: [...own.titles, entry.title] };
  return {
    found: Number(flagged(entry.kb)),
    foundWithListTitle: Number(pointsAt(signal, entry.kb, titled, inherited)),
    siblings: siblings.length,
    siblingsFlagged: siblings.filter(flagged).length,
    successors: successors.length,
    successorsFlagged: successors.filter(flagged).length,
  };
}

function sumOf(all: readonly Around[]): Around {
  const sum = { found: 0, foundWithListTitle: 0, siblings: 0, siblingsFlagged: 0, successors: 0, successorsFlagged: 0 };
  for (const one of all) for (const name of counted) sum[name] += one[name];
  return sum;
}

/** Those that the checker suspects because of what they supersede, on any product that they may be for. */
function inheriting(kbs: readonly string[], index: KnowledgeIndex): Set<string> {
  const policy = policyOf({});
  // Judgements on unknown updates are kept in the index, and would be those of another one.
  const own = { ...index, unknown: new Map() };
  const inherits = (kb: string): boolean => {
    const { status, inheritedPath } = checkNamed(own, kb, null, policy);
    return status === 'suspected' && inheritedPath !== null;
  };
  return new Set(kbs.filter(inherits));
}
