// What becomes of each update in the decision of the gate. A status never changes; this says what it came to.
import { type CheckedUpdate, type Policy, type Status, statuses } from '../types.ts';
import type { FullReport } from './types.ts';

export const decisions = ['fails', 'warns', 'waived', 'known', 'passes'] as const;
/** `known`: it failed in the older report as well. */
export type Decision = (typeof decisions)[number];

/** Statuses from this one on say nothing bad. */
const bad: readonly Status[] = ['multi-restart', 'conditional', 'suspected', 'no-data'];

export function decisionOf(update: CheckedUpdate, { policy, outcome }: FullReport): Decision {
  const wouldFail = fails(update.status, policy);
  if (!wouldFail && !bad.includes(update.status)) return 'passes';
  if (update.waiver !== null) return 'waived';
  if (!wouldFail) return 'warns';
  if (update.known) return 'known';
  // A task sequence may survive what the group holds.
  return outcome === 'fail' ? 'fails' : 'warns';
}

/** Whether an update of this status fails the gate, if nothing lets it through. */
export function fails(status: Status, { failOn }: Policy): boolean {
  return failOn !== 'never' && statuses.indexOf(status) <= statuses.indexOf(failOn);
}
