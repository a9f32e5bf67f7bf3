// The build of the catalog: the same data gives the same bytes, inconsistent data is refused, the old catalog survives.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../src/catalog/build.ts';
import { crcOf, manifestPathOf, withoutLibraryVersion } from '../src/catalog/manifest.ts';
import { manifestOf } from '../src/catalog/manifest-of.ts';
import { openCatalog } from '../src/catalog/open.ts';
import { readFindings } from '../src/catalog/read.ts';
import { copyOfSmall, editText, newFolder, twoLines } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';

const build = (data: string, catalog: string) => run(['build', '--data', data, '--catalog', catalog]);

/** All files of a folder with their bytes, to see that nothing changed and nothing was left behind. */
function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
}

async function builtFrom(data: string): Promise<{ folder: string; catalog: string }> {
  const folder = newFolder();
  const catalog = join(folder, 'catalog.sqlite');
  expect(await build(data, catalog)).toMatchObject({ code: 0, err: '' });
  return { folder, catalog };
}

describe('the same data gives the same bytes', () => {
  test('of data/, twice', () => {
    const [first, second] = [join(newFolder(), 'a.sqlite'), join(newFolder(), 'b.sqlite')];
    const results = [first, second].map((path) => buildCatalog(join(root, 'data'), path));
    expect(results[0]).toEqual(results[1]);
    const [a, b] = [readFileSync(first), readFileSync(second)];
    expect(Buffer.compare(withoutLibraryVersion(a), withoutLibraryVersion(b))).toBe(0);
    expect(Buffer.compare(a, b)).toBe(0);
    expect(readFileSync(manifestPathOf(first), 'utf8')).toBe(readFileSync(manifestPathOf(second), 'utf8'));
  });

  test('the committed catalog is what data/ builds', () => {
    const path = join(newFolder(), 'catalog.sqlite');
    buildCatalog(join(root, 'data'), path);
    const [built, committed] = [path, join(root, 'catalog.sqlite')].map((file) => readFileSync(file));
    const same = Buffer.compare(
      withoutLibraryVersion(built ?? Buffer.alloc(0)),
      withoutLibraryVersion(committed ?? Buffer.alloc(0)),
    );
    expect(same, 'run "rebootgate build" and commit catalog.sqlite with its manifest').toBe(0);
    expect(readFileSync(join(root, 'catalog.sqlite.manifest.json'), 'utf8')).toBe(
      readFileSync(manifestPathOf(path), 'utf8'),
    );
  });

  test('with Windows line ends and a byte order mark', async () => {
    const data = copyOfSmall();
    const { catalog } = await builtFrom(data);
    for (const file of [
      'facts.json',
      'vendor-list/entries.json',
      'metadata/updates.jsonl',
      'curated/field-blog.json',
    ]) {
      editText(data, file, (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`);
    }
    const other = await builtFrom(data);
    expect(Buffer.compare(readFileSync(catalog), readFileSync(other.catalog))).toBe(0);
    expect(readFileSync(manifestPathOf(other.catalog), 'utf8')).toBe(readFileSync(manifestPathOf(catalog), 'utf8'));
  });

  test('a second build says that nothing changed, another one that something did', async () => {
    const data = copyOfSmall();
    const { catalog } = await builtFrom(data);
    const again = await build(data, catalog);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('is unchanged: 3 findings, 4 updates, 1 supersedence edges from 3 sources');
    editText(data, 'facts.json', (text) => text.replace('Is Secure Boot on?', 'Is Secure Boot enabled?'));
    const changed = await build(data, catalog);
    expect(changed.out).toContain(' built: 3 findings');
    expect(openCatalog(catalog).digest).toBe(`sha256:${buildCatalog(data, join(newFolder(), 'x')).dataDigest}`);
  });
});

interface Refusal {
  what: string;
  file: string;
  edit: (text: string) => string;
  says: string[];
}

const twice = (text: string): string => `${text}${text.split('\n')[0]}\n`;
const secondUpdate = (text: string): string => text.replace('-000000000004"', '-000000000001"');
const twoFindings = (text: string): string => {
  const file = JSON.parse(text);
  return JSON.stringify({ ...file, findings: [...file.findings, file.findings[0]] });
};
const ring = (text: string): string => {
  const file = JSON.parse(text);
  const [first] = file.findings;
  const [a, b] = ['field/blog/a', 'field/blog/b'];
  return JSON.stringify({
    ...file,
    findings: [
      { ...first, id: a, derivedFrom: b },
      { ...first, id: b, derivedFrom: a },
    ],
  });
};

const refusals: Refusal[] = [
  {
    what: 'an unknown fact in the condition of an entry',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('"condition": "secure-boot"', '"condition": "secure-boost"'),
    says: ['data/vendor-list/entries.json', '[0].condition', 'unknown fact "secure-boost"'],
  },
  {
    what: 'an unknown fact in an applicability',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('"when": "rdp-8.0"', '"when": "rdp-8.0 and not rdp-9"'),
    says: ['data/vendor-list/entries.json', '[0].applicability[0].when', 'unknown fact "rdp-9"'],
  },
  {
    what: 'an unknown fact in the condition of a finding',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"condition": null', '"condition": "hyper-v"'),
    says: ['data/curated/field-blog.json', 'findings[0].condition', 'unknown fact "hyper-v"'],
  },
  {
    what: 'a condition that cannot be read',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"condition": null', '"condition": "secure-boot and"'),
    says: ['data/curated/field-blog.json', 'findings[0].condition', 'ends too early'],
  },
  {
    what: 'a finding without source',
    file: 'curated/field-blog.json',
    edit: (text) => JSON.stringify({ findings: JSON.parse(text).findings }),
    says: ['data/curated/field-blog.json', 'source'],
  },
  {
    what: 'a source without a name',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"name": "a blog"', '"name": ""'),
    says: ['data/curated/field-blog.json', 'source.name'],
  },
  {
    what: 'a source without URL that is trusted',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"https://blog.example/post"', 'null'),
    says: ['data/curated/field-blog.json', 'findings[0]', 'without a URL', '"unsourced"'],
  },
  {
    what: 'a finding of another source',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"id": "field/blog/1000001"', '"id": "field/other/1000001"'),
    says: ['data/curated/field-blog.json', 'findings[0].id', '"field/blog/"'],
  },
  {
    what: 'a finding about nothing',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"kb": "1000001"', '"kb": null'),
    says: ['data/curated/field-blog.json', 'findings[0]', 'exactly one of kb, updateId and selector'],
  },
  {
    what: 'a finding about two things',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"updateId": null', '"updateId": "00000000-0000-0000-0000-000000000001"'),
    says: ['data/curated/field-blog.json', 'findings[0]', 'exactly one of kb, updateId and selector'],
  },
  {
    what: 'a copy of a finding that is not there',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"derivedFrom": null', '"derivedFrom": "vendor-list/1000009"'),
    says: ['data/curated/field-blog.json', 'findings[0].derivedFrom', '"vendor-list/1000009"'],
  },
  {
    what: 'a copy of itself',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"derivedFrom": null', '"derivedFrom": "field/blog/1000001"'),
    says: ['data/curated/field-blog.json', 'findings[0].derivedFrom', 'leads back'],
  },
  {
    what: 'copies of each other',
    file: 'curated/field-blog.json',
    edit: ring,
    says: ['data/curated/field-blog.json', 'findings[0].derivedFrom', 'leads back'],
  },
  {
    what: 'two findings with one id',
    file: 'curated/field-blog.json',
    edit: twoFindings,
    says: ['data/curated/field-blog.json', 'findings[1]', '"field/blog/1000001" is there twice', 'findings[0]'],
  },
  {
    what: 'two entries with one number',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('"kb": "1000002"', '"kb": "1000001"'),
    says: ['data/vendor-list/entries.json', '[1]', '"vendor-list/1000001" is there twice'],
  },
  {
    what: 'two facts with one id',
    file: 'facts.json',
    edit: (text) => text.replace('"id": "rdp-8.0"', '"id": "secure-boot"'),
    says: ['data/facts.json', '[1]', '"secure-boot" is there twice'],
  },
  {
    what: 'an edge to itself',
    file: 'metadata/supersedence.jsonl',
    edit: (text) => text.replace('"superseded": "1000001"', '"superseded": "1000005"'),
    says: ['data/metadata/supersedence.jsonl:1', '1000005 supersedes itself'],
  },
  {
    what: 'two updates with one UpdateID',
    file: 'metadata/updates.jsonl',
    edit: secondUpdate,
    says: ['data/metadata/updates.jsonl:2', '00000000-0000-0000-0000-000000000001', 'updates.jsonl:1'],
  },
  {
    what: 'the same row twice',
    file: 'metadata/updates.jsonl',
    edit: twice,
    says: ['data/metadata/updates.jsonl:3', 'twice', 'updates.jsonl:1'],
  },
  {
    what: 'an update without any number',
    file: 'metadata/updates.jsonl',
    edit: (text) => text.replace('"kb": "1000004"', '"kb": null').replace(/"updateId": "[-0]+4"/, '"updateId": null'),
    says: ['data/metadata/updates.jsonl:2', 'KB number or an UpdateID'],
  },
  {
    what: 'a mistyped product of a finding',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"Windows 7"', '"Windows7"'),
    says: ['data/curated/field-blog.json', 'findings[0]', 'unknown product "Windows7"'],
  },
  {
    what: 'a mistyped product of an entry',
    file: 'vendor-list/entries.json',
    edit: (text) =>
      text.replace(
        '"products": ["Windows 7"],\n    "architectures"',
        '"products": ["Windows Seven"],\n    "architectures"',
      ),
    says: ['data/vendor-list/entries.json', '[0]', 'unknown product "Windows Seven"'],
  },
  {
    what: 'a mistyped product of an applicability',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('"products": ["Windows 7"], "when"', '"products": ["Windos 7"], "when"'),
    says: ['data/vendor-list/entries.json', '[0]', 'unknown product "Windos 7"'],
  },
  {
    what: 'a mistyped product of a coverage',
    file: 'vendor-list/meta.json',
    edit: (text) => text.replace('"Windows 8.1"', '"Windows 8.2"'),
    says: ['data/vendor-list/meta.json', 'coverage', 'unknown product "Windows 8.2"'],
  },
  {
    what: 'a list without coverage',
    file: 'vendor-list/meta.json',
    edit: (text) => JSON.stringify({ ...JSON.parse(text), coverage: null }),
    says: ['data/vendor-list/meta.json', 'coverage'],
  },
  {
    what: 'a day that is none',
    file: 'metadata/updates.jsonl',
    edit: (text) => text.replace('"released": "2014-06-10"', '"released": "2014-06-31"'),
    says: ['data/metadata/updates.jsonl:1', 'released', 'YYYY-MM-DD'],
  },
  {
    what: 'a proof before the release',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('"provenBy": "2014-06-20"', '"provenBy": "2014-06-09"'),
    says: ['data/vendor-list/entries.json', '[0].provenBy', 'before notBefore'],
  },
  {
    what: 'an article without packages',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('["1000003"]', '[]'),
    says: ['data/vendor-list/entries.json', '[1].packages'],
  },
  {
    what: 'a package with packages',
    file: 'vendor-list/entries.json',
    edit: (text) => text.replace('"packages": []', '"packages": ["1000003"]'),
    says: ['data/vendor-list/entries.json', '[0].packages'],
  },
  {
    what: 'more restarts at least than at most',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('{ "min": 2, "max": 2 }', '{ "min": 2, "max": 1 }'),
    says: ['data/curated/field-blog.json', 'findings[0].restarts', 'max below its min'],
  },
  {
    what: 'a line that is no JSON',
    file: 'metadata/updates.jsonl',
    edit: (text) => text.replace(/\}\n$/, '\n'),
    says: ['data/metadata/updates.jsonl:2', 'not valid JSON'],
  },
  {
    what: 'a file that is no JSON',
    file: 'vendor-list/history.json',
    edit: (text) => text.slice(0, 40),
    says: ['data/vendor-list/history.json', 'not valid JSON'],
  },
  {
    what: 'an unknown key in a line',
    file: 'metadata/supersedence.jsonl',
    edit: (text) => text.replace('"note": null', '"note": null, "produts": []'),
    says: ['data/metadata/supersedence.jsonl:1', '"produts"'],
  },
  {
    what: 'an unknown key in a file',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"note": null', '"note": null, "restartCount": 2'),
    says: ['data/curated/field-blog.json', 'findings[0]', '"restartCount"'],
  },
  {
    what: 'a KB number with its letters',
    file: 'curated/field-blog.json',
    edit: (text) => text.replace('"kb": "1000001"', '"kb": "KB1000001"'),
    says: ['data/curated/field-blog.json', 'findings[0].kb', 'KB number'],
  },
  {
    what: 'a source in the folder of another',
    file: 'metadata/meta.json',
    edit: (text) => text.replace('"id": "metadata"', '"id": "meta-data"'),
    says: ['data/metadata/meta.json', '"meta-data"', '"metadata"'],
  },
];

describe('inconsistent data is refused, and the old catalog stays', () => {
  test.each(refusals)('$what', async ({ file, edit, says }) => {
    const data = copyOfSmall();
    const { folder, catalog } = await builtFrom(data);
    const before = contentsOf(folder);
    editText(data, file, edit);
    const { code, out, err } = await build(data, catalog);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    for (const part of says) expect(err.split('\n')[0]).toContain(part);
    expect(contentsOf(folder)).toEqual(before);
  });

  const folders: { what: string; change: (data: string) => void; says: string }[] = [
    { what: 'no folder', change: (data) => rmSync(data, { recursive: true }), says: 'there is no data folder' },
    { what: 'no facts', change: (data) => rmSync(join(data, 'facts.json')), says: 'holds no facts' },
    {
      what: 'no sources',
      change: (data) => {
        for (const name of ['curated', 'metadata', 'vendor-list']) rmSync(join(data, name), { recursive: true });
      },
      says: 'holds no folder of a source',
    },
    {
      what: 'a source without meta.json',
      change: (data) => rmSync(join(data, 'metadata/meta.json')),
      says: 'data/metadata/meta.json',
    },
    {
      what: 'a mistyped file name',
      change: (data) => cpSync(join(data, 'metadata/updates.jsonl'), join(data, 'metadata/update.jsonl')),
      says: 'data/metadata/update.jsonl',
    },
    {
      what: 'findings in a folder that is not curated',
      change: (data) => cpSync(join(data, 'curated/field-blog.json'), join(data, 'metadata/field-blog.json')),
      says: 'data/metadata/field-blog.json',
    },
  ];

  test.each(folders)('$what', async ({ change, says }) => {
    const data = copyOfSmall();
    const { folder, catalog } = await builtFrom(data);
    const before = contentsOf(folder);
    change(data);
    const { code, out, err } = await build(data, catalog);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(err.split('\n')[0]).toContain(says);
    expect(contentsOf(folder)).toEqual(before);
  });

  test.each([
    ['a file', 'updates.jsonl', 'is no folder'],
    ['a folder without facts', 'empty', 'holds no facts'],
    ['nothing', 'gone', 'there is no data folder'],
  ])('%s as the folder of data', async (_what, name, says) => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'updates.jsonl'), '{}\n');
    mkdirSync(join(cwd, 'empty'));
    const { code, out, err } = await run(['build', '--data', name, '--catalog', 'c.sqlite'], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(err.split('\n')[0]).toContain(says);
    expect(err).toContain('--data');
  });

  test('what is no fact does no harm: notes, the pages that were read, hidden folders', async () => {
    const data = copyOfSmall();
    const { catalog } = await builtFrom(data);
    writeFileSync(join(data, 'metadata/README.md'), 'a note');
    writeFileSync(join(data, 'metadata/pages.jsonl'), '');
    mkdirSync(join(data, '.idea'));
    const again = await build(data, catalog);
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain('is unchanged');
  });
});

describe('a build that stops half way', () => {
  const manifestFor = (bytes: Buffer, digest: string) => {
    const sha256 = createHash('sha256').update(withoutLibraryVersion(bytes)).digest('hex');
    return manifestOf({ size: bytes.length, crc32: crcOf(bytes), sha256 }, digest);
  };

  /** Two catalogs of different data: the old one in place, the new one as it would be swapped in. */
  async function oldAndNew(): Promise<{ folder: string; catalog: string; next: Buffer; digest: string; data: string }> {
    const data = copyOfSmall();
    const { folder, catalog } = await builtFrom(data);
    editText(data, 'curated/field-blog.json', (text) =>
      text.replace('{ "min": 2, "max": 2 }', '{ "min": 3, "max": 3 }'),
    );
    const other = await builtFrom(data);
    const digest = buildCatalog(data, join(newFolder(), 'x')).dataDigest;
    return { folder, catalog, next: readFileSync(other.catalog), digest, data };
  }

  const restartsIn = (catalog: string): number | undefined => {
    const open = openCatalog(catalog);
    try {
      return readFindings(open).find(({ id }) => id === 'field/blog/1000001')?.restarts.min;
    } finally {
      open.close();
    }
  };

  test('after the manifest of both and before the rename: the old catalog opens', async () => {
    const { catalog, next, digest } = await oldAndNew();
    const old = readFileSync(catalog);
    const previous = { size: old.length, crc32: crcOf(old) };
    writeFileSync(manifestPathOf(catalog), JSON.stringify({ ...manifestFor(next, digest), previous }));
    expect(restartsIn(catalog)).toBe(2);
  });

  test('after the rename and before the last manifest: the new catalog opens', async () => {
    const { catalog, next, digest } = await oldAndNew();
    const old = readFileSync(catalog);
    const previous = { size: old.length, crc32: crcOf(old) };
    writeFileSync(manifestPathOf(catalog), JSON.stringify({ ...manifestFor(next, digest), previous }));
    writeFileSync(catalog, next);
    expect(restartsIn(catalog)).toBe(3);
  });

  test('a manifest of both accepts no third file', async () => {
    const { catalog, next, digest } = await oldAndNew();
    const old = readFileSync(catalog);
    const previous = { size: old.length, crc32: crcOf(old) };
    writeFileSync(manifestPathOf(catalog), JSON.stringify({ ...manifestFor(next, digest), previous }));
    const third = Buffer.from(old);
    third[5000] = (third[5000] ?? 0) ^ 1;
    writeFileSync(catalog, third);
    expect(() => openCatalog(catalog)).toThrow('its bytes are not those of its manifest');
  });

  test('the next build repairs it and leaves a manifest of one file', async () => {
    const { folder, catalog, next, digest, data } = await oldAndNew();
    const old = readFileSync(catalog);
    const previous = { size: old.length, crc32: crcOf(old) };
    writeFileSync(manifestPathOf(catalog), JSON.stringify({ ...manifestFor(next, digest), previous }));
    expect((await build(data, catalog)).code).toBe(0);
    expect(restartsIn(catalog)).toBe(3);
    expect(JSON.parse(readFileSync(manifestPathOf(catalog), 'utf8'))).toEqual(manifestFor(next, digest));
    expect(readdirSync(folder).sort()).toEqual(['catalog.sqlite', 'catalog.sqlite.manifest.json']);
  });

  test('leftovers of a killed build are in nobody’s way', async () => {
    const { folder, catalog, data } = await oldAndNew();
    writeFileSync(join(folder, 'catalog.sqlite.0123456789ab.tmp'), 'half a catalog');
    writeFileSync(join(folder, 'catalog.sqlite.manifest.json.tmp'), '{"schema": "reboot');
    mkdirSync(join(folder, 'catalog.sqlite.tmp'));
    expect(restartsIn(catalog)).toBe(2);
    expect(await build(data, catalog)).toMatchObject({ code: 0, err: '' });
    expect(restartsIn(catalog)).toBe(3);
  });

  test('the manifest of a catalog that was deleted does not outlive the next build', async () => {
    const { catalog, data } = await oldAndNew();
    rmSync(catalog);
    expect(await build(data, catalog)).toMatchObject({ code: 0, err: '' });
    expect(restartsIn(catalog)).toBe(3);
  });

  test('a damaged catalog is replaced by the next build', async () => {
    const { catalog, data } = await oldAndNew();
    writeFileSync(catalog, 'not a catalog');
    expect(await build(data, catalog)).toMatchObject({ code: 0, err: '' });
    expect(restartsIn(catalog)).toBe(3);
  });
});

describe('a catalog that cannot be written is exit 3', () => {
  const small = copyOfSmall();

  test('a folder that is not there', async () => {
    const folder = newFolder();
    const { code, out, err } = await build(small, join(folder, 'nowhere/catalog.sqlite'));
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(twoLines);
    expect(err).toContain('cannot be written (ENOENT)');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('a folder that is a file', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), 'text');
    const { code, err } = await build(small, join(folder, 'file/catalog.sqlite'));
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    expect(contentsOf(folder)).toEqual({ file: Buffer.from('text').toString('base64') });
  });

  test('a folder of that name', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'catalog.sqlite'));
    const { code, err } = await build(small, join(folder, 'catalog.sqlite'));
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    expect(readdirSync(folder)).toEqual(['catalog.sqlite']);
  });

  test('a manifest that cannot be replaced: the old catalog is kept', async () => {
    const data = copyOfSmall();
    const { folder, catalog } = await builtFrom(data);
    const old = readFileSync(catalog);
    rmSync(manifestPathOf(catalog));
    mkdirSync(manifestPathOf(catalog));
    editText(data, 'facts.json', (text) => text.replace('Is Secure Boot on?', 'Is Secure Boot enabled?'));
    const { code, err } = await build(data, catalog);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    expect(err).toContain('the old one was kept');
    expect(Buffer.compare(readFileSync(catalog), old)).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['catalog.sqlite', 'catalog.sqlite.manifest.json']);
  });
});
