// The bulk CSV reader: the same rows as csv-parse, wherever the pieces are cut; hostile files are refused early.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { columnFinder, type CsvOptions, ownText, readCsv } from '../src/imports/csv.ts';
import type { ByteSource } from '../src/bytes/types.ts';
import { fileOf } from './imports.ts';

interface Table {
  names: readonly string[];
  rows: (readonly string[])[];
  lines: number[];
  bad: string[];
}

async function tableOf(file: ByteSource, options: Partial<CsvOptions> = {}): Promise<Table> {
  const table: Table = { names: [], rows: [], lines: [], bad: [] };
  const all: CsvOptions = {
    onHeader: (names) => {
      table.names = names;
    },
    onBad: (line, why) => table.bad.push(`${line}: ${why}`),
    ...options,
  };
  await readCsv(file, all, (cells, line) => {
    table.rows.push(cells);
    table.lines.push(line);
  });
  return table;
}

const read = (text: string, options: Partial<CsvOptions> = {}, piece?: number): Promise<Table> =>
  tableOf(fileOf('x.csv', text, piece), options);

/** What it finds, or why it is refused: to compare whole outcomes. */
const outcome = (text: string, options: Partial<CsvOptions>, piece: number): Promise<unknown> =>
  read(text, options, piece).catch((error: unknown) => (error instanceof UserError ? error.message : error));

async function refusal(file: ByteSource): Promise<string> {
  try {
    await tableOf(file);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('cells and rows', () => {
  test('quotes, doubled quotes, delimiters and ends of lines in a cell, missing cells', async () => {
    const text = 'KB, Title ,Note\r\n1,"a ""b"", c",\r\n"2","two\r\nlines\nand\rmore","x"\r\n3\r\n';
    const table = await read(text);
    expect(table.names).toEqual(['KB', 'Title', 'Note']);
    expect(table.rows).toEqual([
      ['1', 'a "b", c', ''],
      ['2', 'two\r\nlines\nand\rmore', 'x'],
      ['3', '', ''],
    ]);
    // Row 3 begins after the three lines of row 2, at line 7: CR LF, LF and CR each end one.
    expect(table.lines).toEqual([2, 3, 7]);
  });

  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('%s ends a line, with and without the last one', async (_name, end) => {
    const text = `a,b${end}${end}1,2${end}"3",""${end}5,`;
    for (const piece of [1, 2, 3, 100]) {
      for (const whole of [text, text + end]) {
        const { rows, lines } = await read(whole, {}, piece);
        expect(rows).toEqual([
          ['1', '2'],
          ['3', ''],
          ['5', ''],
        ]);
        expect(lines).toEqual([3, 4, 5]);
      }
    }
  });

  test('a quote within a cell without quotes is a character like any other', async () => {
    expect((await read('a,b\nMonitor 5",x "y"\n')).rows).toEqual([['Monitor 5"', 'x "y"']]);
  });

  test('each row is an array of its own', async () => {
    const { rows } = await read('a\n1\n2\n');
    expect(new Set(rows).size).toBe(2);
  });

  test('a header alone is a table without rows', async () => {
    expect(await read('a,b')).toEqual({ names: ['a', 'b'], rows: [], lines: [], bad: [] });
  });
});

describe('how the file begins', () => {
  test.each([
    ['comma', ',', 'a,b;c'],
    ['semicolon', ';', 'a;b'],
    ['tab', '\t', 'a\tb'],
    ['pipe', '|', 'a|b'],
  ])('the header shows the delimiter: %s', async (_name, sign, header) => {
    expect((await read(`${header}\n1${sign}2\n`)).rows).toEqual([['1', '2']]);
  });

  test('what stands in quotes shows nothing', async () => {
    const { names, rows } = await read('"a,b,c";"d\ne"\n1;2\n');
    expect(names).toEqual(['a,b,c', 'd\ne']);
    expect(rows).toEqual([['1', '2']]);
  });

  test('a delimiter that is given counts', async () => {
    expect((await read('a,b;c\n1,2;3\n', { delimiter: ';' })).rows).toEqual([['1,2', '3']]);
  });

  test('the line of PowerShell and that of Excel are none of the table', async () => {
    expect(await read('#TYPE Selected.Update\r\n"a","b"\r\n"1","2"\r\n')).toMatchObject({
      names: ['a', 'b'],
      rows: [['1', '2']],
      lines: [3],
    });
    expect((await read('sep=;\na,x;b\n1;2\n')).rows).toEqual([['1', '2']]);
  });

  test('# begins a comment where that is said, and a cell where it is not', async () => {
    const text = '# of the file\na,b\n# "not closed\n1,2\n"# in quotes",3\n#end';
    expect((await read(text, { comments: true }, 3)).rows).toEqual([
      ['1', '2'],
      ['# in quotes', '3'],
    ]);
    expect((await read('a,b\n#1,2\n')).rows).toEqual([['#1', '2']]);
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be'])('%s with a BOM', async (encoding) => {
    const text = '\ufeffName;KB\r\nSicherheitsupdate für "Größe";1\r\n';
    const little = Buffer.from(text, 'utf16le');
    const bytes = { 'utf-8': Buffer.from(text), 'utf-16le': little, 'utf-16be': Buffer.from(little).swap16() }[
      encoding
    ];
    for (const piece of [7, 4096]) {
      const { names, rows } = await tableOf(fileOf('x.csv', bytes ?? '', piece));
      expect(names).toEqual(['Name', 'KB']);
      expect(rows).toEqual([['Sicherheitsupdate für "Größe"', '1']]);
    }
  });
});

describe('rows that cannot be read', () => {
  test('too many cells, and text after quotes; the rest is read', async () => {
    const { rows, bad } = await read('a,b\n1,2,3\n1,2,,\n"x"y,2\n\n5,6\n');
    expect(rows).toEqual([
      ['1', '2'],
      ['5', '6'],
    ]);
    expect(bad).toEqual(['2: it has more cells than the header has columns', '4: text follows the quotes of a cell']);
  });
});

describe('files that are refused', () => {
  test.each([
    ['open quotes', 'a,b\n1,"2\n3,4\n', 'the quotes of the row at line 2 are never closed: the file is cut off'],
    ['half a row', '"a","b","c"\r\n"1","2"', 'the row at line 2 lacks cells and the end of its line'],
    ['half a row, in a line', 'a,b\n1', 'the row at line 2 lacks cells and the end of its line'],
    ['nothing', '', 'it is empty'],
    ['empty lines', '\n\r\n', 'it is empty'],
    ['a header that is no header', '"a"b,c\n', 'line 1 is no header'],
    ['too many columns', `${'a,'.repeat(1001)}b\n`, 'line 1 is no header: it names more than 1000 columns'],
  ])('%s', async (_name, text, why) => {
    for (const piece of [1, 7, 4096]) expect(await refusal(fileOf('x.csv', text, piece))).toContain(why);
  });

  /** A file of a size that must never be read whole; `read` tells how much was asked for. */
  function endless(head: string, filler: string): { file: ByteSource; read: () => number } {
    const gigabyte = 2 ** 30;
    let given = 0;
    const piece = new TextEncoder().encode(filler.repeat(Math.ceil(65_536 / filler.length)));
    return {
      read: () => given,
      file: {
        name: 'x.csv',
        size: gigabyte,
        read: async () => new Uint8Array(),
        async *stream() {
          yield new TextEncoder().encode(head);
          for (; given < gigabyte; given += piece.length) yield piece;
        },
      },
    };
  }

  test.each([
    ['a cell', 'a,b\n1,', 'x', 2],
    ['a cell in quotes', 'a,b\n1,"', 'x', 2],
    ['a cell of doubled quotes', 'a,b\n1,"', '""', 2],
    ['text after quotes', 'a,b\n1,"2"', 'x', 2],
    ['a row of delimiters', 'a,b\n1,', ',', 5],
    ['a row of cells in quotes', 'a,b\n1', ',"2"', 5],
    ['lines within quotes', 'a,b\n1,"', '\r\n', 2],
    ['a header', 'a,b', 'x', 2],
    ['a header of delimiters', 'a,b', ',', 5],
    ['a header in quotes', 'a,"', '\n', 2],
    ['a comment', 'a,b\n#', 'x', 2],
  ])('%s of 1 GB, before many of its megabytes are read', async (name, head, filler, most) => {
    const { file, read: given } = endless(head, filler);
    const reading = tableOf(file, { comments: name === 'a comment' });
    await expect(reading).rejects.toThrow(/is too long: (?:a cell of more than 1|more than 4) million characters/);
    expect(given()).toBeLessThan(most * 2 ** 20);
  });
});

describe('against csv-parse', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', ' ', 'a', 'ü', '😀'), maxLength: 8 }),
    fc.constantFrom('', 'KB2965788', 'Windows 7 for x64-based Systems Service Pack 1'),
  );
  const tables = fc.integer({ min: 2, max: 6 }).chain((width) =>
    fc.record({
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      quoted: fc.infiniteStream(fc.boolean()),
      ends: fc.infiniteStream(fc.constantFrom('\n', '\r\n', '\r')),
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      piece: fc.integer({ min: 1, max: 40 }),
      endsInLine: fc.boolean(),
    }),
  );

  test('the same rows, wherever the pieces are cut', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ rows, quoted, ends, delimiter, piece, endsInLine }) => {
        const must = (text: string): boolean => /["\r\n]|^#|^sep=|^$/.test(text) || text.includes(delimiter);
        const written = (text: string): string =>
          must(text) || quoted.next().value === true ? `"${text.replaceAll('"', '""')}"` : text;
        const lines = rows.map((row) => row.map(written).join(delimiter) + ends.next().value);
        const text = endsInLine ? lines.join('') : lines.join('').replace(/[\r\n]+$/, '');
        const { names, rows: found, bad } = await read(text, { delimiter }, piece);
        const [header, ...others]: string[][] = parse(text, { delimiter, record_delimiter: ['\r\n', '\n', '\r'] });
        expect(bad).toEqual([]);
        expect(names).toEqual(header?.map((name) => name.trim()));
        expect(found).toEqual(others);
        expect(found).toEqual(rows.slice(1));
      }),
      { numRuns: 500 },
    );
  });

  test('any text comes out the same, whether it comes at once or in pieces', async () => {
    const signs = fc.constantFrom('"', '"', ',', ',', '\n', '\r', '\r\n', '#', 'a', 'bc', ' ', 'ü');
    const texts = fc.string({ unit: signs, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (rest, piece, comments) => {
        const text = `a,b,c\n${rest}`;
        expect(await outcome(text, { comments }, piece)).toEqual(await outcome(text, { comments }, 1000));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names of columns', () => {
  test('capitals, blanks and signs do not count, and the first of two counts', () => {
    const column = columnFinder(['Date\nPosted', 'BulletinKB', 'Impact', 'impact', '__proto__', 'Größe']);
    expect(column('DatePosted')).toBe(0);
    expect(column('Bulletin KB')).toBe(1);
    expect(column('IMPACT')).toBe(2);
    expect(column('proto')).toBe(4);
    expect(column('grösse', 'größe')).toBe(5);
    expect(column('constructor', 'Kb')).toBe(-1);
  });
});

test('own text is the same text', () => {
  expect(ownText('Windows 7 for x64-based Systems')).toBe('Windows 7 for x64-based Systems');
  expect(ownText('')).toBe('');
});
