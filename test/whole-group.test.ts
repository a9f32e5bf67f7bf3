// A part of a group is not the group: whatever a file loses or hides on the way is said, never passed over.
import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

const good = '{"ArticleID":"2939576","LocalizedDisplayName":"Security Update for Windows 7 (KB2939576)"}';
const bad = '{"ArticleID":"2965788","LocalizedDisplayName":"Security Update for Windows 7 (KB2965788)"}';

async function refused(stdin: string): Promise<string> {
  const { code, out, err } = await run(['check', '-'], { stdin });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  return err;
}

describe('JSON', () => {
  test.each([
    [
      'one page of several',
      `{"@odata.count":2,"value":[${good}],"@odata.nextLink":"https://x/y"}`,
      'one page of several',
    ],
    ['fewer rows than counted', `{"value":[${good}],"Count":2}`, 'holds 2 updates, and holds 1'],
    [
      'a second list beside the first',
      `{"value":[${good}],"more":{"value":[${bad}]}}`,
      'beside those of its list (value)',
    ],
    ['two lists of one name', `{"value":[${bad}],"value":[${good}]}`, 'names "value" twice'],
    ['two articles in one row', '[{"ArticleID":"2965788","ArticleID":"2939576"}]', 'ArticleID'],
  ])('%s is refused', async (_, stdin, said) => {
    expect(await refused(stdin)).toContain(said);
  });

  test('a whole envelope is taken', async () => {
    const { code } = await run(['check', '-'], { stdin: `{"value":[${good},${bad}],"Count":2}` });
    expect(code).toBe(1);
  });
});

describe('CSV', () => {
  test('cells beyond the header are refused', async () => {
    const rows =
      'CI_ID,LocalizedDisplayName,ArticleID\n1,Update x,2939576\n2,Security Update for Windows 7, x64-based,2965788\n';
    expect(await refused(rows)).toContain('line 3 has more cells');
  });

  test('empty cells beyond it are a trailing delimiter', async () => {
    const { code } = await run(['check', '-'], { stdin: 'ArticleID,Title\n2965788,x,,\n' });
    expect(code).toBe(1);
  });

  test('any line end ends a row', async () => {
    const { code, out } = await run(['check', '-'], { stdin: 'ArticleID,Title\r\n2939576,x\r2965788,x\n' });
    expect(code).toBe(1);
    expect(out).toContain('KB2965788');
  });
});

describe('a list', () => {
  test.each([
    'Security Update for Windows 7 for x64-based Systems (KB29657...',
    'KB02965788',
    'KB_29657888',
    '2965788.0',
    '2 965 788',
    '2,965,788',
  ])('%s cannot be read, and says so', async (line) => {
    expect(await refused(`KB2939576\n${line}\n`)).toContain('line 2 names a KB number that cannot be read');
  });

  test('what nobody sees does not split a number, and wide digits are digits', async () => {
    for (const line of ['KB29\u200b65788', 'KB2\u00ad965788', 'KB２９６５７８８']) {
      const { code } = await run(['check', '-'], { stdin: `KB2939576\n${line}\n` });
      expect(code, line).toBe(1);
    }
  });

  test('an update without a number is a row of its own; prose is not', async () => {
    const stdin = 'Dear team,\nKB2939576\nMS14-030\nSecurity Update for Windows 7\nregards\n';
    const { out } = await run(['check', '-', '--format', 'json'], { stdin });
    expect(JSON.parse(out).updates.map(({ kb, title }: Record<string, string>) => [kb, title])).toEqual([
      [null, 'MS14-030'],
      [null, 'Security Update for Windows 7'],
      ['2939576', expect.anything()],
    ]);
  });
});

describe('--output', () => {
  test('never writes over what the check is made of', async () => {
    for (const file of ['test/cases/windows-7-june-2014/group.csv', 'catalog.sqlite', 'catalog.sqlite.manifest.json']) {
      const { code, err } = await run([
        'check',
        'test/cases/windows-7-june-2014/group.csv',
        '--output',
        `text=${file}`,
      ]);
      expect(code).toBe(2);
      expect(err).toContain('is a file that the check is made of');
    }
  });

  test('that cannot be written is exit 3 and one line', async () => {
    const { code, err } = await run(['check', '-', '--output', 'json=README.md/x'], { stdin: 'KB2939576' });
    expect(code).toBe(3);
    expect(err.trim().split('\n')).toHaveLength(2);
  });
});

test('column names of --sql are as harmless as values', async () => {
  const { out } = await run(['query', '--sql', 'SELECT 1 AS "a\u001b[31m"']);
  expect(out).not.toContain('\u001b');
});
