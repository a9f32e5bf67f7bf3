// The list KB2894518: every form that the article has had, and pages that are another one, translated, cut or no article at all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../src/errors.ts';
import { kb2894518, type ListEntryFact, listEntryShape } from '../src/sources/kb2894518.ts';
import { guardAgainst } from '../src/sources/kb2894518-guard.ts';
import { readFixture, root } from './run.ts';

interface Known {
  kb: string;
  title: string;
}
const entries: Known[] = JSON.parse(readFileSync(join(root, 'data/kb2894518/entries.json'), 'utf8'));
const all = entries.map(({ kb }) => kb);
const titles = new Map(entries.map(({ kb, title }) => [kb, title]));
const firstSix = ['2862330', '2771431', '2871777', '2821895', '2545698', '2529073'];

const page = (name: string): string => readFixture(`kb2894518/synthetic-${name}`);
const parse = (text: string, url: string | null = null) => kb2894518.parse({ text, url });
const kbs = (text: string): string[] => parse(text).facts.map(({ kb }) => kb);

/** The message; a test that expects a refusal fails where there is none, or another kind of error. */
function refusal(text: string, url: string | null = null): string {
  try {
    parse(text, url);
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return error instanceof Error ? error.message : '';
  }
  return expect.fail('the page was not refused');
}

/** The facts, or null for a page that is refused. Any other error fails the test. */
function tolerant(text: string): ListEntryFact[] | null {
  try {
    return parse(text).facts;
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return null;
  }
}

const generations: [string, string[]][] = [
  ['g0-2013.txt', firstSix],
  ['g1-plink.html', all.slice(6)],
  ['g2-help.txt', all],
  ['g3-learn.md', all],
  ['g3-learn.html', all],
  ['g4-pdf.txt', all],
];

describe('every generation of the article', () => {
  test.each(generations)('%s: the entries in the order of the page, with their titles', (name, expected) => {
    const { facts, notes, follow } = parse(page(name));
    expect(facts.map(({ kb }) => kb)).toEqual(expected);
    expect(facts.map(({ title }) => title)).toEqual(expected.map((kb) => titles.get(kb)));
    expect([notes, follow]).toEqual([[], []]);
  });

  test('the bulletin is the first token of the title, and links are kept where the page has them', () => {
    const [first, second] = parse(page('g3-learn.html')).facts;
    expect([first?.bulletin, second?.bulletin]).toEqual(['MS16-017', null]);
    expect(first?.link).toBe('https://support.microsoft.com/help/3126446');
    expect(parse(page('g1-plink.html')).facts[0]?.link).toBe('http://support.microsoft.com/kb/3035017/');
    expect(parse(page('g4-pdf.txt')).facts[0]?.link).toBeNull();
  });

  test('a printed address beside the link, as some pages of 2013 had it, counts as the number too', () => {
    const span = (html: string): string =>
      html.replaceAll(
        /<a class="plink" href="([^"]+)">(\d+) \(([^)]+)\)\s*<\/a>/g,
        '<a href="$1">$2</a> <span class="plink">($3)</span>',
      );
    expect(kbs(span(page('g1-plink.html')))).toEqual(all.slice(6));
    expect(
      parse(
        page('g1-plink.html').replace(
          '(http://support.microsoft.com/kb/3039976/)',
          '(http://support.microsoft.com/kb/3039977/)',
        ),
      ).notes,
    ).toEqual([expect.stringContaining('its numbers differ, 3039976 and 3039977')]);
  });

  test('it starts at the page on Learn', () => {
    const wanted = { kbs: [], updateIds: [], months: [], bulletins: [] };
    expect(kb2894518.start(wanted).map(({ url }) => new URL(url).pathname)).toEqual([
      '/en-us/troubleshoot/mem/configmgr/os-deployment/task-sequence-fails-multiple-restarts',
    ]);
  });
});

describe('entries that cannot be taken as they are', () => {
  const { facts, notes } = parse(page('g3-odd-entries.md'));

  test('a number that differs from its link is named and neither is taken; duplicates count once; six digits are a number', () => {
    const taken = facts.map(({ kb }) => kb);
    expect(taken).toEqual([...all.slice(0, 16), '2821895', '2771431', '2545698', '2529073', '947821']);
    expect(notes.filter((note) => note.includes('2871777') && note.includes('2871690'))).toHaveLength(1);
    expect(notes).toHaveLength(4);
  });

  test('the article itself, and the cumulative update that it links to, are never entries', () => {
    expect(facts.filter(({ kb }) => kb === '2894518' || kb === '3135680')).toEqual([]);
  });

  test('an address that is none of the web is not kept as a link', () => {
    const text = page('g3-learn.md').replace('](https://support.microsoft.com/help/3126446)', '](javascript:alert(1))');
    expect(parse(text).facts[0]).toMatchObject({ kb: '3126446', link: null });
  });
});

const learn = page('g3-learn.html');
const markdown = page('g3-learn.md');
const refused: [string, string, string][] = [
  ['a sign-in page', page('login.html'), 'a sign-in page'],
  ['a page that asks for consent', page('consent.html'), 'asks for consent'],
  ['a captcha', page('captcha.html'), 'a captcha'],
  ['an error with HTTP 200', page('error-200.html'), 'an error page'],
  ['German by its address', page('de.html'), 'language de-de'],
  ['Japanese by its headings', page('ja.md'), 'language seems to be ja-jp'],
  [
    'a list without entries',
    learn.replace(/<ul>[\s\S]*?<\/ul>\n<h2 id="more/, '<ul></ul>\n<h2 id="more'),
    'list of KB2894518 is empty',
  ],
  ['nothing after the list', markdown.slice(0, markdown.indexOf('## More information')), 'The list has no end'],
  ['HTML cut in the middle', learn.slice(0, learn.indexOf('2862330')), 'cut in the middle'],
  ['another article', markdown.replace('2894518', '2894519'), 'is the article KB2894519'],
  ['an empty page', ' \n', 'empty'],
  ['a file that is no text', 'MZ\0\0', 'no text'],
];

describe('pages that are refused', () => {
  test.each(refused)('%s', (_, text, reason) => {
    expect(refusal(text)).toContain(reason);
  });

  test('the address it was read from decides too', () => {
    expect(refusal(markdown, 'https://support.microsoft.com/ja/help/2894518')).toContain('language ja');
    expect(refusal(markdown, 'https://support.microsoft.com/help/3135680')).toContain('is the article KB3135680');
    expect(parse(markdown, 'https://support.microsoft.com/en-us/kb/2894518').facts).toHaveLength(22);
  });

  test('what is built to be slow is refused or read within a second', () => {
    const hostile = [
      '<html>'.padEnd(900_000, '<div>'),
      '<html>'.padEnd(900_000, '<table></table>'),
      markdown.replace('- [3126446', '\n'.repeat(900_000)),
      markdown.replace('- [3126446', '['.repeat(400_000)),
      `${'#'.repeat(400_000)}x`,
      `<html></html>${'<!---->'.repeat(500)}x`,
    ];
    for (const text of hostile) {
      const from = performance.now();
      tolerant(text);
      expect(performance.now() - from, text.slice(0, 20)).toBeLessThan(1_000);
    }
  });

  test('an entry whose bullet is lost leaves a note', () => {
    const { facts, notes } = parse(markdown.replace('- [3126446 ', 'See ['));
    expect([facts.length, notes]).toEqual([21, ['KB3126446 is linked beside the list and not taken.']]);
  });
});

describe('the guard', () => {
  const facts = parse(markdown).facts;
  const extra: ListEntryFact = { kb: '5099999', title: 'A new one', bulletin: null, link: null };

  test('an equal or longer list passes, also one where an entry went and another came', () => {
    expect(guardAgainst(all, facts)).toBeNull();
    expect(guardAgainst(all, [...facts, extra])).toBeNull();
    expect(guardAgainst(all, [extra, ...facts.slice(1)])).toBeNull();
    expect(guardAgainst([], facts)).toBeNull();
  });

  test('a shorter list, or one without a number of 2013, is a changed page', () => {
    expect(guardAgainst(all, facts.slice(1))).toContain('lists 21 updates, 22 are known');
    expect(guardAgainst(all, [...facts.slice(1), ...facts.slice(1, 2)])).toContain('lists 21 updates');
    expect(guardAgainst(all, [...facts.filter(({ kb }) => kb !== '2529073'), extra])).toContain('KB2529073');
  });
});

describe('fuzz', () => {
  const sources = generations.map(([name]) => page(name));
  const cut = fc
    .tuple(fc.constantFrom(...sources), fc.nat(10_000))
    .map(([text, at]) => [text, text.slice(0, at)] as const);

  test('a page cut anywhere gives the whole list or none', () => {
    fc.assert(
      fc.property(cut, ([whole, part]) => {
        const found = tolerant(part);
        if (found !== null) expect(found).toEqual(parse(whole).facts);
      }),
      { numRuns: 500 },
    );
  });

  const piece = fc
    .tuple(fc.constantFrom(...sources), fc.nat(8_000), fc.nat(400))
    .map(([text, at, length]) => text.slice(at, at + length));
  const spliced = fc
    .tuple(
      fc.constantFrom(...sources),
      fc.nat(8_000),
      fc.nat(300),
      fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 40 })),
    )
    .map(([text, at, drop, insert]) => text.slice(0, at) + insert + text.slice(at + drop));

  test('spliced pages and rubbish give facts of the shape or a SourceError, nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          spliced,
          fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          for (const fact of tolerant(text) ?? []) expect(listEntryShape.safeParse(fact).success).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

const samples = join(root, '../shared/samples/kb-pages');
const present = existsSync(samples);
if (!present) process.stderr.write(`skipped: ${samples} is not here, so the real pages are not tested\n`);

describe('pages of others', () => {
  /** Neither excerpt has a list whose end can be seen: the quote of 2013 breaks off inside its fifth entry. */
  const reasons: [RegExp, string][] = [
    [/kb5101649\.html$/, 'is the article KB5101649'],
    [/kb4457984\.html$/, 'is the article KB4457984'],
    [/list_2013_excerpt\.txt$/, 'The list has no end'],
    [/en_excerpt\.txt$/, 'has no resolution section'],
  ];

  test('the folder is there where it must be', () => {
    if (process.env['CI'] === 'true') expect(present, samples).toBe(true);
  });

  test.skipIf(!present)('every file is refused for its own reason', () => {
    const files = readdirSync(samples);
    expect(files.length).toBeGreaterThanOrEqual(reasons.length);
    for (const file of files) {
      const reason = reasons.find(([name]) => name.test(file))?.[1];
      expect(reason, `${file} has no expectation`).toBeDefined();
      expect(refusal(readFileSync(join(samples, file), 'utf8')), file).toContain(reason);
    }
  });
});
