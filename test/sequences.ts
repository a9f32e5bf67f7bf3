// For tests of task sequences: steps and sequences as XML, groups of updates, and what becomes of both together.
import { predict } from '../src/sequences/predict.ts';
import type { GroupUpdate, PredictOptions, SequencePrediction } from '../src/sequences/outcome.ts';
import { readSequences } from '../src/sequences/read.ts';
import type { SequenceFile } from '../src/sequences/types.ts';
import type { Status } from '../src/types.ts';

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

interface StepOptions {
  attributes?: string;
  action?: string;
  variables?: Record<string, string>;
  condition?: string;
}

export function step(
  type: string,
  name: string,
  { attributes = '', action = '', variables = {}, condition = '' }: StepOptions = {},
): string {
  const list = Object.entries(variables).map(([key, value]) => `<variable name="${key}">${escaped(value)}</variable>`);
  const rule = condition === '' ? '' : when(condition);
  return `<step type="SMS_TaskSequence_${type}" name="${escaped(name)}" ${attributes}>${rule}<action>${escaped(action)}</action><defaultVarList>${list.join('')}</defaultVarList></step>`;
}

export const when = (variable: string): string =>
  `<condition><operator type="and"><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">equals</variable><variable name="Value">true</variable><variable name="Variable">${variable}</variable></expression></operator></condition>`;

export const group = (name: string, content: string, attributes = ''): string =>
  `<group name="${name}" ${attributes}>${content}</group>`;

export const sequence = (content: string): string => `<sequence version="3.10">${content}</sequence>`;

export const setup = step('SetupWindowsAndSMSAction', 'Setup Windows and ConfigMgr', { action: 'OSDSetupWindows.exe' });

export function install(
  name = 'Install Software Updates',
  { retry = '2', ...more }: StepOptions & { retry?: string } = {},
): string {
  return step('InstallUpdateAction', name, {
    action: 'TSInstallSWUpdate.exe /target:%SMSInstallUpdateTarget%',
    variables: { SMSInstallUpdateTarget: 'All' },
    ...more,
    attributes: `retryCount="${retry}" ${more.attributes ?? ''}`,
  });
}

export function set(value: string, options: StepOptions = {}, name = `Wait ${value}`): string {
  const variables = { VariableName: 'SMSTSWaitForSecondReboot', VariableValue: value };
  return step('SetVariableAction', name, {
    action: `tsenv.exe "SMSTSWaitForSecondReboot=${value}"`,
    variables,
    ...options,
  });
}

export const restart = step('RebootAction', 'Restart Computer', { action: 'smsboot.exe /target:HD' });

export const run = (command: string): string =>
  step('RunCommandLineAction', 'Run a command', {
    action: `smsswd.exe /run: ${command}`,
    variables: { CommandLine: command },
  });

export const powershell = (script: string): string =>
  step('RunPowerShellScriptAction', 'Run a script', {
    action: 'OSDRunPowerShellScript.exe',
    variables: { OSDRunPowerShellScriptSourceScript: Buffer.from(`\uFEFF${script}`, 'utf16le').toString('base64') },
  });

export const nested = (id: string, options = ''): string =>
  `<subtasksequence type="SMS_TaskSequence_SubTasksequence" name="Run ${id}" ${options}><action>SubTasksequence.exe</action><defaultVarList><variable name="OSDSubTasksequenceTsName" property="TsName">${id}, The nested one</variable><variable name="OSDSubTasksequencePackageID" property="TsPackageID">${id}</variable></defaultVarList></subtasksequence>`;

export const update = (kb: string, status: Status): GroupUpdate => {
  const restarts = status === 'multi-restart' || status === 'conditional' ? { min: 2, max: null } : null;
  return { kb, updateId: null, title: `Update (KB${kb})`, status, restarts, reason: '' };
};

/** Windows 7, June 2014: KB2965788 restarts twice. */
export const june2014: readonly GroupUpdate[] = [update('2957689', 'no-finding'), update('2965788', 'multi-restart')];
export const harmless: readonly GroupUpdate[] = [update('2957689', 'no-finding'), update('2957503', 'clear')];
export const unknown: readonly GroupUpdate[] = [update('2957689', 'no-finding'), update('5000001', 'no-data')];

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

export const read = (content: string | Uint8Array, name = 'ts.xml'): Promise<SequenceFile> =>
  readSequences(bytesOf(content), name);

/** The one sequence of a file with a group; options as a user gives them who gives none. */
export async function predicted(
  content: string | Uint8Array,
  updates: readonly GroupUpdate[] | null = june2014,
  options: Partial<PredictOptions> = {},
): Promise<SequencePrediction> {
  const { sequences } = await read(content);
  const report = predict(sequences, updates, { configMgrVersion: null, failOn: 'conditional', ...options });
  const [only, ...others] = report.sequences;
  if (!only || others.length > 0) throw new Error(`${report.sequences.length} sequences`);
  return only;
}
