// rebootgate status: how fresh each source and how whole the catalog is, in text and JSON, and what it makes of the exit code.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildCatalog } from '../src/catalog/build.ts';
import { manifestPathOf } from '../src/catalog/manifest.ts';
import { withReading, writeState } from '../src/collect/state.ts';
import { editText, newFolder, twoLines } from './fixtures/data/folders.ts';
import { newPlace, type Place, scrape } from './replay/folders.ts';
import { showList } from './replay/pages.ts';
import { startReplay } from './replay/server.ts';
import { type Ran, run, type RunOptions } from './run.ts';

/** The shape that other programs rely on. */
const shape = z.strictObject({
  schema: z.literal('rebootgate/status'),
  version: z.literal(1),
  generatedAt: z.iso.datetime(),
  lastPatchTuesday: z.iso.datetime(),
  catalog: z.strictObject({
    path: z.string(),
    dataAsOf: z.iso.date(),
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    bytes: z.int().positive(),
    verified: z.boolean(),
    problems: z.array(z.string()),
  }),
  data: z.strictObject({ path: z.string(), newer: z.boolean() }).nullable(),
  sources: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      url: z.string().nullable(),
      live: z.boolean(),
      asOf: z.iso.date().nullable(),
      lastRead: z.string(),
      lastChanged: z.string(),
      facts: z.strictObject({ updates: z.int(), findings: z.int(), edges: z.int() }),
      coverage: z
        .strictObject({
          products: z.array(z.string()).min(1),
          releasedFrom: z.iso.date().nullable(),
          releasedUntil: z.iso.date(),
        })
        .nullable(),
      stale: z.boolean(),
      pages: z.array(
        z.strictObject({
          url: z.string(),
          lastRead: z.iso.date(),
          lastChanged: z.iso.date(),
          sha256: z.string().regex(/^[0-9a-f]{64}$/),
        }),
      ),
    }),
  ),
});
type Status = z.infer<typeof shape>;

let place: Place;

beforeAll(() => {
  place = newPlace();
  buildCatalog(place.data, place.catalog);
});

const status = (args: readonly string[] = [], options: RunOptions = {}, at = place): Promise<Ran> =>
  run(['status', '--catalog', at.catalog, '--state', at.state, ...args], { cwd: at.folder, ...options });

async function document(args: readonly string[] = [], options: RunOptions = {}, at = place): Promise<Status> {
  const { code, out } = await status([...args, '--format', 'json'], options, at);
  expect(code).toBe(0);
  return shape.parse(JSON.parse(out));
}

const sourceOf = ({ sources }: Status, id: string) =>
  sources.find((source) => source.id === id) ?? expect.fail(`no source ${id}`);

/** Read on 2026-11-22; the next Patch Tuesday is 2026-12-08 at 18:00 UTC. */
const before = '2026-12-08T17:59:59Z';
const after = '2026-12-08T18:00:00Z';

describe('freshness', () => {
  test('of a live source that was read since the last Patch Tuesday', async () => {
    const report = await document([], { now: before });
    expect(report).toMatchObject({ generatedAt: before, lastPatchTuesday: '2026-11-10T18:00:00Z' });
    expect(sourceOf(report, 'kb2894518')).toMatchObject({ live: true, stale: false, lastRead: '2026-11-22' });
    const { out } = await status([], { now: before });
    expect(out).toMatch(/^ {2}kb2894518 {2}fresh {2}read 2026-11-22/m);
    expect(out).not.toContain('STALE');
  });

  test('ends with the next Patch Tuesday, at the hour', async () => {
    const report = await document([], { now: after });
    expect(report.sources.filter(({ stale }) => stale).map(({ id }) => id)).toEqual(['kb2894518']);
    const { code, out } = await status([], { now: after });
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}kb2894518 {2}STALE/m);
    expect(out).toContain('the last Patch Tuesday was 2026-12-08');
  });

  test('goes by SOURCE_DATE_EPOCH', async () => {
    const epoch = (now: string): RunOptions => ({ env: { SOURCE_DATE_EPOCH: String(Date.parse(now) / 1000) } });
    expect(sourceOf(await document([], epoch(before)), 'kb2894518').stale).toBe(false);
    expect(sourceOf(await document([], epoch(after)), 'kb2894518').stale).toBe(true);
  });

  test('an archive never goes stale and shows its age', async () => {
    const report = await document([], { now: '2036-01-01T00:00:00Z' });
    const archives = report.sources.filter(({ live }) => !live);
    expect(archives.length).toBeGreaterThan(3);
    expect(archives.filter(({ stale }) => stale)).toEqual([]);
    expect((await status([], { now: '2036-01-01T00:00:00Z' })).out).toMatch(/^ {2}findings {2}archive {2}read 2026-/m);
  });

  test('a state that says it was read yesterday makes it fresh, here and in check', async () => {
    const state = join(newFolder(), 'state.json');
    const pages = [{ url: 'https://example.org/page', sha256: 'a'.repeat(64) }];
    const read = withReading(
      { schema: 'rebootgate/state', version: 1, sources: {} },
      'kb2894518',
      pages,
      new Date('2026-12-09T08:00:00Z'),
      false,
    );
    writeState(state, read);
    const now = '2026-12-10T08:00:00Z';
    const fresh = sourceOf(await document([], { now }, { ...place, state }), 'kb2894518');
    expect(fresh).toMatchObject({
      stale: false,
      lastRead: '2026-12-09T08:00:00.000Z',
      pages: [{ url: 'https://example.org/page', lastRead: '2026-12-09', lastChanged: '2026-12-09' }],
    });
    const check = ['check', '-', '--catalog', place.catalog, '--require-fresh', '--state'];
    const list = { stdin: 'KB2965788\n', now };
    expect((await run([...check, state], list)).code).toBe(1);
    expect((await run([...check, place.state], list)).code).toBe(3);
  });

  test.each([
    '',
    'no json',
    '{"sources": []}',
    '{"sources": {"kb2894518": {"lastRead": 7}}}',
    '{"sources": {"kb2894518": {"lastRead": "yesterday"}}}',
    '{"sources": {"kb2894518": {"lastRead": "9999-99-99"}}}',
  ])('a state that says %j says nothing', async (text) => {
    const state = join(newFolder(), 'state.json');
    writeFileSync(state, text);
    expect(sourceOf(await document([], { now: after }, { ...place, state }), 'kb2894518').stale).toBe(true);
    const args = ['check', '-', '--catalog', place.catalog, '--state', state, '--require-fresh'];
    expect((await run(args, { stdin: 'KB2965788\n', now: after })).code).toBe(3);
  });

  test('a scrape that finds nothing new makes it fresh without a new catalog', async () => {
    const own = newPlace();
    buildCatalog(own.data, own.catalog);
    const replay = await startReplay();
    showList(replay);
    await scrape(own, replay, ['kb2894518']);
    buildCatalog(own.data, own.catalog);
    const now = '2026-12-09T12:00:00Z';
    expect(sourceOf(await document([], { now }, own), 'kb2894518').stale).toBe(true);
    expect((await scrape(own, replay, ['kb2894518'], { now })).out).toContain('no difference');
    const report = await document([], { now }, own);
    expect(sourceOf(report, 'kb2894518')).toMatchObject({ stale: false, lastChanged: '2026-11-22' });
    expect(report.data).toEqual({ path: 'data', newer: false });
  });
});

describe('--require-fresh', () => {
  test('passes what is fresh', async () => {
    expect(await status(['--require-fresh'], { now: before })).toMatchObject({ code: 0, err: '' });
  });

  test('is exit 3 for what is stale, names it, and still prints the report', async () => {
    const { code, out, err } = await status(['--require-fresh'], { now: after });
    expect(code).toBe(3);
    expect(out).toContain('STALE');
    expect(err).toMatch(twoLines);
    expect(err).toContain('kb2894518 (read 2026-11-22)');
  });

  test('is exit 3 in check, which then decides nothing', async () => {
    const args = ['check', '-', '--catalog', place.catalog, '--state', place.state, '--require-fresh'];
    const { code, out, err } = await run(args, { stdin: 'KB2965788\n', now: after });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(twoLines);
    expect((await run(args, { stdin: 'KB2965788\n', now: before })).code).toBe(1);
  });
});

describe('facts', () => {
  test('are counted for each source, with what it covers', async () => {
    const report = await document();
    expect(sourceOf(report, 'kb2894518')).toMatchObject({
      facts: { findings: 22 },
      coverage: { releasedFrom: '2013-06-01', releasedUntil: '2016-02-09' },
    });
    expect(sourceOf(report, 'wesng').coverage).toBeNull();
    const { out } = await status();
    expect(out).toContain('no coverage: it recognises, it never reassures');
    expect(out).toMatch(/22 findings, 22 updates; covers 12 products, releases 2013-06-01 to\s+2016-02-09/);
  });
});

describe('data/', () => {
  test('that is newer than the catalog is said', async () => {
    const own = newPlace();
    buildCatalog(own.data, own.catalog);
    expect((await document([], {}, own)).data).toEqual({ path: 'data', newer: false });
    editText(own.data, 'findings/meta.json', (text) => text.replace('"name": "', '"name": "New '));
    expect((await document([], {}, own)).data).toEqual({ path: 'data', newer: true });
    expect((await status([], {}, own)).out).toContain('run "rebootgate build"');
    expect((await document(['--data', own.data], { cwd: newFolder() }, own)).data?.newer).toBe(true);
  });

  test('that is not here is no matter; one that is named and holds no facts is', async () => {
    expect((await document([], { cwd: newFolder() })).data).toBeNull();
    const { code, err } = await status(['--data', newFolder()]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(twoLines) });
  });
});

describe('the catalog', () => {
  test('--verify reads the whole of it', async () => {
    const report = await document(['--verify']);
    expect(report.catalog).toMatchObject({ path: place.catalog, verified: true, problems: [] });
    expect(report.catalog.digest).toMatch(/^sha256:/);
    expect((await status(['--verify'])).out).toContain('verified');
  });

  test.each([
    ['a file that was cut', (path: string) => truncateSync(path, 40_000)],
    [
      'a byte that changed',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.writeUInt8((bytes.readUInt8(bytes.length / 2) + 1) % 256, bytes.length / 2);
        writeFileSync(path, bytes);
      },
    ],
    ['no database', (path: string) => writeFileSync(path, 'no database')],
  ])('%s is exit 3 with --verify', async (_, harm) => {
    const own = newPlace();
    buildCatalog(own.data, own.catalog);
    harm(own.catalog);
    const { code, err } = await status(['--verify'], {}, own);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(twoLines) });
  });

  test('contents that do not add up are found without a manifest, and the report is printed', async () => {
    const own = newPlace();
    buildCatalog(own.data, own.catalog);
    writeFileSync(manifestPathOf(own.catalog), '');
    const db = new Database(own.catalog);
    db.exec("UPDATE updates SET title = 'Another title' WHERE id = (SELECT min(id) FROM updates)");
    db.close();
    const { code, out, err } = await status(['--verify', '--format', 'json'], {}, own);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    if (out !== '') expect(shape.parse(JSON.parse(out)).catalog.problems).not.toEqual([]);
  });

  test('that is missing is exit 3', async () => {
    const { code, out, err } = await status([], {}, { ...place, catalog: join(newFolder(), 'none.sqlite') });
    expect({ code, out, err }).toEqual({ code: 3, out: '', err: expect.stringMatching(twoLines) });
  });

  test('the shipped one is taken by default', async () => {
    const { code, out } = await run(['status'], { env: { HOME: newFolder() } });
    expect(code).toBe(0);
    expect(out).toMatch(/^Catalog .*catalog\.sqlite\n/);
  });
});

test('nothing that a catalog or a state says gets to the terminal as it is', async () => {
  const own = newPlace();
  buildCatalog(own.data, own.catalog);
  const state = join(newFolder(), 'state.json');
  writeFileSync(state, '{"sources": {"kb2894518": {"lastRead": "\\u001b[31m2026"}}}');
  expect((await status([], {}, { ...own, state })).out).not.toContain('\u001b');
});
