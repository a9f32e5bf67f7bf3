// Opening a catalog: whatever is wrong with the file is one error line, a hint and exit 3, never a wrong verdict.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCatalog } from '../src/catalog/build.ts';
import { manifestPathOf } from '../src/catalog/manifest.ts';
import { databaseOf } from '../src/catalog/handle.ts';
import { openCatalog, wholeUpTo } from '../src/catalog/open.ts';
import { readKnowledge } from '../src/catalog/read.ts';
import { applicationId, indexes, schemaVersion, tables, views } from '../src/catalog/schema.ts';
import { CatalogError } from '../src/errors.ts';
import { copyOfSmall, newFolder, twoLines } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';

const folder = newFolder();
const original = join(folder, 'catalog.sqlite');
const group =
  'KB2965788 Security Update for Windows 7 for x64-based Systems (KB2965788)\nKB3023562\nKB4535680\nKB2862335\n';
/** Keys that reach every table that a check reads. */
const keys = ['2965788', '3003743', '3023562', '4535680', '5012170', '2862335', '5083631'];

let bytes: Buffer;
let report: string;
let knowledge: string;

const check = (catalog: string) =>
  run(['check', '-', '--format', 'json', '--catalog', catalog], { stdin: group, now: '2026-11-22T12:00:00Z' });

beforeAll(async () => {
  buildCatalog(join(root, 'data'), original);
  bytes = readFileSync(original);
  const intact = await check(original);
  expect(intact).toMatchObject({ code: 1, err: '' });
  report = intact.out;
  knowledge = knowledgeOf(original);
});

function knowledgeOf(path: string): string {
  const catalog = openCatalog(path);
  try {
    return JSON.stringify(readKnowledge(catalog, keys));
  } finally {
    catalog.close();
  }
}

/** A catalog of these bytes in a folder of its own; `manifest` is that of the intact catalog. */
function catalogOf(content: Uint8Array | string, manifest = false): string {
  const path = join(newFolder(), 'catalog.sqlite');
  writeFileSync(path, content);
  if (manifest) copyFileSync(manifestPathOf(original), manifestPathOf(path));
  return path;
}

async function expectRefused(catalog: string, says: string): Promise<void> {
  for (const args of [
    ['check', '-'],
    ['explain', 'KB2965788'],
    ['query', '--kb', '2965788'],
  ]) {
    const { code, out, err } = await run([...args, '--catalog', catalog], { stdin: group });
    expect({ args, code, out }).toEqual({ args, code: 3, out: '' });
    expect(err).toMatch(twoLines);
    expect(err).toContain(says);
  }
}

describe('what is no catalog', () => {
  test('no file', () => expectRefused(join(newFolder(), 'none.sqlite'), 'cannot be opened'));

  test('a path that leads through a file', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expectRefused(join(file, 'catalog.sqlite'), 'cannot be opened');
  });

  test('a folder', async () => {
    const path = join(newFolder(), 'catalog.sqlite');
    mkdirSync(path);
    await expectRefused(path, path);
  });

  test('an empty file', () => expectRefused(catalogOf(''), 'is no rebootgate catalog'));

  test('a text file', () => expectRefused(catalogOf('KB2965788\n'.repeat(500)), 'is no rebootgate catalog'));

  test('the first bytes of a catalog', () =>
    expectRefused(catalogOf(bytes.subarray(0, 50)), 'is no rebootgate catalog'));

  test('a database of another program', async () => {
    const path = join(newFolder(), 'other.sqlite');
    const db = new Database(path);
    db.exec('CREATE TABLE findings (id TEXT)');
    db.close();
    await expectRefused(path, 'is no rebootgate catalog');
  });

  test('a database of the right number and of other tables', async () => {
    const path = join(newFolder(), 'other.sqlite');
    const db = new Database(path);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${schemaVersion}`);
    db.exec('CREATE TABLE findings (id TEXT)');
    db.close();
    await expectRefused(path, 'its tables are not ours');
  });

  test.each([0, schemaVersion + 1])('a catalog of version %i', async (version) => {
    const other = Buffer.from(bytes);
    other.writeUInt32BE(version, 60);
    const path = catalogOf(other);
    await expectRefused(path, `has version ${version}, this program reads version ${schemaVersion}`);
  });

  test('a catalog without findings', async () => {
    const data = copyOfSmall();
    rmSync(join(data, 'curated/field-blog.json'));
    rmSync(join(data, 'vendor-list/entries.json'));
    const path = join(newFolder(), 'catalog.sqlite');
    buildCatalog(data, path);
    await expectRefused(path, 'holds no findings');
  });

  test('a catalog whose findings were deleted', async () => {
    const path = catalogOf(bytes);
    const db = new Database(path);
    db.exec('DELETE FROM findings WHERE derived_from IS NOT NULL; DELETE FROM findings');
    db.close();
    await expectRefused(path, 'do not add up');
  });

  test('a catalog in which somebody changed a verdict', async () => {
    const path = catalogOf(bytes);
    const db = new Database(path);
    db.exec('UPDATE findings SET restarts_min = 1 WHERE kb = 2965788');
    db.close();
    await expectRefused(path, 'do not add up');
  });
});

describe('a manifest beside it', () => {
  test.each(['', 'garbage', '[]', '{}', '{"schema": "rebootgate/catalog-manifest", "version": 2}', 'null'])(
    'that reads %j is an error, not a reason to skip the check',
    async (text) => {
      const path = catalogOf(bytes);
      writeFileSync(manifestPathOf(path), text);
      await expectRefused(path, 'cannot be read');
    },
  );

  test('that is a folder is an error', async () => {
    const path = catalogOf(bytes);
    mkdirSync(manifestPathOf(path));
    await expectRefused(path, 'cannot be read');
  });

  test('of another catalog is an error', async () => {
    const path = catalogOf(bytes);
    const other = join(newFolder(), 'catalog.sqlite');
    buildCatalog(copyOfSmall(), other);
    copyFileSync(manifestPathOf(other), manifestPathOf(path));
    await expectRefused(path, 'its bytes are not those of its manifest');
  });

  test('is not needed', async () => {
    const { code, out, err } = await check(catalogOf(bytes));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out).updates).toEqual(JSON.parse(report).updates);
  });
});

/** Every byte of the header, and a step through the rest that meets all offsets within a page sooner or later. */
function positions(of: Buffer, step: number): number[] {
  const rest = Math.floor((of.length - 100) / step);
  return [...Array.from({ length: 100 }, (_, at) => at), ...Array.from({ length: rest }, (_, at) => 100 + at * step)];
}

function flip(at: number, mask: number, of = bytes): Buffer {
  const copy = Buffer.from(of);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

/** Opens and reads like a check. Null: refused, as a damaged catalog is. */
function readOrRefused(path: string): string | null {
  try {
    return knowledgeOf(path);
  } catch (error) {
    if (error instanceof CatalogError) return null;
    throw error;
  }
}

describe('a flipped byte', () => {
  // A catalog of a few facts: each of hundreds of damaged copies is verified whole.
  const small = join(folder, 'small.sqlite');
  let few: Buffer;
  let known: string;
  beforeAll(() => {
    buildCatalog(copyOfSmall(), small);
    few = readFileSync(small);
    known = knowledgeOf(small);
  });

  test.each([0x01, 0xff])(
    'with the manifest beside is always noticed, but in the library version (mask %i)',
    (mask) => {
      const path = catalogOf(bytes, true);
      const unnoticed: number[] = [];
      for (const at of positions(bytes, Math.floor(bytes.length / 250))) {
        writeFileSync(path, flip(at, mask));
        if (readOrRefused(path) !== null) unnoticed.push(at);
      }
      expect(unnoticed).toEqual([96, 97, 98, 99]);
    },
  );

  test.each([0x01, 0x03, 0xff])('without a manifest is noticed, or changes nothing (mask %i)', (mask) => {
    const path = catalogOf(few);
    const wrong: number[] = [];
    let refused = 0;
    for (const at of positions(few, 211)) {
      writeFileSync(path, flip(at, mask, few));
      const read = readOrRefused(path);
      if (read === null) refused += 1;
      else if (read !== known) wrong.push(at);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(60);
    expect(readdirSync(join(path, '..'))).toEqual(['catalog.sqlite']);
  });

  test('in a column name is noticed: values read under another name would be missing', () => {
    const name = Buffer.from('restarts_min INTEGER');
    const read: (string | null)[] = [];
    // The file holds the text more than once: SQLite leaves stale copies in the free space of a page.
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
      read.push(readOrRefused(catalogOf(flip(at + 9, 1))));
    }
    expect(read).toContain(null);
    expect(read.filter((each) => each !== null && each !== knowledge)).toEqual([]);
  });

  test('that claims a write-ahead log is noticed, and nothing is written beside', () => {
    for (const which of [[18], [19], [18, 19]]) {
      const copy = Buffer.from(bytes);
      for (const at of which) copy[at] = 2;
      const path = catalogOf(copy);
      expect(() => openCatalog(path)).toThrow('write-ahead log');
      expect(readdirSync(join(path, '..'))).toEqual(['catalog.sqlite']);
    }
  });

  test('is told in two lines, whole program', async () => {
    const middle = bytes.indexOf(Buffer.from('field/thoughtsonopsmgr'));
    for (const manifest of [true, false]) {
      const path = catalogOf(flip(middle, 0x01), manifest);
      await expectRefused(path, 'is damaged');
    }
  });
});

describe('a truncated file', () => {
  test.each([100, 101, 4095, 4096, 8192, 100_000, -4096, -1])('of %i bytes', async (size) => {
    for (const manifest of [true, false]) {
      const path = catalogOf(bytes, manifest);
      truncateSync(path, size < 0 ? bytes.length + size : size);
      await expectRefused(path, 'is damaged');
    }
  });

  test('with bytes added at its end is noticed with a manifest', async () => {
    await expectRefused(catalogOf(Buffer.concat([bytes, Buffer.from('more')]), true), 'is damaged');
  });
});

describe('a large file', () => {
  /** More than is verified whole, made by a hole at its end, which SQLite does not look at. */
  function largeOf(content: Uint8Array): string {
    const path = catalogOf(content);
    truncateSync(path, wholeUpTo + 4096);
    return path;
  }

  test('opens, and says that not all of it was verified', () => {
    expect(openCatalog(original).verified).toBe(true);
    const open = openCatalog(largeOf(bytes));
    expect(open.verified).toBe(false);
    expect(readKnowledge(open, keys).findings).toEqual(JSON.parse(knowledge).findings);
    open.close();
  });

  test('is refused where a finding was changed', async () => {
    const path = catalogOf(bytes);
    const db = new Database(path);
    db.exec('UPDATE findings SET restarts_min = 1 WHERE kb = 2965788');
    db.close();
    await expectRefused(largeOf(readFileSync(path)), 'do not add up');
  });

  test('whose damage shows only when it is read is told as damage', async () => {
    const db = new Database(original, { readonly: true });
    const page =
      db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'updates_kb'").pluck().get() ?? 0;
    const size = Number(db.pragma('page_size', { simple: true }));
    db.close();
    const copy = Buffer.from(bytes);
    copy.fill(0xff, (page - 1) * size, page * size);
    const path = largeOf(copy);
    expect(() => openCatalog(path).close()).not.toThrow();
    const { code, out, err } = await check(path);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(twoLines);
    expect(err).toContain('is damaged');
  });
});

describe('reading', () => {
  test('writes nothing beside the file and leaves its bytes', async () => {
    const path = catalogOf(bytes, true);
    const before = readdirSync(join(path, '..')).sort();
    const open = openCatalog(path);
    readKnowledge(open, keys);
    expect(readdirSync(join(path, '..')).sort()).toEqual(before);
    open.close();
    await check(path);
    await run(['explain', 'KB2965788', '--catalog', path]);
    await run(['query', 'remote desktop', '--catalog', path]);
    expect(readdirSync(join(path, '..')).sort()).toEqual(before);
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  });

  test('is all that the connection can do', () => {
    const open = openCatalog(catalogOf(bytes));
    try {
      expect(() => databaseOf(open).exec('DELETE FROM findings')).toThrow('readonly');
    } finally {
      open.close();
    }
  });

  test('finds the whole chain below a key, and the next step above it', () => {
    const open = openCatalog(original);
    try {
      const { edges } = readKnowledge(open, ['3023562']);
      const pairs = edges.map(({ superseding, superseded }) => `${superseding} > ${superseded}`);
      expect(pairs).toContain('3023562 > 3003743');
      expect(pairs).toContain('3003743 > 2965788');
      const above = readKnowledge(open, ['2965788']).edges.map(({ superseding }) => superseding);
      expect(above).toContain('3003743');
    } finally {
      open.close();
    }
  });

  test('takes the tables as schema.ts writes them', () => {
    const open = openCatalog(original);
    try {
      const known = `${tables}${indexes}${views}`;
      const names = databaseOf(open)
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'updates_fts_%' AND sql IS NOT NULL")
        .pluck()
        .all();
      const declared = [...known.matchAll(/CREATE (?:VIRTUAL )?(?:TABLE|INDEX|VIEW) (\w+)/g)].map(([, name]) => name);
      expect([...names].sort()).toEqual([...declared].sort());
    } finally {
      open.close();
    }
  });
});
