// What a check comes to as a whole: the updates, what of a rule is open, and what a task sequence makes of them. Pure.
import type { FullReport } from '../reports/types.ts';
import type { SequencesReport } from '../sequences/outcome.ts';
import type { Outcome, Report } from '../types.ts';

type Decided = Pick<FullReport, 'outcome' | 'because'>;

export interface Circumstances {
  /** False: only task sequences were given. */
  groupGiven: boolean;
  rules: FullReport['rules'];
  taskSequence: SequencesReport | null;
  /** "cannot tell" fails. */
  strict: boolean;
  ignoreMitigation: boolean;
}

export function decideOutcome(report: Report, given: Circumstances): Decided {
  const { groupGiven, rules, taskSequence } = given;
  if (!groupGiven) return { outcome: 'pass', because: 'no-group' };
  const own = ownOutcome(report, rules);
  return taskSequence === null || given.ignoreMitigation ? own : withSequence(own, taskSequence, given);
}

/** A rule that picks nothing is no pass by accident: it was evaluated to its end. What is open of it is never a pass. */
function ownOutcome({ outcome, updates }: Report, rules: FullReport['rules']): Decided {
  if (outcome === 'fail') return { outcome, because: null };
  if (rules.some(({ complete }) => !complete)) return { outcome: 'undecided', because: 'rule-open' };
  if (rules.length > 0 && updates.length === 0) return { outcome: 'pass', because: 'rule-empty' };
  return { outcome, because: null };
}

function withSequence(own: Decided, { outcome: predicted, sequences }: SequencesReport, given: Circumstances): Decided {
  const { rules, strict } = given;
  const mitigates = sequences.some(({ remedy }) => remedy !== null && remedy !== 'no update step');
  if (predicted === 'fails') {
    return { outcome: 'fail', because: own.outcome === 'fail' ? null : 'sequence-fails' };
  }
  if (predicted === 'cannot tell') {
    const worse: Outcome = strict ? 'fail' : own.outcome;
    return {
      outcome: worse,
      because: worse === own.outcome && own.because !== null ? own.because : 'sequence-unclear',
    };
  }
  if (own.outcome !== 'fail') return own;
  // A sequence that installs no updates is not affected; it says nothing of where the group is installed.
  if (!mitigates) return { outcome: 'fail', because: 'sequence-unaffected' };
  if (rules.some(({ complete }) => !complete)) return { outcome: 'undecided', because: 'rule-open' };
  return { outcome: 'pass', because: 'mitigated' };
}
