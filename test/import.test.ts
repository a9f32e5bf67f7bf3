// rebootgate import: whole or not at all, the same file twice changes nothing, and a check sees what was imported.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCatalog } from '../src/catalog/open.ts';
import { readKnowledge } from '../src/catalog/read.ts';
import { importerNames } from '../src/imports/ids.ts';
import { importers } from '../src/imports/index.ts';
import { copyOfSmall, newFolder, twoLines } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';

const id = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

interface Line {
  index: number;
  revision?: number;
  kb?: string;
  title?: string;
  updateId?: string;
}

const lineOf = ({ index, revision = 200, kb = String(5_100_000 + index), title, updateId = id(index) }: Line): string =>
  `"${updateId}","${revision}","${title ?? `2024-01 Update for Windows 10 Version 22H2 for x64-based Systems (KB${kb})`}","${kb}"`;

/** Rows of SUSDB's PUBLIC_VIEWS.vUpdate, as Export-Csv writes them. */
function vUpdate(lines: readonly Line[]): string {
  const header = '"UpdateId","RevisionNumber","DefaultTitle","KnowledgebaseArticle"';
  return `${[header, ...lines.map(lineOf)].join('\r\n')}\r\n`;
}

const some = [1, 2, 3].map((index) => ({ index }));

function put(text: string | Uint8Array, name = 'vupdate.csv', folder = newFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const contentsOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );

describe('the list of importers', () => {
  test('has the names of the help texts, each once', () => {
    expect(importers.map((each) => each.id)).toEqual([...importerNames]);
    expect(new Set(importerNames).size).toBe(importerNames.length);
  });
});

describe('into a data folder', () => {
  test('the facts, and where they came from, stand in the folder of their source; build takes them in', async () => {
    const data = copyOfSmall();
    const file = put(vUpdate(some));
    const { code, out, err } = await run(['import', file, '--data', data]);
    expect({ code, out }).toEqual({
      code: 0,
      out: `${file} (wsus-csv): 3 rows, 3 updates, 3 KB numbers, 0 steps of supersedence; imported\n`,
    });
    expect(err).toContain('rebootgate build --data');
    expect(readdirSync(join(data, 'wsus')).sort()).toEqual(['imports.jsonl', 'meta.json', 'updates.jsonl']);
    expect(JSON.parse(readFileSync(join(data, 'wsus/imports.jsonl'), 'utf8'))).toMatchObject({
      file: 'vupdate.csv',
      kind: 'wsus-csv',
      readOn: '2026-11-22',
      rows: 3,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const catalog = join(newFolder(), 'catalog.sqlite');
    expect((await run(['build', '--data', data, '--catalog', catalog])).code).toBe(0);
    const explained = await run(['explain', '5100002', '--catalog', catalog]);
    expect(explained.out).toContain('named by: wsus');
  });

  test('the same file twice changes nothing, on another day too', async () => {
    const data = copyOfSmall();
    const file = put(vUpdate(some));
    await run(['import', file, '--data', data]);
    const before = contentsOf(data);
    const again = await run(['import', file, '--data', data], { now: '2027-02-01T00:00:00Z' });
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('nothing new in it');
    expect(contentsOf(data)).toEqual(before);
  });

  test('a later revision wins, whichever file comes last', async () => {
    const data = copyOfSmall();
    const older = put(vUpdate([{ index: 1, revision: 200, title: 'Older (KB5100001)' }]));
    const newer = put(vUpdate([{ index: 1, revision: 201, title: 'Newer (KB5100001)' }]));
    for (const file of [newer, older]) expect((await run(['import', file, '--data', data])).code).toBe(0);
    const text = readFileSync(join(data, 'wsus/updates.jsonl'), 'utf8');
    expect(text).toContain('Newer');
    expect(text).not.toContain('Older');
  });

  test('a refused file leaves everything as it was, and does not keep the others out', async () => {
    const data = copyOfSmall();
    await run(['import', put(vUpdate(some)), '--data', data]);
    const before = contentsOf(data);
    const bad = put(vUpdate([...some, ...[7, 8, 9].map((index) => ({ index, updateId: 'no-guid' }))]));
    const refused = await run(['import', bad, '--data', data]);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(twoLines);
    expect(refused.err).toContain('3 of 6 rows cannot be read');
    expect(contentsOf(data)).toEqual(before);
    const both = await run(['import', bad, put(vUpdate([{ index: 4 }])), '--data', data]);
    expect(both.code).toBe(2);
    expect(both.out).toContain('imported');
  });

  test('a few bad rows are counted and shown with their place, the others taken in', async () => {
    const many = Array.from({ length: 300 }, (_each, index) => ({ index }));
    const bad = Array.from({ length: 12 }, (_each, index) => ({ index: 1000 + index, updateId: `x${index}` }));
    const { code, out } = await run(['import', put(vUpdate([...many, ...bad])), '--data', copyOfSmall()]);
    expect(code).toBe(0);
    expect(out).toContain('312 rows, 300 updates');
    expect(out).toContain('12 rows cannot be read, the first 10:');
    expect(out.match(/^ {4}\S/gm)).toHaveLength(10);
  });
});

describe('--dry-run', () => {
  test('prints what is in the file, and writes nothing', async () => {
    const data = copyOfSmall();
    const before = contentsOf(data);
    const file = put(vUpdate([...some, { index: 3 }]));
    const json = await run(['import', file, '--dry-run', '--format', 'json', '--data', data]);
    expect(json).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(json.out)).toEqual({
      ...{ file, kind: 'wsus-csv', rows: 4, badRows: 0, updates: 3, kbs: 3, edges: 0 },
    });
    expect((await run(['import', file, '--dry-run', '--data', data])).out).toContain('dry run, nothing was written');
    expect(contentsOf(data)).toEqual(before);
  });

  test('does not make the catalog that it names, nor the user’s folder', async () => {
    const folder = newFolder();
    const into = join(folder, 'site.sqlite');
    const file = put(vUpdate(some));
    expect((await run(['import', file, '--into', into, '--dry-run'])).code).toBe(0);
    const home = { HOME: folder, XDG_DATA_HOME: folder, LOCALAPPDATA: folder };
    const own = await run(['import', file, '--dry-run'], { cwd: folder, env: home });
    expect(own.code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('--into', () => {
  async function siteOf(lines: readonly Line[]): Promise<string> {
    const into = join(newFolder(), 'site.sqlite');
    expect((await run(['import', put(vUpdate(lines)), '--into', into])).code).toBe(0);
    return into;
  }

  test('makes a catalog of its own, and the same file twice leaves its bytes alone', async () => {
    const file = put(vUpdate(some));
    const into = join(newFolder(), 'site.sqlite');
    const first = await run(['import', file, '--into', into]);
    expect(first.err).toContain('--overlay');
    const before = contentsOf(join(into, '..'));
    expect(Object.keys(before)).toHaveLength(2);
    const again = await run(['import', file, '--into', into]);
    expect(again.out).toContain('nothing new in it');
    expect(contentsOf(join(into, '..'))).toEqual(before);
  });

  test('a second file joins the first', async () => {
    const into = await siteOf(some);
    const more = put(vUpdate([{ index: 3, revision: 300 }, { index: 4 }]));
    expect((await run(['import', more, '--into', into])).code).toBe(0);
    const site = openCatalog(into, { overlay: true });
    const { updates } = readKnowledge(site, [1, 2, 3, 4].map(id));
    site.close();
    expect(updates.map(({ updateId }) => updateId).sort()).toEqual([1, 2, 3, 4].map(id));
  });

  test('of two files of one source the newer speaks, whichever comes last', async () => {
    const header = '"DatePosted","CVE","BulletinKB","Title","AffectedProduct","AffectedComponent","Supersedes"';
    const file = (day: string, product: string): string =>
      put(
        `${header}\r\n"${day}","CVE-2020-0001","5000001","x","${product}","Windows Kernel",""\r\n`,
        `CVEs_${day}.csv`,
      );
    const older = file('20200114', 'Windows 7 for x64-based Systems Service Pack 1');
    const newer = file('20260609', 'Windows 8.1 for x64-based systems');
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      const into = join(newFolder(), 'site.sqlite');
      for (const each of order) expect((await run(['import', each, '--into', into])).code).toBe(0);
      const site = openCatalog(into, { overlay: true });
      const { updates, sources } = readKnowledge(site, ['5000001']);
      site.close();
      expect(updates.flatMap(({ offers }) => offers.map(({ product }) => product))).toEqual(['Windows 8.1']);
      expect(updates.map(({ knownBy }) => knownBy)).toEqual(['2020-01-14']);
      expect(sources.map(({ asOf }) => asOf)).toEqual(['2026-06-09']);
    }
  });

  test('a refused file leaves the catalog as it was, without leftovers', async () => {
    const into = await siteOf(some);
    const before = contentsOf(join(into, '..'));
    const bad = put(vUpdate([{ index: 1, updateId: 'x' }]));
    expect(await run(['import', bad, '--into', into])).toMatchObject({ code: 2, out: '' });
    expect(contentsOf(join(into, '..'))).toEqual(before);
  });

  test('a damaged catalog is not imported into', async () => {
    const into = await siteOf(some);
    const bytes = readFileSync(into);
    bytes[9000] = (bytes[9000] ?? 0) ^ 1;
    writeFileSync(into, bytes);
    const { code, err } = await run(['import', put(vUpdate([{ index: 9 }])), '--into', into]);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    expect(readFileSync(into).equals(bytes)).toBe(true);
  });

  test('the shipped catalog is nobody’s own', async () => {
    const { code, err } = await run(['import', put(vUpdate(some)), '--into', join(root, 'catalog.sqlite')]);
    expect(code).toBe(2);
    expect(err).toMatch(twoLines);
  });

  test('check sees both catalogs: what only the overlay knows is recognised there, and cleared by nobody', async () => {
    const overlay = await siteOf([...some, { index: 5, kb: '2965788', title: 'Update for Windows 7 (KB2965788)' }]);
    const group = put('KB5100001\nKB5100777\nKB2965788\n', 'group.txt');
    const json = async (args: string[]) => JSON.parse((await run(['check', group, '--format', 'json', ...args])).out);
    const reasons = ({ updates }: { updates: { kb: string; status: string; reason: string }[] }) =>
      Object.fromEntries(updates.map(({ kb, status, reason }) => [kb, `${status}: ${reason}`]));
    const without = reasons(await json([]));
    const withIt = await json(['--overlay', overlay]);
    expect(without['5100001']).toContain('not in the catalog');
    expect(reasons(withIt)['5100001']).toMatch(/^no-data: in the catalog/);
    expect(reasons(withIt)['5100777']).toContain('not in the catalog');
    expect(reasons(withIt)['2965788']).toMatch(/^multi-restart/);
    expect(withIt.catalog.sources.map((source: { id: string }) => source.id)).toContain('site.sqlite:wsus');
  });

  test('a chain that leads from the overlay into the shipped catalog is followed', async () => {
    const json = JSON.stringify([
      {
        ...{ UpdateId: id(1), Title: 'Update for Windows 8 for x64-based Systems (KB5100001)', KBNumber: '5100001' },
        SupersededUpdates: [{ UpdateId: id(2) }],
      },
      { UpdateId: id(2), Title: 'Update for Windows 8 for x64-based Systems (KB3003743)', KBNumber: '3003743' },
    ]);
    const overlay = join(newFolder(), 'site.sqlite');
    expect((await run(['import', put(json, 'wsus.json'), '--into', overlay])).code).toBe(0);
    const group = put('Update for Windows 8 for x64-based Systems (KB5100001)\n', 'group.txt');
    const { out } = await run(['check', group, '--format', 'json', '--overlay', overlay]);
    const [update] = JSON.parse(out).updates;
    expect(update).toMatchObject({ status: 'suspected' });
    expect(update.reason).toContain('KB5100001 > KB3003743');
  });

  test.each([
    ['a missing overlay', 'missing.sqlite'],
    ['an overlay that is no catalog', 'text.sqlite'],
  ])('%s is exit 3 with one line and a hint', async (_name, name) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'text.sqlite'), 'text');
    const { code, err } = await run(['check', '-', '--overlay', join(folder, name)], { stdin: 'KB2965788' });
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
  });
});

describe('what cannot be imported', () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

  test.each<[string, string | Uint8Array]>([
    ['an empty file', ''],
    ['a picture', png],
    ['a text', 'hello\n'],
    ['a group', JSON.stringify([{ Name: 'x' }])],
    ['XML of another kind', '<?xml version="1.0"?><note/>'],
    ['a header alone', vUpdate([])],
    ['a CSV that is cut inside a cell', vUpdate(some).slice(0, -30)],
  ])('%s: exit 2, one line, a hint, nothing written', async (_name, bytes) => {
    const folder = newFolder();
    const into = join(folder, 'site.sqlite');
    const { code, out, err } = await run(['import', put(bytes), '--into', into]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    [['nothing.csv']],
    [['.']],
    [['file/nothing.csv']],
    [['a.csv', '--into', 'x.sqlite', '--data', 'data']],
    [['a.csv', 'b.csv', '--url', 'https://example.com/']],
    [['a.csv', '--url', 'example.com']],
    [['a.csv', '--kind', 'spreadsheet']],
    [[]],
  ])('%j: exit 2 with a hint', async (args) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'file'), '');
    const { code, out, err } = await run(['import', ...args], { cwd: folder, env: { HOME: folder } });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
  });

  test('a folder that cannot be written to: exit 3, and what was there stays', async () => {
    const file = put(vUpdate(some));
    const { code, err } = await run(['import', file, '--into', join(file, 'inside', 'site.sqlite')]);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    expect(existsSync(file)).toBe(true);
  });

  test('a kind that is named is believed, and its reader refuses what it cannot read', async () => {
    const folder = newFolder();
    const file = put('hello\n');
    copyFileSync(file, join(folder, 'hello.csv'));
    const { code, err } = await run(['import', 'hello.csv', '--kind', 'wsus-csv', '--dry-run'], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toMatch(twoLines);
  });
});
