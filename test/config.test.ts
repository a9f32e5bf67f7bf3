// rebootgate.yaml and REBOOTGATE_* variables: where they are found, what wins, and that nothing mistyped or hostile passes in silence.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../src/config.ts';
import { maxYamlBytes } from '../src/config/yaml.ts';
import { settle } from '../src/cli/settings.ts';
import type { CheckFlags } from '../src/cli/check.ts';
import { newFolder, twoLines } from './fixtures/data/folders.ts';
import { root, run, type RunOptions, testIo } from './run.ts';

const june = readFileSync(join(root, 'test/cases/windows-7-june-2014/group.csv'));

/** A folder with the group of June 2014 and a configuration. */
function place(yaml: string | null, name = 'rebootgate.yaml'): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'group.csv'), june);
  if (yaml !== null) writeFileSync(join(folder, name), yaml);
  return folder;
}

const settled = async (yaml: string | null, flags: CheckFlags = {}, env: Record<string, string> = {}) =>
  (await settle([], flags, testIo({ cwd: place(yaml), env }).io)).flags;

describe('where a configuration is found', () => {
  test('in the working folder or above it, past a repository, and it is named', async () => {
    const folder = place('inputs: group.csv\n');
    const below = join(folder, 'team', 'site');
    mkdirSync(join(below, '.git'), { recursive: true });
    const here = await run(['check'], { cwd: folder });
    expect([here.code, here.err]).toEqual([1, 'note: the configuration is rebootgate.yaml\n']);
    const deep = await run(['check'], { cwd: below });
    const path = join('..', '..', 'rebootgate.yaml');
    expect([deep.code, deep.err]).toEqual([1, `note: the configuration is ${path}\n`]);
    expect(deep.out).toContain(join('..', '..', 'group.csv').replaceAll('\\', '\\'));
  });

  test('as rebootgate.yml too, but not as both', async () => {
    const folder = place('inputs: group.csv\n', 'rebootgate.yml');
    expect((await run(['check'], { cwd: folder })).code).toBe(1);
    writeFileSync(join(folder, 'rebootgate.yaml'), 'fail-on: never\n');
    const { code, err } = await run(['check'], { cwd: folder });
    expect([code, err]).toEqual([2, expect.stringContaining('holds rebootgate.yaml and rebootgate.yml')]);
  });

  test.skipIf(process.platform === 'win32')('not past a link that leads nowhere or in a circle', async () => {
    const folder = place('fail-on: never\ninputs: group.csv\n');
    const below = join(folder, 'site');
    mkdirSync(below);
    for (const [name, target] of [
      ['rebootgate.yaml', 'gone.yaml'],
      ['rebootgate.yml', 'rebootgate.yml'],
    ] as const) {
      const cwd = join(below, name);
      mkdirSync(cwd);
      symlinkSync(target, join(cwd, name));
      const { code, out, err } = await run(['check'], { cwd });
      expect([code, out, err]).toEqual([2, '', expect.stringMatching(twoLines)]);
      expect(err).toContain(`${name} is a link that cannot be followed`);
      expect((await run(['check', '--ignore-config', '../../group.csv'], { cwd })).code).toBe(1);
    }
  });

  test('by --config or REBOOTGATE_CONFIG, without a note', async () => {
    const folder = place('inputs: group.csv\nfail-on: never\n', 'gate.yaml');
    const named = await run(['check', '--config', 'gate.yaml'], { cwd: folder });
    expect([named.code, named.err]).toEqual([0, '']);
    const byVariable = await run(['check'], { cwd: folder, env: { REBOOTGATE_CONFIG: join(folder, 'gate.yaml') } });
    expect([byVariable.code, byVariable.err]).toEqual([0, '']);
    const missing = await run(['check', '--config', 'gone.yaml'], { cwd: folder });
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('gone.yaml does not exist')]);
  });

  test('not at all with --ignore-config', async () => {
    const folder = place('fail-on: never\nnonsense: 1\n');
    const { code, err } = await run(['check', 'group.csv', '--ignore-config'], { cwd: folder });
    expect([code, err]).toEqual([1, '']);
  });

  test('without one and without a file, check says what to do', async () => {
    const { code, err } = await run(['check'], { cwd: place(null) });
    expect(code).toBe(2);
    expect(err).toMatch(twoLines);
    expect(err).toContain('no file is named, and no configuration names inputs');
  });
});

describe('what wins', () => {
  test.each([
    [{}, {}, 'suspected'],
    [{}, { REBOOTGATE_FAIL_ON: 'no-data' }, 'no-data'],
    [{ failOn: 'clear' }, { REBOOTGATE_FAIL_ON: 'no-data' }, 'clear'],
    [{}, { REBOOTGATE_FAIL_ON: '' }, 'suspected'],
  ] as const)('option, variable, file: %j %j', async (flags, env, expected) => {
    expect((await settled('fail-on: suspected\n', flags, env)).failOn).toBe(expected);
  });

  test('a variable in lower case counts on Windows alone, and is refused elsewhere', async () => {
    const env = { rebootgate_fail_on: 'never', Rebootgate_Config: 'gate.yaml' };
    const cwd = place('fail-on: suspected\naccept-no-data: yes\n', 'gate.yaml');
    const { flags } = await settle([], {}, testIo({ cwd, env, isWindows: true }).io);
    expect(flags).toEqual({ failOn: 'never', acceptNoData: true, configFile: 'gate.yaml' });
    const refused = await run(['check', 'group.csv'], { cwd, env, isWindows: false });
    expect([refused.code, refused.out, refused.err]).toEqual([2, '', expect.stringMatching(twoLines)]);
    expect(refused.err).toContain('the variable rebootgate_fail_on is none that rebootgate knows');
    expect(refused.err).toContain('Did you mean REBOOTGATE_FAIL_ON?');
  });

  test('a switch of the file can be put off by a variable', async () => {
    const yaml = 'accept-no-data: yes\nrequire-fresh: true\nstrict: no\n';
    expect(await settled(yaml)).toMatchObject({ acceptNoData: true, requireFresh: true });
    const flags = await settled(yaml, {}, { REBOOTGATE_ACCEPT_NO_DATA: 'no', REBOOTGATE_STRICT: '1' });
    expect(flags).toMatchObject({ requireFresh: true, strict: true });
    expect(flags).not.toHaveProperty('acceptNoData');
  });

  test('facts add up, each by itself', async () => {
    const yaml = 'environment: { credential-guard: yes, secure-boot: false, hyper-v: unknown }\n';
    const env = { REBOOTGATE_ENV: 'secure-boot=yes, rdp-8.0=no' };
    const { env: facts } = await settled(yaml, { env: { 'rdp-8.0': 'yes' } }, env);
    expect(facts).toEqual({ 'credential-guard': 'yes', 'secure-boot': 'yes', 'hyper-v': 'unknown', 'rdp-8.0': 'yes' });
  });

  test('reports to write add up', async () => {
    const { output } = await settled('outputs: { json: a.json }\n', { output: [{ format: 'text', file: 'b.txt' }] });
    expect(output).toEqual([
      { format: 'json', file: 'a.json' },
      { format: 'text', file: 'b.txt' },
    ]);
  });

  test('other lists replace each other, waivers in the file too', async () => {
    const waiver = '{ kb: 2965788, reason: pilot, owner: jo, expires: 2026-12-31 }';
    const yaml = `overlay: [a.sqlite, b.sqlite]\nwaivers: [w.yaml, ${waiver}]\n`;
    expect(await settled(yaml)).toMatchObject({
      overlay: ['a.sqlite', 'b.sqlite'],
      waivers: ['w.yaml'],
      waiverList: [{ kb: '2965788' }],
    });
    const flags = await settled(yaml, { overlay: ['c.sqlite'], waivers: ['v.yaml'] });
    expect(flags).toMatchObject({ overlay: ['c.sqlite'], waivers: ['v.yaml'] });
    expect(flags).not.toHaveProperty('waiverList');
  });

  test('files that are named replace the inputs, and leave the rest', async () => {
    const folder = place('inputs: { groups: gone.csv, updates: gone.json }\nfail-on: never\n');
    const { code, err } = await run(['check', 'group.csv'], { cwd: folder });
    expect([code, err]).toEqual([0, 'note: the configuration is rebootgate.yaml\n']);
  });
});

test('every key reaches the option that it is named after, with paths from the file', async () => {
  const yaml = `
inputs: { groups: [a.csv], rules: b.json, task-sequences: c.xml, updates: d.json }
fail-on: clear
product: windows 7
architecture: x86
unused-waivers: ignore
baseline: old.json
findings: [own/, more.yaml]
catalog: c.sqlite
overlay: o.sqlite
format: json
outputs: [json=out/r.json]
configmgr-version: 2403
strict: yes
ignore-mitigation: yes
state: s.json
`;
  const folder = place(yaml);
  const below = join(folder, 'sub');
  mkdirSync(below);
  const up = (path: string): string => join('..', path);
  const { files, flags } = await settle([], {}, testIo({ cwd: below }).io);
  expect(files).toEqual([up('a.csv'), up('b.json')]);
  expect(flags).toEqual({
    ...{ taskSequence: [up('c.xml')], updates: up('d.json'), updatesIfAsked: true, failOn: 'clear' },
    ...{ product: 'Windows 7', arch: 'x86', unusedWaivers: 'ignore', baseline: up('old.json') },
    ...{ findings: [up('own'), up('more.yaml')], catalog: up('c.sqlite'), overlay: [up('o.sqlite')] },
    ...{ format: 'json', output: [{ format: 'json', file: up(join('out', 'r.json')) }], configmgrVersion: '2403' },
    ...{ strict: true, ignoreMitigation: true, state: up('s.json'), configFile: up('rebootgate.yaml') },
  });
});

test('a variable of each option is read as the option is', async () => {
  const env = {
    ...{ REBOOTGATE_FORMAT: 'json', REBOOTGATE_OUTPUT: 'json=a,b.json;text=c.txt', REBOOTGATE_PRODUCT: 'windows 7' },
    ...{ REBOOTGATE_ARCH: 'X64', REBOOTGATE_WAIVERS: 'a.yaml\nb.yaml\n', REBOOTGATE_UNUSED_WAIVERS: 'fail' },
    ...{ REBOOTGATE_BASELINE: 'old.json', REBOOTGATE_FINDINGS: 'f', REBOOTGATE_CATALOG: 'c', REBOOTGATE_OVERLAY: 'o' },
    ...{
      REBOOTGATE_UPDATES: 'u',
      REBOOTGATE_TASK_SEQUENCE: 't',
      REBOOTGATE_CONFIGMGR_VERSION: '2403',
      REBOOTGATE_STATE: 's',
    },
  };
  expect(await settled(null, {}, env)).toEqual({
    ...{
      format: 'json',
      output: [
        { format: 'json', file: 'a,b.json' },
        { format: 'text', file: 'c.txt' },
      ],
    },
    ...{
      product: 'Windows 7',
      arch: 'x64',
      waivers: ['a.yaml', 'b.yaml'],
      unusedWaivers: 'fail',
      baseline: 'old.json',
    },
    ...{ findings: ['f'], catalog: 'c', overlay: ['o'], updates: 'u', updatesIfAsked: true, taskSequence: ['t'] },
    ...{ configmgrVersion: '2403', state: 's' },
  });
});

const failing = async (options: RunOptions & { yaml?: string; args?: string[] }): Promise<string> => {
  const cwd = place(options.yaml ?? null);
  const { code, out, err } = await run(options.args ?? ['check', 'group.csv'], { cwd, ...options });
  const said = err.replace('note: the configuration is rebootgate.yaml\n', '');
  expect([code, out]).toEqual([2, '']);
  expect(said).toMatch(twoLines);
  return said;
};

describe('what is refused', () => {
  test.each([
    ['fail-one: x', 'rebootgate.yaml, line 1: unknown key "fail-one"', 'Did you mean fail-on?'],
    ['\n\nproducts: [Windows 7]', 'line 3: unknown key "products"', 'Did you mean product?'],
    ['inputs: { group: a }', 'line 1: unknown key "group"', 'Did you mean groups?'],
    ['fail-on: sometimes', 'line 1: "fail-on" must be one of multi-restart', 'README'],
    ['fail-on: [never]', 'line 1: "fail-on" must be one of', 'README'],
    [
      'environment:\n  credential-guard: maybe',
      'line 2: "environment.credential-guard" must be yes, no or unknown',
      'README',
    ],
    [
      'environment:\n  credential-gard: yes',
      'rebootgate.yaml, line 2: the environment names an unknown fact "credential-gard"',
      'credential-guard',
    ],
    ['accept-no-data: 1', 'line 1: "accept-no-data" must be yes or no', 'README'],
    ['product: Windows 12', 'line 1: "product" cannot be read', 'Windows 11'],
    ['outputs:\n  - json', 'line 2: "outputs" cannot be read', '<format>=<file>'],
    ['outputs:\n  jsn: a', 'line 2: there is no format "jsn"', 'Did you mean json?'],
    ['waivers: 5', 'line 1: "waivers" must be a list of waivers', 'README'],
    ['waivers: [5]', 'line 1: "waivers[1]" must be a waiver', 'README'],
    ['outputs: 5', 'line 1: "outputs" must hold formats and paths', 'README'],
    ['inputs: 5', 'line 1: "inputs" must be a path, a list of paths, or groups', 'README'],
    ['format: jsn', 'line 1: there is no format "jsn"', 'Did you mean json?'],
    ['overlay: [a, 5]', 'line 1: "overlay[2]" must be a text', 'README'],
    [
      'waivers:\n  - kb: 2965788\n    reson: x\n    owner: y\n    expires: 2026-12-31',
      'line 3: unknown key "reson"',
      'Did you mean reason?',
    ],
    ['- a\n- b', 'line 1: the file must hold keys and values', 'README'],
    ['just words', 'line 1: the file must hold keys and values', 'README'],
    ['a: b: c', 'line 1: ', 'rebootgate init'],
    ['fail-on: never\nfail-on: clear', 'line 2: the key "fail-on" is there twice', 'rebootgate init'],
    ['a: &x never\nfail-on: *x', 'line 2: an alias', 'rebootgate init'],
    ['strict: true\nfail-on: !!str never', 'line 2: a tag (!)', 'rebootgate init'],
    ['inputs: !!seq [a.csv]', 'line 1: a tag (!)', 'rebootgate init'],
    ['fail-on: !secret never', 'line 1: ', 'rebootgate init'],
    ['fail-on: never\n---\nfail-on: clear', 'line 2: a second document begins here', 'Keep one of them'],
    ['---\nfail-on: never\n---\n', 'line 3: a second document begins here', 'Keep one of them'],
    ['configmgr-version: nonsense', 'line 1: "configmgr-version" cannot be read', '2012 R2 SP1 CU3'],
    ['strict: no\nconfigmgr-version: 5.0', 'line 2: "configmgr-version" cannot be read', '5.00.9128.1000'],
    ['__proto__: { failOn: never }', 'line 1: unknown key "__proto__"', 'rebootgate init'],
    ['constructor: 1', 'unknown key "constructor"', 'Keys are'],
    ['environment: { __proto__: yes }', 'line 1: unknown key "__proto__"', 'rebootgate init'],
    ['inputs: "a\\0b"', 'does not exist|cannot be read', 'path'],
  ])('%j', async (yaml, message, hint) => {
    const args = yaml.startsWith('inputs: "') ? ['check'] : ['check', 'group.csv'];
    const said = await failing({ yaml, args });
    expect(said).toMatch(new RegExp(message.replace(/[[\]()"]/g, '\\$&')));
    expect(said).toContain(hint);
  });

  test.each([
    ['too large', `# ${'x'.repeat(maxYamlBytes)}`, 'is larger than 256 kB'],
    ['of brackets', '['.repeat(200_000), 'nested too deeply'],
    ['of dashes', '- '.repeat(20_000), 'nested too deeply'],
    ['of indents', Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'nested too deeply'],
    ['of aliases', `a: &a [x, x]\n${'bcdefgh'.replace(/./g, (key) => `${key}: &${key} [*a, *a]\n`)}`, 'an alias'],
    ['no text', Buffer.from([0, 1, 2, 3, 255, 254, 0, 0, 0, 7]).toString('latin1'), 'is not a text file'],
    ['empty', '', 'is empty'],
  ])('a file that is %s', async (_what, yaml, message) => {
    expect(await failing({ yaml })).toContain(message);
  });

  test('many keys are read in time', () => {
    const many = Buffer.from(Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join(''));
    const started = performance.now();
    expect(() => readConfiguration(many, 'r.yaml', '2026-11-22')).toThrow('unknown key "k0"');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ['REBOOTGATE_FAIL_NO', 'never', 'Did you mean REBOOTGATE_FAIL_ON?'],
    ['REBOOTGATE_ENVIRONMENT', 'credential-guard=yes', 'Did you mean REBOOTGATE_ENV?'],
    ['rebootgate_failon', 'never', 'Did you mean REBOOTGATE_FAIL_ON?'],
    ['REBOOTGATE_CONSTRUCTOR', 'x', 'Variables are: REBOOTGATE_CONFIG'],
  ])('the variable %s', async (name, value, hint) => {
    const said = await failing({ env: { [name]: value } });
    expect(said).toContain(`error: the variable ${name} is none that rebootgate knows`);
    expect(said).toContain(hint);
  });

  test.each([
    ['REBOOTGATE_FAIL_ON', 'It must be one of multi-restart'],
    ['REBOOTGATE_ENV', 'It must be <fact>=<yes|no|unknown>'],
    ['REBOOTGATE_PRODUCT', 'It is none of'],
    ['REBOOTGATE_CONFIGMGR_VERSION', 'It must be a version as the console shows it'],
    ['REBOOTGATE_STRICT', 'It must be yes or no'],
    ['REBOOTGATE_OUTPUT', 'It must be <format>=<file>'],
    ['REBOOTGATE_UNUSED_WAIVERS', 'It must be one of fail, warn, ignore'],
  ])('a value of %s, without printing it', async (name, message) => {
    const said = await failing({ env: { [name]: 'p4ssw0rd' } });
    expect(said).toContain(`the variable ${name} cannot be read: ${message}`);
    expect(said).not.toContain('p4ssw0rd');
  });

  test.each(['check', 'remediate'])('a version of Configuration Manager that is none, by %s', async (command) => {
    const said = await failing({ args: [command, 'group.csv', '--configmgr-version', 'nonsense'] });
    expect(said).toContain('It must be a version as the console shows it');
  });

  test('a broken line of a file, without printing it', async () => {
    expect(await failing({ yaml: 'token: "p4ssw0rd\n' })).not.toContain('p4ssw0rd');
  });

  test('an output over the configuration itself', async () => {
    const folder = place('inputs: group.csv\noutputs: { json: rebootgate.yaml }\n');
    const { code, err } = await run(['check'], { cwd: folder });
    expect([code, err]).toEqual([2, expect.stringContaining('is a file that the check is made of')]);
  });
});

test('encodings of Windows are read', async () => {
  const folder = place(null);
  const text = '\ufeffinputs: group.csv\r\nfail-on: never\r\n';
  for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le')]) {
    writeFileSync(join(folder, 'rebootgate.yaml'), bytes);
    expect((await run(['check'], { cwd: folder })).code).toBe(0);
  }
});

test('a file of comments sets nothing', async () => {
  const { code } = await run(['check', 'group.csv'], { cwd: place('# fail-on: never\n') });
  expect(code).toBe(1);
});

describe('other commands', () => {
  test('explain takes facts and catalog, and not the product of a group', async () => {
    const yaml = 'environment: { rdp-8.0: no, windows-7-enterprise-or-ultimate: no }\nproduct: Windows 8.1\n';
    const told = await run(['explain', 'KB2965788'], { cwd: place(yaml) });
    const byOption = await run([
      'explain',
      'KB2965788',
      '--env',
      'rdp-8.0=no',
      '--env',
      'windows-7-enterprise-or-ultimate=no',
    ]);
    expect(told.out).toBe(byOption.out);
    expect((await run(['explain', 'KB2965788'], { cwd: place('catalog: gone.sqlite\n') })).code).toBe(3);
  });

  test.each([['query', '--kb', '2965788'], ['status']])('%s takes the catalog', async (...args) => {
    const { code, err } = await run(args, { cwd: place('catalog: gone.sqlite\n') });
    expect([code, err]).toEqual([3, expect.stringContaining('gone.sqlite')]);
    expect((await run(args, { cwd: place('catalogue: gone.sqlite\n') })).code).toBe(2);
  });
});
