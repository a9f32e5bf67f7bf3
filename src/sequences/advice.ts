// The smallest change that lets the sequence and the group go together, and what to know of a remedy that is there.
import { decisive, type Judged } from './judge.ts';
import type { GroupUpdate } from './outcome.ts';
import type { TaskSequence, TaskStep } from './types.ts';
import { usualWait, type Waits } from './waits.ts';
import { differing, one, restartingText, stepName, updateNames, waitVariable, whyDisabled } from './words.ts';

export interface Situation {
  sequence: TaskSequence;
  waits: Waits;
  judged: readonly Judged[];
  harmful: readonly GroupUpdate[];
  undecided: readonly GroupUpdate[];
}

/** [] where there is nothing to mend. Without a group it is what an update that restarts twice would need. */
export function adviceFor(situation: Situation, hasGroup: boolean): string[] {
  const { judged, harmful, undecided } = situation;
  const worst = decisive(judged);
  if (worst === null || worst.verdict === 'safe' || (hasGroup && harmful.length + undecided.length === 0)) {
    return putBack(situation);
  }
  const remedy = remedyFor(worst, situation);
  return [
    ...(harmful.length === 0 && hasGroup ? [findOut(undecided)] : []),
    ...(remedy === null ? [] : [remedy]),
    ...(harmful.length > 0 ? [leaveOut(harmful, remedy !== null)] : []),
    ...(harmful.length > 0 && undecided.length > 0 ? [findOut(undecided)] : []),
  ];
}

function remedyFor({ why, step, wait }: Judged, situation: Situation): string | null {
  if (why === 'no-retry' || why === 'no-retry-count') {
    const steps = [...new Set(situation.judged.filter((each) => each.why === why).map((each) => stepName(each.step)))];
    return `Turn on "Retry this step if computer unexpectedly restarts" (2 retries) on the Options tab of ${steps.slice(0, 5).join(', ')}.`;
  }
  if (why === 'missing-sequence' || why === 'nested-may-set') {
    const nested = why === 'missing-sequence' ? step : (wait.maybeNested ?? step);
    return `Export the sequence with its dependencies, so that what ${stepName(nested)} runs is in the file.`;
  }
  if (why === 'short-wait')
    return `Raise ${waitVariable} to ${usualWait} seconds${by(wait.setters)}.${reset(situation)}`;
  if (why === 'unknown-version') return 'Give the version of ConfigMgr as 1602, 2403 or "2012 R2 SP1 CU3".';
  if (why === 'earlier-step') return `Put ${waitVariable} back to 0 only after ${stepName(lastOf(situation) ?? step)}.`;
  const settable = ['not-set', 'uncertain-wait', 'unread-wait'].includes(why);
  return settable ? setBefore(step, situation) : null;
}

/** A step that sets the variable may be there already: disabled, under a condition, or too late. */
function setBefore(step: TaskStep, situation: Situation): string {
  const setters = situation.sequence.steps.filter(({ sets }) =>
    sets.some(({ seconds }) => seconds !== 0 && seconds !== null),
  );
  const disabled = setters.find(({ enabled, at }) => !enabled && at < step.at);
  const conditional = setters.find(({ enabled, at, span }) => enabled && at < step.at && span !== null);
  const late = setters.find(({ enabled, at }) => enabled && at > step.at);
  if (disabled)
    return `Enable ${stepName(disabled)}, which is ${whyDisabled(disabled)}: it sets ${waitVariable}.${reset(situation)}`;
  if (conditional)
    return `Take ${stepName(conditional)} out of its condition, or set ${waitVariable} in the group of ${stepName(step)}.${reset(situation)}`;
  if (late) return `Move ${stepName(late)}, which sets ${waitVariable}, before ${stepName(step)}.${reset(situation)}`;
  return `Set ${waitVariable} to ${usualWait} (seconds) in a step before ${stepName(step)}.${reset(situation)}`;
}

/** Microsoft: before the first, and to 0 after the last Install Software Updates step, for every later restart would wait too. */
function reset(situation: Situation): string {
  const last = lastOf(situation);
  const isThere = situation.sequence.steps.some(
    ({ enabled, at, span, sets }) => enabled && span === null && at > (last?.at ?? 0) && sets.at(-1)?.seconds === 0,
  );
  return last === null || isThere ? '' : ` Set it to 0 after ${stepName(last)}.`;
}

const lastOf = ({ judged }: Situation): TaskStep | null =>
  judged.findLast(({ step }) => step.role === 'updates')?.step ?? judged.at(-1)?.step ?? null;

const by = ([setter]: readonly TaskStep[]): string => (setter ? ` in ${stepName(setter)}` : '');

const leaveOut = (harmful: readonly GroupUpdate[], isSecond: boolean): string =>
  `${isSecond ? 'Or leave' : 'Leave'} ${updateNames(harmful)} out of the group, and deploy ${one(differing(harmful), 'it', 'them')} outside the task sequence or put ${one(differing(harmful), 'it', 'them')} into the image.`;

const findOut = (undecided: readonly GroupUpdate[]): string =>
  `Find out whether ${restartingText(undecided)} twice: the KB ${one(differing(undecided), 'article', 'articles')}, or a test machine.`;

/** What is left waiting when all updates are installed. */
export function putBack(situation: Situation): string[] {
  const [last, left] = [lastOf(situation), leftOver(situation)];
  return last === null || left === null
    ? []
    : [`Set ${waitVariable} to 0 after ${stepName(last)}: until then every later restart waits ${left} seconds too.`];
}

/** The seconds that restarts after the last update step may still wait; null where there are none. */
export function leftOver({ sequence, waits }: Situation): number | null {
  if (sequence.kind !== 'os-deployment') return null;
  const { values, setters } = waits(null);
  if (setters.length === 0) return null;
  const seconds = values.filter((value) => value !== null && value > 0);
  return seconds[0] ?? null;
}
