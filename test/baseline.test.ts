// --baseline: only what is new since an older report fails; what is no such report is refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithBaseline, type OldReport, type OldUpdate } from '../src/check/baseline.ts';
import { applyWaivers } from '../src/check/waivers.ts';
import { maxBaselineBytes } from '../src/config/baseline.ts';
import type { Item, Knowledge, Policy, Report } from '../src/types.ts';
import { checkAll, finding, item, titled } from './fixtures/data/knowledge.ts';
import { root, run } from './run.ts';
import { validJson } from './validate.ts';

const known = { findings: [finding({ kb: '1000001' }), finding({ kb: '1000002', condition: 'secure-boot' })] };
const bad = titled('1000001', 'Windows 7', 'x64');
const unsure = titled('1000002', 'Windows 7', 'x64');
const unknown = item({ kb: '1000009' });

/** The report of these updates as a baseline of a later one. */
const oldOf = (items: Item[], facts: Partial<Knowledge> = known, waivedKb: string | null = null): OldReport => ({
  ...{ path: 'old.json', generatedAt: '2026-10-01T08:00:00Z' },
  updates: checkAll(items, facts).updates.map(
    ({ kb, alsoKbs, updateId, title, products, architecture, status }): OldUpdate => ({
      ...{ kb, alsoKbs, updateId, title, products, architecture, status },
      waived: kb === waivedKb,
    }),
  ),
});

const compared = (items: Item[], old: OldReport, policy: Partial<Policy> = {}): Report =>
  compareWithBaseline(checkAll(items, known, policy), old);

describe('against a baseline', () => {
  test('what failed there does not fail again', () => {
    const report = compared([bad], oldOf([bad]));
    expect(report.outcome).toBe('pass');
    expect(report.updates.map((each) => each.known)).toEqual([true]);
    expect(report.baseline).toMatchObject({ known: 1, gone: [] });
    expect(report.counts['multi-restart']).toBe(1);
  });

  test('what is new fails', () => {
    const report = compared([bad, unsure], oldOf([bad]));
    expect(report.outcome).toBe('fail');
    expect(report.updates.map(({ kb, known: was }) => [kb, was])).toEqual([
      ['1000001', true],
      ['1000002', false],
    ]);
  });

  test('what got worse fails', () => {
    const conditional = oldOf([bad], { findings: [finding({ kb: '1000001', condition: 'secure-boot' })] });
    expect(conditional.updates.map(({ status }) => status)).toEqual(['conditional']);
    expect(compared([bad], conditional).outcome).toBe('fail');
  });

  test('what got better and still fails is known', () => {
    const worse = oldOf([unsure], { findings: [finding({ kb: '1000002' })] });
    expect(compared([unsure], worse).outcome).toBe('pass');
  });

  test.each([
    ['another architecture', titled('1000001', 'Windows 7', 'x86')],
    ['another product', titled('1000001', 'Windows 8.1', 'x64')],
    ['another package of the number', { ...bad, updateId: '0b57d345-7caf-4f1f-a8bb-7e1b7e1e0b0c' }],
  ])('%s is new', (_what, other) => {
    const old = { ...bad, updateId: '1b57d345-7caf-4f1f-a8bb-7e1b7e1e0b0c' };
    expect(compared([other], oldOf([old])).outcome).toBe('fail');
  });

  test('an export without UpdateIDs is the same update', () => {
    const withId = { ...bad, updateId: '0b57d345-7caf-4f1f-a8bb-7e1b7e1e0b0c' };
    expect(compared([withId], oldOf([bad])).outcome).toBe('pass');
    expect(compared([bad], oldOf([withId])).outcome).toBe('pass');
  });

  test('what failed there and is not here, or is fine here, is gone', () => {
    const report = compared([unknown], oldOf([bad, unsure, unknown]));
    expect(report.baseline?.gone.map(({ kb, status }) => [kb, status])).toEqual([
      ['1000001', 'multi-restart'],
      ['1000002', 'conditional'],
    ]);
    const fine = compareWithBaseline(checkAll([bad], {}), oldOf([bad]));
    expect(fine.baseline?.gone.map(({ kb }) => kb)).toEqual(['1000001']);
  });

  test('what was waived there was never accepted', () => {
    expect(compared([bad], oldOf([bad], known, '1000001')).outcome).toBe('fail');
  });

  test('what is waived here is waived, not known', () => {
    const waiver = { kb: '1000001', updateId: null, product: null, architecture: null, group: null, sequence: null };
    const words = { reason: 'pilot', owner: 'jo', expires: '2026-12-31', where: 'line 1' };
    const report = compareWithBaseline(
      applyWaivers(checkAll([bad], known), [{ ...waiver, ...words }], []),
      oldOf([bad]),
    );
    expect(report.updates.map((each) => [each.waiver?.owner, each.known])).toEqual([['jo', false]]);
    expect(report.outcome).toBe('pass');
  });

  test('undecided stays undecided', () => {
    expect(compared([unknown], oldOf([unknown])).outcome).toBe('undecided');
    expect(compared([bad, unknown], oldOf([bad])).outcome).toBe('undecided');
    expect(compared([bad, unknown], oldOf([bad]), { acceptNoData: true }).outcome).toBe('pass');
    expect(compared([unknown], oldOf([unknown]), { failOn: 'no-data' }).outcome).toBe('undecided');
  });
});

const june = 'test/cases/windows-7-june-2014/group.csv';
const made = JSON.parse((await run(['check', june, '--fail-on', 'never', '--format', 'json'])).out);
const against = (baseline: string | Uint8Array, ...args: string[]) =>
  run(['check', june, '--baseline', '-', ...args], { stdin: baseline });

describe('check --baseline', () => {
  test('takes a report that was made with "--fail-on never"', async () => {
    const { code, out } = await against(JSON.stringify(made), '--format', 'json');
    expect(code).toBe(0);
    const report = validJson('report', out);
    expect(report.baseline).toMatchObject({ path: 'the standard input', known: 2, gone: [] });
    expect((await against(JSON.stringify(made))).out).toMatch(/^PASS, NOTHING NEW: 2 of 8 updates/);
  });

  test('takes its own report again, and the one of a version that knew no waivers', async () => {
    const { out } = await against(JSON.stringify(made), '--format', 'json');
    expect((await against(out)).code).toBe(0);
    const { waivers, baseline, ...older } = made;
    expect([waivers, baseline]).toEqual([[], null]);
    expect((await against(JSON.stringify(older))).code).toBe(0);
    expect((await against(Buffer.from(`\ufeff${out}`, 'utf16le'))).code).toBe(0);
  });

  const text = JSON.stringify(made);
  test.each([
    ['a truncated one', text.slice(0, -100), /is no JSON, or only a part of one/],
    [
      'one that lost updates',
      JSON.stringify({ ...made, updates: made.updates.slice(1) }),
      /counts 8 updates and holds 7/,
    ],
    ['one without updates', JSON.stringify({ ...made, updates: undefined }), /no whole report: updates is wrong/],
    ['one of another version', JSON.stringify({ ...made, version: 2 }), /is of version 2/],
    ['one of another kind', JSON.stringify({ ...made, schema: 'rebootgate/query' }), /is no JSON report of rebootgate/],
    ['one of another tool', JSON.stringify({ ...made, tool: { name: 'other' } }), /is no JSON report of rebootgate/],
    ['one too large', Buffer.alloc(maxBaselineBytes + 1, ' '), /is larger than 32 MB, which no report of a group is/],
    ['a list', '[]', /is no JSON report of rebootgate/],
    ['an empty file', '', /is empty/],
    ['a group', readFileSync(join(root, june)), /is no JSON/],
  ])('refuses %s', async (_what, baseline, message) => {
    const { code, out, err } = await against(baseline);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: the baseline [^\n]+\nhint: [^\n]+\n$/);
  });

  test('a task sequence is not failed by what is known, and says that it may still end there', async () => {
    const { code, out } = await against(text, '--task-sequence', 'test/fixtures/sequences/deploy.xml');
    expect(code).toBe(0);
    expect(out).toContain('Not counted here, because waived or known from the baseline: KB2965788.');
  });
});
