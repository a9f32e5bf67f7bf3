// One step: what it does for us, concluded from its type, its command line and its variables.
import { assignmentsOf } from './assignments.ts';
import { countOf, type StepNode, variableOf } from './nodes.ts';
import { commandsOf, updateTool } from './scripts.ts';
import type { NestedReference, StepRole, TaskStep, UpdateInstall } from './types.ts';

export type StepFacts = Pick<TaskStep, 'role' | 'update' | 'sets' | 'nested' | 'command' | 'retryCount'>;

/** Exact names: the server WMI classes of the SDK and real exports; compared without regard to case. */
const rolesOfTypes: Readonly<Record<string, StepRole>> = Object.assign(Object.create(null), {
  sms_tasksequence_installupdateaction: 'updates',
  sms_tasksequence_rebootaction: 'restart',
  sms_tasksequence_setupwindowsandsmsaction: 'setup-windows',
  sms_tasksequence_applyoperatingsystemaction: 'apply-os',
  bdd_installos: 'apply-os',
  sms_tasksequence_upgradeoperatingsystemaction: 'upgrade-os',
  sms_tasksequence_subtasksequence: 'nested',
});

export const installUpdates = 'SMS_TaskSequence_InstallUpdateAction';

export function factsOf(node: StepNode): StepFacts {
  const commands = commandsOf(node);
  const type = node.type?.toLowerCase() ?? '';
  const role = rolesOfTypes[type] ?? null;
  const tool = role === null ? updateTool(commands.all) : null;
  const sets = role === null ? assignmentsOf(node, commands.all) : [];
  return {
    role: role ?? (tool !== null ? 'updates' : sets.length > 0 ? 'variable' : byCommand(commands.line)),
    update: role === 'updates' || tool !== null ? installOf(node, tool) : null,
    sets,
    nested: role === 'nested' ? nestedOf(node) : null,
    command: commands.line,
    retryCount: node.retryCount ?? countOf(variableOf(node.variables, 'RetryCount')),
  };
}

/** An upgrade by a command line is one as well, and so is a restart by the program of the restart step. */
function byCommand(line: string): StepRole {
  if (/\bsetup(?:\.exe)?"?\s/i.test(line) && /\/auto"?\s+"?upgrade/i.test(line)) return 'upgrade-os';
  return /^smsboot(?:\.exe)?\b/i.test(line) ? 'restart' : 'other';
}

function installOf(node: StepNode, tool: string | null): UpdateInstall {
  const isStep = tool === null || tool === 'TSInstallSWUpdate.exe';
  const by = isStep ? 'configmgr' : (byTools[tool] ?? 'script');
  const type = isStep ? installUpdates : tool;
  return { by, type, target: isStep ? targetOf(node) : null, useCache: isStep ? useCacheOf(node) : null };
}

const byTools: Readonly<Record<string, UpdateInstall['by']>> = Object.assign(Object.create(null), {
  'ZTIWindowsUpdate.wsf': 'mdt',
  'PSDWindowsUpdate.ps1': 'psd',
});

/** The variable decides; the action refers to it, or in other versions names the target itself. */
function targetOf({ variables, action }: StepNode): UpdateInstall['target'] {
  const inAction = /\/target:"?([a-z]+)/i.exec(action)?.[1] ?? '';
  const value = (variableOf(variables, 'SMSInstallUpdateTarget', 'Target') ?? inAction).toLowerCase();
  return value === 'all' ? 'All' : value === 'mandatory' ? 'Mandatory' : null;
}

function useCacheOf({ variables }: StepNode): boolean | null {
  const value = (variableOf(variables, 'SMSTSSoftwareUpdateScanUseCache', 'UseCache') ?? '').toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : null;
}

/** "TsName" is "<package id>, <name>" in the exports that were seen. */
function nestedOf({ variables }: StepNode): NestedReference {
  const [, inName, rest] =
    /^([A-Z0-9]{3}[0-9A-F]{5}),\s*(.+)$/i.exec(variableOf(variables, 'OSDSubTasksequenceTsName', 'TsName') ?? '') ?? [];
  const packageId =
    variableOf(variables, 'OSDSubTasksequencePackageID', 'TsPackageID', 'SubTaskSequenceID') ?? inName ?? null;
  const name = rest ?? variableOf(variables, 'OSDSubTasksequenceTsName', 'TsName');
  return { packageId: packageId === '' ? null : packageId, name: name === '' ? null : name, found: false };
}
