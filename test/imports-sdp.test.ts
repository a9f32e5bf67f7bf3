// Packages of other publishers: alone, in a catalog, in a cabinet; odd numbers and languages, hostile ones, and the real sample.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { sdp } from '../src/imports/sdp.ts';
import { makeCab, smallCab } from './cab-maker.ts';
import { type Collected, fileAt, fileOf, importAll } from './imports.ts';
import { root } from './run.ts';

const id = (digit: string): string => `${digit.repeat(8)}-1111-4222-8333-${digit.repeat(12)}`;

interface Parts {
  id?: string;
  type?: string;
  product?: string;
  texts?: string;
  data?: string;
  superseded?: readonly string[];
  items?: readonly string[];
  prefix?: string;
}

const title = (text: string, ...languages: string[]): string =>
  `<sdp:LocalizedProperties>${languages.map((each) => `<sdp:Language>${each}</sdp:Language>`).join('')}<sdp:Title>${text}</sdp:Title><sdp:Description>About KB1111111</sdp:Description></sdp:LocalizedProperties>`;
const item = (properties: string, codes = ''): string =>
  `<sdp:InstallableItem ID="${id('8')}"><sdp:ApplicabilityRules><sdp:IsInstalled><bar:Title>no title</bar:Title></sdp:IsInstalled></sdp:ApplicabilityRules><sdp:InstallProperties ${properties} /><sdp:UninstallProperties RebootBehavior="NeverReboots" Impact="RequiresExclusiveHandling" /><cmd:CommandLineInstallerData>${codes}</cmd:CommandLineInstallerData></sdp:InstallableItem>`;

function packageOf({
  superseded = [],
  items = [item('RebootBehavior="CanRequestReboot" Impact="Normal"')],
  ...parts
}: Parts = {}): string {
  const texts = parts.texts ?? title('Contoso Reader 9.1 for Windows 10 Version 22H2 (x64)', 'en');
  const list = superseded.map((each) => `<sdp:PackageID>${each}</sdp:PackageID>`).join('');
  const xml = `<sdp:SoftwareDistributionPackage SchemaVersion="1.0" xmlns:sdp="http://schemas.microsoft.com/wsus/2005/04/CorporatePublishing/SoftwareDistributionPackage.xsd" xmlns:bar="b" xmlns:cmd="c">
  <sdp:Properties PackageID="${parts.id ?? id('1')}" VendorName="Contoso" CreationDate="2018-10-03T06:37:49+00:00" ${parts.type ?? ''}><sdp:ProductName>${parts.product ?? 'Reader'}</sdp:ProductName></sdp:Properties>
  ${texts}${parts.data ?? '<sdp:UpdateSpecificData UpdateClassification="Security Updates"><sdp:KBArticleID>99DDD</sdp:KBArticleID></sdp:UpdateSpecificData>'}
  <sdp:IsInstallable><bar:WindowsVersion MajorVersion="10" /></sdp:IsInstallable>${list === '' ? '' : `<sdp:SupersededPackages>${list}</sdp:SupersededPackages>`}${items.join('')}</sdp:SoftwareDistributionPackage>`;
  return parts.prefix === undefined
    ? xml
    : xml
        .replaceAll(/(<\/?)sdp:/g, `$1${parts.prefix}`)
        .replaceAll('xmlns:sdp', parts.prefix === '' ? 'xmlns' : `xmlns:${parts.prefix.slice(0, -1)}`);
}

const read = (bytes: Uint8Array | string, piece?: number): Promise<Collected> =>
  importAll(sdp, fileOf('a.sdp', bytes, piece));

async function refusal(bytes: Uint8Array | string): Promise<string> {
  const error: unknown = await read(bytes).catch((cause: unknown) => cause);
  if (!(error instanceof UserError)) throw new Error(`not refused as it should be: ${String(error)}`);
  expect(`${error.message}${error.hint}`).not.toMatch(/\p{Cc}/u);
  return error.message;
}

const sampleOf = (bytes: Uint8Array | string) => {
  const head = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return { name: 'x', size: head.length, head, text: typeof bytes === 'string' ? bytes : '', entries: [] };
};

test.each<[string, Uint8Array | string, boolean]>([
  ['a package', packageOf(), true],
  [
    'a package without prefix, with a declaration',
    `\uFEFF<?xml version="1.0"?>\n<!-- c -->${packageOf({ prefix: '' })}`,
    true,
  ],
  ['a catalog in one file', `<smc:SystemsManagementCatalog xmlns:smc="x">`, true],
  ['a catalog in a cabinet', smallCab({ 'index.xml': '', 'V2\\A.SDP': packageOf() }), true],
  ['another cabinet', smallCab({ 'package.xml': '' }), false],
  ['other XML', '<OfflineSyncPackage>', false],
  ['text', 'SoftwareDistributionPackage', false],
])('%s is recognised: %#', (_, bytes, yes) => {
  expect(sdp.accepts(sampleOf(bytes))).toBe(yes);
});

describe('a package', () => {
  test('with all that it says', async () => {
    const xml = packageOf({
      superseded: [id('2').toUpperCase(), id('1'), id('2'), 'none'],
      data: '<sdp:UpdateSpecificData UpdateClassification="Security Updates" SecurityRating="Critical"><sdp:SecurityBulletinID>APSB14-01</sdp:SecurityBulletinID><sdp:KBArticleID>2965788</sdp:KBArticleID></sdp:UpdateSpecificData>',
    });
    for (const piece of [7, 65_536]) {
      const { rows, updates, edges, bad, about } = await read(xml, piece);
      expect({ rows, bad, about }).toEqual({ rows: 1, bad: [], about: { asOf: null } });
      expect(updates).toEqual([
        {
          ...{
            kb: '2965788',
            updateId: id('1'),
            revision: null,
            title: 'Contoso Reader 9.1 for Windows 10 Version 22H2 (x64)',
          },
          ...{
            bulletin: null,
            released: '2018-10-03',
            revised: null,
            classification: 'Security Updates',
            kind: 'other',
          },
          ...{ products: ['Reader', 'Windows 10 Version 22H2'], architectures: ['x64'], language: null },
          ...{ restartFlag: 'maybe', flagText: 'CanRequestReboot', exclusive: false, url: null, note: null },
        },
      ]);
      expect(edges.map(({ superseding, superseded }) => [superseding, superseded])).toEqual([[id('1'), id('2')]]);
    }
  });

  test.each([
    ['99DDD', null],
    ['KB2965788', '2965788'],
    [' 296578 ', '296578'],
    ['29657', null],
    ['12345678', null],
    ['', null],
  ])('the number %j', async (number, kb) => {
    const { updates } = await read(
      packageOf({
        data: `<sdp:UpdateSpecificData><sdp:KBArticleID>${number}</sdp:KBArticleID></sdp:UpdateSpecificData>`,
      }),
    );
    expect(updates[0]).toMatchObject({ kb, classification: null });
  });

  test('without data of an update, the number of its title', async () => {
    const [named, other] = [
      await read(packageOf({ data: '', texts: title('Fix (KB2965788)', 'en') })),
      await read(packageOf({ data: '', texts: title('Fix (2965788)', 'en') })),
    ];
    expect([named.updates[0]?.kb, other.updates[0]?.kb]).toEqual(['2965788', null]);
  });

  test.each([
    [
      'English before others',
      title('Deutsch', 'de') + title('English', 'fr', 'en').replace('<sdp:Language>fr</sdp:Language>', ''),
      'English',
    ],
    ['the first where none is English', title('Deutsch', 'de') + title('Français', 'fr'), 'Deutsch'],
    ['on one line', title('A\n  title &amp; more', 'en-US'), 'A title & more'],
    ['in CDATA', title('<![CDATA[<b>]]>', 'en'), '<b>'],
    ['none', '', null],
    ['a wall of text', title('t'.repeat(100_000), 'en'), null],
  ])('titles: %s', async (_, texts, expected) => {
    expect((await read(packageOf({ texts }))).updates[0]?.title).toBe(expected);
  });

  test.each<[string, string[], string | null, boolean | null]>([
    ['always', [item('RebootBehavior="AlwaysRequiresReboot" Impact="RequiresExclusiveHandling"')], 'always', true],
    [
      'never',
      [item('Impact="Minor" RebootBehavior="NeverReboots"', '<cmd:ReturnCode Code="0" Reboot="false" />')],
      'never',
      false,
    ],
    [
      'never, but an exit code asks',
      [item('RebootBehavior="NeverReboots"', '<cmd:ReturnCode Code="3010" Reboot="true" />')],
      'maybe',
      null,
    ],
    ['not stated', [item('')], null, null],
    ['two files, one says nothing', [item('RebootBehavior="NeverReboots" Impact="Normal"'), item('')], null, null],
    ['none', [], null, null],
  ])('restarts: %s', async (_, items, restartFlag, exclusive) => {
    expect((await read(packageOf({ items }))).updates[0]).toMatchObject({ restartFlag, exclusive });
  });

  test('drivers, and rules of detection', async () => {
    expect((await read(packageOf({ type: 'PackageType="Driver"' }))).updates[0]?.kind).toBe('driver');
    const { updates, skipped } = await read(packageOf({ type: 'PackageType="Detectoid"' }));
    expect([updates, skipped]).toEqual([[], { 'a rule of detection, no update': 1 }]);
  });

  test('other prefixes and UTF-16', async () => {
    const usual = await read(packageOf());
    for (const prefix of ['', 's:']) expect(await read(packageOf({ prefix }))).toEqual(usual);
    expect(await read(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(packageOf(), 'utf16le')]))).toEqual(usual);
  });
});

describe('catalogs', () => {
  const [one, two, three] = [
    packageOf(),
    packageOf({ id: id('2') }),
    packageOf({ id: id('3'), superseded: [id('2')] }),
  ];

  test('in one XML file', async () => {
    const xml = `<smc:SystemsManagementCatalog xmlns:smc="x"><smc:SoftwareDistributionPackage><a /></smc:SoftwareDistributionPackage>${one}${two}${three}</smc:SystemsManagementCatalog>`;
    const { rows, updates, edges, bad } = await read(xml);
    expect([rows, updates.length, edges.length]).toEqual([4, 3, 1]);
    expect(bad).toEqual([{ place: 'package 1', why: 'its PackageID is no GUID' }]);
  });

  test.each(['stored', 'mszip', 'lzx'] as const)(
    'in a cabinet, %s, one package in two versions of the catalog',
    async (method) => {
      const { rows, updates, skipped, bad } = await read(
        smallCab(
          { 'index.xml': '<not read', 'a.sdp': one, 'V2\\b.sdp': two, 'V3\\b.sdp': two, 'V3\\c.SDP': three },
          method,
        ),
      );
      expect([rows, updates.map(({ updateId }) => updateId)]).toEqual([4, [id('1'), id('2'), id('3')]]);
      expect(skipped).toEqual({ 'the same package once more': 1 });
      expect(bad).toEqual([]);
    },
  );

  test('one that cannot be read does not stop the others', async () => {
    const files = {
      'cut.sdp': one.slice(0, -40),
      'doctype.sdp': `<!DOCTYPE a>${one}`,
      'other.sdp': '<a />',
      'twice.sdp': `${three}${three}`,
      'large.sdp': Buffer.alloc(17_000_000, 0x20),
      'good.sdp': two,
    };
    const { rows, updates, bad } = await read(smallCab(files, 'mszip'));
    expect(rows).toBe(6);
    expect(updates.map(({ updateId }) => updateId)).toEqual([id('2')]);
    expect(bad.map(({ place, why }) => `${place}: ${why.slice(0, 28)}`)).toEqual([
      expect.stringMatching(/^entry cut\.sdp: it is cut off, or no XML/),
      'entry doctype.sdp: it carries a DOCTYPE',
      'entry other.sdp: no package is in it',
      expect.stringMatching(/^entry twice\.sdp: it is cut off, or no XML/),
      'entry large.sdp: it is too large',
    ]);
  });

  test('in UTF-16, where the first byte of a package is the last of a block', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(two, 'utf16le')]);
    const { updates, bad } = await read(smallCab({ 'a.txt': Buffer.alloc(32_767), 'b.sdp': utf16 }, 'mszip'));
    expect([updates.length, bad]).toEqual([1, []]);
  });

  test.each<[string, Uint8Array | string, RegExp]>([
    ['a package that is cut', one.slice(0, 900), /^a\.sdp is not read: it is cut off, or no XML/],
    ['a DOCTYPE', `<!DOCTYPE a [<!ENTITY b "b">]>${one}`, /^a\.sdp is not read: it carries a DOCTYPE$/],
    ['XML of another kind', '<Objs />', /^a\.sdp is not read: no package is in it$/],
    ['nothing', '', /no XML/],
    ['text that does not end', `${one.slice(0, 600)}${'x'.repeat(18_000_000)}`, /does not end/],
    ['elements that do not end', one.replace('<sdp:IsInstallable>', '<x>'.repeat(5000)), /nested too deeply/],
    ['a cabinet without packages', smallCab({ 'a.xml': one }), /^a\.sdp holds no \.sdp file$/],
    ['a cabinet that is cut', smallCab({ 'a.sdp': one }).subarray(0, 900), /is cut off, or no cabinet/],
    [
      'a package of gigabytes',
      makeCab([{ method: 'mszip', blocks: 65_535, files: [{ name: 'a.sdp', bytes: one, size: 2 ** 31 + 5 }] }]),
      /is too large|larger than all/,
    ],
  ])('%s is refused', async (_, bytes, why) => {
    expect(await refusal(bytes)).toMatch(why);
  });
});

const sample = join(root, '../shared/samples/wsus/trondr__DriverTool__0e6cf4ac-2853-48aa-825b-8fe28206575f.sdp');
const there = existsSync(sample);
if (!there) {
  if (process.env['CI'] === 'true') throw new Error(`the sample is missing: ${sample}`);
  process.stderr.write(`skipped: the sample is missing, ${sample}\n`);
}

describe.skipIf(!there)('a real driver package of Dell', () => {
  test('is one update', async () => {
    const { rows, updates, edges, bad } = await importAll(sdp, fileAt(sample));
    // grep -c '<sdp:SoftwareDistributionPackage', and grep -o of PackageID=, CreationDate=, KBArticleID>, RebootBehavior= and Title>
    const text = readFileSync(sample, 'utf8');
    expect(text.match(/<sdp:SoftwareDistributionPackage/g)).toHaveLength(1);
    expect(text).toContain('<sdp:KBArticleID>99DDD</sdp:KBArticleID>');
    expect(text).not.toContain('SupersededPackages');
    expect({ rows, edges, bad }).toEqual({ rows: 1, edges: [], bad: [] });
    expect(updates).toEqual([
      {
        ...{ kb: null, updateId: /PackageID="([^"]*)"/.exec(text)?.[1], revision: null, bulletin: null },
        ...{ title: /<sdp:Title>([^<]*)</.exec(text)?.[1], released: '2018-10-03', revised: null, kind: 'driver' },
        ...{ classification: 'Updates', products: ['Drivers and Applications'], architectures: [], language: null },
        ...{ restartFlag: 'always', flagText: 'AlwaysRequiresReboot', exclusive: false, url: null, note: null },
      },
    ]);
  });

  test('and the same in a cabinet', async () => {
    const alone = await importAll(sdp, fileAt(sample));
    expect(await importAll(sdp, fileOf('c.cab', smallCab({ 'V3\\d.sdp': readFileSync(sample) }, 'lzx')))).toEqual(
      alone,
    );
  });
});
