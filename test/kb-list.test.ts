// A plain list: what counts as a KB number or an UpdateID in lines and in running text, and what does not.
import { describe, expect, test } from 'vitest';
import { readGroup } from '../src/inputs/index.ts';
import type { Item } from '../src/types.ts';
import { fixture, readFixture, run } from './run.ts';

const first = '11111111-aaaa-4bbb-8ccc-000000000001';
const second = '22222222-aaaa-4bbb-8ccc-000000000002';

async function items(text: string): Promise<readonly Item[]> {
  const group = await readGroup(Buffer.from(text), 'a list', null, null);
  expect(group.kind).toBe('kb-list');
  return group.items;
}
const names = async (text: string): Promise<(string | null)[]> =>
  (await items(text)).map(({ kb, updateId }) => kb ?? updateId);

test('list.txt: comments are left out, titles, UpdateIDs and file names are read', async () => {
  expect(
    (await items(readFixture('inputs/list.txt'))).map(({ kb, updateId, title }) => [kb ?? updateId, title]),
  ).toEqual([
    ['2965788', null],
    ['2957189', null],
    ['2939576', 'Security Update for Windows 7 for x64-based Systems (KB2939576)'],
    ['2957509', 'Security Update for Windows 7 for x64-based Systems'],
    ['11111111-aaaa-4bbb-8ccc-000000000003', null],
    ['2957503', 'windows6.1-kb2957503-x64.msu'],
  ]);
});

test('list.txt fails from a file and from the standard input alike', async () => {
  const fromFile = await run(['check', fixture('inputs/list.txt'), '--format', 'json']);
  const fromStdin = await run(['check', '-', '--format', 'json'], { stdin: readFixture('inputs/list.txt') });
  expect([fromFile.code, fromStdin.code]).toEqual([1, 1]);
  expect(JSON.parse(fromStdin.out).updates).toEqual(JSON.parse(fromFile.out).updates);
});

test('mail.txt: numbers in running text, and none of the things that only look like one', async () => {
  expect(await names(readFixture('inputs/mail.txt'))).toEqual([
    ...['2965788', '2957189', '2939576', '2957509', '2957503', '2953522', '2957689'],
  ]);
});

test.each([
  ['KB2965788', ['2965788']],
  ['kb2965788', ['2965788']],
  ['KB 2965788', ['2965788']],
  ['KB: 2965788', ['2965788']],
  ['KB-2965788', ['2965788']],
  ['2965788', ['2965788']],
  ['890830', ['890830']],
  ['  * 2965788', ['2965788']],
  ['"2965788"', ['2965788']],
  ['1. KB2965788', ['2965788']],
  ['(2965788) [2966034] {2961072}', ['2965788', '2966034', '2961072']],
  ['2965788,2966034', ['2965788', '2966034']],
  ['2965788; 2966034 | 890830', ['2965788', '2966034', '890830']],
  ['2965788/2966034', ['2965788', '2966034']],
  ['KB2965788/2966034', ['2965788', '2966034']],
  ['[KB2965788] Security Update', ['2965788']],
  ['KB2965788KB2966034', ['2965788', '2966034']],
  ['Article:2965788', ['2965788']],
  ['see KB2965788v2, and 2966034.', ['2965788', '2966034']],
  ['2965788-x64', ['2965788']],
  ['https://support.microsoft.com/kb/2965788', ['2965788']],
  ['https://support.microsoft.com/en-us/help/5006099/may', ['5006099']],
  ['windows6.1-kb2965788-x64_0123456789abcdef.msu', ['2965788']],
  ['KB2965788,KB2966034\nKB2961072,KB2957189', ['2965788', '2966034', '2961072', '2957189']],
  ['KB2965788;Security Update for Windows 7\nKB2966034;Another', ['2965788', '2966034']],
  ['KB2965788\rKB2966034\rKB2961072', ['2965788', '2966034', '2961072']],
])('%j holds %j', async (text, expected) => {
  expect((await names(text)).sort()).toEqual([...expected].sort());
});

test.each([
  'KB29657889',
  'KB12345',
  'version 10.0.2965788.1',
  'C:\\cache\\2965788\\x',
  'ticket 20140610',
  'order AB2965788',
  'phone 555-1234567',
  'no number at all',
])('%j is no list', async (text) => {
  const { code, out, err } = await run(['check', '-'], { stdin: text });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: the standard input holds no group of updates.*\nhint: .*\n$/);
});

describe('UpdateIDs', () => {
  test.each([
    [first, [first]],
    [first.toUpperCase(), [first]],
    [`{${first}}`, [first]],
    [`- ${first}`, [first]],
    [`-${first}`, [first]],
    [`${first}, ${second}`, [first, second]],
    [`UpdateID:${first}`, [first]],
    [`ScopeId_${second}/SUM_${first}`, [first]],
  ])('%j', async (text, expected) => {
    expect(await names(text)).toEqual(expected);
  });

  test('beside one number both are one update', async () => {
    expect(await items(`KB2965788 ${first} Security Update for Windows 7`)).toMatchObject([
      { kb: '2965788', updateId: first, title: 'Security Update for Windows 7' },
    ]);
  });

  test('beside several numbers each stands alone', async () => {
    expect(await names(`KB2965788 KB2966034 ${first}`)).toEqual(['2965788', '2966034', first]);
  });

  test.each([
    `PropertyValue:'Product:${first}'`,
    `ScopeId_${first}/AuthList_${second}`,
    `ScopeId_${first}/Application_${second}`,
  ])('%j is none', async (text) => {
    await expect(items(text)).rejects.toThrow('can be recognised');
  });
});

test('a title after the number gives product and architecture', async () => {
  const stdin = 'KB2965788 Security Update for Windows 7 for x64-based Systems\n';
  const { out } = await run(['check', '-', '--format', 'json'], { stdin });
  expect(JSON.parse(out).updates).toMatchObject([{ kb: '2965788', architecture: 'x64', products: ['Windows 7'] }]);
});

test('a title in another script is a title', async () => {
  expect(await items('KB5083631 用于 Windows 11 的累积更新\n5083769 Накопительное обновление')).toMatchObject([
    { kb: '5083631', title: '用于 Windows 11 的累积更新' },
    { kb: '5083769', title: 'Накопительное обновление' },
  ]);
});

test('the same number twice counts once', async () => {
  const group = await readGroup(Buffer.from('KB2965788\n2965788\nkb 2965788\n'), 'a list', null, null);
  expect(group).toMatchObject({ duplicates: 2, items: [{ kb: '2965788' }] });
});

test('a comment alone is no list', async () => {
  await expect(items('# KB2965788\n// 2966034\n')).rejects.toThrow('can be recognised');
});

test('--input kb-list reads what would be taken for something else', async () => {
  const { code } = await run(['check', '-', '--input', 'kb-list'], { stdin: '[{"ArticleID": "2965788", cut off' });
  expect(code).toBe(1);
});

test('--input kb-list with no number in it is exit 2', async () => {
  const { code, err } = await run(['check', '-', '--input', 'kb-list'], { stdin: 'nothing here' });
  expect(code).toBe(2);
  expect(err).toBe(
    'error: the standard input: there is no KB number in it\nhint: A list holds lines such as KB2965788, 2965788, or a title with (KB2965788).\n',
  );
});

test('the last number of a line of 5 MB is read like the first', async () => {
  const numbers = Array.from({ length: 450_000 }, (_, index) => `KB${3_000_000 + index}`);
  const found = await items(`${numbers.join(', ')}, KB2965788`);
  expect(found).toHaveLength(450_001);
  expect(found.at(-1)?.kb).toBe('2965788');
});

test.each(["'", '"', ' ', '*', '-', 'KB', 'KB ', '2', '1234567', `${first} `, '|,', '\t"'])(
  'a line of a megabyte of %j comes to an end',
  async (unit) => {
    const line = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect((await items(`KB2965788\n2957189 ${line}x\n`))[0]?.kb).toBe('2965788');
  },
);
