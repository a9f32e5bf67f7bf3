// Pipes and devices in the place of files, and folders that cannot be made: nothing waits for ever. A group may be a pipe.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder, twoLines } from './fixtures/data/folders.ts';
import { root } from './run.ts';

const group = join(root, 'test/cases/windows-7-june-2014/group.csv');

/** In a process of its own, which can be ended when it hangs. */
function rebootgate(cwd: string, line: string): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd,
    env: { ...process.env, REBOOTGATE: join(root, 'dist', 'bin.js'), NODE: process.execPath },
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  return { code: status, out: stdout, err: stderr };
}

const program = '"$NODE" "$REBOOTGATE"';

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  function place(): string {
    const cwd = newFolder();
    copyFileSync(group, join(cwd, 'group.csv'));
    execFileSync('mkfifo', ['pipe'], { cwd });
    return cwd;
  }

  test.each([
    ['check group.csv --config pipe', 'pipe is no file'],
    ['check group.csv --config /dev/zero', '/dev/zero is no file'],
    ['explain KB2965788 --config pipe', 'pipe is no file'],
    ['patch-tuesday 2014-06 --record pipe', 'pipe is no file'],
    ['patch-tuesday 2014-06 --record /dev/zero', '/dev/zero is no file'],
    ['finding add --findings own --lab-record pipe', 'pipe is no file'],
    ['check group.csv --findings pipe', 'pipe is no file'],
  ])('%s is refused at once', (args, why) => {
    const { code, out, err } = rebootgate(place(), `exec ${program} ${args}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(twoLines);
    expect(err).toContain(why);
  });

  const add =
    'finding add --findings /proc/x --kb 9900033 --product "Windows 7" --restarts 2 --source-kind field-report ' +
    '--url https://forum.example/t/1 --claimed-on 2026-01-01 --confidence reported --added-by "A. Admin"';

  test
    .skipIf(!existsSync('/proc/self'))
    .each(['check group.csv --output json=/proc/x/y/report.json', 'remediate group.csv --into /proc/x', add])(
    'a folder that cannot be made is exit 3: %s',
    (args) => {
      const { code, err } = rebootgate(place(), `exec ${program} ${args}`);
      expect(code).toBe(3);
      expect(err).toMatch(/\/proc\/x.* cannot be written \((?:ENOENT|EACCES|EPERM)\)\nhint: /);
    },
  );

  test('a state is as good as none', () => {
    expect(rebootgate(place(), `exec ${program} status --state pipe`).code).toBe(0);
  });

  test.each([
    ['the standard input', `${program} check - --format json < group.csv`],
    ['its device', `cat group.csv | ${program} check /dev/stdin --format json`],
    ['a process substitution', `${program} check <(cat group.csv) --format json`],
    ['a pipe with a writer', `cat group.csv > pipe & ${program} check pipe --format json`],
  ])('a group may be %s', (_what, line) => {
    const { code, out } = rebootgate(place(), line);
    expect(code).toBe(1);
    expect(JSON.parse(out).updates).toHaveLength(readFileSync(group, 'utf8').trim().split('\n').length - 1);
  });
});
