// Input that is broken, huge or made to do harm: always an answer of the contract, never a stack, an escape or a hang.
import { mkdirSync, mkdtempSync, openSync, closeSync, ftruncateSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFixture, run, type Ran } from './run.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rebootgate-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A file of that many bytes that takes no room on the disk; it begins like a list. */
function sparse(name: string, bytes: number): string {
  const path = join(folder, name);
  const handle = openSync(path, 'w');
  writeSync(handle, 'KB2965788 ');
  ftruncateSync(handle, bytes);
  closeSync(handle);
  return path;
}

/** Exit 2, nothing on stdout, and on stderr exactly one line of error and one of hint. */
function expectRefusal({ code, out, err }: Ran, pattern: RegExp): void {
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
  expect(err.split('\n')[0]).toMatch(pattern);
}

/** A PNG header, then bytes that are always the same and look like any. */
function png(): Uint8Array {
  const bytes = Buffer.alloc(5000);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  for (let index = 16, state = 1; index < bytes.length; index += 1) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[index] = state & 0xff;
  }
  return bytes;
}

const deep = (open: string, close: string, inner = '1'): string =>
  `${open.repeat(200_000)}${inner}${close.repeat(200_000)}`;
const list = '"CI_ID","BulletinSeverity"\r\n"1","Critical"\r\n';

describe('bad input', () => {
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['an empty file', '', /is empty$/],
    ['white space only', ' \r\n\t \n', /is empty$/],
    ['a BOM only', '\ufeff', /is empty$/],
    ['an empty array', '[]', /there is no update in it: the list is empty/],
    ['an empty object', '{}', /it holds no software updates/],
    ['an array of an empty object', '[{}]', /it holds no software updates/],
    ['an array of null', '[null]', /element \[0\] is no update/],
    ['an empty envelope', '{"value":[]}', /there is no update in it: the list is empty/],
    ['an empty answer of AdminService', '{"@odata.context":"x","value":[]}', /there is no update in it/],
    ['an envelope without a list', '{"@odata.context":"x","value":"KB2965788"}', /it holds no software updates/],
    ['rows of empty values', '[{"ArticleID":null,"LocalizedDisplayName":""}]', /it holds no software updates/],
    ['a PNG', png(), /is not a text file$/],
    ['zeros', new Uint8Array(10_000), /is not a text file$/],
    ['a truncated array', readFixture('inputs/group.json').slice(0, 900), /it is not valid JSON/],
    ['a truncated array with no row whole', '[{"ArticleID": "29657', /it is not valid JSON/],
    ['one bracket', '[', /it is not valid JSON/],
    ['a trailing comma', '[{"ArticleID":"2965788"},]', /it is not valid JSON/],
    ['a CSV without usable columns', list, /none of its columns names an update/],
    ['a CSV without usable columns after #TYPE', `#TYPE Foo\r\n${list}`, /none of its columns names an update/],
    ['a CSV with a header only', '"ArticleID","Title"\r\n', /it has a header, but no row/],
    ['a CSV with a header and empty rows', 'ArticleID,Title\n,\n\n', /it has a header, but no row/],
    [
      'a CSV cut off inside quotes',
      'ArticleID,Title\n2957189,"Security Up',
      /its rows cannot be read: Quote Not Closed/,
    ],
    ['a CSV with a hundred thousand columns', `${'Title,'.repeat(100_000)}\n1,2\n`, /its rows cannot be read/],
    ['XML', '<?xml version="1.0"?><Objs>KB2965788</Objs>', /is XML/],
    ['CLIXML of a pipe', '#< CLIXML\r\n<Objs><S N="KB">KB2965788</S></Objs>', /is XML/],
    ['prose', 'Dear all, nothing to report.', /holds no group of updates that can be recognised/],
    ['arrays nested deep', deep('[', ']'), /element \[0\] is no update/],
    ['objects nested deep', deep('{"a":', '}'), /it holds no software updates/],
    ['envelopes nested deep', deep('[{"value":', '}]', '[]'), /it holds no software updates/],
    [
      'a polluting key',
      '{"__proto__":{"ArticleID":"2965788","LocalizedDisplayName":"x"}}',
      /it holds no software updates/,
    ],
    ['a polluting envelope', '{"__proto__":{"value":[{"ArticleID":"2965788"}]}}', /it holds no software updates/],
  ];

  test.each(cases)('%s', async (_, content, pattern) => {
    const named = file('bad', content);
    const fromFile = await run(['check', named]);
    expectRefusal(fromFile, pattern);
    expect(fromFile.err).toContain(named);
    const fromStdin = await run(['check', '-'], { stdin: content });
    expectRefusal(fromStdin, pattern);
    expect(fromStdin.err).toContain('the standard input');
  });

  test('a folder', async () => {
    mkdirSync(join(folder, 'a folder'), { recursive: true });
    expectRefusal(await run(['check', join(folder, 'a folder')]), /a folder is a folder$/);
  });

  test('a missing file, also beside a good one', async () => {
    expectRefusal(await run(['check', 'no-such-file.csv']), /no-such-file\.csv does not exist$/);
    const good = file('good.txt', 'KB2957189');
    expectRefusal(await run(['check', good, 'no-such-file.csv']), /no-such-file\.csv does not exist$/);
  });

  test('a path through a file', async () => {
    const path = join(file('plain.txt', 'KB2957189'), 'group.json');
    expectRefusal(await run(['check', path]), /plain\.txt\/group\.json cannot be read \(ENOTDIR\)$/);
  });

  test('a file over 64 MB is refused; one of exactly 64 MB is looked at', async () => {
    const mebibyte = 1024 * 1024;
    expectRefusal(await run(['check', sparse('over', 64 * mebibyte + 1)]), /is larger than 64 MB/);
    expectRefusal(await run(['check', sparse('at', 64 * mebibyte)]), /is not a text file$/);
  });

  test('one line of 300 MB', async () => {
    expectRefusal(await run(['check', sparse('line', 300_000_000)]), /is larger than 64 MB/);
  });

  test('a standard input over 64 MB', async () => {
    expectRefusal(await run(['check', '-'], { stdin: new Uint8Array(64 * 1024 * 1024 + 1) }), /is larger than 64 MB/);
  });

  test('a good group beside a bad one gives no half report', async () => {
    const good = file('good.txt', 'KB2965788');
    expectRefusal(await run(['check', good, file('bad', '[]')]), /there is no update in it/);
  });
});

test('fields nested deep beside a listed number do not hide it', async () => {
  for (const field of [
    `"LocalizedCategoryInstanceNames": ${deep('[', ']')}`,
    `"LocalizedCategoryInstanceNames": ${deep('{"value":', '}')}`,
    `"DatePosted": ${deep('{"value":', '}')}`,
    `"LocalizedDisplayName": ${deep('[', ']')}`,
  ]) {
    expect(await run(['check', '-'], { stdin: `[{"ArticleID": "2965788", ${field}}]` })).toMatchObject({
      code: 1,
      err: '',
    });
  }
});

describe('fuzz', () => {
  const exitCode = async (stdin: string | Uint8Array): Promise<number> => {
    const ran = await run(['check', '-'], { stdin });
    expect([0, 1, 2, 3]).toContain(ran.code);
    expect(ran.err).not.toContain('bug of rebootgate');
    if (ran.code === 2) expectRefusal(ran, /^error: the standard input/);
    else expect(ran.err).toBe('');
    return ran.code;
  };
  const answers = async (stdin: string | Uint8Array): Promise<void> => void (await exitCode(stdin));
  const texts = fc.string({ unit: 'binary', maxLength: 40 });
  const fields = fc.oneof(
    fc.constantFrom(
      '2965788',
      'KB2957189',
      'System.String[]',
      '/Date(8640000000000000)/',
      '0000-00-00',
      1e21,
      -1,
      true,
    ),
    fc.json(),
    texts,
    fc.jsonValue(),
  );
  const names = fc.constantFrom(
    ...['ArticleID', 'Title', 'CI_UniqueID', 'LocalizedCategoryInstanceNames', 'DatePosted', 'DateRevised'],
    ...['IsSuperseded', 'BulletinID', 'value', '__proto__', 'constructor', 'toString', '@odata.context'],
  );
  const rows = fc.array(fc.dictionary(names, fields), { maxLength: 4 });

  test('any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), answers), { numRuns: 400 });
  });

  test('any text', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(fc.asyncProperty(text, answers), { numRuns: 300 });
  });

  test('any JSON of rows with the names of columns', async () => {
    const documents = fc.oneof(
      rows,
      rows.map((value) => ({ value })),
      fc.dictionary(names, fields),
    );
    await fc.assert(
      fc.asyncProperty(documents, (document) => answers(JSON.stringify(document))),
      { numRuns: 400 },
    );
  });

  test('any CSV with the names of columns', async () => {
    const cells = fc.array(fc.oneof(texts, fc.constantFrom('2965788', '"', '""', '\n', '#TYPE x', 'sep=;')), {
      maxLength: 12,
    });
    const table = fc.tuple(fc.array(names, { maxLength: 5 }), cells, fc.constantFrom(',', ';', '\t', '|'));
    await fc.assert(
      fc.asyncProperty(table, ([header, values, sign]) => answers(`${header.join(sign)}\n${values.join(sign)}`)),
      { numRuns: 400 },
    );
  });

  test('a good file cut off or damaged anywhere never turns into a pass', async () => {
    const good = Buffer.from(readFixture('inputs/group.json'));
    const cut = fc.integer({ min: 0, max: good.length - 3 });
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        expect(await exitCode(good.subarray(0, length))).toBe(2);
      }),
      { numRuns: 100 },
    );
    const damage = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, byte]) => {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        // The listed number stands there four times; one byte cannot take it away.
        expect([1, 2]).toContain(await exitCode(bytes));
      }),
      { numRuns: 200 },
    );
  });
});

const dangerous: [string, string][] = [
  ['a colour', 'Update \u001b[31mred\u001b[0m'],
  ['an eight-bit escape', 'Update \u009b31mred'],
  ['a window title', 'Update \u001b]0;owned\u0007'],
  ['a carriage return', 'FAIL\rPASS: all is well'],
  ['a line break with a workflow command', 'Update\n::error::owned'],
  ['a workflow command', '::error file=a.js::owned'],
  ['a workflow command with parameters', '::set-output name=x::y'],
  ['an Azure command', '##vso[task.setvariable variable=x]y'],
  ['an Azure command behind one sign more', '###vso[task.setvariable variable=x]y'],
  ['a workflow command behind one sign more', ':::error::owned'],
  ['a GitHub command of old', '##[error]owned'],
  ['a spreadsheet formula', "=cmd|' /C calc'!A0"],
  ['a script', '<script>alert(1)</script>'],
  ['a right-to-left override', 'Update \u202egpj.exe'],
  ['an isolate', 'Update \u2066abc\u2069'],
  ['a zero-width space', 'Up\u200bdate'],
  ['a line separator', 'Update\u2028::error::owned'],
  ['a lone surrogate', 'Update \ud800'],
  ['a backspace', 'KB2965788\b\b\b'],
];

/** Controls except the line feed, invisible characters, directional overrides, halves of surrogate pairs. */
const unprintable = /(?!\n)[\p{Cc}\p{Cs}\u200b\u2028-\u202e\u2066-\u2069]/u;

/** What no terminal and no log of a pipeline may get to see. */
function expectHarmless(text: string): void {
  expect(text).not.toMatch(unprintable);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toMatch(/##vso\[|##\[/);
}

describe('dangerous titles', () => {
  const rows = (title: string): string =>
    JSON.stringify([
      { ArticleID: '2965788', LocalizedDisplayName: title },
      { ArticleID: '', LocalizedDisplayName: `${title} driver` },
      { ArticleID: '9999999', BulletinID: title, LocalizedDisplayName: title, LocalizedCategoryInstanceNames: [title] },
    ]);

  test.each(dangerous)('%s, in text', async (_, title) => {
    for (const width of [40, 100]) {
      const { code, out, err } = await run(['check', '-'], { stdin: rows(title), width });
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expectHarmless(out);
      // A report that is pasted or opened as a table must not begin a cell with a formula.
      expect(out).not.toMatch(/^[=+@]/m);
    }
  });

  test.each(dangerous)('%s, in JSON', async (_, title) => {
    const { code, out, err } = await run(['check', '-', '--format', 'json'], { stdin: rows(title) });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expectHarmless(out);
    expect(out).not.toContain('<');
    // Whoever reads the JSON and prints a title is safe as well.
    for (const update of JSON.parse(out).updates) expectHarmless(update.title);
  });

  test.each(dangerous)('%s, as a list and as CSV', async (_, title) => {
    expectHarmless((await run(['check', '-'], { stdin: `KB2965788 ${title}\n` })).out);
    const quoted = title.replaceAll('"', '""');
    expectHarmless((await run(['check', '-'], { stdin: `ArticleID,Title\n2965788,"${quoted}"\n,"${quoted}"\n` })).out);
  });

  test.each(dangerous)('%s, quoted in the error of broken JSON', async (_, title) => {
    for (const stdin of [`[{"ArticleID": ${title}}]`, `[${title}`, `{"${title}": }`]) {
      const ran = await run(['check', '-'], { stdin });
      expect([1, 2, 3]).toContain(ran.code);
      expectHarmless(ran.err);
      expectHarmless(ran.out);
    }
  });

  test.each(dangerous)('%s, in what explain and query were asked', async (_, text) => {
    expectRefusal(await run(['explain', text]), /is no KB number, UpdateID or bulletin$/);
    const asked = [
      ['explain', text],
      ['query', '--kb', text],
      ['query', text],
      ['query', '--product', text],
    ];
    const more = [
      ['query', '--bulletin', text],
      ['query', '--source', text],
      ['query', '--restarts', text],
      ['query', '--limit', text],
    ];
    for (const args of [...asked, ...more]) {
      const ran = await run(args);
      expect([0, 2]).toContain(ran.code);
      expectHarmless(ran.out);
      expectHarmless(ran.err);
    }
  });
});

describe('dangerous file names', () => {
  // A slash ends a name, and a lone surrogate cannot be one.
  const named = dangerous.filter(([, text]) => !text.includes('/') && !text.includes('\ud800'));

  test.each(named)('%s, of a good file', async (_, name) => {
    const path = file(`${name}.txt`, 'KB2965788');
    for (const args of [
      ['check', path],
      ['check', path, '--format', 'json'],
      ['check', `${name}.txt`],
    ]) {
      const { code, out, err } = await run(args, { cwd: folder });
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expectHarmless(out);
    }
  });

  test.each(named)('%s, of a bad and of a missing file', async (_, name) => {
    file(name, '[]');
    const bad = await run(['check', name], { cwd: folder });
    expectRefusal(bad, /there is no update in it/);
    expectHarmless(bad.err);
    const missing = await run(['check', `${name} missing`], { cwd: folder });
    expectRefusal(missing, /does not exist$/);
    expectHarmless(missing.err);
    const catalog = await run(['check', file('good.txt', 'KB2957189'), '--catalog', `${name} missing`], {
      cwd: folder,
    });
    expect(catalog.code).toBe(3);
    expectHarmless(catalog.err);
  });
});

// None of these measures time: the limit of vitest for one test is the guard against work that grows with the square.
describe('large input comes to an end', () => {
  const megabytes = (unit: string, count: number): string => unit.repeat(Math.ceil((count * 1_000_000) / unit.length));

  test.each(['A ', 'Windows 7 ', '(KB1', '"', '\u001b[31m', '2014-06 '])('a title of 5 MB of %j', async (unit) => {
    const title = megabytes(unit, 5);
    const { code } = await run(['check', '-'], { stdin: JSON.stringify([{ ArticleID: '2965788', Title: title }]) });
    expect(code).toBe(1);
    expect((await run(['check', '-'], { stdin: `KB2965788 ${title}` })).code).toBe(1);
  });

  test('a category, an article number and a UniqueID of 5 MB', async () => {
    const long = megabytes('Windows 7 ', 5);
    const row = {
      ArticleID: '2965788',
      LocalizedCategoryInstanceNames: [long, [long]],
      CI_UniqueID: long,
      BulletinID: long,
    };
    expect((await run(['check', '-'], { stdin: JSON.stringify([row, { ArticleID: long, Title: 'x' }]) })).code).toBe(1);
  });

  test('a CSV with a title of 5 MB is refused or read, not hung', async () => {
    const ran = await run(['check', '-'], { stdin: `ArticleID,Title\n2965788,"${megabytes('A ', 5)}"\n` });
    expect([1, 2]).toContain(ran.code);
  });

  test('a header line of 5 MB without a line break', async () => {
    expect((await run(['check', '-'], { stdin: megabytes('Title,', 5) })).code).toBe(2);
  });

  test('an object with 200,000 spellings of one name', async () => {
    const keys = Array.from(
      { length: 200_000 },
      (_, index) =>
        `"KB${'-'.repeat(index % 7)}${'_ .'.charAt(index % 3)}\\u${(0x4000 + (index % 20_000)).toString(16)}${'!'.repeat(index / 20_000)}":"2965788"`,
    );
    expect((await run(['check', '-'], { stdin: `[{${keys.join(',')}}]` })).code).toBe(1);
  });

  const row = (index: number, title: string) => ({
    ...{
      ArticleID: String(3_000_000 + index),
      CI_UniqueID: null,
      LocalizedDisplayName: `${title} (KB${3_000_000 + index})`,
    },
    ...{ LocalizedCategoryInstanceNames: ['Security Updates', 'Windows 7'], IsSuperseded: index % 2 === 0 },
  });

  test.each(['text', 'json'])('20,000 rows as JSON, reported as %s', async (format) => {
    const rows = Array.from({ length: 20_000 }, (_, index) =>
      row(index, 'Security Update for Windows 7 for x64-based Systems'),
    );
    const ran = await run(['check', '-', '--format', format], { stdin: JSON.stringify(rows) });
    expect([1, 3]).toContain(ran.code);
    expect(ran.out).toContain('3019999');
  });

  test('20,000 rows as CSV, and 20,000 that are all the same', async () => {
    const line = (index: number): string =>
      `${3_000_000 + index},"Security Update for Windows 7 (KB${3_000_000 + index})"`;
    const different = Array.from({ length: 20_000 }, (_, index) => line(index));
    expect([1, 3]).toContain((await run(['check', '-'], { stdin: `ArticleID,Title\n${different.join('\n')}` })).code);
    const same = await run(['check', '-'], { stdin: `ArticleID,Title\n${`${line(7)}\n`.repeat(20_000)}` });
    expect(same.out).toContain('19999 repeated rows counted once');
  });

  test('20,000 rows without a number', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ Title: `Contoso driver ${index}` }));
    expect((await run(['check', '-'], { stdin: JSON.stringify(rows) })).code).toBe(3);
  });
});

test.each([
  ['check', 'x'.repeat(100_000)],
  ['explain', '7'.repeat(100_000)],
])('%s of a name without end is one line that can be read', async (...args) => {
  const { code, err } = await run(args);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: [^\n]{1,1100}\nhint: [^\n]+\n$/);
});
