// Exports of WSUS: CLIXML, JSON and CSV of IUpdate, WsusUpdate and vUpdate, own fixtures, every real sample, and hostile files.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodingOf } from '../src/bytes/text.ts';
import { UserError } from '../src/errors.ts';
import type { ImportFile, Importer, Sample } from '../src/imports/types.ts';
import { wsusClixml } from '../src/imports/wsus-clixml.ts';
import { wsusCsv } from '../src/imports/wsus-csv.ts';
import { wsusJson } from '../src/imports/wsus-json.ts';
import { type Collected, fileAt, fileOf, importAll } from './imports.ts';
import { root } from './run.ts';

const importers = [wsusClixml, wsusJson, wsusCsv];
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function sampleOf(name: string, bytes: Uint8Array): Sample {
  const head = bytes.subarray(0, 65_536);
  const text = new TextDecoder(encodingOf(head)).decode(head);
  return { name: name.toLowerCase(), size: bytes.length, head, text, entries: [] };
}

const accepting = (text: string | Uint8Array): string[] => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return importers.filter((each) => each.accepts(sampleOf('export', bytes))).map((each) => each.id);
};

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
const read = (importer: Importer, text: string | Uint8Array, piece?: number): Promise<Collected> =>
  importAll(importer, fileOf('export', text, piece));
const json = (value: unknown, piece?: number): Promise<Collected> => read(wsusJson, JSON.stringify(value), piece);

async function refusal(importer: Importer, text: string | Uint8Array): Promise<string> {
  const error: unknown = await read(importer, text).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw error ?? new Error('the file was not refused');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(`${error.message}${error.hint}`).not.toMatch(/[\x00-\x1f\x7f]/);
  return error.message;
}

const objs = (inner: string): string =>
  `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n${inner}\r\n</Objs>`;

/** An IUpdate as Export-Clixml writes it: lists, an id of two parts, enumerations with their name and number. */
const iUpdate = (n: number, kb: string, title: string): string => `
  <Obj RefId="${n}">
    <TN RefId="0"><T>Microsoft.UpdateServices.Internal.BaseApi.Update</T><T>System.Object</T></TN>
    <ToString>Microsoft.UpdateServices.Internal.BaseApi.Update</ToString>
    <Props>
      <Obj N="UpdateServer" RefId="${n}1"><Props><S N="Title">not this</S><G N="UpdateId">${id(999)}</G></Props></Obj>
      <Obj N="Id" RefId="${n}2">
        <TN RefId="1"><T>Microsoft.UpdateServices.Administration.UpdateRevisionId</T></TN>
        <ToString>Microsoft.UpdateServices.Administration.UpdateRevisionId</ToString>
        <Props><I32 N="RevisionNumber">203</I32><G N="UpdateId">${id(n).toUpperCase()}</G></Props>
      </Obj>
      <S N="Title">${title}</S>
      <S N="Description">Two lines_x000D__x000A_&amp; a sign</S>
      <Obj N="KnowledgebaseArticles" RefId="${n}3"><TN RefId="2"><T>System.Collections.Specialized.StringCollection</T></TN><LST><S>${kb}</S></LST></Obj>
      <Obj N="SecurityBulletins" RefId="${n}4"><TNRef RefId="2" /><IE><S>ms14-030</S></IE></Obj>
      <Obj N="ProductTitles" RefId="${n}5"><TNRef RefId="2" /><LST><S>Windows 7</S><S>Windows Server 2008 R2</S></LST></Obj>
      <S N="UpdateClassificationTitle">Security Updates</S>
      <DT N="CreationDate">2014-06-10T17:00:00Z</DT>
      <DT N="ArrivalDate">2020-01-01T00:00:00Z</DT>
      <Obj N="UpdateType" RefId="${n}6"><TN RefId="3"><T>System.Enum</T></TN><ToString>Software</ToString><I32>0</I32></Obj>
      <Obj N="InstallationBehavior" RefId="${n}7">
        <Props>
          <B N="CanRequestUserInput">false</B>
          <Obj N="Impact" RefId="${n}8"><TNRef RefId="3" /><ToString>Normal</ToString><I32>0</I32></Obj>
          <Obj N="RebootBehavior" RefId="${n}9"><TNRef RefId="3" /><ToString>CanRequestReboot</ToString><I32>2</I32></Obj>
        </Props>
      </Obj>
      <Obj N="UninstallationBehavior" RefId="${n}a"><Props><S N="RebootBehavior">NeverReboots</S><S N="Impact">RequiresExclusiveHandling</S></Props></Obj>
      <Ref N="Other" RefId="0" />
      <Nil N="MsrcSeverity" />
    </Props>
  </Obj>`;

const title7 = 'Security Update for Windows 7 for x64-based Systems (KB2965788)';
const expected7 = {
  kb: '2965788',
  updateId: id(1),
  revision: 203,
  title: title7,
  bulletin: 'MS14-030',
  released: '2014-06-10',
  revised: null,
  classification: 'Security Updates',
  kind: 'other',
  products: ['Windows 7', 'Windows Server 2008 R2'],
  architectures: ['x64'],
  language: null,
  restartFlag: 'maybe',
  flagText: 'CanRequestReboot',
  exclusive: false,
  url: null,
  note: null,
};

describe('CLIXML', () => {
  const two = objs(iUpdate(1, '2965788', title7) + iUpdate(2, 'KB2966034', 'An update_x0021_'));

  test('of IUpdate, in every encoding, with every seam between pieces', async () => {
    expect(accepting(two)).toEqual(['wsus-clixml']);
    expect(accepting(utf16(two))).toEqual(['wsus-clixml']);
    for (const piece of [1, 2, 3, 4, 5, 6, 7, 65_536]) {
      const found = await read(wsusClixml, two, piece);
      expect(found).toMatchObject({ rows: 2, skipped: {}, bad: [], edges: [], about: { asOf: null } });
      expect(found.updates[0]).toEqual(expected7);
      expect(found.updates[1]).toMatchObject({
        kb: '2966034',
        title: 'An update!',
        updateId: id(2),
        architectures: [],
      });
      if (piece > 1) expect(await read(wsusClixml, utf16(two), piece)).toEqual(found);
    }
  });

  test('of WsusUpdate, which holds the update and says the rest in words', async () => {
    const text = objs(`<Obj RefId="0">
      <TN RefId="0"><T>Deserialized.Microsoft.UpdateServices.Commands.WsusUpdate</T></TN>
      <Props>
        <Obj N="Update" RefId="1"><ToString>Title</ToString><Props><S N="Title">${title7}</S>
          <Obj N="KnowledgebaseArticles" RefId="2"><LST><S>2965788</S></LST></Obj></Props></Obj>
        <S N="Classification">Security Updates</S><S N="RestartBehavior">Never restarts</S>
        <B N="MustBeInstalledExclusively">true</B>
        <Obj N="MsrcNumbers" RefId="3"><LST><S>MS14-030</S></LST></Obj>
        <Obj N="Products" RefId="4"><LST><S>Windows 7</S></LST></Obj>
        <Obj N="LanguagesSupported" RefId="5"><LST><S>English</S></LST></Obj>
        <Obj N="UpdatesSupersedingThisUpdate" RefId="6"><LST><S>None</S></LST></Obj>
        <Obj N="UpdatesSupersededByThisUpdate" RefId="7"><LST><S>Security Update for Windows 7 for x64-based Systems (KB2862330)</S></LST></Obj>
        <S N="UpdateId">{${id(1)}}</S>
      </Props></Obj>`);
    expect(accepting(text)).toEqual(['wsus-clixml']);
    const found = await read(wsusClixml, text);
    expect(found.updates).toEqual([
      {
        ...expected7,
        ...{ revision: null, released: null, products: ['Windows 7'], language: 'English', exclusive: true },
        ...{ restartFlag: 'never', flagText: 'Never restarts' },
      },
    ]);
    const offer = { products: ['Windows 7'], architectures: ['x64'] };
    expect(found.edges).toEqual([{ superseding: '2965788', superseded: '2862330', ...offer, url: null, note: null }]);
  });

  test('of one list that holds the updates', async () => {
    const list = objs(
      `<Obj RefId="0"><TN RefId="9"><T>System.Object[]</T></TN><LST>${iUpdate(1, '2965788', title7)}${iUpdate(2, '2966034', 'b')}</LST><Props><I32 N="Count">2</I32></Props></Obj>${iUpdate(3, '2862330', 'c')}`,
    );
    const found = await read(wsusClixml, list, 7);
    expect(found.updates.map(({ kb }) => kb)).toEqual(['2965788', '2966034', '2862330']);
    expect(found).toMatchObject({ rows: 3, skipped: {}, bad: [] });
    expect(found.updates[0]).toEqual(expected7);
  });

  test.each([
    ['a DOCTYPE', `<!DOCTYPE Objs [<!ENTITY a "b">]>${objs(iUpdate(1, '2965788', title7))}`, 'DOCTYPE'],
    ['other XML', '<Catalog><Update UpdateId="1"/></Catalog>', 'is no CLIXML'],
    ['a broken tag', objs('<Obj RefId="0"><S N="Title">\u001b[31m</Obj>'), 'no whole XML'],
    ['too deep', objs('<Obj><Props>'.repeat(200)), 'nests its objects more than 100 deep'],
    ['no update', objs('<Obj RefId="0"><MS><S N="Content">page</S></MS></Obj>'), 'no update in it'],
    ['nothing', objs(''), 'no update in it'],
    ['an empty file', '', 'no whole XML'],
  ])('%s is refused', async (_, text, why) => expect(await refusal(wsusClixml, text)).toContain(why));

  test('a file that is cut off is refused', async () => {
    for (let end = 1; end < two.length; end += 211) {
      expect(await refusal(wsusClixml, two.slice(0, end))).toMatch(/no whole XML/);
    }
  });
});

describe('JSON', () => {
  const plainRow = {
    UpdateId: id(1),
    RevisionNumber: 203,
    DefaultTitle: title7,
    ClassificationId: '0FA1201D-4330-4FA8-8AE9-B877473B6441',
    CreationDate: '/Date(1402358400000)/',
    ArrivalDate: '/Date(1602358400000)/',
    KnowledgebaseArticle: '2965788',
    SecurityBulletin: 'MS14-030',
    UpdateType: 'Software',
    InstallationImpact: 'Normal',
    InstallationRebootBehavior: 'CanRequestReboot',
  };
  const ofView = { ...expected7, products: ['Windows 7'] };

  test('of one row of vUpdate, in an array, alone, in an envelope, and line by line', async () => {
    const text = JSON.stringify(plainRow);
    for (const form of [`[${text}]`, text, `{"value":[${text}],"Count":1}`, `${text}\n`]) {
      expect(accepting(form)).toEqual(['wsus-json']);
      for (const piece of [1, 2, 3, 4, 5, 6, 7, 4096]) {
        expect(await read(wsusJson, form, piece)).toMatchObject({ rows: 1, updates: [ofView], bad: [] });
        if (piece > 1) expect(await read(wsusJson, utf16(form), piece)).toMatchObject({ rows: 1, updates: [ofView] });
      }
    }
  });

  test('of IUpdate: parts, lists as PowerShell nests them, and numbers for enumerations', async () => {
    const update = {
      UpdateServer: { Title: 'not this' },
      Id: { RevisionNumber: 203, UpdateId: id(1) },
      Title: title7,
      KnowledgebaseArticles: { value: ['2965788'], Count: 1 },
      SecurityBulletins: ['MS14-030'],
      ProductTitles: ['Windows 7', 'Windows Server 2008 R2'],
      UpdateClassificationTitle: 'Security Updates',
      CreationDate: { value: '/Date(1402358400000)/', DisplayHint: 2, DateTime: 'Tuesday' },
      UpdateType: 0,
      InstallationBehavior: { Impact: 0, RebootBehavior: 2, CanRequestUserInput: false },
      UninstallationBehavior: { Impact: 2, RebootBehavior: 0 },
    };
    expect(accepting(JSON.stringify(update))).toEqual(['wsus-json']);
    expect((await json(update)).updates).toEqual([{ ...expected7, flagText: 'RebootBehavior 2' }]);
  });

  test.each([
    ['NeverReboots', 'never'],
    ['irbNeverReboots', 'never'],
    [0, 'never'],
    ['AlwaysRequiresReboot', 'always'],
    [1, 'always'],
    ['Can request restart', 'maybe'],
    ['Depends', null],
    [3, null],
    ['', null],
    [null, null],
  ])('restart behaviour %j is %s', async (InstallationRebootBehavior, flag) => {
    const [update] = (await json({ ...plainRow, InstallationRebootBehavior })).updates;
    expect(update?.restartFlag).toBe(flag);
    if (flag === null) expect(update?.flagText).toBeNull();
  });

  test.each([
    ['RequiresExclusiveHandling', true],
    [2, true],
    ['Minor', false],
    [1, false],
    ['', null],
    ['Heavy', null],
  ])('impact %j: exclusive is %s', async (InstallationImpact, exclusive) => {
    expect((await json({ ...plainRow, InstallationImpact })).updates[0]?.exclusive).toBe(exclusive);
  });

  test.each([
    ['6/10/2014 5:00:00 PM', '2014-06-10'],
    ['2014-06-10 17:00:00.000', '2014-06-10'],
    ['2014-06-10T17:00:00-07:00', '2014-06-10'],
    ['0001-01-01T00:00:00', null],
    ['yesterday', null],
    ['6/7/2014', null],
  ])('created on %s', async (CreationDate, released) => {
    const found = await json({ ...plainRow, CreationDate });
    expect(found).toMatchObject({ updates: [{ released, revised: null }], bad: [] });
  });

  test.each([
    [{ KnowledgebaseArticle: 'KB2966034' }, '2966034'],
    [{ KnowledgebaseArticle: 2966034 }, '2966034'],
    [{ KnowledgebaseArticle: '2966034, 2965788' }, '2965788'],
    [{ KnowledgebaseArticle: '' }, '2965788'],
    [{ KnowledgebaseArticle: '99DDD', DefaultTitle: 'Reader 1.0' }, null],
    [{ KnowledgebaseArticle: null, FileKBNumber: '2862330' }, '2965788'],
    [{ KnowledgebaseArticle: null, DefaultTitle: 'An update', FileKBNumber: '2862330' }, '2862330'],
    [{ KnowledgebaseArticle: null, DefaultTitle: 'An update', FileKBNumber: '22621 220806 0833' }, null],
  ])('the number of %j', async (values, kb) => {
    expect((await json({ ...plainRow, ...values })).updates[0]?.kb).toBe(kb);
  });

  test.each([
    [
      'Windows 10 Version 1809 for x86-based Systems',
      'Windows 10 Windows 10 LTSB',
      '',
      ['Windows 10 Version 1809'],
      ['x86'],
    ],
    [
      'Windows 10 Version 20H2 for ARM64',
      'Windows 10, version 1903 and later; Windows Server 2019',
      'x64',
      ['Windows 10 Version 20H2'],
      ['arm64'],
    ],
    [
      'an update',
      'Windows 10,Windows 10, version 1903 and later,Office 2016',
      'AMD64',
      ['Office 2016', 'Windows 10'],
      ['x64'],
    ],
    ['Reader 1.0', 'Reader', 'x86, x64', ['Reader'], ['x86', 'x64']],
    ['Windows Server 2016 for x64-based Systems', 'Tools', '', ['Tools', 'Windows Server 2016'], ['x64']],
    [
      '2024-09 Cumulative Update for Microsoft server operating system version 21H2 for x64-based Systems (KB5042881)',
      'Microsoft Server operating system-21H2',
      'x64',
      ['Windows Server 2022'],
      ['x64'],
    ],
    ['nothing known', null, 'all', [], []],
  ])('%s in category %s', async (Title, Category, UpdateArch, products, architectures) => {
    const found = await json({ UpdateId: id(1), Title, Category, UpdateArch });
    expect(found.updates).toMatchObject([{ products, architectures }]);
  });

  test('a package of two architectures is two rows where its products differ in them', async () => {
    const found = await json({
      UpdateId: id(1),
      Title: 'x',
      Products: ['Windows 7', 'Windows Server 2016'],
      Architecture: 'x86,x64',
    });
    expect(found.rows).toBe(1);
    expect(found.updates).toMatchObject([
      { products: ['Windows 7'], architectures: ['x86', 'x64'] },
      { products: ['Windows Server 2016'], architectures: ['x64'] },
    ]);
  });

  test('rows that are no updates, and rows that cannot be read', async () => {
    const text = `[${JSON.stringify(plainRow)}, {"UpdateId": "abc", "Title": "x"}, {"Title": "no number"}, 7, ["x"], {"a":}, {"UpdateId": "${id(0).replaceAll(/\d/g, '0')}", "Title": "x"}]`;
    const found = await read(wsusJson, text, 5);
    expect(found.rows).toBe(7);
    expect(found.updates).toHaveLength(1);
    expect(found.skipped).toEqual({ 'no KB and no UpdateID': 1 });
    expect(found.bad).toEqual([
      { place: 'row 2', why: 'its UpdateId is no GUID' },
      { place: 'row 4', why: 'it is no object' },
      { place: 'row 5', why: 'it is no object' },
      { place: 'row 6', why: 'it is not valid JSON' },
      { place: 'row 7', why: 'its UpdateId is no GUID' },
    ]);
  });

  test.each([
    ['[]', 'no update in it'],
    ['[{"Title": "x"}]', 'no update in it'],
    ['{"value":[],"@odata.nextLink":"http://next"}', 'one page of several'],
    [`{"value":[${JSON.stringify(plainRow)}],"Count":2}`, 'says that it holds 2 updates, and holds 1'],
    [`[${JSON.stringify(plainRow)}`, 'ends in the middle'],
    ['', 'it is empty'],
  ])('%s is refused', async (text, why) => expect(await refusal(wsusJson, text)).toContain(why));

  test('names of the language itself, and a title full of signs', async () => {
    const text = `[{"__proto__": {"UpdateId": "${id(3)}"}, "constructor": {"Title": "x"}, "UpdateId": "${id(1)}", "Title": "a\\u001b[31m\\r\\n  b${'c'.repeat(5000)}"}]`;
    const [update] = (await read(wsusJson, text)).updates;
    expect(update).toMatchObject({ updateId: id(1), kb: null });
    expect(update?.title).toMatch(/^a \[31m b/);
    expect(update?.title?.length).toBeLessThanOrEqual(1000);
  });
});

describe('CSV', () => {
  const vUpdate = [
    'UpdateId;RevisionNumber;DefaultTitle;DefaultDescription;ClassificationId;ArrivalDate;CreationDate;IsDeclined;KnowledgebaseArticle;SecurityBulletin;UpdateType;InstallationImpact;InstallationRebootBehavior',
    `${id(1).toUpperCase()};203;"${title7}";"one;two\r\nthree ""four""";0fa1201d-4330-4fa8-8ae9-b877473b6441;2020-01-01 00:00:00.000;2014-06-10 17:00:00.000;0;2965788;MS14-030;Software;Normal;CanRequestReboot`,
    `${id(2)};1;Intel - Display - 10.18.10.3304;NULL;ebfc1fc5-71a4-4f7b-9aca-3b9a503104a0;;10.06.2014 17:00:00;0;NULL;NULL;Driver;NULL;NULL`,
    `${id(3)};100;Reader 11.0.7 (a tool);;5c9376ab-8ce6-464a-b136-22113dd69801;;;1;;;Software;RequiresExclusiveHandling;AlwaysRequiresReboot`,
    `;1;Security Update for Windows 8 (KB2966034);;;;;0;;;Software;;`,
    `broken;1;x;;;;;0;;;Software;;`,
    `;1;nothing;;;;;0;;;Software;;`,
    `${id(4)};1;too;many;cells;;;;;;;;;;x`,
  ].join('\r\n');

  test('rows of vUpdate with semicolons: software, a driver, a third party, and rows without an id', async () => {
    expect(accepting(vUpdate)).toEqual(['wsus-csv']);
    for (const piece of [1, 2, 3, 4, 5, 6, 7, 4096]) {
      const found = await read(wsusCsv, vUpdate, piece);
      expect(found.rows).toBe(7);
      expect(found.updates).toMatchObject([
        { ...expected7, products: ['Windows 7'] },
        {
          ...{ kb: null, updateId: id(2), kind: 'driver', classification: 'Drivers', released: '2014-06-10' },
          restartFlag: null,
        },
        { ...{ kb: null, updateId: id(3), kind: 'other', exclusive: true }, restartFlag: 'always' },
        { ...{ kb: '2966034', updateId: null, products: ['Windows 8'], architectures: ['x86'] } },
      ]);
      expect(found.skipped).toEqual({ 'no KB and no UpdateID': 1 });
      expect(found.bad).toEqual([
        { place: 'line 7', why: 'its UpdateId is no GUID' },
        { place: 'line 9', why: 'it has more cells than the header has columns' },
      ]);
    }
  });

  test('of IUpdate as it is: names of types in place of values', async () => {
    const text = `#TYPE Microsoft.UpdateServices.Internal.BaseApi.Update\r\n"UpdateServer","Id","Title","KnowledgebaseArticles","ProductTitles","UpdateClassificationTitle","CreationDate","IsWsusInfrastructureUpdate"\r\n"Microsoft.UpdateServices.Internal.BaseApi.UpdateServer","Microsoft.UpdateServices.Administration.UpdateRevisionId","${title7}","System.Collections.Specialized.StringCollection","System.Collections.Specialized.StringCollection","Security Updates","6/10/2014 5:00:00 PM","False"\r\n`;
    expect(accepting(text)).toEqual(['wsus-csv']);
    expect((await read(wsusCsv, utf16(text), 6)).updates).toMatchObject([
      {
        kb: '2965788',
        updateId: null,
        products: ['Windows 7'],
        released: '2014-06-10',
        classification: 'Security Updates',
      },
    ]);
  });

  test('columns in another order and case, flattened by a script', async () => {
    const text = `PRODUCTS,Id.RevisionNumber,title,ID.UPDATEID,"Restart Behavior",Extra\nWindows 7,7,${title7},${id(1)},Never restarts,x\n`;
    expect(accepting(text)).toEqual(['wsus-csv']);
    expect((await read(wsusCsv, text)).updates).toMatchObject([
      { kb: '2965788', updateId: id(1), revision: 7, restartFlag: 'never', flagText: 'Never restarts' },
    ]);
  });

  test('several files of one update are one update', async () => {
    const row = (n: number, file: string): string => `${id(n)},${title7},2965788,${file}`;
    const text = ['UpdateId,Title,KBNumber,FileName', row(1, 'a'), row(1, 'b'), row(1, 'c'), row(2, 'a'), row(1, 'd')];
    const found = await read(wsusCsv, text.join('\n'));
    expect(found.rows).toBe(5);
    expect(found.updates.map(({ updateId }) => updateId)).toEqual([id(1), id(2), id(1)]);
    expect(found.skipped).toEqual({ 'a further file of the same update': 2 });
  });

  test('a file without updates or cut off is refused', async () => {
    expect(await refusal(wsusCsv, 'UpdateId,Title\n')).toContain('no update in it');
    expect(await refusal(wsusCsv, vUpdate.slice(0, 400))).toContain('cut off');
  });
});

describe('who replaces whom', () => {
  const row = (n: number, kb: string | null, more: object): object => ({
    ...{ UpdateId: id(n), Title: `Update for Windows 7 for x64-based Systems${kb === null ? '' : ` (KB${kb})`}` },
    ...more,
  });
  const offer = { products: ['Windows 7'], architectures: ['x64'], url: null, note: null };
  const edge = (superseding: string, superseded: string) => ({ superseding, superseded, ...offer });

  test('by id; the catalog makes steps between numbers of them', async () => {
    const { edges } = await json([
      row(1, '1000001', { SupersededUpdates: [{ UpdateId: id(2) }, { Id: { UpdateId: id(3) } }, id(1)] }),
      row(2, '1000002', { SupersedingUpdates: `${id(4).toUpperCase()};${id(1)}` }),
      row(3, null, {}),
      row(4, '1000004', {}),
    ]);
    expect(edges).toHaveLength(4);
    expect(edges).toEqual(
      expect.arrayContaining([edge(id(1), id(2)), edge(id(1), id(3)), edge(id(4), id(2)), edge(id(1), id(2))]),
    );
  });

  test('by number where the row itself names it; never itself, and never without a product', async () => {
    const named = {
      UpdatesSupersedingThisUpdate: ['x (KB1000009)', 'y (KB1000001)', 'None'],
      Supersedes: 'KB1000008, 1000007',
    };
    expect((await json(row(1, '1000001', named))).edges).toEqual([
      edge('1000001', '1000008'),
      edge('1000001', '1000007'),
      edge('1000009', '1000001'),
    ]);
    const bare = { UpdateId: id(1), Title: 'x (KB1000001)', Supersedes: `1000008 ${id(2)}` };
    expect((await json(bare)).edges).toEqual([{ ...edge(id(1), id(2)), products: [], architectures: [] }]);
  });
});

describe('which files are taken', () => {
  test.each([
    [
      'kbupdate',
      'UpdateId,Title,Id,Architecture,Language,LastModified,SupportedProducts,MSRCNumber,RebootBehavior,RequestsUserInput,ExclusiveInstall\n',
    ],
    [
      'wesng',
      '"DatePosted","CVE","BulletinKB","Title","AffectedProduct","AffectedComponent","Severity","Impact","Supersedes","Exploits"\n',
    ],
    ['bulletins', 'Date Posted,Bulletin Id,Bulletin KB,Severity,Impact,Title,Affected Product\n'],
    ['a group', 'CI_UniqueID,ArticleID,LocalizedDisplayName\n'],
    ['ids alone', 'UpdateId,Link\n'],
    ['a group as JSON', '[{"CI_UniqueID": "x", "LocalizedDisplayName": "y", "ArticleID": "1"}]'],
    [
      'a page of the Update Catalog',
      '{"update_id": "x", "title": "y", "supported_products": "z", "uninstall_notes": "n/a"}',
    ],
    ['CLIXML of other objects', objs('<Obj RefId="0"><MS><S N="Title">x</S><S N="Guid">y</S></MS></Obj>')],
    ['SOAP', '<s:Envelope><UpdateId>x</UpdateId><Title>y</Title></s:Envelope>'],
    ['text', 'ComputerName Status KB Size Title\n'],
    ['nothing', ''],
  ])('not %s', (_, text) => expect(accepting(text)).toEqual([]));

  test('an object that is longer than the sample is known by its names', () => {
    const long = `[{"UpdateId": "${id(1)}", "Title": "x", "Description": "${'d'.repeat(70_000)}"}]`;
    expect(accepting(long)).toEqual(['wsus-json']);
    expect(
      accepting(objs(`<Obj RefId="0"><MS><S N="UpdateId">x</S><S N="Title">y</S><S N="D">${'d'.repeat(70_000)}`)),
    ).toEqual(['wsus-clixml']);
  });
});

describe('files without an end', () => {
  /** A gigabyte of `repeat` behind `begin`; counts what was taken of it. */
  function endless(begin: string, repeat: string): { file: ImportFile; taken: () => number } {
    const piece = new TextEncoder().encode(repeat.repeat(Math.ceil(65_536 / repeat.length)));
    let taken = 0;
    const file: ImportFile = {
      ...fileOf('endless', begin),
      size: 2 ** 30,
      async *stream() {
        yield new TextEncoder().encode(begin);
        for (; taken < 2 ** 30; taken += piece.length) yield piece;
      },
    };
    return { file, taken: () => taken };
  }
  const xml = '<Objs><Obj RefId="0"><MS>';
  const enough = new Error('enough');
  const sink = (most: number) => {
    let rows = 0;
    return {
      row: () => {
        rows += 1;
        if (rows === most) throw enough;
      },
      ...{ update: () => {}, edge: () => {}, skip: () => {}, bad: () => {} },
    };
  };

  test.each([
    [wsusClixml, `${xml}<S N="Title">`, 'a'],
    [wsusClixml, `${xml}<S N="`, 'a'],
    [wsusClixml, `${xml}<!-- `, 'a '],
    [wsusClixml, '<Objs>', '<Obj>'],
    [wsusJson, '[{"Title":"', 'a'],
    [wsusJson, '[{"Title":', '{"a":'],
    [wsusCsv, `UpdateId,Title\n${id(1)},"`, 'a'],
    [wsusCsv, 'UpdateId,Title', ',a'],
  ])('$id refuses %j', async (importer, begin, repeat) => {
    const { file, taken } = endless(begin, repeat);
    await expect(importer.read(file, sink(Number.POSITIVE_INFINITY))).rejects.toThrow(UserError);
    expect(taken()).toBeLessThan(16 * 2 ** 20);
  });

  test.each([
    [wsusClixml, '<Objs>', `<Obj><MS><S N="UpdateId">${id(1)}</S><S N="Title">x</S></MS></Obj>`],
    [wsusJson, '[{}', `,{"UpdateId":"${id(1)}","Title":"x"}`],
    [wsusCsv, 'UpdateId,Title\n', `${id(1)},x\n`],
  ])('$id hands over rows while it reads', async (importer, begin, repeat) => {
    const { file, taken } = endless(begin, repeat);
    await expect(importer.read(file, sink(2000))).rejects.toBe(enough);
    expect(taken()).toBeLessThan(2 * 2 ** 20);
  });
});

const samples = join(root, '..', 'shared', 'samples');
const has = existsSync(join(samples, 'wsus'));
if (!has) process.stderr.write(`skipped: the samples are missing, ${samples}\n`);

describe.skipIf(!has)('real samples', () => {
  /** Rows, UpdateIDs and rows whose UpdateId is that of the row before, counted with Python's csv, json and xml.etree on the same files. */
  test.each([
    ['OSDeploy__OSDSUS__Windows_10_1809.xml', wsusClixml, 20, 16, 4],
    ['OSDeploy__OSDSUS__Windows_10_20H2.xml', wsusClixml, 18, 14, 4],
    ['OSDeploy__OSDSUS__Windows_10_Dynamic_Update.json', wsusJson, 57, 57, 0],
    ['OSDeploy__OSDSUS__Office_2016.csv', wsusCsv, 282, 152, 130],
    ['OSDeploy__OSDSUS__FeatureUpdate_Windows_11_22H2.csv', wsusCsv, 76, 76, 0],
  ])('%s', async (name, importer, rows, ids, repeated) => {
    const path = join(samples, 'wsus', name);
    const bytes = readFileSync(path);
    expect(accepting(bytes)).toEqual([importer.id]);
    const found = await importAll(importer, fileAt(path));
    expect(found).toMatchObject({ rows, bad: [], edges: [] });
    expect(new Set(found.updates.map(({ updateId }) => updateId)).size).toBe(ids);
    expect(found.updates).toHaveLength(ids);
    expect(found.skipped).toEqual(repeated === 0 ? {} : { 'a further file of the same update': repeated });
    for (const update of found.updates) {
      expect(update.kb).toMatch(/^\d{7}$/);
      expect(update.released).not.toBeNull();
      expect(update.architectures).toHaveLength(1);
      expect(update.products.length).toBeGreaterThan(0);
    }
    expect(await importAll(importer, fileOf(name, bytes, 7))).toEqual(found);
  });

  test('what their rows say', async () => {
    const of = async (name: string, importer: Importer) =>
      (await importAll(importer, fileAt(join(samples, 'wsus', `OSDeploy__OSDSUS__${name}`)))).updates;
    const tally = (values: readonly (string | null)[]): Record<string, number> =>
      Object.fromEntries(
        [...new Set(values)].map((each) => [`${each}`, values.filter((value) => value === each).length]),
      );
    // Counted with Python as well: architectures and bulletins by UpdateID, versions by the title.
    const windows = await of('Windows_10_1809.xml', wsusClixml);
    expect(tally(windows.map(({ products }) => products.join()))).toEqual({ 'Windows 10 Version 1809': 16 });
    // The file of the rollup bears the number of a part of it (FileKBNumber 5039886), its row that of the rollup.
    expect(windows.filter(({ kb }) => kb === '5041017')).toHaveLength(2);
    expect(windows.some(({ kb }) => kb === '5039886')).toBe(false);
    const office = await of('Office_2016.csv', wsusCsv);
    expect(tally(office.map(({ architectures }) => architectures.join()))).toEqual({ x86: 77, x64: 75 });
    expect(tally(office.map(({ bulletin }) => bulletin))).toEqual({
      null: 148,
      'MS15-081': 2,
      'MS16-004': 1,
      'MS16-029': 1,
    });
    const features = await of('FeatureUpdate_Windows_11_22H2.csv', wsusCsv);
    expect(tally(features.map(({ kind, products }) => `${kind} ${products.join()}`))).toEqual({
      'feature-update Windows 11 Version 22H2': 76,
    });
    const dynamic = await of('Windows_10_Dynamic_Update.json', wsusJson);
    expect(tally(dynamic.map(({ kind, architectures }) => `${kind} ${architectures.join()}`))).toEqual({
      'dynamic x64': 29,
      'dynamic x86': 28,
    });
  });

  test('no other sample is taken, and read all the same it is refused', async () => {
    const folders = readdirSync(samples).filter((name) => statSync(join(samples, name)).isDirectory());
    const paths = folders.flatMap((folder) =>
      readdirSync(join(samples, folder)).map((name) => join(samples, folder, name)),
    );
    const others = paths.filter((path) => statSync(path).isFile() && !/OSDSUS__/.test(path));
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((path) => accepting(readFileSync(path)).length > 0)).toEqual([]);
    for (const path of others.filter((each) => /RawResponse|pywsus|PSWindowsUpdate/.test(each))) {
      await expect(importAll(/\.xml$/.test(path) ? wsusClixml : wsusCsv, fileAt(path))).rejects.toThrow(UserError);
    }
  });
});
