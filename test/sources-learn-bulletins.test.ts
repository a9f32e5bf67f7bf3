// The old security bulletins: restart requirement, KB and replaced updates per product, and pages that are refused.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { supersedenceRow, updateRow } from '../src/data/schema.ts';
import { SourceError, UserError } from '../src/errors.ts';
import { type BulletinFact, bulletinFactShape, learnBulletins } from '../src/sources/learn-bulletins.ts';
import { restartIn } from '../src/sources/learn-bulletins-restart.ts';
import { readFixture, root } from './run.ts';

const page = (name: string): string => readFixture(`learn-bulletins/synthetic-${name}`);
const parse = (text: string, url: string | null = null) => learnBulletins.parse({ text, url });
const rows = (facts: readonly BulletinFact[]) => learnBulletins.rows?.(facts) ?? expect.fail('no rows');
const wanted = (...bulletins: string[]) => ({ kbs: [], updateIds: [], months: [], bulletins });
const short = ({ kb, offer }: BulletinFact): string => `${kb} ${offer.product} ${offer.architecture}`;

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
function tolerant(text: string): BulletinFact[] | null {
  try {
    return parse(text).facts;
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return null;
  }
}

const markdown = page('ms14-030.md');
const html = page('ms14-030.html');

describe('MS14-030, of which the sheet of all bulletins says "Maybe" in 14 rows', () => {
  test.each(['ms14-030.md', 'ms14-030.html'])(
    '%s: every product and KB, with the restart requirement of its family',
    (name) => {
      const { facts, notes } = parse(page(name));
      expect(notes).toEqual([]);
      expect(facts).toHaveLength(14);
      expect(new Set(facts.map(({ restart, released }) => `${restart} ${released}`))).toEqual(
        new Set(['may 2014-06-10']),
      );
      expect(facts.slice(0, 5).map(short)).toEqual([
        '2965788 Windows 7 SP1 x86',
        '2965788 Windows 7 SP1 x64',
        '2965788 Windows 8 x86',
        '2965788 Windows 8 x64',
        '2965788 Windows 8.1 x86',
      ]);
      expect(facts.at(-1)).toMatchObject({
        kb: '2966034',
        product: 'Windows Server 2012 R2 (Server Core installation)',
      });
      expect(facts[0]?.restartText).toMatch(
        /^In some cases, this update does not require a restart\. If the required files/,
      );
    },
  );

  test('both forms give the same rows, and these are the rows of the sheet', () => {
    const found = rows(parse(markdown).facts);
    expect(rows(parse(html).facts)).toEqual(found);
    expect(found.supersedence).toEqual([]);
    expect(
      found.updates.map(({ kb, products, architectures, restartFlag }) => [kb, products, architectures, restartFlag]),
    ).toEqual([
      ['2965788', ['Windows 7 SP1', 'Windows 8', 'Windows 8.1'], ['x86', 'x64'], 'maybe'],
      ['2965788', ['Windows Server 2012', 'Windows Server 2012 R2'], ['x64'], 'maybe'],
      ['2966034', ['Windows 8.1'], ['x86', 'x64'], 'maybe'],
      ['2966034', ['Windows Server 2012 R2'], ['x64'], 'maybe'],
    ]);
    expect(found.updates[0]).toMatchObject({
      bulletin: 'MS14-030',
      released: '2014-06-10',
      url: 'https://learn.microsoft.com/en-us/security-updates/securitybulletins/2014/ms14-030',
    });
    for (const row of found.updates) expect(updateRow.safeParse(row).success).toBe(true);
  });
});

describe('other forms', () => {
  test('2010: tables of Markdown, a number in the title only, two products in a cell, the requirement one row below its label', () => {
    const { facts, notes } = parse(page('ms10-102.md'));
    expect(facts.map(short)).toEqual([
      '2345316 Windows Server 2008 x64',
      '2345316 Windows Server 2008 SP2 x64',
      '2345316 Windows Server 2008 R2 x64',
    ]);
    expect(facts.map(({ restart }) => restart)).toEqual(['required', 'required', 'required']);
    expect(facts[2]?.replaces).toEqual([{ bulletin: 'MS10-010', kb: null }]);
    expect(rows(facts)).toMatchObject({
      updates: [
        {
          restartFlag: 'always',
          products: ['Windows Server 2008', 'Windows Server 2008 R2', 'Windows Server 2008 SP2'],
        },
      ],
      supersedence: [],
    });
    expect(notes).toEqual([
      expect.stringContaining('KB2345316, the number in the title'),
      expect.stringContaining('speaks of more than one restart: "Removing this update takes two restarts.'),
    ]);
  });

  test('2008: a requirement differs from product to product, and XP x64 is deployed under XP', () => {
    expect(
      parse(page('ms08-036.html')).facts.map((fact) => [fact.offer.product, fact.offer.architecture, fact.restart]),
    ).toEqual([
      ['Windows XP SP2', 'x86', 'required'],
      ['Windows XP SP3', 'x86', 'required'],
      ['Windows XP Professional x64', 'x64', 'required'],
      ['Windows Server 2003 SP2', 'ia64', 'none'],
    ]);
  });

  test('2015: no deployment tables, so nothing is said of restarts; replaced updates make edges per product', () => {
    const { facts } = parse(page('ms15-067.html'));
    const found = rows(facts);
    expect(new Set(facts.map(({ restart }) => restart))).toEqual(new Set([null]));
    expect(found.updates.every(({ restartFlag, flagText }) => restartFlag === null && flagText === null)).toBe(true);
    expect(found.supersedence.map((row) => [row.superseding, row.superseded, row.products, row.architectures])).toEqual(
      [
        ['3069762', '3036493', ['Windows 7 SP1'], ['x86', 'x64']],
        ['3067904', '2965788', ['Windows 8'], ['x86', 'x64']],
        ['3067904', '3035017', ['Windows 8'], ['x86', 'x64']],
        ['3067904', '3035017', ['Windows Server 2012'], ['x64']],
      ],
    );
    for (const row of found.supersedence) expect(supersedenceRow.safeParse(row).success).toBe(true);
  });

  test('numbers that became centimetres are named and not guessed, and nothing replaces itself', () => {
    const { facts, notes } = parse(page('ms15-067.html'));
    expect(facts.map(short)).not.toContain('3067904 Windows 7 SP1 x64');
    expect(facts[0]?.replaces).toEqual([{ bulletin: 'MS15-030', kb: null }]);
    expect(notes).toEqual([
      'A replaced update of KB3067904 cannot be read and is left out: "7.708.943,18 cm MS15-030".',
      expect.stringContaining(
        'Left out, no KB number in the row "Windows 7 for x64-based Systems Service Pack 1 (7.792.000,16 cm)',
      ),
      'KB3067904 is said to replace itself; that is left out.',
    ]);
  });

  test('a KB in the column of the component, and a product that spans several rows', () => {
    const table = `<table><tr><th>Operating System</th><th>Component</th><th>Updates Replaced</th></tr>
      <tr><td rowspan="2">Windows 7 for x64-based Systems Service Pack 1</td><td>Internet Explorer 8 (2909921)</td><td>2898785 in MS13-097</td></tr>
      <tr><td>Internet Explorer 9 (KB2909922)</td><td>2898786,2898787 in MS13-097</td></tr></table>`;
    const { facts } = parse(html.replace(/<table><thead>[\s\S]*?<\/table>/, table));
    expect(facts.map(short)).toEqual(['2909921 Windows 7 SP1 x64', '2909922 Windows 7 SP1 x64']);
    expect(facts[1]?.replaces.map(({ kb }) => kb)).toEqual(['2898786', '2898787']);
  });
});

describe('what the text of a restart requirement means', () => {
  test.each([
    ['Yes, you must restart your system after you apply this security update.', 'required'],
    ['This update requires a restart.', 'required'],
    ['This update does not require a restart.', 'none'],
    ['No', 'none'],
    [
      'This update does not require a restart. However, if the services cannot be stopped, this update will require a restart.',
      'may',
    ],
    ['A restart may be required.', 'may'],
    ['See the article.', null],
  ])('%s', (text, restart) => {
    expect(restartIn(text)).toBe(restart);
  });

  test('tables of one family that differ give no requirement, and a note', () => {
    const { facts, notes } = parse(
      html.replace(
        /(<h3>Windows 7[\s\S]*?)(<h3>Windows 8)/,
        (_, seven: string, eight: string) =>
          `${seven}${seven.replace(/In some cases, [^<]*/, 'Yes, you must restart your system.')}${eight}`,
      ),
    );
    expect(facts.filter(({ restart }) => restart === null).map(short)).toEqual([
      '2965788 Windows 7 SP1 x86',
      '2965788 Windows 7 SP1 x64',
    ]);
    expect(notes).toHaveLength(2);
  });
});

describe('pages that are refused', () => {
  const withoutFront = (text: string): string => text.replace(/^---[\s\S]*?\n---\n/, '');
  const refused: [string, string, string][] = [
    ['German by its address', markdown.replace('/en-US/', '/de-DE/'), 'language de-de'],
    ['German by the page', html.replaceAll('en-us', 'de-de'), 'language de-de'],
    [
      'German by its words',
      withoutFront(markdown).replace('Revisions', 'Revisionen').replace('Restart requirement', 'Neustartanforderung'),
      'language de-de',
    ],
    ['HTML cut in the middle', html.slice(0, -20), 'cut in the middle'],
    ['Markdown cut in a table', markdown.slice(0, markdown.indexOf('Windows Server 2012')), 'cut in the middle'],
    [
      'Markdown cut between tables',
      markdown.slice(0, markdown.indexOf('### Windows 8')),
      'revisions that end every bulletin are missing',
    ],
    [
      'a summary of a month',
      markdown.replaceAll('Bulletin MS14-030', 'Bulletin Summary for June 2014'),
      'no security bulletin',
    ],
    ['no affected software', html.replaceAll('Updates Replaced', 'Something Else'), 'the page has changed'],
    ['a sign-in page', '<html lang="en-us"><h1>Sign in</h1></html>', 'no security bulletin'],
    ['an empty page', '', 'empty'],
  ];
  test.each(refused)('%s', (_, text, reason) => {
    expect(refusal(text)).toContain(reason);
  });

  test('another bulletin than the one asked for', () => {
    const url = 'https://learn.microsoft.com/en-us/security-updates/securitybulletins/2014/ms14-031';
    expect(refusal(html, url)).toBe('The page is the bulletin MS14-030, not MS14-031.');
    expect(parse(html, url.replace('031', '030')).facts).toHaveLength(14);
  });
});

describe('what is asked for', () => {
  test('a page for each bulletin, once', () => {
    expect(
      learnBulletins
        .start(wanted('MS14-030', 'ms08-001', 'MS17-023', 'ms14-030'))
        .map(({ url }) => url.split('/').slice(-2)),
    ).toEqual([
      ['2014', 'ms14-030'],
      ['2008', 'ms08-001'],
      ['2017', 'ms17-023'],
    ]);
  });

  test.each([[], ['MS07-069'], ['MS17-024'], ['MS18-001'], ['MS14-000'], ['2965788']])(
    '%s is refused',
    (...bulletins) => {
      expect(() => learnBulletins.start(wanted(...bulletins))).toThrow(UserError);
    },
  );
});

describe('fuzz', () => {
  const sources = ['ms14-030.md', 'ms14-030.html', 'ms10-102.md', 'ms15-067.html', 'ms08-036.html'].map(page);
  const anywhere = fc.nat(12_000);

  test('a page cut anywhere gives all facts or none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), anywhere, (text, at) => {
        const found = tolerant(text.slice(0, at));
        if (found !== null) expect(found).toEqual(parse(text).facts);
      }),
      { numRuns: 300 },
    );
  });

  test('spliced pages and rubbish give facts and rows of the shape, or a SourceError, nothing else', () => {
    const piece = fc
      .tuple(fc.constantFrom(...sources), anywhere, fc.nat(600))
      .map(([text, at, length]) => text.slice(at, at + length));
    const spliced = fc
      .tuple(
        fc.constantFrom(...sources),
        anywhere,
        fc.nat(400),
        fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 40 })),
      )
      .map(([text, at, drop, insert]) => text.slice(0, at) + insert + text.slice(at + drop));
    const rubbish = fc.oneof(
      spliced,
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(rubbish, (text) => {
        const facts = tolerant(text) ?? [];
        for (const fact of facts) expect(bulletinFactShape.safeParse(fact).success).toBe(true);
        const { updates, supersedence } = rows(facts);
        for (const row of updates) expect(updateRow.safeParse(row).success).toBe(true);
        for (const row of supersedence)
          expect(supersedenceRow.safeParse(row).success && row.superseding !== row.superseded).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const samples = join(root, '../shared/samples/bulletins');
const present = existsSync(samples);
if (!present) process.stderr.write(`skipped: ${samples} is not here, so the real bulletins are not tested\n`);

describe('real bulletins', () => {
  test('the folder is there where it must be', () => {
    if (process.env['CI'] === 'true') expect(present, samples).toBe(true);
  });

  test.skipIf(!present)(
    'every Markdown file is refused for its language; the English one is not stored anywhere',
    () => {
      const files = readdirSync(samples).filter((name) => name.endsWith('.md'));
      expect(files).not.toEqual([]);
      for (const file of files) {
        const text = readFileSync(join(samples, file), 'utf8');
        const locale = /security-updates\.([a-z]{2}-[a-z]{2})__/.exec(file)?.[1];
        expect(refusal(text), file).toContain(`language ${locale}`);
      }
    },
  );

  test.skipIf(!present)(
    'with its words in English, the real German markup of MS14-030 gives the rows of our own page',
    () => {
      const words: [RegExp, string][] = [
        [/de-DE/g, 'en-US'],
        [/Ersetzte Updates/g, 'Updates Replaced'],
        [/\bKeine\b/g, 'None'],
        [/Neustartanforderung/g, 'Restart requirement'],
        [/In einigen Fällen/g, 'In some cases'],
        [/für 32-Bit-Systeme/g, 'for 32-bit Systems'],
        [/für x64-basierte Systeme/g, 'for x64-based Systems'],
        [/Server Core-Installation\b/g, 'Server Core installation'],
        [/Revisionen/g, 'Revisions'],
        [/Veröffentlicht:\s10\.\sJuni\s2014/g, 'Published: June 10, 2014'],
      ];
      const file = readdirSync(samples).find((name) => name.endsWith('de-de__ms14-030.md')) ?? '';
      const text = words.reduce((all, [from, to]) => all.replace(from, to), readFileSync(join(samples, file), 'utf8'));
      const { facts, notes } = parse(text);
      const bare = (list: readonly BulletinFact[]) => list.map(({ restartText, ...fact }) => fact);
      expect(notes).toEqual([]);
      expect(bare(facts)).toEqual(bare(parse(markdown).facts));
    },
  );
});
