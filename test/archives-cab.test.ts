// Cabinets: stored, MSZIP and LZX (held against 7-Zip), lying and cut ones, names that escape, and the real sample.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CabArchive,
  type CabEntry,
  type CabLimits,
  cabNames,
  isCab,
  openCab,
  sourceOf,
} from '../src/archives/cab.ts';
import { UserError } from '../src/errors.ts';
import { type CabOptions, type FolderToPack, makeCab, smallCab } from './cab-maker.ts';
import type { LzxOptions } from './cab-maker-lzx.ts';
import { root } from './run.ts';

const open = (bytes: Uint8Array, limits: Partial<CabLimits> = {}): Promise<CabArchive> =>
  openCab(sourceOf('a.cab', bytes), limits);

async function contents(bytes: Uint8Array, limits: Partial<CabLimits> = {}): Promise<Record<string, Buffer>> {
  const found: Record<string, Buffer> = {};
  const cab = await open(bytes, limits);
  for await (const entry of cab.members()) found[entry.path] = Buffer.from(await entry.bytes(2 ** 30));
  return found;
}

async function refusal(bytes: Uint8Array, limits: Partial<CabLimits> = {}): Promise<string> {
  try {
    await contents(bytes, limits);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.hint).not.toBe('');
    return error.message;
  }
  throw new Error('the cabinet was not refused');
}

/** The same bytes on each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 65_536) % below;
  };
}

const random = (length: number, seed = 1): Buffer => {
  const next = numbers(seed);
  return Buffer.from(Array.from({ length }, () => next(256)));
};
const xml = (length: number, seed = 1): Buffer => {
  const next = numbers(seed);
  let text = '';
  while (text.length < length)
    text += `<UpdateIdentity UpdateID="${next(65_536)}-${next(99)}" RevisionNumber="${next(300)}" />`;
  return Buffer.from(text.slice(0, length));
};

describe('a cabinet', () => {
  const files = {
    'index.xml': '<INDEX/>',
    'l\\en\\123': xml(70_000),
    empty: '',
    'x\\123': random(100_000),
    'last.txt': 'the end',
  };

  test.each(['stored', 'mszip', 'lzx'] as const)('%s: all files as they were packed', async (method) => {
    const found = await contents(smallCab(files, method));
    expect(Object.keys(found).sort()).toEqual(['empty', 'index.xml', 'l/en/123', 'last.txt', 'x/123']);
    expect(found['l/en/123']?.equals(files['l\\en\\123'])).toBe(true);
    expect(found['x/123']?.equals(files['x\\123'])).toBe(true);
    expect(found['empty']?.length).toBe(0);
    expect(found['last.txt']?.toString()).toBe('the end');
  });

  const several: FolderToPack[] = [
    { method: 'mszip', files: [{ name: 'a', bytes: xml(40_000) }] },
    { method: 'stored', files: [{ name: 'b', bytes: 'bee' }] },
    {
      method: 'lzx',
      files: [
        { name: 'c', bytes: xml(90_000, 3) },
        { name: 'd', bytes: 'dee' },
      ],
    },
  ];

  test.each<[string, CabOptions]>([
    ['without checksums', { checksums: false }],
    ['with reserved areas', { reserve: { header: 20, folder: 3, block: 5 } }],
    ['with empty reserved areas', { reserve: { header: 0, folder: 0, block: 0 } }],
  ])('%s, of several folders', async (_, options) => {
    const found = await contents(makeCab(several, options));
    expect(Object.keys(found)).toEqual(['a', 'b', 'c', 'd']);
    expect(found['c']?.equals(xml(90_000, 3))).toBe(true);
    expect(`${found['b']}${found['d']}`).toBe('beedee');
  });

  test('a signature behind it, as Microsoft signs them', async () => {
    expect(Object.keys(await contents(Buffer.concat([smallCab(files), random(500)])))).toHaveLength(5);
  });

  test('files that are not wanted are passed over, and a folder of them is not unpacked', async () => {
    const cab = await open(makeCab(several));
    const names: string[] = [];
    for await (const entry of cab.members((path) => path === 'd')) {
      names.push(entry.name);
      expect(Buffer.from(await entry.bytes(3)).toString()).toBe('dee');
    }
    expect(names).toEqual(['a.cab/d']);
    expect(cab.unpacked()).toBe(90_003);
  });

  test('as streams, in the order in which they are packed, and once more', async () => {
    const cab = await open(makeCab(several));
    for (const _ of [1, 2]) {
      const sizes: number[] = [];
      for await (const entry of cab.members()) {
        let size = 0;
        for await (const piece of entry.stream()) size += piece.length;
        expect(size).toBe(entry.size);
        sizes.push(size);
      }
      expect(sizes).toEqual([40_000, 3, 90_000, 3]);
    }
  });

  test('a file that was passed is not read any more', async () => {
    const passed: CabEntry[] = [];
    for await (const entry of (await open(smallCab(files, 'mszip'))).members()) passed.push(entry);
    const large = passed.find(({ path }) => path === 'l/en/123');
    await expect(large?.bytes(1e6).then(async () => passed[0]?.bytes(1e6))).rejects.toThrow('was passed already');
  });

  test('names in UTF-8 and in single bytes', async () => {
    const named = makeCab([
      {
        files: [
          { name: 'Übersicht.xml', bytes: '1', utf8: true },
          { name: 'Stra\u00dfe', bytes: '2' },
        ],
      },
    ]);
    expect((await open(named)).paths).toEqual(['Übersicht.xml', 'Straße']);
  });

  test('its names are in its first bytes, as far as they reach', () => {
    const bytes = makeCab(several);
    expect(cabNames(bytes)).toEqual(['a', 'b', 'c', 'd']);
    expect(cabNames(smallCab(files).subarray(0, 100))).toEqual(['index.xml', 'l/en/123']);
    for (let length = 0; length < 120; length++) cabNames(bytes.subarray(0, length));
    expect(cabNames(new TextEncoder().encode('<OfflineSyncPackage>'))).toEqual([]);
    expect([isCab(bytes), isCab(bytes.subarray(0, 3)), isCab(random(40))]).toEqual([true, false, false]);
  });
});

interface SevenZip {
  FS: { writeFile(path: string, data: Uint8Array): void; readFile(path: string): Uint8Array };
  callMain(args: string[]): void;
}
type LoadSevenZip = (options: { print(): void; printErr(): void }) => Promise<SevenZip>;
const isLoader = (value: unknown): value is LoadSevenZip => typeof value === 'function';

/** Nothing that is free writes LZX cabinets, so ours are held against a reader that is not ours. */
async function bySevenZip(cabinet: Uint8Array, name: string): Promise<Buffer> {
  const load: unknown = createRequire(import.meta.url)('7z-wasm');
  if (!isLoader(load)) throw new Error('7z-wasm has another form');
  const sevenZip = await load({ print: () => {}, printErr: () => {} });
  sevenZip.FS.writeFile('x.cab', cabinet);
  sevenZip.callMain(['x', '-y', 'x.cab']);
  return Buffer.from(sevenZip.FS.readFile(name));
}

describe('LZX', () => {
  /** Opcodes of calls in every place, targets of all sizes. */
  const program = Buffer.concat(
    [...Array(9000).keys()].map((each) => Buffer.from([0xe8, each & 255, each >> 8, 0, each % 7 ? 0 : 255, 0xe8])),
  );
  const cases: [string, Buffer, LzxOptions][] = [
    ['verbatim blocks', xml(150_000), { kinds: [1] }],
    ['aligned blocks', xml(150_000), { kinds: [2] }],
    ['stored blocks of odd sizes', random(100_000), { kinds: [3], sizes: [7777] }],
    ['a stored block that fills up a block of the cabinet', xml(100_000), { kinds: [1, 3], sizes: [1, 32_767] }],
    ['all kinds in turn', xml(300_000), { kinds: [1, 3, 2, 3, 1], sizes: [1001, 70_001, 3] }],
    ['calls of a program', program, { fileSize: program.length, windowBits: 17 }],
    ['calls of a program of another size', program, { fileSize: 12_345_678, kinds: [2, 3] }],
    ['one byte', Buffer.from('a'), {}],
    ['zeros', Buffer.alloc(200_000), { kinds: [1, 2] }],
    [
      'a dictionary of 2 MiB',
      Buffer.concat([random(900_000), xml(100_000), random(900_000)]),
      { windowBits: 21, sizes: [500_000] },
    ],
    ['what does not pack', random(66_000, 9), { kinds: [1, 2] }],
    ...[16, 18, 19, 20].map((windowBits): [string, Buffer, LzxOptions] => [
      `a dictionary of ${2 ** windowBits} bytes`,
      Buffer.concat([xml(120_000, windowBits), random(40_000), xml(120_000, windowBits)]),
      { windowBits, kinds: [2, 1], sizes: [90_000] },
    ]),
  ];

  test.each(cases)('%s: we, 7-Zip and what was packed agree', async (_, bytes, lzx) => {
    const cabinet = makeCab([{ method: 'lzx', lzx, files: [{ name: 'a.bin', bytes }] }]);
    expect((await bySevenZip(cabinet, 'a.bin')).equals(bytes)).toBe(true);
    expect((await contents(cabinet))['a.bin']?.equals(bytes)).toBe(true);
  });

  test('any bytes, packed in any blocks, come back', async () => {
    const kinds = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });
    const sizes = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 3 });
    const options = fc.record({
      windowBits: fc.integer({ min: 15, max: 21 }),
      kinds,
      sizes,
      fileSize: fc.nat(100_000),
    });
    const bytes = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 300 }));
    await fc.assert(
      fc.asyncProperty(bytes, options, async ([part, times], lzx) => {
        const all = Buffer.concat(Array.from({ length: times }, (_, at) => part.subarray(at % part.length)));
        const cabinet = makeCab([{ method: 'lzx', lzx, files: [{ name: 'a', bytes: all }] }]);
        expect((await contents(cabinet))['a']?.equals(all)).toBe(true);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test('any change of the packed bytes is refused or harmless, and never endless', async () => {
    const whole = makeCab(
      [{ method: 'lzx', files: [{ name: 'a', bytes: xml(50_000) }], lzx: { kinds: [2, 1, 3], sizes: [9000] } }],
      { checksums: false },
    );
    const next = numbers(5);
    let refused = 0;
    for (let run = 0; run < 300; run++) {
      const changed = Buffer.from(whole);
      for (let count = 1 + next(3); count > 0; count--) changed[70 + next(whole.length - 70)] = next(256);
      await contents(changed).catch((error: unknown) => {
        expect(error).toBeInstanceOf(UserError);
        refused += 1;
      });
    }
    expect(refused).toBeGreaterThan(100);
  });

  test('random bytes in place of packed ones', async () => {
    for (let seed = 1; seed < 200; seed++) {
      const folder: FolderToPack = { type: 3 | (15 << 8), files: [{ name: 'a', bytes: random(3000, seed) }] };
      await contents(makeCab([folder], { checksums: false })).catch((error: unknown) =>
        expect(error).toBeInstanceOf(UserError),
      );
    }
  });
});

describe('a cabinet that lies', () => {
  const one = (file: object, folder: object = {}): Uint8Array =>
    makeCab([{ method: 'mszip', files: [{ name: 'a', bytes: xml(40_000), ...file }], ...folder }]);

  test.each<[string, Uint8Array, RegExp]>([
    [
      'a file larger than all blocks',
      one({ size: 70_000 }),
      /a\.cab\/a is damaged: it is larger than all the packed data can be/,
    ],
    ['a file of two gigabytes and more', one({ size: 2 ** 32 - 1 }), /is too large/],
    ['a file that begins behind all blocks', one({ from: 2 ** 32 - 2 }), /larger than all the packed data/],
    ['a file larger than what is unpacked', one({ size: 60_000 }), /it is cut off, or smaller than declared/],
    [
      'more blocks than there are',
      one({ size: 600_000 }, { blocks: 65_535 }),
      /its blocks run into other data, or are cut off/,
    ],
    [
      'files that share bytes',
      makeCab([
        {
          files: [
            { name: 'a', bytes: 'aaaa' },
            { name: 'b', bytes: 'bbbb', from: 2 },
          ],
        },
      ]),
      /shares its bytes with another file/,
    ],
    [
      'folders that share blocks',
      makeCab([
        { at: 110, files: [{ name: 'a', bytes: 'aaaa' }] },
        { at: 110, files: [{ name: 'b', bytes: 'bbbb' }] },
      ]),
      /run into other data/,
    ],
    ['a folder that is not there', one({ folder: 7 }), /in a folder that is not there/],
    ['a file that goes on in another cabinet', one({ folder: 0xfffe }), /one cabinet of a set/],
    ['a cabinet of a set', makeCab([{ files: [{ name: 'a', bytes: 'a' }] }], { flags: 2 }), /one cabinet of a set/],
    ['Quantum', one({}, { type: 2 }), /Quantum, which is not read/],
    ['an unknown method', one({}, { type: 9 }), /by an unknown method/],
    ['LZX with a dictionary of no known size', one({}, { type: 3 | (31 << 8) }), /by an unknown method/],
    [
      'a header that promises more',
      makeCab([{ files: [{ name: 'a', bytes: 'a' }] }], { size: 9999 }),
      /cut off, or no cabinet/,
    ],
    ['a name above', one({ name: '..\\..\\evil' }), /names a file outside itself: \.\.\/\.\.\/evil/],
    ['a name from the root', one({ name: '/etc/passwd' }), /names a file outside itself/],
    ['a name on a drive', one({ name: 'c:\\evil' }), /names a file outside itself/],
    ['a name that obeys', one({ name: '\u001b[2Jevil' }), /the name of a file in it is none: \?\[2Jevil/],
    ['no name', one({ name: '' }), /the name of a file in it is none/],
    ['a name without end', one({ name: 'n'.repeat(300) }), /a name in it is too long/],
    ['no cabinet', random(1000), /cut off, or no cabinet/],
    ['nothing', new Uint8Array(), /cut off, or no cabinet/],
  ])('%s', async (_, bytes, why) => {
    expect(await refusal(bytes)).toMatch(why);
  });

  test('a changed byte is found by the checksum', async () => {
    for (const method of ['stored', 'mszip', 'lzx'] as const) {
      const bytes = Buffer.from(smallCab({ a: xml(5000) }, method));
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
      expect(await refusal(bytes)).toBe('a.cab is damaged: a checksum is another');
    }
  });

  test.each(['stored', 'mszip', 'lzx'] as const)('%s: cut off anywhere', async (method) => {
    const bytes = smallCab({ 'l\\en\\1': xml(40_000), 'x\\1': 'x' }, method);
    for (let length = 0; length < bytes.length; length += length < 120 ? 1 : 97) {
      expect(await refusal(bytes.subarray(0, length))).toMatch(/is cut off, or no cabinet/);
      // Whoever cuts may change the size in the header as well.
      if (length < 12) continue;
      const patched = Buffer.from(bytes.subarray(0, length));
      patched.writeUInt32LE(length, 8);
      await refusal(patched);
    }
  });

  test('what is left behind the last file that is read is unpacked as well, and found out', async () => {
    const bytes = Buffer.from(smallCab({ a: xml(100), b: random(200_000) }, 'mszip'));
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
    const read = async () => {
      for await (const entry of (await open(bytes)).members((path) => path === 'a')) await entry.bytes(100);
    };
    await expect(read()).rejects.toThrow('a checksum is another');
  });

  test('limits: of a file, of all, and of the caller', async () => {
    const bomb = smallCab({ a: Buffer.alloc(5_000_000) }, 'mszip');
    expect(bomb.length).toBeLessThan(20_000);
    expect(await refusal(bomb, { total: 1_000_000 })).toMatch(/unpacks to more than is read of it/);
    expect(await refusal(bomb, { entrySize: 1_000_000 })).toBe('a.cab/a is too large');
    const entry = (await (await open(bomb)).members().next()).value;
    await expect(entry?.bytes(4_999_999)).rejects.toThrow('a.cab/a is too large');
  });

  test('no memory is spent on a size that is only declared', async () => {
    const liar = one({ size: 1_000_000_000 }, { blocks: 65_535 });
    const before = process.memoryUsage().rss;
    expect(await refusal(liar)).toMatch(/run into other data, or are cut off/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  test('any change anywhere ends in a refusal or in files', async () => {
    const whole = makeCab([
      { method: 'mszip', files: [{ name: 'a', bytes: xml(900) }] },
      { files: [{ name: 'b', bytes: 'bb' }] },
    ]);
    const next = numbers(11);
    for (let run = 0; run < 1500; run++) {
      const changed = Buffer.from(whole);
      for (let count = 1 + next(3); count > 0; count--) changed[next(whole.length)] = next(256);
      await contents(changed).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
    }
  });
});

const sample = join(root, '../shared/samples/wsus/MaineK00n__vuls-data-update__wsusscn2.cab');
const there = existsSync(sample);
if (!there) {
  if (process.env['CI'] === 'true') throw new Error(`the sample is missing: ${sample}`);
  process.stderr.write(`skipped: the sample is missing, ${sample}\n`);
}

describe.skipIf(!there)('the real wsusscn2.cab', () => {
  test('is read as Python read it', async () => {
    const found = await contents(readFileSync(sample));
    // python3: struct.unpack over CFHEADER, CFFOLDER, CFDATA and CFFILE, then hashlib.md5 of each slice of the one stored block
    const sums = Object.entries(found).map(([name, bytes]) => [
      name,
      bytes.length,
      createHash('md5').update(bytes).digest('hex'),
    ]);
    expect(sums).toEqual([
      ['index.xml', 220, 'a16f6b9ffc3041ded6b5b2121ab4bef7'],
      ['package.cab', 1926, '2d239f909a0fc012ab3aed736e59d9cb'],
      ['package2.cab', 18_045, 'a7a5715ca3cb4e9f0bf71b33ff10d8fc'],
      ['package3.cab', 1892, 'e155b6a8d93c5bde2a456c063f19a6eb'],
    ]);
    const inner = await contents(found['package2.cab'] ?? Buffer.alloc(0));
    expect(Object.keys(inner)).toEqual([
      'c/123456',
      'c/234567',
      'l/en/123456',
      'l/en/234567',
      'x/000001',
      'x/000002',
      'x/123456',
      'x/234567',
    ]);
  });
});
