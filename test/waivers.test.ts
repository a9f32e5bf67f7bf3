// Waivers: what each takes out of the decision, what it does not, and what is refused. Statuses never change.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyWaivers, useOf } from '../src/check/waivers.ts';
import { readWaivers } from '../src/config.ts';
import type { Item, Knowledge, Policy, Report, Waiver } from '../src/types.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { checkAll, coverage, finding, item, titled, update } from './fixtures/data/knowledge.ts';
import { run } from './run.ts';
import { validJson } from './validate.ts';

const bad = { findings: [finding({ kb: '1000001' }), finding({ kb: '1000002' })] };
const one = [titled('1000001', 'Windows 7', 'x64')];

const waiver = (fields: Partial<Waiver> = {}): Waiver => ({
  ...{ kb: '1000001', updateId: null, product: null, architecture: null, group: null, sequence: null },
  ...{ reason: 'pilot', owner: 'jo', expires: '2026-12-31', where: 'waivers.yaml, line 2' },
  ...fields,
});

const waived = (
  items: Item[],
  waivers: Waiver[],
  {
    sequences = [],
    known = bad,
    policy = {},
  }: { sequences?: string[]; known?: Partial<Knowledge>; policy?: Partial<Policy> } = {},
): Report => applyWaivers(checkAll(items, known, policy), waivers, sequences);

describe('a waiver', () => {
  test('takes its update out of the decision and leaves the status', () => {
    const report = waived(one, [waiver()]);
    expect(checkAll(one, bad).outcome).toBe('fail');
    expect(report.outcome).toBe('pass');
    expect(report.counts['multi-restart']).toBe(1);
    expect(report.updates.map(({ status, waiver: by }) => [status, by?.owner])).toEqual([['multi-restart', 'jo']]);
    expect(report.waivers).toMatchObject([{ waived: 1, expired: false, endsSoon: false }]);
  });

  test('leaves the others in it', () => {
    const report = waived([...one, titled('1000002', 'Windows 7', 'x64')], [waiver()]);
    expect(report.outcome).toBe('fail');
    expect(report.updates.map(({ kb, waiver: by }) => [kb, by !== null])).toEqual([
      ['1000001', true],
      ['1000002', false],
    ]);
  });

  test('names its update by the UpdateID, in whatever case', () => {
    const id = '0b57d345-7caf-4f1f-a8bb-7e1b7e1e0b0c';
    const items = [titled('1000001', 'Windows 7', 'x64', { updateId: id.toUpperCase() })];
    expect(waived(items, [waiver({ kb: null, updateId: id })]).outcome).toBe('pass');
    expect(waived(one, [waiver({ kb: null, updateId: id })]).outcome).toBe('fail');
  });

  test.each([
    ['on its last day', '2026-11-22', 'pass', { expired: false, endsSoon: true, waived: 1 }],
    ['on the day after', '2026-11-21', 'fail', { expired: true, endsSoon: false, waived: 0 }],
    ['14 days before the end', '2026-12-06', 'pass', { expired: false, endsSoon: true }],
    ['15 days before the end', '2026-12-07', 'pass', { expired: false, endsSoon: false }],
  ])('holds %s', (_when, expires, outcome, judged) => {
    const report = waived(one, [waiver({ expires })]);
    expect(report.outcome).toBe(outcome);
    expect(report.waivers).toMatchObject([judged]);
  });

  test('of two the one that holds longest is shown, and both are used', () => {
    const report = waived(one, [waiver({ expires: '2026-12-01' }), waiver({ expires: '2027-01-01', owner: 'bo' })]);
    expect(report.updates[0]?.waiver?.owner).toBe('bo');
    expect(report.waivers.map((each) => each.waived)).toEqual([1, 1]);
  });
});

describe('what a waiver is narrowed to', () => {
  const windows = (product: string): string => waived(one, [waiver({ product })]).outcome;

  test('product: only an update that is surely for it', () => {
    expect(windows('Windows 7')).toBe('pass');
    expect(windows('Windows 8.1')).toBe('fail');
    const unstated = [item()];
    expect(waived(unstated, [waiver({ product: 'Windows 7' })]).outcome).toBe('fail');
    expect(waived(unstated, [waiver()]).outcome).toBe('pass');
  });

  test('product: all that the update may be, not only one of them', () => {
    const both = [titled('1000001', 'Windows 7 and Windows Server 2008 R2', 'x64')];
    expect(waived(both, []).updates[0]?.products).toEqual(['Windows Server 2008 R2', 'Windows 7']);
    expect(waived(both, [waiver({ product: 'Windows 7' })]).outcome).toBe('fail');
  });

  test('product: a version is no more than itself, a family is all its versions', () => {
    const version = [titled('1000001', 'Windows 10 Version 1607', 'x64')];
    const family = [titled('1000001', 'Windows 10', 'x64')];
    expect(waived(version, [waiver({ product: 'Windows 10' })]).outcome).toBe('pass');
    expect(waived(family, [waiver({ product: 'Windows 10 Version 1607' })]).outcome).toBe('fail');
  });

  test('architecture: only where it is certain', () => {
    const unknown = [titled('1000001', 'Windows 10', null)];
    expect(waived(one, [waiver({ architecture: 'x64' })]).outcome).toBe('pass');
    expect(waived(one, [waiver({ architecture: 'x86' })]).outcome).toBe('fail');
    expect(waived(unknown, [waiver({ architecture: 'x64' })]).outcome).toBe('fail');
  });

  test('group: by its name, whatever the case', () => {
    expect(waived(one, [waiver({ group: 'A Group' })]).outcome).toBe('pass');
    expect(waived(one, [waiver({ group: 'another' })]).outcome).toBe('fail');
  });

  test('sequence: only when it is the one that is given', () => {
    const narrowed = [waiver({ sequence: 'Deploy W7' })];
    const outcomeWith = (...sequences: string[]): string => waived(one, narrowed, { sequences }).outcome;
    expect(outcomeWith()).toBe('fail');
    expect(outcomeWith('deploy w7')).toBe('pass');
    // A slash may be part of a name; only what is a file has a bare name.
    expect(outcomeWith('exports\\Deploy W7')).toBe('fail');
    const ofFile = [waiver({ sequence: 'deploy.xml' })];
    expect(waived(one, ofFile, { sequences: ['exports\\Deploy.xml'] }).outcome).toBe('pass');
    expect(outcomeWith('Kiosk')).toBe('fail');
    expect(outcomeWith('Deploy W7', 'Kiosk')).toBe('fail');
  });
});

describe('what is left after waivers', () => {
  const unknown = item({ kb: '1000009' });

  test('is undecided where it is no-data alone', () => {
    expect(waived([...one, unknown], [waiver()]).outcome).toBe('undecided');
    expect(waived([...one, unknown], [waiver()], { policy: { acceptNoData: true } }).outcome).toBe('pass');
  });

  test('passes where something of it is known', () => {
    const known = { ...bad, updates: [update({ kb: '1000003' })], coverage: [coverage()] };
    const items = [...one, unknown, titled('1000003', 'Windows 7', 'x64')];
    expect(waived(items, [waiver()], { known }).outcome).toBe('pass');
  });

  test('passes where nothing is left', () => {
    expect(waived([unknown], [waiver({ kb: '1000009' })]).outcome).toBe('pass');
    expect(waived([unknown], []).outcome).toBe('undecided');
  });
});

test('what became of a waiver is told', () => {
  const both = titled('1000001', 'Windows 7 and Windows Server 2008 R2', 'x64');
  const uses = (given: Partial<Waiver>): string[] => {
    const report = waived([both], [waiver(given)]);
    return report.waivers.map((each) => useOf(each, report, []));
  };
  expect(uses({})).toEqual(['waives']);
  expect(uses({ expires: '2026-11-01' })).toEqual(['expired']);
  expect(uses({ product: 'Windows 7' })).toEqual(['partly']);
  expect(uses({ kb: '7654321' })).toEqual(['unused']);
  expect(uses({ group: 'another' })).toEqual(['elsewhere']);
  expect(uses({ sequence: 'Kiosk' })).toEqual(['elsewhere']);
});

test('a waiver of an update that passes without it is not needed', () => {
  const known = { ...bad, updates: [update({ kb: '1000003' })], coverage: [coverage()] };
  const report = waived([titled('1000003', 'Windows 7', 'x64')], [waiver({ kb: '1000003' })], { known });
  expect(report.updates.map(({ status }) => status)).toEqual(['no-finding']);
  expect(report.waivers.map((each) => [each.waived, each.needed, useOf(each, report, [])])).toEqual([[1, 0, 'idle']]);
});

describe('a file of waivers', () => {
  const read = (text: string | Uint8Array): Waiver[] =>
    readWaivers(typeof text === 'string' ? Buffer.from(text) : text, 'w.yaml', '2026-11-22');
  const yaml = (...lines: string[]): string => `waivers:\n  - ${lines.join('\n    ')}\n`;
  const whole = ['kb: 2965788', 'reason: pilot', 'owner: jo'];

  test('is YAML or JSON, in any encoding', () => {
    const expected = [{ kb: '2965788', reason: 'pilot', owner: 'jo', expires: '2026-12-31', where: 'w.yaml, line 2' }];
    const text = yaml('kb: KB2965788', ...whole.slice(1), 'expires: 2026-12-31');
    const json = JSON.stringify(
      { waivers: [{ kb: 2965788, reason: 'pilot', owner: 'jo', expires: '2026-12-31' }] },
      null,
      '\t',
    );
    expect(read(text)).toMatchObject(expected);
    expect(read(text.replaceAll('\n', '\r\n'))).toMatchObject(expected);
    expect(read(`\ufeff${text}`)).toMatchObject(expected);
    expect(read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toMatchObject(expected);
    expect(read(json)).toMatchObject([{ ...expected[0], where: 'w.yaml, line 3' }]);
  });

  test.each([
    ['2026-11-12', '2026-12-08'],
    ['2026-11-23', '2026-12-08'],
    // Granted on the day itself it is the next one that is meant.
    ['2026-11-10', '2026-12-08'],
    ['2026-11-09', '2026-11-10'],
    ['2025-12-20', '2026-01-13'],
  ])('"next Patch Tuesday" counts from the day of granting, %s: %s', (granted, expires) => {
    expect(read(yaml(...whole, 'expires: next Patch Tuesday', `granted: ${granted}`))).toMatchObject([{ expires }]);
  });

  test('without that day it is refused, and the hint says what to write', async () => {
    const stdin = yaml(...whole, 'expires: next Patch Tuesday');
    const { code, err } = await run(['check', 'test/cases/june-2014-without/group.csv', '--waivers', '-'], { stdin });
    expect(code).toBe(2);
    expect(err).toContain('the standard input, line 5: "next Patch Tuesday" needs the day to count from');
    expect(err).toContain(
      'Add "granted: 2026-11-22" to the waiver, and it ends on 2026-12-08; or write "expires: 2026-12-08".',
    );
  });

  test.each([
    ['no reason', yaml('kb: 2965788', 'owner: jo', 'expires: 2026-12-31'), /line 2: "waivers\[1\]\.reason" is missing/],
    [
      'an empty reason',
      yaml('kb: 2965788', 'reason: " "', 'owner: jo', 'expires: 2026-12-31'),
      /line 3: .*must not be empty/,
    ],
    ['no owner', yaml('kb: 2965788', 'reason: x', 'expires: 2026-12-31'), /"waivers\[1\]\.owner" is missing/],
    ['no end', yaml(...whole), /"waivers\[1\]\.expires" is missing/],
    ['no update', yaml('reason: x', 'owner: jo', 'expires: 2026-12-31'), /line 2: a waiver names no update/],
    [
      'two names',
      yaml(...whole, 'updateId: 0b57d345-7caf-4f1f-a8bb-7e1b7e1e0b0c', 'expires: 2026-12-31'),
      /names its update twice/,
    ],
    ['a day that is none', yaml(...whole, 'expires: 2026-02-30'), /line 5: "expires" is no date/],
    ['a day as Americans write it', yaml(...whole, 'expires: 12/31/2026'), /"expires" is no date/],
    ['never', yaml(...whole, 'expires: never'), /"expires" is no date/],
    [
      'granted in time to come',
      yaml(...whole, 'expires: next patch tuesday', 'granted: 2027-01-01'),
      /line 6: .*has not come/,
    ],
    ['ended before granted', yaml(...whole, 'expires: 2026-10-01', 'granted: 2026-11-01'), /ends before it is granted/],
    [
      'a product that is none',
      yaml(...whole, 'product: Windows 12', 'expires: 2026-12-31'),
      /line 5: "product" names no product/,
    ],
    ['an unknown key', yaml(...whole, 'expire: 2026-12-31'), /line 5: unknown key "expire"/],
    ['a list alone', '- kb: 2965788\n', /must hold "waivers:"/],
    ['nothing', 'waivers:\n', /must be a list of waivers/],
  ])('with %s is refused', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('check --waivers', () => {
  const june = 'test/cases/windows-7-june-2014/group.csv';
  const file = (kb: string, expires = '2027-06-30', more = ''): string =>
    `waivers: [{ kb: ${kb}, reason: pilot, owner: jo, expires: ${expires}${more} }]`;
  const checked = (stdin: string, ...args: string[]) => run(['check', june, '--waivers', '-', ...args], { stdin });

  test('fails, passes with a waiver, and fails again when it is past', async () => {
    const codes = [
      await run(['check', june]),
      await checked(file('2965788')),
      await checked(file('2965788', '2026-11-21')),
    ];
    expect(codes.map(({ code }) => code)).toEqual([1, 0, 1]);
    expect(codes[1]?.out).toMatch(/^PASS BY WAIVER: /);
    expect(codes[2]?.out).toContain('THE WAIVER ENDED on 2026-11-21 for KB2965788');
    expect(codes[2]?.err).toContain('warning: the waiver for KB2965788 ended on 2026-11-21');
  });

  test.each([
    ['warn', 0, 'is not used'],
    ['ignore', 0, ''],
    ['fail', 1, 'is not used'],
  ])('--unused-waivers %s', async (what, code, warning) => {
    const stdin = file('1234567');
    const args = ['check', 'test/cases/june-2014-without/group.csv', '--waivers', '-', '--unused-waivers', what];
    const ran = await run([...args, '--format', 'json'], { stdin });
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(warning);
    if (warning === '') expect(ran.err).toBe('');
    const { summary, waivers } = validJson('report', ran.out);
    expect(summary.because).toBe(what === 'fail' ? 'unused-waivers' : null);
    expect(waivers).toHaveLength(1);
  });

  test.each([
    ['text', /UNUSED: no update of this check is named by it/],
    ['csv', /^waiver,,fails,Waiver of KB1234567,/m],
    ['markdown', /\*\*Waiver of KB1234567\*\*: Until 2027-06-30; UNUSED/],
    ['sarif', /"ruleId": "unused-waiver",\s+"ruleIndex": 5,\s+"level": "error"/],
    ['junit', /<failure message="Until 2027-06-30; UNUSED/],
    ['github', /^::error title=Waiver of KB1234567::Until/m],
    ['azure', /^##vso\[task\.logissue type=error\]Waiver of KB1234567: /m],
    ['cmtrace', /Waiver of KB1234567: Until .*type="3"/],
    ['html', /<span class="badge bad">.*unused<\/span>/],
  ])('an unused waiver that fails the gate is what fails as %s', async (format, shown) => {
    const flags = ['--unused-waivers', 'fail', '--format', format];
    const ran = await run(['check', 'test/cases/june-2014-without/group.csv', '--waivers', '-', ...flags], {
      stdin: file('1234567', '2027-06-30'),
    });
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(shown);
  });

  test('a SARIF result of an unused waiver points at its line', async () => {
    const path = join(newFolder(), 'waivers.yaml');
    writeFileSync(path, `# of the pilot ring\n\n${file('1234567')}`);
    const flags = ['--unused-waivers', 'fail', '--format', 'sarif'];
    const { out } = await run(['check', 'test/cases/june-2014-without/group.csv', '--waivers', path, ...flags]);
    const [result] = JSON.parse(out).runs[0].results.filter(
      ({ ruleId }: { ruleId: string }) => ruleId === 'unused-waiver',
    );
    expect(result.locations[0].physicalLocation.region).toEqual({ startLine: 3 });
  });

  test('a waiver of another group is not unused', async () => {
    const { code, err } = await checked(
      file('2965788', '2027-06-30', ', group: Kiosks'),
      '--unused-waivers',
      'fail',
      '--fail-on',
      'never',
    );
    expect([code, err]).toEqual([0, '']);
  });

  test('a rule that may pick what is waived lists it no more, and the waiver is used', async () => {
    const rule = [
      'check',
      'test/fixtures/rules/adr-windows-7.json',
      '--updates',
      'test/fixtures/rules/site-june-2014.json',
    ];
    const args = [...rule, '--run-at', '2014-06-17', '--format', 'json'];
    const { code, out } = await run([...args, '--waivers', '-'], { stdin: file('2965788') });
    expect(code).toBe(0);
    expect(validJson('report', out).waivers).toMatchObject([{ waived: 2 }]);
  });

  test('no report is written over the waivers', async () => {
    const waivers = 'test/cases/waivers/waivers.yaml';
    const { code, err } = await run(['check', june, '--waivers', waivers, '--output', `json=${waivers}`]);
    expect(code).toBe(2);
    expect(err).toContain('is a file that the check is made of');
  });

  test('hostile words of a waiver come out inert', async () => {
    const reason = '"\\e[31mred\\e[0m ::error::x ##vso[task.complete] \\u202e <b>"';
    const { out, err } = await checked(
      `waivers: [{ kb: 2965788, reason: ${reason}, owner: ${reason}, expires: 2026-12-01 }]`,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(out + err).not.toMatch(/\u001b|\u202e|::error::|##vso\[/);
    expect(out).toContain('red');
  });
});

describe('what a waiver must not let through', () => {
  const rowOfTwo = item({
    kb: '1000009',
    alsoKbs: ['1000001'],
    title: 'Security Update for Windows 7 for x64-based Systems',
  });

  test('a number that its row names besides the one that it waives', () => {
    expect(waived([rowOfTwo], []).outcome).toBe('fail');
    expect(waived([rowOfTwo], [waiver({ kb: '1000009' })]).outcome).toBe('fail');
    expect(waived([rowOfTwo], [waiver({ kb: '1000001' })]).outcome).toBe('fail');
    expect(waived([rowOfTwo], [waiver({ kb: '1000009' }), waiver({ kb: '1000001' })]).outcome).toBe('pass');
  });

  test.each([
    ['g.txt', 'of every folder', [0, 0]],
    ['pilot/g.txt', 'as the call names it', [0, 1]],
    ['pilot\\\\g.txt', 'with the slashes of Windows', [0, 1]],
    ['./pilot/g.txt', 'not as it could be named as well', [1, 1]],
  ])('group: %s is the file %s', async (group, _what, expected) => {
    const folder = newFolder();
    for (const name of ['pilot', 'prod']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'g.txt'), 'KB2965788 Security Update for Windows 7 (KB2965788)\n');
    }
    writeFileSync(
      join(folder, 'w.yaml'),
      `waivers:\n  - {kb: 2965788, group: "${group}", reason: r, owner: o, expires: 2026-12-31}\n`,
    );
    const codes = ['pilot/g.txt', 'prod/g.txt'].map(
      async (file) => (await run(['check', file, '--waivers', 'w.yaml'], { cwd: folder })).code,
    );
    expect(await Promise.all(codes)).toEqual(expected);
  });

  test('a group whose name ends like the one that it is for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rebootgate-waivers-'));
    try {
      const row = 'KB2965788 Security Update for Windows 7 for x64-based Systems (KB2965788)\n';
      for (const name of ['pilot', 'prod']) {
        mkdirSync(join(folder, name));
        writeFileSync(join(folder, name, 'g.txt'), row);
      }
      writeFileSync(
        join(folder, 'w.yaml'),
        'waivers:\n  - {kb: 2965788, group: pilot/g.txt, reason: r, owner: o, expires: 2026-12-31}\n',
      );
      const codes = await Promise.all(
        [['pilot/g.txt', 'prod/g.txt'], ['prod/g.txt', 'pilot/g.txt'], ['pilot/g.txt']].map(
          async (files) => (await run(['check', ...files, '--waivers', 'w.yaml'], { cwd: folder })).code,
        ),
      );
      expect(codes).toEqual([1, 1, 0]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
