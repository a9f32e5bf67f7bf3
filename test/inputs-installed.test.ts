// What is installed or offered, as Windows itself prints it: wmic qfe, Get-HotFix, systeminfo, and tables of PSWindowsUpdate.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGroup } from '../src/inputs/index.ts';
import type { Group } from '../src/types.ts';
import { readFixture, root, run } from './run.ts';

const read = (text: string | Uint8Array, kind: string | null = null): Promise<Group> =>
  readGroup(Buffer.from(text), 'a file', null, kind);
const namesOf = ({ items }: Group): (string | null)[] => items.map(({ kb, title }) => kb ?? title);

/** A real file, what it is, and how many updates it names. */
function sampleTest(name: string, kind: string, check: (group: Group, text: string) => void): void {
  test(name, async (context) => {
    const path = join(root, '..', 'shared', 'samples', name);
    if (!existsSync(path)) {
      if (process.env['CI'] === 'true') throw new Error(`the sample ${path} is missing`);
      process.stderr.write(`skipped: the sample ${path} is not here\n`);
      return context.skip('the sample is not here');
    }
    const bytes = readFileSync(path);
    const group = await readGroup(bytes, name, path, null);
    expect(group.kind).toBe(kind);
    check(group, bytes[0] === 0xff ? bytes.toString('utf16le') : bytes.toString());
  });
}

/** `where` of each update is a line that holds its number; and no number of the file is missing. */
function expectAll({ items }: Group, text: string, count: number): void {
  const numbers = text.match(/KB\d{6,7}/g) ?? [];
  expect(items).toHaveLength(count);
  expect(new Set(items.map(({ kb }) => `KB${kb}`))).toEqual(new Set(numbers));
}

describe('real files', () => {
  // iconv -f utf-16 FILE | grep -c 'KB[0-9]' gives the same numbers, and grep -c '\[[0-9]*\]: KB' for systeminfo.
  sampleTest('wesng/bitsadmin__wesng__10_1809_x64_education_en-us_20190306_qfe.txt', 'wmic-qfe', (group, text) =>
    expectAll(group, text, 9),
  );
  sampleTest('wesng/bitsadmin__wesng__srv_2012r2_u1_qfe.txt', 'wmic-qfe', (group, text) => expectAll(group, text, 154));
  sampleTest('wesng/bitsadmin__wesng__srv_2012r2_u1_systeminfo.txt', 'systeminfo', (group, text) =>
    expectAll(group, text, 154),
  );
  sampleTest('wesng/bitsadmin__wesng__7_sp1_x64_enterprise_en-us_20190305_updates.txt', 'kb-list', (group, text) =>
    expectAll(group, text, 70),
  );
  sampleTest(
    'wsus/web__PSWindowsUpdate-help__PSWindowsUpdate_Get-WindowsUpdate_pl.txt',
    'pswindowsupdate',
    (group, text) => {
      expectAll(group, text, 8);
      expect(group.items[1]?.title).toBe(
        '2017-08 Aktualizacja zbiorcza dla systemu Windows 10 Version 1607 dla syste...',
      );
    },
  );

  test('the two lists of one server name the same updates', async (context) => {
    const folder = join(root, '..', 'shared', 'samples', 'wesng', 'bitsadmin__wesng__srv_2012r2_u1_');
    if (!existsSync(`${folder}qfe.txt`)) return context.skip('the samples are not here');
    const [qfe, info] = await Promise.all(
      ['qfe', 'systeminfo'].map((name) => read(readFileSync(`${folder}${name}.txt`))),
    );
    expect(qfe?.items.map(({ kb }) => kb)).toEqual(info?.items.map(({ kb }) => kb));
  });

  test('a script is no XML and no list', async (context) => {
    const path = join(root, '..', 'shared', 'samples', 'wsus', 'OSDeploy__OSDUpdate__Get-OSDUpdate.txt');
    if (!existsSync(path)) return context.skip('the sample is not here');
    await expect(read(readFileSync(path))).rejects.toThrow('holds no group of updates that can be recognised');
  });
});

const qfe = [
  'Caption                                     CSName  Description      FixComments  HotFixID   InstallDate  InstalledBy          InstalledOn  Name  ServicePackInEffect  Status  ',
  'http://support.microsoft.com/?kbid=2965788  PC      Security Update               KB2965788               NT AUTHORITY\\SYSTEM  6/12/2014                                       ',
  'http://support.microsoft.com/?kbid=890830   PC      Update                        KB890830                                     6/12/2014                                       ',
];

describe('wmic qfe', () => {
  test.each([
    ['into a file: UTF-16 with BOM', Buffer.from(`\ufeff${qfe.join('\r\n')}\r\n`, 'utf16le')],
    ['through a pipe: two carriage returns', Buffer.from(qfe.join('\r\r\n'))],
    ['in a console, with what was typed', Buffer.from(`C:\\Users\\me> wmic qfe\n${qfe.join('\n')}\n\nC:\\Users\\me>`)],
    ['where lines stand in', Buffer.from(qfe.map((line) => `    ${line}`).join('\n'))],
  ])('%s', async (_, bytes) => {
    const group = await read(bytes);
    expect(group).toMatchObject({ kind: 'wmic-qfe', duplicates: 0 });
    expect(namesOf(group)).toEqual(['2965788', '890830']);
  });

  test('of Windows XP: a header behind another sentence, file names, and numbers of old', async () => {
    const text = [
      'Please wait while WMIC is being installed.Caption  CSName  Description                        FixComments  HotFixID    InstalledOn  ServicePackInEffect  Status',
      '         PC                                                       File 1                   KB893803v2                   ',
      '         PC                                                       File 1                                                ',
      '         PC                                                       Q147222                                               ',
      '         PC      Windows Installer 3.1 (KB893803)   Update       KB893803v2               SP3                          ',
    ].join('\n');
    const group = await read(text);
    expect(namesOf(group)).toEqual(['893803', 'File 1', '147222']);
    expect(group.duplicates).toBe(1);
  });

  test('some of the columns, one of them, and names in other letters', async () => {
    expect(namesOf(await read('HotFixID   InstalledOn  \nKB2965788  6/12/2014    \n'))).toEqual(['2965788']);
    expect(namesOf(await read('HotFixID   \r\r\nKB2965788  \r\r\nKB890830   \r\r\n'))).toEqual(['2965788', '890830']);
    const wide = 'Description  HotFixID   InstalledBy\n更新程序    KB2965788  Администратор\n';
    expect(namesOf(await read(wide))).toEqual(['2965788']);
  });

  test('as a list, an update counts once whatever its other properties say', async () => {
    const block = (kb: string): string =>
      `\r\r\n\r\r\nCaption=http://support.microsoft.com/?kbid=${kb}\r\r\nDescription=Update\r\r\nHotFixID=KB${kb}\r\r\nInstalledOn=6/12/2014\r\r\n`;
    const group = await read(block('2965788') + block('890830'));
    expect(group).toMatchObject({ kind: 'wmic-qfe', duplicates: 0 });
    expect(namesOf(group)).toEqual(['2965788', '890830']);
    const old = 'HotFixID            : File 1\nServicePackInEffect : KB893803v2\n';
    expect(namesOf(await read(old))).toEqual(['File 1', '893803']);
  });

  test('as CSV it is a table like others', async () => {
    const group = await read(
      '\r\nNode,HotFixID,InstalledOn,ServicePackInEffect\r\nPC,KB2965788,6/12/2014,\r\nPC,File 1,,KB893803v2\r\n',
    );
    expect(group.kind).toBe('configmgr-csv');
    expect(namesOf(group)).toEqual(['2965788', '893803']);
  });

  const brief =
    'Description  HotFixID   InstalledOn  \nUpdate       KB2939576  6/12/2014    \nUpdate       KB2965788  6/12/2014';
  const cutAt = (mark: string): string => brief.slice(0, brief.indexOf(mark) + mark.length);

  test('a row cut behind an address that has its number is whole enough', async () => {
    const text = qfe.slice(0, 2).join('\n');
    expect(namesOf(await read(text.slice(0, text.indexOf('KB2965') + 6)))).toEqual(['2965788']);
  });

  test.each([
    ['a number that was cut', cutAt('KB2965'), /names a KB number that cannot be read/],
    ['a row cut before its number', `${cutAt('KB2939576')}\nUpdate    `, /names no hotfix/],
    [
      'a row that a window broke',
      `${qfe[0]}\n${qfe[1]}\n6/12/2014\n`,
      /line 3 is a row of the table that names no hotfix/,
    ],
    [
      'a row of six digits at the very end',
      'HotFixID   InstalledOn  \nKB2965788  6/12/2014    \nKB289296',
      /cannot be read/,
    ],
    ['no row', `${qfe[0]}\n`, /there is no update in it: it lists no hotfix/],
  ])('%s is refused', async (_, text, said) => {
    const { code, out, err } = await run(['check', '-'], { stdin: text });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
    expect(err).toMatch(said);
  });
});

describe('Get-HotFix', () => {
  const table = [
    'Source        Description      HotFixID      InstalledBy          InstalledOn',
    '------        -----------      --------      -----------          -----------',
    'EC2AMAZ-5M... Update           KB2899189_... NT AUTHORITY\\SYSTEM  5/14/2014 12:00:00 AM',
    'EC2AMAZ-5M... Security Update  KB2965788                          15/06/2014 12:00:00 a. m.',
  ];
  test('with names cut, and nobody who installed', async () => {
    const group = await read(`PS C:\\> Get-HotFix\r\n\r\n${table.join('\r\n')}\r\n\r\n\r\nPS C:\\> \r\n`);
    expect(group.kind).toBe('wmic-qfe');
    expect(namesOf(group)).toEqual(['2899189', '2965788']);
  });

  test('of two computers, and what stands between the tables', async () => {
    const group = await read(
      `${table.join('\n')}\n\nand 2957189 by hand\n\n${table.slice(0, 2).join('\n')}\nPC Update  KB890830\n`,
    );
    expect(namesOf(group).sort()).toEqual(['2899189', '2957189', '2965788', '890830']);
  });

  test('a number that the column cut is refused', async () => {
    const narrow = 'Source HotFixID InstalledOn\n------ -------- -----------\nPC     KB289... 5/14/2014\n';
    await expect(read(narrow)).rejects.toThrow('line 3 names a KB number that cannot be read');
    const six = 'Source HotFixID    InstalledOn\n------ --------    -----------\nPC     KB289918... 5/14/2014\n';
    await expect(read(six)).rejects.toThrow('line 3 names a KB number that cannot be read');
  });
});

describe('systeminfo', () => {
  const network =
    'Network Card(s):           1 NIC(s) Installed.\n                           [01]: Intel(R) 82574L Gigabit Network Connection\n                                 IP address(es)\n                                 [01]: 192.168.1.123\n                                 [02]: fe80::42d:84c1:c721:bb22\n';
  const processors =
    'Processor(s):              1 Processor(s) Installed.\n                           [01]: Intel64 Family 6 Model 78 Stepping 3 GenuineIntel ~2496 Mhz\nBIOS Version:              INTEL  - 6040000\n';
  const info = (label: string, ...entries: string[]): string =>
    `\nHost Name:                 PC\n${processors}${label}\n${entries
      .map((text, index) => `                           [${String(index + 1).padStart(2, '0')}]: ${text}`)
      .join('\n')}\n${network}`;

  test.each([
    ['English', 'Hotfix(s):                 2 Hotfix(s) Installed.'],
    ['Italian', 'Aggiornamenti rapidi:                 2 Aggiornamenti rapidi installati.'],
    ['Russian', 'Исправление(я):                   Число установленных исправлений - 2.'],
    ['Chinese', '修补程序:         安装了 2 个修补程序。'],
    ['German', 'Hotfix(es):                                    2 Hotfix(e) installiert.'],
  ])('%s', async (_, label) => {
    const group = await read(info(label, 'KB2965788', 'KB890830'));
    expect(group).toMatchObject({ kind: 'systeminfo', duplicates: 0 });
    expect(group.items).toMatchObject([
      { kb: '2965788', title: null, where: '[01]' },
      { kb: '890830', where: '[02]' },
    ]);
  });

  test('French in the code page of a console, and in UTF-16', async () => {
    const text = info('Correctif(s):              1 Corrections install‚es.', 'KB2965788').replaceAll(
      '[01]:',
      '[01]\u00a0:',
    );
    for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text.replaceAll('\u00a0', '\u00ff'), 'latin1')])
      expect(namesOf(await read(bytes))).toEqual(['2965788']);
  });

  test('of old systems: suffixes, numbers alone, file names and identifiers', async () => {
    const guid = '{7A068575-C5DB-43D9-BE20-3895D0C69B17}';
    const entries = ['File 1', 'Q147222', 'KB893803v2 - Update', '943729', guid, 'File 1', 'KB2849697', 'KB2849697'];
    const group = await read(info('Hotfix(s):                 8 Hotfix(s) Installed.', ...entries));
    expect(namesOf(group)).toEqual(['File 1', '147222', '893803', '943729', guid, '2849697']);
    expect(group.duplicates).toBe(2);
  });

  test('as CSV, all hotfixes in one cell', async () => {
    const text =
      '"Host Name","OS Name","Processor(s)","Hotfix(s)","Network Card(s)"\r\n' +
      '"PC","Microsoft Windows 7","1 Processor(s) Installed.,[01]: Intel64 Family 6 Model 78 Stepping 3 ~2496 Mhz","2 Hotfix(s) Installed.,[01]: KB2965788,[02]: KB890830","1 NIC(s) Installed.,[01]: Intel(R) 82574L,    [01]: 192.168.1.1"\r\n';
    const group = await read(text);
    expect(group.kind).toBe('systeminfo');
    expect(namesOf(group)).toEqual(['2965788', '890830']);
  });

  test('more than 99, and two computers in one file', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `KB${3_000_000 + index}`);
    const one = info('Hotfix(s):                 120 Hotfix(s) Installed.', ...many);
    expect(
      (await read(`${one}${info('Hotfix(s):                 1 Hotfix(s) Installed.', 'KB2965788')}`)).items,
    ).toHaveLength(121);
  });

  test('an update that stands elsewhere in the file is not lost; other numbers are none', async () => {
    const text = `${info('Hotfix(s):                 1 Hotfix(s) Installed.', 'KB2965788')}Missing: KB2957189\n`;
    expect(namesOf(await read(text))).toEqual(['2965788', '2957189']);
  });

  test.each([
    [
      'fewer than it says',
      info('Hotfix(s):                 3 Hotfix(s) Installed.', 'KB2965788', 'KB890830'),
      'it says that 3 hotfixes are installed, and lists 2',
    ],
    ['a list that begins in the middle', '[02]: KB2965788\n[01]: KB890830\n', 'begins with number 2'],
    ['a row that is missing', '[01]: KB2965788\n[03]: KB890830\n', 'begins with number 3'],
    [
      'a number that cannot be read',
      info('Hotfix(s):                 1 Hotfix(s) Installed.', 'KB29657'),
      'a KB number that cannot be read: KB29657',
    ],
    ['the beginning of a row at its end', '[01]: KB2965788\n[0', 'line 2 names a KB number that cannot be read'],
    ['none', info('Hotfix(s):                 N/A'), 'it lists no hotfix'],
  ])('%s is refused', async (_, text, said) => {
    await expect(read(text)).rejects.toThrow(said);
  });

  test('cut off anywhere, it is refused or has all of its hotfixes', async () => {
    const entries = Array.from({ length: 12 }, (_, index) => `KB${3_000_000 + index}`);
    const text = info('Hotfix(s):                 12 Hotfix(s) Installed.', ...entries);
    for (let length = 60; length < text.length; length += 1) {
      const { items } = await read(text.slice(0, length)).catch(() => ({ items: null }));
      if (items !== null) expect(items, String(length)).toHaveLength(12);
    }
  });
});

describe('PSWindowsUpdate', () => {
  test('pswindowsupdate.txt: cut names, wrapped titles, flags, drivers without a number', async () => {
    const group = await read(readFixture('inputs/pswindowsupdate.txt'));
    expect(group.kind).toBe('pswindowsupdate');
    expect(group.items.map(({ kb, alsoKbs, title, where }) => [kb, alsoKbs, title, where])).toEqual([
      ['890830', [], 'Windows Malicious Software Removal Tool x64 - v5.95 (KB890830)', 'line 6'],
      ['2965788', [], 'Sicherheitsupdate für Windows 7 für x64-basierte Systeme (KB2965788)', 'line 7'],
      ['5007206', [], '2021-11 Cumulative Update for Windows Server 2019 (1809) for x64-...', 'line 9'],
      [null, [], 'INTEL - System - 1/1/1970 12:00:00 AM - 10.1.1.42', 'line 10'],
      ['2267602', [], 'Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Ve…', 'line 11'],
      ['5034467', [], '2024-01 Cumulative Update Preview for .NET Framework 3.5 and 4.8.1 (KB5034467)', 'line 12'],
      [null, [], 'Synaptics driver update for Synaptics SMBus TouchPad', 'line 14'],
      ['4023307', [], 'Microsoft Silverlight (KB4023307)', 'line 19'],
      ['3186568', [], 'Microsoft .NET Framework 4.7 for Windows 10 Version 1607 a...', 'line 27'],
    ]);
    expect(group.duplicates).toBe(2);
  });

  test.each([
    ['flags alone show a row', 'PC -D--H-- Some driver', [null, 'Some driver']],
    ['a size in letters', 'PC D----- KB3012973   3 GB Feature update', ['3012973', 'Feature update']],
    ['a size with a comma', 'PC -------  KB3012973  1,2 GB Feature update', ['3012973', 'Feature update']],
    ['a size without its unit', 'SRV -------  KB5034129   250M 2025-01 Cumulative', ['5034129', '2025-01 Cumulative']],
    ['no size', 'PC -------  KB5034129  2025-01 Cumulative', ['5034129', '2025-01 Cumulative']],
    ['a size of kilobytes is no number', 'PC -------    322 KB Security Update', [null, 'Security Update']],
  ])('%s', async (_, row, [kb, title]) => {
    const group = await read(
      `ComputerName Status     KB          Size Title\n------------ ------     --          ---- -----\n${row}\n`,
    );
    expect(group.items).toMatchObject([{ kb, title }]);
  });

  test('a title that names another number counts with both', async () => {
    const text =
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC ------- KB2957189 1MB For KB2965788\n';
    expect((await read(text)).items).toMatchObject([{ kb: '2957189', alsoKbs: ['2965788'] }]);
  });

  test('a window that broke a number within', async () => {
    const text =
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC -------           1MB Security Update (KB29657\n88)\n';
    expect((await read(text)).items).toMatchObject([{ kb: '2965788', title: 'Security Update (KB2965788)' }]);
  });

  test('the history, with dates of several countries', async () => {
    const text = [
      'ComputerName Operationname  Date                KB        Title',
      '------------ -------------  ----                --        -----',
      'MG-PC        Installation   30.08.2017 12:03:53 KB2267602 Definition Update for Windows Defender',
      'MG-PC        Installation   8/29/2017 11:49:50 AM KB3186568 Microsoft .NET Framework 4.7 a...',
      'MG-PC        Installation   2017. 08. 29. 11:21 KB890830  Windows Malicious Software Removal Tool',
    ].join('\r\n');
    expect(namesOf(await read(text))).toEqual(['2267602', '3186568', '890830']);
  });

  test('other lines of the file', async () => {
    const table = 'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC ------- KB2957189 1MB x\n';
    const text = `PS C:\\> Get-WindowsUpdate -KBArticleID KB2957189\nVERBOSE: Found [1] Updates\n\n${table}VERBOSE: broken\nin two\n\n2965788 by hand\n`;
    expect(new Set(namesOf(await read(text)))).toEqual(new Set(['2957189', '2965788']));
  });

  test.each([
    [
      'a header alone',
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\n',
      'the table has no row',
    ],
    [
      'a row that is none',
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC nothing here\n',
      'line 3 is a row of the table that cannot be read',
    ],
    [
      'a second row that is none',
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC ------- KB2957189 1MB x\nPC nothing here\n',
      'line 4 is a row',
    ],
    [
      'a number that was cut',
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC ------- 1MB Update (KB29657...\n',
      'line 3 names a KB number that cannot be read',
    ],
    [
      'six digits of a number that was cut',
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC ------- 1MB Update (KB296578…\n',
      'cannot be read',
    ],
    [
      'a row cut behind its number',
      'ComputerName Status KB Size Title\n------------ ------ -- ---- -----\nPC ------- KB296578',
      'may be cut off',
    ],
  ])('%s is refused', async (_, text, said) => {
    await expect(read(text)).rejects.toThrow(said);
  });

  test('with tabs between its names it is CSV; a sentence that ends in words of the header is none', async () => {
    expect(await read('ComputerName\tStatus\tKB\tSize\tTitle\nPC\t-------\tKB2965788\t1MB\tx\n')).toMatchObject({
      kind: 'configmgr-csv',
    });
    expect(await read('This list has status kb size title\nKB2965788\n')).toMatchObject({ kind: 'kb-list' });
  });
});

describe('a number that was cut in a list', () => {
  test('six digits and dots are not the number of another update', async () => {
    await expect(read('KB2939576\nSecurity Update (KB296578...\n')).rejects.toThrow('line 2 names a KB number');
    expect(namesOf(await read('KB2965788...\nKB890830.\n'))).toEqual(['2965788', '890830']);
  });
});

describe('hostile', () => {
  const header = 'ComputerName Status     KB          Size Title\n------------ ------     --          ---- -----\n';

  test.each([
    ['blanks', ' '],
    ['dashes', '-'],
    ['digits', '1'],
    ['KB', 'KB1'],
    ['brackets', '[01]: '],
    ['commas', ',[01]:'],
    ['names of columns', 'HotFixID Title KB '],
    ['line breaks', '\n\t'],
  ])('a megabyte of %s comes to an end, at each place', async (_, unit) => {
    const long = unit.repeat(1_000_000 / unit.length);
    for (const text of [
      long,
      `${header}PC ------- KB2965788 1MB ${long}`,
      `${header}${long}`,
      `${qfe.join('\n')}\n${long}`,
      `[01]: KB2965788\n${long}`,
      `[01]: ${long}`,
    ]) {
      const { code, err } = await run(['check', '-'], { stdin: text });
      expect([1, 2, 3]).toContain(code);
      expect(err).not.toContain('bug of rebootgate');
    }
  });

  test('a title broken into 200,000 lines, and a line of 130,000 numbers', async () => {
    const title = await read(`${header}PC ------- KB2965788 1MB x\n${'go on\n'.repeat(200_000)}KB2957189\n`);
    expect(title.items).toMatchObject([{ kb: '2965788', alsoKbs: ['2957189'] }]);
    const numbers = Array.from({ length: 130_000 }, (_, index) => `KB${3_000_000 + index}`).join(' ');
    for (const text of [
      `${header}\n${numbers}\n${header}PC ------- KB2965788 1MB x\n`,
      `[01]: KB2965788\n\n${numbers}`,
      `${qfe.join('\n')}\n\n${numbers}`,
    ])
      expect((await read(text)).items.length).toBeGreaterThan(130_000);
  });

  test('any lines are an answer, and a number in them is never lost', async () => {
    const pieces = fc.constantFrom(
      ...[
        'ComputerName Status     KB          Size Title',
        '------------ ------     --          ---- -----',
        'HotFixID',
        '[01]: ',
        '[02]: ',
        'KB2965788',
        'KB89083',
        'PC',
        '-------',
        '1MB',
        'Title',
        'File 1',
        'Q147222',
        'VERBOSE: ',
        'HotFixID=',
        ' ',
        '    ',
        '\n',
        '\n',
        '...',
        '…',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 14 }), async (parts) => {
        const text = parts.join('');
        const { code, out, err } = await run(['check', '-', '--format', 'json'], { stdin: text });
        expect([1, 2, 3]).toContain(code);
        expect(err).not.toContain('bug of rebootgate');
        if (code !== 2 && /(?<![A-Za-z0-9])KB2965788(?![\d])/.test(text)) expect(out).toContain('2965788');
      }),
      { numRuns: 600 },
    );
  });
});
