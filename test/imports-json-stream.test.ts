// Lists of JSON of any length: every form, every seam between pieces, and texts made to fill the memory.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { type JsonLimits, type JsonList, jsonScanner, readJsonList } from '../src/imports/json-stream.ts';
import type { ImportFile } from '../src/imports/types.ts';
import { fileOf } from './imports.ts';

interface Read extends JsonList {
  values: unknown[];
  broken: number[];
}

function scan(text: string, piece = text.length, limits: JsonLimits = {}): Read {
  const values: unknown[] = [];
  const broken: number[] = [];
  const scanner = jsonScanner(
    { element: (value) => values.push(value), broken: (index) => broken.push(index) },
    limits,
  );
  for (let at = 0; at < text.length; at += piece) scanner.write(text.slice(at, at + piece));
  return { values, broken, ...scanner.end() };
}

const valuesOf = (text: string, piece?: number): unknown[] => scan(text, piece).values;

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('forms of a list', () => {
  test.each([
    ['an array', '[{"a": 1}, {"a": 2}]', [{ a: 1 }, { a: 2 }]],
    ['an empty array', ' [ \r\n ] ', []],
    ['scalars', '[1,"a, ]",null,true,-2.5e3]', [1, 'a, ]', null, true, -2500]],
    ['arrays in it', '[[1,[2]],[]]', [[1, [2]], []]],
    ['one object', ' {"a": [1, {"value": [2]}]} ', [{ a: [1, { value: [2] }] }]],
    ['objects one after another', '{"a":1}\n{"a":2}\r\n\n{"a":3}', [{ a: 1 }, { a: 2 }, { a: 3 }]],
    ['objects without anything between', '{"a":1}{"a":2}', [{ a: 1 }, { a: 2 }]],
    ['a value that is no list', '{"value": {"a": [1]}}', [{ value: { a: [1] } }]],
    ['a list of another name', '{"values": [1], "x": "\\"value\\":"}', [{ values: [1], x: '"value":' }]],
    ['a list below', '{"a": {"value": [1]}}', [{ a: { value: [1] } }]],
    ['a name that ends so', String.raw`{"a,\"value": [1]}`, [{ 'a,"value': [1] }]],
  ])('%s', (_, text, expected) => {
    for (const piece of [1, 2, 3, 4, 5, 6, 7, text.length]) {
      const read = scan(text, piece);
      expect(read.values).toEqual(expected);
      expect(read).toMatchObject({ elements: expected.length, around: null, broken: [] });
    }
  });

  test.each([
    ['{"value": [{"a": 1}, {"a": 2}], "Count": 2}', [{ a: 1 }, { a: 2 }], { value: [], Count: 2 }],
    ['{"@odata.context": "x[{", "Value" : [ ] }', [], { '@odata.context': 'x[{', Value: [] }],
    [
      '{"a": [1, [2]], "value": [[3], {"value": [4]}], "b": {"c": []}}',
      [[3], { value: [4] }],
      { a: [1, [2]], value: [], b: { c: [] } },
    ],
  ])('a list with an object around it: %s', (text, expected, around) => {
    for (const piece of [1, 2, 3, 4, 5, 6, 7, text.length]) {
      expect(scan(text, piece)).toMatchObject({ values: expected, around, elements: expected.length });
    }
  });

  test('any list is read as JSON.parse reads it, wherever its pieces meet', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 4 })),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (list, piece, wide) => {
          const text = JSON.stringify(list, null, wide ? 2 : undefined);
          expect(valuesOf(text, piece)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('quotes, brackets and backslashes in texts', () => {
    const list = ['"', '\\', '\\"', ']', '}', ',', '[{', '\\\\', 'a\\\\"b', '\u2028', '\\u0022'].map((text) => ({
      [text]: text,
    }));
    for (const piece of [1, 2, 3, 5]) expect(valuesOf(JSON.stringify(list), piece)).toEqual(list);
  });

  test.each(['utf-8', 'utf-16le'])('in %s with a mark of its encoding', async (encoding) => {
    const text = '\ufeff[{"a": "ä€"}, {"a": "𝄞"}]';
    const bytes = encoding === 'utf-8' ? new TextEncoder().encode(text) : new Uint8Array(Buffer.from(text, 'utf16le'));
    for (const piece of [2, 3, 5, 7, 4096]) {
      const values: unknown[] = [];
      await readJsonList(fileOf('list.json', bytes, piece), { element: (value) => values.push(value) });
      expect(values).toEqual([{ a: 'ä€' }, { a: '𝄞' }]);
    }
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'it is empty'],
    [' \n ', 'it is empty'],
    ['KB2965788', 'begins with neither'],
    ['"text"', 'begins with neither'],
    ['[1] 2', 'holds more behind the end'],
    ['[1][2]', 'holds more behind the end'],
    ['{"value": [1]} {"value": [2]}', 'holds more behind the end'],
    ['{"a":1}, {"a":2}', 'holds more than objects'],
    ['{"a":1}[2]', 'holds more than objects'],
    ['{"a":1}]', 'holds more than objects'],
    ['[1}', 'closes its list with }'],
    ['{"a":1]', 'closes an object with ]'],
    ['{"value":[1],"value":[2]}', 'names its list twice'],
    ['{"value":[1], nonsense}', 'not valid JSON around its list'],
    ['{"value":[1]', 'ends in the middle, behind 1 whole elements'],
  ])('%j', (text, what) => {
    for (const piece of [1, 3, 100]) expect(refusal(() => scan(text, piece))).toContain(what);
  });

  test('a list that is cut off, wherever', () => {
    for (const text of ['[{"a": "x\\"y"}, [1, 2], "b"]', '{"value": [{"a": 1}, {"b": {}}], "Count": 2}']) {
      for (let end = 1; end < text.length; end += 1) {
        expect(refusal(() => scan(text.slice(0, end), 4))).toContain('ends in the middle');
      }
    }
  });

  test.each(['[1,]', '[,1]', '[1,,2]', '[1 2]', "['a']", '[{"a":}]', '[NaN]', '{"a":1 "b":2}'])(
    '%s without a handler for it',
    (text) => {
      const scanner = jsonScanner({ element: () => {} });
      expect(refusal(() => scanner.write(text))).toContain('is not valid JSON: its element');
    },
  );

  test('an element that is no JSON leaves the others whole', () => {
    expect(scan('[{"a":1},{"a":},{"a":[}},{"a":2}]')).toMatchObject({
      values: [{ a: 1 }, { a: 2 }],
      broken: [1, 2],
      elements: 4,
    });
  });
});

describe('hostile texts', () => {
  /** A stream that ends after a gigabyte, and counts what was taken of it. */
  function endless(begin: string, repeat: string): { file: ImportFile; taken: () => number } {
    const piece = new TextEncoder().encode(repeat.repeat(Math.ceil(65_536 / repeat.length)));
    let taken = 0;
    const file: ImportFile = {
      ...fileOf('endless.json', begin),
      size: 2 ** 30,
      async *stream() {
        yield new TextEncoder().encode(begin);
        for (; taken < 2 ** 30; taken += piece.length) yield piece;
      },
    };
    return { file, taken: () => taken };
  }

  test.each([
    ['one text', '[{"a":1},{"Title":"', 'a', 'element 2 is longer than'],
    ['one text that is all escapes', '["', '\\\\', 'element 1 is longer than'],
    ['one number', '[', '1', 'element 1 is longer than'],
    ['blanks', '[1, ', ' ', 'element 2 is longer than'],
    ['names around the list', '{"a', 'a', 'element 1 is longer than'],
    ['brackets', '[{"a":', '[', 'element 1 is nested more than 64 deep'],
    ['short lists in one object', '{"a":1', ',"b":[]', 'element 1 is longer than'],
  ])('%s without an end', async (_, begin, repeat, what) => {
    const { file, taken } = endless(begin, repeat);
    await expect(readJsonList(file, { element: () => {} })).rejects.toThrow(what);
    expect(taken()).toBeLessThan(2 * 2 ** 20);
  });

  test('elements arrive while the file is still being read, and none is kept', async () => {
    const { file, taken } = endless('[{"a":0}', ',{"a":1}');
    let seen = 0;
    const stop = new Error('enough');
    const reading = readJsonList(file, {
      element: () => {
        seen += 1;
        if (seen === 100_000) throw stop;
      },
    });
    await expect(reading).rejects.toBe(stop);
    expect(taken()).toBeLessThan(2 ** 20);
  });

  test('limits can be set', () => {
    expect(refusal(() => scan('[[[1]]]', 3, { depth: 1 }))).toContain('nested more than 1 deep');
    expect(scan('[[[1]]]', 3, { depth: 2 }).values).toEqual([[[1]]]);
    expect(refusal(() => scan('["abcdef"]', 3, { element: 5 }))).toContain('longer than 5 characters');
  });

  test('names of the language itself are plain names', () => {
    const [value] = valuesOf('[{"__proto__": {"polluted": true}, "constructor": 1}]');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});
