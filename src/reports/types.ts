// What a report is made of: the check of the groups, and what the rules and task sequences of the same call come to.
import type { SequencesReport } from '../sequences/outcome.ts';
import type { CheckedUpdate, Report } from '../types.ts';

/** An automatic deployment rule: what it asks for, and what its next run picks. */
export interface RuleSection {
  name: string;
  /** The rule in words, a line each. */
  lines: string[];
  /** "8 updates", "at least 3 and at most 5 updates". */
  picks: string;
  complete: boolean;
  /** What could not be told, and for how many updates. */
  open: { why: string; updates: number }[];
  notes: string[];
  /** Why the next run will find others than the updates that it was held against; null: it may be these. Stands in `notes` as well. */
  outdated: string | null;
  limit: 'within' | 'possibly-exceeded' | 'exceeded';
  /** Updates that it may pick as well, which are known to restart more than once. */
  possiblyHarmful: CheckedUpdate[];
}

export interface FullReport extends Report {
  rules: RuleSection[];
  taskSequence: SequencesReport | null;
  /** What makes the outcome another than that of the updates alone; null: nothing. */
  because:
    | 'sequence-unaffected'
    | 'mitigated'
    | 'sequence-fails'
    | 'sequence-unclear'
    | 'rule-open'
    | 'rule-empty'
    | 'no-group'
    | 'unused-waivers'
    | null;
}

export const plainReport = (report: Report): FullReport => ({
  ...report,
  rules: [],
  taskSequence: null,
  because: null,
});
