// Why a second restart is survived at a step, ends the sequence there, or why nobody can tell: one sentence each.
import type { Judged, Why } from './judge.ts';
import type { TaskSequence, TaskStep } from './types.ts';
import { shortestWait, waitingSteps } from './waits.ts';
import { stepName, waitVariable, whyDisabled } from './words.ts';

export function whyOf(judged: Judged, sequence: TaskSequence): string {
  return sentences[judged.why](judged, sequence);
}

const sentences: Record<Why, (judged: Judged, sequence: TaskSequence) => string> = {
  waits: ({ wait }) => `${waitVariable} is ${secondsOf(wait.values)} here, so the sequence waits for a second restart.`,
  retry: ({ step }) =>
    `The step runs again after an unexpected restart (${step.retryCount} ${step.retryCount === 1 ? 'retry' : 'retries'}).`,
  loop: () =>
    'MDT Lite Touch starts again after every restart and installs updates until none is left: it is not affected.',
  'not-set': (judged, sequence) => notSet(judged, sequence),
  'old-version': () =>
    `This version of ConfigMgr does not know ${waitVariable}; 1602, and 2012 SP2 or R2 SP1 with CU3, are the first that do.`,
  'no-retry': () => '"Retry this step if computer unexpectedly restarts" is off.',
  'earlier-step': () =>
    'What restarts twice is installed by an earlier step; an update that becomes applicable only after that is installed here, where nothing waits for it.',
  'short-wait': ({ wait }) =>
    `${waitVariable} is ${secondsOf(wait.values)}; below ${shortestWait} seconds nobody can say that the second restart has happened by then.`,
  'uncertain-wait': ({ wait }) =>
    `Whether ${waitVariable} is set here depends on conditions: ${setters(wait.setters)}.`,
  'unread-wait': ({ wait }) =>
    `${waitVariable} gets a value that cannot be read from the file: ${setters(wait.setters)}.`,
  'nested-may-set': ({ wait }) =>
    `The sequence that ${nameOf(wait.maybeNested)} runs is not in the file; it may ${wait.values.every((value) => value === 0) ? 'set' : 'change'} ${waitVariable}.`,
  'unknown-version': () => 'The version of ConfigMgr cannot be told from what was given.',
  'before-setup': () =>
    `The step stands before "Setup Windows and ConfigMgr"; whether ${waitVariable} works there is not documented.`,
  'no-retry-count': () => 'The file does not say whether "Retry this step if computer unexpectedly restarts" is on.',
  upgrade: () => 'The sequence upgrades Windows in place: Microsoft documents no remedy for a second restart there.',
  mixed: () => 'The sequence both deploys and upgrades Windows: what helps in one case does nothing in the other.',
  'no-setup': () =>
    'The sequence applies an operating system without an enabled "Setup Windows and ConfigMgr": no documented remedy works there.',
  psd: () => 'How PowerShell Deployment (PSD) goes on after a restart that it did not ask for is not documented.',
  script: ({ step }) =>
    `${step.update?.type ?? 'A script'} installs the updates: what it does about a second restart is not in the file.`,
  'missing-sequence': ({ step }) =>
    `The sequence ${step.nested?.name ?? step.nested?.packageId ?? 'that it runs'} is not in the file; it may install updates.`,
};

/** The option is on by default and looks like the remedy, but works in stand-alone sequences only. */
function notSet(judged: Judged, sequence: TaskSequence): string {
  const retries = judged.step.retryCount ?? 0;
  const retry = retries > 0 ? ' Its retries do not help in a sequence that deploys Windows.' : '';
  return `${missing(judged, sequence)}${retry}`;
}

/** Where the variable comes too late, is disabled, or was put back too early, that is said. */
function missing({ step, wait }: Judged, sequence: TaskSequence): string {
  const zero = wait.setters[0];
  const others = waitingSteps(sequence);
  const disabled = others.find(({ enabled, at }) => !enabled && at < step.at);
  const late = others.find(({ enabled, at }) => enabled && at > step.at);
  if (zero) return `${waitVariable} is 0 here: ${stepName(zero)} sets it.`;
  if (disabled)
    return `${waitVariable} is not set: ${stepName(disabled)}, which would set it, is ${whyDisabled(disabled)}.`;
  if (late) return `${waitVariable} is set too late, only by ${stepName(late)}.`;
  return `${waitVariable} is not set.`;
}

export function secondsOf(values: readonly (number | null)[]): string {
  const said = values.map((value) => (value === null ? 'unknown' : String(value)));
  return `${said.slice(0, 3).join(' or ')}${said.length > 3 ? ' or more' : ''} seconds`;
}

const nameOf = (step: TaskStep | null): string => (step === null ? 'a step' : stepName(step));

const setters = (steps: readonly TaskStep[]): string =>
  steps.length === 0
    ? 'by the variables of the sequence or its collection'
    : steps.slice(0, 3).map(stepName).join(', ');
