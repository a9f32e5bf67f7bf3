// Each step that installs updates: what a second, uncontrolled restart would do to the sequence there. The rules are Microsoft's:
// https://learn.microsoft.com/en-us/mem/configmgr/osd/understand/task-sequence-variables#SMSTSWaitForSecondReboot
// https://learn.microsoft.com/en-us/mem/configmgr/osd/understand/task-sequence-steps#BKMK_InstallSoftwareUpdates
import type { Span, TaskSequence, TaskStep } from './types.ts';
import { hasSecondRebootWait } from './version.ts';
import { isMissing, shortestWait, type WaitState, type Waits } from './waits.ts';

export type Why =
  | 'waits'
  | 'retry'
  | 'loop'
  | 'not-set'
  | 'old-version'
  | 'no-retry'
  | 'earlier-step'
  | 'short-wait'
  | 'uncertain-wait'
  | 'unread-wait'
  | 'nested-may-set'
  | 'unknown-version'
  | 'before-setup'
  | 'no-retry-count'
  | 'upgrade'
  | 'mixed'
  | 'no-setup'
  | 'psd'
  | 'script'
  | 'missing-sequence';

export interface Judged {
  step: TaskStep;
  /** `safe`: the sequence lives through a second restart here. */
  verdict: 'safe' | 'unsafe' | 'unclear';
  why: Why;
  wait: WaitState;
}

export interface Setting {
  sequence: TaskSequence;
  waits: Waits;
  configMgrVersion: string | null;
}

/** All enabled steps that install updates, and those that run a sequence which is not in the file and may hold such steps. */
export function judgeSteps(setting: Setting): Judged[] {
  const judged: Judged[] = [];
  // Where an earlier step has installed updates: null is everywhere, a span for the steps that run only together with it.
  const installed = new Set<Span | null>();
  for (const step of setting.sequence.steps) {
    if (!step.enabled || (step.role !== 'updates' && !isMissing(step))) continue;
    for (const span of installed) if (span !== null && span.to < step.at) installed.delete(span);
    const wait = setting.waits(step);
    const ruling = verdictOn(setting, step, wait);
    // What restarts twice was installed by then, or has ended the sequence; only what becomes applicable later breaks it here.
    const [verdict, why]: Ruling = ruling[0] === 'unsafe' && installed.size > 0 ? ['unclear', 'earlier-step'] : ruling;
    judged.push({ step, verdict, why, wait });
    if (ruling[0] !== 'unsafe' && step.update?.by === 'configmgr') installed.add(step.span);
  }
  return judged;
}

/** The step on which the outcome hangs: one that breaks, then one about which more of the file would not help. */
export function decisive(judged: readonly Judged[]): Judged | null {
  return (
    judged.find(({ verdict }) => verdict === 'unsafe') ??
    judged.find(({ verdict, why }) => verdict === 'unclear' && why !== 'missing-sequence') ??
    judged.find(({ verdict }) => verdict === 'unclear') ??
    judged[0] ??
    null
  );
}

type Ruling = [Judged['verdict'], Why];

function verdictOn(setting: Setting, step: TaskStep, wait: WaitState): Ruling {
  const { kind } = setting.sequence;
  if (isMissing(step)) {
    const isSafe = kind === 'os-deployment' && byWait(setting, step, wait)[0] === 'safe';
    return isSafe ? ['safe', 'waits'] : ['unclear', 'missing-sequence'];
  }
  const by = step.update?.by ?? 'script';
  // Lite Touch starts at every logon until its last step is done, and ZTIWindowsUpdate.wsf asks to be run again until no update
  // is left: https://learn.microsoft.com/en-us/mem/configmgr/mdt/toolkit-reference
  if (kind === 'mdt-lite-touch') return by === 'mdt' ? ['safe', 'loop'] : ['unclear', 'script'];
  if (kind === 'psd') return ['unclear', 'psd'];
  if (by !== 'configmgr') return ['unclear', 'script'];
  if (kind === 'os-deployment') return byWait(setting, step, wait);
  if (kind === 'stand-alone') return byRetry(step, wait);
  return ['unclear', kind === 'mixed' ? 'mixed' : kind === 'in-place-upgrade' ? 'upgrade' : 'no-setup'];
}

/** "Retry this step if computer unexpectedly restarts" works in stand-alone sequences only. */
function byRetry({ retryCount }: TaskStep, { maybeNested }: WaitState): Ruling {
  // What is not in the file may deploy Windows, and then nothing is stand-alone.
  if (maybeNested) return ['unclear', 'nested-may-set'];
  if (retryCount === null) return ['unclear', 'no-retry-count'];
  return retryCount > 0 ? ['safe', 'retry'] : ['unsafe', 'no-retry'];
}

/** The variable works only in sequences that deploy with "Setup Windows and ConfigMgr". */
function byWait({ sequence, configMgrVersion }: Setting, step: TaskStep, { values, maybeNested }: WaitState): Ruling {
  const has = configMgrVersion === null ? true : hasSecondRebootWait(configMgrVersion);
  if (has === false) return ['unsafe', 'old-version'];
  if (values.every((value) => value === 0)) return maybeNested ? ['unclear', 'nested-may-set'] : ['unsafe', 'not-set'];
  if (values.includes(null)) return ['unclear', 'unread-wait'];
  if (values.some((value) => value === 0)) return ['unclear', 'uncertain-wait'];
  if (values.some((value) => value !== null && value < shortestWait)) return ['unclear', 'short-wait'];
  // It may put the variable back to 0, as Microsoft says to do after the last step that installs updates.
  if (maybeNested) return ['unclear', 'nested-may-set'];
  if (has === null) return ['unclear', 'unknown-version'];
  const setup = sequence.steps.find(({ enabled, role }) => enabled && role === 'setup-windows');
  return setup && setup.at > step.at ? ['unclear', 'before-setup'] : ['safe', 'waits'];
}
