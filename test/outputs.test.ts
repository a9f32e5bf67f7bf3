// --output: each report in a file of its own, none over what is read, and links left as they are.
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder, twoLines } from './fixtures/data/folders.ts';
import { type Ran, root, run, type RunOptions } from './run.ts';

/** A folder with a group. */
function place(): string {
  const folder = newFolder();
  copyFileSync(join(root, 'test/cases/windows-7-june-2014/group.csv'), join(folder, 'group.csv'));
  return folder;
}

function expectRefused({ code, out, err }: Ran, why: string): void {
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(twoLines);
  expect(err).toContain(why);
}

const links = process.platform === 'win32' ? test.skip : test;

describe('two reports to one file', () => {
  const twice = (first: string, second: string, options: RunOptions) =>
    run(['check', 'gone.csv', '-o', `json=${first}`, '-o', `text=${second}`], options);

  test('are refused before anything is read', async () => {
    const cwd = place();
    expectRefused(await twice('a.json', './x/../a.json', { cwd }), '--output names ./x/../a.json twice');
  });

  test('are told by their case, but not on Windows', async () => {
    const cwd = place();
    expectRefused(await twice('a.json', 'A.json', { cwd, isWindows: false }), 'gone.csv does not exist');
    expectRefused(await twice('a.json', 'A.json', { cwd, isWindows: true }), '--output names A.json twice');
  });

  links('are known through links, also before the file is there', async () => {
    const cwd = place();
    mkdirSync(join(cwd, 'real'));
    symlinkSync('real', join(cwd, 'link'));
    symlinkSync('real/a.json', join(cwd, 'dangling.json'));
    expectRefused(await twice('real/a.json', 'link/a.json', { cwd }), '--output names link/a.json twice');
    expectRefused(await twice('dangling.json', 'link/a.json', { cwd }), '--output names link/a.json twice');
  });
});

test('"-" is no file', async () => {
  const cwd = place();
  const { code, out, err } = await run(['check', 'group.csv', '-o', 'csv=-'], { cwd });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('--format is for the standard output');
  expect(existsSync(join(cwd, '-'))).toBe(false);
});

describe('a report over what the check is made of', () => {
  const named: readonly (readonly [string, string, readonly string[]])[] = [
    ['the state', 'state.json', ['--state', 'state.json']],
    ['the catalog', 'c.sqlite', ['--catalog', 'c.sqlite']],
    ['its manifest', 'c.sqlite.manifest.json', ['--catalog', 'c.sqlite']],
    ['an overlay', 'o.sqlite', ['--overlay', 'o.sqlite']],
    ['the baseline', 'old.json', ['--baseline', 'old.json']],
    ['waivers', 'w.yaml', ['--waivers', 'w.yaml']],
    ['the configuration', 'r.yaml', ['--config', 'r.yaml']],
    ['a task sequence', 's.xml', ['--task-sequence', 's.xml']],
    ['the export of the site', 'site.json', ['--updates', 'site.json']],
    ['a file of findings', 'f.yaml', ['--findings', 'f.yaml']],
    ['a file of a folder of findings', 'own/a.json', ['--findings', 'own']],
    ['the group', 'group.csv', []],
  ];

  test.each(named)('%s, is refused before another one is written', async (_what, file, args) => {
    const cwd = place();
    mkdirSync(join(cwd, 'own'));
    // A configuration is read before all else.
    if (!existsSync(join(cwd, file))) writeFileSync(join(cwd, file), 'fail-on: never\n');
    const before = readFileSync(join(cwd, file), 'utf8');
    const ran = await run(['check', 'group.csv', ...args, '-o', 'json=new.json', '-o', `text=${file}`], { cwd });
    expectRefused(ran, `--output ${file} is a file that the check is made of`);
    expect(readFileSync(join(cwd, file), 'utf8')).toBe(before);
    expect(existsSync(join(cwd, 'new.json'))).toBe(false);
  });

  test('is known in another case on Windows', async () => {
    const cwd = place();
    const args = ['check', 'gone.csv', '-o', 'text=Gone.CSV'];
    expectRefused(await run(args, { cwd, isWindows: true }), '--output Gone.CSV is a file');
    expectRefused(await run(args, { cwd, isWindows: false }), 'gone.csv does not exist');
  });

  test('and beside findings is written, and written again', async () => {
    const cwd = place();
    mkdirSync(join(cwd, 'own', '.reports'), { recursive: true });
    copyFileSync(join(root, 'data/findings/field-thoughtsonopsmgr-2014-06-16.json'), join(cwd, 'own', 'a.json'));
    for (const file of ['own/r.md', 'own/.reports/r.json']) {
      const args = ['check', 'gone.csv', '--findings', 'own', '-o', `json=${file}`];
      writeFileSync(join(cwd, file), '');
      expectRefused(await run(args, { cwd }), 'gone.csv does not exist');
    }
  });

  test('patch-tuesday refuses its record, and says nothing before', async () => {
    const cwd = place();
    const args = ['patch-tuesday', '2014-06', 'group.csv', '--record', 'last.json', '-o', 'json=./last.json'];
    expectRefused(await run(args, { cwd }), '--output ./last.json is a file that the check is made of');
    expect(existsSync(join(cwd, 'last.json'))).toBe(false);
  });
});

describe('a report to a link', () => {
  const report = async (cwd: string, file: string): Promise<Ran> =>
    run(['check', 'group.csv', '-o', `json=${file}`], { cwd });

  links('is written to its target, there already or not, and the link stays', async () => {
    const cwd = place();
    mkdirSync(join(cwd, 'www'));
    symlinkSync('www/a.json', join(cwd, 'first.json'));
    symlinkSync('first.json', join(cwd, 'second.json'));
    for (const file of ['second.json', 'first.json']) {
      expect((await report(cwd, file)).code).toBe(1);
      expect(JSON.parse(readFileSync(join(cwd, 'www/a.json'), 'utf8')).schema).toBe('rebootgate/report');
      for (const link of ['first.json', 'second.json']) expect(lstatSync(join(cwd, link)).isSymbolicLink()).toBe(true);
    }
  });

  links('that leads in a circle fails, and the link stays', async () => {
    const cwd = place();
    symlinkSync('b.json', join(cwd, 'a.json'));
    symlinkSync('a.json', join(cwd, 'b.json'));
    const { code, err } = await report(cwd, 'a.json');
    expect([code, err]).toEqual([3, expect.stringMatching(twoLines)]);
    expect(lstatSync(join(cwd, 'a.json')).isSymbolicLink()).toBe(true);
  });
});
