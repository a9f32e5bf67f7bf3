// The difference of two catalogs, put together: what they say of updates, and what that means for groups. Pure.
import type { Coverage, Finding, Outcome, SourceInfo } from '../types.ts';
import { type FieldChange, type RecordChanges, recordChanges } from './records.ts';
import { type Judged, outcomeTurn, type VerdictChange, verdictChanges } from './verdicts.ts';

export interface CatalogSide {
  path: string;
  dataAsOf: string;
  digest: string;
}

/** A finding as people compare it: the source by its name, the rest as the catalog has it. */
export type FindingFields = Omit<Finding, 'source'> & { sourceName: string; tier: string; url: string | null };

export interface ListFields {
  source: string;
  kb: string;
  title: string;
  bulletin: string | null;
  listed: boolean;
}

/** The part of a catalog that is small enough to be compared here. */
export interface Told {
  findings: Finding[];
  lists: ListFields[];
  coverage: Coverage[];
  sources: SourceInfo[];
}

export interface UpdateChange {
  kb: string | null;
  updateId: string | null;
  title: string | null;
  /** What each source says differently; [] for one that came or went. */
  fields: (FieldChange & { source: string })[];
}

export interface UpdateChanges {
  before: number;
  after: number;
  added: { count: number; named: UpdateChange[] };
  changed: { count: number; named: UpdateChange[] };
  gone: { count: number; named: UpdateChange[] };
  edges: { added: number; gone: number };
}

export interface GroupDifference {
  name: string;
  path: string | null;
  updates: number;
  before: Outcome;
  after: Outcome;
  changes: VerdictChange[];
  /** Its outcome, or that of one of its updates, got worse. */
  worse: boolean;
}

export interface DiffReport {
  toolVersion: string;
  generatedAt: string;
  before: CatalogSide;
  after: CatalogSide;
  findings: RecordChanges<FindingFields>;
  lists: RecordChanges<ListFields>;
  coverage: RecordChanges<Omit<Coverage, 'points'>>;
  sources: RecordChanges<SourceInfo>;
  updates: UpdateChanges;
  groups: GroupDifference[];
}

export function toldChanges(
  before: Told,
  after: Told,
): Pick<DiffReport, 'findings' | 'lists' | 'coverage' | 'sources'> {
  return {
    findings: recordChanges(before.findings.map(findingFields), after.findings.map(findingFields), ({ id }) => id),
    lists: recordChanges(before.lists, after.lists, ({ source, kb, title }) => `${source} ${kb} ${title}`),
    coverage: recordChanges(before.coverage.map(span), after.coverage.map(span), ({ source }) => source),
    sources: recordChanges(before.sources, after.sources, ({ id }) => id),
  };
}

function findingFields({ source, ...finding }: Finding): FindingFields {
  return { ...finding, sourceName: source.name, tier: source.tier, url: source.url };
}

const span = ({ points: _points, ...coverage }: Coverage): Omit<Coverage, 'points'> => coverage;

/** What of a check the comparison of a group is made of. */
export interface CheckedGroup {
  name: string;
  path: string | null;
  outcome: Outcome;
  updates: readonly Judged[];
}

export function groupDifference(before: CheckedGroup, after: CheckedGroup): GroupDifference {
  const changes = verdictChanges(before.updates, after.updates);
  const worse = outcomeTurn(before.outcome, after.outcome) === 'worse' || changes.some(({ turn }) => turn === 'worse');
  const { name, path, updates } = after;
  return { name, path, updates: updates.length, before: before.outcome, after: after.outcome, changes, worse };
}
