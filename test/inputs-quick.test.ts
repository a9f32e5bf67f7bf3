// The quick ways of reading a group, held against the slow ones: they must say the same, or leave the row to them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRows } from '../src/inputs/csv.ts';
import { cutPlain } from '../src/inputs/csv-plain.ts';
import { decodeText } from '../src/inputs/decode.ts';
import { quickItem } from '../src/inputs/quick-row.ts';
import type { Row } from '../src/inputs/columns.ts';
import { itemOfRow } from '../src/inputs/rows.ts';

const runs = { numRuns: 3000 };

describe('CSV', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      'KB2965788',
      'System.String[]',
      '6/10/2014 5:00:00 PM',
      'a b',
      'True',
      '""',
      '\u00e9',
      '\t',
    ),
    fc.string({ maxLength: 6 }),
  );
  const quoted = cell.map((text) => `"${text.replaceAll('"', '""')}"`);
  const line = (of: fc.Arbitrary<string>, delimiter: string): fc.Arbitrary<string> =>
    fc.array(of, { maxLength: 5 }).map((cells) => cells.join(delimiter));
  const file = fc.constantFrom(',', ';', '\t', '|').chain((delimiter) =>
    fc.record({
      delimiter: fc.constant(delimiter),
      lines: fc.array(
        fc.tuple(
          fc.oneof(
            { weight: 6, arbitrary: line(quoted, delimiter) },
            { weight: 4, arbitrary: line(cell, delimiter) },
            { weight: 1, arbitrary: line(fc.oneof(cell, quoted), delimiter) },
          ),
          fc.constantFrom('\r\n', '\n', '\r', '\n\n'),
        ),
        { maxLength: 6 },
      ),
    }),
  );

  test('cut line by line says what a parser says', async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(file, async ({ delimiter, lines }) => {
        const text = lines.map(([content, end]) => `${content}${end}`).join('');
        const cut = cutPlain(text, delimiter);
        if (cut === null) return;
        plain += cut.length > 1 ? 1 : 0;
        const parsed = await parseRows(text, delimiter);
        expect(cut).toEqual(parsed.map(({ record, info: { lines } }) => ({ record, info: { lines } })));
      }),
      runs,
    );
    expect(plain).toBeGreaterThan(300);
  });

  test.each([
    ['a quote in a cell', '"a","b ""c"" d"\n'],
    ['a line break in a cell', '"a","b\nc"\n'],
    ['a delimiter between escaped quotes', '"a"",""b"\n'],
    ['cells of which some are quoted', 'a,"b"\n'],
    ['a lone quote', '"\n'],
  ])('%s is left to the parser', (_what, text) => {
    expect(cutPlain(text, ',')).toBeNull();
  });
});

describe('rows', () => {
  /** Most cells are of the usual kind, or hardly a row would be one that is read quickly. */
  const mostly = <T, U>(usual: T, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
  const number = fc.constantFrom(
    '2965788',
    'KB2965788',
    '296578',
    '29657889',
    '',
    'None',
    '2965788,2966034',
    ' 2965788',
  );
  const title = fc.oneof(
    fc.constantFrom(
      'Security Update for Windows 7 (KB2965788)',
      'Security Update for Windows 7 (KB2966034)',
      'Update (KB2965788) (26200.8328)',
      'Update 1234567 for Windows (KB2965788)',
      ' Update for Windows 7 ',
      'None',
      'null',
      'System.String[]',
      'one\u0000 two',
      '\u00a0Update for Windows 7\u00a0',
      '',
    ),
    fc.string({ maxLength: 12 }),
    fc.constant('x '.repeat(600)),
  );
  const id = fc.constantFrom(
    '2d4f1c3a-0000-4000-8000-00000000000a',
    '2D4F1C3A-0000-4000-8000-00000000000A',
    '{2d4f1c3a-0000-4000-8000-00000000000a}',
    'Site_1/SUM_2d4f1c3a-0000-4000-8000-00000000000a',
    'ScopeId_1/Application_2d4f1c3a-0000-4000-8000-00000000000a',
    '',
    null,
  );
  const day = fc.constantFrom(
    ...[
      '/Date(1402419600000)/',
      '/Date(-62135596800000)/',
      '2014-06-10T17:00:00Z',
      '6/10/2014 5:00:00 PM',
      '10.06.2014',
      '',
    ],
    ...[null, 1402419600000, ['2014-06-10'], { value: '2014-06-10' }, '1601-01-01', '03/04/2014'],
  );
  const flag = fc.constantFrom(true, false, 'True', 'False', 'true', 'wahr', '', null, 1, 0, 'no');
  const categories = fc.oneof(
    fc.array(fc.constantFrom('Windows 7', 'Security Updates', 'None', '', ' Windows 7 ', 7, null, ['Windows 8']), {
      maxLength: 4,
    }),
    fc.constantFrom('Windows 7', 'System.String[]', null, { value: ['Windows 7'], Count: 1 }, ''),
  );
  const row: fc.Arbitrary<Row> = fc.record(
    {
      ArticleID: mostly('2965788', fc.oneof(number, fc.constantFrom(2965788, null))),
      LocalizedDisplayName: mostly('Update for Windows 7 (KB2965788)', fc.oneof(title, fc.constant(null))),
      CI_UniqueID: mostly('2d4f1c3a-0000-4000-8000-00000000000b', id),
      CI_ID: mostly(16777216, fc.constantFrom(16777216, '16777216', 0, -1, 1.5, 'x', '', null, '99999999999')),
      BulletinID: fc.constantFrom('MS14-030', 'ms14-030', '', 'None', null, 'x MS14-030 y'),
      DatePosted: day,
      DateRevised: day,
      IsSuperseded: flag,
      IsExpired: flag,
      LocalizedCategoryInstanceNames: categories,
    },
    { requiredKeys: ['ArticleID', 'LocalizedDisplayName'] },
  );
  const others = fc.record(
    { id: number, article_id: number, Title: title, KB: number, DisplayName: title },
    { requiredKeys: [] },
  );

  test('read quickly say what any row is read to say', () => {
    let quick = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 8, arbitrary: row },
          fc.tuple(row, others).map(([a, b]) => ({ ...a, ...b })),
        ),
        (each) => {
          const item = quickItem(each, 'here');
          if (item === null) return;
          quick += 1;
          expect(item).toEqual(itemOfRow(each, 'here'));
        },
      ),
      { numRuns: 5000 },
    );
    expect(quick).toBeGreaterThan(300);
  });
});

describe('text', () => {
  const slow = (text: string): string => decodeText(Buffer.from(`${text}\u00e9`, 'utf8'), 'x').slice(0, -1);

  test('ASCII is what a decoder makes of it, with a BOM or without', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: fc.integer({ min: 9, max: 126 }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          const read = (bytes: Buffer): string => {
            try {
              return decodeText(bytes, 'x');
            } catch (error) {
              return `refused: ${error instanceof Error ? error.message : ''}`;
            }
          };
          const plain = read(Buffer.from(text));
          if (plain.startsWith('refused')) return;
          expect(plain).toBe(slow(text));
          expect(read(Buffer.from(`\uFEFF${text}`))).toBe(text);
        },
      ),
      runs,
    );
  });
});
