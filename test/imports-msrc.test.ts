// The MSRC's files from disk: CVRF in both serialisations and JSON, CSAF and VEX, the deployment feed, every real sample, and what is refused.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { msrcCsaf } from '../src/imports/msrc-csaf.ts';
import { kbNamedIn } from '../src/imports/msrc-csaf-kb.ts';
import { msrcCvrf } from '../src/imports/msrc-cvrf.ts';
import { msrcSug } from '../src/imports/msrc-sug.ts';
import type { Importer, Sample } from '../src/imports/types.ts';
import { type Collected, fileAt, fileOf, importAll } from './imports.ts';
import { readFixture, root } from './run.ts';

const xml = readFixture('msrc/cvrf-2025-Jun.xml');
const json = readFixture('msrc/cvrf-2025-Jun.json');
const feed = readFixture('msrc/deployment.json');

const read = (importer: Importer, bytes: string | Uint8Array, piece?: number): Promise<Collected> =>
  importAll(importer, fileOf('file', bytes, piece));
const sampleOf = (text: string): Sample => ({
  name: 'file',
  size: text.length,
  head: new Uint8Array(),
  text,
  entries: [],
});
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));

async function refusal(importer: Importer, bytes: string | Uint8Array): Promise<UserError> {
  try {
    await read(importer, bytes);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('not refused');
}

/** Replaces a text that must be there, so that a fixture cannot drift away from its test. */
function edited(text: string, ...edits: [string, string][]): string {
  return edits.reduce((page, [from, to]) => {
    expect(page).toContain(from);
    return page.replaceAll(from, to);
  }, text);
}

describe('CVRF', () => {
  const june = 'https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/2025-Jun';

  test('gives updates and supersedence, and a row for each vendor fix', async () => {
    const found = await read(msrcCvrf, xml);
    expect(found.rows).toBe(xml.split('Type="Vendor Fix"').length - 1);
    expect(found).toMatchObject({ about: { asOf: '2025-06-10' }, bad: [], skipped: { 'a fix that names no KB': 1 } });
    expect(
      found.updates.map(({ kb, restartFlag, products, architectures }) => [kb, restartFlag, products, architectures]),
    ).toEqual([
      ['5002700', null, ['Microsoft Office 2016 (32-bit edition)'], ['x86']],
      ['5060525', 'always', ['Windows Server 2022'], ['x64']],
      ['5060526', 'always', ['Windows Server 2022'], ['x64']],
      ['5061010', 'maybe', ['Windows 10 Version 1607'], ['x86', 'x64']],
      ['5061010', 'maybe', ['Windows Server 2016'], ['x64']],
    ]);
    expect(found.updates[2]).toMatchObject({ released: '2025-06-10', flagText: 'Yes', url: june, kind: null });
    expect(found.updates[1]).toMatchObject({ kind: 'hotpatch' });
    expect(found.edges.map(({ superseding, superseded, products }) => [superseding, superseded, products])).toEqual([
      ['5060526', '5058385', ['Windows Server 2022']],
      ['5061010', '5058383', ['Windows 10 Version 1607']],
      ['5061010', '5058383', ['Windows Server 2016']],
    ]);
  });

  test('reads the same from each serialisation, encoding and size of piece', async () => {
    const found = await read(msrcCvrf, xml);
    const bare = edited(
      xml,
      ['<?xml version="1.0" encoding="utf-8"?>\n', ''],
      ['vuln:', 'v:'],
      ['cvrf:', ''],
      ['xmlns:cvrf', 'xmlns'],
    );
    expect(await read(msrcCvrf, bare)).toEqual(found);
    expect(await read(msrcCvrf, `\uFEFF${xml.replaceAll('\n', '\r\n')}`)).toEqual(found);
    expect(await read(msrcCvrf, utf16(xml))).toEqual(found);
    expect(await read(msrcCvrf, xml, 7)).toEqual(found);
    expect(await read(msrcCvrf, json)).toEqual(found);
    expect(await read(msrcCvrf, `\uFEFF${json}`, 7)).toEqual(found);
  });

  test('a fix that stands under many vulnerabilities is counted for each, and kept once', async () => {
    const begin = xml.indexOf('<vuln:Vulnerability');
    const end = xml.lastIndexOf('</cvrf:cvrfdoc>');
    const many = xml.slice(0, begin) + xml.slice(begin, end).repeat(500) + xml.slice(end);
    const [once, often] = [await read(msrcCvrf, xml), await read(msrcCvrf, many)];
    expect(often).toEqual({ ...once, rows: once.rows * 500, skipped: { 'a fix that names no KB': 500 } });
  });

  test('fixes for products that the document does not name are told', async () => {
    const unnamed = edited(xml, ['ProductID="10753"', 'ProductID="1"']);
    expect((await read(msrcCvrf, unnamed)).skipped).toMatchObject({
      'a fix for no product that the document names': 1,
    });
  });

  test.each([
    ['a cut', xml.slice(0, -30), 'it is cut off'],
    ['a cut in the middle', xml.slice(0, xml.length / 2), 'it is cut off'],
    ['nothing', '', 'it is cut off'],
    ['broken XML', edited(xml, ['</prod:Branch>', '']), 'it is cut off, or broken'],
    ['a DOCTYPE', edited(xml, ['<cvrf:cvrfdoc', '<!DOCTYPE x [<!ENTITY a "b">]><cvrf:cvrfdoc']), 'DOCTYPE'],
    ['another root', edited(xml, ['cvrf:cvrfdoc', 'rss']), 'its root is rss'],
    ['no product tree', edited(xml, ['FullProductName', 'ProductName']), 'no product tree'],
    ['changed flags', edited(xml, ['RestartRequired', 'Reboot']), 'RestartRequired'],
    ['cut JSON', json.slice(0, -20), 'it is cut off'],
    ['JSON of another kind', '{"a": 1}', 'no CVRF document'],
    ['a list', '[]', 'no object'],
    ['JSON of another shape', edited(json, ['"Vulnerability"', '"Vulnerabilities"']), 'Vulnerability'],
  ])('%s is refused', async (_, bytes, message) => {
    const error = await refusal(msrcCvrf, bytes);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
    expect(error.hint).not.toBe('');
  });

  test('what has no bounds is refused', async () => {
    const open = xml.slice(0, xml.indexOf('<vuln:Vulnerability'));
    const without = (begin: string, unit: (index: number) => string): AsyncIterable<Uint8Array> =>
      (async function* () {
        yield new TextEncoder().encode(begin);
        for (let index = 0; ; index += 1) yield new TextEncoder().encode(unit(index));
      })();
    const refused = async (begin: string, unit: (index: number) => string): Promise<unknown> => {
      const file = { ...fileOf('file', begin), stream: () => without(begin, unit) };
      return importAll(msrcCvrf, file).catch((error: unknown) => error);
    };
    const fix = '<vuln:Vulnerability><vuln:Remediations><vuln:Remediation Type="Vendor Fix">';
    const ids = '<vuln:ProductID>1</vuln:ProductID>'.repeat(1000);
    const long = 'x'.repeat(60_000);
    const different = (index: number): string =>
      `<v:Remediation Type="Vendor Fix"><v:Description>${index}${long}</v:Description></v:Remediation>`;
    const cases: [string, (index: number) => string, string][] = [
      [`${open}${fix}`, () => ids, 'thousands of times larger'],
      [`${open}${fix}<vuln:Description>`, () => `${long}<!-- -->`, 'thousands of times larger'],
      [
        open,
        (index) => `<prod:FullProductName ProductID="${index}">${long}</prod:FullProductName>`,
        'thousands of times larger',
      ],
      [`${open}<v:Vulnerability><v:Remediations>`, different, 'a thousand times more fixes'],
      [`${open}<a>`, () => long, 'it is cut off, or broken'],
      ['{"DocumentTracking": "', () => long, 'larger than 64 MB'],
    ];
    for (const [begin, unit, message] of cases) {
      const error = await refused(begin, unit);
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ message: expect.stringContaining(message) });
    }
  }, 60_000);

  test('is recognised by its content', () => {
    for (const text of [xml, json, `\uFEFF${xml}`, '<!-- a --><cvrfdoc>', ' {"ProductTree": {']) {
      expect(msrcCvrf.accepts(sampleOf(text))).toBe(true);
    }
    for (const text of ['', '<a>cvrfdoc', '{"product_tree": {}}', feed, 'cvrfdoc', '<html><cvrfdoc>']) {
      expect(msrcCvrf.accepts(sampleOf(text))).toBe(false);
    }
  });
});

describe('the KB of a CSAF fix', () => {
  test.each([
    ['https://support.microsoft.com/help/5055523', '5055523'],
    ['https://support.microsoft.com/en-us/help/5055523/slug', '5055523'],
    ['http://support.microsoft.com/kb/947821', '947821'],
    ['https://support.microsoft.com/en-us/topic/april-8-2025-kb5055523-os-build-26100-3775-277a9d11', '5055523'],
    ['https://catalog.update.microsoft.com/v7/site/Search.aspx?q=KB5055523', '5055523'],
    ['https://www.catalog.update.microsoft.com/Search.aspx?q=5055523', '5055523'],
    ['10.0.26100.3775:Security Update:https://support.microsoft.com/help/5055523', '5055523'],
    ['install KB5055523', '5055523'],
    ['https://support.microsoft.com/help/5055523 and KB5055524', null],
    ['https://docs.microsoft.com/en-us/DeployEdge/microsoft-edge-relnotes-security', null],
    ['https://example.com/help/5055523', null],
    ['https://support.microsoft.com/help/50555231', null],
    ['https://catalog.update.microsoft.com/?q=5055523%205055524', null],
    ['KB50555231', null],
    ['5055523', null],
    ['1.3.195.45:Security Update:', null],
    ['https://[', null],
    ['', null],
  ])('%s', (text, kb) => {
    expect(kbNamedIn(text)).toBe(kb);
  });
});

const reference = 'https://msrc.microsoft.com/csaf/advisories/2025/msrc_cve-2025-10001.json';
const branch = (id: string, product: string, build: string): object => ({
  category: 'product_name',
  name: product,
  branches: [
    {
      category: 'product_version_range',
      name: `<${build}`,
      product: { name: `${product} <${build}`, product_id: id },
    },
    { category: 'product_version', name: build, product: { name: `${product} ${build}`, product_id: `1${id}` } },
  ],
});
const fix = (productIds: string[], more: object = {}): object => ({
  category: 'vendor_fix',
  date: '2025-06-10T07:00:00.000Z',
  details: '10.0.20348.3807:Security Update:https://support.microsoft.com/help/5060526',
  product_ids: productIds,
  url: 'https://support.microsoft.com/help/5060526',
  ...more,
});

/** As the MSRC writes them. */
function advisory(remediations: readonly unknown[], more: object = {}): string {
  return JSON.stringify({
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'vendor', name: 'MSRC', namespace: 'https://msrc.microsoft.com' },
      references: [
        { category: 'self', url: 'https://msrc.microsoft.com/update-guide/vulnerability/CVE-2025-10001' },
        { category: 'self', url: reference },
      ],
      tracking: { current_release_date: '2025-06-12T07:00:00.000Z', initial_release_date: '2025-06-10T07:00:00.000Z' },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Microsoft',
          branches: [
            branch('1', 'Windows Server 2022', '10.0.20348.3807'),
            branch('2', 'Windows 10 Version 1607 for 32-bit Systems', '10.0.14393.8148'),
            branch('3', 'Windows 10 Version 1607 for x64-based Systems', '10.0.14393.8148'),
          ],
        },
      ],
      relationships: [{ full_product_name: { name: 'Internet Explorer 11 on Windows Server 2016', product_id: '4' } }],
      product_groups: [{ group_id: 'g', product_ids: ['2', '3'] }],
    },
    vulnerabilities: [{ cve: 'CVE-2025-10001', remediations }],
    ...more,
  });
}

describe('CSAF', () => {
  const told = ({ updates }: Collected): unknown[] =>
    updates.map(({ kb, products, architectures }) => [kb, products, architectures]);

  test('gives an update per KB, with the products of its branches', async () => {
    const found = await read(
      msrcCsaf,
      advisory([fix(['1', '2', '3']), fix(['1']), { category: 'workaround', details: 'KB1234567' }]),
    );
    expect(found).toMatchObject({ rows: 2, skipped: {}, bad: [], edges: [], about: { asOf: '2025-06-12' } });
    expect(told(found)).toEqual([
      ['5060526', ['Windows Server 2022'], ['x64']],
      ['5060526', ['Windows 10 Version 1607'], ['x86', 'x64']],
    ]);
    expect(found.updates[0]).toMatchObject({
      released: '2025-06-10',
      restartFlag: null,
      flagText: null,
      url: reference,
      kind: null,
    });
  });

  test('reads groups, relationships and a hotpatch', async () => {
    const hotpatch = {
      details: '10.0.20348.3745:SecurityHotpatchUpdate:https://support.microsoft.com/help/5060525',
      url: '',
    };
    const found = await read(msrcCsaf, advisory([fix([], { group_ids: ['g'] }), fix(['4']), fix(['1'], hotpatch)]));
    expect(told(found)).toEqual([
      ['5060526', ['Windows 10 Version 1607'], ['x86', 'x64']],
      ['5060526', ['Windows Server 2016'], ['x64']],
      ['5060525', ['Windows Server 2022'], ['x64']],
    ]);
    expect(found.updates.map(({ kind }) => kind)).toEqual([null, null, 'hotpatch']);
  });

  test.each([
    ['none', 'never', 'none'],
    ['machine', 'always', 'machine'],
    ['system', 'always', 'system'],
    ['service', null, 'service'],
    ['vulnerable_component', null, 'vulnerable_component'],
    ['constructor', null, 'constructor'],
    [undefined, null, null],
    [7, null, null],
  ])('restart_required of category %s is %s', async (category, restartFlag, flagText) => {
    const found = await read(msrcCsaf, advisory([fix(['1'], { restart_required: { category } })]));
    expect(found.updates[0]).toMatchObject({ restartFlag, flagText });
  });

  test('its details are kept in its own words', async () => {
    const restart = { category: 'machine', details: 'Restart \n twice.' };
    const found = await read(msrcCsaf, advisory([fix(['1'], { restart_required: restart })]));
    expect(found.updates[0]).toMatchObject({ restartFlag: 'always', flagText: 'machine: Restart twice.' });
  });

  test('what it cannot use is counted, and does not stop the rest', async () => {
    const edge = { details: '1.3.195.45:Security Update:https://docs.microsoft.com/en-us/DeployEdge/', url: '' };
    const found = await read(
      msrcCsaf,
      advisory([fix(['1'], edge), fix(['9']), fix(['1'], { details: 7 }), null, 'x', fix(['1'])]),
    );
    expect(found).toMatchObject({
      rows: 4,
      skipped: { 'a fix that names no KB': 1, 'a fix for no product that the document names': 1 },
      bad: [{ place: 'vulnerability 1, remediation 3', why: 'it has no details' }],
    });
    expect(told(found)).toEqual([['5060526', ['Windows Server 2022'], ['x64']]]);
  });

  test('hostile shapes end in rows or a UserError', async () => {
    const nested = (depth: number): string => '{"branches":['.repeat(depth) + ']}'.repeat(depth);
    const tree = `"product_tree":${nested(50_000)}`;
    const deep = advisory([fix(['1'])], { product_tree: 0 }).replace('"product_tree":0', tree);
    expect((await read(msrcCsaf, deep)).skipped).toEqual({ 'a fix for no product that the document names': 1 });
    const proto = advisory([fix(['__proto__', 'constructor'])]).replace(
      '"product_groups"',
      '"__proto__":{"branches":[]},"product_groups"',
    );
    expect((await read(msrcCsaf, proto)).updates).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), async (one, two) => {
        const odd = advisory([fix(['1'], { restart_required: two, product_ids: one })], { product_tree: one });
        await read(msrcCsaf, odd).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
        const list = JSON.stringify({ ...JSON.parse(advisory([])), vulnerabilities: two });
        await read(msrcCsaf, list).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['a cut', advisory([fix(['1'])]).slice(0, -2), 'it is cut off'],
    [
      'another publisher',
      edited(advisory([]), ['https://msrc.microsoft.com"', 'https://siemens.com"']),
      'of "siemens.com"',
    ],
    [
      'a host that ends alike',
      edited(advisory([]), ['https://msrc.microsoft.com"', 'https://notmicrosoft.com"']),
      'notmicrosoft',
    ],
    ['another version', edited(advisory([]), ['"csaf_version":"2.0"', '"csaf_version":"1.2"']), 'version 2'],
    ['no vulnerabilities', advisory([], { vulnerabilities: null }), 'lists no vulnerability'],
  ])('%s is refused', async (_, text, message) => {
    expect((await refusal(msrcCsaf, text)).message).toContain(message);
  });

  test('is recognised by its content', () => {
    expect(msrcCsaf.accepts(sampleOf(advisory([])))).toBe(true);
    expect(msrcCsaf.accepts(sampleOf('\uFEFF{ "document": { "category": "csaf_vex"'))).toBe(true);
    for (const text of [json, feed, xml, '', '{}']) expect(msrcCsaf.accepts(sampleOf(text))).toBe(false);
  });
});

describe('the deployment feed', () => {
  test('gives updates and supersedence, at the address of its month', async () => {
    const found = await read(msrcSug, feed);
    expect(found).toMatchObject({
      rows: 3,
      skipped: { 'a row that names no KB': 1 },
      bad: [],
      about: { asOf: '2025-06-10' },
    });
    expect(found.updates.map(({ kb, restartFlag, products }) => [kb, restartFlag, products])).toEqual([
      ['5060526', 'always', ['Windows Server 2022']],
      ['5061010', 'maybe', ['Windows 10 Version 1607']],
    ]);
    expect(found.edges.map(({ superseding, superseded }) => [superseding, superseded])).toEqual([
      ['5060526', '5058385'],
    ]);
    const url =
      'https://api.msrc.microsoft.com/sug/v2.0/sugodata/v2.0/en-US/deployment?$filter=releaseNumber%20eq%20%272025-Jun%27';
    expect(found.updates[0]?.url).toBe(url);
    expect(await read(msrcSug, utf16(feed), 7)).toEqual(found);
  });

  test('its last page has fewer rows than the feed', async () => {
    const last = feed.replace(/,\s*"@odata.nextLink": "[^"]*"/, '');
    expect(last).not.toContain('nextLink');
    expect((await read(msrcSug, last)).updates).toHaveLength(2);
  });

  test('a row that cannot be read does not stop the rest', async () => {
    const page = JSON.parse(feed);
    const row = page.value[0];
    const odd = [
      { ...row, product: null },
      { ...row, releaseNumber: 'June' },
      { ...row, rebootRequired: 7 },
      null,
      row,
    ];
    const found = await read(msrcSug, JSON.stringify({ ...page, value: odd }));
    expect(found.bad).toEqual([
      { place: 'row 1', why: 'it names no product' },
      { place: 'row 2', why: 'its releaseNumber is none ("2025-Jun")' },
      { place: 'row 3', why: 'its rebootRequired is no text' },
    ]);
    expect(found).toMatchObject({ rows: 5, skipped: { 'a row that names no KB': 1 } });
    expect(found.updates).toHaveLength(1);
  });

  test.each([
    ['a cut', feed.slice(0, -3), 'it is cut off'],
    ['no rows', '{"@odata.context": "https://x/$metadata#deployment", "value": []}', 'lists no deployment'],
    ['no list', '{"@odata.context": "https://x/$metadata#deployment"}', 'lists no deployment'],
    ['no flag anywhere', edited(feed, ['"rebootRequired"', '"reboot"']), 'rebootRequired'],
  ])('%s is refused', async (_, text, message) => {
    expect((await refusal(msrcSug, text)).message).toContain(message);
  });

  test('is recognised by its content', () => {
    expect(msrcSug.accepts(sampleOf(feed))).toBe(true);
    for (const text of [json, xml, advisory([]), '']) expect(msrcSug.accepts(sampleOf(text))).toBe(false);
  });
});

const samples = join(root, '../shared/samples/msrc');
const there = existsSync(samples);
if (!there) process.stderr.write(`skipped: the samples are missing, ${samples}\n`);

/**
 * Rows, fixes without KB, KBs and pairs of supersedence, counted with ElementTree of Python 3: remediations of type "Vendor Fix" of
 * which the description is or is not a number of six or seven digits. Rows also with `grep -o 'Type="Vendor Fix"' <file> | wc -l`.
 */
const counted: [RegExp, { rows: number; without: number; kbs: number; pairs: number; asOf: string }][] = [
  [/cvrf_2016-Apr/, { rows: 6, without: 0, kbs: 2, pairs: 2, asOf: '2016-04-12' }],
  [/cvrfDocument-2019-Jun/, { rows: 2867, without: 23, kbs: 35, pairs: 31, asOf: '2019-06-11' }],
  [/cvrfDocument-2022-Jan/, { rows: 929, without: 59, kbs: 54, pairs: 43, asOf: '2022-01-11' }],
  [/cvrfDocument-2024-Apr/, { rows: 1379, without: 166, kbs: 41, pairs: 13, asOf: '2024-04-09' }],
];
const importers = [msrcCvrf, msrcCsaf, msrcSug];

describe.skipIf(!there)('real files', () => {
  const names = there ? readdirSync(samples) : [];
  const pathOf = (pattern: RegExp): string => join(samples, names.find((name) => pattern.test(name)) ?? '');

  test.each(counted)('%s', async (pattern, { rows, without, kbs, pairs, asOf }) => {
    const path = pathOf(pattern);
    expect(readFileSync(path, 'utf8').split('Type="Vendor Fix"')).toHaveLength(rows + 1);
    const found = await importAll(msrcCvrf, fileAt(path));
    expect(found).toMatchObject({ rows, bad: [], about: { asOf } });
    expect(found.skipped).toEqual(without === 0 ? {} : { 'a fix that names no KB': without });
    expect(new Set(found.updates.map(({ kb }) => kb)).size).toBe(kbs);
    expect(new Set(found.edges.map((edge) => `${edge.superseding} ${edge.superseded}`)).size).toBe(pairs);
  });

  test('advisories of Edge and of Azure Linux name no KB', async () => {
    for (const pattern of [/csaf_msrc/, /vex_msrc/]) {
      const found = await importAll(msrcCsaf, fileAt(pathOf(pattern)));
      expect(found).toMatchObject({
        rows: 1,
        updates: [],
        edges: [],
        bad: [],
        skipped: { 'a fix that names no KB': 1 },
      });
    }
  });

  test('the deployment feed', async () => {
    const found = await importAll(msrcSug, fileAt(pathOf(/sug_deployment/)));
    expect(found).toMatchObject({ rows: 2, skipped: {}, bad: [], about: { asOf: '2002-04-12' } });
    expect(found.updates).toMatchObject([
      { kb: '3147461', products: ['Windows 10 Version 1507'], architectures: ['x86', 'x64'], restartFlag: 'always' },
    ]);
    expect(found.edges).toMatchObject([{ superseding: '3147461', superseded: '3140745' }]);
  });

  test('each is recognised by one importer, or by none', () => {
    const kinds = names.map((name) => {
      const text = readFileSync(join(samples, name), 'utf8').slice(0, 65_536);
      return [
        name.replace(/^.*__/, ''),
        importers.filter(({ accepts }) => accepts(sampleOf(text))).map(({ id }) => id),
      ];
    });
    expect(Object.fromEntries(kinds)).toEqual({
      'Bulletin-2022-Jan.html': [],
      'csaf_msrc_cve-2025-29795.json': ['msrc-csaf'],
      'cvrfDocument-2019-Jun.xml': ['msrc-cvrf'],
      'cvrfDocument-2022-Jan.xml': ['msrc-cvrf'],
      'cvrfDocument-2024-Apr.xml': ['msrc-cvrf'],
      'cvrf_2016-Apr.xml': ['msrc-cvrf'],
      'cvrf_updates.json': [],
      'sug_advisory_0.json': [],
      'sug_deployment_0.json': ['msrc-sug'],
      'sug_product_0.json': [],
      'sug_vulnerability_0.json': [],
      'vex_msrc_cve-2025-25186.json': ['msrc-csaf'],
    });
  });
});
