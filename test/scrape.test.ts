// scrape, build and check from end to end, against a server on this machine: what a scraped fact changes, and what an unchanged one does not.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../src/collect/files.ts';
import { SourceError } from '../src/errors.ts';
import { entriesFile, historyFile, metaFile, pageRow, updateRow } from '../src/data/schema.ts';
import { newFolder, twoLines } from './fixtures/data/folders.ts';
import { contentsOf, countedSleep, newPlace, type Place, quick, readJson, scrape } from './replay/folders.ts';
import {
  detailPage,
  detailUrl,
  edited,
  grownList,
  indexUrl,
  listPage,
  listUrl,
  monthPage,
  monthUrl,
  newerId,
  newKb,
  searchPage,
  searchUrl,
  showCatalog,
  showList,
  showMonth,
  updateIds,
} from './replay/pages.ts';
import { type Replay, startReplay } from './replay/server.ts';
import { fixture, type Ran, readFixture, root, run } from './run.ts';

const list = ['kb2894518'];
const catalog = ['update-catalog', '--kb', '5099901'];
const month = ['msrc', '--month', '2025-06'];

async function replayOf(...shows: ((replay: Replay) => void)[]): Promise<Replay> {
  const replay = await startReplay();
  for (const show of shows) show(replay);
  return replay;
}

async function build(place: Place): Promise<void> {
  const { code, err } = await run(['build', '--data', place.data, '--catalog', place.catalog]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

async function check(place: Place, stdin: string, ...args: string[]): Promise<{ ran: Ran; updates: Checked[] }> {
  const state = ['--catalog', place.catalog, '--state', place.state];
  const ran = await run(['check', '-', '--format', 'json', ...state, ...args], { stdin });
  return { ran, updates: ran.out === '' ? [] : JSON.parse(ran.out).updates };
}

interface Checked {
  kb: string | null;
  updateId: string | null;
  status: string;
  reason: string;
  matchedBy: string | null;
  supersededBy: string[];
  evidence: { finding: string }[];
}

const entriesIn = ({ data }: Place) => entriesFile.parse(readJson(join(data, 'kb2894518/entries.json')));
const rowsIn = ({ data }: Place, source: string) =>
  readFileSync(join(data, source, 'updates.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => updateRow.parse(JSON.parse(line)));

describe('a KB that is newly on the list', () => {
  test('changes a verdict from no-data to multi-restart, from the day on which it was seen', async () => {
    const place = newPlace();
    await build(place);
    const before = await check(place, `KB${newKb}\n`);
    expect([before.ran.code, before.updates[0]?.status]).toEqual([3, 'no-data']);

    const replay = await replayOf(showList);
    const scraped = await scrape(place, replay, list);
    expect(scraped.out).toBe(
      `kb2894518: 23 facts on 1 page\n  added    KB${newKb} A new update that restarts the computer twice\n`,
    );
    expect(scraped.code).toBe(0);
    expect(scraped.err).toContain('build --data');
    await build(place);
    const after = await check(place, `KB${newKb}\n`);
    expect(after.ran.code).toBe(1);
    expect(after.updates[0]).toMatchObject({ kb: newKb, status: 'multi-restart' });
    expect(after.updates[0]?.reason).toMatch(/KB2894518|kb2894518/);
    expect(after.updates[0]?.evidence.map(({ finding }) => finding)).toEqual([`kb2894518/${newKb}`]);

    const [entry] = entriesIn(place);
    expect(entry).toMatchObject({ kb: newKb, provenBy: '2026-11-22', notBefore: null, listed: true });
    const dayBefore = await check(place, `KB${newKb}\n`, '--as-of', '2026-11-21');
    expect([dayBefore.ran.code, dayBefore.updates[0]?.status]).toEqual([3, 'no-data']);
    expect((await check(place, `KB${newKb}\n`, '--as-of', '2026-11-22')).ran.code).toBe(1);
  });

  test('leaves a trace of where, when and what was read', async () => {
    const place = newPlace();
    const replay = await replayOf(showList);
    await scrape(place, replay, list);
    const meta = metaFile.parse(readJson(join(place.data, 'kb2894518/meta.json')));
    expect(meta).toMatchObject({ url: listUrl, readOn: '2026-11-22', asOf: '2026-11-22', live: true });
    expect(meta.sha256).toMatch(/^[0-9a-f]{64}$/);
    const history = historyFile.parse(readJson(join(place.data, 'kb2894518/history.json')));
    expect(history.at(-1)).toMatchObject({ id: '2026-11-22-scraped', complete: true, url: listUrl });
    expect(history.at(-1)?.kbs).toHaveLength(23);
    // What was curated by hand stays.
    const curated = entriesFile.parse(readJson(join(root, 'data/kb2894518/entries.json')));
    expect(entriesIn(place).slice(1)).toEqual(curated);
  });

  test('an entry that disappears while the list grows is marked and still counts; when it comes back, it is listed again', async () => {
    const place = newPlace();
    const gone = /<li><a href="[^"]*\/2965788".*<\/li>\n/;
    const replay = await replayOf((each) => showList(each, edited(grownList(), [gone, ''])));
    const { code, out } = await scrape(place, replay, list);
    expect(code).toBe(0);
    expect(out).toMatch(/added {4}KB5009999/);
    expect(out).toMatch(/gone {5}KB2965788 MS14-030/);
    expect(entriesIn(place).find(({ kb }) => kb === '2965788')).toMatchObject({ listed: false, restarts: { min: 2 } });
    await build(place);
    const still = await check(place, 'KB2965788\n', '--product', 'Windows 7', '--arch', 'x64');
    expect(still.ran.code).toBe(1);
    showList(replay, grownList());
    expect((await scrape(place, replay, list)).out).toMatch(/added {4}KB2965788/);
    expect(entriesIn(place).find(({ kb }) => kb === '2965788')?.listed).toBe(true);
  });

  test('a changed title is changed, not gone and added', async () => {
    const place = newPlace();
    const replay = await replayOf((each) =>
      showList(each, edited(listPage(), ['USB drivers: October 8', 'USB drivers: October 9'])),
    );
    const { out } = await scrape(place, replay, list);
    expect(out).toBe(
      'kb2894518: 22 facts on 1 page\n  changed  KB2862330 MS13-081: Description of the security update for USB drivers: October 9, 2013\n',
    );
  });

  test('the list as it is known is no difference, in whatever order', async () => {
    const place = newPlace();
    const before = contentsOf(place.data);
    const replay = await replayOf((each) => showList(each, listPage()));
    expect((await scrape(place, replay, list)).out).toBe('kb2894518: 22 facts on 1 page\n  no difference\n');
    const entry = /<li><a href="https:\/\/support\.microsoft\.com\/help\/\d+".*<\/li>\n/g;
    const entries = listPage().match(entry) ?? [];
    showList(replay, listPage().replace(entries.join(''), entries.toReversed().join('')));
    expect((await scrape(place, replay, list)).out).toContain('no difference');
    expect(contentsOf(place.data)).toEqual(before);
  });
});

describe('a second scrape of unchanged pages', () => {
  test('asks conditionally throughout, receives no body, and leaves no difference', async () => {
    const place = newPlace();
    const replay = await replayOf(showList, showCatalog, showMonth);
    for (const args of [list, catalog, month]) expect((await scrape(place, replay, args)).code).toBe(0);
    const first = replay.requests.length;
    expect(first).toBe(8);
    const data = contentsOf(place.data);
    for (const args of [list, catalog, month]) {
      const { code, out, err } = await scrape(place, replay, args, { now: '2026-11-25T12:00:00Z' });
      expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining('build') });
      expect(out).toContain('no difference');
    }
    const second = replay.requests.slice(first);
    expect(second).toHaveLength(first);
    for (const { headers, status, sent } of second) {
      expect(headers['if-none-match']).toMatch(/^"[0-9a-f]{16}"$/);
      expect(headers['if-modified-since']).toBe('Tue, 10 Nov 2026 18:00:00 GMT');
      expect({ status, sent }).toEqual({ status: 304, sent: 0 });
    }
    expect(contentsOf(place.data)).toEqual(data);
    expect(readJson(place.state)).toMatchObject({
      sources: {
        kb2894518: { lastRead: '2026-11-25T12:00:00.000Z', lastChanged: '2026-11-22' },
        msrc: { pages: { [monthUrl]: { lastRead: '2026-11-25', lastChanged: '2026-11-22' } } },
      },
    });
  });

  test('pages without validators, or with other tokens, leave data/ as it is', async () => {
    const place = newPlace();
    const replay = await startReplay();
    let tokens = 0;
    showCatalog(replay, (page) => {
      tokens += 1;
      return page
        .replaceAll('c3ludGhldGlj+state/==', `c3RhdGU${tokens}==`)
        .replace('</body>', `<!-- ${tokens} --></body>`);
    });
    await scrape(place, replay, catalog);
    const data = contentsOf(place.data);
    showCatalog(replay, (page) => {
      tokens += 1;
      return page
        .replaceAll('c3ludGhldGlj+state/==', `bmV3${tokens}==`)
        .replace('</body>', `<!-- ${tokens} --></body>`);
    });
    const { code, out } = await scrape(place, replay, catalog, { now: '2026-12-22T12:00:00Z' });
    expect({ code, out }).toEqual({ code: 0, out: 'update-catalog: 6 facts on 5 pages\n  no difference\n' });
    expect(replay.requests.at(-1)?.status).toBe(200);
    expect(contentsOf(place.data)).toEqual(data);
  });
});

describe('--dry-run', () => {
  test('says what would change and writes nothing anywhere', async () => {
    const place = newPlace();
    const gone = /<li><a href="[^"]*\/2965788".*<\/li>\n/;
    const page = edited(grownList(), [gone, ''], ['USB drivers: October 8', 'USB drivers: October 9']);
    const replay = await replayOf((each) => showList(each, page), showCatalog);
    const before = contentsOf(place.folder);
    const { code, out, err } = await scrape(place, replay, [...list, 'update-catalog', '--kb', '5099901', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(
      / {2}added {4}KB5009999 .*\n {2}changed {2}KB2862330 .*\n {2}gone {5}KB2965788 .*\n {2}\(dry run: nothing was written\)\n/,
    );
    expect(out).toMatch(/added {4}KB5099901 11111111-/);
    expect(err).not.toContain('build');
    expect(contentsOf(place.folder)).toEqual(before);
  });

  test('does not make the user a data folder either', async () => {
    const home = newFolder();
    const replay = await replayOf(showList);
    const env = { HOME: home };
    const ran = await run(['scrape', ...list, '--dry-run', '--mirror', replay.url], {
      cwd: newFolder(),
      env,
      httpLimits: quick,
      sleep: async () => {},
    });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('added    KB5009999');
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('--offline', () => {
  test('uses the cache alone', async () => {
    const [first, second] = [newPlace(), newPlace()];
    const replay = await replayOf(showList, showCatalog, showMonth);
    for (const args of [list, catalog, month]) await scrape(first, replay, args);
    const count = replay.requests.length;
    for (const args of [list, catalog, month]) {
      const ran = await scrape({ ...second, cache: first.cache }, null, [...args, '--offline'], {
        now: '2026-12-24T12:00:00Z',
      });
      expect(ran.code).toBe(0);
    }
    expect(replay.requests).toHaveLength(count);
    // The same facts, with the day on which the page was read, not that of the parsing.
    expect(contentsOf(second.data)).toEqual(contentsOf(first.data));
    expect(() => readFileSync(second.state)).toThrow('ENOENT');
  });

  test('a page that is not there is exit 3', async () => {
    const place = newPlace();
    const before = contentsOf(place.data);
    const { code, out, err } = await scrape(place, null, [...list, '--offline']);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(twoLines);
    expect(err).toContain(`kb2894518: ${listUrl} is not in the cache; the last good facts are of 2026-11-22`);
    expect(contentsOf(place.data)).toEqual(before);
  });

  test('a page that was damaged in the cache is not there', async () => {
    const place = newPlace();
    const replay = await replayOf(showList);
    await scrape(place, replay, list);
    const page = Object.keys(contentsOf(place.cache)).find((name) => name.endsWith('.page')) ?? '';
    writeFileSync(join(place.cache, page), 'half');
    expect((await scrape(place, null, [...list, '--offline'])).code).toBe(3);
    // Online it is asked for whole.
    expect((await scrape(place, replay, list)).code).toBe(0);
    expect(replay.requests.at(-1)).toMatchObject({ status: 200 });
  });

  test('the cache holds the bytes that the server sent', async () => {
    const place = newPlace();
    const replay = await startReplay();
    replay.put(monthUrl, `\uFEFF${monthPage()}`, { type: 'application/xml' });
    await scrape(place, replay, month);
    const page = Object.keys(contentsOf(place.cache)).find((name) => name.endsWith('.page')) ?? '';
    expect(readFileSync(join(place.cache, page), 'utf8')).toBe(`\uFEFF${monthPage()}`);
  });
});

describe('several sources', () => {
  test('one that fails leaves the others done, and the run is exit 3', async () => {
    const place = newPlace();
    const replay = await replayOf(showList, showCatalog, showMonth);
    replay.interfere(searchUrl, ({ send }) => send(500, {}));
    const { code, out, err } = await scrape(place, replay, [
      ...list,
      ...['update-catalog', 'msrc', '--kb', '5099901', '--month', '2025-06'],
    ]);
    expect(code).toBe(3);
    expect(out).toMatch(/^kb2894518: 23 facts[\s\S]*^msrc: 7 facts/m);
    expect(err).toMatch(/^error: update-catalog: .* is unavailable: HTTP 500, 4 times; it was never read\nhint: /m);
    expect(readdirSync(place.data)).toContain('msrc');
    expect(readdirSync(place.data)).not.toContain('update-catalog');
    expect(readJson(place.state)).toMatchObject({ sources: { kb2894518: {}, msrc: {} } });
  });

  test('a failure says since when the last good facts are', async () => {
    const place = newPlace();
    const replay = await replayOf(showMonth);
    await scrape(place, replay, month);
    replay.interfere(monthUrl, ({ send }) => send(403, {}));
    const { code, err } = await scrape(place, replay, month, { now: '2026-12-01T00:00:00Z' });
    expect(code).toBe(3);
    expect(err).toContain('HTTP 403; the last good facts are of 2026-11-22');
  });

  test('a name that is no source is exit 2', async () => {
    const { code, err } = await scrape(newPlace(), null, ['msrcc']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(twoLines) });
    expect(err).toContain('update-catalog');
  });

  test('progress of a long run says what, how many and how long, in plain lines', async () => {
    const place = newPlace(['facts.json', 'kb2894518', 'findings']);
    const replay = await startReplay();
    const group = join(place.folder, 'group.json');
    const ids = Array.from(
      { length: 30 },
      (_, index) => `${String(index).padStart(8, '0')}-2222-4333-8444-555555555555`,
    );
    writeFileSync(group, JSON.stringify(ids.map((id) => ({ CI_UniqueID: id, LocalizedDisplayName: 'x' }))));
    for (const id of ids) replay.put(detailUrl(id), edited(detailPage(updateIds[0]), [updateIds[0], id]));
    let now = Date.parse('2026-11-22T12:00:00Z');
    const clock = (): Date => {
      now += 500;
      return new Date(now);
    };
    const { code, err } = await scrape(place, replay, ['update-catalog', '--from-group', group], { clock });
    expect(code).toBe(0);
    expect(err).toMatch(/^update-catalog: page 1 of 30\nupdate-catalog: page 26 of 30, at least \d+ s left\nRun /);
    expect(err).not.toContain('\u001b');
  });
});

describe('update-catalog', () => {
  test('by --kb: search, postback, details, rows', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    expect((await scrape(place, replay, catalog)).code).toBe(0);
    expect(replay.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${searchUrl}`,
      `GET ${detailUrl(updateIds[0])}`,
      `GET ${detailUrl(updateIds[1])}`,
      `POST ${searchUrl}`,
      `GET ${detailUrl(updateIds[2])}`,
    ]);
    const post = replay.requests.find(({ method }) => method === 'POST');
    expect(post?.form?.get('__VIEWSTATE')).toBe('c3ludGhldGlj+state/==');
    const rows = rowsIn(place, 'update-catalog');
    expect(rows.map(({ updateId, kb, restartFlag, exclusive }) => [updateId, kb, restartFlag, exclusive])).toEqual([
      [updateIds[0], '5099901', 'never', true],
      [updateIds[1], '5099901', 'never', true],
      [updateIds[2], '5099990', 'never', true],
    ]);
    const pages = readFileSync(join(place.data, 'update-catalog/pages.jsonl'), 'utf8').trim().split('\n');
    expect(pages.map((line) => pageRow.parse(JSON.parse(line))).map(({ url, readOn }) => [url, readOn])).toEqual(
      updateIds.map((id) => [detailUrl(id), '2026-11-22']),
    );
  });

  test('the catalog takes the rows, and check and explain match by UpdateID', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    await scrape(place, replay, catalog);
    await build(place);
    const group = JSON.stringify([
      { CI_UniqueID: updateIds[0], ArticleID: '5099901', LocalizedDisplayName: 'A name of our own' },
    ]);
    const { updates } = await check(place, group);
    expect(updates[0]).toMatchObject({ updateId: updateIds[0], supersededBy: [newerId] });
    expect(updates[0]?.matchedBy).toMatch(/update ?id/i);
    const explained = await run(['explain', updateIds[0], '--catalog', place.catalog]);
    expect(explained).toMatchObject({ code: 0, err: '' });
    expect(explained.out).toContain('2024-05 Servicing Stack Update');
    expect(explained.out).toContain(newerId);
  });

  test('more than two pages by postback are all read', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    const counted = (from: number, page: number): string => `${from} - ${from} of 4 (page ${page} of 3)`;
    const pages: Record<string, string> = {
      state1: edited(
        searchPage(2),
        ['3 - 3 of 3 (page 2 of 2)', counted(3, 2)],
        ['c3ludGhldGlj+state/==', 'state2'],
        [
          /<span id="ctl00_catalogBody_nextPage"><span>Next<\/span><\/span>/,
          '<a id="ctl00_catalogBody_nextPageLinkText">Next</a>',
        ],
      ),
      state2: edited(searchPage(2), ['3 - 3 of 3 (page 2 of 2)', counted(4, 3)], [updateIds[2], newerId]),
    };
    replay.put(
      searchUrl,
      edited(
        searchPage(1),
        ['1 - 2 of 3 (page 1 of 2)', '1 - 2 of 4 (page 1 of 3)'],
        ['c3ludGhldGlj+state/==', 'state1'],
      ),
    );
    replay.put(searchUrl, (form) => pages[form.get('__VIEWSTATE') ?? ''] ?? '', { method: 'POST' });
    replay.put(detailUrl(newerId), detailPage(newerId));
    expect((await scrape(place, replay, catalog)).code).toBe(0);
    expect(rowsIn(place, 'update-catalog').map(({ updateId }) => updateId)).toContain(newerId);
    const count = replay.requests.length;
    // And again from the cache: each page of the list has a place of its own there.
    const offline = newPlace();
    const ran = await scrape({ ...offline, cache: place.cache }, null, [...catalog, '--offline']);
    expect(ran.code).toBe(0);
    expect(rowsIn(offline, 'update-catalog')).toEqual(rowsIn(place, 'update-catalog'));
    expect(replay.requests).toHaveLength(count);
  });

  test('--from-group asks for the pages of its UpdateIDs, and searches what has none', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    const group = join(place.folder, 'group.json');
    const rows = [
      { CI_UniqueID: updateIds[1].toUpperCase(), ArticleID: '5011111', LocalizedDisplayName: 'One (KB5011111)' },
      { ArticleID: '5099901', LocalizedDisplayName: 'Another (KB5099901)' },
    ];
    writeFileSync(group, JSON.stringify(rows));
    const { code } = await scrape(place, replay, ['update-catalog', '--from-group', group]);
    expect(code).toBe(0);
    expect(replay.requests.map(({ method, url }) => `${method} ${url}`).slice(0, 2)).toEqual([
      `GET ${searchUrl}`,
      `GET ${detailUrl(updateIds[1])}`,
    ]);
    expect(replay.requests.some(({ url }) => url.includes('5011111'))).toBe(false);
  });

  test('an update that the catalog no longer has leaves the others, and is named', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    const group = join(place.folder, 'group.json');
    writeFileSync(
      group,
      JSON.stringify([updateIds[0], newerId].map((id) => ({ CI_UniqueID: id, LocalizedDisplayName: 'x' }))),
    );
    replay.put(detailUrl(newerId), edited(readFixture('update-catalog/error-8DDD0010.html'), ['8DDD0010', '8DDD0024']));
    const { code, out, err } = await scrape(place, replay, ['update-catalog', '--from-group', group]);
    expect(code).toBe(0);
    expect(out).toContain('1 facts on 1 page, 1 of the pages asked for do not exist');
    expect(err).toContain(`there is no page ${detailUrl(newerId)}`);
    expect(rowsIn(place, 'update-catalog').map(({ updateId }) => updateId)).toEqual([updateIds[0]]);
  });

  test('a search without a result is an answer', async () => {
    const place = newPlace();
    const replay = await startReplay();
    replay.put(
      'https://www.catalog.update.microsoft.com/Search.aspx?q=KB5099909',
      readFixture('update-catalog/synthetic-no-result.html'),
    );
    const { code, err } = await scrape(place, replay, ['update-catalog', '--kb', 'KB5099909']);
    expect(code).toBe(0);
    expect(err).toContain('the Update Catalog has no update for "KB5099909"');
  });

  test('a page that says something else now replaces its rows, and no other', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    await scrape(place, replay, catalog);
    replay.put(
      detailUrl(updateIds[0]),
      edited(
        detailPage(updateIds[0]),
        ['Never restarts', 'Can request restart'],
        [/<div id="supersededbyInfo">[\s\S]*?<\/div>\s*<\/div>/, '<div id="supersededbyInfo">n/a</div>'],
      ),
    );
    const { out } = await scrape(place, replay, catalog, { now: '2026-11-23T12:00:00Z' });
    expect(out).toMatch(/changed {2}KB5099901 11111111-/);
    expect(out).toMatch(/gone {5}aaaaaaaa-\S+ supersedes 11111111-/);
    expect(rowsIn(place, 'update-catalog').map(({ restartFlag }) => restartFlag)).toEqual(['maybe', 'never', 'never']);
    const pages = readFileSync(join(place.data, 'update-catalog/pages.jsonl'), 'utf8').trim().split('\n');
    expect(pages.map((line) => pageRow.parse(JSON.parse(line)).readOn)).toEqual([
      '2026-11-23',
      '2026-11-22',
      '2026-11-22',
    ]);
  });

  test('without --kb it asks for the KBs of all findings', async () => {
    const place = newPlace();
    const replay = await startReplay();
    const { code } = await scrape(place, replay, ['update-catalog'], { httpLimits: { ...quick, pause: 0 } });
    expect(code).toBe(3);
    const asked = replay.requests.map(({ url }) => /KB(\d+)$/.exec(url)?.[1]);
    expect(asked.length).toBeGreaterThan(22);
    expect(asked).toEqual(expect.arrayContaining(['2965788', '4535680', '3126446']));
    expect(new Set(asked).size).toBe(asked.length);
  });

  test.each([
    ['--kb', '12'],
    ['--from-group', '/nowhere/group.json'],
  ])('%s %s is exit 2', async (...args) => {
    const { code, err } = await scrape(newPlace(), null, ['update-catalog', ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(twoLines);
  });
});

describe('msrc', () => {
  const documents = async (args: string[], now?: string): Promise<(string | undefined)[]> => {
    const replay = await startReplay();
    await scrape(
      newPlace(['facts.json', 'kb2894518', 'findings']),
      replay,
      ['msrc', ...args],
      now === undefined ? {} : { now },
    );
    return replay.requests.map(({ url }) => /([^/]+)$/.exec(url)?.[1]);
  };

  test('by month', async () => {
    expect(await documents(['--month', '2025-06', '2024-12'])).toEqual(['2025-Jun', '2024-Dec', 'updates']);
  });
  test('since a month, over the turn of a year', async () => {
    expect(await documents(['--since', '2025-11'], '2026-02-15T00:00:00Z')).toEqual([
      '2025-Nov',
      '2025-Dec',
      '2026-Jan',
      '2026-Feb',
      'updates',
    ]);
  });
  test('this month and the last one when nothing is said', async () => {
    expect(await documents([], '2026-01-15T00:00:00Z')).toEqual(['2025-Dec', '2026-Jan', 'updates']);
  });
  test('a month whose document is not there yet is an answer', async () => {
    const replay = await replayOf(showMonth);
    const { code, out, err } = await scrape(newPlace(), replay, ['msrc', '--since', '2025-06'], {
      now: '2025-07-03T00:00:00Z',
    });
    expect(code).toBe(0);
    expect(out).toContain('7 facts on 2 pages, 1 of the pages asked for do not exist');
    expect(err).toContain('there is no page https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/2025-Jul');
  });
  test.each([
    ['--month', '2025-13'],
    ['--month', 'June'],
    ['--since', '2027-01'],
  ])('%s %s is exit 2', async (...args) => {
    const { code, err } = await scrape(newPlace(), null, ['msrc', ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(twoLines) });
  });
  test('a second document of a month, which only the index knows, is read as well', async () => {
    const replay = await replayOf(showMonth);
    const second = `${monthUrl}-B`;
    replay.put(second, monthPage().replaceAll('2025-Jun', '2025-Jun-B'), { type: 'application/xml' });
    const value = ['2025-Jun', '2025-Jun-B', '2024-Dec'].map((ID) => ({
      ID,
      CvrfUrl: monthUrl.replace('2025-Jun', ID),
    }));
    const context = 'https://api.msrc.microsoft.com/cvrf/v3.0/$metadata#Updates';
    replay.put(indexUrl, JSON.stringify({ '@odata.context': context, value }), { type: 'application/json' });
    const { code } = await scrape(newPlace(), replay, month);
    expect(code).toBe(0);
    expect(replay.requests.map(({ url }) => /([^/]+)$/.exec(url)?.[1])).toEqual(['2025-Jun', 'updates', '2025-Jun-B']);
  });
  test('the deployment feed, page after page, its rows naming the page that says them', async () => {
    const place = newPlace();
    const replay = await startReplay();
    const feed =
      'https://api.msrc.microsoft.com/sug/v2.0/sugodata/v2.0/en-US/deployment?$filter=releaseNumber%20eq%20%272025-Jun%27';
    const row = {
      articleName: '5060526',
      product: 'Windows Server 2022',
      rebootRequired: 'Yes',
      releaseNumber: '2025-Jun',
    };
    const context = 'https://api.msrc.microsoft.com/sug/v2.0/sugodata/v2.0/en-US/$metadata#deployment';
    const pages = [
      { '@odata.context': context, '@odata.count': 2, value: [row], '@odata.nextLink': `${feed}&$skip=1` },
      {
        '@odata.context': context,
        '@odata.count': 2,
        value: [{ ...row, articleName: '5061010', rebootRequired: 'Maybe' }],
      },
    ];
    replay.put(feed, JSON.stringify(pages[0]), { type: 'application/json' });
    replay.put(`${feed}&$skip=1`, JSON.stringify(pages[1]), { type: 'application/json' });
    const { code, err } = await scrape(place, replay, [...month, '--feed']);
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining('error') });
    const rows = readFileSync(join(place.data, 'msrc', 'updates.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const own = rows.filter(({ url }) => url.includes('/sugodata/'));
    expect(own.map(({ kb, restartFlag, url }) => [kb, restartFlag, url])).toEqual([
      ['5060526', 'always', feed],
      ['5061010', 'maybe', `${feed}&$skip=1`],
    ]);
  });
  test('the catalog takes the rows', async () => {
    const place = newPlace();
    const replay = await replayOf(showMonth);
    await scrape(place, replay, month);
    await build(place);
    const { updates } = await check(place, 'KB5060526\n', '--product', 'Windows Server 2022');
    expect(updates[0]?.status).not.toBe('clear');
    const explained = await run(['explain', '5060526', '--catalog', place.catalog]);
    expect(explained.code).toBe(0);
    expect(explained.out).toContain('5058385');
  });
});

describe('--from', () => {
  const good = fixture('update-catalog/detail.html');
  const refused = fixture('update-catalog/error-8DDD0010.html');
  const parsed = (
    text: string,
  ): { source: string; facts: Record<string, unknown>[]; refused: { file: string; reason: string }[] } =>
    JSON.parse(text);

  test('a good page', async () => {
    const { code, out, err } = await run(['scrape', 'update-catalog', '--from', good, '--format', 'json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const answer = parsed(out);
    expect(Object.keys(answer)).toEqual(['source', 'facts', 'refused']);
    expect(answer).toMatchObject({ source: 'update-catalog', refused: [] });
    expect(answer.facts[0]).toMatchObject({
      updateId: updateIds[0],
      kb: '5099901',
      architecture: 'x64',
      lastModified: '2024-05-09',
      restartBehavior: 'Never restarts',
      exclusive: true,
    });
    const keys = [
      'updateId',
      'title',
      'kb',
      'architecture',
      'products',
      'classification',
      'lastModified',
      'restartBehavior',
      'exclusive',
      'supersedes',
      'supersededBy',
    ];
    expect(Object.keys(answer.facts[0] ?? {})).toEqual(expect.arrayContaining(keys));
  });

  test('a refused page is exit 3, and the others are printed', async () => {
    const { code, out, err } = await run([
      'scrape',
      'update-catalog',
      '--from',
      good,
      refused,
      good,
      '--format',
      'json',
    ]);
    expect(code).toBe(3);
    const answer = parsed(out);
    expect(answer.facts).toHaveLength(2);
    expect(answer.refused).toEqual([{ file: refused, reason: expect.stringContaining('8DDD0010') }]);
    expect(err).toBe(`refused: ${refused}: ${answer.refused[0]?.reason}\n`);
  });

  test('an unreadable file is exit 2, and nothing is printed', async () => {
    for (const file of [join(newFolder(), 'none.html'), newFolder()]) {
      const { code, out, err } = await run(['scrape', 'update-catalog', '--from', good, file, '--format', 'json']);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(twoLines);
    }
  });

  test('UTF-16, with and without a mark, as PowerShell saves it', async () => {
    const folder = newFolder();
    const text = readFixture('update-catalog/detail.html');
    const files = [`\uFEFF${text}`, text].map((content, index) => {
      const path = join(folder, `${index}.html`);
      writeFileSync(path, content, 'utf16le');
      return path;
    });
    const { code, out } = await run(['scrape', 'update-catalog', '--from', ...files, '--format', 'json']);
    expect(code).toBe(0);
    expect(parsed(out).facts.map(({ updateId }) => updateId)).toEqual([updateIds[0], updateIds[0]]);
  });

  test('an id that the page does not bear comes from --url, and the fact says so', async () => {
    const page = join(newFolder(), 'page.html');
    writeFileSync(
      page,
      edited(
        readFixture('update-catalog/detail.html'),
        [/action="[^"]*"/, 'action=""'],
        [/<span id="ScopedViewHandler_UpdateID">[^<]*<\/span>/, '<span id="ScopedViewHandler_UpdateID"></span>'],
      ),
    );
    const without = await run(['scrape', 'update-catalog', '--from', page, '--format', 'json']);
    expect(without.code).toBe(3);
    const { code, out } = await run([
      'scrape',
      'update-catalog',
      '--from',
      page,
      '--url',
      detailUrl(newerId),
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    expect(parsed(out).facts[0]).toMatchObject({ updateId: newerId, idFrom: 'url' });
  });

  test('writes nothing, needs one source, and one page for one --url', async () => {
    const cwd = newFolder();
    const home = newFolder();
    const ran = await run(['scrape', 'update-catalog', '--from', good], { cwd, env: { HOME: home } });
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^update-catalog: 1 facts, 0 pages refused\n/);
    expect([readdirSync(cwd), readdirSync(home)]).toEqual([[], []]);
    expect((await run(['scrape', '--from', good])).code).toBe(2);
    expect((await run(['scrape', 'update-catalog', '--from', good, good, '--url', detailUrl(newerId)])).code).toBe(2);
  });
});

describe('where facts are written', () => {
  const homes: [string, (home: string) => Record<string, string>, string][] = [
    ['LOCALAPPDATA', (home) => ({ LOCALAPPDATA: home }), 'rebootgate/data'],
    [
      'XDG_DATA_HOME',
      (home) => ({
        XDG_DATA_HOME: home,
        HOME: '/nowhere',
        XDG_STATE_HOME: join(home, 's'),
        XDG_CACHE_HOME: join(home, 'c'),
      }),
      'rebootgate/data',
    ],
    ['HOME', (home) => ({ HOME: home }), '.local/share/rebootgate/data'],
  ];
  test.each(homes)('without --data and ./data it is the folder of the user, by %s', async (_, env, leaf) => {
    const home = newFolder();
    const shipped = contentsOf(join(root, 'data'));
    const replay = await replayOf(showList);
    const options = { cwd: newFolder(), env: env(home), httpLimits: quick, sleep: async () => {} };
    const ran = await run(['scrape', ...list, '--mirror', replay.url], options);
    expect(ran.code).toBe(0);
    const own = join(home, leaf);
    expect(ran.err).toContain(`${own} was made from the facts of the shipped catalog.`);
    expect(ran.err).toContain(`build --data "${own}"`);
    expect(Object.keys(contentsOf(own))).toEqual(Object.keys(shipped));
    expect(readFileSync(join(own, 'kb2894518/entries.json'), 'utf8')).toContain(newKb);
    expect(contentsOf(join(root, 'data'))).toEqual(shipped);
    expect(readdirSync(options.cwd)).toEqual([]);
    // Found again, and not seeded over.
    const again = await run(['scrape', ...list, '--mirror', replay.url], options);
    expect(again).toMatchObject({ code: 0, out: 'kb2894518: 23 facts on 1 page\n  no difference\n', err: '' });
  });

  test('./data is taken where it holds facts', async () => {
    const place = newPlace();
    const replay = await replayOf(showList);
    const args = ['--mirror', replay.url, '--cache', place.cache, '--state', place.state];
    const ran = await run(['scrape', ...list, ...args], {
      cwd: place.folder,
      httpLimits: quick,
      sleep: async () => {},
    });
    expect(ran).toMatchObject({ code: 0, err: 'Run "rebootgate build" to bring what changed into a catalog.\n' });
    expect(entriesIn(place)[0]?.kb).toBe(newKb);
  });

  test('a folder without facts, or inside an installed package, is exit 2', async () => {
    const empty = await run(['scrape', ...list, '--data', newFolder()]);
    expect({ code: empty.code, err: empty.err }).toEqual({ code: 2, err: expect.stringMatching(twoLines) });
    const place = newPlace();
    const installed = join(place.folder, 'node_modules/rebootgate');
    mkdirSync(installed, { recursive: true });
    const inside = newPlace();
    const options = { packageFolder: `${installed}/`, cwd: installed };
    writeFiles(
      join(installed, 'data'),
      new Map([['facts.json', readFileSync(join(inside.data, 'facts.json'), 'utf8')]]),
    );
    writeFileSync(join(installed, 'package.json'), '{"version": "0.1.0"}');
    const refused = await run(['scrape', ...list, '--data', 'data'], options);
    expect({ code: refused.code, err: refused.err }).toEqual({
      code: 2,
      err: expect.stringContaining('inside the installed package'),
    });
  });

  test('a package without its facts says so', async () => {
    const installed = newFolder();
    writeFileSync(join(installed, 'package.json'), '{"version": "0.1.0"}');
    const ran = await run(['scrape', ...list], {
      packageFolder: `${installed}/`,
      cwd: newFolder(),
      env: { HOME: newFolder() },
    });
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 3, err: expect.stringMatching(twoLines) });
  });
});

describe('writing', () => {
  const files = new Map([
    ['a/one.json', 'new one\n'],
    ['a/two.jsonl', 'new two\n'],
    ['b/three.json', 'new three\n'],
  ]);

  test('writes what changed, and says what that was', () => {
    const folder = newFolder();
    expect(writeFiles(folder, files)).toEqual([...files.keys()]);
    const before = contentsOf(folder);
    expect(Object.keys(before)).toEqual([...files.keys()]);
    expect(writeFiles(folder, new Map([...files, ['a/one.json', 'newer\n']]))).toEqual(['a/one.json']);
  });

  test.each(['a/two.jsonl', 'b/three.json'])('a folder in the place of %s leaves all as it was', (name) => {
    const folder = newFolder();
    writeFiles(folder, new Map([['a/one.json', 'old\n']]));
    mkdirSync(join(folder, name, 'occupied'), { recursive: true });
    const before = contentsOf(folder);
    expect(() => writeFiles(folder, files)).toThrow(SourceError);
    expect(contentsOf(folder)).toEqual(before);
    expect(readdirSync(join(folder, 'a'))).not.toContain('one.json.tmp');
  });

  test('a file in the place of a folder leaves all as it was', () => {
    const folder = newFolder();
    writeFiles(
      folder,
      new Map([
        ['a/one.json', 'old\n'],
        ['b', 'a file\n'],
      ]),
    );
    const before = contentsOf(folder);
    expect(() => writeFiles(folder, files)).toThrow(SourceError);
    expect(contentsOf(folder)).toEqual(before);
  });

  test('what was new is taken away again, with its folder', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'b/three.json/occupied'), { recursive: true });
    expect(() => writeFiles(folder, files)).toThrow(SourceError);
    expect(readdirSync(folder)).toEqual(['b']);
  });

  test('data that cannot be written is exit 3, and neither state nor facts speak of it', async () => {
    const place = newPlace();
    const replay = await replayOf(showCatalog);
    mkdirSync(join(place.data, 'update-catalog/updates.jsonl/occupied'), { recursive: true });
    // A folder of a source needs its meta.json to be read at all.
    const ran = await scrape(place, replay, catalog);
    expect([2, 3]).toContain(ran.code);
    expect(ran.err).toMatch(/^error: /m);
    expect(() => readFileSync(place.state)).toThrow('ENOENT');
  });

  test('a state file and a cache that cannot be written are exit 3', async () => {
    const replay = await replayOf(showList);
    const place = newPlace();
    const file = join(place.folder, 'file');
    writeFileSync(file, '');
    for (const wrong of [
      { ...place, state: join(file, 'state.json') },
      { ...newPlace(), cache: file },
    ]) {
      const { code, err } = await scrape(wrong, replay, list);
      expect({ code, err }).toEqual({
        code: 3,
        err: expect.stringMatching(/^error: [^\n]* cannot be written[^\n]*\nhint: /m),
      });
    }
  });

  test('leftovers of a run that was killed are in nobody’s way', async () => {
    const place = newPlace();
    writeFileSync(join(place.data, 'kb2894518/entries.json.tmp'), '[{"half":');
    const replay = await replayOf(showList);
    expect((await scrape(place, replay, list)).code).toBe(0);
    await build(place);
    rmSync(place.catalog);
  });
});

test('between two requests to a host there is a pause', async () => {
  const place = newPlace();
  const replay = await replayOf(showCatalog);
  const { sleep, waits } = countedSleep();
  await scrape(place, replay, catalog, { sleep });
  expect(replay.requests).toHaveLength(5);
  expect(waits).toEqual([1000, 1000, 1000, 1000]);
});
