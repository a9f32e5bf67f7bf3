// What kind of sequence the steps make: it decides which remedy Microsoft documents for a second restart.
import type { SequenceKind, TaskStep } from './types.ts';

/** Programs that only the engine of ConfigMgr starts; sequences of MDT's Lite Touch have none of them. */
const configMgrPrograms = /^(?:smsswd|tsenv|tsinstallswupdate|subtasksequence|osd\w+)(?:\.exe)?\b/i;
const liteTouchScripts = /%SCRIPTROOT%|\b(?:LTI|ZTI)\w+\.wsf\b/i;
const psdScripts = /\bPSD\w+\.ps1\b/i;

export function kindOf(steps: readonly TaskStep[]): SequenceKind {
  if (steps.length === 0) return 'empty';
  const isConfigMgr = steps.some(({ command }) => configMgrPrograms.test(command));
  if (!isConfigMgr && steps.some(({ command }) => psdScripts.test(command))) return 'psd';
  if (!isConfigMgr && steps.some(({ command }) => liteTouchScripts.test(command))) return 'mdt-lite-touch';
  const roles = new Set(steps.filter(({ enabled }) => enabled).map(({ role }) => role));
  const deploys = roles.has('setup-windows') || roles.has('apply-os');
  if (roles.has('upgrade-os')) return deploys ? 'mixed' : 'in-place-upgrade';
  if (!deploys) return 'stand-alone';
  return roles.has('setup-windows') ? 'os-deployment' : 'os-deployment-without-setup';
}
