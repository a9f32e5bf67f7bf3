// The html report: five pages as an administrator gets them, what every page must be, hostile texts, and 12,000 updates.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html } from '../src/reports/html.ts';
import { hostileStrings } from './hostile-strings.ts';
import { problemsOf, structureOf } from './html-page.ts';
import { example, fullReport, harmful, manyUpdates, withTexts } from './html-reports.ts';
import { reportExamples } from './report-examples.ts';
import { root, run } from './run.ts';

const text = (page: string): string => load(page)('main').text().replace(/\s+/g, ' ');

/** Style and script are the same in all, and are held against their hashes; what is golden is what an administrator reads. */
const markupOf = (page: string): string =>
  page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>').replace(/'sha256-[^']+'/g, "'sha256-'");

/** The examples leave out that of the catalog, which grows. */
const withoutDigest = (page: string): string => page.replace(/sha256:[0-9a-f]{64}/, 'sha256:');

describe('pages', () => {
  test.each(Object.keys(reportExamples))('%s', async (name) => {
    const page = html(await example(name));
    expect(problemsOf(page)).toEqual([]);
    await expect(markupOf(page)).toMatchFileSnapshot(join(root, 'test', 'reports', 'html', `${name}.html`));
  });

  test('the command prints the same page', async () => {
    const cwd = join(root, 'test', 'cases', 'windows-7-june-2014');
    const { code, out, err } = await run(['check', 'group.csv', '--format', 'html'], { cwd });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(withoutDigest(out)).toBe(withoutDigest(html(await example('fail'))));
  });

  test('the built program writes it, from a chunk of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rebootgate-html-'));
    const file = join(folder, 'report.html');
    const args = [join(root, 'dist', 'bin.js'), 'check', 'group.csv', '--output', `html=${file}`];
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(Date.parse('2026-11-22T12:00:00Z') / 1000) };
    const cwd = join(root, 'test', 'cases', 'windows-7-june-2014');
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
    const page = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(withoutDigest(page)).toBe(withoutDigest(html(await example('fail'))));
    expect(readFileSync(join(root, 'dist', 'program.js'), 'utf8')).not.toContain('default-src');
  });

  test('one with everything is valid, and shows everything', async () => {
    const page = html(await fullReport());
    expect(problemsOf(page)).toEqual([]);
    expect(load(page)('h2').toArray()).toHaveLength(9);
    const parts = [
      /may find more than 1,000 updates/,
      /Not told for 2 updates: no column "Severity"/,
      /expired/,
      /ends soon/,
    ];
    const more = [
      /old\.json of 2026-10-13 08:00 UTC/,
      /KB3000061/,
      /stale/,
      /breaks The second restart/,
      /not verified whole/,
    ];
    for (const part of [...parts, ...more]) expect(text(page)).toMatch(part);
  });

  test('one of a task sequence alone says that no group was checked', async () => {
    const report = { ...(await example('sequence')), updates: [], inputs: [], because: 'no-group' as const };
    const page = html({ ...report, outcome: 'pass' });
    expect(problemsOf(page)).toEqual([]);
    expect(load(page)('h1').text()).toMatch(/^NO GROUP WAS CHECKED/);
    expect(load(page)('#updates')).toHaveLength(0);
  });

  test('headings descend by one', async () => {
    for (const page of [html(await fullReport()), html(await example('no-data'))]) {
      const levels = load(page)('h1, h2, h3, h4')
        .toArray()
        .map(({ tagName }) => Number(tagName.slice(1)));
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.filter((level, index) => level - (levels[index - 1] ?? 0) > 1)).toEqual([]);
    }
  });
});

describe('one wording', () => {
  test.each(Object.keys(reportExamples))('the reasons of %s are those of the report', async (name) => {
    const report = await example(name);
    const reasons = load(html(report))('.reason')
      .toArray()
      .map((each) => load(each).text());
    expect(new Set(reasons)).toEqual(new Set(report.updates.map(({ reason }) => `${reason}.`)));
  });

  test('the validator finds what is wrong', async () => {
    const page = html(await example('pass'));
    const broken = (from: string, to: string): string[] => problemsOf(page.replace(from, () => to));
    expect(broken('</main>', '<a href="javascript:x">x</a></main>').join()).toBe('a leads to javascript:x');
    expect(broken('</main>', '<p id="main">x</p></main>')).toEqual(['doubled id: "main"']);
    expect(broken('for="q"', 'for="z"')).toEqual(['nothing has the id "z"']);
    expect(broken("'use strict';", "'use strict'; ").join()).toMatch(/^policy/);
    expect(broken('<p class="scope"', '<p onclick="x" class="scope"')).toEqual(['attribute onclick']);
    expect(() => broken('</article>', '')).toThrow();
  });
});

describe('hostile texts', () => {
  const isLink = (each: string): boolean => /^https?:/.test(each) && !each.includes('@');

  test.each(harmful)('%j changes nothing but words', async (hostile) => {
    const report = await fullReport();
    const page = html(withTexts(report, hostile));
    const plain = isLink(hostile) ? 'https://example.com/' : 'harmless';
    expect(structureOf(page)).toEqual(structureOf(html(withTexts(report, plain))));
    expectInert(page);
  });

  test('those of all formats make a valid page together, whatever stands where', async () => {
    const report = await fullReport();
    for (const turn of [0, 50, 200]) {
      const page = html(withTexts(report, ...hostileStrings.slice(turn), ...hostileStrings.slice(0, turn)));
      expect(problemsOf(page)).toEqual([]);
      expectInert(page);
    }
  });

  test('any text whatever', async () => {
    const report = await fullReport();
    const same = structureOf(html(withTexts(report, 'harmless')));
    const any = fc.string({ unit: 'binary', maxLength: 60 }).filter((each) => !/^\s*https?:/i.test(each));
    fc.assert(
      fc.property(any, (hostile) => {
        const page = html(withTexts(report, hostile));
        expect(structureOf(page)).toEqual(same);
        expectInert(page);
      }),
      { numRuns: 40 },
    );
  });

  test('a title of 100 kB is shortened, and says so', async () => {
    const report = await example('fail');
    const updates = report.updates.map((each) => ({ ...each, title: '<'.repeat(100_000) }));
    const page = html({ ...report, updates });
    expect(page.length).toBeLessThan(100_000);
    expect(text(page)).toContain('(99700 more characters)');
  });
});

/** No controls, no directions, no halves of characters, and no command of a pipeline. */
function expectInert(page: string): void {
  const unseen = /[\p{Cc}\p{Cs}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
  const found = (page.match(unseen) ?? []).filter((each) => each !== '\n').map((each) => each.codePointAt(0));
  expect(found).toEqual([]);
  expect(page.match(/^\s*::.*|.*##(?:vso)?\[.*/gm) ?? []).toEqual([]);
}

describe('12,000 updates', () => {
  test('are shown up to a limit, the most severe first, with how many are left', async () => {
    const page = html(manyUpdates(await example('fail'), 12_000));
    const $ = load(page);
    expect(page.length).toBeLessThan(6_000_000);
    expect($('.block .rows tbody tr')).toHaveLength(10_000);
    expect($('.s-multi-restart .rows tbody tr')).toHaveLength(1_500);
    expect($('.evidence')).toHaveLength(300);
    expect($('.left').text()).toBe('and 2,000 more, which the formats json and csv hold');
    // Those without a block of their own still say why.
    expect($('.s-multi-restart h4').last().text()).toBe('Further updates');
    expect($('.s-multi-restart tr .note').filter((_, each) => /at least 2 restarts/.test($(each).text()))).toHaveLength(
      1_200,
    );
    expect(structureOf(page).length).toBeGreaterThan(60_000);
  });
});
