// rebootgate init: what it writes works, and it never writes over what is there, nor a part of it.
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pipelines } from '../src/cli/pipelines.ts';
import { configurationShape } from '../src/config/shape.ts';
import { newFolder, twoLines } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();

const own = ['rebootgate.schema.json', 'rebootgate.yaml'];

describe('init', () => {
  test.each(Object.entries(pipelines))(
    '%s writes the configuration and the pipeline',
    async (name, { template, target }) => {
      const cwd = newFolder();
      const { code, out } = await run(['init', name], { cwd });
      expect(code).toBe(0);
      expect(out).toContain(target);
      expect(filesIn(cwd)).toEqual([...own, target].sort());
      expect(readFileSync(join(cwd, target), 'utf8')).toBe(readFileSync(join(root, 'ci', template), 'utf8'));
    },
  );

  test('every file of ci/ is one that it writes', () => {
    const templates = Object.values(pipelines).map(({ template }) => template);
    expect(readdirSync(join(root, 'ci')).sort()).toEqual([...templates, 'rebootgate.yaml'].sort());
  });

  test('what it writes is taken by check as it is, and every line that is a comment as well', async () => {
    const cwd = newFolder();
    await run(['init'], { cwd });
    writeFileSync(join(cwd, 'group.json'), readFileSync(join(root, 'test/cases/windows-7-june-2014/group.csv')));
    expect((await run(['check'], { cwd })).code).toBe(1);
    const text = readFileSync(join(cwd, 'rebootgate.yaml'), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/rebootgate\.schema\.json\n/);
    // A setting begins in lower case, and what explains it in upper case.
    const uncommented = (lines: string): string =>
      lines.replaceAll(/^( *)# ((?:[a-z][a-z-]*: ?|[a-z][a-z-]*:$| +[a-z-]).*)$/gm, '$1$2');
    const open = uncommented(uncommented(text.slice(text.indexOf('\n'))));
    const keys = configurationShape.parse(parse(open));
    const { $schema: _editors, ...known } = configurationShape.shape;
    expect(Object.keys(keys).sort()).toEqual(Object.keys(known).sort());
  });

  test('the schema beside it is the one of the package', async () => {
    const cwd = newFolder();
    await run(['init'], { cwd });
    const schema = readFileSync(join(root, 'src/config/schema/rebootgate.schema.json'), 'utf8');
    expect(readFileSync(join(cwd, 'rebootgate.schema.json'), 'utf8')).toBe(schema);
  });

  test('writes nothing where a file is there, and names it', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'Jenkinsfile.rebootgate'), 'mine');
    const { code, out, err } = await run(['init', 'jenkins'], { cwd });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(twoLines);
    expect(err).toContain('Jenkinsfile.rebootgate is there already');
    expect(filesIn(cwd)).toEqual(['Jenkinsfile.rebootgate']);
    expect(readFileSync(join(cwd, 'Jenkinsfile.rebootgate'), 'utf8')).toBe('mine');
  });

  test('leaves alone what is there as it would write it', async () => {
    const cwd = newFolder();
    await run(['init'], { cwd });
    expect((await run(['init', 'gitlab'], { cwd })).code).toBe(0);
    expect(filesIn(cwd)).toEqual([...own, pipelines['gitlab']?.target].sort());
    writeFileSync(join(cwd, 'rebootgate.yaml'), 'strict: true\n');
    const { code, err } = await run(['init'], { cwd });
    expect([code, err.split('\n', 1)[0]]).toEqual([
      2,
      'error: rebootgate.yaml is there already, and nothing was written',
    ]);
  });

  test.skipIf(process.platform === 'win32')(
    'takes a link that leads nowhere for a file (skipped on Windows: links need rights)',
    async () => {
      const cwd = newFolder();
      symlinkSync(join(cwd, 'nowhere'), join(cwd, 'rebootgate.yaml'));
      expect((await run(['init'], { cwd })).code).toBe(2);
      expect(filesIn(cwd)).toEqual(['rebootgate.yaml']);
    },
  );

  test('--force writes over it', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'rebootgate.yaml'), 'mine');
    expect((await run(['init', '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'rebootgate.yaml'), 'utf8')).not.toBe('mine');
  });

  test('--only-pipeline leaves the configuration alone, and needs a pipeline', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'rebootgate.yaml'), 'mine');
    expect((await run(['init', 'azure', '--only-pipeline'], { cwd })).code).toBe(0);
    expect(filesIn(cwd)).toEqual(['azure-pipelines.rebootgate.yml', 'rebootgate.yaml']);
    expect((await run(['init', '--only-pipeline'], { cwd })).code).toBe(2);
  });

  test('writes nothing at all where one of the files cannot be written', async () => {
    const cwd = newFolder();
    // A folder in the place of the workflow file: the two other files could be written.
    mkdirSync(join(cwd, '.github', 'workflows', 'rebootgate.yml'), { recursive: true });
    const { code, err } = await run(['init', 'github', '--force'], { cwd });
    expect([code, err]).toEqual([3, expect.stringContaining('nothing was written')]);
    expect(filesIn(cwd)).toEqual([]);
  });

  test('leaves alone what another one left under a name like those of its own', async () => {
    const foreign = ['.rebootgate-init.rebootgate.yaml.tmp', '.rebootgate-init.rebootgate.schema.json.tmp'];
    for (const args of [[], ['github', '--force']]) {
      const cwd = newFolder();
      for (const name of foreign) writeFileSync(join(cwd, name), 'mine');
      // With a folder in the place of the workflow file it fails, and clears up.
      if (args.length > 0) mkdirSync(join(cwd, '.github', 'workflows', 'rebootgate.yml'), { recursive: true });
      expect((await run(['init', ...args], { cwd })).code).toBe(args.length > 0 ? 3 : 0);
      for (const name of foreign) expect(readFileSync(join(cwd, name), 'utf8')).toBe('mine');
      expect(
        readdirSync(cwd)
          .filter((name) => name.endsWith('.tmp'))
          .sort(),
      ).toEqual([...foreign].sort());
    }
  });

  const everywhere = process.platform === 'win32' || process.getuid?.() === 0;
  const reason = everywhere ? ' (skipped: this user may write everywhere)' : '';
  test.skipIf(everywhere)(`writes nothing into a folder that is closed${reason}`, async () => {
    const cwd = newFolder();
    chmodSync(cwd, 0o500);
    expect((await run(['init'], { cwd })).code).toBe(3);
    chmodSync(cwd, 0o700);
  });

  test('names the pipelines where another is asked for', async () => {
    const { code, err } = await run(['init', 'travis'], { cwd: newFolder() });
    expect(code).toBe(2);
    expect(err).toContain(Object.keys(pipelines).join(', '));
  });
});
