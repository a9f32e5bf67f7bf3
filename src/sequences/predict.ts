// A group and the sequences that will install it, together: what happens, where it breaks and why, and what mends it.
import { type Status, statuses } from '../types.ts';
import { adviceFor, leftOver, type Situation } from './advice.ts';
import { mendOf } from './mend.ts';
import { decisive, type Judged, judgeSteps } from './judge.ts';
import {
  type GroupUpdate,
  outcomes,
  type PredictOptions,
  type SequenceOutcome,
  type SequencePrediction,
  type SequencesReport,
  type UpdateStep,
} from './outcome.ts';
import { timelineOf } from './timeline.ts';
import type { TaskSequence, TaskStep } from './types.ts';
import { waitsOf } from './waits.ts';
import { whyOf } from './why.ts';
import { one, restartingText, stepName, waitVariable } from './words.ts';

export type {
  GroupUpdate,
  PredictOptions,
  SequenceOutcome,
  SequencePrediction,
  SequencesReport,
  UpdateStep,
} from './outcome.ts';

/** @param updates of the group, without those that are waived; null: no group, the sequences are only described */
export function predict(
  sequences: readonly TaskSequence[],
  updates: readonly GroupUpdate[] | null,
  options: PredictOptions,
): SequencesReport {
  const predictions = sequences.map((sequence) => predictOne(sequence, updates, options));
  const worst = outcomes.find((outcome) => predictions.some((each) => each.outcome === outcome)) ?? null;
  return { outcome: updates === null ? null : worst, sequences: predictions };
}

function predictOne(
  sequence: TaskSequence,
  updates: readonly GroupUpdate[] | null,
  options: PredictOptions,
): SequencePrediction {
  const initial = sequence.initialWait === null ? (options.wait ?? 0) : sequence.initialWait.seconds;
  const waits = waitsOf(sequence, initial);
  const judged = judgeSteps({ sequence, waits, configMgrVersion: options.configMgrVersion });
  const situation: Situation = { sequence, waits, judged, ...sorted(updates ?? [], options.failOn) };
  const byStep = new Map(judged.map((each) => [each.step, each]));
  const hasGroup = updates !== null;
  return {
    name: sequence.name,
    packageId: sequence.packageId,
    kind: sequence.kind,
    outcome: hasGroup ? outcomeOf(situation) : null,
    reason: reasonOf(situation, hasGroup),
    remedy: remedyOf(judged),
    updateSteps: sequence.steps.filter(({ role }) => role === 'updates').map((step) => updateStep(step, situation)),
    timeline: timelineOf({ ...situation, judged: byStep, hasGroup }),
    warnings: warningsOf(situation),
    advice: adviceFor(situation, hasGroup),
    mend: hasGroup ? mendOf(situation) : null,
  };
}

/** Undecided are those of which nobody knows, and those that count as passing and yet may restart twice. */
function sorted(updates: readonly GroupUpdate[], failOn: Status | 'never'): Pick<Situation, 'harmful' | 'undecided'> {
  const limit = statuses.indexOf(failOn === 'never' ? 'conditional' : failOn);
  const severity = ({ status }: GroupUpdate): number => statuses.indexOf(status);
  const harmful = updates.filter((update) => severity(update) <= limit);
  const undecided = updates.filter(
    (update) => severity(update) > limit && severity(update) <= statuses.indexOf('no-data'),
  );
  return { harmful, undecided };
}

function outcomeOf({ judged, harmful, undecided }: Situation): SequenceOutcome {
  if (judged.length === 0 || harmful.length + undecided.length === 0) return 'survives';
  if (judged.some(({ verdict }) => verdict === 'unsafe')) return harmful.length > 0 ? 'fails' : 'cannot tell';
  if (judged.some(({ verdict }) => verdict === 'unclear')) return 'cannot tell';
  return judged.some(({ why }) => why === 'waits') ? 'survives with waits' : 'survives';
}

function remedyOf(judged: readonly Judged[]): SequencePrediction['remedy'] {
  const [first] = judged;
  if (!first) return 'no update step';
  if (judged.some(({ verdict }) => verdict !== 'safe')) return null;
  if (judged.some(({ why }) => why === 'waits')) return 'waits';
  return first.why === 'loop' ? 'loop' : 'retry';
}

function reasonOf(situation: Situation, hasGroup: boolean): string {
  const { judged, harmful, undecided, sequence } = situation;
  const worst = decisive(judged);
  if (worst === null) return noUpdateStep(sequence);
  const place = `${stepName(worst.step)}: ${whyOf(worst, sequence)}`;
  if (!hasGroup) return `An update that restarts twice ${mayDo[worst.verdict]} at ${place}`;
  if (harmful.length + undecided.length === 0) return 'No update of the group is known to restart more than once.';
  if (harmful.length > 0) return `${restartingText(harmful)} more than once, which ${does[worst.verdict]} at ${place}`;
  return `Whether ${restartingText(undecided)} twice is not known; it ${mayDo[worst.verdict]} at ${place}`;
}

const does = { safe: 'is survived', unsafe: 'ends the sequence', unclear: 'may end the sequence' };
const mayDo = { safe: 'would be survived', unsafe: 'would end the sequence', unclear: 'may end the sequence' };

function noUpdateStep({ steps, kind }: TaskSequence): string {
  const disabled = steps.filter(({ role }) => role === 'updates').length;
  if (kind === 'empty') return 'It has no step at all: no group affects it.';
  const why =
    disabled === 0
      ? 'No step of it installs updates'
      : `${one(disabled, 'Its step that installs updates is', `All ${disabled} steps of it that install updates are`)} disabled`;
  return `${why}: the group does not affect it.`;
}

function warningsOf(situation: Situation): string[] {
  const { sequence, judged, harmful } = situation;
  const left = judged.length > 0 ? leftOver(situation) : null;
  const useless = sequence.kind === 'stand-alone' || sequence.kind === 'in-place-upgrade';
  const setter = useless ? sequence.steps.find(({ enabled, sets }) => enabled && sets.length > 0) : undefined;
  const isMitigated = harmful.length > 0 && judged.length > 0 && judged.every(({ verdict }) => verdict === 'safe');
  return [
    ...(isMitigated
      ? [`${restartingText(harmful)} more than once; only this sequence is known to live through it.`]
      : []),
    ...(left === null
      ? []
      : [`${waitVariable} is not surely put back to 0: later restarts may wait ${left} seconds each.`]),
    ...(setter
      ? [
          `${stepName(setter)} sets ${waitVariable}, which does nothing in a sequence without "Setup Windows and ConfigMgr".`,
        ]
      : []),
  ];
}

function updateStep(step: TaskStep, { waits }: Situation): UpdateStep {
  const { values, setters, maybeNested } = waits(step);
  const [seconds = null] = values;
  const isCertain = values.length === 1 && maybeNested === null && (setters.length > 0 || seconds !== 0);
  return {
    name: step.name,
    type: step.update?.type ?? step.type ?? '',
    enabled: step.enabled,
    target: step.update?.target ?? null,
    retryCount: step.retryCount,
    waitForSecondReboot: isCertain ? seconds : null,
    at: step.at,
    group: step.group,
    conditions: step.conditions.map(({ text }) => text),
    useCache: step.update?.useCache ?? null,
  };
}
