// What is known of a month: how fresh the sources are, whose silence counts, which claims about whole classes of updates hold. Pure.
import { ended, isKnown } from '../check/claims.ts';
import { coveredUntil } from '../check/coverage.ts';
import { compareText, outcomeTurn } from '../compare/verdicts.ts';
import { evaluate, parseExpression } from '../facts/expression.ts';
import type { Month } from '../patch-tuesday.ts';
import type { Coverage, Finding, Outcome, Policy, Report, SourceInfo } from '../types.ts';
import type { ClassClaim, GroupRun, MonthCoverage, SourceFreshness } from './types.ts';

/** @param measuredBy the Patch Tuesday since which a page that changes must have been read */
export function freshnessOf(
  source: SourceInfo,
  lastRead: string,
  measuredBy: Date,
  { firstDay }: Month,
): SourceFreshness {
  const { id, name, live, asOf } = source;
  const state = live ? pageState(lastRead, measuredBy) : archiveState(asOf, firstDay);
  return { id, name, live, asOf, lastRead, state };
}

/** A day counts from its first moment: nobody knows at which hour a page was read. */
const pageState = (lastRead: string, measuredBy: Date): SourceFreshness['state'] =>
  Date.parse(lastRead) < measuredBy.getTime() ? 'stale' : 'fresh';

const archiveState = (asOf: string | null, firstDay: string): SourceFreshness['state'] =>
  asOf === null ? 'undated' : asOf >= firstDay ? 'reaches' : 'ends-before';

export function monthCoverage(coverage: Coverage, { release }: Month, asOf: string | null): MonthCoverage {
  const until = coveredUntil(coverage, asOf);
  const day = release.toISOString().slice(0, 10);
  const { source, releasedFrom } = coverage;
  return { source, until, covers: until !== null && day <= until && day >= (releasedFrom ?? '') };
}

/** Claims of two restarts or more that are tied to no number and speak of updates of this month. Copies are no witnesses. */
function aboutMonth({ selector, restarts, derivedFrom }: Finding, { firstDay, lastDay }: Month): boolean {
  if (selector === null || restarts.min < 2 || derivedFrom !== null) return false;
  return lastDay >= (selector.releasedFrom ?? '') && firstDay <= (selector.releasedUntil ?? lastDay);
}

/** @returns those in force on the day of knowledge, each kind of claim once with all who say it */
export function classClaims(findings: readonly Finding[], month: Month, policy: Policy): ClassClaim[] {
  const held = findings.filter(
    (finding) => aboutMonth(finding, month) && isKnown(finding, policy) && ended(finding, policy) === null,
  );
  const groups = new Map<string, Finding[]>();
  for (const finding of held) {
    const key = JSON.stringify([finding.selector, finding.condition, finding.restarts]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.keys()].sort(compareText).map((key) => claimOf(groups.get(key) ?? [], policy));
}

function claimOf(findings: Finding[], { environment, asOf, today }: Policy): ClassClaim {
  const condition = findings[0]?.condition ?? null;
  const [reviewOn = null] = findings.flatMap((finding) => finding.reviewOn ?? []).sort();
  return {
    findings,
    conditionState: condition === null ? null : evaluate(parseExpression(condition), environment),
    reviewOn,
    reviewDue: reviewOn !== null && reviewOn < (asOf ?? today),
  };
}

/** Claims of the second list that the first does not have at all. */
export function laterClaims(then: readonly ClassClaim[], today: readonly ClassClaim[]): ClassClaim[] {
  const known = new Set(then.flatMap(({ findings }) => findings.map(({ id }) => id)));
  return today
    .map((claim) => ({ ...claim, findings: claim.findings.filter(({ id }) => !known.has(id)) }))
    .filter(({ findings }) => findings.length > 0);
}

/** The worst of the groups; without one there is nothing that could fail. */
export function worstOutcome(groups: readonly GroupRun<Report>[]): Outcome {
  return groups
    .map(({ report }) => report.outcome)
    .reduce<Outcome>((worst, each) => (outcomeTurn(worst, each) === 'worse' ? each : worst), 'pass');
}
