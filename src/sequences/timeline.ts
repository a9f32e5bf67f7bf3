// What happens, step by step: updates, restarts, waits, and the place where the sequence breaks.
import type { Judged } from './judge.ts';
import type { GroupUpdate, TimelineEntry } from './outcome.ts';
import type { TaskSequence, TaskStep } from './types.ts';
import type { Waits } from './waits.ts';
import { whyOf } from './why.ts';
import { onlyIf, restartingText, updateNames, waitVariable, whyDisabled } from './words.ts';

export interface Story {
  sequence: TaskSequence;
  waits: Waits;
  judged: ReadonlyMap<TaskStep, Judged>;
  /** False where the sequence is described without a group. */
  hasGroup: boolean;
  harmful: readonly GroupUpdate[];
  undecided: readonly GroupUpdate[];
}

/** It ends where the sequence breaks. */
export function timelineOf(story: Story): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  for (const step of story.sequence.steps) {
    for (const [kind, text] of happenings(step, story)) entries.push({ at: step.at, kind, name: step.name, text });
    if (entries.at(-1)?.kind === 'break') return entries;
  }
  const { steps, name } = story.sequence;
  const isClear = entries.every(({ kind }) => kind !== 'risk' && kind !== 'unclear');
  if (isClear) entries.push({ at: steps.length, kind: 'end', name, text: 'The sequence goes on to its end.' });
  return entries;
}

type Happening = [TimelineEntry['kind'], string];

function happenings(step: TaskStep, story: Story): Happening[] {
  if (!step.enabled) return disabledStep(step);
  const judged = story.judged.get(step);
  const condition = onlyIf(step);
  const sets: Happening[] = step.sets.length === 0 ? [] : [['variable', `${settingText(step)}${condition}`]];
  if (judged && step.role === 'updates')
    return [...sets, ['updates', `${installText(step, story)}${condition}`], ...afterwards(judged, story)];
  if (judged) return [['step', `Runs another sequence.${condition}`], ...afterwards(judged, story)];
  if (step.role === 'nested')
    return [
      ['step', `Runs the sequence "${step.nested?.name ?? step.nested?.packageId}"; its steps follow.${condition}`],
    ];
  if (step.role === 'restart') return [['restart', `${restartText(step, story)}${condition}`]];
  const text = milestones[step.role];
  return text === undefined ? sets : [['step', `${text}${condition}`]];
}

const milestones: Partial<Record<TaskStep['role'], string>> = {
  'apply-os': 'Applies an operating system.',
  'setup-windows': `Sets up Windows and the ConfigMgr client; in sequences with this step ${waitVariable} works.`,
  'upgrade-os': 'Upgrades Windows in place.',
};

function disabledStep(step: TaskStep): Happening[] {
  const isTold = step.role === 'updates' || step.role === 'variable' || step.role === 'setup-windows';
  return isTold ? [['step', `Does not run: it is ${whyDisabled(step)}.`]] : [];
}

function settingText({ sets }: TaskStep): string {
  const said = sets.slice(0, 3).map(({ seconds, certain }) => {
    const value = seconds === null ? 'a value that cannot be read' : `${seconds} seconds`;
    return certain ? value : `perhaps ${value}`;
  });
  return `Sets ${waitVariable} to ${said.join(', then ')}.`;
}

function restartText(step: TaskStep, { waits }: Story): string {
  const { values, maybeNested } = waits(step);
  const [seconds] = values;
  const waiting = values.length === 1 && maybeNested === null && typeof seconds === 'number' && seconds > 0;
  return `The sequence restarts the computer.${waiting ? ` It then waits ${seconds} seconds.` : ''}`;
}

function installText({ update }: TaskStep, { hasGroup, harmful, undecided }: Story): string {
  const which = update?.target === 'Mandatory' ? 'the required updates that are' : 'all updates that are';
  const what =
    update?.by === 'configmgr' ? `Installs ${which} deployed to the device.` : `Installs updates with ${update?.type}.`;
  if (!hasGroup) return what;
  const restarting = harmful.length === 0 ? '' : ` Of this group ${restartingText(harmful)} more than once.`;
  const open = undecided.length === 0 ? '' : ` Whether ${restartingText(undecided)} more than once is not known.`;
  return `${what}${restarting}${open || restarting ? open : ' No update of this group is known to restart more than once.'}`;
}

/** After the installation: the first restart is the sequence's own, the second that of servicing. */
function afterwards(judged: Judged, story: Story): Happening[] {
  const { hasGroup, harmful, undecided, sequence } = story;
  if (hasGroup && harmful.length + undecided.length === 0) return [];
  const isKnown = harmful.length > 0;
  const why = whyOf(judged, sequence);
  const first: Happening[] =
    isKnown && judged.step.role === 'updates'
      ? [['restart', 'The first restart: the sequence asks for it and keeps its place.']]
      : [];
  if (judged.verdict === 'unclear') return [...first, ['unclear', why]];
  if (judged.verdict === 'safe') return [...first, [safeKinds[judged.why] ?? 'step', why]];
  if (isKnown) return [...first, ['break', `${breakText(harmful)} ${why}`]];
  return [['risk', `An update that restarts a second time ends the sequence here. ${why}`]];
}

const safeKinds: Partial<Record<Judged['why'], TimelineEntry['kind']>> = {
  waits: 'wait',
  retry: 'retry',
  loop: 'restart',
};

/** The message and its cause: https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/os-deployment/task-sequence-fails-multiple-restarts */
const breakText = (harmful: readonly GroupUpdate[]): string =>
  `The second restart of ${updateNames(harmful)} comes from servicing and hits the sequence while it resumes: it ends with "Task Sequence environment not found", and the client may stay in provisioning mode.`;
