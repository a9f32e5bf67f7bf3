// ZIP archives: what is in them is read as it is declared, and what is not as declared is refused.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openZip, type ZipEntry, zipNames } from '../src/archives/zip.ts';
import type { ByteSource } from '../src/bytes/types.ts';
import { UserError } from '../src/errors.ts';
import { fileOf } from './imports.ts';
import { root } from './run.ts';
import { makeZip, type Archive, type Part } from './zip-maker.ts';

const zipOf = (parts: readonly Part[], archive: Archive = {}): ByteSource => fileOf('a.zip', makeZip(parts, archive));
const one = (part: Partial<Part>): ByteSource => zipOf([{ name: 'a.txt', content: 'hello', ...part }]);
const textOf = async (entry: ZipEntry | undefined): Promise<string> =>
  Buffer.from((await entry?.bytes(1e6)) ?? 'none').toString();

/** Opens the archive and reads every file in it to its end. */
async function readAll(file: ByteSource, limits = {}): Promise<Record<string, number>> {
  const { entries } = await openZip(file, limits);
  const sizes: Record<string, number> = {};
  for (const entry of entries) {
    let size = 0;
    for await (const piece of entry.stream()) size += piece.length;
    sizes[entry.path] = size;
  }
  return sizes;
}

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  if (!(error instanceof UserError)) throw error;
  expect(error.hint).not.toBe('');
  // One line, without control characters.
  expect(error.message).toMatch(/^\P{C}+$/u);
  return error.message;
}

describe('an archive', () => {
  const file = zipOf([
    { name: 'folder/', content: '', method: 0 },
    { name: 'folder/packed.txt', content: 'packed '.repeat(1000) },
    { name: 'stored.txt', content: 'stored', method: 0 },
    { name: 'größe.txt', content: '' },
  ]);

  test('lists its files with their sizes', async () => {
    const { entries, close } = await openZip(file);
    expect(entries.map(({ path, name, size }) => [path, name, size])).toEqual([
      ['folder/packed.txt', 'a.zip/folder/packed.txt', 7000],
      ['stored.txt', 'a.zip/stored.txt', 6],
      ['größe.txt', 'a.zip/größe.txt', 0],
    ]);
    expect(entries[0]?.compressedSize).toBeLessThan(100);
    close();
  });

  test('hands out their bytes, as often as they are asked for', async () => {
    const [packed, stored, empty] = (await openZip(file)).entries;
    for (let times = 0; times < 2; times += 1) {
      expect(await textOf(packed)).toBe('packed '.repeat(1000));
      expect(await textOf(stored)).toBe('stored');
      expect(await textOf(empty)).toBe('');
    }
    expect(Buffer.from((await packed?.read(6998, 100)) ?? []).toString()).toBe('d ');
    expect(Buffer.from((await packed?.read(7, 6)) ?? []).toString()).toBe('packed');
  });

  test('two of them at once, and one that is left half-way', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefghijk');
    const { entries } = await openZip(zipOf([1, 2, 3].map((n) => ({ name: `${n}.txt`, content }))));
    for await (const piece of entries[2]?.stream() ?? []) {
      expect(piece.length).toBeLessThanOrEqual(400_000);
      break;
    }
    const [first, second] = await Promise.all(entries.slice(0, 2).map((entry) => entry.bytes(3_000_000)));
    expect(first && content.equals(first)).toBe(true);
    expect(second && content.equals(second)).toBe(true);
  });

  test('may have a comment, a directory of ZIP64, and bytes between its files and its directory', async () => {
    const parts = [{ name: 'a.txt', content: 'hello' }];
    expect(await readAll(zipOf(parts, { comment: 'made by hand' }))).toEqual({ 'a.txt': 5 });
    expect(await readAll(zipOf(parts, { zip64: true, before: new Uint8Array(50) }))).toEqual({ 'a.txt': 5 });
    expect(await readAll(zipOf([]))).toEqual({});
  });

  test('is read in pieces of the file, not whole', async () => {
    const content = Buffer.alloc(5_000_000, 'x');
    const bytes = makeZip([
      { name: 'large.bin', content, method: 0 },
      { name: 'small.txt', content: 'small' },
    ]);
    let read = 0;
    const counting = {
      ...fileOf('a.zip', bytes),
      read: async (from: number, length: number) => {
        read += length;
        return bytes.subarray(from, from + length);
      },
    };
    const { entries } = await openZip(counting);
    expect(await textOf(entries[1])).toBe('small');
    expect(read).toBeLessThan(400_000);
  });

  test('a file that cannot be read fails as it does, and not as a damaged archive', async () => {
    const bytes = makeZip([{ name: 'a.txt', content: Buffer.alloc(200_000), method: 0 }]);
    const failing = (calls: number): ByteSource => ({
      ...fileOf('a.zip', bytes),
      read: async (from, length) => {
        calls -= 1;
        if (calls < 0) throw new Error('EIO');
        return bytes.subarray(from, from + length);
      },
    });
    let calls = 0;
    for (; ; calls += 1) {
      const read = await readAll(failing(calls)).catch((error: unknown) => error);
      if (!(read instanceof Error)) break;
      expect(read.message).toBe('EIO');
    }
    // The directory, the header, and four pieces.
    expect(calls).toBeGreaterThanOrEqual(6);
  });
});

describe('what is declared and not so', () => {
  const long = 'long '.repeat(10_000);
  const junk = Buffer.concat([deflateRawSync('hello'), Buffer.from('junk')]);
  test.each<[string, ByteSource, RegExp]>([
    ['a longer file', one({ content: long, size: 100 }), /a\.txt in it is longer than the archive declares/],
    ['a shorter file', one({ size: 6 }), /a\.txt in it is shorter/],
    ['a stored file of another size', one({ method: 0, size: 4 }), /cut off or damaged, or no ZIP archive/],
    ['another checksum', one({ crc32: 1 }), /another checksum/],
    ['another checksum of an empty file', one({ content: '', crc32: 1 }), /another checksum/],
    ['bytes after the packed ones', one({ packed: junk, packedSize: junk.length }), /another packed size/],
    ['packed bytes that are cut', one({ packed: deflateRawSync(long).subarray(0, 20) }), /cut or changed/],
    ['packed bytes that are none', one({ packed: Buffer.from('\xff\xff\xff\xff', 'latin1') }), /cut or changed/],
    ['a packed size beyond the file', one({ packedSize: 1000 }), /cut, or shares its bytes/],
    ['a place outside the archive', one({ offset: 0xfffffff0 }), /cut, or shares its bytes/],
    ['a place where no file begins', one({ offset: 1, packedSize: 6 }), /is not where it is declared/],
    ['encryption', one({ flags: 1 }), /a\.txt in it is encrypted/],
    ['strong encryption', one({ flags: 0x41 }), /is encrypted/],
    ['a method of its own', one({ method: 14 }), /by a method that is not read \(14\)/],
    ['a million entries', zipOf([], { count: 1_000_000, zip64: true }), /declares more than 10000 files/],
    ['more entries than there are', zipOf([{ name: 'a', content: '' }], { count: 2 }), /cut off/],
    [
      'fewer entries than there are',
      zipOf(
        [
          { name: 'a', content: '' },
          { name: 'b', content: '' },
        ],
        { count: 1 },
      ),
      /more files than it declares/,
    ],
  ])('%s', async (_what, file, message) => {
    expect(await refusal(readAll(file))).toMatch(message);
  });

  test('files that share their bytes', async () => {
    const content = Buffer.alloc(100_000, 'ab');
    const parts = [
      { name: 'a', content },
      { name: 'b', content, offset: 0 },
    ];
    expect(await refusal(openZip(zipOf(parts)))).toMatch(/shares its bytes/);
    // The header before the bytes is longer than the directory says, and reaches into the next file.
    const bytes = makeZip([
      { name: 'a', content },
      { name: 'b', content, method: 0 },
    ]);
    new DataView(bytes.buffer).setUint16(26, 5000, true);
    expect(await refusal(readAll(fileOf('a.zip', bytes)))).toMatch(/shares its bytes/);
  });

  test('a longer name before the bytes than in the directory is no fault', async () => {
    expect(await readAll(one({ localName: 'a'.repeat(60_000) }))).toEqual({ 'a.txt': 5 });
  });

  test.each(['../a', 'a/../../b', '/etc/passwd', 'C:/a', 'c:a', 'a\\b', 'a\0b', '..', '\\\\server\\share'])(
    'the name %j',
    async (name) => {
      expect(await refusal(openZip(one({ name })))).toMatch(/names a file outside itself/);
    },
  );

  test.each([
    ['', ''],
    ['a line feed', 'a\nb'],
    ['an escape', '\x1b[31mred'],
    ['1025 letters', 'n'.repeat(1025)],
    ['60,000 letters', 'n'.repeat(60_000)],
  ])('a name of %s, which is none', async (_what, name) => {
    expect((await refusal(openZip(one({ name })))).length).toBeLessThan(200);
  });

  test('an archive that is cut, anywhere', async () => {
    const bytes = makeZip([
      { name: 'a.txt', content: long },
      { name: 'b.txt', content: 'b' },
    ]);
    for (let length = 0; length < bytes.length; length += 7) {
      await refusal(readAll(fileOf('a.zip', bytes.subarray(0, length))));
    }
  });

  test('bytes that are changed, anywhere: read as they were, or refused', async () => {
    const parts = [
      { name: 'a.txt', content: 'hello hello hello' },
      { name: 'b.txt', content: 'b', method: 0 },
    ];
    const bytes = makeZip(parts);
    for (let at = 0; at < bytes.length; at += 1) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ mask;
        const sizes = await readAll(fileOf('a.zip', changed)).catch((error: unknown) => error);
        if (sizes instanceof Error) expect(sizes).toBeInstanceOf(UserError);
        else expect(Object.values(sizes ?? {})).toEqual([17, 1]);
      }
    }
  });
});

describe('limits', () => {
  test('a file that unpacks to a thousand times its size', async () => {
    const content = new Uint8Array(40_000_000);
    const file = one({ content });
    const { entries } = await openZip(file);
    expect((entries[0]?.size ?? 0) / (entries[0]?.compressedSize ?? 1)).toBeGreaterThan(1000);
    expect(await refusal(readAll(file))).toMatch(/unpacks to more than 1000 times its size/);
    // A small one harms nobody.
    expect(await readAll(one({ content: content.subarray(0, 9_000_000) }))).toEqual({ 'a.txt': 9_000_000 });
  });

  test('a bomb that says it is small', async () => {
    const content = new Uint8Array(40_000_000);
    const packed = deflateRawSync(content);
    const file = one({ content: '', packed, size: 5000, crc32: crc32(content) });
    let size = 0;
    const reading = (async () => {
      for await (const piece of (await openZip(file)).entries[0]?.stream() ?? []) size += piece.length;
    })();
    expect(await refusal(reading)).toMatch(/longer than the archive declares/);
    expect(size).toBeLessThanOrEqual(5000);
  });

  test('of one file, of all that is read, and of what is taken as a whole', async () => {
    const parts = [1, 2].map((n) => ({ name: `${n}`, content: 'x'.repeat(1000) }));
    expect(await refusal(readAll(zipOf(parts), { entrySize: 999 }))).toMatch(/1 in it is too large/);
    expect(await refusal(readAll(zipOf(parts), { total: 1999 }))).toMatch(/unpacks to more than is read/);
    expect(await readAll(zipOf(parts), { total: 2000 })).toEqual({ 1: 1000, 2: 1000 });
    expect(await refusal(openZip(zipOf(parts), { entries: 1 }))).toMatch(/more than 1 files/);
    const { entries } = await openZip(zipOf(parts));
    expect(await refusal(entries[0]?.bytes(999) ?? Promise.resolve())).toMatch(/too large/);
  });
});

describe('names, by which kinds are recognised', () => {
  const parts = [
    { name: 'CVEs_20260628.csv', content: 'a,b\n'.repeat(5000) },
    { name: 'Version_0.94.txt', content: '0.94' },
  ];
  const names = ['CVEs_20260628.csv', 'Version_0.94.txt'];

  test('of an archive, and none of any other file', async () => {
    expect(await zipNames(zipOf(parts))).toEqual(names);
    expect(await zipNames(zipOf([]))).toEqual([]);
    for (const other of ['', 'P', 'PK', 'PK\x03\x04', 'KB2965788', '<xml/>'])
      expect(await zipNames(fileOf('a', other))).toEqual([]);
  });

  test('of an archive that is cut: those that can be read, so that its reader says what is wrong', async () => {
    const bytes = makeZip(parts);
    expect(await zipNames(fileOf('a.zip', bytes.subarray(0, bytes.length - 1)))).toEqual(names);
    expect(await zipNames(fileOf('a.zip', bytes.subarray(0, 60)))).toEqual(names.slice(0, 1));
  });

  test('hostile files end in names or none, and never in an error', async () => {
    const bytes = makeZip(parts);
    for (let at = 2; at < bytes.length; at += 1) {
      const changed = bytes.slice();
      changed[at] = 0xff;
      expect(Array.isArray(await zipNames(fileOf('a.zip', changed)))).toBe(true);
    }
    for (const part of [{ name: '../a' }, { flags: 1 }, { method: 99 }, { offset: 0xffffffff }]) {
      expect(Array.isArray(await zipNames(one(part)))).toBe(true);
    }
    expect(await zipNames(zipOf(parts, { count: 1_000_000, zip64: true }))).toEqual(names);
  });
});

describe('the samples', () => {
  const samples = join(root, '..', 'shared', 'samples');
  const zips = ['task-sequences', 'wesng', 'bulletins']
    .filter((folder) => existsSync(join(samples, folder)))
    .flatMap((folder) => readdirSync(join(samples, folder)).map((name) => join(samples, folder, name)))
    .filter((path) => /\.(?:zip|xlsx?)$/.test(path));
  if (zips.length === 0) process.stderr.write(`skipped: no sample archives in ${samples}\n`);

  test.skipIf(zips.length === 0)('are read to their ends, with their checksums', { timeout: 60_000 }, async () => {
    expect(zips.length).toBeGreaterThanOrEqual(10);
    for (const path of zips) {
      const file = fileOf('sample.zip', readFileSync(path));
      const { entries } = await openZip(file);
      expect(await zipNames(file)).toEqual(entries.map((entry) => entry.path));
      expect(await readAll(file)).toEqual(Object.fromEntries(entries.map((entry) => [entry.path, entry.size])));
    }
  });

  const wesng = join(samples, 'wesng', 'bitsadmin__wesng__definitions_2021-06-30.zip');
  // unzip -l bitsadmin__wesng__definitions_2021-06-30.zip
  test.skipIf(!existsSync(wesng))('of wesng holds a table of 52 MB', async () => {
    const { entries } = await openZip(fileOf('definitions.zip', readFileSync(wesng)));
    expect(entries.map(({ path, size }) => [path, size])).toEqual([
      ['CVEs_20210627.csv', 52_456_900],
      ['Custom_20190321.csv', 45_668],
      ['Version_0.94.txt', 139],
    ]);
  });
});
