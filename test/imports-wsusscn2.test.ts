// wsusscn2.cab: bundles, categories and supersedence in our own cabinets, what is damaged or hostile, and the real sample with its oracle.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { UserError } from '../src/errors.ts';
import { behaviorOf, together } from '../src/imports/wsusscn2-behavior.ts';
import type { ImportFile } from '../src/imports/types.ts';
import { wsusscn2 } from '../src/imports/wsusscn2.ts';
import { makeCab, smallCab } from './cab-maker.ts';
import { type Collected, fileAt, fileOf, importAll } from './imports.ts';
import { root } from './run.ts';

type Method = 'stored' | 'mszip' | 'lzx';
type Files = Record<string, string | Uint8Array>;

const id = (digit: string): string => `${digit.repeat(8)}-1111-4222-8333-${digit.repeat(12)}`;
const [seven, server, security] = [id('a'), id('b'), id('c')];
const [bundle, part, other, newer, lone] = [id('1'), id('2'), id('3'), id('4'), id('5')];

const update = (updateId: string, revision: number, attributes = '', children = ''): string =>
  `<Update CreationDate="2014-06-10T17:00:00Z" DefaultLanguage="en" UpdateId="${updateId}" RevisionNumber="20${revision % 10}" RevisionId="${revision}" ${attributes}>${children}</Update>`;
const category = (updateId: string, revision: number): string =>
  update(
    updateId,
    revision,
    'IsSoftware="false" DeploymentAction="Evaluate"',
    `<Prerequisites><UpdateId Id="${security}" /></Prerequisites>`,
  );
const packageXml = (...updates: string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><OfflineSyncPackage xmlns="http://schemas.microsoft.com/msus/2004/02/OfflineSync" PackageId="${id('9')}" CreationDate="2026-05-12T16:25:52Z"><Updates>${updates.join('\n')}</Updates><FileLocations><FileLocation Id="x=" Url="http://example.invalid/a.cab" /></FileLocations></OfflineSyncPackage>`;

const categories = `<Categories><Category Type="Product" Id="${seven}" /><Category Type="Product" Id="${server.toUpperCase()}" /><Category Type="UpdateClassification" Id="${security}" /><Category Type="ProductFamily" Id="${id('d')}" /></Categories>`;
const by = (list: string, ...ids: number[]): string =>
  `<${list}>${ids.map((each) => `<Revision Id="${each}" />`).join('')}</${list}>`;

const all = packageXml(
  category(seven, 1),
  category(server, 2),
  category(security, 3),
  update(bundle, 100, 'IsLeaf="true" IsBundle="true"', categories + by('SupersededBy', 300, 999)),
  update(part, 101, 'IsLeaf="true" DeploymentAction="Bundle"', by('BundledBy', 100)),
  update(other, 102, 'IsLeaf="true" DeploymentAction="Bundle"', by('BundledBy', 100)),
  update(newer, 300, 'IsLeaf="true" IsBundle="true"', categories),
  update(lone, 301, 'IsLeaf="true"', categories + by('SupersededBy', 300, 301)),
);

const texts = (title: string, language = 'en'): string =>
  `<LocalizedProperties><Language>${language}</Language><Title>${title}</Title><Description>D &amp; d</Description></LocalizedProperties>`;
const named = (kb: string, bulletin = ''): string =>
  `<ExtendedProperties DefaultPropertiesLanguage="en" MsrcSeverity="Important"><SupportUrl>http://support.microsoft.com</SupportUrl>${bulletin === '' ? '' : `<SecurityBulletinID>${bulletin}</SecurityBulletinID>`}<KBArticleID>${kb}</KBArticleID></ExtendedProperties>`;
const installed = (behavior: string, behind = ''): string =>
  `<ExtendedProperties Handler="http://schemas.microsoft.com/msus/2002/12/UpdateHandlers/Cbs"><InstallationBehavior ${behavior} /><UninstallationBehavior RebootBehavior="NeverReboots" /></ExtendedProperties><Files /><HandlerSpecificData type="cmd:CommandLineInstallation">${behind}</HandlerSpecificData>`;

const june = 'Security Update for Windows 7 for x64-based Systems (KB2965788)';
const rules = '<UpdateIdentity UpdateID="x" /><ApplicabilityRules><not closed';
const lowParts: Files = {
  'c\\1': rules,
  'l\\en\\1': texts('Windows 7'),
  'l\\en\\2': texts('Windows Server 2008 R2'),
  'l\\en\\3': texts('Security Updates'),
  'x\\3': '<ExtendedProperties Handler="http://schemas.microsoft.com/msus/2002/12/UpdateHandlers/Category" />',
  'l\\de\\100': texts('Sicherheitsupdate', 'de'),
  'l\\en\\100': texts(june),
  'l\\en\\101': texts('Windows6.1-KB2965788-x64'),
  'x\\100': named('2965788', 'MS14-030'),
  'x\\101': installed('RebootBehavior="CanRequestReboot"'),
  'x\\102': installed('RebootBehavior="AlwaysRequiresReboot" Impact="RequiresExclusiveHandling"'),
  'x\\77': '<of a revision that nobody knows',
};
const highParts: Files = {
  'l\\en\\300': texts('Security Update for Windows 7 for x64-based Systems (KB3003743)'),
  'x\\300': named('3003743', 'ms14-074'),
  'l\\en\\301': texts(`\n  Update for  Windows 7 for x64-based Systems (KB2973337)\n`),
  'x\\301': `${installed('RebootBehavior="NeverReboots"')}`,
};

interface Parts {
  xml?: string;
  low?: Files;
  high?: Files;
  method?: Method;
  index?: string | null;
  order?: (files: [string, string | Uint8Array][]) => [string, string | Uint8Array][];
}

const indexOf = (...names: string[]): string =>
  `<INDEX VERSION="1"><CABLIST XOR="0">${names.map((name) => `<CAB NAME="${name}" RANGESTART="0" />`).join('')}</CABLIST></INDEX>`;

function wholeCab({ xml = all, low = lowParts, high = highParts, method = 'lzx', ...options }: Parts = {}): Uint8Array {
  const { index = indexOf('package.cab', 'package2.cab', 'package3.cab'), order = (files) => files } = options;
  const files: [string, string | Uint8Array][] = [
    ...(index === null ? [] : [['index.xml', index] satisfies [string, string]]),
    ['package.cab', smallCab({ 'package.xml': xml }, method)],
    ['package2.cab', smallCab(low, method)],
    ['package3.cab', smallCab(high, method)],
  ];
  return makeCab([{ method, files: order(files).map(([name, bytes]) => ({ name, bytes })) }]);
}

const read = (bytes: Uint8Array | string, piece?: number): Promise<Collected> =>
  importAll(wsusscn2, fileOf('wsusscn2.cab', bytes, piece));

async function refusal(bytes: Uint8Array | string): Promise<string> {
  const error: unknown = await read(bytes).catch((cause: unknown) => cause);
  if (!(error instanceof UserError)) throw new Error(`not refused as it should be: ${String(error)}`);
  expect(`${error.message}${error.hint}`).not.toMatch(/\p{Cc}/u);
  return error.message;
}

const sampleOf = (bytes: Uint8Array | string) => {
  const head = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const text = typeof bytes === 'string' ? bytes : '';
  return { name: 'x', size: head.length, head: head.subarray(0, 65_536), text, entries: [] };
};

describe('what it is', () => {
  test.each<[string, Uint8Array | string, boolean]>([
    ['the whole of it', wholeCab(), true],
    ['package.cab', smallCab({ 'package.xml': all }), true],
    ['a part, so that it can be said that it is one', smallCab(highParts), true],
    ['package.xml', all, true],
    ['package.xml with a comment and a prefix', `<!-- a --><o:OfflineSyncPackage xmlns:o="x">`, true],
    ['a catalog of another publisher', smallCab({ 'V2\\a.sdp': '' }), false],
    ['a driver', smallCab({ 'driver.inf': '', 'x\\readme.txt': '' }), false],
    ['other XML', '<cvrfdoc>OfflineSyncPackage</cvrfdoc>', false],
  ])('%s', (_, bytes, yes) => {
    expect(wsusscn2.accepts(sampleOf(bytes))).toBe(yes);
  });
});

describe('the facts', () => {
  test.each<Method>(['stored', 'mszip', 'lzx'])('%s: updates with all that the parts say', async (method) => {
    const { updates, rows, skipped, bad, about } = await read(wholeCab({ method }));
    expect(about).toEqual({ asOf: '2026-05-12' });
    expect(rows).toBe(8);
    expect(skipped).toEqual({
      'a category or a rule of detection, no update': 3,
      'a part of a bundle, which has the title and the KB': 2,
    });
    expect(bad).toEqual([]);
    expect(updates.map(({ kb }) => kb)).toEqual(['2965788', '3003743', '2973337']);
    expect(updates[0]).toEqual({
      ...{ kb: '2965788', updateId: bundle, revision: 200, title: june, bulletin: 'MS14-030', released: '2014-06-10' },
      ...{ revised: null, classification: 'Security Updates', kind: 'other' },
      ...{ products: ['Windows 7', 'Windows Server 2008 R2'], architectures: ['x64'], language: null },
      // A part that restarts always, one that may: not each of them is installed.
      ...{ restartFlag: 'maybe', flagText: 'AlwaysRequiresReboot, CanRequestReboot', exclusive: true },
      ...{ url: null, note: null },
    });
    expect(updates[1]).toMatchObject({ bulletin: 'MS14-074', restartFlag: null, flagText: null, exclusive: null });
    // The number of the title, where the properties give none.
    expect(updates[2]).toMatchObject({
      title: 'Update for Windows 7 for x64-based Systems (KB2973337)',
      ...{ restartFlag: 'never', flagText: 'NeverReboots', exclusive: false, bulletin: null },
    });
  });

  test('who replaces whom, by UpdateID and by KB, and never itself', async () => {
    const { edges } = await read(wholeCab());
    const products = ['Windows 7', 'Windows Server 2008 R2'];
    expect(edges.every((edge) => edge.products.join() === products.join() && edge.architectures.join() === 'x64')).toBe(
      true,
    );
    expect(edges.map(({ superseding, superseded }) => `${superseding} > ${superseded}`)).toEqual([
      `${newer} > ${bundle}`,
      '3003743 > 2965788',
      `${newer} > ${lone}`,
      '3003743 > 2973337',
    ]);
  });

  test('an edge without products is kept by UpdateID alone', async () => {
    const xml = packageXml(update(lone, 301, '', by('SupersededBy', 300)), update(newer, 300));
    const high = {
      'l\\en\\300': texts('A'),
      'x\\300': named('3003743'),
      'l\\en\\301': texts('B'),
      'x\\301': named('2973337'),
    };
    const { edges } = await read(wholeCab({ xml, high }));
    expect(edges.map(({ superseded }) => superseded)).toEqual([lone]);
  });

  test('two revisions of one update replace each other, which is no supersedence', async () => {
    const { edges, updates } = await read(packageXml(update(lone, 5, '', by('SupersededBy', 6)), update(lone, 6)));
    expect(updates.map(({ revision }) => revision)).toEqual([205, 206]);
    expect(edges).toEqual([]);
  });

  test('a part with a title and a KB of its own is an update of its own', async () => {
    const low = { ...lowParts, 'x\\101': named('2965789') };
    const { updates } = await read(wholeCab({ low }));
    expect(updates.map(({ updateId }) => updateId)).toContain(part);
  });

  test('a title in the language of the update itself, where there is no English one', async () => {
    const xml = packageXml(update(lone, 301).replace('"en"', '"JA"'), update(newer, 300));
    const high = {
      'l\\ja\\301': texts('セキュリティ更新'),
      'l\\ja\\300': texts('ja'),
      'l\\en-us\\300': texts('English'),
    };
    const { updates } = await read(wholeCab({ xml, high }));
    expect(updates.map(({ title }) => title)).toEqual(['セキュリティ更新', 'English']);
  });

  test.each<[string, Parts]>([
    ['package.cab last', { order: (files) => files.toReversed() }],
    ['without an index', { index: null }],
    [
      'other case, other files',
      {
        order: (files) => [
          ['README.TXT', 'x'],
          ...files.map(([name, bytes]): [string, string | Uint8Array] => [name.toUpperCase(), bytes]),
        ],
      },
    ],
  ])('%s: the same facts', async (_, parts) => {
    const [found, usual] = [await read(wholeCab(parts)), await read(wholeCab())];
    expect(found).toEqual(usual);
  });

  test('of package.cab or package.xml alone: UpdateIDs, revisions and supersedence', async () => {
    const found = await read(smallCab({ 'package.xml': all }, 'mszip'));
    expect(found.updates.map(({ updateId, kb, title, kind }) => [updateId, kb, title, kind])).toEqual(
      [bundle, newer, lone].map((each) => [each, null, null, null]),
    );
    expect(found.updates[0]).toMatchObject({ revision: 200, released: '2014-06-10', products: [], restartFlag: null });
    expect(found.edges).toHaveLength(2);
    expect(found.skipped).toEqual({
      'a category or a rule of detection, no update': 3,
      'a part of a bundle, which has the title and the KB': 2,
    });
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(all, 'utf16le')]);
    for (const bytes of [all, utf16]) {
      for (const piece of [7, 65_536]) expect(await read(bytes, piece)).toEqual(found);
    }
  });

  test('a classification of which the file has no name', async () => {
    const known = '0fa1201d-4330-4fa8-8ae9-b877473b6441';
    const of = (classification: string) =>
      `<Categories><Category Type="UpdateClassification" Id="${classification}" /></Categories>`;
    const { updates } = await read(packageXml(update(lone, 5, '', of(known)), update(newer, 6, '', of(security))));
    expect(updates.map(({ classification }) => classification)).toEqual(['Security Updates', null]);
  });
});

describe('restarts of a bundle', () => {
  const of = (rebootBehavior: string | undefined, codeAsks = false, impact?: string) =>
    behaviorOf({ rebootBehavior, impact, codeAsks });
  test.each([
    [[of('NeverReboots'), of('NeverReboots')], 'never'],
    [[of('NeverReboots'), null], null],
    [[of('NeverReboots'), of(undefined)], null],
    [[of('alwaysrequiresreboot')], 'always'],
    [[of('AlwaysRequiresReboot'), null], 'maybe'],
    [[of('AlwaysRequiresReboot'), of('NeverReboots')], 'maybe'],
    [[of('CanRequestReboot'), of('Whatever')], 'maybe'],
    [[of('NeverReboots', true)], 'maybe'],
    [[of(undefined, true)], null],
    [[], null],
  ])('%#', (parts, flag) => {
    const found = together(parts);
    expect(found.flag).toBe(flag);
    expect(found.flagText === null).toBe(flag === null);
  });
  test('exclusive is what one of them is, and not what all deny', () => {
    const normal = of('NeverReboots', false, 'Normal');
    const exclusive = of('NeverReboots', false, 'RequiresExclusiveHandling');
    expect(
      [together([normal, exclusive]), together([normal, normal]), together([normal, null])].map(
        (each) => each.exclusive,
      ),
    ).toEqual([true, false, null]);
  });
  test('an exit code that asks for a restart is no "never"', async () => {
    const high = {
      ...highParts,
      'x\\301': installed(
        'RebootBehavior="NeverReboots"',
        '<InstallCommand><ReturnCode Code="3010" Reboot="true" /></InstallCommand>',
      ),
    };
    const { updates } = await read(wholeCab({ high }));
    expect(updates[2]).toMatchObject({
      restartFlag: 'maybe',
      flagText: 'NeverReboots, but an exit code asks for a restart',
    });
  });
});

describe('what cannot be read', () => {
  test.each<[string, string, RegExp]>([
    [
      'a DOCTYPE',
      '<!DOCTYPE a [<!ENTITY a "aaaa">]><ExtendedProperties><KBArticleID>&a;</KBArticleID></ExtendedProperties>',
      /carries a DOCTYPE/,
    ],
    ['cut XML', '<ExtendedProperties><KBArticleID>2973', /it is no XML/],
    [
      'an entity of its own',
      '<ExtendedProperties><KBArticleID>&big;</KBArticleID></ExtendedProperties>',
      /it is no XML/,
    ],
    ['endless nesting', '<a>'.repeat(2000), /nested too deeply/],
    ['a wall of text', `<ExtendedProperties>${'x'.repeat(17_000_000)}`, /it is too large/],
  ])('%s in a fragment is a bad row, and the others are read', async (_, fragment, why) => {
    const { updates, bad, rows } = await read(
      wholeCab({ high: { ...highParts, 'x\\301': fragment }, method: 'mszip' }),
    );
    expect(bad).toEqual([{ place: 'entry x/301', why: expect.stringMatching(why) }]);
    expect(updates.map(({ kb }) => kb)).toEqual(['2965788', '3003743']);
    expect(rows).toBe(8);
  });

  test('a part that cannot be read leaves the restarts of its bundle open', async () => {
    const low = { ...lowParts, 'x\\101': installed('RebootBehavior="NeverReboots"'), 'x\\102': '<broken' };
    const { updates, bad } = await read(wholeCab({ low }));
    expect(bad).toHaveLength(1);
    expect(updates[0]).toMatchObject({ updateId: bundle, restartFlag: null, exclusive: null });
  });

  test('a title of thousands of characters is none', async () => {
    const { bad } = await read(wholeCab({ high: { ...highParts, 'l\\en\\301': texts('t'.repeat(5000)) } }));
    expect(bad).toEqual([{ place: 'entry l/en/301', why: 'its title is too long' }]);
  });

  test('updates without ids, and with the id of another', async () => {
    const xml = packageXml(
      update(lone, 5),
      update('no guid', 6),
      update(newer, 7).replace('RevisionId="7"', 'RevisionId="__proto__"'),
      update(other, 5),
      update(newer, 8),
    );
    const { bad, updates, rows } = await read(xml);
    expect(rows).toBe(5);
    expect(updates).toHaveLength(2);
    expect(bad).toEqual([
      { place: 'update 2', why: 'its UpdateId is no GUID' },
      { place: 'update 3', why: 'its RevisionId is no number' },
      { place: 'update 4', why: 'its RevisionId is that of another update' },
    ]);
  });

  test.each<[string, Uint8Array | string, RegExp]>([
    [
      'a cabinet that its index names is lost',
      wholeCab({ index: indexOf('package.cab', 'package2.cab', 'package4.cab') }),
      /^wsusscn2\.cab lacks package4\.cab, which its index names$/,
    ],
    ['the index is cut', wholeCab({ index: '<INDEX><CABLIST>' }), /^wsusscn2\.cab\/index\.xml is not read/],
    ['one part alone', smallCab(highParts), /is one part of wsusscn2\.cab, which says nothing alone/],
    ['another cabinet', smallCab({ 'driver.inf': 'x' }), /holds no package\.cab/],
    [
      'package.cab without package.xml',
      makeCab([{ files: [{ name: 'package.cab', bytes: smallCab({ a: 'a' }) }] }]),
      /holds no package\.cab/,
    ],
    [
      'package.cab is none',
      makeCab([{ files: [{ name: 'package.cab', bytes: 'none' }] }]),
      /wsusscn2\.cab\/package\.cab is cut off, or no cabinet/,
    ],
    [
      'package.xml is cut',
      wholeCab({ xml: all.slice(0, -300) }),
      /package\.cab\/package\.xml is not read: it is cut off/,
    ],
    ['package.xml has a DOCTYPE', wholeCab({ xml: `<!DOCTYPE a>${all}` }), /it carries a DOCTYPE/],
    ['other XML', '<Objs></Objs>', /is no package\.xml of wsusscn2\.cab/],
    ['no XML', 'KB2965788', /is not read: it is cut off, or no XML/],
    ['nothing', '', /is not read: it is cut off, or no XML/],
    [
      'a part of gigabytes',
      makeCab([
        {
          method: 'mszip',
          files: [
            { name: 'package.cab', bytes: smallCab({ 'package.xml': all }) },
            { name: 'package2.cab', bytes: 'x', size: 1_500_000_000 },
          ],
          blocks: 65_535,
        },
      ]),
      /package2\.cab is too large/,
    ],
  ])('%s', async (_, bytes, why) => {
    expect(await refusal(bytes)).toMatch(why);
  });

  test('more references than any such file has', async () => {
    const beginning = packageXml(update(lone, 5, '', by('SupersededBy', 7))).split('<Revision')[0] ?? '';
    const pieces = Buffer.from('<Revision Id="7" />'.repeat(10_000));
    const endless: ImportFile = {
      ...fileOf('wsusscn2.cab', beginning),
      async *stream() {
        yield Buffer.from(beginning);
        for (let count = 0; count < 600; count++) yield pieces;
      },
    };
    await expect(importAll(wsusscn2, endless)).rejects.toThrow('holds more updates than are read of it');
  });

  test('cut off anywhere', async () => {
    const bytes = wholeCab();
    for (let length = 0; length < bytes.length; length += 61) await refusal(bytes.subarray(0, length));
  });

  test('a changed byte in a cabinet of the cabinet', async () => {
    const low = Buffer.from(smallCab(lowParts, 'mszip'));
    low[low.length - 20] = (low[low.length - 20] ?? 0) ^ 8;
    const bytes = makeCab([
      {
        files: [
          { name: 'package.cab', bytes: smallCab({ 'package.xml': all }) },
          { name: 'package2.cab', bytes: low },
        ],
      },
    ]);
    expect(await refusal(bytes)).toBe('wsusscn2.cab/package2.cab is damaged: a checksum is another');
  });
});

const samples = join(root, '../shared/samples/wsus');
const there = existsSync(samples);
if (!there) {
  if (process.env['CI'] === 'true') throw new Error(`the samples are missing: ${samples}`);
  process.stderr.write(`skipped: the samples are missing, ${samples}\n`);
}

describe.skipIf(!there)('the real file, cut down by another project', () => {
  const at = (name: string): string => join(samples, `MaineK00n__vuls-data-update__${name}`);
  const golden = (name: string): unknown => JSON.parse(readFileSync(at(`golden_${name}.json`), 'utf8'));

  test('four updates, three of them with title and KB', async () => {
    // python3: four <Update> in package.xml of package.cab, three l\en\ fragments and three x\ fragments of revisions that it lists
    const { rows, updates, edges, skipped, bad, about } = await importAll(wsusscn2, fileAt(at('wsusscn2.cab')));
    expect({ rows, skipped, bad, about }).toEqual({ rows: 4, skipped: {}, bad: [], about: { asOf: null } });
    expect(updates.map(({ kb, title }) => [kb, title])).toEqual([
      ['654321', 'Security Update for Windows Server 2012 R2 (KB3019978)'],
      [
        '765432',
        '2020-09 Security Monthly Quality Rollup for Windows Server 2012 R2 for x64-based Systems (KB4577066)',
      ],
      ['876543', 'Security Update for Windows 8 for x64-based Systems (KB2922229)'],
      [null, null],
    ]);
    expect(updates[3]).toMatchObject({ classification: 'Security Updates', released: '2023-04-06', revision: 200 });
    expect(edges.map(({ superseding, superseded }) => [superseding.slice(0, 8), superseded.slice(0, 8)])).toEqual([
      ['05a7711a', '0a51549b'],
      ['765432', '654321'],
      ['1c560bb8', '05a7711a'],
      ['876543', '765432'],
    ]);
  });

  test('it says what the other project read in the same parts', async () => {
    const { updates, edges } = await importAll(wsusscn2, fileAt(at('wsusscn2.cab')));
    const text = z.object({ text: z.string() });
    const u = z
      .object({ updateid: z.string(), revisionnumber: z.string(), creationdate: z.string() })
      .parse(golden('u_123456'));
    const x = z.object({ kbarticleid: text, securitybulletinid: text }).parse(golden('x_123456'));
    const l = z.object({ title: text }).parse(golden('l_123456'));
    expect(updates[0]).toMatchObject({
      ...{ updateId: u.updateid, revision: Number(u.revisionnumber), released: u.creationdate.slice(0, 10) },
      ...{ kb: x.kbarticleid.text, bulletin: x.securitybulletinid.text, title: l.title.text },
    });
    // The newer update lists what it replaces by UpdateID, where package.xml lists what is replaced by revision.
    const c = z.object({
      updateidentity: z.object({ updateid: z.string() }),
      relationships: z.object({
        supersededupdates: z.object({ updateidentity: z.array(z.object({ updateid: z.string() })) }),
      }),
    });
    const { updateidentity, relationships } = c.parse(golden('c_234567'));
    expect(edges[0]?.superseding).toBe(updateidentity.updateid);
    expect(relationships.supersededupdates.updateidentity.map(({ updateid }) => updateid)).toContain(
      edges[0]?.superseded,
    );
  });
});
