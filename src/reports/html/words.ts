// What the page calls the statuses, and what they do to the gate.
import type { Status } from '../../types.ts';
import { fails } from '../decisions.ts';
import type { FullReport } from '../types.ts';

/** As in README, "check". */
export const statusMeanings: Record<Status, string> = {
  'multi-restart': 'A confirmed or reported finding says two or more restarts on install.',
  conditional: 'A finding says two or more restarts, under a condition that nobody has stated.',
  suspected: 'Weak evidence, a claim about a whole class of updates, or inherited from an update that it supersedes.',
  'no-data': 'Not recognised, or no source that counts restarts speaks of this product and date. That is no clearance.',
  'no-finding': 'Recognised, covered by a source that counts restarts, and nothing is claimed against it.',
  clear: 'An explicit count of at most one restart, or vendor flags that may be relied on.',
};

/** What nobody knows leaves a gate open where nothing else is known either. */
export function effectOf(
  status: Status,
  { policy, outcome, because }: Pick<FullReport, 'policy' | 'outcome' | 'because'>,
): 'fails' | 'undecided' | 'warns' | 'passes' {
  if (fails(status, policy)) return 'fails';
  if (status === 'no-data' && outcome === 'undecided' && because === null) return 'undecided';
  return status === 'no-finding' || status === 'clear' ? 'passes' : 'warns';
}

/** "KB1, KB2, KB3 and 4 more" */
export function listed(names: readonly string[], most: number): string {
  const different = [...new Set(names)];
  const more = different.length - most;
  return `${different.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** "2026-11-22 12:00 UTC" of an ISO 8601 time. */
export function timeText(time: string): string {
  return time.replace(/^(.{10})T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
}

/** "12 days", "3 months", "2.9 years" between two days. */
export function ageText(from: string, to: string): string {
  const days = Math.max(0, Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from)) / 86_400_000));
  if (Number.isNaN(days)) return 'unknown';
  if (days < 60) return days === 1 ? '1 day' : `${days} days`;
  return days < 730 ? `${Math.floor(days / 30.44)} months` : `${(days / 365.25).toFixed(1)} years`;
}
