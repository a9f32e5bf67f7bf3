// Runs the shell of action.yml and of the pipelines in ci/ as their platforms do: their shell, their variables, their files.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { formats } from '../src/reports/index.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { root } from './run.ts';

const step = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  displayName: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  shell: z.string().optional(),
  run: z.string().optional(),
  bash: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type Step = z.infer<typeof step>;

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

export const action = z
  .object({
    inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
    outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
    runs: z.object({ using: z.literal('composite'), steps: z.array(step) }),
  })
  .parse(parse(textOf('action.yml')));

export const github = z
  .object({ jobs: z.object({ check: z.object({ steps: z.array(step) }) }) })
  .parse(parse(textOf('ci/github.yml')));
export const azure = z.object({ steps: z.array(step) }).parse(parse(textOf('ci/azure-pipelines.yml')));
export const gitlab = z
  .object({ rebootgate: z.object({ before_script: z.array(z.string()), script: z.array(z.string()) }) })
  .parse(parse(textOf('ci/gitlab-ci.yml')));
export const jenkinsfile = textOf('ci/Jenkinsfile');

export const named = (steps: readonly Step[], name: string): Step => {
  const found = steps.find((each) => [each.name, each.displayName].includes(name));
  if (!found) throw new Error(`no step ${name}`);
  return found;
};

const asked = /(?<=--format )\w+|(?<=--output "?)\w+(?==)/g;

/** Formats that the pipelines ask for and that are not there. Until they are, the text stands in for them. */
export const missingFormats = [...new Set(everyScript().flatMap((script) => script.match(asked) ?? []))].filter(
  (name) => !formats.some((format) => format === name),
);

function everyScript(): string[] {
  const steps = [...action.runs.steps, ...github.jobs.check.steps, ...azure.steps];
  return [...steps.flatMap(({ run, bash }) => run ?? bash ?? []), ...gitlab.rebootgate.script, jenkinsfile];
}

const withFormatsThatAreThere = (script: string): string =>
  script.replace(asked, (name) => (missingFormats.includes(name) ? 'text' : name));

export interface Workspace {
  folder: string;
  temporary: string;
  env: Record<string, string>;
}

/** A checkout with the June 2014 group and what the test adds, and a PATH on which "rebootgate" is the built program. */
export function newWorkspace(files: Record<string, string> = {}, env: Record<string, string> = {}): Workspace {
  const home = newFolder();
  const folder = join(home, 'work space');
  const temporary = join(home, 'temporary');
  const bin = join(home, 'bin');
  for (const each of [folder, temporary, bin]) mkdirSync(each);
  cpSync(join(root, 'test/cases/windows-7-june-2014/group.csv'), join(folder, 'group.csv'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const program = join(bin, 'rebootgate');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist', 'bin.js')}" "$@"\n`);
  chmodSync(program, 0o755);
  const path = [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  return { folder, temporary, env: { PATH: path, HOME: home, CI: 'true', ...env } };
}

export interface RanScript {
  code: number | null;
  out: string;
  err: string;
}

export function runScript(script: string, shell: readonly string[], { folder, temporary, env }: Workspace): RanScript {
  const file = join(temporary, 'script.sh');
  writeFileSync(file, withFormatsThatAreThere(script));
  const [program = 'bash', ...options] = shell;
  const { status, stdout, stderr, error } = spawnSync(program, [...options, file], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (error) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell */
const githubShell = ['bash', '--noprofile', '--norc', '-eo', 'pipefail'];

export interface RanOnGitHub extends RanScript {
  outputs: Record<string, string>;
  summary: string;
}

export function runOnGitHub(of: Step, workspace: Workspace, inputs: Record<string, string> = {}): RanOnGitHub {
  const { folder, temporary } = workspace;
  const files = { GITHUB_OUTPUT: join(temporary, 'output'), GITHUB_STEP_SUMMARY: join(temporary, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const env = {
    ...{ ...workspace.env, ...files, GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder, RUNNER_TEMP: temporary },
    ...{ RUNNER_OS: 'Linux', GITHUB_REPOSITORY: 'example/groups', GITHUB_EVENT_NAME: 'pull_request' },
    ...Object.fromEntries(Object.entries(of.env ?? {}).map(([name, text]) => [name, evaluated(text, inputs)])),
  };
  const ran = runScript(of.run ?? '', githubShell, { ...workspace, env });
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const outputs = Object.fromEntries(
    lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
  return { ...ran, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

/** The two expressions that action.yml uses in an env. */
function evaluated(text: string, inputs: Record<string, string>): string {
  return text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_all, name: string) => {
    if (name === 'github.action_path') return root.replace(/[\\/]$/, '');
    const input = /^inputs\.(.+)$/.exec(name)?.[1] ?? '';
    const value = inputs[input] ?? action.inputs[input]?.default;
    if (value === undefined) throw new Error(`no such expression here: ${name}`);
    return value;
  });
}

export function runOnAzure(of: Step, workspace: Workspace): RanScript & { reports: string } {
  const staging = join(workspace.temporary, 'a');
  mkdirSync(staging, { recursive: true });
  const variables = {
    ...{ TF_BUILD: 'True', AGENT_OS: 'Linux', AGENT_TEMPDIRECTORY: workspace.temporary, BUILD_REASON: 'PullRequest' },
    ...{ BUILD_SOURCESDIRECTORY: workspace.folder, BUILD_ARTIFACTSTAGINGDIRECTORY: staging },
  };
  const env = { ...workspace.env, ...variables };
  return {
    ...runScript(of.bash ?? '', ['bash', '--noprofile', '--norc'], { ...workspace, env }),
    reports: join(staging, 'rebootgate'),
  };
}

/** The runner joins the lines below "set -eo pipefail". */
export function runOnGitLab(workspace: Workspace): RanScript {
  const env = { ...workspace.env, GITLAB_CI: 'true', CI_PROJECT_DIR: workspace.folder };
  return runScript(['set -eo pipefail', ...gitlab.rebootgate.script].join('\n'), ['bash'], { ...workspace, env });
}

/** What "sh check" runs: https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/#sh-shell-script */
export function runOnJenkins(workspace: Workspace): RanScript {
  const command = /def check = '([^']+)'/.exec(jenkinsfile)?.[1] ?? '';
  const env = {
    ...workspace.env,
    JENKINS_URL: 'http://jenkins.example/',
    WORKSPACE: workspace.folder,
    BUILD_NUMBER: '1',
  };
  return runScript(command, ['sh', '-xe'], { ...workspace, env });
}

export const hasBash = spawnSync('bash', ['--version']).status === 0 && existsSync(join(root, 'dist', 'bin.js'));
