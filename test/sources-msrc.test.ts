// The MSRC's documents: own fixtures in both serialisations and JSON, the deployment feed, every real sample, a twin, and fuzz.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { supersedenceRow, updateRow } from '../src/data/schema.ts';
import { SourceError, UserError } from '../src/errors.ts';
import { msrc } from '../src/sources/msrc.ts';
import { type MsrcFact, msrcFactShape } from '../src/sources/msrc-fact.ts';
import type { Parsed } from '../src/sources/types.ts';
import { readFixture, root } from './run.ts';

const june = 'https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/2025-Jun';
const sug = 'https://api.msrc.microsoft.com/sug/v2.0/sugodata/v2.0/en-US/deployment';
const fixture = (name: string): string => readFixture(`msrc/${name}`);
const parse = (text: string, url: string | null = null): Parsed<MsrcFact> => msrc.parse({ text, url });
const rows = (facts: readonly MsrcFact[]) => msrc.rows?.(facts) ?? { updates: [], supersedence: [] };

/** Replaces a text that must be there, so that a fixture cannot drift away from its test. */
function edited(text: string, ...edits: [string, string][]): string {
  return edits.reduce((page, [from, to]) => {
    expect(page).toContain(from);
    return page.replaceAll(from, to);
  }, text);
}

function refusal(text: string, url: string | null = null): SourceError {
  try {
    parse(text, url);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('the page was not refused');
}

describe('what to ask for', () => {
  const nothing = { kbs: [], updateIds: [], months: [], bulletins: [] };
  test('a document per month', () => {
    expect(msrc.start({ ...nothing, months: ['2025-06', '2025-12', '2025-06'] })).toEqual([
      { url: june, accept: 'application/xml' },
      { url: june.replace('Jun', 'Dec'), accept: 'application/xml' },
      { url: 'https://api.msrc.microsoft.com/cvrf/v3.0/updates', accept: 'application/json' },
    ]);
  });
  test.each([[[]], [['2025-13']], [['June']]])('%j is a matter of the caller', (months) => {
    expect(() => msrc.start({ ...nothing, months })).toThrow(UserError);
  });
});

const xml = fixture('cvrf-2025-Jun.xml');
const json = fixture('cvrf-2025-Jun.json');

describe('a monthly document', () => {
  const { facts, follow, notes } = parse(xml, june);

  test('gives a fact per KB, product and subtype of its vendor fixes', () => {
    expect(follow).toEqual([]);
    expect(notes).toEqual([]);
    expect(facts.map(({ kb, product, subType, restartFlag }) => [kb, product, subType, restartFlag])).toEqual([
      ['5060526', 'Windows Server 2022', 'Security Update', 'always'],
      ['5060526', 'Windows Server 2022 (Server Core installation)', 'Security Update', 'always'],
      ['5060525', 'Windows Server 2022', 'SecurityHotpatchUpdate', 'always'],
      ['5061010', 'Windows 10 Version 1607 for 32-bit Systems', 'Security Update', 'maybe'],
      ['5061010', 'Windows 10 Version 1607 for x64-based Systems', 'Security Update', 'maybe'],
      ['5061010', 'Windows Server 2016', 'Security Update', 'maybe'],
      ['5002700', 'Microsoft Office 2016 (32-bit edition)', 'Security Update', null],
    ]);
    expect(facts[0]).toEqual({
      kb: '5060526',
      product: 'Windows Server 2022',
      offer: { product: 'Windows Server 2022', architecture: 'x64' },
      restartRequired: 'Yes',
      restartFlag: 'always',
      supercedence: ['5058385'],
      subType: 'Security Update',
      fixedBuild: '10.0.20348.3807',
      release: '2025-06-10',
      document: '2025-Jun',
      page: null,
    });
  });

  test('as rows of data/: products with the same architectures together, hotpatches apart', () => {
    const { updates, supersedence } = rows(facts);
    expect(z.array(updateRow).parse(updates)).toHaveLength(5);
    const told = updates.map((each) => [each.kb, each.kind, each.restartFlag, each.products, each.architectures]);
    expect(told).toEqual([
      ['5002700', null, null, ['Microsoft Office 2016 (32-bit edition)'], ['x86']],
      ['5060525', 'hotpatch', 'always', ['Windows Server 2022'], ['x64']],
      ['5060526', null, 'always', ['Windows Server 2022'], ['x64']],
      ['5061010', null, 'maybe', ['Windows 10 Version 1607'], ['x86', 'x64']],
      ['5061010', null, 'maybe', ['Windows Server 2016'], ['x64']],
    ]);
    expect(updates[2]).toMatchObject({ url: june, released: '2025-06-10', flagText: 'Yes' });
    const edges = z.array(supersedenceRow).parse(supersedence);
    expect(edges.map(({ superseding, superseded, products }) => [superseding, superseded, products])).toEqual([
      ['5060526', '5058385', ['Windows Server 2022']],
      ['5061010', '5058383', ['Windows 10 Version 1607']],
      ['5061010', '5058383', ['Windows Server 2016']],
    ]);
  });

  test('the other serialisation and the JSON give the same facts', () => {
    const other = edited(
      xml,
      ['<?xml version="1.0" encoding="utf-8"?>\n', ''],
      ['vuln:', 'v:'],
      ['cvrf:', ''],
      ['xmlns:cvrf', 'xmlns'],
    );
    expect(parse(other, june)).toEqual({ facts, follow, notes });
    expect(parse(`\uFEFF${xml}`)).toEqual({ facts, follow, notes });
    expect(parse(json, june)).toEqual({ facts, follow, notes });
  });

  test('where vulnerabilities disagree on a fix, the flag that promises less counts', () => {
    const last = xml.lastIndexOf('>Yes<');
    const disagreeing = `${xml.slice(0, last)}>No<${xml.slice(last + 5)}`;
    expect(parse(disagreeing).facts[0]).toMatchObject({ kb: '5060526', restartFlag: 'always' });
    const first = xml.indexOf('>Yes<');
    const other = `${xml.slice(0, first)}>No<${xml.slice(first + 5)}`;
    expect(parse(other).facts[0]).toMatchObject({ restartFlag: 'always', restartRequired: 'Yes' });
  });

  test('a month whose fixes have release notes alone says so', () => {
    const bare = xml.replace(/(<vuln:Description>)\d+/g, '$1Release Notes');
    expect(parse(bare)).toEqual({ facts: [], follow: [], notes: [expect.stringContaining('names no KB')] });
  });

  test('a product that the tree does not name is said', () => {
    const unnamed = edited(xml, ['<prod:FullProductName ProductID="10816">', '<prod:FullProductName ProductID="1">']);
    expect(parse(unnamed)).toMatchObject({ notes: [expect.stringContaining('1 remediations')] });
  });

  test.each([
    ['another month', (text: string) => text, june.replace('Jun', 'May'), /not of 2025-May/],
    ['a cut', (text: string) => text.slice(0, text.length / 2), june, /^incomplete page/],
    ['broken XML', (text: string) => edited(text, ['</prod:Branch>', '']), june, /^incomplete page/],
    [
      'an entity bomb',
      (text: string) => edited(text, ['<cvrf:cvrfdoc', '<!DOCTYPE x [<!ENTITY a "b">]><cvrf:cvrfdoc']),
      june,
      /DOCTYPE/,
    ],
    ['another root', (text: string) => edited(text, ['cvrf:cvrfdoc', 'rss']), june, /root is rss/],
    ['no id', (text: string) => edited(text, ['<cvrf:ID>2025-Jun', '<cvrf:ID>']), null, /its id is ""/],
    [
      'no vulnerability',
      (text: string) => text.replace(/<vuln:Vulnerability[\s\S]*<\/vuln:Vulnerability>/, ''),
      june,
      /no vulnerability/,
    ],
    ['no product tree', (text: string) => edited(text, ['FullProductName', 'ProductName']), june, /no product tree/],
    [
      'a tree of other products',
      (text: string) => edited(text, [' ProductID="1', ' ProductID="9']),
      june,
      /in its product tree/,
    ],
    ['changed descriptions', (text: string) => edited(text, ['vuln:Description', 'vuln:Text']), june, /no vendor fix/],
    ['changed flags', (text: string) => edited(text, ['RestartRequired', 'RebootRequired']), june, /RestartRequired/],
    [
      'changed products',
      (text: string) => edited(text, ['<vuln:ProductID>', '<vuln:Product>'], ['</vuln:ProductID>', '</vuln:Product>']),
      june,
      /without products/,
    ],
  ])('%s is refused', (_, edit, url, message) => {
    expect(refusal(edit(xml), url)).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
  });

  test.each([
    ['another month', (text: string) => text, june.replace('Jun', 'May'), /not of 2025-May/],
    ['a cut', (text: string) => text.slice(0, -20), june, /^incomplete page/],
    ['another shape', (text: string) => edited(text, ['"Vulnerability"', '"Vulnerabilities"']), june, /Vulnerability/],
    ['changed flags', (text: string) => edited(text, ['"RestartRequired"', '"Reboot"']), june, /RestartRequired/],
  ])('JSON: %s is refused', (_, edit, url, message) => {
    expect(refusal(edit(json), url).message).toMatch(message);
  });
});

describe('the index', () => {
  test('leads to its documents', () => {
    expect(parse(fixture('updates.json'))).toMatchObject({
      facts: [],
      follow: [{}, { url: june, accept: 'application/xml' }],
    });
  });
  test('and to no other host', () => {
    const elsewhere = edited(fixture('updates.json'), ['api.msrc.microsoft.com/cvrf', 'api.msrc.example/cvrf']);
    expect(refusal(elsewhere).message).toContain('outside of api.msrc.microsoft.com');
    expect(
      refusal(
        edited(fixture('updates.json'), ['https://api.msrc.microsoft.com/cvrf', 'http://api.msrc.microsoft.com/cvrf']),
      ).message,
    ).toContain('outside');
  });
  test('an empty index is no answer', () => {
    expect(refusal('{"@odata.context": "https://x/$metadata#Updates", "value": []}').message).toContain('index');
  });
});

describe('the deployment feed', () => {
  const page = fixture('deployment.json');
  test('gives facts, and leads to its next page', () => {
    const { facts, follow } = parse(page, sug);
    expect(
      facts.map(({ kb, product, restartFlag, release, document }) => [kb, product, restartFlag, release, document]),
    ).toEqual([
      ['5060526', 'Windows Server 2022', 'always', '2025-06-10', '2025-Jun'],
      ['5061010', 'Windows 10 Version 1607 for x64-based Systems', 'maybe', '2025-06-10', '2025-Jun'],
    ]);
    expect(follow).toEqual([{ url: `${sug}?$skip=3`, accept: 'application/json' }]);
  });
  test('its last page leads nowhere', () => {
    const last = page.replace(/,\s*"@odata.nextLink": "[^"]*"/, '');
    expect(parse(edited(last, ['"@odata.count": 4', '"@odata.count": 6']), `${sug}?$skip=3`).follow).toEqual([]);
    expect(refusal(last, sug).message).toMatch(/^incomplete page.*3 of 4 rows/);
  });
  test.each([
    ['another host', (text: string) => edited(text, [`${sug}?`, 'https://example.org/?']), /outside/],
    ['a changed name', (text: string) => edited(text, ['"articleName"', '"article"']), /articleName/],
    ['changed flags', (text: string) => edited(text, ['"rebootRequired"', '"reboot"']), /rebootRequired/],
    ['an empty list', (text: string) => text.replace(/"value": \[[\s\S]*?\n \]/, '"value": []'), /no row/],
  ])('%s is refused', (_, edit, message) => {
    expect(refusal(edit(page), sug).message).toMatch(message);
  });
  test('a feed that says itself that it has nothing is an answer', () => {
    const none = '{"@odata.context": "https://x/$metadata#deployment", "@odata.count": 0, "value": []}';
    expect(parse(none)).toMatchObject({ facts: [], follow: [] });
  });
});

describe('other answers are refused by name', () => {
  test.each([
    ['<!DOCTYPE html><html><title>Sign in</title></html>', /HTML, not a document of the MSRC: a sign-in/],
    ['', /neither XML nor JSON/],
    ['2025-Jun', /neither XML nor JSON/],
    ['[1]', /neither XML nor JSON/],
    ['{"error": {"code": "404"}}', /an error answer/],
    ['{"statusCode": 404, "message": "Resource not found"}', /an error answer/],
    ['{"a": 1}', /no kind/],
    ['{"document": {"category": "csaf_vex"}, "vulnerabilities": []}', /a VEX advisory, which carries no restart flag/],
    [
      '{"document": {"category": "csaf_security_advisory"}, "vulnerabilities": []}',
      /a CSAF advisory, which carries no restart/,
    ],
    ['{"@odata.context": "https://x/$metadata#sevenths", "value": []}', /an unknown list/],
    [`<a>${'<b>'.repeat(200_000)}`, /root is a/],
    [`{"a":${'['.repeat(200_000)}`, /^incomplete page/],
    [`{"document":${'['.repeat(100_000)}${']'.repeat(100_000)},"vulnerabilities":[]}`, /no kind/],
    [`<cvrfdoc>${'<b>'.repeat(300_000)}`, /^incomplete page/],
  ])('%#', (text, message) => {
    expect(refusal(text).message).toMatch(message);
  });
});

const samples = join(root, '../shared/samples');
const there = existsSync(samples);
if (!there) {
  if (process.env['CI'] === 'true') throw new Error(`the samples are missing: ${samples}`);
  process.stderr.write(`skipped: the samples are missing, ${samples}\n`);
}
const sample = (name: string): string => readFileSync(join(samples, name), 'utf8');
const inFolder = (folder: string): string[] =>
  there ? readdirSync(join(samples, folder)).map((name) => `${folder}/${name}`) : [];

/** What each real file is: a number of facts (counted with another XML reader), or the reason of its refusal. */
const expected: readonly [RegExp, number | RegExp][] = [
  [/cvrf_2016-Apr/, 6],
  [/cvrfDocument-2019-Jun/, 177],
  [/cvrfDocument-2022-Jan/, 229],
  [/cvrfDocument-2024-Apr/, 119],
  [/cvrf_updates/, 0],
  [/sug_deployment/, 2],
  [/csaf_/, /a CSAF advisory, which carries no restart flag/],
  [/vex_/, /a VEX advisory, which carries no restart flag/],
  [/sug_advisory/, /the list of advisories/],
  [/sug_vulnerability/, /the list of vulnerabilities/],
  [/sug_product/, /affectedProduct/],
  [/Bulletin-2022-Jan/, /an HTML bulletin that the PowerShell module MsrcSecurityUpdates made/],
  [/kb-pages\/.*\.html/, /an article of support\.microsoft\.com/],
  [/kb-pages\/.*\.txt/, /neither XML nor JSON/],
];

describe.skipIf(!there)('real files', () => {
  test.each([...inFolder('msrc'), ...inFolder('kb-pages')])('%s', (name) => {
    const outcome = expected.find(([pattern]) => pattern.test(name))?.[1];
    if (typeof outcome === 'number') {
      const { facts } = parse(sample(name));
      expect(z.array(msrcFactShape).parse(facts)).toHaveLength(outcome);
      const made = rows(facts);
      z.array(updateRow).parse(made.updates);
      z.array(supersedenceRow).parse(made.supersedence);
      expect(made.supersedence.filter(({ superseding, superseded }) => superseding === superseded)).toEqual([]);
    } else {
      expect(refusal(sample(name)).message).toMatch(outcome ?? /^$/);
    }
  });

  test('the index leads to both documents', () => {
    const { follow } = parse(sample('msrc/MaineK00n__vuls-data-update__cvrf_updates.json'));
    expect(follow.map(({ url }) => url.slice(-8))).toEqual(['2016-Apr', '2024-Mar']);
  });
});

/** A row of the bulletin that MsrcSecurityUpdates made of January 2022: KBs, product, what they replace, restart. */
interface BulletinRow {
  product: string;
  fixes: { kb: string; subType: string }[];
  supercedence: string[];
  restart: string[];
}

function bulletinRows(html: string): BulletinRow[] {
  return [...html.matchAll(/<tr>\s*(<td>[\s\S]*?)<\/tr>/g)].flatMap(([, row = '']) => {
    const cells = [...row.matchAll(/<td>([\s\S]*?)<\/td>/g)].map(([, cell = '']) => cell);
    const [product, fixes, , , supercedence, , , restart] = cells;
    if (cells.length !== 9 || product === undefined) return [];
    return [
      {
        product: product.replace(/\s+/g, ' '),
        fixes: [...(fixes ?? '').matchAll(/>(\d{6,7}) \(([^)]*)\)/g)].map(([, kb = '', subType = '']) => ({
          kb,
          subType,
        })),
        supercedence: (supercedence ?? '').match(/\d{6,7}/g) ?? [],
        restart: (restart ?? '').match(/Yes|No|Maybe/g) ?? [],
      },
    ];
  });
}

test.skipIf(!there)(
  'twin: the bulletin made from the same month agrees on KB, product, subtype, restart and supersedence',
  () => {
    const { facts } = parse(sample('msrc/p0w3rsh3ll__MSRC-data__cvrfDocument-2022-Jan.xml'));
    const bulletin = bulletinRows(sample('msrc/p0w3rsh3ll__MSRC-data__Bulletin-2022-Jan.html'));
    const keyOf = (kb: string, product: string, subType: string | null): string => [kb, product, subType].join(' | ');
    const theirs = new Map<string, { restart: Set<string>; supercedence: Set<string>; shared: boolean }>();
    for (const { product, fixes, supercedence, restart } of bulletin) {
      for (const { kb, subType } of fixes) {
        const key = keyOf(kb, product, subType);
        const told = theirs.get(key);
        theirs.set(key, {
          restart: new Set([...(told?.restart ?? []), ...restart]),
          supercedence: new Set([...(told?.supercedence ?? []), ...supercedence]),
          shared: told?.shared === true || fixes.length > 1,
        });
      }
    }
    expect(facts.map((fact) => keyOf(fact.kb, fact.product, fact.subType)).sort()).toEqual([...theirs.keys()].sort());
    for (const fact of facts) {
      const told = theirs.get(keyOf(fact.kb, fact.product, fact.subType));
      // A row of the bulletin may hold two fixes, and then gives the values of both in one cell.
      const same = (values: string[]): unknown => (told?.shared ? expect.arrayContaining(values) : values);
      expect([...(told?.restart ?? [])]).toEqual(same(fact.restartRequired === null ? [] : [fact.restartRequired]));
      expect([...(told?.supercedence ?? [])].sort()).toEqual(same([...fact.supercedence].sort()));
    }
  },
);

const small = ['cvrf-2025-Jun.xml', 'cvrf-2025-Jun.json', 'updates.json', 'deployment.json'].map(fixture);
const real = inFolder('msrc')
  .filter((name) => !/cvrfDocument|Bulletin/.test(name))
  .map(sample);

/** Cut, spliced with another document, or with rubbish in it. */
const mutant = fc
  .record({
    page: fc.constantFrom(...small, ...real),
    other: fc.constantFrom(...small, ...real),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    rubbish: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constantFrom('<a>', '</vuln:Remediation>', 'null', '[]', '9'),
    ),
    kind: fc.constantFrom('cut', 'splice', 'insert', 'drop', 'digit'),
  })
  .map(({ page, other, at, to, rubbish, kind }) => {
    const start = Math.floor(at * page.length);
    if (kind === 'cut') return page.slice(0, start);
    if (kind === 'splice') return page.slice(0, start) + other.slice(Math.floor(to * other.length));
    if (kind === 'insert') return page.slice(0, start) + rubbish + page.slice(start);
    if (kind === 'drop') return page.slice(0, start) + page.slice(start + 12);
    return page.replaceAll(/"[^"]{0,20}"|>[^<]{1,20}</g, (value) =>
      value.length % 7 === start % 7 ? value[0] + rubbish + value.at(-1) : value,
    );
  });

describe('fuzz', () => {
  const holds = (text: string, url: string | null): void => {
    try {
      const { facts } = parse(text, url);
      z.array(msrcFactShape).parse(facts);
      const made = rows(facts);
      z.array(updateRow).parse(made.updates);
      z.array(supersedenceRow).parse(made.supersedence);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      expect(error.hint).not.toBe('');
    }
  };
  test('mutated documents end in checked facts or a SourceError', () => {
    fc.assert(fc.property(mutant, fc.constantFrom(null, june, sug, 'no address'), holds), { numRuns: 800 });
  });
  test('so does any text, as XML or as JSON', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }).map((each) => `<cvrfdoc>${each}</cvrfdoc>`),
      fc.json().map((each) => `{"@odata.context": "x/$metadata#deployment", "value": ${each}}`),
      fc.json().map((each) => `{"DocumentTracking": ${each}, "ProductTree": ${each}}`),
    );
    fc.assert(
      fc.property(text, (each) => holds(each, null)),
      { numRuns: 500 },
    );
  });
});
