// The pipelines: their shell run with the variables and files of their platforms. An exit code is never swallowed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readVariables, variableNames } from '../src/cli/variables.ts';
import {
  action,
  azure,
  github,
  gitlab,
  hasBash,
  jenkinsfile,
  missingFormats,
  named,
  newWorkspace,
  type RanScript,
  runOnAzure,
  runOnGitHub,
  runOnGitLab,
  runOnJenkins,
  type Workspace,
} from './pipelines.ts';
import { root, testIo } from './run.ts';

const configuration = 'inputs: group.csv\n';
const waived = `${configuration}waivers: waivers.yaml\n`;
const waivers = `waivers:
  - kb: 2965788
    reason: Pilot ring only; ticket CHG0042
    owner: patching@example.com
    expires: 2026-12-31
`;
const clock = (day: string): Record<string, string> => ({ SOURCE_DATE_EPOCH: String(Date.parse(day) / 1000) });

const platforms: Record<string, (workspace: Workspace) => RanScript> = {
  'the GitHub Action': (workspace) => runOnGitHub(named(action.runs.steps, 'Check'), workspace),
  'the GitHub workflow': (workspace) => runOnGitHub(named(github.jobs.check.steps, 'Check'), workspace),
  'Azure Pipelines': (workspace) => runOnAzure(named(azure.steps, 'Check'), workspace),
  GitLab: runOnGitLab,
  Jenkins: runOnJenkins,
};

const withBash = describe.skipIf(!hasBash);
const why = hasBash ? '' : ' (skipped: there is no bash, or dist/ is not built)';

withBash.each(Object.entries(platforms))(`%s${why}`, (_name, runIn) => {
  test('fails on the June 2014 group, passes with a waiver, and fails again when it is past', () => {
    const bare = runIn(newWorkspace({ 'rebootgate.yaml': configuration }, clock('2026-11-22')));
    const files = { 'rebootgate.yaml': waived, 'waivers.yaml': waivers };
    const holds = runIn(newWorkspace(files, clock('2026-11-22')));
    const past = runIn(newWorkspace(files, clock('2027-01-01')));
    expect([bare.code, holds.code, past.code]).toEqual([1, 0, 1]);
    expect(past.err).toContain('warning: the waiver for KB2965788 ended on 2026-12-31');
    expect(past.err).toContain('patching@example.com');
    expect(bare.err + holds.err).not.toContain('ended on');
  });

  test.each([
    ['a mistyped key', { 'rebootgate.yaml': 'fail-no: never\n' }, {}, 2],
    ['no configuration', {}, {}, 2],
    ['a mistyped variable', { 'rebootgate.yaml': configuration }, { REBOOTGATE_FAIL_NO: 'never' }, 2],
    [
      'a group of which nothing is known',
      { 'rebootgate.yaml': 'inputs: list.txt\n', 'list.txt': 'KB4093430\n' },
      {},
      3,
    ],
    ['a catalog that is not there', { 'rebootgate.yaml': `${configuration}catalog: gone.sqlite\n` }, {}, 3],
    ['a variable that moves the gate', { 'rebootgate.yaml': configuration }, { REBOOTGATE_FAIL_ON: 'never' }, 0],
  ])('%s', (_what, files, env, code) => {
    expect(runIn(newWorkspace(files, { ...clock('2026-11-22'), ...env })).code).toBe(code);
  });
});

withBash(`the GitHub Action${why}`, () => {
  const check = named(action.runs.steps, 'Check');
  const at = (files: Record<string, string>, inputs: Record<string, string>, env: Record<string, string> = {}) =>
    runOnGitHub(check, newWorkspace(files, { ...clock('2026-11-22'), ...env }), inputs);

  test('gives outcome, exit code and the reports as outputs', () => {
    const { code, outputs } = at({}, { files: 'group.csv\r\n' });
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ outcome: 'fail', 'exit-code': '1' });
    for (const name of ['report', 'sarif', 'markdown', 'html', 'junit'])
      expect(existsSync(outputs[name] ?? '')).toBe(true);
    expect(JSON.parse(readFileSync(outputs['report'] ?? '', 'utf8')).summary.outcome).toBe('fail');
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort());
  });

  test('adds the report to the step summary', () => {
    expect(at({}, { files: 'group.csv' }).summary).toContain('KB2965788');
  });

  test('says undecided and error', () => {
    expect(at({ 'list.txt': 'KB4093430\n' }, { files: 'list.txt' }).outputs).toMatchObject({
      outcome: 'undecided',
      'exit-code': '3',
    });
    const broken = at({}, { files: 'gone.csv' }).outputs;
    expect(broken).toEqual({ outcome: 'error', 'exit-code': '2' });
  });

  test('takes its inputs', () => {
    const files = { 'waivers.yaml': waivers, 'more.yaml': 'waivers: []\n', 'gate.yaml': 'fail-on: suspected\n' };
    expect(at(files, { files: 'group.csv', waivers: 'waivers.yaml\nmore.yaml' }).code).toBe(0);
    expect(at(files, { files: 'group.csv', 'fail-on': 'never', config: 'gate.yaml' }).code).toBe(0);
    const stated = 'rdp-8.0=no\nwindows-7-enterprise-or-ultimate=no\n';
    expect(at(files, { files: 'group.csv', environment: stated }).code).toBe(0);
    expect(at({ 'list.txt': 'KB4093430\n' }, { files: 'list.txt', 'accept-no-data': 'yes' }).code).toBe(0);
  });

  test('an input that is left out leaves the variable of the job', () => {
    expect(at({}, { files: 'group.csv' }, { REBOOTGATE_FAIL_ON: 'never' }).code).toBe(0);
    expect(at({}, { files: 'group.csv', 'fail-on': 'suspected' }, { REBOOTGATE_FAIL_ON: 'never' }).code).toBe(1);
  });

  test.each([
    '$(touch pwned)',
    '`touch pwned`',
    '"; touch pwned; "',
    "'; touch pwned; '",
    '--output=json=pwned',
    '-h',
    '* | touch pwned',
  ])(
    'runs nothing of the hostile input %s',
    (text) => {
      const others = Object.keys(action.inputs).filter(
        (name) => !['files', 'working-directory', 'upload-sarif'].includes(name),
      );
      const everywhere = { files: 'group.csv', ...Object.fromEntries(others.map((name) => [name, text])) };
      for (const inputs of [{ files: text }, everywhere]) {
        const workspace = newWorkspace({}, clock('2026-11-22'));
        const { code, outputs } = runOnGitHub(check, workspace, inputs);
        expect([code, outputs]).toEqual([2, { outcome: 'error', 'exit-code': '2' }]);
        expect(existsSync(join(workspace.folder, 'pwned'))).toBe(false);
      }
    },
    60_000,
  );
});

test.skipIf(!hasBash || missingFormats.length > 0)(
  `every pipeline writes its reports${missingFormats.length > 0 ? ` (skipped: no format ${missingFormats.join(', ')} yet)` : why}`,
  () => {
    const files = { 'rebootgate.yaml': configuration };
    const workspaces = Object.entries(platforms).map(([name, runIn]) => {
      const workspace = newWorkspace(files, clock('2026-11-22'));
      return { name, workspace, ran: runIn(workspace) };
    });
    for (const { name, workspace, ran } of workspaces) {
      const folders = [join(workspace.folder, 'rebootgate-reports'), join(workspace.temporary, 'a', 'rebootgate')];
      const written = folders.filter((folder) => existsSync(join(folder, 'report.json')));
      if (name !== 'the GitHub Action') expect([name, written.length]).toEqual([name, 1]);
      expect([name, ran.code]).toEqual([name, 1]);
    }
    expect(workspaces.find(({ name }) => name === 'Azure Pipelines')?.ran.out).toMatch(
      /^##vso\[task\.uploadsummary\]/m,
    );
  },
);

describe('what the files say', () => {
  const scripts = [
    ...[...action.runs.steps, ...github.jobs.check.steps].map(({ run }) => run ?? ''),
    ...azure.steps.map(({ bash }) => bash ?? ''),
    ...[...gitlab.rebootgate.before_script, ...gitlab.rebootgate.script],
  ].filter((script) => script !== '');

  test('no expression of a platform stands inside a script', () => {
    expect(scripts.length).toBeGreaterThan(7);
    for (const script of scripts) expect(script).not.toMatch(/\$\{\{|\{\{|\$\((?:Build|Agent|System)/);
    for (const script of azure.steps.map(({ bash }) => bash ?? '')) expect(script).not.toMatch(/\$\(/);
  });

  test('no exit code is swallowed', () => {
    for (const script of scripts) expect(script).not.toMatch(/\|\| *(?:true|:|exit 0)|set \+e|continue/);
    for (const file of ['action.yml', 'ci/github.yml', 'ci/azure-pipelines.yml', 'ci/gitlab-ci.yml', 'ci/Jenkinsfile'])
      expect(readFileSync(join(root, file), 'utf8')).not.toMatch(
        /continue-on-error|continueOnError|allow_failure|catchError|returnStatus/,
      );
  });

  test('every input of the action reaches the check, under a variable that it knows', () => {
    const env = named(action.runs.steps, 'Check').env ?? {};
    const elsewhere = ['working-directory', 'upload-sarif'];
    const used = Object.values(env).flatMap((text) => /inputs\.([\w-]+)/.exec(text)?.[1] ?? []);
    expect([...used, ...elsewhere].sort()).toEqual(Object.keys(action.inputs).sort());
    const names = Object.keys(env).filter((name) => !['GATE_HOME', 'GATE_FILES'].includes(name));
    const variables = names.map((name) => name.replace('GATE_', 'REBOOTGATE_'));
    expect(variables.filter((name) => !variableNames.includes(name))).toEqual([]);
    expect(/for name in ([A-Z_ ]+);/.exec(named(action.runs.steps, 'Check').run ?? '')?.[1]?.split(' ')).toEqual(
      names.map((name) => name.replace('GATE_', '')),
    );
  });

  test('no pipeline sets a variable that the check would refuse', () => {
    for (const file of [
      'action.yml',
      'ci/github.yml',
      'ci/azure-pipelines.yml',
      'ci/gitlab-ci.yml',
      'ci/Jenkinsfile',
    ]) {
      const text = readFileSync(join(root, file), 'utf8');
      const set = [...text.matchAll(/\b(REBOOTGATE_[A-Z_]*[A-Z])\b/g)].map((match) => match[1] ?? '');
      const io = testIo({ env: Object.fromEntries(set.map((name) => [name, 'yes'])) }).io;
      expect(() => readVariables(set, io)).not.toThrow();
    }
  });

  test('the package is installed by one command, quoted', () => {
    const install = 'npm install --global "$GATE_PACKAGE"';
    expect(named(github.jobs.check.steps, 'Install').run).toBe(install);
    expect(named(azure.steps, 'Install').bash).toBe(install);
    expect(gitlab.rebootgate.before_script).toEqual([install]);
    expect(jenkinsfile).toContain(`sh '${install}'`);
  });

  test('an action of others is named with its version', () => {
    const uses = [...action.runs.steps, ...github.jobs.check.steps].flatMap((each) => each.uses ?? []);
    expect(uses.length).toBeGreaterThan(3);
    for (const each of uses) expect(each).toMatch(/^(?:actions|github)\/[\w/-]+@v\d+$/);
  });

  test('the upload happens after a gate that failed as well', () => {
    for (const steps of [action.runs.steps, github.jobs.check.steps])
      expect(named(steps, 'Code scanning').if).toMatch(/^\$\{\{ always\(\) && /);
  });
});
