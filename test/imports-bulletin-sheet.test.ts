// Microsoft's bulletin sheets: every row becomes what it says, whatever the program that wrote the spreadsheet, and nothing else.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openZip } from '../src/archives/zip.ts';
import { UserError } from '../src/errors.ts';
import { bulletinSheet } from '../src/imports/bulletin-sheet.ts';
import { SheetRows } from '../src/imports/bulletin-sheet-cells.ts';
import { SheetReader } from '../src/imports/bulletin-sheet-reader.ts';
import { SheetStream } from '../src/imports/bulletin-sheet-stream.ts';
import type { ImportFile, Sample } from '../src/imports/types.ts';
import { XmlError, type XmlReader, xmlReader } from '../src/xml/xml.ts';
import { type Collected, fileAt, fileOf, importAll } from './imports.ts';
import { root } from './run.ts';
import { makeZip, type Part } from './zip-maker.ts';

const names = [
  ...['Date Posted', 'Bulletin Id', 'Bulletin KB', 'Severity', 'Impact', 'Title', 'Affected Product', 'Component KB'],
  ...['Affected Component', 'Impact', 'Severity', 'Supersedes', 'Reboot', 'CVEs'],
];
const row = {
  'Date Posted': '41800',
  'Bulletin Id': 'MS14-030',
  'Bulletin KB': '2969259',
  Title: 'Vulnerability in Remote Desktop Could Allow Tampering',
  'Affected Product': 'Windows 7 for x64-based Systems Service Pack 1',
  'Component KB': '2965788',
  Reboot: 'Maybe',
};
type Row = Record<string, string>;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const letters = (column: number): string => String.fromCharCode(65 + column);
const inline = (text: string): string => `t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
const cell = (place: string, text: string): string =>
  /^\d{5}$/.test(text) ? `<c r="${place}"><v>${text}</v></c>` : `<c r="${place}" ${inline(text)}`;

/** Rows as a sheet, with the header in line 1 unless said otherwise. */
function sheetXml(rows: readonly Row[], header: readonly string[] = names): string {
  const lines = [Object.fromEntries(header.map((name) => [name, name])), ...rows].map((each, index) => {
    const cells = header.map((name, column) => (each[name] ? cell(`${letters(column)}${index + 1}`, each[name]) : ''));
    return `<row r="${index + 1}">${cells.join('')}</row>`;
  });
  return worksheet(lines.join(''));
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const worksheet = (rows: string): string =>
  `${declaration}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;

interface Book {
  sheet?: string;
  sheets?: readonly string[];
  strings?: string;
  properties?: string;
  parts?: readonly Part[];
  options?: Parameters<typeof makeZip>[1];
}

function partsOf({ sheet = '', sheets = [sheet], strings, properties = '', parts = [] }: Book): Part[] {
  const list = sheets.map((_each, index) => `<sheet name="${index}" sheetId="${index + 1}" r:id="r${index}"/>`);
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const targets = sheets.map(
    (_each, index) =>
      `<Relationship Id="r${index}" Type="${type}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const texts = `<Relationship Id="s" Type="${type}/sharedStrings" Target="/xl/sharedStrings.xml"/>`;
  return [
    { name: '[Content_Types].xml', content: `${declaration}<Types/>` },
    {
      name: 'xl/workbook.xml',
      content: `${declaration}<workbook xmlns="${main}" xmlns:r="${type}">${properties}<sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `${declaration}<Relationships>${targets.join('')}${strings ? texts : ''}</Relationships>`,
    },
    ...(strings === undefined
      ? []
      : [{ name: 'xl/sharedStrings.xml', content: `${declaration}<sst xmlns="${main}">${strings}</sst>` }]),
    ...sheets.map((content, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, content })),
    ...parts,
  ];
}

const bookOf = (book: Book): ImportFile => fileOf('BulletinSearch.xlsx', makeZip(partsOf(book), book.options));
const read = (book: Book): Promise<Collected> => importAll(bulletinSheet, bookOf(book));
const readRows = (...rows: Row[]): Promise<Collected> => read({ sheet: sheetXml(rows) });

async function refusal(file: ImportFile): Promise<string> {
  const error = await importAll(bulletinSheet, file).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error;
  expect(error.hint).not.toBe('');
  expect(error.message).toMatch(/^\P{C}+$/u);
  return error.message;
}

function sampleOf(name: string, text: string, entries: readonly string[] = []): Sample {
  const head = new TextEncoder().encode(text);
  return { name, size: head.length, head, text, entries };
}

const update = {
  ...{ kb: '2965788', updateId: null, revision: null, title: row.Title, bulletin: 'MS14-030', released: '2014-06-10' },
  ...{ revised: null, classification: null, kind: 'unknown', products: ['Windows 7 SP1'], architectures: ['x64'] },
  ...{ language: null, restartFlag: 'maybe', flagText: 'Maybe', exclusive: null, url: null, note: null },
};

describe('a row', () => {
  test('is an update with its bulletin, day, product and restart flag', async () => {
    const found = await readRows(row);
    expect(found.updates).toEqual([update]);
    expect(found).toMatchObject({ rows: 1, edges: [], skipped: {}, bad: [], about: { asOf: '2014-06-10' } });
  });

  test('the flag is what the cell says, and its words are kept', async () => {
    const words = ['Yes', 'yes', ' YES ', 'Maybe', 'No', 'NO', '', 'See bulletin'];
    const { updates } = await readRows(
      ...words.map((word, index) => ({ ...row, 'Component KB': `290000${index}`, Reboot: word })),
    );
    expect(updates.map(({ restartFlag, flagText }) => [restartFlag, flagText])).toEqual([
      ...[
        ['always', 'Yes'],
        ['always', 'yes'],
        ['always', 'YES'],
        ['maybe', 'Maybe'],
        ['never', 'No'],
        ['never', 'NO'],
      ],
      ...[
        [null, null],
        [null, 'See bulletin'],
      ],
    ]);
  });

  test('a row without Component KB is about the Bulletin KB; one without either says nothing for us', async () => {
    const found = await readRows({ ...row, 'Component KB': '' }, { ...row, 'Component KB': '', 'Bulletin KB': '' });
    expect(found.updates.map(({ kb }) => kb)).toEqual(['2969259']);
    expect(found).toMatchObject({ rows: 2, skipped: { 'names no KB': 1 }, bad: [] });
  });

  test('one that cannot be read is named by its number, and the others are read', async () => {
    const wrong = [
      { 'Component KB': 'see article' },
      { 'Component KB': '12345' },
      { 'Date Posted': 'soon' },
      { 'Date Posted': '99' },
      { Title: 'x'.repeat(1001) },
      { Supersedes: `[${Array.from({ length: 201 }, (_each, index) => 2_000_000 + index).join(';')}]` },
    ];
    const found = await readRows(row, ...wrong.map((each) => ({ ...row, ...each })), row);
    expect(found).toMatchObject({ rows: 8, updates: [update] });
    expect(found.bad).toEqual([
      { place: 'row 3', why: '"see article" is no KB number' },
      { place: 'row 4', why: '"12345" is no KB number' },
      { place: 'row 5', why: '"soon" is no date' },
      { place: 'row 6', why: '"99" is no date' },
      { place: 'row 7', why: 'a cell has more than 1000 characters' },
      { place: 'row 8', why: 'it supersedes more than 200 updates' },
    ]);
  });

  test('ids in lower case, numbers with letters before, texts over several lines', async () => {
    const { updates } = await readRows({
      ...row,
      'Bulletin Id': 'ms14-030',
      'Component KB': 'KB2965788',
      Title: 'A title\r\n  on\ttwo lines ',
    });
    expect(updates).toMatchObject([{ kb: '2965788', bulletin: 'MS14-030', title: 'A title on two lines' }]);
  });

  test('without date, bulletin, title and product: unknown, and of any product', async () => {
    const found = await readRows({ 'Component KB': '2965788', 'Bulletin Id': 'n/a', Supersedes: 'MS13-001[2800000]' });
    expect(found.updates).toMatchObject([
      { bulletin: null, title: null, released: null, products: [], architectures: [] },
    ]);
    // An edge without a product would hold for all products.
    expect(found.edges).toEqual([]);
    expect(found.about.asOf).toBeNull();
  });
});

describe('rows together', () => {
  const on = (product: string, other: Row = {}): Row => ({ ...row, 'Affected Product': product, ...other });

  test('are one update for the products that share their architectures; Server Core is its product', async () => {
    const { updates } = await readRows(
      ...[on('Windows 7 for 32-bit Systems Service Pack 1'), on('Windows 7 for x64-based Systems Service Pack 1')],
      ...[on('Windows 8 for x64-based Systems'), on('Windows 8 for 32-bit Systems'), on('Windows Server 2012')],
      ...[on('Windows Server 2012 R2'), on('Windows Server 2012 R2 (server core installation)')],
    );
    expect(updates.map(({ products, architectures }) => [products, architectures])).toEqual([
      [
        ['Windows 7 SP1', 'Windows 8'],
        ['x86', 'x64'],
      ],
      [['Windows Server 2012', 'Windows Server 2012 R2'], ['x64']],
    ]);
  });

  test('with different flags, bulletins or days are different updates', async () => {
    const { updates } = await readRows(
      ...[row, on('Windows 8 for x64-based Systems', { Reboot: 'Yes' })],
      ...[on('Windows RT', { 'Bulletin Id': 'MS14-031' }), on('Windows RT', { 'Date Posted': '41801' })],
    );
    expect(updates.map(({ restartFlag, bulletin, released }) => [restartFlag, bulletin, released])).toEqual([
      ...[
        ['maybe', 'MS14-030', '2014-06-10'],
        ['always', 'MS14-030', '2014-06-10'],
      ],
      ...[
        ['maybe', 'MS14-031', '2014-06-10'],
        ['maybe', 'MS14-030', '2014-06-11'],
      ],
    ]);
  });

  test('what they supersede holds for their products: only numbers, and never themselves', async () => {
    const supersedes = (product: string, cell: string): Row => on(product, { Supersedes: cell });
    const { edges } = await readRows(
      supersedes('Windows 7 for x64-based Systems Service Pack 1', 'MS13-082[2863240],MS15-009[3021952;3034196]'),
      supersedes(
        'Windows 7 for 32-bit Systems Service Pack 1',
        'MS13-082[2863240], MS13-001, [nothing], MS14-030[2965788]',
      ),
      supersedes('Windows Server 2012', 'MS13-082[2863240]['),
    );
    const said = { superseding: '2965788', url: null, note: null };
    expect(edges).toEqual([
      { ...said, superseded: '2863240', products: ['Windows 7 SP1'], architectures: ['x86', 'x64'] },
      { ...said, superseded: '2863240', products: ['Windows Server 2012'], architectures: ['x64'] },
      { ...said, superseded: '3021952', products: ['Windows 7 SP1'], architectures: ['x64'] },
      { ...said, superseded: '3034196', products: ['Windows 7 SP1'], architectures: ['x64'] },
    ]);
  });

  test('a product that is no Windows keeps its name, and says nothing of the architecture of the machine', async () => {
    const { updates } = await readRows(on('Microsoft Office 2010 Service Pack 2 (32-bit editions)'), on('__proto__'));
    expect(updates).toMatchObject([
      { products: ['Microsoft Office 2010 Service Pack 2 (32-bit editions)', '__proto__'], architectures: [] },
    ]);
  });

  test('product and component that have changed places', async () => {
    const swapped = { 'Affected Component': 'Windows 7 for x64-based Systems Service Pack 1' };
    const { updates } = await readRows(on('Internet Explorer 11', swapped));
    expect(updates).toMatchObject([{ products: ['Windows 7 SP1'], architectures: ['x64'], kind: 'internet-explorer' }]);
  });
});

describe('the kind of an update', () => {
  test.each<[string, Row, string]>([
    ['.NET', { 'Affected Component': 'Microsoft .NET Framework 3.5' }, 'dotnet'],
    [
      'Internet Explorer',
      { 'Affected Component': 'Internet Explorer 8', Title: 'Cumulative Security Update for Internet Explorer' },
      'internet-explorer',
    ],
    ['Internet Explorer by title', { Title: 'Cumulative Security Update for Internet Explorer' }, 'internet-explorer'],
    ['Office', { 'Affected Product': 'Microsoft Office 2010', 'Affected Component': 'Microsoft Word 2010' }, 'office'],
    ['Outlook Express, which is none of Office', { 'Affected Component': 'Microsoft Outlook Express 6.0' }, 'unknown'],
    ['Flash', { 'Affected Component': 'Adobe Flash Player' }, 'other'],
    ['Secure Boot', { Title: 'Security Update for Secure Boot' }, 'secure-boot'],
    ['a title that says cumulative', { Title: 'Cumulative Security Update of ActiveX Kill Bits' }, 'unknown'],
    [
      'a title that says driver',
      { Title: 'Vulnerability in Kernel-Mode Driver Could Allow Elevation of Privilege' },
      'unknown',
    ],
    [
      'a title of several products',
      { Title: 'Combined Security Update for Microsoft Office, Windows, .NET Framework, and Silverlight' },
      'unknown',
    ],
    [
      'Windows 10, where one update holds all',
      { 'Affected Product': 'Windows 10 for x64-based Systems', 'Affected Component': 'Internet Explorer 11' },
      'unknown',
    ],
  ])('%s', async (_what, cells, kind) => {
    const { updates } = await readRows({ ...row, ...cells });
    expect(updates.map((each) => each.kind)).toEqual([kind]);
  });

  test('is unknown where one number is of several', async () => {
    const { updates } = await readRows(
      { ...row, 'Bulletin Id': 'MS16-142', 'Affected Component': 'Internet Explorer 11' },
      { ...row, 'Bulletin Id': 'MS16-131', Title: 'Security Update for Microsoft Video Control' },
    );
    expect(updates.map(({ bulletin, kind }) => [bulletin, kind])).toEqual([
      ['MS16-142', 'unknown'],
      ['MS16-131', 'unknown'],
    ]);
  });
});

describe('dates', () => {
  const days = async (dates: readonly string[], properties = ''): Promise<(string | null)[]> => {
    const rows = dates.map((date, index) => ({
      ...row,
      'Date Posted': date,
      'Component KB': String(2_900_000 + index),
    }));
    const { updates, bad } = await read({ sheet: sheetXml(rows), properties });
    expect(bad).toEqual([]);
    return updates.sort((a, b) => Number(a.kb) - Number(b.kb)).map(({ released }) => released);
  };

  test('as numbers, with a time of day, and as text', async () => {
    expect(await days(['42808', '39763', '42808.5', '2017-03-14', '2017-03-14T07:00:00Z'])).toEqual([
      ...['2017-03-14', '2008-11-11', '2017-03-14', '2017-03-14', '2017-03-14'],
    ]);
    const written = ['14.03.2017', '3/14/2017 12:00:00 AM', '03/14/17', '14-Mar-17', 'March 14, 2017', '14 March 2017'];
    expect(await days(written)).toEqual(written.map(() => '2017-03-14'));
  });

  test('in workbooks that count from 1904', async () => {
    expect(await days(['41346'], '<workbookPr date1904="1"/>')).toEqual(['2017-03-14']);
    expect(await days(['42808'], '<workbookPr date1904="0"/>')).toEqual(['2017-03-14']);
  });

  test('whose order only another date of the sheet shows', async () => {
    expect(await days(['6/10/2014', '10/6/14', '3/14/2017'])).toEqual(['2014-06-10', '2014-10-06', '2017-03-14']);
    expect(await days(['6/10/2014', '10-06-14', '14/3/2017'])).toEqual(['2014-10-06', '2014-06-10', '2017-03-14']);
  });

  test('whose order nothing shows, or everything: unknown', async () => {
    expect(await days(['6/10/2014'])).toEqual([null]);
    expect(await days(['6/10/2014', '3/14/2017', '14/3/2017'])).toEqual([null, '2017-03-14', '2017-03-14']);
    expect(await days(['6/6/2014'])).toEqual(['2014-06-06']);
  });
});

describe('spreadsheets of other programs', () => {
  test('columns in another order, with line feeds and capitals, more of them, and a title above', async () => {
    const header = [
      'CVEs',
      'REBOOT',
      'Component\nKB',
      'Affected\r\nProduct',
      'Notes',
      'Bulletin\nID',
      'Title',
      'Date\nPosted',
    ];
    const cells = { REBOOT: 'Maybe', 'Component\nKB': '2965788', 'Affected\r\nProduct': row['Affected Product'] };
    const more = { 'Bulletin\nID': 'MS14-030', Title: row.Title, 'Date\nPosted': '41800', Notes: 'x', CVEs: 'y' };
    const sheet = sheetXml([{ ...cells, ...more }], header);
    const titled = sheet.replace(
      '<sheetData>',
      '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Bulletins</t></is></c></row><row/>',
    );
    for (const each of [sheet, titled]) expect((await read({ sheet: each })).updates).toEqual([update]);
  });

  test('shared strings with runs, pronunciation, entities and CDATA', async () => {
    const texts = names.map((name) => `<si><t>${name}</t></si>`);
    const runs =
      '<si><r><rPr><b/></rPr><t xml:space="preserve">Windows 7 for </t></r><r><t>x64-based Systems</t></r></si>';
    const spoken = '<si><t>A &amp; B</t><rPh sb="0" eb="1"><t>EI</t></rPh><phoneticPr fontId="1"/></si>';
    const strings = [...texts, runs, spoken, '<si><t><![CDATA[MS14-030]]></t></si>', '<si/>'].join('');
    const shared = (column: string, line: number, index: number): string =>
      `<c r="${column}${line}" t="s"><v>${index}</v></c>`;
    const header = names.map((_name, index) => shared(letters(index), 1, index)).join('');
    const cells = [
      shared('B', 2, 16),
      shared('F', 2, 15),
      shared('G', 2, 14),
      '<c r="H2"><v>2965788</v></c>',
      shared('M', 2, 17),
    ];
    const sheet = worksheet(`<row r="1">${header}</row><row r="2">${cells.join('')}</row>`);
    const { updates } = await read({ sheet, strings });
    expect(updates).toMatchObject([{ title: 'A & B', bulletin: 'MS14-030', products: ['Windows 7'], flagText: null }]);
    const missing = await read({ sheet: sheet.replace('<v>16</v>', '<v>99</v>'), strings });
    expect(missing.bad).toEqual([{ place: 'row 2', why: 'a cell holds a text that is not in the file' }]);
  });

  test('cells without places, rows without numbers, prefixed names', async () => {
    const line = (values: readonly string[]): string =>
      `<x:row>${values.map((value) => `<x:c t="str"><x:v>${escaped(value)}</x:v></x:c>`).join('')}</x:row>`;
    const cells = names.map((name) =>
      name in row ? (Object.entries(row).find(([key]) => key === name)?.[1] ?? '') : '',
    );
    const rows = [
      line(names),
      line(cells),
      '<x:row/>',
      line(cells.map((value, index) => (index === 7 ? 'none' : value))),
    ];
    const sheet = `<x:worksheet xmlns:x="${main}"><x:sheetData>${rows.join('')}</x:sheetData></x:worksheet>`;
    const found = await read({ sheet });
    expect(found.updates).toEqual([update]);
    expect(found.bad).toEqual([{ place: 'row 4', why: '"none" is no KB number' }]);
  });

  test('formulas count by their result; cells with errors make a bad row', async () => {
    const sheet = sheetXml([row, row]);
    const formula = sheet.replace(
      /<c r="H2" .*?<\/c>/,
      '<c r="H2" t="str"><f>TEXT(1,"0")&amp;"x"</f><v>2965788</v></c>',
    );
    const error = formula.replace(/<c r="G3" .*?<\/c>/, '<c r="G3" t="e"><f>NA()</f><v>#N/A</v></c>');
    const found = await read({ sheet: error });
    expect(found.updates).toEqual([update]);
    expect(found.bad).toEqual([{ place: 'row 3', why: 'a cell holds #N/A' }]);
    // An error where nobody looks is none.
    const cves = sheet.replace('</row></sheetData>', '<c r="N3" t="e"><v>#REF!</v></c></row></sheetData>');
    expect((await read({ sheet: cves })).bad).toEqual([]);
  });

  test('the sheet may be another than the first; empty rows are none; UTF-16 is read', async () => {
    const other = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Notes</t></is></c></row>'.repeat(50));
    const empty = sheetXml([row]).replace(
      '</sheetData>',
      '<row r="9" hidden="1"><c r="A9" s="6"/><c r="B9"/></row></sheetData>',
    );
    expect(await read({ sheets: [other, worksheet(''), empty] })).toMatchObject({ rows: 1, updates: [update] });
    const wide = Buffer.from(`\uFEFF${sheetXml([row]).replace('UTF-8', 'UTF-16')}`, 'utf16le');
    const parts = partsOf({ sheet: '' }).map((part) =>
      part.name === 'xl/worksheets/sheet1.xml' ? { ...part, content: wide } : part,
    );
    expect((await importAll(bulletinSheet, fileOf('a.xlsx', makeZip(parts)))).updates).toEqual([update]);
  });

  test('sheets with the same columns are read one after the other', async () => {
    const further = { ...row, 'Component KB': '2966034', Reboot: 'No' };
    const sheets = [sheetXml([row]), worksheet(''), sheetXml([further, { ...row, 'Component KB': 'none' }])];
    const { rows, updates, bad } = await read({ sheets });
    expect([rows, updates.map(({ kb }) => kb)]).toEqual([3, ['2965788', '2966034']]);
    expect(bad).toEqual([{ place: 'xl/worksheets/sheet3.xml row 3', why: '"none" is no KB number' }]);
  });

  test('in small pieces, with the same result', async () => {
    const rows = Array.from({ length: 300 }, (_each, index) => ({ ...row, 'Component KB': String(2_900_000 + index) }));
    const parts = partsOf({ sheet: sheetXml(rows) }).map((part) => ({ ...part, method: 0 }));
    const bytes = makeZip(parts);
    const whole = await importAll(bulletinSheet, fileOf('a.xlsx', bytes));
    expect(whole.updates).toHaveLength(300);
    const csv = csvOf(rows);
    for (const piece of [1, 7, 64])
      expect((await importAll(bulletinSheet, fileOf('a.csv', csv, piece))).updates).toEqual(whole.updates);
  });
});

const quoted = (text: string): string => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvOf = (rows: readonly Row[], header: readonly string[] = names, delimiter = ','): string =>
  [header, ...rows.map((each) => header.map((name) => each[name] ?? ''))]
    .map((cells) => cells.map(quoted).join(delimiter))
    .join('\r\n');

describe('the sheet as CSV', () => {
  test('is recognised by its header, and read', async () => {
    const header = [
      'Date\nPosted',
      'Bulletin\nId',
      'Bulletin KB',
      'Title',
      'Affected Product',
      'Component KB',
      'Reboot',
    ];
    const cells = { ...row, 'Date\nPosted': '6/10/2014', 'Bulletin\nId': 'MS14-030' };
    const later = { ...cells, 'Date\nPosted': '3/14/2017', 'Component KB': 'none' };
    for (const delimiter of [',', ';', '\t']) {
      const text = csvOf(
        [cells, { ...cells, 'Date\nPosted': '6/24/2014', 'Component KB': '2965789' }, later],
        header,
        delimiter,
      );
      expect(bulletinSheet.accepts(sampleOf('bulletins.csv', text))).toBe(true);
      const found = await importAll(bulletinSheet, fileOf('bulletins.csv', `\uFEFF${text}`));
      expect(found.updates).toEqual([update, { ...update, kb: '2965789', released: '2014-06-24' }]);
      expect(found.bad).toEqual([{ place: 'line 6', why: '"none" is no KB number' }]);
      expect(found.about).toEqual({ asOf: '2014-06-24' });
    }
  });

  test('a file that is cut, and a cell without end', async () => {
    const text = csvOf([row, row]);
    expect(await refusal(fileOf('a.csv', text.slice(0, -60)))).toMatch(/cut off/);
    let sent = 0;
    const endless = {
      ...fileOf('a.csv', csvOf([])),
      async *stream() {
        yield new TextEncoder().encode(`${csvOf([])}\r\n`);
        const piece = new Uint8Array(65_536).fill(65);
        for (; sent < 2 ** 30; sent += piece.length) yield piece;
      },
    };
    expect(await refusal(endless)).toMatch(/too long/);
    expect(sent).toBeLessThan(20_000_000);
  });
});

describe('what is no bulletin sheet', () => {
  test('is not accepted', () => {
    const accepts = (text: string, entries: string[] = []): boolean =>
      bulletinSheet.accepts(sampleOf('a', text, entries));
    expect(accepts('', ['[Content_Types].xml', 'xl/workbook.xml'])).toBe(true);
    expect(accepts('', ['CVEs_20260628.csv', 'Version_0.94.txt'])).toBe(false);
    expect(accepts('', ['SMS_TaskSequencePackage/CM10052E/object.xml'])).toBe(false);
    // wesng, a JSON of the same rows, a list.
    expect(accepts('"DatePosted","CVE","BulletinKB","Title","AffectedProduct","AffectedComponent"\r\n')).toBe(false);
    expect(accepts('[{"bulletin_id": "MS14-030", "bulletin_kb": "2969259", "affected_product": "Windows RT"}]')).toBe(
      false,
    );
    expect(accepts('KB2965788\nKB2966034\n')).toBe(false);
    expect(accepts('')).toBe(false);
    expect(accepts('"'.repeat(65_536))).toBe(false);
  });

  test('a spreadsheet without our columns, or without sheets', async () => {
    const other = sheetXml([{ Name: 'a', KB: '2965788' }], ['Name', 'KB', 'Affected Product']);
    expect(await refusal(bookOf({ sheet: other }))).toMatch(/no sheet with the columns of a bulletin sheet/);
    expect(await refusal(bookOf({ sheets: [] }))).toMatch(/no sheet with the columns/);
    expect(await refusal(fileOf('a.csv', 'a,b,c\n1,2,3\n'))).toMatch(/no sheet with the columns/);
    expect(await refusal(fileOf('a.docx', makeZip([{ name: 'word/document.xml', content: '<a/>' }])))).toMatch(
      /no spreadsheet/,
    );
  });

  test('a spreadsheet that is cut, in the archive or in its XML', async () => {
    const bytes = makeZip(partsOf({ sheet: sheetXml([row]) }));
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      expect(await refusal(fileOf('a.xlsx', bytes.subarray(0, bytes.length * share)))).toMatch(/cut off/);
    }
    const sheet = sheetXml([row, row]);
    expect(await refusal(bookOf({ sheet: sheet.slice(0, -40) }))).toMatch(
      /^xl\/worksheets\/sheet1\.xml in it is cut off, or no XML: /,
    );
    expect(await refusal(bookOf({ sheet: sheet.replace('</row>', '</raw>') }))).toMatch(/cut off, or no XML/);
  });

  test('a DOCTYPE, in any part', async () => {
    const doctype = '<!DOCTYPE a [<!ENTITY b "ccccccccc">]>';
    const place = (xml: string): string => xml.replace('?>', `?>${doctype}`);
    expect(await refusal(bookOf({ sheet: place(sheetXml([row])) }))).toMatch(/sheet1\.xml in it carries a DOCTYPE/);
    for (const name of ['xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/sharedStrings.xml']) {
      const parts = partsOf({ sheet: sheetXml([row]), strings: '' }).map((part) =>
        part.name === name ? { ...part, content: place(String(part.content)) } : part,
      );
      expect(await refusal(fileOf('a.xlsx', makeZip(parts)))).toMatch(/carries a DOCTYPE/);
    }
  });

  test('a part that unpacks to a thousand times its size, and one that says it is small', async () => {
    const content = `${sheetXml([row])}${' '.repeat(30_000_000)}`;
    expect(await refusal(bookOf({ sheet: content }))).toMatch(/1000 times its size/);
    const parts = partsOf({ sheet: content }).map((part) =>
      part.name.toString().endsWith('sheet1.xml') ? { ...part, size: 4000 } : part,
    );
    expect(await refusal(fileOf('a.xlsx', makeZip(parts)))).toMatch(/longer than the archive declares/);
  });

  test('a million entries, and names that lead out of the archive', async () => {
    const sheet = sheetXml([row]);
    expect(await refusal(bookOf({ sheet, options: { count: 1_000_000, zip64: true } }))).toMatch(
      /more than 10000 files/,
    );
    expect(await refusal(bookOf({ sheet, parts: [{ name: '../../evil', content: '' }] }))).toMatch(/outside itself/);
  });

  test('parts that nobody needs are never read', async () => {
    const rels = { name: 'xl/worksheets/_rels/sheet1.xml.rels', content: 'not XML', crc32: 1, size: 3_000_000_000 };
    expect((await read({ sheet: sheetXml([row]), parts: [rels] })).updates).toEqual([update]);
  });
});

describe('a sheet that says too much to be one', () => {
  /** A CSV of rows that are made up while they are read. */
  const madeUp = (line: (index: number) => string): ImportFile => ({
    ...fileOf('a.csv', ''),
    read: async () => new Uint8Array(2),
    async *stream() {
      yield new TextEncoder().encode(`${csvOf([])}\r\n`);
      for (let at = 0; ; at += 100) {
        yield new TextEncoder().encode(Array.from({ length: 100 }, (_each, index) => line(at + index)).join(''));
      }
    },
  });
  const lineOf = (cells: Row): string => `${csvOf([{ ...row, ...cells }]).split('\r\n')[1]}\r\n`;

  const idle = lineOf({ 'Component KB': '', 'Bulletin KB': '' });
  const many = (index: number): number[] => Array.from({ length: 150 }, (_each, at) => 1_000_000 + index * 150 + at);

  test.each<[string, (index: number) => string]>([
    ['rows', () => idle],
    ['titles', (index) => lineOf({ Title: `${index} ${'x'.repeat(900)}` })],
    ['products', (index) => lineOf({ 'Affected Product': `${index} ${'x'.repeat(900)}` })],
    ['edges', (index) => lineOf({ Supersedes: `[${many(index).join(';')}]` })],
  ])('%s without end', { timeout: 30_000 }, async (_what, line) => {
    expect(await refusal(madeUp(line))).toMatch(/more than 500000 rows|too many different things/);
  });
});

describe('a text without end', () => {
  /** A spreadsheet of which one part goes on with the letter A; that is made up while it is read. */
  function endless(name: string, beginning: string, size = 500_000_000): { file: ImportFile; sent: () => number } {
    const begun = new TextEncoder().encode(beginning);
    const parts = partsOf({ sheet: sheetXml([row]), strings: ' ' }).filter((part) => part.name !== name);
    const declared = size + begun.length;
    const huge = { name, content: begun, method: 0, size: declared, packedSize: declared };
    const bytes = makeZip([...parts, huge], { gap: size });
    const end = new DataView(bytes.buffer).getUint32(bytes.length - 6, true) - size;
    const total = bytes.length + size;
    let sent = 0;
    const read = async (from: number, length: number): Promise<Uint8Array> => {
      const piece = Buffer.alloc(Math.max(Math.min(length, total - from), 0), 'A');
      sent += piece.length;
      if (from < end) piece.set(bytes.subarray(from, Math.min(from + piece.length, end)));
      const directory = Math.max(end + size - from, 0);
      const at = from + directory - size;
      if (directory < piece.length) piece.set(bytes.subarray(at, at + piece.length - directory), directory);
      return piece;
    };
    return { file: { ...fileOf('a.xlsx', ''), size: total, read }, sent: () => sent };
  }

  const sheet = 'xl/worksheets/sheet1.xml';
  const open = (xml: string): string => xml.split('</sheetData>')[0] ?? '';
  test.each([
    ['cell', sheet, `${open(worksheet(''))}<row r="1"><c r="A1" t="inlineStr"><is><t>`],
    ['cell that nobody wants', sheet, `${open(sheetXml([]))}<row><c r="D2"><v>`],
    ['place', sheet, `${open(worksheet(''))}<row r="`],
    ['name', sheet, `${open(worksheet(''))}<row><`],
    ['comment', sheet, `${open(worksheet(''))}<!-- `],
    ['shared string', 'xl/sharedStrings.xml', `<sst xmlns="${main}"><si><t>`],
    ['name of a sheet', 'xl/workbook.xml', `<workbook><sheets><sheet name="`],
  ])('as a %s is refused before it is read', async (_what, name, beginning) => {
    const { file, sent } = endless(name, beginning);
    expect(await refusal(file)).toMatch(/longer than a cell can be|no XML|too large/);
    expect(sent()).toBeLessThan(20_000_000);
  });

  test('in a part of a gigabyte is not even begun', async () => {
    const { file, sent } = endless(sheet, open(worksheet('')), 1_000_000_000);
    expect(await refusal(file)).toBe('xl/worksheets/sheet1.xml in it is too large');
    expect(sent()).toBeLessThan(1_000_000);
  });
});

describe('rows that are read as they stand', () => {
  const shared = names.map((_name, index) => `<c r="${letters(index)}1" t="s"><v>${index}</v></c>`);
  const header = `<row r="1" spans="1:14">${shared.join('')}</row>`;
  const plainRow = (number: number): string =>
    `<row r="${number}" spans="1:14" ht="20.25" hidden="1"><c r="A${number}" s="3"><v>41800</v></c><c r="B${number}" s="4" t="s"><v>14</v></c><c r="D${number}"/><c r="H${number}"><v>${2_900_000 + number}</v></c></row>`;
  const kinds: ((number: number) => string)[] = [
    plainRow,
    plainRow,
    plainRow,
    (number) => plainRow(number).replace(' spans="1:14"', ' customHeight="1"'),
    (number) => plainRow(number).replace(/<row (r="\d+") (spans="1:14")/, '<row $2 $1'),
    (number) => plainRow(number).replaceAll('"', "'"),
    (number) => plainRow(number).replaceAll('<v>14</v>', '<v>999</v>'),
    (number) => plainRow(number).replaceAll('<v>41800</v>', '<f>1+1</f><v>41800.5</v>'),
    (number) => plainRow(number).replaceAll('<v>14</v>', '<v>1<!-- </row><row r="3"> -->4</v>'),
    (number) => plainRow(number).replace(/<c r="H.*?<\/c>/, `<c r="H${number}" t="str"><v>29&#48;0001</v></c>`),
    (number) => `<row r="${number}"/>`,
    (number) => `<row r="${number}"></row>`,
    (number) => `<row r="${number}"><!-- </row>${plainRow(number + 1)} --></row>`,
    (number) => `<row r="${number}"><c r="F${number}" t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c></row>`,
    (number) => `<!-- ${plainRow(number)} -->`,
    (number) => `<![CDATA[${plainRow(number)}]]>`,
    (number) => `<?row ${plainRow(number)} ?>`,
    (number) => `<row r="${number}"/><!-- ${plainRow(number)} -->`,
    (number) => `\n  ${plainRow(number)}`,
    (number) => plainRow(number).replace('</row>', '</row >'),
    (number) => plainRow(number).replace('<row', '<raw').replace('</row', '</raw'),
    () => '</sheetData><sheetData>',
    () => '<sheetData>',
    () => '</row>',
    (number) => `<row r="${number}"><c r="A1"><v>1</c></row>`,
  ];

  /** What comes of a sheet: its rows, or an error. */
  function outcomeOf(
    sheet: string,
    readerOf: (rows: SheetRows) => Pick<XmlReader, 'write' | 'end'>,
    size: number,
  ): unknown {
    const found: unknown[] = [];
    const rows = new SheetRows([...names, 'MS14-030'], (number, cells, _columns, error) =>
      found.push([number, { ...cells }, error]),
    );
    const reader = readerOf(rows);
    try {
      for (let at = 0; at < sheet.length; at += size) reader.write(sheet.slice(at, at + size));
      reader.end();
      return found;
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      return 'no XML';
    }
  }

  test('are those that the XML reader finds, wherever the text is cut', () => {
    const random = numbersBelow();
    let whole = 0;
    for (let round = 0; round < 600; round += 1) {
      const parts = Array.from({ length: 1 + random(6) }, (_each, index) => kinds[random(kinds.length)]?.(index + 2));
      const sheet = worksheet(`${header}${parts.join('')}${plainRow(50)}`);
      const expected = outcomeOf(sheet, (rows) => xmlReader(new SheetReader(rows)), sheet.length);
      if (expected !== 'no XML') whole += 1;
      for (const size of [1, 2 + random(40), 100 + random(500), sheet.length]) {
        expect(
          outcomeOf(sheet, (rows) => new SheetStream(rows), size),
          sheet,
        ).toEqual(expected);
      }
    }
    expect(whole).toBeGreaterThan(150);
  });

  test('a sheet that is cut is no sheet, wherever it is cut', () => {
    const sheet = worksheet(`${header}${plainRow(2)}${plainRow(3)}`);
    for (let end = 0; end < sheet.length; end += 1) {
      expect(outcomeOf(sheet.slice(0, end), (rows) => new SheetStream(rows), 64)).toBe('no XML');
    }
    expect(outcomeOf(sheet, (rows) => new SheetStream(rows), 64)).toHaveLength(2);
  });
});

/** Whole numbers that look random, and are the same in every run. */
function numbersBelow(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

describe('the samples', () => {
  const samples = join(root, '..', 'shared', 'samples', 'bulletins');
  const large = join(samples, 'SecWiki__windows-kernel-exploits__2017-06-14-mssb.xls');
  const excerpt = join(samples, 'SecWiki__windows-kernel-exploits__excerpt_200.csv');
  const small = join(samples, 'MaineK00n__vuls-data-update__BulletinSearch.xlsx');
  const isThere = [large, excerpt, small].every((path) => existsSync(path));
  if (!isThere) process.stderr.write(`skipped: no sample sheets in ${samples}\n`);

  /** The same rows, read with regular expressions from the unpacked parts. */
  async function rowsOf(path: string): Promise<Record<string, string>[]> {
    const { entries } = await openZip(fileAt(path));
    const text = async (name: string): Promise<string> =>
      Buffer.from((await entries.find((each) => each.path === name)?.bytes(1e8)) ?? []).toString();
    const plain = (xml: string): string => xml.replaceAll('&amp;', '&').replace(/\s+/g, ' ').trim();
    const strings = [...(await text('xl/sharedStrings.xml')).matchAll(/<si><t[^>]*>([^<]*)</g)].map(([, each = '']) =>
      plain(each),
    );
    const lines = (await text(sheet)).split('<row ').slice(2);
    const cells = lines.map((line) => [...line.matchAll(/<c r="([A-Z])\d+" s="\d+"( t="s")?><v>(\d+)</g)]);
    return cells
      .filter((each) => each.length > 0)
      .map((each) =>
        Object.fromEntries(
          each.map(([, column = '', shared, value = '']) => [column, shared ? (strings[Number(value)] ?? '') : value]),
        ),
      );
  }
  const sheet = 'xl/worksheets/sheet1.xml';
  const pairsOf = (edges: Collected['edges']): string[] =>
    [...new Set(edges.map((edge) => `${edge.superseding} ${edge.superseded}`))].sort();

  // unzip -p ...mssb.xls xl/worksheets/sheet1.xml | grep -o '<row ' | wc -l: 19067, with the header and an empty one.
  test.skipIf(!isThere)("Microsoft's last sheet", { timeout: 60_000 }, async () => {
    const found = await importAll(bulletinSheet, fileAt(large));
    expect(found).toMatchObject({ rows: 19_065, skipped: {}, bad: [], about: { asOf: '2017-03-14' } });
    const rows = await rowsOf(large);
    expect(rows).toHaveLength(19_065);
    const kbs = new Set(rows.map(({ H, C }) => H || C));
    expect(new Set(found.updates.map(({ kb }) => kb))).toEqual(kbs);
    expect([kbs.size, new Set(rows.map(({ H }) => H ?? '')).size]).toEqual([2818, 2816]);
    const said = rows.map(({ H, C, B, F, A, M }) => [H || C, B?.toUpperCase(), F, A, M ?? ''].join('\n'));
    const days = (day: string | null): string => String((Date.parse(`${day}`) - Date.parse('1899-12-30')) / 86_400_000);
    const read = found.updates.map((each) =>
      [each.kb, each.bulletin, each.title, days(each.released), each.flagText ?? ''].join('\n'),
    );
    expect(new Set(read)).toEqual(new Set(said));
    const edges = rows.flatMap(({ H, C, L }) =>
      [...(L ?? '').matchAll(/\[(.*?)\]/g)].flatMap(([, list = '']) => list.split(';').map((old) => [H || C, old])),
    );
    const real = edges.filter(([kb, old]) => kb !== old).map((edge) => edge.join(' '));
    expect(pairsOf(found.edges)).toEqual([...new Set(real)].sort());
    expect(pairsOf(found.edges)).toHaveLength(2126);
  });

  test.skipIf(!isThere)('MS14-030: two numbers, each on its own products', async () => {
    const { updates } = await importAll(bulletinSheet, fileAt(large));
    const ours = updates.filter(({ bulletin }) => bulletin === 'MS14-030');
    expect(ours.map(({ kb, products, architectures }) => [kb, products, architectures])).toEqual([
      ['2965788', ['Windows 7 SP1', 'Windows 8', 'Windows 8.1'], ['x86', 'x64']],
      ['2965788', ['Windows Server 2012', 'Windows Server 2012 R2'], ['x64']],
      ['2966034', ['Windows 8.1'], ['x86', 'x64']],
      ['2966034', ['Windows Server 2012 R2'], ['x64']],
    ]);
    for (const { restartFlag, flagText, released } of ours) {
      expect([restartFlag, flagText, released]).toEqual(['maybe', 'Maybe', '2014-06-10']);
    }
  });

  // Those facts were read from the same sheet by hand.
  const byHand =
    ['bulletin-sheet-by-hand', 'bulletin-sheet'].find((name) => existsSync(join(root, 'data', name))) ?? '';
  test.skipIf(!isThere || byHand === '')(`says what data/${byHand} says of the same bulletins`, async () => {
    const linesOf = (name: string): Record<string, string[]>[] =>
      readFileSync(join(root, 'data', byHand, name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const { updates, edges } = await importAll(bulletinSheet, fileAt(large));
    const flat = (rows: readonly object[], keys: readonly string[]): string[] => {
      const lines = rows.flatMap((each) => {
        const { products = [], architectures = [], ...rest }: Record<string, string[]> = { ...each };
        const offers = products.flatMap((product) =>
          (architectures.length > 0 ? architectures : ['']).map((one) => `${product} ${one}`),
        );
        return offers.map((offer) => [...keys.map((key) => rest[key]), offer].join('\n'));
      });
      return [...new Set(lines)].sort();
    };
    const kept = linesOf('updates.jsonl');
    const bulletins = new Set(kept.map(({ bulletin }) => String(bulletin)));
    const keys = ['kb', 'bulletin', 'title', 'released', 'restartFlag', 'flagText'];
    expect(
      flat(
        updates.filter(({ bulletin }) => bulletins.has(bulletin ?? '')),
        keys,
      ),
    ).toEqual(flat(kept, keys));
    const old = linesOf('supersedence.jsonl');
    const superseding = new Set(old.map((edge) => String(edge['superseding'])));
    const pair = ['superseding', 'superseded'];
    expect(
      flat(
        edges.filter((edge) => superseding.has(edge.superseding)),
        pair,
      ),
    ).toEqual(flat(old, pair));
  });

  test.skipIf(!isThere)('an excerpt of it as CSV, and a sheet of one row', async () => {
    const whole = await importAll(bulletinSheet, fileAt(large));
    const csv = fileAt(excerpt);
    expect(bulletinSheet.accepts(sampleOf('excerpt.csv', readFileSync(excerpt, 'utf8').slice(0, 65_536)))).toBe(true);
    const part = await importAll(bulletinSheet, csv);
    expect(part).toMatchObject({ rows: 200, skipped: {}, bad: [], about: { asOf: '2017-03-14' } });
    const said = new Set(
      whole.updates.map(({ kb, bulletin, title, released, flagText }) =>
        [kb, bulletin, title, released, flagText].join(),
      ),
    );
    for (const { kb, bulletin, title, released, flagText } of part.updates) {
      expect(said).toContain([kb, bulletin, title, released, flagText].join());
    }
    expect(await importAll(bulletinSheet, fileAt(small))).toMatchObject({
      rows: 1,
      updates: [
        {
          kb: '4014329',
          bulletin: 'MS17-023',
          products: ['Windows 10 Version 1511'],
          restartFlag: 'always',
          kind: 'other',
        },
      ],
      edges: [{ superseding: '4014329', superseded: '4010250', architectures: ['x64'] }],
    });
  });
});
