// kb.sqlite of kbupdate: own databases in its shape, odd and hostile ones, and the real one counted by another program.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openForeign } from '../src/catalog/foreign.ts';
import { UserError } from '../src/errors.ts';
import { kbupdate } from '../src/imports/kbupdate.ts';
import type { ImportFile, Sample } from '../src/imports/types.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { type Collected, fileAt, importAll } from './imports.ts';
import { root } from './run.ts';

/** The tables as kbupdate makes them, with the types that turn "1" into a number. */
const tables = `
CREATE TABLE [Kb]([UpdateId] [nvarchar](36) PRIMARY KEY NOT NULL, [Title] [nvarchar](200) NOT NULL, [Id] int NULL,
  [Architecture] [nvarchar](5) NULL, [Language] [nvarchar](25) NULL, [Hotfix] bit NULL, [Description] [nvarchar](1500) NULL,
  [LastModified] smalldatetime NULL, [Size] [nvarchar](50) NULL, [Classification] [nvarchar](512) NULL,
  [SupportedProducts] [nvarchar](50) NULL, [MSRCNumber] [nvarchar](25) NULL, [MSRCSeverity] [nvarchar](50) NULL,
  [RebootBehavior] [nvarchar](50) NULL, [RequestsUserInput] bit NULL, [ExclusiveInstall] bit NULL, [NetworkRequired] bit NULL,
  [UninstallNotes] [nvarchar](1500) NULL, [UninstallSteps] [nvarchar](1500) NULL, DateAdded DATE);
CREATE TABLE [SupersededBy]([UpdateId] [nvarchar](36) NOT NULL, [Kb] int NULL, [Description] [nvarchar](200) NULL);
CREATE TABLE [Supersedes]([UpdateId] [nvarchar](36) NOT NULL, [Kb] int NULL, [Description] [nvarchar](200) NULL);
CREATE TABLE [Link]([UpdateId] [nvarchar](36) NOT NULL, [Link] [nvarchar](512) NULL);
CREATE TABLE [KbDupe]([UpdateId] [nvarchar](36) NOT NULL, [Dupe] [nvarchar](36) NOT NULL);
CREATE INDEX tag_uid_kb ON Kb (UpdateId);
`;

type Cell = string | number | null | Uint8Array;
type Row = Record<string, Cell>;

const id = (number: number): string => `0000000a-0000-4000-8000-${String(number).padStart(12, '0')}`;
const cumulative: Row = {
  UpdateId: id(1),
  Title: '2026-03 Cumulative Update for Windows 10 Version 1809 for x64-based Systems (KB5079999)',
  Id: 5079999,
  Architecture: 'x64',
  Language: 'All',
  LastModified: '3/7/2026',
  Classification: 'Security Updates',
  SupportedProducts: 'Windows 10',
  RebootBehavior: 'Can request restart',
  ExclusiveInstall: 'No',
  DateAdded: '2026-03-12 22:43:08',
};

function insert(db: Database.Database, table: string, rows: readonly Row[]): void {
  for (const row of rows) {
    const names = Object.keys(row);
    const places = names.map(() => '?').join(', ');
    db.prepare(`INSERT INTO "${table}" (${names.join(', ')}) VALUES (${places})`).run(...Object.values(row));
  }
}

/** @returns the path of a new database */
function made(fill: (db: Database.Database) => void, schema = tables): string {
  const path = join(newFolder(), 'kb.sqlite');
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  if (schema !== '') db.exec(schema);
  fill(db);
  db.close();
  return path;
}

async function read(path: string): Promise<Collected> {
  let close = (): void => {};
  const sqlite: ImportFile['sqlite'] = () => {
    const file = openForeign(path);
    close = file.close;
    return file;
  };
  try {
    return await importAll(kbupdate, { ...fileAt(path), sqlite });
  } finally {
    close();
  }
}

/** Of rows that differ from the first in the cells that are given. */
async function updates(...rows: Row[]): Promise<Collected['updates']> {
  const all = rows.map((row, index) => ({ ...cumulative, UpdateId: id(index + 1), ...row }));
  const { updates: found, bad, rows: count } = await read(made((db) => insert(db, 'Kb', all)));
  expect(bad).toEqual([]);
  expect(count).toBe(rows.length);
  return found;
}

async function refusal(path: string): Promise<UserError> {
  const error: unknown = await read(path).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return error;
  throw error ?? new Error('it was not refused');
}

function sampleOf(bytes: Uint8Array): Sample {
  return { name: 'kb.sqlite', size: bytes.length, head: bytes.subarray(0, 65_536), text: '', entries: [] };
}

describe('a file is of this kind', () => {
  test('where it is a SQLite database, and no catalog of ours', () => {
    const bytes = readFileSync(made(() => {}));
    expect(kbupdate.accepts(sampleOf(bytes))).toBe(true);
    expect(kbupdate.accepts(sampleOf(bytes.subarray(0, 50)))).toBe(false);
    expect(kbupdate.accepts(sampleOf(new TextEncoder().encode('UpdateId,Title\n'.repeat(20))))).toBe(false);
    expect(kbupdate.accepts(sampleOf(readFileSync(join(root, 'catalog.sqlite')).subarray(0, 200)))).toBe(false);
  });
});

describe('an update', () => {
  test('is what its row says', async () => {
    const path = made((db) => insert(db, 'Kb', [cumulative]));
    const { rows, updates: found, edges, bad, skipped, about } = await read(path);
    expect({ rows, edges, bad, skipped, about }).toEqual({
      ...{ rows: 1, edges: [], bad: [], skipped: {} },
      about: { asOf: '2026-03-12' },
    });
    expect(found).toEqual([
      {
        ...{ kb: '5079999', updateId: id(1), revision: null, title: cumulative['Title'], bulletin: null },
        ...{ released: null, revised: '2026-03-07', classification: 'Security Updates', kind: 'cumulative' },
        ...{ products: ['Windows 10 Version 1809'], architectures: ['x64'], language: null },
        ...{ restartFlag: 'maybe', flagText: 'Can request restart', exclusive: false, url: null, note: null },
      },
    ]);
  });

  test('has its restart behaviour in the words of the catalog or of WSUS; others mean nothing', async () => {
    const words = [
      'Never restarts',
      'Always requires restart',
      'AlwaysRequiresReboot',
      'NeverReboots',
      'n/a',
      'Peut-être',
    ];
    const found = await updates(...words.map((RebootBehavior) => ({ RebootBehavior })));
    expect(found.map(({ restartFlag, flagText }) => [restartFlag, flagText])).toEqual([
      ['never', 'Never restarts'],
      ['always', 'Always requires restart'],
      ['always', 'AlwaysRequiresReboot'],
      ['never', 'NeverReboots'],
      [null, null],
      [null, 'Peut-être'],
    ]);
  });

  test('has booleans as words and as numbers in one column', async () => {
    const said = ['Yes', 'No', 1, 0, 'True', 'false', '1', '', 'n/a', null, 2];
    const found = await updates(...said.map((ExclusiveInstall) => ({ ExclusiveInstall })));
    expect(found.map(({ exclusive }) => exclusive)).toEqual([
      ...[true, false, true, false, true, false, true],
      ...[null, null, null, null],
    ]);
  });

  test('has American or ISO dates, and no others', async () => {
    const dates = ['7/8/2019', '12/31/2019', '2019-07-08', '2019-07-08 00:00:00', '7/8/2019 12:00:00 AM', '8.7.2019'];
    const found = await updates(
      ...[...dates, '13/1/2019', '2/30/2019', '0001-01-01', '7/18/1968', 20_190_708, null].map((LastModified) => ({
        LastModified,
      })),
    );
    expect(found.map(({ revised }) => revised)).toEqual([
      ...['2019-07-08', '2019-12-31', '2019-07-08', '2019-07-08', '2019-07-08', null],
      ...[null, null, null, '1968-07-18', null, null],
    ]);
  });

  test('has the architectures of its title, else of its column', async () => {
    const title = (words: string): string => `Cumulative Update for Windows 10 Version 1607${words} (KB5079999)`;
    const found = await updates(
      { Architecture: 'AMD64_X86', Title: title(' for x86-based Systems') },
      { Architecture: 'AMD64_X86', Title: title('') },
      { Architecture: 'X86', Title: title('') },
      { Architecture: 'IA64_AMD64_X86_ARM_ARM64', Title: 'An update' },
      // An old title without an architecture is that of the x86 package.
      { Architecture: null, Title: title('') },
      { Architecture: 'AMD64_X86_ARM', SupportedProducts: 'Windows Server 2016', Title: 'An update' },
    );
    expect(found.map(({ architectures }) => architectures)).toEqual([
      ['x86'],
      ['x86', 'x64'],
      ['x86'],
      [],
      ['x86'],
      ['x64'],
    ]);
  });

  test('has products that a comma or a bar parts, and one row per group of architectures', async () => {
    const found = await updates(
      {
        Title: 'An update',
        Architecture: null,
        SupportedProducts: 'Windows 10, version 1903 and later, Servicing Drivers',
      },
      { Title: 'An update', Architecture: null, SupportedProducts: 'Windows 7|Office 2013|Windows 7' },
      { Title: 'An update', Architecture: null, SupportedProducts: 'Windows Server|version 1903 and later' },
      { Title: 'An update', Architecture: 'AMD64_X86', SupportedProducts: 'Windows 7, Windows Server 2012' },
    );
    expect(found.map(({ updateId, products, architectures }) => [updateId, products, architectures])).toEqual([
      [id(1), ['Windows 10'], []],
      [id(2), ['Office 2013', 'Windows 7'], []],
      [id(3), ['Windows Server, version 1903 and later'], []],
      [id(4), ['Windows 7'], ['x86', 'x64']],
      [id(4), ['Windows Server 2012'], ['x64']],
    ]);
  });

  test('has a KB from its column or title, a real bulletin, and one language', async () => {
    const found = await updates(
      { Id: null, MSRCNumber: 'MS00-000', Language: 'Arabic_German' },
      { Id: 'KB3114409', Title: 'Office', MSRCNumber: 'ms15-101', Language: 'Chinese (Simplified)' },
      { Id: '4507449_5079999', MSRCNumber: 'MS15-101 and more', Language: 'all' },
      { Id: 'n/a', Title: 'Nothing', Language: null },
    );
    expect(found.map(({ kb, bulletin, language }) => [kb, bulletin, language])).toEqual([
      ['5079999', null, null],
      ['3114409', 'MS15-101', 'Chinese (Simplified)'],
      ['5079999', null, null],
      [null, null, null],
    ]);
  });

  test('that is a driver has no KB, and is a driver by its classification', async () => {
    const [driver] = await updates({
      ...{ Title: 'Realtek - Audio', Id: '', Classification: 'Drivers', Architecture: 'IA64_AMD64_X86_ARM_ARM64' },
      SupportedProducts: 'Windows 10, version 1809 and later, Upgrade & Servicing Drivers',
    });
    expect(driver).toMatchObject({ kb: null, kind: 'driver', products: ['Windows 10'], architectures: [] });
  });

  test('with its UpdateID in capitals or braces is the same', async () => {
    const [capitals, braces] = await updates({ UpdateId: id(1).toUpperCase() }, { UpdateId: `{${id(2)}}` });
    expect([capitals?.updateId, braces?.updateId]).toEqual([id(1), id(2)]);
  });

  test('that cannot be read is told by its row, and the others go on', async () => {
    const rows = [
      { ...cumulative },
      { ...cumulative, UpdateId: 'none' },
      { ...cumulative, UpdateId: new Uint8Array(16) },
      { ...cumulative, UpdateId: '00000000-0000-0000-0000-000000000000' },
      { ...cumulative, UpdateId: id(2), Title: 'Windows 7 '.repeat(150) },
      { ...cumulative, UpdateId: id(3), SupportedProducts: ' '.repeat(600_000) },
      { ...cumulative, UpdateId: id(4), Title: `One \u0007line\r\n only` },
    ];
    const found = await read(made((db) => insert(db, 'Kb', rows)));
    expect(found.rows).toBe(7);
    expect(found.updates.map(({ title }) => title)).toEqual([cumulative['Title'], 'One line only']);
    expect(found.bad).toEqual([
      ...[2, 3, 4].map((row) => ({ place: `row ${row} of Kb`, why: 'its UpdateId is no GUID' })),
      { place: 'row 5 of Kb', why: 'its Title has more than 1000 characters' },
      { place: 'row 6 of Kb', why: 'its SupportedProducts has more than 5000 characters' },
    ]);
  });
});

describe('who replaces whom', () => {
  const driver = { ...cumulative, UpdateId: id(2), Id: null, Title: 'Realtek - Audio', Classification: 'Drivers' };
  const related = (Supersedes: Row[], SupersededBy: Row[] = []): Promise<Collected> =>
    read(
      made((db) => {
        insert(db, 'Kb', [cumulative, driver, { ...cumulative, UpdateId: id(3), SupportedProducts: null, Title: 'x' }]);
        insert(db, 'Supersedes', Supersedes);
        insert(db, 'SupersededBy', SupersededBy);
      }),
    );
  const offer = { products: ['Windows 10 Version 1809'], architectures: ['x64'], url: null, note: null };

  test('is told by KB, for the products of the update', async () => {
    const UpdateId = id(1).toUpperCase();
    const { rows, edges, bad } = await related(
      [
        { UpdateId, Kb: 5070001, Description: 'Update for Windows 10 (KB5070001)' },
        { UpdateId, Kb: null, Description: 'Update for Windows 10 (KB5070002)' },
        { UpdateId, Kb: 5079999, Description: 'itself, as another package' },
      ],
      [{ UpdateId, Kb: '5080000', Description: null }],
    );
    expect({ rows, bad }).toEqual({ rows: 3, bad: [] });
    expect(edges).toEqual([
      { superseding: '5079999', superseded: '5070001', ...offer },
      { superseding: '5079999', superseded: '5070002', ...offer },
      { superseding: '5080000', superseded: '5079999', ...offer },
    ]);
  });

  test('is told by UpdateID, where there is no KB, no product, or no such update', async () => {
    const { edges } = await related([
      { UpdateId: id(2), Kb: 5070001, Description: null },
      { UpdateId: id(3), Kb: 5070001, Description: null },
      { UpdateId: id(9), Kb: 5070001, Description: null },
      { UpdateId: id(9), Kb: id(3), Description: null },
      { UpdateId: id(9), Kb: id(9), Description: null },
    ]);
    expect(edges.map(({ superseding, superseded }) => [superseding, superseded])).toEqual([
      [id(2), '5070001'],
      [id(3), '5070001'],
      [id(9), '5070001'],
      [id(9), id(3)],
    ]);
    expect(edges[2]?.products).toEqual([]);
  });

  test('is skipped without a number, and bad without an UpdateID', async () => {
    const { edges, skipped, bad } = await related([
      { UpdateId: id(1), Kb: null, Description: 'Realtek - Audio' },
      { UpdateId: id(1), Kb: 12, Description: null },
      { UpdateId: 'x', Kb: 5070001, Description: null },
    ]);
    expect({ edges, skipped }).toEqual({ edges: [], skipped: { 'in Supersedes: names no KB': 2 } });
    expect(bad).toEqual([{ place: 'row 3 of Supersedes', why: 'its UpdateId is no GUID' }]);
  });
});

describe('another shape', () => {
  const only = (columns: string): string => `CREATE TABLE KB (${columns})`;

  test('with fewer columns, more of them, and names in other case', async () => {
    const path = made(
      (db) => insert(db, 'KB', [{ TITLE: 'A', updateid: id(1), more: 1 }]),
      only('TITLE, updateid, more'),
    );
    const { updates: found, about } = await read(path);
    expect(found).toMatchObject([{ updateId: id(1), title: 'A', kb: null, restartFlag: null, revised: null }]);
    expect(about).toEqual({ asOf: null });
  });

  test('with replacements that have a title alone', async () => {
    const schema = `${only('UpdateId, Title')}; CREATE TABLE supersedes (UPDATEID, description)`;
    const path = made((db) => {
      insert(db, 'KB', [{ UpdateId: id(1), Title: cumulative['Title'] ?? '' }]);
      insert(db, 'supersedes', [{ UPDATEID: id(1), description: 'Update for Windows 10 (KB5070001)' }]);
    }, schema);
    expect((await read(path)).edges).toMatchObject([
      { superseding: '5079999', superseded: '5070001', products: ['Windows 10 Version 1809'], architectures: ['x64'] },
    ]);
  });

  test.each([
    ['no table at all', '', 'has no table Kb'],
    ['a table of another kind', 'CREATE TABLE updates (a)', 'has no table Kb'],
    ['no title', only('UpdateId'), 'has no column Title in its table Kb'],
    ['no UpdateID', only('Title'), 'has no column UpdateId in its table Kb'],
    [
      'edges without an UpdateID',
      `${only('UpdateId, Title')}; CREATE TABLE Supersedes (Kb)`,
      'has no column UpdateId in its table Supersedes',
    ],
    ['a view', 'CREATE VIEW Kb AS SELECT 1 AS UpdateId, 2 AS Title', 'Kb is a view'],
    ['a virtual table', 'CREATE VIRTUAL TABLE Kb USING fts5(UpdateId, Title)', 'Kb is a virtual table'],
    [
      'a view of edges that has no end',
      `${only('UpdateId, Title')}; CREATE VIEW Supersedes AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a FROM n) SELECT a FROM n`,
      'Supersedes is a view',
    ],
    [
      'a trigger',
      `${only('UpdateId, Title')}; CREATE TRIGGER t DELETE ON Kb BEGIN DELETE FROM Kb; END`,
      'Kb has a trigger',
    ],
  ])('with %s is refused', async (_, schema, message) => {
    const path = made((db) => db.exec(schema === '' ? 'PRAGMA user_version = 1' : ''), schema);
    expect((await refusal(path)).message).toContain(message);
  });

  test('with a text of millions of bytes is refused', async () => {
    const path = made((db) => insert(db, 'Kb', [{ ...cumulative, Title: 'x'.repeat(20_000_000) }]));
    expect((await refusal(path)).message).toContain('more than a million bytes');
  });
});

const sample = join(root, '..', 'shared', 'samples', 'kbupdate', 'potatoqualitee__kbupdate__kb_2019-07-29.sqlite');
const python = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import sqlite3'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!existsSync(sample))
  process.stderr.write(`no sample ${basename(sample)}: the test of the real database is skipped\n`);

describe.skipIf(!existsSync(sample))('the real database of July 2019', () => {
  /**
   * Counted with Python's sqlite3, by queries of this shape:
   *   select count(*), sum(Classification = 'Drivers'), sum(Id is not null) from Kb
   *   select RebootBehavior, count(*) from Kb group by 1;  select count(*) from Kb where ExclusiveInstall in ('Yes', 1)
   *   select count(*), sum(s.Kb = Kb.Id) from Supersedes s join Kb on lower(s.UpdateId) = Kb.UpdateId
   *   select count(*) from (select Kb.Id, s.Kb from Supersedes s join Kb ... union select s.Kb, Kb.Id from SupersededBy s join Kb ...)
   */
  test('gives every row, flag and replacement', async () => {
    const { rows, updates: found, edges, bad, skipped, about } = await read(sample);
    expect({ rows, bad, skipped, about }).toEqual({ rows: 1259, bad: [], skipped: {}, about: { asOf: '2019-07-28' } });
    const byId = [...new Map(found.map((update) => [update.updateId, update])).values()];
    const count = (is: (update: Collected['updates'][number]) => boolean): number => byId.filter(is).length;
    expect({
      updates: byId.length,
      drivers: count(({ kind }) => kind === 'driver'),
      withKb: count(({ kb }) => kb !== null),
      maybe: count(({ restartFlag }) => restartFlag === 'maybe'),
      never: count(({ restartFlag }) => restartFlag === 'never'),
      exclusive: count(({ exclusive }) => exclusive === true),
      notExclusive: count(({ exclusive }) => exclusive === false),
      dated: count(({ revised }) => revised !== null),
      bulletins: count(({ bulletin }) => bulletin !== null),
    }).toEqual({
      ...{ updates: 1259, drivers: 1047, withKb: 212, maybe: 1194, never: 65, exclusive: 36, notExclusive: 1223 },
      ...{ dated: 1259, bulletins: 0 },
    });
    expect(new Set(edges.map(({ superseding, superseded }) => `${superseding}>${superseded}`)).size).toBe(970);
    expect(edges).toHaveLength(4037 - 14 + 20);
    expect(found.find(({ updateId }) => updateId === 'cef5584d-27df-43e6-a90e-ad56ffa154d3')).toMatchObject({
      ...{ kb: '4508433', kind: 'servicing-stack', products: ['Windows 10 Version 1903'], architectures: ['x64'] },
      ...{ exclusive: true, restartFlag: 'never', revised: '2019-07-26' },
    });
  });

  test.skipIf(!python)('agrees with another program on every row', async () => {
    const query = `import sqlite3,json,sys
c=sqlite3.connect('file:'+sys.argv[1]+'?immutable=1',uri=True)
print(json.dumps(c.execute("select lower(UpdateId),cast(Id as text),case when ExclusiveInstall in ('Yes',1) then 1 else 0 end,RebootBehavior,LastModified from Kb order by 1").fetchall()))`;
    const theirs: unknown = JSON.parse(execFileSync('python3', ['-c', query, sample], { encoding: 'utf8' }));
    const { updates: found } = await read(sample);
    const american = (day: string | null): string | undefined => day?.replace(/(\d+)-0?(\d+)-0?(\d+)/, '$2/$3/$1');
    const ours = [...new Map(found.map((update) => [update.updateId, update])).values()]
      .map(({ updateId, kb, exclusive, flagText, revised }) => [
        updateId,
        kb,
        exclusive ? 1 : 0,
        flagText,
        american(revised),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    expect(ours).toEqual(theirs);
  });
});
