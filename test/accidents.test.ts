// Ways in which a gate could pass by accident: a number that nobody reads, a title that says more than it should, a rule held against old news.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readGroup } from '../src/inputs/index.ts';
import { siteUpdatesOf } from '../src/rules/index.ts';
import { readTitle } from '../src/titles/title.ts';
import { fixture, run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rebootgate-accidents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const other = 'Security Update for Windows 7 for x64-based Systems (KB2957503)';

describe('a number in a column of another name', () => {
  test.each([
    ['Component KB', '2965788'],
    ['KB-Nummer', 'KB2965788'],
    ['Unsere KBs', '2965788'],
    ['Die Nummer', 'KB2965788'],
    ['Comment', 'see KB2965788'],
    ['BulletinKB', '2965788'],
    ['HotFix', 'KB2965788'],
  ])('%s is read', async (column, value) => {
    const path = file('column.csv', `Title,${column}\nVulnerability in Remote Desktop,${value}\n${other},2957503\n`);
    expect(await run(['check', path])).toMatchObject({ code: 1, out: expect.stringContaining('KB2965788') });
    const json = JSON.stringify([{ LocalizedDisplayName: 'Vulnerability in Remote Desktop', [column]: value }]);
    expect((await run(['check', file('column.json', json)])).code).toBe(1);
  });

  test.each([
    [{ Info: { KB: '2965788' } }],
    [{ KBs: ['2965788'] }],
    [{ Links: ['https://support.microsoft.com/help/2965788'] }],
    [{ Info: { Url: 'https://support.microsoft.com/kb/2965788' } }],
  ])('%j is read', async (more) => {
    const rows = [{ LocalizedDisplayName: 'Vulnerability in Remote Desktop', ...more }, { Title: other }];
    expect((await run(['check', file('nested.json', JSON.stringify(rows))])).code).toBe(1);
  });

  test.each(['2 965 788', '2.965.788', "2'965'788", '2,96579E+06'])(
    '%s, as a spreadsheet shows a number, is refused',
    async (text) => {
      const path = file(
        'formatted.csv',
        `ArticleID;Title\n${text};Vulnerability in Remote Desktop\n2957503;${other}\n`,
      );
      const { code, err } = await run(['check', path]);
      expect([code, err]).toEqual([2, expect.stringContaining('line 2 names a KB number that cannot be read')]);
    },
  );

  test('a title whose number was cut off is refused where nothing else names the update', async () => {
    const rows = (more: object): string =>
      JSON.stringify([{ Title: 'Security Update for Windows 7 (KB29657', ...more }]);
    expect(await run(['check', file('cut.json', rows({}))])).toMatchObject({ code: 2 });
    const named = rows({ CI_UniqueID: '11111111-aaaa-4bbb-8ccc-000000000001' });
    expect((await run(['check', file('cut.json', named)])).code).toBe(3);
  });

  test('a plain number of a column that does not speak of articles is none', async () => {
    const { items } = await readGroup(Buffer.from('Title,Size\nContoso driver,2965788\n'), 'a file', null, null);
    expect(items.map(({ kb }) => kb)).toEqual([null]);
  });

  test('the number of the package comes before that of the article on its bulletin', async () => {
    const sheet =
      'Bulletin KB,Title,Component KB,Affected Product\n2969259,A title,2965788,Windows 7 for 32-bit Systems\n';
    const { items } = await readGroup(Buffer.from(sheet), 'a file', null, null);
    expect(items).toMatchObject([
      { kb: '2965788', alsoKbs: ['2969259'], categories: ['Windows 7 for 32-bit Systems'] },
    ]);
  });
});

describe('numbers in a column whose name says nothing of them', () => {
  const titles = ['Vulnerability in Remote Desktop', 'Contoso driver', 'A third'];
  const table = (column: string, numbers: readonly string[], given = titles): string =>
    [`Title;${column}`, ...given.map((title, at) => `${title};${numbers[at] ?? ''}`)].join('\n');
  const three = ['2965788', '890830', ' 2957189 '];

  test.each(['Nr', 'Nr.', 'No.', 'Number', 'Nummer', 'Kennung', 'Update', 'x'])('"%s" is refused', async (column) => {
    const { code, err } = await run(['check', file('nr.csv', table(column, three)), '--accept-no-data']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: [^\n]*its column "[^"]*" may hold the KB numbers of its updates[^\n]*\nhint: Rename the column to ArticleID or KB [^\n]*\n$/,
    );
    expect(err).toContain(`"${column}"`);
  });

  test('so it is in JSON, as numbers, beside an UpdateID, and in the export that a rule is held against', async () => {
    const rows = titles.map((LocalizedDisplayName, at) => ({
      ...{ LocalizedDisplayName, Nr: Number(three[at]), CI_UniqueID: `11111111-aaaa-4bbb-8ccc-00000000000${at}` },
    }));
    expect((await run(['check', file('nr.json', JSON.stringify(rows))])).code).toBe(2);
    await expect(siteUpdatesOf(JSON.stringify(rows))).rejects.toThrow('its column "Nr" may hold');
    await expect(siteUpdatesOf(table('Nr', three))).rejects.toThrow('its column "Nr" may hold');
  });

  test.each([
    ['CI_ID', three],
    ['ModelID', three],
    ['Size', three],
    ['Größe', three],
    ['RowNumber', three],
    ['NumMissing', three],
    ['Revision', three],
    ['DateX', three],
    ['Stand', ['201406', '201407', '201408']],
    ['Nr', ['1', '2', '3']],
    ['Nr', ['20140610', '20140611', '20140612']],
    ['Nr', ['2965788', 'x', '']],
  ])('"%s" of %j is something else', async (column, numbers) => {
    expect((await run(['check', file('other.csv', table(column, numbers))])).code).toBe(3);
  });

  test('rows with a number of their own elsewhere are read as ever, unless it is that of the column', async () => {
    const given = [other, 'Security Update for Windows 7 (KB2957189)', 'Vulnerability in Remote Desktop'];
    const elsewise = file('own.csv', table('Nr', ['100001', '100002', '100003'], given));
    expect((await run(['check', elsewise])).code).toBe(0);
    expect((await run(['check', file('own.csv', table('Nr', ['2957503', '2957189', '2965788'], given))])).code).toBe(2);
    const all = table('Nr', ['100001', '100002', '2965788'], given.slice(0, 2));
    expect((await run(['check', file('own.csv', all)])).code).toBe(0);
  });
});

describe('an update inside the row of another', () => {
  const outer = { ArticleID: '2957503', LocalizedDisplayName: other };
  const inner = { ArticleID: '2965788', LocalizedDisplayName: 'Security Update for Windows 7 (KB2965788)' };
  const kbsOf = async (value: unknown): Promise<unknown[]> => {
    const { items } = await readGroup(Buffer.from(JSON.stringify(value)), 'a file', null, null);
    return items.map(({ kb, alsoKbs }) => [kb, ...alsoKbs].join(' '));
  };

  test.each([
    { Children: [inner] },
    { Updates: [inner] },
    { BundledUpdates: { value: [inner], Count: 1 } },
    { value: [inner] },
    { Child: inner },
    { Child: { KB: 'KB2965788' } },
    { Parts: [{ Name: 'a', Of: [{ Updates: [{ KBArticleIDs: ['2965788'] }] }] }] },
    { Parts: [{ Title: inner.LocalizedDisplayName }] },
    { Children: ['KB2965788'] },
    { SecurityUpdates: [{ KB: 2965788 }] },
  ])('%j is read as a further one', async (more) => {
    expect(await kbsOf([{ ...outer, ...more }])).toEqual(['2957503', '2965788']);
    expect(await kbsOf({ ...outer, ...more })).toEqual(['2957503', '2965788']);
    expect((await run(['check', file('within.json', JSON.stringify([{ ...outer, ...more }]))])).code).toBe(1);
  });

  test('with an UpdateID alone it is one as well, and keeps what it says of itself', async () => {
    const id = '11111111-aaaa-4bbb-8ccc-000000000001';
    const rows = [{ ...outer, Children: [{ UpdateID: id }, { ...inner, Product: 'Windows 7' }] }];
    const { items } = await readGroup(Buffer.from(JSON.stringify(rows)), 'a file', null, null);
    expect(items.slice(1)).toMatchObject([
      { kb: null, updateId: id, where: '[0]' },
      { kb: '2965788', title: inner.LocalizedDisplayName, categories: ['Windows 7'], where: '[0]' },
    ]);
  });

  test.each([
    { SupersededBy: [inner] },
    { Supersedes: [{ KB: '2965788' }] },
    { SupersededUpdates: { value: [inner], Count: 1 } },
    { IsReplacedBy: inner },
    { Relationships: { Prerequisites: [inner], SupersededUpdateIDs: ['KB2965788'] } },
    { Links: [{ Title: 'KB2965788', Url: 'https://support.microsoft.com/kb/2965788' }] },
    { Note: { Text: 'see KB2965788' } },
    { Update: outer, Properties: outer },
    { Id: { UpdateId: '11111111-aaaa-4bbb-8ccc-000000000001', RevisionNumber: 200 } },
    { Files: [{ FileName: 'windows6.1-kb2965788-x64.msu', UniqueID: '11111111-aaaa-4bbb-8ccc-000000000002' }] },
  ])('%j names no further one', async (more) => {
    expect(
      await kbsOf([
        { ...outer, ...more },
        { ...outer, ArticleID: '2957189' },
      ]),
    ).toEqual(['2957503', '2957189 2957503']);
  });

  test('an object with a number is an update also where it has a list of updates', async () => {
    expect(await kbsOf([{ KB: '2957503', Updates: [{ KB: '2965788' }] }])).toEqual(['2957503', '2965788']);
    expect(await kbsOf([{ KBNumber: '2965788', Title: 'x', Updates: [16777515] }])).toEqual(['2965788']);
  });

  test('beside the CI_IDs of a group it is refused', async () => {
    const group = { CI_ID: 9, LocalizedDisplayName: 'June', NumberOfUpdates: 1, Updates: [10] };
    const updates = file('members.json', JSON.stringify([{ ...outer, CI_ID: 10 }]));
    const check = async (more: object) =>
      run(['check', file('holder.json', JSON.stringify([{ ...group, ...more }])), updates]);
    expect((await check({})).code).toBe(0);
    expect(await check({ Children: [{ Title: inner.LocalizedDisplayName }] })).toMatchObject({
      code: 2,
      err: expect.stringContaining('holds others'),
    });
  });

  test('beside the list of an envelope it is refused', async () => {
    const text = JSON.stringify({ value: [outer], more: [{ KB: '2965788' }] });
    expect(await run(['check', file('beside.json', text)])).toMatchObject({
      code: 2,
      err: expect.stringContaining('it holds updates beside those of its list (value)'),
    });
  });

  test('in CLIXML it is one, and for a rule', async () => {
    const text = (name: string, value: string): string => `<S N="${name}">${value}</S>`;
    const child = `<Obj N="Children" RefId="1"><LST><Obj RefId="2"><MS>${text('KB', '2965788')}</MS></Obj></LST></Obj>`;
    const xml = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS>${text('ArticleID', '2957503')}${text('Title', other)}${child}</MS></Obj></Objs>`;
    expect((await run(['check', file('within.xml', xml)])).code).toBe(1);
    const site = await siteUpdatesOf(JSON.stringify([{ ...outer, Children: [inner, outer] }]));
    expect(site.map(({ item }) => item.kb)).toEqual(['2957503', '2965788']);
  });

  test('a hundred thousand of them, one inside the other, come to an end', async () => {
    const depth = 100_000;
    const text = `[${'{"KB":"2957503","Children":['.repeat(depth)}{"KB":"2965788"}${']}'.repeat(depth)}]`;
    expect((await readGroup(Buffer.from(text), 'a file', null, null)).items.map(({ kb }) => kb)).toContain('2965788');
  });
});

describe('several numbers on a line', () => {
  const cumulative = '2026-07 Cumulative Update for Windows 11 Version 24H2 for x64-based Systems (KB5099992)';

  test('a title that ends with one of them is the title of that one', async () => {
    const { items } = await readGroup(
      Buffer.from(`${cumulative}, replaces KB5099000\n${other} (26100.1); ${cumulative} and 5099001\n`),
      ...(['a list', null, null] as const),
    );
    expect(items.map(({ kb, title }) => [kb, title])).toEqual([
      ['5099992', cumulative],
      ['5099000', null],
      ['2957503', `${other} (26100.1)`],
      ['5099001', null],
    ]);
  });

  test('does not take it out of the claims on its kind', async () => {
    const path = file('line.txt', `${cumulative}, replaces KB5099000\n${other}\n`);
    expect((await run(['check', path, '--fail-on', 'suspected'])).code).toBe(1);
  });
});

describe('a cumulative update of these months without a product', () => {
  test.each([
    ['2026-07 Cumulative Update (KB5099992)', 'suspected'],
    ['2026-07 Cumulative Update for Exchange Server 2019 (KB5099992)', 'no-data'],
    ['2018-07 Cumulative Update (KB5099992)', 'no-data'],
    ['KB5099992', 'no-data'],
  ])('%s: %s', async (title, status) => {
    const { out } = await run(['check', file('one.txt', `${title}\n`), '--format', 'json']);
    expect(JSON.parse(out).updates).toMatchObject([{ status }]);
  });
});

describe('the word hotpatch', () => {
  test.each([
    ['2025-08 Hotpatch for Windows 11 Enterprise (KB1234567)', true],
    ['2026-07 Hotpatch Cumulative Update for Windows 11 Version 24H2 (KB1234567)', true],
    ['2026-07 Cumulative Update (Hotpatch Baseline) for Windows 11 Version 24H2 (KB1234567)', false],
    ['2026-07 Baseline Cumulative Update for Hotpatch, Windows 11 Version 24H2 (KB1234567)', false],
    ['2026-07 Cumulative Update for hotpatch-capable Windows 11 Version 24H2 (KB1234567)', false],
    ['2026-07 Cumulative Update for Windows 11 Version 24H2, replaces Hotpatch (KB1234567)', false],
    ['2026-07 Cumulative Update for Windows 11 Version 24H2 without hotpatch (KB1234567)', false],
  ])('%s: %s', (title, is) => {
    expect(readTitle(title).kind === 'hotpatch').toBe(is);
  });

  test('clears no baseline', async () => {
    const path = file(
      'baseline.txt',
      '2026-07 Cumulative Update (Hotpatch Baseline) for Windows 11 Version 24H2 (KB5099991)\n',
    );
    const { out } = await run(['check', path, '--format', 'json']);
    expect(JSON.parse(out).updates).toMatchObject([{ status: 'suspected' }]);
  });
});

describe('what is stated of the devices, and the group itself changes', () => {
  const group = (): string =>
    file(
      'changes.txt',
      'Update for Windows 8.1 for x64-based Systems (KB2919355)\nSecurity Update for Windows 8.1 for x64-based Systems (KB2966034)\n',
    );

  test('counts as not stated, and is said', async () => {
    expect(await run(['check', group(), '--env', 'kb2919355=no'])).toMatchObject({
      code: 1,
      err: 'warning: kb2919355=no is stated of the devices, and the group installs KB2919355: it counts as not stated\n',
    });
  });

  test('counts where the group agrees, or does not hold it', async () => {
    expect(await run(['check', group(), '--env', 'kb2919355=yes'])).toMatchObject({ code: 0, err: '' });
    const path = file('rdp.txt', 'Security Update for Windows 7 for x64-based Systems (KB2965788)\n');
    const stated = ['--env', 'rdp-8.0=no', '--env', 'windows-7-enterprise-or-ultimate=no', '--accept-no-data'];
    expect(await run(['check', path, ...stated])).toMatchObject({ code: 0, err: '' });
    const both = file('rdp-both.txt', 'Security Update for Windows 7 for x64-based Systems (KB2965788)\nKB2592687\n');
    expect((await run(['check', both, ...stated])).code).toBe(1);
  });
});

describe('a rule that picks nothing', () => {
  const rule = fixture('rules/adr-windows-7.json');
  const at = (day: string, ...more: string[]) =>
    run(['check', rule, '--updates', fixture('rules/site-june-2014.json'), '--run-at', day, ...more]);

  // The contract: a rule that was evaluated to its end and picks nothing is exit 0, and says so.
  test('of an export that is older than the last Patch Tuesday is no clearance, and the first line says so', async () => {
    const { code, out } = await at('2014-07-11');
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'PASS: the rule picks no update, BUT the newest update that the rule was held against is of 2014-06-10, and the run comes after the Patch Tuesday of 2014-07-08: what it will find is not in there, and this is no clearance.',
    );
  });

  test('before the next one it is what the run picks', async () => {
    expect((await at('2014-06-12')).code).toBe(1);
    expect((await at('2014-07-07')).code).toBe(1);
  });

  test('and one that picks something old says so', async () => {
    const { out } = await at('2014-07-09');
    expect(out.replace(/\s+/g, ' ')).toContain('The newest update that the rule was held against is of 2014-06-10');
  });
});

describe('remedies for a row that names several numbers', () => {
  const rows = [{ ArticleID: '5036892, 2966034', LocalizedDisplayName: 'An update' }];

  test.each([
    ['mdt', ['WUMU_ExcludeKB1=2966034', 'WUMU_ExcludeKB2=5036892']],
    ['adr-criteria', ["'-2966034'", "'-5036892'"]],
    ['offline-servicing', ['*kb2966034*', '*kb5036892*']],
    ['wsus-maintenance-plugin', ["Article = '2966034'", "Article = '5036892'"]],
  ])('%s acts on each', async (kind, texts) => {
    const { out } = await run(['remediate', file('two.json', JSON.stringify(rows)), '--only', kind]);
    for (const text of texts) expect(out).toContain(text);
  });
});

describe('query', () => {
  test.each([[['--kb', '5083631']], [['--restarts', '2+']], [['--status', 'conditional']]])(
    '%j names an update of which a finding alone speaks',
    async (args) => {
      const { out } = await run(['query', ...args, '--format', 'csv', '--limit', '100000']);
      expect(out).toMatch(/^5083631,/m);
    },
  );

  test('no status of several restarts stands without the claims that it rests on', async () => {
    const { out } = await run(['query', '--status', 'suspected', '--format', 'json', '--limit', '100000']);
    const found: { findings: string[] }[] = JSON.parse(out).rows;
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(({ findings }) => findings.length === 0)).toEqual([]);
  });
});

test('an update is matched by UpdateID only where the export gives one', async () => {
  const rows = (more: object): string =>
    JSON.stringify([
      { ArticleID: '890830', LocalizedDisplayName: 'Windows Malicious Software Removal Tool (KB890830)', ...more },
    ]);
  const wayOf = async (text: string): Promise<unknown> =>
    JSON.parse((await run(['check', file('msrt.json', text), '--format', 'json', '--accept-no-data'])).out).updates[0]
      ?.matchedBy;
  expect(await wayOf(rows({}))).toBe('kb');
});

test('systeminfo names the Windows of the device', async () => {
  const text = `OS Name:      Microsoft Windows Server 2012 R2 Standard
OS Version:   6.3.9600 N/A Build 9600
Hotfix(s):    1 Hotfix(s) Installed.
              [01]: KB3067904
`;
  const { items } = await readGroup(Buffer.from(text), 'a file', null, null);
  expect(items).toMatchObject([{ kb: '3067904', categories: ['Windows Server 2012 R2'] }]);
  const eleven = text
    .replace('Server 2012 R2 Standard', '11 Enterprise LTSC')
    .replace('6.3.9600 N/A Build 9600', '10.0.26100 N/A Build 26100');
  expect((await readGroup(Buffer.from(eleven), 'a file', null, null)).items[0]?.categories).toEqual([
    'Windows 11 Version 24H2',
  ]);
});

describe('what an attacker tried', () => {
  const seen = 'KB2939576 Security Update for Windows 7 for x64-based Systems (KB2939576)';
  const title = 'Security Update for Windows 7 for x64-based Systems';
  const codeOf = async (name: string, content: string | Uint8Array): Promise<number> => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return (await run(['check', path])).code;
  };

  test('a stray quote that swallows rows is refused', async () => {
    const rows = `ArticleID,LocalizedDisplayName\n2939576,${title} (KB2939576)\n2939576,"${title}\n2965788,${title}\n2966034,x"\n`;
    expect(await codeOf('quote.csv', rows)).toBe(2);
  });

  test('a second header is refused', async () => {
    const rows = `ArticleID,Title\n2939576,${title} (KB2939576)\nTitle,ArticleID\n${title},2965788\n`;
    expect(await codeOf('header.csv', rows)).toBe(2);
  });

  test.each<[string, Uint8Array]>([
    [
      'UTF-16 behind UTF-8',
      Buffer.concat([Buffer.from(`${seen}\n${'# reviewed\n'.repeat(500)}`), Buffer.from('KB2965788\r\n', 'utf16le')]),
    ],
    ['UTF-8 behind UTF-16', Buffer.concat([Buffer.from(`\uFEFF${seen}\r\n`, 'utf16le'), Buffer.from('KB2965788\n')])],
    [
      'UTF-8 behind UTF-16, an odd number of bytes',
      Buffer.concat([Buffer.from(`\uFEFF${seen}\r\n`, 'utf16le'), Buffer.from('KB2965788\r\n\n')]),
    ],
    ['a zero in a number', Buffer.from(`${seen}\n${'# padding\n'.repeat(500)}29\u000065788\n`)],
  ])('%s is refused', async (_name, bytes) => {
    expect(await codeOf('mixed.txt', bytes)).toBe(2);
  });

  test('titles in Chinese, Japanese and Korean as UTF-16 are text', async () => {
    const text = `\uFEFF適用於 Windows 7 的安全性更新 (KB2965788)\r\nWindows 7 用セキュリティ更新プログラム (KB2966034)\r\n㈀ ㄀ 㐀 보안 업데이트 (KB2939576)\r\n`;
    expect(await codeOf('asia.txt', Buffer.from(text, 'utf16le'))).toBe(1);
  });

  test.each([
    ...[
      '\u001b[1mKB2965788\u001b[0m',
      'KB.2965788',
      'xKB2965788',
      'KB%202965788',
      'Q2965788',
      '2965788_x64',
      '2965788v2',
    ],
    ...[
      'https://support.microsoft.com/en-us/topic/2965788',
      'Windows6.1-2965788-x64.msu',
      '2965\u200e788',
      'HotFix2965788',
    ],
  ])('%j in a list is read', async (line) => {
    expect(await codeOf('list.txt', `${seen}\n${line}\n`)).toBe(1);
  });

  test.each([
    '[{"ArticleID":"2939576"},{"KB":"2965788","KB":"2939576"}]',
    '[{"ArticleID":"2939576"},{"Article\\u0049D":"2965788","ArticleID":"2939576"}]',
    `[{"KB":"2965788","KB":"2939576","Title" :"${title}"}]`,
    `[{"KB":"2965788","KB":"2939576","Title"\r\n\t:"${title}"}]`,
    `{"value":[{"Title":"${title} (KB2965788)"}],"value":[{"Title":"${title} (KB2939576)"}]}`,
    '{"@odata.context":"x","@odata.count":"5","value":[{"ArticleID":"2939576"}]}',
    '{"__next":"http://x","value":[{"ArticleID":"2939576"}]}',
    `[{"ArticleIDs":[${'"2939576",'.repeat(100)}"2965788"]}]`,
  ])('%s is refused', async (json) => {
    expect(await codeOf('hidden.json', json)).toBe(2);
  });

  test('a rule whose criteria stand there twice is refused', async () => {
    const [rule]: Record<string, string>[] = [
      JSON.parse(readFileSync(fixture('rules/adr-windows-7.json'), 'utf8')),
    ].flat();
    const xml = JSON.stringify(rule?.['UpdateRuleXML']);
    expect(
      await codeOf(
        'rule.json',
        `{"Name":"x","UpdateRuleXML":${xml},"UpdateRuleXML":${xml.replace('-Itanium', 'zzz')}}`,
      ),
    ).toBe(2);
  });

  test('names that decide nothing may stand there twice, and colons in texts are none', async () => {
    const rows = `[{"ArticleID":"2939576","note":"\\":","note":"a\\":b","Title":"${title}"}]`;
    expect(await codeOf('twice.json', rows)).toBe(0);
  });

  test.each(['KB-2965788', '[2965788]', 'KB: 2965788', 'KB  2965788'])(
    'a title that says %s beside another number',
    async (words) => {
      expect(await codeOf('title.json', JSON.stringify([{ ArticleID: '2939576', Title: `${title} ${words}` }]))).toBe(
        1,
      );
    },
  );

  test.each(['2.965788E+06', '02965788', '0x2D416C12', '29657882939576'])(
    'an article of %s is refused',
    async (article) => {
      const rows = [{ ArticleID: '2939576' }, { ArticleID: article, Title: title }];
      expect(await codeOf('article.json', JSON.stringify(rows))).toBe(2);
    },
  );

  test('members whose type of relation is written as a fraction are members', async () => {
    const updates = file('updates.json', '[{"ArticleID":"2939576","CI_ID":10},{"ArticleID":"2965788","CI_ID":11}]');
    const members = file('members.csv', 'FromCIID,ToCIID,RelationType\n1,10,1\n1,11,"1.0"\n');
    expect((await run(['check', members, updates])).code).toBe(1);
  });

  test('an imported flag recognises, and never clears', async () => {
    const update = {
      UpdateId: '11111111-2222-3333-4444-555555555555',
      RevisionNumber: 1,
      KnowledgebaseArticle: '9999998',
    };
    const more = {
      DefaultTitle: 'Update for Windows 10 Version 1809 for x64-based Systems (KB9999998)',
      CreationDate: '2018-10-13',
    };
    const flag = { InstallationBehavior: { RebootBehavior: 'NeverReboots' }, ProductTitles: ['Windows 10'] };
    const exported = file('wsus.json', JSON.stringify([{ ...update, ...more, ...flag }]));
    const site = join(folder, 'site.sqlite');
    expect((await run(['import', exported, '--into', site])).code).toBe(0);
    const { out } = await run([
      'check',
      file('one.txt', `${more.DefaultTitle}\n`),
      '--overlay',
      site,
      '--format',
      'json',
    ]);
    expect(JSON.parse(out).updates).toMatchObject([{ status: 'no-data' }]);
  });

  test.each(['SELECT :x', 'SELECT ?'])('query --sql %j is one line', async (sql) => {
    expect(await run(['query', '--sql', sql])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: --sql [^\n]*\nhint: [^\n]*\n$/),
    });
  });

  test('wide digits of an IME are read where a number is typed, as in a list', async () => {
    const typed = await run(['explain', 'KB\uff12\uff19\uff16\uff15\uff17\uff18\uff18']);
    expect(typed).toEqual(await run(['explain', '2965788']));
    expect(typed.code).toBe(0);
  });
});
