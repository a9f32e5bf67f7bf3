// Every kind of input is found out by its content, from a file and from the standard input, and read to the same updates.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inputIds, inputs, readGroup, withoutRepeats } from '../src/inputs/index.ts';
import { blankItem } from '../src/inputs/named.ts';
import { withoutDuplicates } from '../src/inputs/repeats.ts';
import type { Group } from '../src/types.ts';
import { fixture, readFixture, root, run } from './run.ts';

const x64 = 'Security Update for Windows 7 for x64-based Systems (KB2965788)';
const x86 = 'Security Update for Windows 7 (KB2965788)';

const read = (text: string, kind: string | null = null): Promise<Group> =>
  readGroup(Buffer.from(text), 'a file', null, kind);
const readRows = (rows: unknown): Promise<Group> => read(JSON.stringify(rows));

interface JsonUpdate {
  kb: string | null;
  updateId: string | null;
  title: string | null;
  status: string;
  architecture: string | null;
  superseded: boolean;
  expired: boolean;
}
interface JsonReport {
  inputs: { kind: string; updates: number; duplicates: number }[];
  updates: JsonUpdate[];
}

async function checkJson(args: string[], stdin = ''): Promise<{ code: number; report: JsonReport }> {
  const { code, out, err } = await run(['check', ...args, '--format', 'json'], { stdin });
  expect(err).toBe('');
  const report: JsonReport = JSON.parse(out);
  return { code, report };
}

const checkRows = (rows: unknown, ...args: string[]) => checkJson(['-', ...args], JSON.stringify(rows));

/** The same four updates are in every one of them: two packages of one KB, one superseded and expired, one driver. */
const groupFiles: readonly [string, string][] = [
  ['group.json', 'configmgr-json'],
  ['ps51.json', 'configmgr-json'],
  ['adminservice.json', 'adminservice-json'],
  ['comma.csv', 'configmgr-csv'],
  ['semicolon.csv', 'configmgr-csv'],
  ['console.csv', 'configmgr-csv'],
  ['console.tsv', 'configmgr-csv'],
  ['v_UpdateInfo.csv', 'configmgr-csv'],
  ['group.xml', 'configmgr-clixml'],
];

/** The kinds that have a test file of their own. */
const elsewhere = [
  ...['kb-list', 'configmgr-group-json', 'configmgr-deployment-json', 'configmgr-members-csv'],
  ...['pswindowsupdate', 'wmic-qfe', 'systeminfo'],
];

describe.each(groupFiles)('%s', (file, kind) => {
  test('is recognised, and fails for both architectures', async () => {
    const { code, report } = await checkJson([fixture(`inputs/${file}`)]);
    expect(code).toBe(1);
    expect(report.inputs).toMatchObject([{ kind, updates: 4, duplicates: 0 }]);
    expect(report.updates.map(({ kb, architecture, status }) => [kb, architecture, status])).toEqual([
      ['2965788', 'x64', 'multi-restart'],
      ['2965788', 'x86', 'multi-restart'],
      [null, null, 'no-data'],
      ['2957189', 'x64', 'no-finding'],
    ]);
  });

  test('gives the same updates from the standard input', async () => {
    const fromFile = await checkJson([fixture(`inputs/${file}`)]);
    const fromStdin = await checkJson(['-'], readFixture(`inputs/${file}`));
    expect(fromStdin.code).toBe(1);
    expect(fromStdin.report.updates).toEqual(fromFile.report.updates);
  });

  test('keeps identity, dates and marks of every row', async () => {
    const { items } = await read(readFixture(`inputs/${file}`));
    expect(items[0]).toMatchObject({
      ...{ kb: '2965788', alsoKbs: [], updateId: '11111111-aaaa-4bbb-8ccc-000000000001', title: x64 },
      ...{ bulletin: 'MS14-030', released: '2014-06-10', superseded: false, expired: false },
    });
    expect(items[2]).toMatchObject({ kb: '2957189', superseded: true, expired: true });
    expect(items[3]).toMatchObject({ kb: null, updateId: null, bulletin: null, title: 'Contoso - Net - 1.2.3.4' });
  });

  test('can be named with --input', async () => {
    expect(await checkJson([fixture(`inputs/${file}`), '--input', kind])).toMatchObject({ code: 1 });
  });
});

test('every kind that a file can have is covered here, or has tests of its own', () => {
  const covered = new Set([...groupFiles.map(([, kind]) => kind), ...elsewhere]);
  expect([...inputIds].sort()).toEqual([...covered].sort());
});

test('every kind but a plain list and an answer says how it is exported, in one line', () => {
  for (const { id, exportLine } of inputs) {
    if (id === 'kb-list' || id === 'adminservice-json') continue;
    expect(exportLine, id).toMatch(/^[^\r\n]+$/);
  }
});

test('--input that does not fit is the caller to act, not a guess', async () => {
  const { code, out, err } = await run(['check', fixture('inputs/comma.csv'), '--input', 'configmgr-json']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: .*comma\.csv: it is not valid JSON.*\nhint: .*\n$/);
});

describe('JSON', () => {
  test('one update as a bare object', async () => {
    const { kind, items } = await read(readFixture('inputs/single.json'));
    expect(kind).toBe('configmgr-json');
    expect(items).toMatchObject([{ kb: '2965788', title: x64, categories: ['Security Updates', 'Windows 7'] }]);
  });

  test.each([
    ['an array', ['Security Updates', 'Windows 7']],
    ['an array in an array', [['Security Updates', ['Windows 7']]]],
    ['{value, Count} of Windows PowerShell 5.1', { value: ['Security Updates', 'Windows 7'], Count: 2 }],
  ])('categories as %s', async (_, categories) => {
    const { items } = await readRows([{ ArticleID: '2965788', LocalizedCategoryInstanceNames: categories }]);
    expect(items[0]?.categories).toEqual(['Security Updates', 'Windows 7']);
  });

  test.each([
    ['/Date(1402419600000)/', '2014-06-10'],
    ['/Date(1402419600000+0200)/', '2014-06-10'],
    ['2014-06-10T17:00:00Z', '2014-06-10'],
    ['2014-06-10T17:00:00.0000000+02:00', '2014-06-10'],
    ['2014-06-10', '2014-06-10'],
    ['6/10/2014 5:00:00 PM', '2014-06-10'],
    ['10.06.2014 17:00:00', '2014-06-10'],
    ['6/10/2014', null],
    ['0001-01-01T00:00:00', null],
    ['1601-01-01T00:00:00Z', null],
    ['/Date(253402300800000)/', null],
    ['yesterday', null],
    [null, null],
    [{ value: '/Date(1402419600000)/', DateTime: 'Tuesday' }, '2014-06-10'],
  ])('the date %j is the day %j', async (posted, day) => {
    const { items } = await readRows([{ ArticleID: '2965788', DatePosted: posted }]);
    expect(items[0]?.released).toBe(day);
  });

  test.each([
    [2965788, '2965788'],
    ['KB2965788', '2965788'],
    [' kb 2965788 ', '2965788'],
    [['2965788'], '2965788'],
    ['none', null],
    [null, null],
  ])('the article number %j', async (article, kb) => {
    const { items } = await readRows([{ ArticleID: article, LocalizedDisplayName: 'An update' }]);
    expect(items[0]?.kb).toBe(kb);
  });

  test.each([
    ['11111111-AAAA-4BBB-8CCC-000000000001'],
    ['{11111111-aaaa-4bbb-8ccc-000000000001}'],
    ['Site_99999999-9999-4999-8999-999999999999/SUM_11111111-aaaa-4bbb-8ccc-000000000001'],
  ])('the UpdateID %s', async (id) => {
    const { items } = await readRows([{ CI_UniqueID: id, LocalizedDisplayName: 'An update' }]);
    expect(items[0]?.updateId).toBe('11111111-aaaa-4bbb-8ccc-000000000001');
  });

  test('snake_case names, as the Ansible collection writes them', async () => {
    const { items } = await readRows([
      {
        article_id: '982217',
        category_names: ['Windows 7'],
        is_superseded: true,
        name: 'An update',
        posted_time: '2012-04-04 19:54:27 -7',
      },
    ]);
    expect(items).toMatchObject([
      { kb: '982217', categories: ['Windows 7'], superseded: true, title: 'An update', released: '2012-04-04' },
    ]);
  });

  test('an array of plain numbers, texts and UpdateIDs', async () => {
    const { items } = await readRows(['KB2965788', 2966034, '11111111-aaaa-4bbb-8ccc-000000000001', 'Contoso driver']);
    expect(items.map(({ kb, updateId, title }) => kb ?? updateId ?? title)).toEqual([
      ...['2965788', '2966034', '11111111-aaaa-4bbb-8ccc-000000000001', 'Contoso driver'],
    ]);
  });

  test('a key such as __proto__ neither pollutes nor hides an update', async () => {
    const text = `[{"__proto__": {"LocalizedDisplayName": "KB2957189"}, "constructor": {"prototype": 1}, "ArticleID": "2965788"}]`;
    const { items } = await read(text);
    expect(items.map(({ kb }) => kb)).toEqual(['2965788', '2957189']);
    expect(Object.hasOwn(Object.prototype, 'LocalizedDisplayName')).toBe(false);
  });
});

describe('CSV', () => {
  const csv = async (text: string) => (await read(text, 'configmgr-csv')).items;

  test('System.String[] is no category', async () => {
    expect((await read(readFixture('inputs/comma.csv'))).items.map(({ categories }) => categories)).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  test.each([',', ';', '\t', '|'])('the delimiter %j, with "sep=" of a spreadsheet', async (delimiter) => {
    const text = `sep=${delimiter}\r\nTitle${delimiter}ArticleID\r\n"A, b; c | d"${delimiter}2965788\r\n`;
    const { kind, items } = await read(text);
    expect(kind).toBe('configmgr-csv');
    expect(items).toMatchObject([{ kb: '2965788', title: 'A, b; c | d' }]);
  });

  test('a quoted line break stays in its title, and the next row is read', async () => {
    const items = await csv(
      'ArticleID,Title\r\n2965788,"Security Update\r\nfor Windows 7 (KB2965788)"\r\n2957189,Next\r\n',
    );
    expect(items.map(({ kb, title }) => [kb, title])).toEqual([
      ['2965788', 'Security Update\r\nfor Windows 7 (KB2965788)'],
      ['2957189', 'Next'],
    ]);
  });

  test('a line break in a title comes out as a blank, in one line of the report', async () => {
    const stdin = 'ArticleID,Title\n2965788,"Security Update\nfor Windows 7 (KB2965788)"\n';
    const { out } = await run(['check', '-'], { stdin });
    expect(out).toContain('Security Update for Windows 7 (KB2965788)\n');
  });

  test('doubled quotes, an empty row and a short row', async () => {
    const items = await csv('Title,ArticleID\n"The ""good"" one",2965788\n,\n\nOnly a title\n');
    expect(items.map(({ kb, title }) => [kb, title])).toEqual([
      ['2965788', 'The "good" one'],
      [null, 'Only a title'],
    ]);
  });

  test('rows without a number are named by their line in the file, the #TYPE line counted', async () => {
    const stdin = '#TYPE Selected.Object\r\n"Title","ArticleID"\r\n"Contoso driver",""\r\n';
    const { code, out } = await run(['check', '-'], { stdin });
    expect(code).toBe(3);
    expect(out).toContain('row without a number (line 3) "Contoso driver"');
  });

  test('two columns of one name do not hide one another', async () => {
    expect(await csv('Title,ArticleID,ArticleID\nx,,2965788\n')).toMatchObject([{ kb: '2965788' }]);
    expect(await csv('Title,ArticleID,KBNumber\nx,2957189,2965788\n')).toMatchObject([
      { kb: '2957189', alsoKbs: ['2965788'] },
    ]);
  });

  test.each(['True', 'TRUE', 'Yes', 'Ja', '1'])('"%s" is yes', async (yes) => {
    expect(await csv(`ArticleID,IsSuperseded,IsExpired\n2965788,${yes},\n`)).toMatchObject([
      { superseded: true, expired: false },
    ]);
  });
});

describe('duplicates', () => {
  const row = (article: string, title: string | null, more: object = {}) => ({
    ...{ ArticleID: article, LocalizedDisplayName: title },
    ...more,
  });

  test('the same row twice counts once, and the report says so', async () => {
    const { report } = await checkRows([row('2965788', x64), row('2965788', x64), row('2957189', 'Another')]);
    expect(report.inputs).toMatchObject([{ updates: 2, duplicates: 1 }]);
    expect(report.updates.map(({ kb }) => kb)).toEqual(['2965788', '2957189']);
  });

  describe('of one UpdateID', () => {
    const id = { CI_UniqueID: '11111111-aaaa-4bbb-8ccc-000000000001' };
    const count = async (...rows: object[]): Promise<number> => (await checkRows(rows)).report.updates.length;

    test('a row without a title says no more than one with it, in either order; superseded and expired of either stay', async () => {
      const rows = [
        row('2965788', null, { ...id, IsSuperseded: true }),
        row('2965788', x64, { ...id, IsExpired: true }),
      ];
      for (const each of [rows, [...rows].reverse()]) {
        const { report } = await checkRows(each);
        expect(report.inputs).toMatchObject([{ updates: 1, duplicates: 1 }]);
        expect(report.updates).toMatchObject([{ title: x64, superseded: true, expired: true }]);
      }
    });

    test('two titles are both held against the catalog, and the worst counts', async () => {
      const windows8 = 'Security Update for Windows 8 for x64-based Systems (KB2965788)';
      const { report } = await checkRows([row('2965788', windows8, id), row('2965788', x64, id)]);
      expect(report.updates.map(({ title }) => title).sort()).toEqual([x64, windows8].sort());
      expect(await count(row('2965788', x86, id), row('2965788', x64, id), row('2965788', null, id))).toBe(2);
    });

    test('a class that the second title names is not lost', async () => {
      const stack = 'Servicing Stack Update for Windows 10 Version 1809 for x64-based Systems (KB1234567)';
      const driver = 'Contoso - Net - 1.2.3.4';
      const { report } = await checkRows([row('1234567', driver, id), row('1234567', stack, id)]);
      expect(report.updates.map(({ title }) => title).sort()).toEqual([driver, stack].sort());
    });

    test('categories that differ are both held against it; a part of them, and none, says no more', async () => {
      const of = (...names: string[]) => row('2965788', x64, { ...id, LocalizedCategoryInstanceNames: names });
      expect(await count(of('Windows 7'), of('Windows 8'))).toBe(2);
      expect(await count(of('Windows 7'), of('Security Updates', 'Windows 7'), of())).toBe(1);
      expect(await count(of(), of('Windows 7'), of('Windows 8'), of('Windows 8'))).toBe(2);
    });

    test('in several files the row that says more stands, and those that say something else count', async () => {
      const file = (name: string, title: string | null) =>
        readGroup(Buffer.from(JSON.stringify([row('2965788', title, id)])), name, null, null);
      const files = async (...titles: (string | null)[]) =>
        withoutRepeats(await Promise.all(titles.map((title, at) => file(`${at}.json`, title))));
      const counts = (groups: readonly Group[]) => groups.map(({ items, duplicates }) => [items.length, duplicates]);
      expect(counts(await files(x64, x64, null))).toEqual([
        [1, 0],
        [0, 1],
        [0, 1],
      ]);
      expect(counts(await files(null, x64))).toEqual([
        [0, 1],
        [1, 0],
      ]);
      expect(counts(await files(x64, x86))).toEqual([
        [1, 0],
        [1, 0],
      ]);
    });

    test('a hundred thousand rows of one cost no more than those of many', async () => {
      const item = { ...blankItem('here'), kb: '2965788', updateId: id.CI_UniqueID };
      const rows = Array.from({ length: 100_000 }, (_, at) => ({ ...item, title: `Title ${at % 50_000}` }));
      expect(withoutDuplicates(rows)).toHaveLength(50_000);
    });
  });

  test('the same KB for two architectures stays two', async () => {
    const { report } = await checkRows([row('2965788', x64), row('2965788', x86)]);
    expect(report.updates.map(({ architecture }) => architecture)).toEqual(['x64', 'x86']);
  });

  test('one UpdateID with two different numbers stays two: the listed one is not hidden', async () => {
    const id = { CI_UniqueID: '11111111-aaaa-4bbb-8ccc-000000000001' };
    const { code, report } = await checkRows([row('2957189', 'An update', id), row('2965788', 'An update', id)]);
    expect(code).toBe(1);
    expect(report.updates).toHaveLength(2);
  });

  test('rows that say nothing are not one another', async () => {
    const { report } = await checkRows([row('', null), row('', null), row('2957189', 'x')]);
    expect(report.updates.filter(({ status }) => status === 'no-data')).toHaveLength(2);
  });
});

describe('rows that need care', () => {
  test('a row without KB and UpdateID is no-data, and the report names it', async () => {
    const { out } = await run(['check', fixture('inputs/group.json')]);
    expect(out).toContain('row without a number ([3]) "Contoso - Net - 1.2.3.4"');
  });

  test('expired and superseded rows are checked like others, and marked', async () => {
    const rows = [{ ArticleID: '2965788', Title: x64, IsSuperseded: true, IsExpired: true }];
    const { code, report } = await checkRows(rows);
    expect(code).toBe(1);
    expect(report.updates).toMatchObject([{ status: 'multi-restart', superseded: true, expired: true }]);
    const { out } = await run(['check', '-'], { stdin: JSON.stringify(rows) });
    expect(out).toMatch(/KB2965788 {2}x64.*superseded.*still in the group, expired/);
  });

  test.each([
    ['2957189', 'Security Update for Windows 7 for x64-based Systems (KB2965788)'],
    ['2965788', 'Security Update for Windows 7 for x64-based Systems (KB2957189)'],
    ['2957189;2965788', 'Security Update for Windows 7 for x64-based Systems'],
  ])('article %s and title "%s": the worst of both counts', async (article, title) => {
    const { code, report } = await checkRows([{ ArticleID: article, LocalizedDisplayName: title }]);
    expect(code).toBe(1);
    expect(report.updates).toMatchObject([{ status: 'multi-restart' }]);
  });

  test('the title alone gives the number, where the article is empty', async () => {
    const { code, report } = await checkRows([{ ArticleID: '', LocalizedDisplayName: x64 }]);
    expect(code).toBe(1);
    expect(report.updates).toMatchObject([{ kb: '2965788', architecture: 'x64' }]);
  });
});

describe('objects that are no updates', () => {
  const group = 'it describes a software update group, but holds none of its updates';
  const none = 'it holds no software updates';
  const guid = '99999999-9999-4999-8999-999999999999';
  test.each([
    ['a group with counts', { LocalizedDisplayName: 'June', NumberOfUpdates: 3 }, group],
    ['a group with its CI_IDs', { LocalizedDisplayName: 'June', Updates: [16777515] }, group],
    [
      'a group by its UniqueID',
      { LocalizedDisplayName: 'June', CI_UniqueID: `ScopeId_${guid}/AuthList_${guid}` },
      group,
    ],
    ['an application', { LocalizedDisplayName: '7-Zip', CI_UniqueID: `ScopeId_${guid}/Application_${guid}/2` }, none],
    ['a class by name', { __CLASS: 'SMS_Package', Title: 'x' }, none],
    ['a collection', { Title: 'All systems', CollectionID: 'SMS00001' }, none],
  ])('%s', async (_, row, message) => {
    await expect(readRows([row])).rejects.toThrow(message);
    await expect(readRows(row)).rejects.toThrow(message);
  });

  test('the same as CSV', async () => {
    const text = `"LocalizedDisplayName","CI_UniqueID","NumberOfUpdates"\n"June","ScopeId_${guid}/AuthList_${guid}","3"\n`;
    await expect(read(text)).rejects.toThrow(group);
  });

  test('a list of CI_IDs', async () => {
    await expect(readRows([16777515, 16777516])).rejects.toThrow(none);
  });
});

/** Real files from shared/samples are never in the repository; without them only a CI run fails. */
function sample(name: string): string | null {
  const path = `${root}../shared/samples/${name}`;
  if (existsSync(path)) return path;
  if (process.env['CI'] === 'true') throw new Error(`the sample ${path} is missing`);
  process.stderr.write(`skipped: the sample ${path} is not here\n`);
  return null;
}

function sampleTest(name: string, title: string, body: (path: string) => Promise<void>): void {
  test(`${name}: ${title}`, async (context) => {
    const path = sample(name);
    if (path === null) return context.skip('the sample is not here');
    await body(path);
  });
}

describe('samples', () => {
  const refused = async (path: string, pattern: RegExp): Promise<void> => {
    const { code, out, err } = await run(['check', path]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .*\nhint: .*\n$/);
    expect(err).toMatch(pattern);
  };

  sampleTest(
    'configmgr/ansible-collections__microsoft.mecm__software_update_group_info_sample.json',
    'a group without its updates asks for their export',
    (path) =>
      refused(path, /describes a software update group.*\nhint: Export the updates of the group: Get-CMSoftwareUpdate/),
  );
  sampleTest(
    'configmgr/ansible-collections__microsoft.mecm__software_update_info_sample.json',
    'a trailing comma is no JSON',
    (path) => refused(path, /is not valid JSON/),
  );
  sampleTest('configmgr/AdamGrossTX__Toolbox__t.json', 'applications are no updates', (path) =>
    refused(path, /holds no software updates/),
  );
  sampleTest(
    'configmgr/MicrosoftDocs__SupportArticles-docs__RuleEngine_ADR_excerpt.log',
    'product ids are no updates',
    async (path) => {
      const refusal = readGroup(readFileSync(path), 'sample', path, null);
      await expect(refusal).rejects.toThrow('holds no group of updates that can be recognised');
    },
  );
  const wsus: [string, string, string[]][] = [
    ['OSDeploy__OSDSUS__FeatureUpdate_Windows_11_22H2.csv', 'configmgr-csv', ['3012973']],
    ['OSDeploy__OSDSUS__Office_2016.csv', 'configmgr-csv', ['3085538']],
    ['OSDeploy__OSDSUS__Windows_10_Dynamic_Update.json', 'configmgr-json', ['3176937']],
    ['OSDeploy__OSDSUS__Windows_10_1809.xml', 'configmgr-clixml', ['4584642', '5043050']],
    ['OSDeploy__OSDSUS__Windows_10_20H2.xml', 'configmgr-clixml', ['4577586', '5026361']],
  ];
  for (const [name, kind, kbs] of wsus) {
    sampleTest(`wsus/${name}`, 'is read by KBNumber, Title and UpdateId', async (path) => {
      const { code, report } = await checkJson([path]);
      expect([0, 3]).toContain(code);
      expect(report.inputs).toMatchObject([{ kind }]);
      expect(report.updates.map(({ kb }) => kb)).toEqual(expect.arrayContaining(kbs));
      for (const { updateId, title } of report.updates) {
        expect(updateId).toMatch(/^[0-9a-f-]{36}$/);
        expect(title).not.toBeNull();
      }
      const { items } = await readGroup(readFileSync(path), 'sample', path, null);
      expect(items.every(({ released }) => released !== null)).toBe(true);
    });
  }
});
