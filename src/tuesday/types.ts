// What a report on a Patch Tuesday is made of.
import type { GroupDifference } from '../compare/diff.ts';
import type { VerdictChange } from '../compare/verdicts.ts';
import type { FactState, Finding, Outcome, Report, SourceInfo } from '../types.ts';

/** A moment as a clock on the wall shows it. */
export interface LocalTime {
  /** Europe/Berlin */
  zone: string;
  weekday: string;
  /** YYYY-MM-DD */
  day: string;
  /** HH:MM */
  time: string;
  /** UTC+02:00 */
  offset: string;
}

export interface SourceFreshness extends Pick<SourceInfo, 'id' | 'name' | 'live' | 'asOf'> {
  lastRead: string;
  /** A page that still changes is fresh or stale; an archive reaches the month, ends before it, or bears no date. */
  state: 'fresh' | 'stale' | 'reaches' | 'ends-before' | 'undated';
}

/** Claims tied to no number, which say the same of the same updates. */
export interface ClassClaim {
  findings: Finding[];
  conditionState: FactState | null;
  reviewOn: string | null;
  reviewDue: boolean;
}

/** Whether the silence of a source means anything for the month. */
export interface MonthCoverage {
  source: string;
  until: string | null;
  covers: boolean;
}

/** One group or rule, checked. */
export interface GroupRun<R extends Report = Report> {
  name: string;
  /** As it was named. */
  path: string;
  report: R;
  /** For a month that has ended: what all that is known today makes of it; null for any other, and where it cannot be asked again. */
  today: Outcome | null;
}

export interface RunChanges {
  /** When the run that was recorded was made, and for which month. */
  since: string;
  month: string;
  /** The catalog holds other facts. */
  catalog: boolean;
  /** Null: the recorded run was one for another month. */
  updates: VerdictChange[] | null;
  groups: GroupDifference[];
  added: string[];
  gone: string[];
}

export interface TuesdayReport<R extends Report = Report> {
  toolVersion: string;
  generatedAt: string;
  month: string;
  release: { utc: string; pacific: LocalTime; local: LocalTime };
  /** A month that has ended; this month, its Patch Tuesday being over or not; or one that is to come. */
  when: 'past' | 'out' | 'ahead';
  /** The day of knowledge; null: all that is known. */
  asOf: string | null;
  /** The moment that the sources are measured by. */
  measuredBy: string;
  catalog: Pick<Report['catalog'], 'dataAsOf' | 'digest' | 'verified'>;
  sources: SourceFreshness[];
  coverage: MonthCoverage[];
  /** The updates that were released in the month, as a check says it. */
  updates: Report;
  classes: ClassClaim[];
  /** Claimed after the day of knowledge: what a check of today says more than one of that day. */
  later: { updates: VerdictChange[]; classes: ClassClaim[] };
  groups: GroupRun<R>[];
  /** Null: no run was recorded before. */
  changes: RunChanges | null;
  outcome: Outcome;
}
