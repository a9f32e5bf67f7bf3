// The advice that a script can follow: the sequence is as plain as Microsoft's documentation has it, and nothing in it is in the way.
import type { Situation } from './advice.ts';
import type { Judged } from './judge.ts';
import type { SequenceMend } from './outcome.ts';
import type { TaskSequence } from './types.ts';

/** @returns null where nothing breaks, and where only a person can say what to change */
export function mendOf({ sequence, judged, harmful, undecided }: Situation): SequenceMend | null {
  const broken = judged.filter(({ verdict }) => verdict !== 'safe');
  if (broken.length === 0 || harmful.length + undecided.length === 0) return null;
  if (broken.some((each) => !isPlain(each, sequence))) return null;
  if (sequence.kind === 'os-deployment') return byWaits(sequence, judged, broken);
  return sequence.kind === 'stand-alone' ? byRetry(broken) : null;
}

/** A step of ConfigMgr's own kind in the sequence itself: one of a nested sequence has to be changed there. */
function isPlain({ step }: Judged, { steps }: TaskSequence): boolean {
  const runners = steps.filter(({ nested }) => nested !== null).map(({ name }) => name);
  return step.update?.by === 'configmgr' && !step.group.some((name) => runners.includes(name));
}

/** Where something sets the variable already, disabled, too late or under a condition, another step of it would only hide that. */
function byWaits(sequence: TaskSequence, judged: readonly Judged[], broken: readonly Judged[]): SequenceMend | null {
  const isUnset = broken.every(({ why }) => why === 'not-set') && broken.length === judged.length;
  const isSet = sequence.initialWait !== null || sequence.steps.some(({ sets }) => sets.length > 0);
  return isUnset && !isSet ? { by: 'waits', steps: judged.map(({ step }) => step.name) } : null;
}

function byRetry(broken: readonly Judged[]): SequenceMend | null {
  const isOff = broken.every(({ why }) => why === 'no-retry' || why === 'no-retry-count');
  return isOff ? { by: 'retry', steps: [...new Set(broken.map(({ step }) => step.name))] } : null;
}
