// Several files checked together are one question: an update that stands in two of them counts once.
import { describe, expect, test } from 'vitest';
import { run } from './run.ts';
import { validJson } from './validate.ts';

const june = 'test/cases/windows-7-june-2014/group.csv';

describe('check with several files', () => {
  test('counts an update that two of them hold once, and says so', async () => {
    const { code, out } = await run(['check', june, june, '--format', 'json']);
    const report = validJson('report', out);
    expect(code).toBe(1);
    expect(report.summary['multi-restart']).toBe(2);
    expect(report.inputs.map(({ updates, duplicates }: Record<string, number>) => [updates, duplicates])).toEqual([
      [8, 0],
      [0, 8],
    ]);
  });

  test('holds all of them', async () => {
    const { code, out } = await run(['check', 'test/cases/june-2014-without/group.csv', '-'], { stdin: 'KB2984976' });
    expect(code).toBe(1);
    expect(out).toContain('KB2984976');
  });

  test('reads the standard input once', async () => {
    const { code, err } = await run(['check', '-', '-'], { stdin: 'KB2984976' });
    expect(code).toBe(2);
    expect(err).toContain('named twice');
  });
});

test('a claim about the number in the title is not passed off as one about the article', async () => {
  const stdin = 'ArticleID,Title\n2957189,Security Update for Windows 7 (KB2965788)\n';
  const { code, out } = await run(['check', '-'], { stdin });
  expect(code).toBe(1);
  expect(out).toContain('names KB2965788 as well');
});

test('each file has its own counts, and each update says which file it is from', async () => {
  const june = 'test/cases/windows-7-june-2014/group.csv';
  const stdin = 'KB5083769\nKB1234567\n';
  const text = await run(['check', june, '-'], { stdin });
  expect(text.out).toContain('Inputs (2)');
  expect(text.out).toMatch(/group\.csv" \(configmgr-csv\): 2 multi-restart, 6 no-finding\n/);
  expect(text.out).toMatch(/"the standard input" \(kb-list\): .*1 no-data\n/);
  const { inputs, updates } = JSON.parse((await run(['check', june, '-', '--format', 'json'], { stdin })).out);
  const of = (input: number): number => updates.filter((each: { input: number }) => each.input === input).length;
  expect([of(0), of(1)]).toEqual(inputs.map((each: { updates: number }) => each.updates));
});
