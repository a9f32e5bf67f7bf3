// Collecting: how a source is crawled, and how what it says is merged into the facts that are there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf, keyOf, openCache, readOnly } from '../src/collect/cache.ts';
import { type CrawlWorld, crawl, type Reading } from '../src/collect/crawl.ts';
import { differences, isEmpty } from '../src/collect/differences.ts';
import { linesText, writeFiles } from '../src/collect/files.ts';
import { mergeList } from '../src/collect/list.ts';
import { mergeRows } from '../src/collect/rows.ts';
import { readState, type State, withReading, writeState } from '../src/collect/state.ts';
import { entriesFile, metaFile, pageRow, type SupersedenceRow, type UpdateRow, updateRow } from '../src/data/schema.ts';
import { IncompletePageError, SourceError, UserError } from '../src/errors.ts';
import type { Http, HttpAnswer } from '../src/http/types.ts';
import type { ListEntryFact } from '../src/sources/kb2894518.ts';
import type { PageRequest, Parsed, Source } from '../src/sources/types.ts';
import { editText, newFolder } from './fixtures/data/folders.ts';
import { contentsOf, newPlace, readJson } from './replay/folders.ts';

const today = '2026-12-01';
const nothing = { kbs: [], updateIds: [], months: [], bulletins: [] };

interface Rows {
  updates: UpdateRow[];
  supersedence: SupersedenceRow[];
}

/** A source whose pages are JSON of what they parse to; its facts are rows. */
function sourceOf(start: PageRequest[]): Source<Rows> {
  return {
    id: 'update-catalog',
    description: 'a source of the tests',
    hosts: ['example.org'],
    live: true,
    start: () => start,
    parse: ({ text }) => {
      if (text.startsWith('refused')) throw new SourceError(text, 'look');
      if (text.startsWith('cut')) throw new IncompletePageError(text, 'again');
      const parsed: Parsed<Rows> = JSON.parse(text);
      return parsed;
    },
    rows: (facts) => ({
      updates: facts.flatMap(({ updates }) => updates),
      supersedence: facts.flatMap(({ supersedence }) => supersedence),
    }),
  };
}

const source = sourceOf([]);
const page = (parsed: Partial<Parsed<Rows>>): string => JSON.stringify({ facts: [], follow: [], notes: [], ...parsed });
const url = (name: string): string => `https://example.org/${name}`;
const post = (state: string): PageRequest => ({
  url: url('list'),
  form: { __EVENTTARGET: 'next', __VIEWSTATE: state },
});

/** Answers by address and state; what is not there is missing. */
function worldOf(
  pages: Record<string, string>,
  world: Partial<CrawlWorld> = {},
): { world: CrawlWorld; asked: string[] } {
  const asked: string[] = [];
  const http: Http = {
    fetch: async (request, read) => {
      const key = `${request.url}${request.form ? ` ${request.form['__VIEWSTATE']}` : ''}`;
      asked.push(key);
      const text = pages[key];
      const answer: HttpAnswer =
        text === undefined
          ? { kind: 'missing', url: request.url }
          : {
              kind: 'page',
              url: request.url,
              text,
              bytes: Buffer.from(text),
              charset: 'utf-8',
              etag: null,
              lastModified: null,
            };
      return read(answer);
    },
  };
  return {
    world: { http, cache: openCache(join(newFolder(), 'cache')), today, onProgress: () => {}, ...world },
    asked,
  };
}

const update = (kb: string, more: Partial<UpdateRow> = {}): UpdateRow => ({
  kb,
  updateId: null,
  revision: null,
  title: `Update KB${kb}`,
  bulletin: null,
  released: null,
  revised: null,
  knownBy: null,
  classification: null,
  kind: null,
  products: [],
  architectures: [],
  language: null,
  restartFlag: null,
  flagText: null,
  exclusive: null,
  url: url(kb),
  note: null,
  ...more,
});
const edge = (superseding: string, superseded: string, on: string): SupersedenceRow => ({
  superseding,
  superseded,
  products: [],
  architectures: [],
  url: url(on),
  note: null,
});

describe('crawling', () => {
  test('asks for each page once, in order, and says how far it is', async () => {
    const progress: string[] = [];
    const { world, asked } = worldOf(
      {
        [url('a')]: page({ follow: [{ url: url('b') }, { url: url('a') }], notes: ['one'] }),
        [url('b')]: page({ follow: [{ url: url('a') }, { url: url('b') }], notes: ['two'] }),
      },
      { onProgress: (done, known) => progress.push(`${done}/${known}`) },
    );
    const reading = await crawl(sourceOf([{ url: url('a') }]), nothing, world);
    expect(asked).toEqual([url('a'), url('b')]);
    expect(reading).toMatchObject({ notes: ['one', 'two'], missing: [], readOn: today });
    expect(progress).toEqual(['0/1', '1/2']);
  });

  test('follows a list through all its postbacks, though they share address and event', async () => {
    const many = (kb: string): Rows[] => [{ updates: [update(kb)], supersedence: [] }];
    const { world, asked } = worldOf({
      [url('list')]: page({ facts: many('1000001'), follow: [post('1')] }),
      [`${url('list')} 1`]: page({ facts: many('1000002'), follow: [post('2')] }),
      [`${url('list')} 2`]: page({ facts: many('1000003'), follow: [post('3')] }),
      [`${url('list')} 3`]: page({ facts: many('1000004') }),
    });
    const reading = await crawl(sourceOf([{ url: url('list') }]), nothing, world);
    expect(asked).toHaveLength(4);
    expect(reading.facts.flatMap(({ updates }) => updates.map(({ kb }) => kb))).toEqual([
      '1000001',
      '1000002',
      '1000003',
      '1000004',
    ]);
  });

  test('a list that pages to itself, or stops in the middle, is refused', async () => {
    const same = { facts: [{ updates: [update('1000001')], supersedence: [] }] };
    const circle = worldOf({
      [url('list')]: page({ ...same, follow: [post('1')] }),
      [`${url('list')} 1`]: page({ ...same, follow: [post('1')] }),
    });
    await expect(crawl(sourceOf([{ url: url('list') }]), nothing, circle.world)).rejects.toThrow(
      /same page of its list again/,
    );
    expect(circle.asked).toHaveLength(2);
    const gap = worldOf({ [url('list')]: page({ ...same, follow: [post('1')] }) });
    await expect(crawl(sourceOf([{ url: url('list') }]), nothing, gap.world)).rejects.toThrow(
      /page 2 of the list .* is not there/,
    );
  });

  test('one page may be missing, all of them may not', async () => {
    const start = [{ url: url('a') }, { url: url('b') }];
    const some = await crawl(sourceOf(start), nothing, worldOf({ [url('a')]: page({}) }).world);
    expect(some.missing).toEqual([url('b')]);
    await expect(crawl(sourceOf(start), nothing, worldOf({}).world)).rejects.toThrow(
      /none of the 2 pages asked for exists/,
    );
  });

  test('what a page is refused for comes through, and such a page is not kept', async () => {
    const cache = openCache(join(newFolder(), 'cache'));
    for (const text of ['refused: another page', 'cut in the middle']) {
      const { world } = worldOf({ [url('a')]: text }, { cache });
      await expect(crawl(sourceOf([{ url: url('a') }]), nothing, world)).rejects.toThrow(text);
      expect(cache.get(keyOf({ url: url('a') }, 0))).toBeNull();
    }
  });

  test('"unchanged" to someone who has nothing is refused', async () => {
    const http: Http = { fetch: async (_, read) => read({ kind: 'unchanged' }) };
    const { world } = worldOf({}, { http });
    await expect(crawl(sourceOf([{ url: url('a') }]), nothing, world)).rejects.toThrow(/was never read/);
  });
});

describe('the cache', () => {
  const head = { url: url('a'), charset: 'utf-8', etag: null, lastModified: null, readOn: today };
  test('gives back what was put, and nothing that was damaged', () => {
    const folder = newFolder();
    const cache = openCache(folder);
    const bytes = Buffer.from('a page');
    cache.put('key', { ...head, sha256: hashOf(bytes) }, bytes);
    expect(cache.get('key')).toMatchObject({ ...head, text: 'a page' });
    for (const [file, text] of [
      ['key.page', 'a pag'],
      ['key.json', '{}'],
      ['key.json', '{'],
    ] as const) {
      cache.put('key', { ...head, sha256: hashOf(bytes) }, bytes);
      writeFileSync(join(folder, file), text);
      expect(cache.get('key')).toBeNull();
    }
    expect(cache.get('other')).toBeNull();
  });

  test('can be held read-only', () => {
    const folder = newFolder();
    const bytes = Buffer.from('a page');
    readOnly(openCache(folder)).put('key', { ...head, sha256: hashOf(bytes) }, bytes);
    expect(contentsOf(folder)).toEqual({});
  });

  test('keeps pages of a list apart, and not by state that differs at each reading', () => {
    expect(keyOf(post('1'), 1)).toBe(keyOf(post('2'), 1));
    expect(keyOf(post('1'), 1)).not.toBe(keyOf(post('1'), 2));
    expect(keyOf(post('1'), 0)).not.toBe(keyOf({ url: url('list') }, 0));
  });
});

const cached = (name: string, readOn = today) => ({
  url: url(name),
  text: '',
  sha256: hashOf(name + readOn),
  charset: 'utf-8',
  etag: null,
  lastModified: null,
  readOn,
});
const readingOf = (rows: Rows, pages: readonly string[], readOn = today): Reading<Rows> => ({
  facts: [rows],
  pages: pages.map((name) => cached(name, readOn)),
  notes: [],
  missing: [],
  readOn,
});

describe('merging rows', () => {
  const first: Rows = {
    updates: [update('1000002'), update('1000001')],
    supersedence: [edge('1000002', '1000001', '1000002')],
  };
  function start(): string {
    const folder = newFolder();
    writeFiles(folder, mergeRows(folder, source, readingOf(first, ['1000001', '1000002'])).files);
    return folder;
  }
  const lines = (folder: string, file: string): unknown[] =>
    readFileSync(join(folder, 'update-catalog', file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('a new source gets its folder: sorted rows, where they were read, and what it is', () => {
    const folder = start();
    expect(lines(folder, 'updates.jsonl').map((row) => updateRow.parse(row))).toEqual([
      update('1000001'),
      update('1000002'),
    ]);
    // What is unknown is left out: of thousands of rows it would be most of the text.
    expect(Object.keys(Object(lines(folder, 'updates.jsonl')[0]))).toEqual(['kb', 'title', 'url']);
    expect(lines(folder, 'pages.jsonl').map((row) => pageRow.parse(row).url)).toEqual([url('1000001'), url('1000002')]);
    expect(metaFile.parse(readJson(join(folder, 'update-catalog/meta.json')))).toMatchObject({
      id: 'update-catalog',
      kind: 'vendor-metadata',
      live: true,
      readOn: today,
      coverage: null,
    });
  });

  test('the same facts are no change, on whichever day and in whichever order', () => {
    const folder = start();
    const rows = { updates: first.updates.toReversed(), supersedence: first.supersedence };
    const merged = mergeRows(folder, source, readingOf(rows, ['1000002', '1000001'], '2027-01-01'));
    expect(merged.files.size).toBe(0);
    expect(isEmpty(merged.differences)).toBe(true);
  });

  test('a page that was read again replaces its rows; other pages keep theirs', () => {
    const folder = start();
    const rows = { updates: [update('1000002', { title: 'Another title' })], supersedence: [] };
    const { files, differences: found } = mergeRows(folder, source, readingOf(rows, ['1000002'], '2026-12-24'));
    expect(found).toEqual({
      added: [],
      changed: ['KB1000002 Another title'],
      gone: ['1000002 supersedes 1000001 on all products'],
    });
    writeFiles(folder, files);
    expect(lines(folder, 'updates.jsonl').map((row) => updateRow.parse(row))).toEqual([
      update('1000001'),
      ...rows.updates,
    ]);
    expect(readFileSync(join(folder, 'update-catalog/supersedence.jsonl'), 'utf8')).toBe('');
    expect(
      lines(folder, 'pages.jsonl')
        .map((row) => pageRow.parse(row))
        .map((row) => [row.url, row.readOn]),
    ).toEqual([
      [url('1000001'), today],
      [url('1000002'), '2026-12-24'],
    ]);
  });

  test('a page that says nothing any more loses its rows and its line', () => {
    const folder = start();
    const { files, differences: found } = mergeRows(
      folder,
      source,
      readingOf({ updates: [], supersedence: [] }, ['1000001']),
    );
    expect(found.gone).toEqual(['KB1000001 Update KB1000001']);
    writeFiles(folder, files);
    expect(lines(folder, 'pages.jsonl').map((row) => pageRow.parse(row).url)).toEqual([url('1000002')]);
  });

  test('a missing page keeps its rows', () => {
    const folder = start();
    const merged = mergeRows(folder, source, {
      ...readingOf({ updates: [], supersedence: [] }, []),
      missing: [url('1000001')],
    });
    expect(merged.files.size).toBe(0);
  });

  test('an old page of the cache does not make the source older', () => {
    const folder = start();
    const rows = { updates: [update('1000003')], supersedence: [] };
    writeFiles(folder, mergeRows(folder, source, readingOf(rows, ['1000003'], '2020-01-01')).files);
    expect(metaFile.parse(readJson(join(folder, 'update-catalog/meta.json'))).readOn).toBe(today);
    expect(lines(folder, 'pages.jsonl')).toContainEqual({
      url: url('1000003'),
      readOn: '2020-01-01',
      sha256: cached('1000003', '2020-01-01').sha256,
    });
  });

  test('rows that nothing tells apart but what they say are all counted', () => {
    const folder = newFolder();
    const twins = [update('1000001'), update('1000001', { restartFlag: 'never' })];
    const merged = mergeRows(folder, source, readingOf({ updates: twins, supersedence: [] }, ['1000001']));
    expect(merged.differences.added).toHaveLength(2);
  });

  test('rows without an address, made by hand, stay', () => {
    const folder = start();
    const byHand = update('1000009', { url: null });
    editText(folder, 'update-catalog/updates.jsonl', (text) => `${text}${JSON.stringify(byHand)}\n`);
    const { files } = mergeRows(folder, source, readingOf({ updates: [], supersedence: [] }, ['1000001']));
    expect(files.get('update-catalog/updates.jsonl')).toContain('1000009');
  });

  test.each(['updates.jsonl', 'supersedence.jsonl', 'pages.jsonl', 'meta.json'])(
    'a damaged %s is the keeper’s to mend',
    (file) => {
      for (const text of ['{"half":', '{"other": 1}']) {
        const folder = start();
        writeFileSync(join(folder, 'update-catalog', file), text);
        const rows = { updates: [update('1000007')], supersedence: [] };
        expect(() => mergeRows(folder, source, readingOf(rows, ['1000007']))).toThrow(UserError);
      }
    },
  );

  test('any order of rows gives the same text, each row once', () => {
    const rows = [
      update('1000003'),
      update('1000001'),
      update('1000002'),
      update('1000001', { title: 'x' }),
      update('1000001'),
    ];
    const text = linesText(rows, ({ kb }) => kb);
    expect(text.split('\n')).toHaveLength(5);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        (shuffled) => linesText(shuffled, ({ kb }) => kb) === text,
      ),
    );
  });
});

describe('merging the list', () => {
  const { data } = newPlace(['facts.json', 'kb2894518']);
  const entries = entriesFile.parse(readJson(join(data, 'kb2894518/entries.json')));
  const known: ListEntryFact[] = entries.map(({ kb, title, bulletin }) => ({ kb, title, bulletin, link: null }));
  const added: ListEntryFact = { kb: '5009999', title: 'A new one', bulletin: null, link: null };
  const listReading = (facts: ListEntryFact[]): Reading<ListEntryFact> => ({
    facts,
    pages: [cached('list')],
    notes: [],
    missing: [],
    readOn: today,
  });
  const entriesOf = (files: ReadonlyMap<string, string>) =>
    entriesFile.parse(JSON.parse(files.get('kb2894518/entries.json') ?? '[]'));

  test('what is known is no difference', () => {
    const merged = mergeList(data, listReading(known));
    expect({ size: merged.files.size, empty: isEmpty(merged.differences) }).toEqual({ size: 0, empty: true });
  });

  test('a new entry says no more than the article: no product, no date, at least two restarts', () => {
    const [entry] = entriesOf(mergeList(data, listReading([...known, added])).files);
    expect(entry).toMatchObject({
      kb: '5009999',
      provenBy: today,
      notBefore: null,
      kind: 'unknown',
      products: [],
      condition: null,
      restarts: { min: 2, max: null },
    });
  });

  test('what was sorted by hand stays, whatever the page says', () => {
    const merged = entriesOf(mergeList(data, listReading([added, ...known])).files);
    expect(merged.slice(1)).toEqual(entries);
  });

  test.each([
    ['half of it', known.slice(11), /page changed: it lists 11 updates, 22 are known|of the first list of 2013/],
    ['one less', known.filter(({ kb }) => kb !== '2965788'), /page changed: it lists 21 updates, 22 are known/],
    [
      'one of 2013 lost, though it grew',
      [added, { ...added, kb: '5009998' }, ...known.filter(({ kb }) => kb !== '2771431')],
      /page changed: KB2771431 of the first list of 2013 is missing/,
    ],
    ['nothing', [], /page changed/],
  ])('%s is a changed page', (_, facts, says) => {
    expect(() => mergeList(data, listReading(facts))).toThrow(says);
    expect(() => mergeList(data, listReading(facts))).toThrow(SourceError);
  });

  test('an entry that goes while others come is marked, and what is marked does not count for the guard', () => {
    const folder = newPlace(['facts.json', 'kb2894518']).data;
    const without = known.filter(({ kb }) => kb !== '2965788');
    const merged = mergeList(folder, listReading([added, ...without]));
    expect(merged.differences).toEqual({
      added: ['KB5009999 A new one'],
      changed: [],
      gone: [expect.stringMatching(/^KB2965788 /)],
    });
    writeFiles(folder, merged.files);
    expect(mergeList(folder, listReading([added, ...without])).files.size).toBe(0);
    expect(entriesOf(merged.files).find(({ kb }) => kb === '2965788')).toMatchObject({
      listed: false,
      provenBy: entries.find(({ kb }) => kb === '2965788')?.provenBy,
    });
  });

  test('two readings of one day leave one snapshot', () => {
    const folder = newPlace(['facts.json', 'kb2894518']).data;
    writeFiles(folder, mergeList(folder, listReading([added, ...known])).files);
    const again = mergeList(folder, listReading([added, { ...added, kb: '5009998' }, ...known]));
    const snapshots = JSON.parse(again.files.get('kb2894518/history.json') ?? '[]').filter(({ id }: { id: string }) =>
      id.endsWith('-scraped'),
    );
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0].kbs).toHaveLength(24);
  });

  test('damaged facts are the keeper’s to mend', () => {
    for (const file of ['entries.json', 'history.json', 'meta.json']) {
      const folder = newPlace(['facts.json', 'kb2894518']).data;
      writeFileSync(join(folder, 'kb2894518', file), '{"half":');
      expect(() => mergeList(folder, listReading([added, ...known]))).toThrow(UserError);
    }
  });
});

describe('differences', () => {
  const said = (text: string) => ({ name: `named ${text}`, text });
  test('are told by what identifies a fact', () => {
    const before = new Map([
      ['a', said('1')],
      ['b', said('2')],
      ['c', said('3')],
    ]);
    const after = new Map([
      ['b', said('2')],
      ['c', said('4')],
      ['d', said('5')],
    ]);
    expect(differences(before, after)).toEqual({ added: ['named 5'], changed: ['named 4'], gone: ['named 1'] });
    expect(isEmpty(differences(before, before))).toBe(true);
  });
});

describe('the state', () => {
  const empty: State = { schema: 'rebootgate/state', version: 1, sources: {} };
  const now = new Date('2026-12-01T10:00:00Z');
  const pages = [{ url: url('a'), sha256: 'a'.repeat(64) }];

  test('says when a page was last read and last changed', () => {
    const first = withReading(empty, 'msrc', pages, now, true);
    const second = withReading(
      first,
      'msrc',
      [...pages, { url: url('b'), sha256: 'b' }],
      new Date('2026-12-24T10:00:00Z'),
      false,
    );
    expect(second.sources['msrc']).toEqual({
      lastRead: '2026-12-24T10:00:00.000Z',
      lastChanged: '2026-12-01',
      pages: {
        [url('a')]: { lastRead: '2026-12-24', lastChanged: '2026-12-01', sha256: 'a'.repeat(64) },
        [url('b')]: { lastRead: '2026-12-24', lastChanged: '2026-12-24', sha256: 'b' },
      },
    });
    expect(empty.sources).toEqual({});
  });

  test('is read back as it was written, and is empty where it cannot be read', () => {
    const path = join(newFolder(), 'deep', 'state.json');
    const state = withReading(empty, 'msrc', pages, now, true);
    writeState(path, state);
    expect(readState(path)).toEqual(state);
    for (const text of ['', '[]', '{"schema": "rebootgate/state", "version": 2, "sources": {}}']) {
      writeFileSync(path, text);
      expect(readState(path)).toEqual(empty);
    }
    expect(readState(join(newFolder(), 'none.json'))).toEqual(empty);
  });
});
