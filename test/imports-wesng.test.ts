// The definitions of wesng: own tables in their shape, odd and hostile ones, and the real files counted by another program.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UpdateRow } from '../src/data/schema.ts';
import { UserError } from '../src/errors.ts';
import type { ImportFile } from '../src/imports/types.ts';
import { wesng } from '../src/imports/wesng.ts';
import { kindOfComponent, kindOfProduct } from '../src/imports/wesng-kind.ts';
import { type Collected, fileAt, fileOf, importAll } from './imports.ts';
import { root } from './run.ts';
import { makeZip } from './zip-maker.ts';

const names = [
  ...['DatePosted', 'CVE', 'BulletinKB', 'Title', 'AffectedProduct'],
  ...['AffectedComponent', 'Severity', 'Impact', 'Supersedes', 'Exploits'],
] as const;
type Row = Partial<Record<(typeof names)[number], string>>;

const tampering: Row = {
  DatePosted: '20140610',
  CVE: 'CVE-2014-0296',
  BulletinKB: '2965788',
  Title: 'Vulnerability in Remote Desktop Could Allow Tampering',
  AffectedProduct: 'Windows 7 for 32-bit Systems Service Pack 1',
  Severity: 'Important',
};

const quoted = (cells: readonly string[]): string => cells.map((cell) => `"${cell}"`).join(',');
const header = quoted(names);
/** As wesng writes it: all in quotes, CR LF. */
const tableOf = (rows: readonly Row[]): string =>
  [header, ...rows.map((row) => quoted(names.map((name) => row[name] ?? '')))].map((line) => `${line}\r\n`).join('');

const read = (rows: readonly Row[], name = 'CVEs_20260628.csv', piece?: number): Promise<Collected> =>
  importAll(wesng, fileOf(name, tableOf(rows), piece));

async function refusal(file: ImportFile): Promise<string> {
  try {
    await importAll(wesng, file);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

/** The rows of an update say the same of it, and differ by product. */
function only<K extends keyof UpdateRow>(found: Collected, key: K): UpdateRow[K] | undefined {
  const values = new Set(found.updates.map((update) => update[key]));
  expect(values.size).toBe(1);
  return found.updates[0]?.[key];
}

describe('a table', () => {
  const rows = [
    tampering,
    { ...tampering, AffectedProduct: 'Windows 7 for x64-based Systems Service Pack 1', Supersedes: '2863240;3032655' },
    { ...tampering, AffectedProduct: 'Windows Server 2012', Supersedes: '2863240' },
    { ...tampering, AffectedProduct: 'Windows Server 2012 (Server Core installation)', Supersedes: '2863240' },
    tampering,
  ];

  test.each([1, 7, 65_536])('comes down to its updates and replacements, in pieces of %d bytes', async (piece) => {
    const found = await read(rows, 'CVEs_20140611.csv', piece);
    expect(found.rows).toBe(5);
    expect(found.updates).toMatchObject([
      { kb: '2965788', products: ['Windows 7 SP1'], architectures: ['x86', 'x64'], released: '2014-06-10' },
      { kb: '2965788', products: ['Windows Server 2012'], architectures: ['x64'], released: '2014-06-10' },
    ]);
    expect(found.updates.map(({ title, kind, url }) => ({ title, kind, url }))).toEqual(
      Array(2).fill({ title: tampering.Title, kind: null, url: null }),
    );
    expect(found.edges.map(({ superseded, products, architectures }) => [superseded, products, architectures])).toEqual(
      [
        ['2863240', ['Windows 7 SP1', 'Windows Server 2012'], ['x64']],
        ['3032655', ['Windows 7 SP1'], ['x64']],
      ],
    );
    expect(found.about).toEqual({ asOf: '2014-06-11' });
  });

  test('columns are found by name, whatever the delimiter, their order and their capitals', async () => {
    const text =
      'affectedproduct;Extra;Supersedes;cve;Date Posted;BULLETINKB\nWindows 8;;2863240;CVE-1;10.06.2014;KB2965788';
    const found = await importAll(wesng, fileOf('x.csv', text));
    expect(found.updates).toMatchObject([{ kb: '2965788', products: ['Windows 8'], released: '2014-06-10' }]);
    expect(found.edges).toMatchObject([{ superseding: '2965788', superseded: '2863240' }]);
    // The name says no day: the newest day of its rows.
    expect(found.about).toEqual({ asOf: '2014-06-10' });
  });

  test('comments in it are no rows', async () => {
    const text = tableOf([tampering, { ...tampering, BulletinKB: '2966034' }]).replace(
      '\r\n',
      '\r\n# Service "Packs\r\n\r\n',
    );
    const found = await importAll(wesng, fileOf('Custom_20190321.csv', text));
    expect([found.rows, found.updates.length]).toEqual([2, 2]);
    expect(found.about).toEqual({ asOf: '2019-03-21' });
  });

  test('UTF-16, as a program writes it that keeps the file anew', async () => {
    const found = await importAll(wesng, fileOf('x.csv', Buffer.from(`\ufeff${tableOf(rows)}`, 'utf16le'), 9));
    expect([found.rows, found.updates.length, found.edges.length]).toEqual([5, 2, 2]);
  });

  test('rows without a KB number are passed over, with the reason', async () => {
    const numbers = ['', ' ', 'Release Notes', 'Click to Run', '4571756-1', '12819689', '96512', 'SP81X86'];
    const found = await read([
      ...numbers.map((kb) => ({ ...tampering, BulletinKB: kb })),
      { ...tampering, AffectedProduct: '' },
    ]);
    expect(found.rows).toBe(9);
    expect(found.updates).toEqual([]);
    expect(found.skipped).toEqual({ 'no KB number': 2, 'a BulletinKB that is no KB number': 6, 'no product': 1 });
  });

  test('what Supersedes holds beside numbers says nothing', async () => {
    const cells = [
      'None',
      '5013868;50185',
      '3118389<br><br>4022173',
      '20.0.1',
      '4022179\n',
      '2965788',
      'SP81X86;2883200',
      '1.234567',
    ];
    const found = await read(cells.map((text) => ({ ...tampering, Supersedes: text })));
    expect(found.edges.map(({ superseded }) => superseded)).toEqual([
      '5013868',
      '3118389',
      '4022173',
      '4022179',
      '2883200',
    ]);
  });

  test('a product outside the vocabulary keeps its text', async () => {
    const product = 'Microsoft SQL Server 2019 for x64-based Systems (GDR)';
    const found = await read([{ ...tampering, AffectedProduct: product }]);
    expect(found.updates).toMatchObject([{ products: [product], architectures: ['x64'], kind: 'other' }]);
  });
});

describe('the release day', () => {
  /** @param days as DatePosted, one row each, of a CVE each */
  const released = async (days: readonly string[], more: Row = {}): Promise<string | null | undefined> =>
    only(
      await read(days.map((day, index) => ({ ...tampering, CVE: `CVE-2024-${index}`, ...more, DatePosted: day }))),
      'released',
    );
  const times = (count: number, day: string): string[] => Array<string>(count).fill(day);

  test.each([
    ['a bulletin', ['20140610'], '2014-06-10'],
    ['several bulletins', ['20150210', '20151110'], null],
    ['between bulletins and CVEs', times(8, '20161213'), null],
    ['four CVEs of a Patch Tuesday', times(4, '20240409'), '2024-04-09'],
    ['three CVEs of it', times(3, '20240409'), null],
    ['another day of the week', times(8, '20240411'), null],
    ['another Tuesday', times(8, '20240416'), null],
    ['a CVE that is older, and one that was revised', [...times(6, '20260414'), '20251202', '20260420'], '2026-04-14'],
    ['many CVEs that were revised', [...times(6, '20260414'), ...times(3, '20260512')], null],
    ['no date', ['20149999', 'soon', ''], null],
    ['a bulletin and no date', ['20140610', ''], null],
  ])('%s', async (_name, days, day) => {
    expect(await released(days)).toBe(day);
  });

  test('many rows of one CVE are one witness', async () => {
    expect(await released(times(20, '20240409'), { CVE: 'CVE-2024-1' })).toBeNull();
  });

  test("a row of wesng's own has a day of its own making", async () => {
    const servicePack = { CVE: 'SP81U1X86', BulletinKB: '2919355', DatePosted: '20150407' };
    expect(only(await read([{ ...tampering, ...servicePack }], 'x.csv'), 'released')).toBeNull();
    expect(
      only(
        await read([
          { ...tampering, BulletinKB: '2919355' },
          { ...tampering, ...servicePack },
        ]),
        'released',
      ),
    ).toBe('2014-06-10');
  });
});

describe('the title', () => {
  const title = async (rows: readonly Row[]) =>
    only(await read(rows.map((row) => ({ ...tampering, ...row }))), 'title');

  test('is that of a bulletin, and never that of a CVE', async () => {
    expect(await title([{}])).toBe(tampering.Title);
    expect(await title([{}, { Title: 'Another bulletin' }])).toBeNull();
    expect(await title([{}, { DatePosted: '20160412' }])).toBeNull();
    expect(
      await title([{ DatePosted: '20240409', Title: 'Windows Kernel Elevation of Privilege Vulnerability' }]),
    ).toBeNull();
  });
});

describe('the kind', () => {
  test.each([
    ['Microsoft .NET Framework 3.5 AND 4.8.1 on Windows 11 Version 24H2 for x64-based Systems', 'dotnet'],
    ['Microsoft .NET Framework 4.8 on Windows 10 Version 1607 for 32-bit Systems', 'dotnet'],
    // KB4346877 is a cumulative update, with rows of .NET alone.
    ['Microsoft .NET Framework 3.5 on Windows 10 Version 1607 for 32-bit Systems', null],
    ['.NET 8.0 installed on Windows', 'dotnet'],
    ['Microsoft Office 2016 (64-bit edition)', 'office'],
    ['SharePoint Server Subscription Edition Language Pack', 'office'],
    ['Microsoft Exchange Server 2019 Cumulative Update 10', 'other'],
    ['Microsoft Visual Studio 2022 version 17.0', 'other'],
    ['Microsoft Visual C++ 2005 Service Pack 1 Redistributable Package', 'other'],
    ['Azure File Sync v16.0', 'other'],
    ['Adobe Flash Player on Windows 10 Version 1511 for 32-bit Systems', 'other'],
    ['Internet Explorer 11 on Windows 7 for x64-based Systems Service Pack 1', 'internet-explorer'],
    // KB4483235 of 2018-12-19 is a cumulative update, with rows of Internet Explorer alone.
    ['Internet Explorer 11 on Windows 10 Version 1809 for x64-based Systems', null],
    ['Microsoft Edge (EdgeHTML-based) on Windows 10 Version 1607 for 32-bit Systems', null],
    ['Windows 11 Version 26H2 for x64-based Systems', null],
    ['Windows Server 2025', null],
    ['Azure Stack HCI OS 22H2', null],
  ])('of %s', (product, kind) => {
    expect(kindOfProduct(product)).toBe(kind);
  });

  test.each([
    ['Servicing Stack Updates', 'Windows 10 Version 1809 for x64-based Systems', 'servicing-stack'],
    ['Adobe Flash Player', 'Windows 10 Version 1511 for x64-based Systems', 'other'],
    ['Microsoft .NET Framework 3.5.1', 'Windows 7 for x64-based Systems Service Pack 1', 'dotnet'],
    ['Microsoft .NET Framework 4.6', 'Windows 10 for x64-based Systems', null],
    ['Internet Explorer 9', 'Windows Vista Service Pack 2', 'internet-explorer'],
    ['Internet Explorer 11', 'Windows 10 for x64-based Systems', null],
    ['.NET Framework', 'Windows 10 Version 1809 for x64-based Systems', null],
    ['Windows Kernel', 'Windows 7 for x64-based Systems Service Pack 1', null],
    ['', 'Windows 7 for x64-based Systems Service Pack 1', null],
  ])('of the component %s on %s', (component, product, kind) => {
    expect(kindOfComponent(component, product)).toBe(kind);
  });

  test('is what all rows of an update agree on', async () => {
    const flash = { ...tampering, AffectedComponent: 'Adobe Flash Player' };
    expect(only(await read([flash, flash]), 'kind')).toBe('other');
    expect(only(await read([flash, flash, tampering]), 'kind')).toBeNull();
    expect(only(await read([tampering, flash]), 'kind')).toBeNull();
  });
});

describe('the archive', () => {
  const custom = tableOf([{ ...tampering, BulletinKB: '3125574', CVE: 'SP7X86SP2', Supersedes: '976932' }]);
  const parts = [
    { name: 'CVEs_20260628.csv', content: tableOf([tampering]) },
    { name: 'Custom_20190321.csv', content: custom },
    { name: 'Version_0.94.txt', content: 'This definition file requires ...' },
  ];

  test('all its tables are read', async () => {
    const found = await importAll(wesng, fileOf('definitions.zip', makeZip(parts)));
    expect(found.updates.map(({ kb }) => kb)).toEqual(['2965788', '3125574']);
    expect(found.edges).toMatchObject([{ superseding: '3125574', superseded: '976932' }]);
    expect(found.about).toEqual({ asOf: '2026-06-28' });
  });

  test('a bad row is named with its table, and the rest is read', async () => {
    const bad = [
      tampering,
      { ...tampering, AffectedProduct: 'x'.repeat(301) },
      { ...tampering, Supersedes: 'x'.repeat(4001) },
    ];
    const content = `${tableOf(bad)}${'"x",'.repeat(11)}\r\n`;
    const found = await importAll(wesng, fileOf('x.zip', makeZip([{ name: 'a/CVEs.csv', content }])));
    expect([found.rows, found.updates.length]).toEqual([4, 1]);
    expect(found.bad).toEqual([
      { place: 'a/CVEs.csv line 3', why: 'AffectedProduct has more than 300 characters' },
      { place: 'a/CVEs.csv line 4', why: 'Supersedes has more than 4000 characters' },
      { place: 'a/CVEs.csv line 5', why: 'it has more cells than the header has columns' },
    ]);
  });

  test.each([
    ['without a table', makeZip([{ name: 'readme.txt', content: 'x' }]), 'it holds no CSV file'],
    ['with another table', makeZip([{ name: 'x.csv', content: 'a,b\n1,2\n' }]), 'x.csv: it lacks a column'],
    [
      'with a table that is cut',
      makeZip([{ name: 'x.csv', content: `${header}\r\n"2014` }]),
      'x.csv: the quotes of the row',
    ],
    ['that is cut', makeZip(parts).slice(0, -40), 'cut off or damaged'],
  ])('is refused %s', async (_name, bytes, why) => {
    expect(await refusal(fileOf('definitions.zip', bytes))).toContain(why);
  });
});

describe('files that are refused', () => {
  test.each([
    ['another table', 'ArticleID,Title\n2965788,x\n', 'it lacks a column'],
    ['a table that is cut', tableOf([tampering]).slice(0, -30), 'never closed: the file is cut off'],
    ['nothing', '', 'it is empty'],
  ])('%s', async (_name, text, why) => {
    expect(await refusal(fileOf('x.csv', text))).toContain(why);
  });

  /** A stream of generated text, of which no more than a piece is held. */
  function generated(pieces: Iterable<string>): ImportFile {
    const encoder = new TextEncoder();
    return {
      ...fileOf('x.csv', header),
      async *stream() {
        for (const piece of pieces) yield encoder.encode(piece);
      },
    };
  }

  test('a cell of 1 GB', async () => {
    let given = 0;
    const pieces = function* () {
      yield `${header}\r\n"20140610","CVE-2014-0296","2965788","`;
      for (const piece = 'x'.repeat(65_536); given < 2 ** 30; given += piece.length) yield piece;
    };
    expect(await refusal(generated(pieces()))).toContain('is too long');
    expect(given).toBeLessThan(2 ** 21);
  });

  test('updates without end', async () => {
    let given = 0;
    const pieces = function* () {
      yield 'DatePosted,CVE,BulletinKB,AffectedProduct\n';
      for (let kb = 1_000_000; kb < 9_999_999; kb += 1000) {
        given += 1000;
        yield Array.from({ length: 1000 }, (_each, index) => `20140610,CVE-1,${kb + index},Windows 7\n`).join('');
      }
    };
    expect(await refusal(generated(pieces()))).toContain('far more updates and products');
    expect(given).toBeLessThan(200_000);
  });
});

describe('how it is recognised', () => {
  const sample = (text: string, entries: readonly string[] = []) =>
    wesng.accepts({ name: 'x', size: text.length, head: new TextEncoder().encode(text), text, entries });

  test('by its columns, or the names in the archive', () => {
    expect(sample(tableOf([tampering]))).toBe(true);
    expect(sample(tableOf([tampering]).slice(0, 300))).toBe(true);
    expect(sample('cve;bulletinkb;affectedproduct;dateposted')).toBe(true);
    expect(sample('', ['CVEs_20260628.csv', 'Custom_20190321.csv', 'Version_0.94.txt'])).toBe(true);
    expect(sample('', ['folder/CVEs.csv'])).toBe(true);
    expect(sample('', ['wsus.csv', 'SMS_TaskSequencePackage/object.xml'])).toBe(false);
    expect(sample('"KBNumber","Title","UpdateId"\n')).toBe(false);
    expect(sample('Date Posted,Bulletin Id,Bulletin KB,Affected Product\n')).toBe(false);
    expect(sample('{"a": "x')).toBe(false);
    expect(sample('')).toBe(false);
  });
});

const samples = join(root, '../shared/samples/wesng');
const there = existsSync(samples);
if (!there) {
  if (process.env['CI'] === 'true') throw new Error(`the samples are missing: ${samples}`);
  process.stderr.write(`skipped: the samples are missing, ${samples}\n`);
}

/**
 * Counted by python3, with csv.reader over the lines that do not begin with #, the rule for released, and
 *   KB: re.fullmatch(r'\d{6,7}', row[2]);  edges: distinct (KB, n) for n in re.findall(r'(?<![\w.])\d{6,7}(?![\w.])', row[8]) if n != KB
 *   titles: KBs whose rows are all before 2016-04-12 and have one title
 */
const counted = [
  {
    file: 'bitsadmin__wesng__definitions_HEAD_2026-06.zip',
    ...{ asOf: '2026-06-28', rows: 608_900, empty: 128_851, other: 41_739 },
    ...{ kbs: 7585, edges: 5989, released: 2481 + 1652, titles: 2242 },
  },
  {
    file: 'bitsadmin__wesng__definitions_2021-06-30.zip',
    ...{ asOf: '2021-06-27', rows: 242_784, empty: 66, other: 2070 },
    ...{ kbs: 5386, edges: 4433, released: 2472 + 732, titles: 2242 },
  },
  {
    file: 'bitsadmin__wesng__Custom_20190321.csv',
    ...{ asOf: '2019-03-21', rows: 160, empty: 0, other: 9 },
    ...{ kbs: 59, edges: 6, released: 0, titles: 3 },
  },
  {
    file: 'bitsadmin__wesng__excerpt_200_CVEs_2021.csv',
    ...{ asOf: '2021-06-08', rows: 200, empty: 0, other: 2 },
    ...{ kbs: 147, edges: 95, released: 49, titles: 44 },
  },
];

describe.skipIf(!there)('the real files', () => {
  test.each(counted)('$file', { timeout: 120_000 }, async (expected) => {
    const found = await importAll(wesng, fileAt(join(samples, expected.file)));
    expect(found.about).toEqual({ asOf: expected.asOf });
    expect([found.rows, found.bad]).toEqual([expected.rows, []]);
    expect(found.skipped['no KB number'] ?? 0).toBe(expected.empty);
    expect(found.skipped['a BulletinKB that is no KB number'] ?? 0).toBe(expected.other);
    const distinct = (values: readonly string[]): number => new Set(values).size;
    const kbsWith = (key: keyof UpdateRow): number =>
      distinct(found.updates.filter((update) => update[key] !== null).map(({ kb }) => kb ?? ''));
    expect(kbsWith('kb')).toBe(expected.kbs);
    expect(kbsWith('released')).toBe(expected.released);
    expect(kbsWith('title')).toBe(expected.titles);
    expect(distinct(found.edges.map(({ superseding, superseded }) => `${superseding} ${superseded}`))).toBe(
      expected.edges,
    );
  });
});
