// What a step starts, as text: command lines, PowerShell that is embedded in the step, and commands that are encoded.
import { encodingOf } from '../bytes/text.ts';
import { limits } from './limits.ts';
import { type StepNode, variableOf } from './nodes.ts';

export interface Commands {
  /** The command line as the step has it. */
  line: string;
  /** Command line and scripts, without the comments of the scripts. */
  all: string;
}

export function commandsOf({ action, variables }: StepNode): Commands {
  const command = variableOf(variables, 'CommandLine') ?? '';
  const line = action.includes(command) ? action : `${action} ${command}`;
  const script = variableOf(variables, 'OSDRunPowerShellScriptSourceScript', 'SourceScript') ?? '';
  const more = ['ScriptName', 'OSDRunPowerShellScriptParameters', 'Parameters'].map(
    (name) => variableOf(variables, name) ?? '',
  );
  const parts = [line, ...encodedCommands(line), withoutComments(decoded(script)), ...more];
  const all = parts
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, limits.script);
  return { line: line.trim(), all: joinedLines(all) };
}

/** A backtick at the end of a line goes on with the next one. */
const joinedLines = (text: string): string => text.replace(/`\r?\n/g, ' ');

/** powershell.exe -EncodedCommand <base64 of UTF-16LE>, and its short forms. */
function encodedCommands(line: string): string[] {
  return [...line.matchAll(/\s-e(?:nc?|ncodedcommand|c)?\s+["']?([A-Za-z0-9+/=]{16,})/gi)].map(([, code = '']) =>
    withoutComments(decoded(code)),
  );
}

/** Base64 as the step "Run PowerShell Script" keeps its source, UTF-16LE with BOM; a text that is none, as it is. */
export function decoded(source: string): string {
  if (source === '') return '';
  const head = source.slice(0, 200);
  if (!/^[A-Za-z0-9+/=\s]+$/.test(head) || head.length < 8) return source;
  const bytes = Buffer.from(source.slice(0, limits.script * 4), 'base64');
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** PowerShell without "<# ... #>" and "# ..."; a "#" inside a word or right behind a quote is none. */
export function withoutComments(script: string): string {
  const kept: string[] = [];
  for (let at = 0; at < script.length; ) {
    const begin = script.indexOf('<#', at);
    const end = begin < 0 ? -1 : script.indexOf('#>', begin + 2);
    kept.push(script.slice(at, begin < 0 ? undefined : begin));
    if (end < 0) break;
    at = end + 2;
  }
  return kept.join(' ').replace(/(^|[\s;{}()])#[^\n]*/g, '$1');
}

/** The tool by which a command or script installs updates; null where it installs none that we know of. */
export function updateTool(commands: string): string | null {
  const text = commands.toLowerCase();
  const found = tools.find(({ words }) => words.some((word) => text.includes(word)));
  if (found) return found.name;
  return text.split(/[\n;|]/).some(installsInOneLine) ? 'PSWindowsUpdate' : null;
}

const tools: { name: string; words: string[] }[] = [
  { name: 'ZTIWindowsUpdate.wsf', words: ['ztiwindowsupdate.wsf'] },
  { name: 'PSDWindowsUpdate.ps1', words: ['psdwindowsupdate.ps1'] },
  { name: 'TSInstallSWUpdate.exe', words: ['tsinstallswupdate.exe'] },
  { name: 'PSWindowsUpdate', words: ['install-windowsupdate', 'get-wuinstall', 'install-wuupdates'] },
  { name: 'Windows Update Agent API', words: ['createupdateinstaller', 'microsoft.update.installer'] },
  {
    name: 'UsoClient',
    words: [
      'usoclient scaninstallwait',
      'usoclient startinstall',
      'usoclient.exe scaninstallwait',
      'usoclient.exe startinstall',
    ],
  },
];

const installsInOneLine = (line: string): boolean =>
  (line.includes('get-windowsupdate') && /-install\b/.test(line)) ||
  (line.includes('wuauclt') && line.includes('/updatenow')) ||
  (line.includes('ccm_softwareupdatesmanager') && line.includes('installupdates'));
