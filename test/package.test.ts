// What users get: the files of the package, its program from any folder, and its types for a program of theirs.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formats } from '../src/reports/index.ts';
import { root, run } from './run.ts';

const packShape = z.array(z.object({ files: z.array(z.object({ path: z.string(), mode: z.number() })) })).length(1);
const manifestShape = z.object({
  bin: z.record(z.string(), z.string()),
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
});
const manifest = manifestShape.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** prepack would build again, under the feet of the other tests. */
function packed(): { path: string; mode: number }[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const text = execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  return packShape.parse(JSON.parse(text)).flatMap(({ files }) => files);
}

const files = packed();
const paths = files.map(({ path }) => path);

/** "./dist/index.js" of package.json is "dist/index.js" in the package. */
const inPackage = (path: string): string => path.replace(/^\.\//, '');

let home = '';
let installed = '';

/** The package as an installation leaves it, in a folder with a blank in its name; its one dependency is borrowed. */
beforeAll(() => {
  home = join(realpathSync(mkdtempSync(join(tmpdir(), 'rebootgate-package-'))), 'a folder');
  installed = join(home, 'node_modules', 'rebootgate');
  for (const path of paths) {
    mkdirSync(dirname(join(installed, path)), { recursive: true });
    cpSync(join(root, path), join(installed, path));
  }
  symlinkSync(join(root, 'node_modules', 'better-sqlite3'), join(home, 'node_modules', 'better-sqlite3'), 'junction');
});

afterAll(() => rmSync(dirname(home), { recursive: true, force: true }));

describe('the files of the package', () => {
  test('hold the program, the library, the catalog, and what a user reads', () => {
    const needed = ['catalog.sqlite', 'catalog.sqlite.manifest.json', 'LICENSE', 'README.md', 'CHANGELOG.md'];
    expect(paths).toEqual(expect.arrayContaining([...needed, 'package.json', 'dist/THIRD-PARTY-NOTICES.txt']));
  });

  test('hold all that package.json points at', () => {
    const exported = Object.values(manifest.exports).flatMap((value) =>
      typeof value === 'string' ? [value] : Object.values(value),
    );
    const pointedAt = [...Object.values(manifest.bin), ...exported].map(inPackage);
    expect(pointedAt.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test('hold nothing else', () => {
    const known = [
      /^dist\//,
      /^data\//,
      /^src\/(?:reports|config)\/schema\//,
      /^(?:ci\/.*|action\.yml)$/,
      /^test\/cases\/windows-7-june-2014\//,
      /^[A-Z]+(\.md)?$/,
    ];
    const others = paths.filter((path) => !known.some((pattern) => pattern.test(path)));
    expect(others.sort()).toEqual(['catalog.sqlite', 'catalog.sqlite.manifest.json', 'package.json']);
    expect(paths.filter((path) => /\.(map|tgz|tmp)$|node_modules|\.env|\.npmrc/.test(path))).toEqual([]);
  });

  test('hold no source of ours', () => {
    expect(paths.filter((path) => /\.ts$/.test(path) && !/^dist\/.*\.d\.ts$/.test(path))).toEqual([]);
  });

  test('make the program executable, by node', () => {
    const bin = inPackage(manifest.bin['rebootgate'] ?? '');
    expect(readFileSync(join(root, bin), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(readFileSync(join(root, 'dist', 'lib', 'index.js'), 'utf8')).not.toMatch(/^#!/);
    if (process.platform !== 'win32') expect((files.find(({ path }) => path === bin)?.mode ?? 0) & 0o111).toBe(0o111);
  });
});

describe('the installed program', () => {
  const start = (
    folder: string,
    cwd: string,
    list: string,
  ): { status: number | null; stdout: string; stderr: string } => {
    writeFileSync(join(home, 'my list.txt'), 'KB2965788\n');
    const args = [join(folder, 'dist', 'bin.js'), 'check', list];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  test('finds its catalog from any folder, by a path with blanks', () => {
    const { status, stdout, stderr } = start(installed, home, 'my list.txt');
    expect(stderr).toBe('');
    expect(stdout).toContain('2965788');
    expect(status).toBe(1);
  });

  test('in the working tree, called from another folder, says the same', () => {
    const list = join(home, 'my list.txt');
    expect(start(root, tmpdir(), list)).toEqual(start(installed, home, list));
  });

  test('adds a finding of the user, and takes it in with the next check', () => {
    const call = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [join(installed, 'dist', 'bin.js'), ...args], {
        cwd: home,
        encoding: 'utf8',
        input: '',
      });
    const claim = ['--kb', '9900033', '--restarts', '2', '--claimed-on', '2026-11-20', '--confidence', 'reported'];
    const source = ['--source-kind', 'press', '--url', 'https://press.example/1', '--added-by', 'A. Admin'];
    const added = call('finding', 'add', '--findings', 'ours', ...claim, ...source);
    expect([added.status, added.stdout]).toEqual([
      0,
      expect.stringContaining('+++ b/ours/press-press-example-2026-11-20.json'),
    ]);
    writeFileSync(join(home, 'own.txt'), 'KB9900033\n');
    expect(call('check', 'own.txt', '--findings', 'ours').status).toBe(1);
    expect(call('check', 'own.txt').status).toBe(3);
    const refused = call('finding', 'add', '--findings', 'ours', ...claim);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining('A count without a source is refused'),
    ]);
  });

  test('writes the configuration and the pipelines that it brings', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'rebootgate-init-'));
    try {
      const args = [join(installed, 'dist', 'bin.js'), 'init', 'github'];
      const { status, stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, expect.stringContaining('.github/workflows/rebootgate.yml')]);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });

  // V8 takes a cache by its length alone: what is compiled would be whatever the bytes say.
  test.each([
    ['damaged', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 5000), Buffer.alloc(500), bytes.subarray(5500)])],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 1000)],
    ['empty', () => Buffer.alloc(0)],
  ])('says the same with code caches that are %s', (_name, spoil) => {
    const target = join(home, 'built.sqlite');
    const commands = [
      ['check', join(root, 'test', 'cases', 'windows-7-june-2014', 'group.csv')],
      ['build', '--data', join(root, 'test', 'fixtures', 'data', 'small'), '--catalog', target],
    ];
    const answers = (): unknown[] =>
      commands.map((args) => {
        rmSync(target, { force: true });
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(installed, 'dist', 'bin.js'), ...args], {
          cwd: home,
          encoding: 'utf8',
        });
        return { status, stdout, stderr };
      });
    const expected = answers();
    expect(expected).toMatchObject([
      { status: 1 },
      { status: 0, stdout: expect.stringContaining(' built: 3 findings') },
    ]);
    const caches = ['program.js.cache', 'build.js.cache'].map((name) => join(installed, 'dist', name));
    const sound = caches.map((path) => readFileSync(path));
    try {
      for (const [index, path] of caches.entries()) writeFileSync(path, spoil(sound[index] ?? Buffer.alloc(0)));
      expect(answers()).toEqual(expected);
    } finally {
      for (const [index, path] of caches.entries()) writeFileSync(path, sound[index] ?? '');
    }
  });

  test('gives its version', () => {
    const args = [join(installed, 'dist', 'bin.js'), '--version'];
    expect(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the program as it is built', () => {
  const june = 'test/cases/windows-7-june-2014/group.csv';
  // The commands load from files of their own, which no test of the sources would miss.
  test.each([
    [['check', 'test/cases/windows-7-june-2014/group.csv'], 1, 'FAIL: 2 of 8'],
    [['check', '--config', 'test/cases/configuration/rebootgate.yaml'], 1, '4 updates: 3 suspected'],
    [['check', june, '--baseline', 'test/cases/baseline/last-month.json'], 1, '1 update was as bad in the baseline'],
    [['explain', 'KB2965788'], 0, 'KB2965788'],
    [['remediate', 'test/cases/windows-7-june-2014/group.csv', '--only', 'mdt'], 0, 'WUMU_ExcludeKB1=2965788'],
    [['query', '--kb', '2965788'], 0, 'KB2965788'],
    [['status'], 0, 'Patch Tuesday'],
    [['build', '--data', 'data', '--catalog', '<temporary>'], 0, 'findings'],
    [['scrape', 'kb2894518', '--from', 'README.md'], 3, 'refused'],
    [['catalog', 'export', '<temporary>'], 0, 'the catalog of'],
    [['catalog', 'import', 'README.md', '--catalog', '<temporary>'], 2, 'no catalog bundle'],
    [['diff', 'catalog.sqlite', 'catalog.sqlite', 'test/cases/june-2014-without/group.csv'], 0, 'THE SAME FACTS'],
    [['patch-tuesday', '2014-06', 'test/cases/windows-7-june-2014/group.csv'], 1, 'June 2014: FAIL'],
  ] as const)('runs %j', (args, code, said) => {
    const folder = mkdtempSync(join(tmpdir(), 'rebootgate-built-'));
    try {
      const given = args.map((arg) => (arg === '<temporary>' ? join(folder, 'catalog.sqlite') : arg));
      const bin = join(root, 'dist', 'bin.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...given], { cwd: root, encoding: 'utf8' });
      expect(stderr).not.toContain('bug of rebootgate');
      expect(stdout + stderr).toContain(said);
      expect(status).toBe(code);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('each format of the program as it is built', () => {
  test.each(formats)('%s', async (format) => {
    // Lines of JSON and CLIXML come from a file of their own as well.
    const args = ['check', 'test/fixtures/inputs/group.json', 'test/fixtures/inputs/group.xml', '--format', format];
    const clock = { SOURCE_DATE_EPOCH: '1795348800' };
    const options = { cwd: root, encoding: 'utf8', env: { ...process.env, ...clock } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'bin.js'), ...args], options);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toBe((await run(args, { env: clock })).out);
  });
});

describe('the library', () => {
  const program = `
import { check, keysOf, openCatalog, UserError, type Report } from 'rebootgate';
export const outcome: (report: Report) => 'pass' | 'fail' | 'undecided' = ({ outcome }) => outcome;
export const names: unknown[] = [check, keysOf, openCatalog, UserError];
console.log(names.every((name) => typeof name === 'function') ? 'all there' : 'missing');
`;

  test('type-checks in a strict program, without types of anything else', () => {
    const compilerOptions = { module: 'nodenext', target: 'es2023', lib: ['es2023'], strict: true };
    const options = { ...compilerOptions, skipLibCheck: false, types: [], outDir: 'out', noEmitOnError: true };
    writeFileSync(join(home, 'package.json'), '{"type":"module"}');
    writeFileSync(join(home, 'program.ts'), `declare const console: { log(text: string): void };${program}`);
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['program.ts'] }));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', home], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(execFileSync(process.execPath, [join(home, 'out', 'program.js')], { encoding: 'utf8' })).toBe('all there\n');
  });
});
