// Files of lines: read in pieces or line by line, they say the same, and name the same place where a row is wrong.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkedEdges, checkedUpdates } from '../src/data/checked-rows.ts';
import { LineFile } from '../src/data/lines.ts';
import { type LeanUpdate, quickEdge, quickUpdate } from '../src/data/quick.ts';
import { supersedenceRow, updateRow } from '../src/data/schema.ts';

const name = 'source/updates.jsonl';
const updates = (text: string, quick = quickUpdate) =>
  new LineFile<LeanUpdate>(name, Buffer.from(text), updateRow, quick);

/** What a file says: its rows with their places, or what is wrong with it. */
function saidBy(file: LineFile<LeanUpdate>): unknown {
  try {
    return [...file.pieces()].flatMap(({ values, placeOf }) =>
      values.map((row, index) => [updateRow.parse(row), placeOf(index)]),
    );
  } catch (error) {
    return String(error);
  }
}

const good = (kb: number, more = ''): string => `{"kb":"${kb}","title":"Update ${kb}"${more}}`;

/** Lines as they should be, and parts of lines that together look like some. */
const fragment = fc.constantFrom(
  ...[
    good(1_000_001),
    good(1_000_002),
    good(1_000_003, ',"products":["Windows 7"]'),
    '',
    ' ',
    '0',
    ',',
    ',0,',
    '[',
    ']',
  ],
  ...[
    '{"kb":"1000004","title":"abc',
    'def"}',
    '{"kb":"1000005","products":["a"',
    ',"b"]}',
    '"b"]}',
    '{"kb":',
    '"1000006"}',
  ],
  ...[
    `${good(1_000_007)},0,${good(1_000_008)}`,
    `${good(1_000_009)}${good(1_000_010)}`,
    '{"kb":"1000011","note":null}',
  ],
  ...[
    '{"kb":"12"}',
    '{"strange":1}',
    'null',
    '\r',
    '\\n',
    `  ${good(1_000_012)}  `,
    '{"kb":"1000013","title":"\u00e9"}',
  ],
);

test('whatever the lines hold, a piece at once says what line by line says', () => {
  const seen = { rows: 0, errors: 0 };
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 6 }), (lines) => {
      const text = lines.join('\n');
      const said = saidBy(updates(text));
      expect(said).toEqual(saidBy(updates(text, () => null)));
      seen[typeof said === 'string' ? 'errors' : 'rows'] += 1;
    }),
    { numRuns: 20_000, seed: 4 },
  );
  expect(Math.min(seen.rows, seen.errors)).toBeGreaterThan(500);
});

describe('a file of many pieces', () => {
  const lines = Array.from({ length: 4000 }, (_none, index) =>
    good(1_000_000 + index, `,"note":"${'\u00fc'.repeat(20)}"`),
  );

  test('gives each row once, with its place', () => {
    const rows = [...updates(lines.join('\n')).pieces()];
    expect(rows.length).toBeGreaterThan(3);
    const places = rows.flatMap(({ values, placeOf }) => values.map(({ kb }, index) => [kb, placeOf(index)]));
    expect(places).toEqual(lines.map((_line, index) => [String(1_000_000 + index), `data/${name}:${index + 1}`]));
  });

  test('names the line of a wrong row behind blank ones', () => {
    const text = [...lines.slice(0, 1000), '', ' ', ...lines.slice(1000), '{"kb":"12"}'].join('\n');
    expect(saidBy(updates(text))).toContain(`data/${name}:4003: kb`);
  });
});

describe('the same update twice', () => {
  const read = (text: string): number => [...checkedUpdates(updates(text))].flat().length;
  const twice = (line: number, first: number): string =>
    `data/${name}:${line}: update .* is there twice, first at data/${name}:${first}$`;
  const id = (last: number): string => `,"updateId":"00000000-0000-4000-8000-${String(last).padStart(12, '0')}"`;
  const of = (product: string, more = ''): string => good(1_000_001, `,"products":["${product}"]${more}`);

  test('side by side, apart, and written in another way', () => {
    expect(() => read(`${of('a')}\n${of('b')}\n${of('a')}\n`)).toThrow(new RegExp(twice(3, 1)));
    expect(() => read(`${of('a')}\n${good(1_000_002)}\n${of('a')}\n`)).toThrow(new RegExp(twice(3, 1)));
    expect(() => read(`${of('a')}\n${of('a', ',"note":null')}\n`)).toThrow(new RegExp(twice(2, 1)));
  });

  test('behind more rows of one number than are compared with each other', () => {
    const rows = Array.from({ length: 300 }, (_none, index) => of(`Product ${index}`));
    expect(read(rows.join('\n'))).toBe(300);
    expect(() => read([...rows, of('Product 7')].join('\n'))).toThrow(new RegExp(twice(301, 8)));
  });

  test('is not what differs in its products, in a note, or in the order of numbers', () => {
    expect(read([of('a'), of('b'), of('a', ',"note":"x"'), of('a', ',"architectures":["x64"]')].join('\n'))).toBe(4);
    expect(read(`${good(1_000_002)}\n${good(1_000_001)}\n${good(1_000_003)}`)).toBe(3);
  });

  test('an UpdateID is one row, whatever else it says', () => {
    const text = `${good(1_000_001, id(1))}\n${good(1_000_002, id(2))}\n${good(1_000_003, id(1))}`;
    expect(() => read(text)).toThrow(/updates\.jsonl:3: UpdateID "[0-9a-f-]{36}" is there twice, first at .*:1$/);
    expect(read(`${good(1_000_001, id(1))}\n${good(1_000_001, id(2))}`)).toBe(2);
  });

  test('an update without a number is refused where it stands', () => {
    expect(() => read(`${good(1_000_001)}\n{"title":"x"}`)).toThrow(`data/${name}:2: an update needs a KB number`);
  });
});

test('a step to itself is refused where it stands', () => {
  const edge = (superseding: string, superseded: string): string => JSON.stringify({ superseding, superseded });
  const text = `${edge('1000002', '1000001')}\n\n${edge('1000003', '1000003')}\n`;
  const file = new LineFile('source/supersedence.jsonl', Buffer.from(text), supersedenceRow, quickEdge);
  expect(() => [...checkedEdges(file)]).toThrow('data/source/supersedence.jsonl:3: 1000003 supersedes itself');
});
