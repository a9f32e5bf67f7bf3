// The part "taskSequence" of the JSON report: its own shape, never a dump of a prediction. `plain` is the one of the reports.
import type { SequencePrediction, SequencesReport } from './outcome.ts';

export function sequencesDocument(report: SequencesReport, plain: (text: string) => string): unknown {
  return { outcome: report.outcome, sequences: report.sequences.map((each) => sequence(each, plain)) };
}

function sequence(each: SequencePrediction, plain: (text: string) => string): unknown {
  return {
    name: plain(each.name),
    kind: each.kind,
    outcome: each.outcome,
    reason: plain(each.reason),
    remedy: each.remedy,
    updateSteps: each.updateSteps.map(({ name, type, enabled, target, retryCount, waitForSecondReboot, ...more }) => ({
      ...{ name: plain(name), type: plain(type), enabled, target, retryCount, waitForSecondReboot },
      ...{ at: more.at, group: more.group.map(plain), conditions: more.conditions.map(plain), useCache: more.useCache },
    })),
    timeline: each.timeline.map(({ at, kind, name, text }) => ({ at, kind, name: plain(name), text: plain(text) })),
    warnings: each.warnings.map(plain),
    advice: each.advice.map(plain),
  };
}
