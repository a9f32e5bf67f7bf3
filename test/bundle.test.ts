// catalog export and import: a bundle arrives whole, on an older or damaged catalog as well, and whatever else arrives is refused.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCatalog } from '../src/catalog/build.ts';
import { manifestPathOf } from '../src/catalog/manifest.ts';
import { manifestOf, sumsOf } from '../src/catalog/manifest-of.ts';
import { openCatalog } from '../src/catalog/open.ts';
import { copyOfSmall, editText, newFolder, twoLines } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
const lineBytes = 'rebootgate catalog bundle 1 sha256:'.length + 65;

beforeAll(async () => {
  folder = newFolder();
  const data = copyOfSmall();
  buildCatalog(data, at('new.sqlite'));
  // The day of a catalog is that on which its newest source was read.
  for (const source of ['curated', 'metadata', 'vendor-list'])
    editText(data, `${source}/meta.json`, (text) => text.replace(/"readOn": "\d{4}/, '"readOn": "2012'));
  buildCatalog(data, at('old.sqlite'));
  for (const name of ['new', 'old']) await exported(`${name}.sqlite`, `${name}.bundle`);
});

async function exported(catalog: string, bundle: string): Promise<void> {
  const { code, err } = await run(['catalog', 'export', at(bundle), '--catalog', at(catalog)]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

const importInto = (target: string, bundle: string, ...args: string[]) =>
  run(['catalog', 'import', bundle, '--catalog', target, ...args], { cwd: folder });

/** A folder with a copy of a catalog in it, manifest and all. */
function placeWith(catalog: string | null): string {
  const target = join(newFolder(), 'catalog.sqlite');
  if (catalog !== null) {
    copyFileSync(at(catalog), target);
    copyFileSync(manifestPathOf(at(catalog)), manifestPathOf(target));
  }
  return target;
}

const dayOf = (path: string): string => {
  const catalog = openCatalog(path);
  try {
    return catalog.dataAsOf;
  } finally {
    catalog.close();
  }
};

describe('a bundle', () => {
  test('brings the catalog and its manifest, to the byte', async () => {
    const target = placeWith(null);
    const { code, out, err } = await importInto(target, 'new.bundle');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`is now the catalog of ${dayOf(at('new.sqlite'))}; there was none`);
    expect(readFileSync(target).equals(readFileSync(at('new.sqlite')))).toBe(true);
    expect(readFileSync(manifestPathOf(target), 'utf8')).toBe(readFileSync(manifestPathOf(at('new.sqlite')), 'utf8'));
    expect(readdirSync(join(target, '..')).sort()).toEqual(['catalog.sqlite', 'catalog.sqlite.manifest.json']);
    const again = await importInto(target, 'new.bundle');
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('is unchanged');
  });

  test('is the same for the same catalog', async () => {
    await exported('new.sqlite', 'again.bundle');
    expect(readFileSync(at('again.bundle')).equals(readFileSync(at('new.bundle')))).toBe(true);
  });

  test('says in one readable line what it holds', () => {
    const [, line = ''] = readFileSync(at('new.bundle')).toString('latin1').split('\n', 2);
    const header = JSON.parse(line);
    expect(header).toMatchObject({ format: 'rebootgate/catalog-bundle', dataAsOf: dayOf(at('new.sqlite')) });
    expect(header.manifest).toEqual(JSON.parse(readFileSync(manifestPathOf(at('new.sqlite')), 'utf8')));
  });

  test('takes the place of an older catalog, and of a damaged one', async () => {
    const older = placeWith('old.sqlite');
    const { out } = await importInto(older, 'new.bundle');
    expect(out).toContain(`before it was that of ${dayOf(at('old.sqlite'))}`);
    expect(dayOf(older)).toBe(dayOf(at('new.sqlite')));
    const damaged = placeWith('new.sqlite');
    writeFileSync(damaged, 'half');
    expect(await importInto(damaged, 'old.bundle')).toMatchObject({ code: 0, err: '' });
    expect(dayOf(damaged)).toBe(dayOf(at('old.sqlite')));
  });

  test('that is older is refused, and taken with --allow-older', async () => {
    const target = placeWith('new.sqlite');
    const before = readFileSync(target);
    const { code, out, err } = await importInto(target, 'old.bundle');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(err).toMatch(/facts of 2012-.*here those of 20.*\n.*--allow-older/);
    expect(readFileSync(target).equals(before)).toBe(true);
    expect(await importInto(target, 'old.bundle', '--allow-older')).toMatchObject({ code: 0, err: '' });
    expect(dayOf(target)).toBe(dayOf(at('old.sqlite')));
  });

  test('of the same day with other facts is refused: nobody can tell which is the newer', async () => {
    const data = copyOfSmall();
    editText(data, 'curated/meta.json', (text) => text.replace(/"name": "/, '"name": "Other '));
    buildCatalog(data, at('other.sqlite'));
    await exported('other.sqlite', 'other.bundle');
    expect(dayOf(at('other.sqlite'))).toBe(dayOf(at('new.sqlite')));
    const target = placeWith('new.sqlite');
    const before = readFileSync(target);
    const { code, out, err } = await importInto(target, 'other.bundle');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(err).toMatch(/both have the facts of .* and they differ\n.*--allow-older/);
    expect(readFileSync(target).equals(before)).toBe(true);
    expect(await importInto(target, 'other.bundle', '--allow-older')).toMatchObject({ code: 0, err: '' });
  });
});

/** A bundle of these parts, with a checksum that is right: what a liar would send. */
function bundleOf(header: Record<string, unknown> | string, payload: Uint8Array): Buffer {
  const said = typeof header === 'string' ? header : JSON.stringify(header);
  const rest = Buffer.concat([Buffer.from(`${said}\n`), payload]);
  const sum = createHash('sha256').update(rest).digest('hex');
  return Buffer.concat([Buffer.from(`rebootgate catalog bundle 1 sha256:${sum}\n`), rest]);
}

interface Parts {
  bytes: Buffer;
  header: Record<string, unknown> & { manifest: Record<string, unknown> };
  payload: Buffer;
  catalog: Buffer;
}

function partsOf(name: string): Parts {
  const bytes = readFileSync(at(`${name}.bundle`));
  const end = bytes.indexOf(10, lineBytes + 1);
  return {
    bytes,
    header: JSON.parse(bytes.subarray(lineBytes, end).toString()),
    payload: bytes.subarray(end + 1),
    catalog: readFileSync(at(`${name}.sqlite`)),
  };
}

/** A bundle whose header is true of whatever it holds. */
function honestBundle({ header }: Parts, content: Uint8Array): Buffer {
  const path = join(newFolder(), 'content');
  writeFileSync(path, content);
  return bundleOf({ ...header, manifest: manifestOf(sumsOf(path), 'a digest') }, gzipSync(content));
}

const cutAt = (bytes: Buffer, at: number): Buffer => bytes.subarray(0, at);
const without = (header: Record<string, unknown>, key: string) => ({ ...header, [key]: undefined });

const hostile: [what: string, code: number, says: string, make: (parts: Parts) => Uint8Array | string][] = [
  ['nothing', 2, 'is no catalog bundle', () => ''],
  ['text', 2, 'is no catalog bundle', () => 'hello'],
  ['a bare catalog', 2, 'is no catalog bundle', ({ catalog }) => catalog],
  ['a bare gzip file', 2, 'is no catalog bundle', ({ payload }) => payload],
  ['the first line alone', 2, 'first lines are cut off', ({ bytes }) => cutAt(bytes, lineBytes)],
  ['half of the first line', 2, 'first lines are cut off', ({ bytes }) => cutAt(bytes, 60)],
  ['a first line without a checksum', 2, 'first lines', () => 'rebootgate catalog bundle 1 sha256:xyz\n{}\n'],
  ['a header without an end', 2, 'first lines are cut off', ({ payload }) => bundleOf('{'.repeat(20_000), payload)],
  ['a header that is no JSON', 2, 'does not say', ({ payload }) => bundleOf('{"format":', payload)],
  ['a header of null', 2, 'does not say', ({ payload }) => bundleOf('null', payload)],
  ['no manifest', 2, 'does not say', ({ header, payload }) => bundleOf(without(header, 'manifest'), payload)],
  ['no day', 2, 'does not say', ({ header, payload }) => bundleOf({ ...header, dataAsOf: '2026-02-31' }, payload)],
  [
    'a manifest of two files',
    2,
    'does not say',
    ({ header, payload }) =>
      bundleOf({ ...header, manifest: { ...header.manifest, previous: { size: 1, crc32: '0' } } }, payload),
  ],
  ['the form of the future', 3, 'the form 2 of bundles', () => 'rebootgate catalog bundle 2 blake3:00\n{}\n'],
  [
    'tables of another version',
    3,
    'a catalog of version 99, this program reads version',
    ({ header, payload }) => bundleOf({ ...header, schemaVersion: 99 }, payload),
  ],
  [
    'a size of nothing',
    2,
    'claims to hold 0 bytes',
    ({ header, payload }) => bundleOf({ ...header, manifest: { ...header.manifest, size: 0 } }, payload),
  ],
  [
    'a size of petabytes',
    2,
    'no catalog is larger than 4 GiB',
    ({ header, payload }) => bundleOf({ ...header, manifest: { ...header.manifest, size: 2 ** 50 } }, payload),
  ],
  [
    'a bomb that says so',
    2,
    'claims to unpack',
    ({ header }) =>
      bundleOf({ ...header, manifest: { ...header.manifest, size: 2 ** 31 } }, gzipSync(Buffer.alloc(2 ** 22))),
  ],
  [
    'more than it says',
    2,
    'unpacks to more than',
    ({ header, catalog }) => bundleOf(header, gzipSync(Buffer.concat([catalog, Buffer.from('!')]))),
  ],
  [
    'less than it says',
    2,
    'not what its header says',
    ({ header, catalog }) => bundleOf(header, gzipSync(cutAt(catalog, 4096))),
  ],
  ['a stream that ends early', 2, 'cannot be unpacked', ({ header, payload }) => bundleOf(header, cutAt(payload, 200))],
  ['no stream', 2, 'cannot be unpacked', ({ header }) => bundleOf(header, Buffer.from('not packed at all'))],
  ['another file', 2, 'no rebootgate catalog', (parts) => honestBundle(parts, Buffer.alloc(9000, 'x'))],
  [
    'a catalog with a byte changed',
    2,
    'damaged',
    (parts) => {
      const changed = Buffer.from(parts.catalog);
      // In the text of a row, which no structure of the file notices.
      const place = changed.indexOf('KB1000001') + 8;
      changed[place] = 0x39;
      return honestBundle(parts, changed);
    },
  ],
  [
    'a database of another program',
    2,
    'no rebootgate catalog',
    (parts) => {
      const changed = Buffer.from(parts.catalog);
      changed.writeUInt32BE(0, 68);
      return honestBundle(parts, changed);
    },
  ],
  [
    'a catalog of another version than its header says',
    2,
    'has version 77',
    (parts) => {
      const changed = Buffer.from(parts.catalog);
      changed.writeUInt32BE(77, 60);
      return honestBundle(parts, changed);
    },
  ],
  [
    'a catalog that is dated later than it is',
    2,
    'other facts than its header says',
    ({ header, payload }) => bundleOf({ ...header, dataAsOf: '2099-01-01' }, payload),
  ],
  [
    'the digest of other facts',
    2,
    'other facts than its header says',
    ({ header, payload }) => bundleOf({ ...header, dataDigest: `sha256:${'0'.repeat(64)}` }, payload),
  ],
];

describe('a hostile bundle', () => {
  test.each(hostile)('%s is refused, and the catalog stays', async (_what, expected, says, make) => {
    const target = placeWith('old.sqlite');
    const before = readdirSync(join(target, '..')).map((name) =>
      readFileSync(join(target, '..', name)).toString('hex'),
    );
    const bundle = join(newFolder(), 'x.bundle');
    writeFileSync(bundle, make(partsOf('new')));
    const { code, out, err } = await importInto(target, bundle);
    expect(err).toContain(says);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toMatch(twoLines);
    const after = readdirSync(join(target, '..')).map((name) => readFileSync(join(target, '..', name)).toString('hex'));
    expect(after).toEqual(before);
  });

  test('that is cut off or has a byte flipped anywhere is refused', async () => {
    const target = placeWith('old.sqlite');
    const before = readFileSync(target);
    const { bytes } = partsOf('new');
    const bundle = join(newFolder(), 'x.bundle');
    const places = Array.from({ length: 40 }, (_, index) => Math.floor((index * (bytes.length - 1)) / 39));
    for (const place of places) {
      const flipped = Buffer.from(bytes);
      flipped[place] = (flipped[place] ?? 0) ^ 0x04;
      for (const content of [flipped, cutAt(bytes, place)]) {
        writeFileSync(bundle, content);
        const { code, err } = await importInto(target, bundle);
        expect([2, 3], `at ${place}`).toContain(code);
        expect(err).toMatch(twoLines);
        expect(readFileSync(target).equals(before)).toBe(true);
      }
    }
  });

  test('a name with an escape sequence does no harm', async () => {
    const name = process.platform === 'win32' ? 'x.bundle' : 'x\u001b[31m\n::error::.bundle';
    const bundle = join(newFolder(), name);
    writeFileSync(bundle, 'no bundle');
    const { code, err } = await importInto(placeWith(null), bundle);
    expect(code).toBe(2);
    expect(err).toMatch(twoLines);
    expect(err).not.toContain('\u001b');
  });
});

describe('a name that is none of a bundle or catalog', () => {
  test('a file that is not there, a folder', async () => {
    for (const bundle of ['nowhere.bundle', folder]) {
      const { code, err } = await importInto(placeWith(null), bundle);
      expect(code).toBe(2);
      expect(err).toMatch(twoLines);
    }
  });

  test('a target of another kind keeps what it holds', async () => {
    const target = join(newFolder(), 'group.json');
    writeFileSync(target, '[]');
    const { code, err } = await importInto(target, 'new.bundle');
    expect(code).toBe(2);
    expect(err).toContain('a file of another kind');
    expect(readFileSync(target, 'utf8')).toBe('[]');
  });

  test('export writes over an older bundle, and over nothing else', async () => {
    copyFileSync(at('old.bundle'), at('place.bundle'));
    await exported('new.sqlite', 'place.bundle');
    expect(readFileSync(at('place.bundle')).equals(readFileSync(at('new.bundle')))).toBe(true);
    for (const name of ['new.sqlite', 'new.sqlite.manifest.json']) {
      const before = readFileSync(at(name));
      const { code, err } = await run(['catalog', 'export', at(name), '--catalog', at('new.sqlite')]);
      expect(code).toBe(2);
      expect(err).toContain('is there already, and no bundle');
      expect(readFileSync(at(name)).equals(before)).toBe(true);
    }
  });

  test('export into a folder that is not there is exit 3', async () => {
    const { code, err } = await run(['catalog', 'export', at('no/x.bundle'), '--catalog', at('new.sqlite')]);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
  });

  test('a damaged catalog is not exported', async () => {
    const target = placeWith('new.sqlite');
    const bytes = readFileSync(target);
    bytes[9000] = (bytes[9000] ?? 0) ^ 1;
    writeFileSync(target, bytes);
    const { code, err } = await run(['catalog', 'export', at('damaged.bundle'), '--catalog', target]);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
    expect(readdirSync(folder)).not.toContain('damaged.bundle');
  });
});

describe('the shipped catalog', () => {
  const elsewhere = newFolder();
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  test('without --catalog is the one that is exported, and replaced', async () => {
    const installed = join(elsewhere, 'package');
    mkdirSync(installed);
    copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
    copyFileSync(at('old.sqlite'), join(installed, 'catalog.sqlite'));
    const packageFolder = `${installed}/`;
    const { code } = await run(['catalog', 'import', at('new.bundle')], { packageFolder });
    expect(code).toBe(0);
    expect(dayOf(join(installed, 'catalog.sqlite'))).toBe(dayOf(at('new.sqlite')));
    const exportedTo = join(elsewhere, 'out.bundle');
    expect((await run(['catalog', 'export', exportedTo], { packageFolder })).code).toBe(0);
    expect(readFileSync(exportedTo).equals(readFileSync(at('new.bundle')))).toBe(true);
  });
});
