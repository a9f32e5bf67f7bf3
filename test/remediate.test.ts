// rebootgate remediate as a command: what goes where, exit codes, and files that are written whole or not at all.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { remedies } from '../src/remedies/index.ts';
import { fixture, type Ran, root, run } from './run.ts';

const june = join(root, 'test', 'cases', 'windows-7-june-2014', 'group.csv');
const fine = join(root, 'test', 'cases', 'june-2014-without', 'group.csv');
const unknown = join(root, 'test', 'cases', 'windows-10-2018', 'group.txt');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rebootgate-remediate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const remediate = (...args: string[]): Promise<Ran> => run(['remediate', ...args], { cwd: folder });

describe('the standard output', () => {
  test('holds one kind as it is, and several with a line between them', async () => {
    const one = await remediate(june, '--only', 'mdt');
    expect(one).toMatchObject({ code: 0, err: '' });
    expect(one.out).toMatch(/^; rebootgate remediate: mdt\n[\s\S]*\nWUMU_ExcludeKB1=2965788\n$/);
    const two = await remediate(june, '--only', 'mdt,cmpivot', '--only', 'mdt');
    expect(two.out.match(/^=====.*$/gm)).toHaveLength(2);
    expect(two.out).toContain(one.out);
  });

  test('--mdt-first numbers on', async () => {
    expect((await remediate(june, '--only', 'mdt', '--mdt-first', '12')).out).toContain('\nWUMU_ExcludeKB12=2965788\n');
    for (const wrong of ['0', '-1', '1.5', 'x', '1000']) {
      expect((await remediate(june, '--mdt-first', wrong)).code).toBe(2);
    }
  });

  test('an update that is stated away is not mended', async () => {
    const facts = ['--env', 'rdp-8.0=no', '--env', 'windows-7-enterprise-or-ultimate=no'];
    const { code, out } = await remediate(june, ...facts);
    expect({ code, out }).toEqual({
      code: 0,
      out: `Nothing needs mending: no update of "${june}" fails (from conditional on).\n`,
    });
  });
});

describe('exit codes', () => {
  test.each([
    ['something is written', [june, '--only', 'mdt'], 0],
    ['nothing needs mending', [fine], 0],
    ['the sequence survives', [june, '--task-sequence', fixture('sequences/deploy-waits.xml')], 0],
    ['nothing is known', [unknown], 3],
    ['nothing is known, and that is accepted', [unknown, '--accept-no-data'], 0],
    ['no group is given', [fixture('sequences/deploy.xml')], 2],
    ['the group is not there', ['nowhere.csv'], 2],
    ['a kind that is none', [june, '--only', 'mdt,dism'], 2],
    ['--force without --into', [june, '--force'], 2],
    ['the catalog is not there', [june, '--catalog', 'nowhere.sqlite'], 3],
  ])('%s: %#', async (_what, args, code) => {
    expect((await remediate(...args)).code).toBe(code);
  });

  test('an error says what to do', async () => {
    const { err, out } = await remediate(fixture('sequences/deploy.xml'));
    expect(out).toBe('');
    expect(err).toBe(
      'error: no group was given, so there is nothing to mend\nhint: Name the exported group as well.\n',
    );
  });
});

describe('--into', () => {
  const files = (): string[] => readdirSync(join(folder, 'mend')).sort();

  test('writes a file for each kind, with the line ends of Windows', async () => {
    const { code, out } = await remediate(june, '--into', 'mend');
    expect(code).toBe(0);
    const names = remedies.map(({ file }) => file).filter((file) => file !== 'task-sequence.ps1');
    expect(files()).toEqual(names.sort());
    for (const name of names) {
      expect(out).toContain(`  ${name} `);
      expect(readFileSync(join(folder, 'mend', name), 'utf8')).toMatch(/^(?:[ -~]*\r\n)+$/);
    }
  });

  test('never writes over what is there, and then writes nothing', async () => {
    mkdirSync(join(folder, 'mend'));
    writeFileSync(join(folder, 'mend', 'split-group.ps1'), 'mine');
    const { code, err } = await remediate(june, '--into', 'mend');
    expect({ code, files: files() }).toEqual({ code: 2, files: ['split-group.ps1'] });
    expect(err).toContain('error: mend holds split-group.ps1 already\n');
    expect((await remediate(june, '--into', 'mend', '--force')).code).toBe(0);
    expect(files()).toHaveLength(7);
    expect(readFileSync(join(folder, 'mend', 'split-group.ps1'), 'utf8')).toContain('rebootgate remediate');
  });

  test('leaves all as it was where one file cannot be written', async () => {
    mkdirSync(join(folder, 'mend', 'open-conditions.kql.tmp'), { recursive: true });
    writeFileSync(join(folder, 'mend', 'split-group.ps1'), 'mine');
    const { code, err } = await remediate(june, '--into', 'mend', '--force');
    expect(code).toBe(3);
    expect(err).toMatch(/error: the folder mend cannot be written \(\w+\)\n/);
    expect(files()).toEqual(['open-conditions.kql.tmp', 'split-group.ps1']);
    expect(readFileSync(join(folder, 'mend', 'split-group.ps1'), 'utf8')).toBe('mine');
  });

  test('puts back what it replaced where a later file cannot be put in its place', async () => {
    mkdirSync(join(folder, 'mend', 'split-group.ps1.old'), { recursive: true });
    writeFileSync(join(folder, 'mend', 'adr-criteria.ps1'), 'mine');
    writeFileSync(join(folder, 'mend', 'split-group.ps1'), 'mine as well');
    const { code } = await remediate(june, '--into', 'mend', '--force', '--only', 'adr-criteria,split-group');
    expect(code).toBe(3);
    expect(files()).toEqual(['adr-criteria.ps1', 'split-group.ps1', 'split-group.ps1.old']);
    expect(readFileSync(join(folder, 'mend', 'adr-criteria.ps1'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'mend', 'split-group.ps1'), 'utf8')).toBe('mine as well');
  });

  test('a file in the place of the folder is an error, and nothing needs a folder where nothing is mended', async () => {
    writeFileSync(join(folder, 'mend'), 'a file');
    expect((await remediate(june, '--into', 'mend')).code).toBe(3);
    expect((await remediate(fine, '--into', 'other')).code).toBe(0);
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  test('never replaces what it was made of', async () => {
    const copy = join(folder, 'CustomSettings-lines.ini');
    writeFileSync(copy, readFileSync(june));
    const { code, err } = await remediate(copy, '--into', '.', '--force');
    expect(code).toBe(2);
    expect(err).toContain('which was read');
    expect(readFileSync(copy)).toEqual(readFileSync(june));
  });
});
