// The score of the shipped catalog: its labels, its record, the tables in the README, and its JSON.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answered, label } from './fixtures/data/labels.ts';
import { root } from './run.ts';
import { classes } from './score/classes.ts';
import { type Label, parseLabels, readLabels } from './score/labels.ts';
import { readList } from './score/listed.ts';
import { asJson, main, problemsOf, writeScore } from './score/main.ts';
import type { Answer } from './score/measure.ts';
import { parseRecord, recordOf, withScore, worseThan } from './score/record.ts';
import { judged, type Score, scoreOf } from './score/score.ts';

describe('labels', () => {
  const good = { id: 'a', kb: '1000001', expected: ['clear'], kind: 'consistency', source: 's', why: 'w' };
  const parse = (fields: object): Label[] => parseLabels(JSON.stringify({ ...good, ...fields }), 'x.jsonl', ['s']);

  test('a complete one is read', () => {
    expect(parse({})).toEqual([{ ...good, env: {} }]);
  });

  test.each([
    ['a status that is none', { expected: ['safe'] }],
    ['no status', { expected: [] }],
    ['no reason', { why: '' }],
    ['no update', { kb: undefined }],
    ['a field that nobody reads', { arch: 'x64' }],
    ['a day that is none', { asOf: '2014-6-1' }],
    ['a source that is not listed', { source: 't' }],
    ['a kind that is none', { kind: 'measured' }],
  ])('%s is refused, with file and line', (_what, fields) => {
    expect(() => parse(fields)).toThrow(/^x\.jsonl:1: /);
  });

  test('a line that is no JSON is refused, and an empty one is none', () => {
    expect(() => parseLabels('\n{', 'x.jsonl', ['s'])).toThrow('x.jsonl:2: not JSON');
    expect(parseLabels('\r\n\r\n', 'x.jsonl', ['s'])).toEqual([]);
  });

  test('an id that is there twice is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rebootgate-labels-'));
    try {
      writeFileSync(join(folder, 'sources.json'), JSON.stringify({ s: { name: 'n', url: null } }));
      writeFileSync(join(folder, 'a.jsonl'), `${JSON.stringify(good)}\n${JSON.stringify(good)}\n`);
      expect(() => readLabels(folder)).toThrow('two labels are called a');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('there are 200 and more, every source is used, and every entry of the list is on each of its products', () => {
    const labels = readLabels(join(root, 'test', 'labels'));
    const sources = JSON.parse(readFileSync(join(root, 'test', 'labels', 'sources.json'), 'utf8'));
    expect(labels.length).toBeGreaterThanOrEqual(200);
    expect(new Set(labels.map(({ source }) => source))).toEqual(new Set(Object.keys(sources)));
    for (const { kb } of readList(join(root, 'data', 'kb2894518')).today) {
      expect(
        labels.some(({ id }) => id.startsWith(`listed/${kb}`)),
        kb,
      ).toBe(true);
    }
  });
});

const nothing = { listed: 0, bulletinKbs: 0, catalogKbs: 0, rows: [] };
const scored = (answers: Answer[]): Score => ({
  ...judged(
    answers.map((one) => one.label),
    [{ id: 'rebootgate', name: 'rebootgate', answers }],
  ),
  signals: nothing,
});

describe('the record', () => {
  const one = answered(['multi-restart'], 'multi-restart');
  const other = answered(['no-finding'], 'no-finding');
  const record = recordOf(scored([one, other]));
  const now = (...answers: Answer[]): string[] => worseThan(record, scored(answers));

  test('what is as good holds, and what is better', () => {
    expect(now(one, other)).toEqual([]);
    expect(now(one, other, { ...one, label: label(['conditional']), answer: 'conditional' })).toEqual([]);
  });

  test('recall that falls is refused', () => {
    const missed: Answer = { ...one, answer: 'suspected' };
    expect(now(missed, other)).toEqual([
      'consistency: what fails of what should fail fell from 1 of 1 to 0 of 1',
      'consistency: agreement fell from 2 of 2 to 1 of 2',
    ]);
  });

  test('so is recall of independent labels alone', () => {
    const own = { ...one, label: label(['multi-restart'], { kind: 'independent' }) };
    const was = recordOf(scored([own]));
    expect(worseThan(was, scored([{ ...own, answer: 'no-data' }]))).toContain(
      'independent: what fails of what should fail fell from 1 of 1 to 0 of 1',
    );
  });

  test('agreement and the number of labels', () => {
    expect(now(one, { ...other, answer: 'clear' })).toEqual(['consistency: agreement fell from 2 of 2 to 1 of 2']);
    expect(now(one)).toEqual(['consistency: the number of labels fell from 2 to 1']);
    expect(now(other)).toContain('consistency: what fails of what should fail fell from 1 of 1 to 0 of 0');
  });

  test('what restarts more than once and is called safe is refused, whatever the record says', () => {
    const cleared: Answer = { ...one, answer: 'clear' };
    const bad = scored([cleared]);
    expect(worseThan(recordOf(bad), bad)).toEqual([`${one.label.id} restarts more than once, and is called safe`]);
  });

  test('another shape is refused', () => {
    expect(parseRecord(JSON.stringify(record))).toEqual(record);
    expect(() => parseRecord(JSON.stringify({ ...record, version: 2 }))).toThrow();
    expect(() => parseRecord('{}')).toThrow();
  });

  test('a README without a place for it is refused', () => {
    expect(() => withScore('# none', scored([one]))).toThrow('README.md has no lines');
  });
});

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1).nullable();
const answer = z.enum(['multi-restart', 'conditional', 'suspected', 'no-data', 'no-finding', 'clear', ...classes]);
const measureShape = z.strictObject({
  ...{ cases: count, right: count, exact: count.nullable(), positives: count, found: count, warned: count },
  ...{ undecided: count, cleared: count, falseAlarms: count, cannotTell: count },
});
const kindShape = <T extends z.ZodType>(rates: T) =>
  z.strictObject({
    labels: count,
    methods: z
      .array(
        z.strictObject({
          ...{ id: z.string(), name: z.string(), measure: measureShape, cannotTellShare: share, rates },
          confusion: z.record(z.string(), z.partialRecord(answer, count)),
        }),
      )
      .length(4),
  });
const jsonShape = z.strictObject({
  schema: z.literal('rebootgate/score'),
  version: z.literal(1),
  kinds: z.strictObject({
    consistency: kindShape(z.null()),
    independent: kindShape(z.strictObject({ precision: share, recall: share })),
  }),
  disagreements: z.array(z.strictObject({ id: z.string(), expected: z.array(answer), answer })),
  cleared: z.array(z.string()),
  signals: z.object({
    listed: z.literal(22),
    bulletinKbs: count,
    catalogKbs: count,
    rows: z.array(z.object({})).length(6),
  }),
});

describe('the score of this catalog', () => {
  let score: Score;
  let folder = '';

  beforeAll(() => {
    score = scoreOf(root);
    folder = mkdtempSync(join(tmpdir(), 'rebootgate-score-'));
    mkdirSync(join(folder, 'test', 'score'), { recursive: true });
    for (const name of ['README.md', join('test', 'score', 'record.json')])
      cpSync(join(root, name), join(folder, name));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is no worse than its record, and the one in the README', () => {
    expect(problemsOf(root, score)).toEqual([]);
  });

  test('is JSON of its own shape, without rates for labels whose source is a finding', () => {
    jsonShape.parse(JSON.parse(JSON.stringify(asJson(score))));
  });

  test('a README that shows another one is told, and written', () => {
    const path = join(folder, 'README.md');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace(/^\| rebootgate .*$/m, '| rebootgate |'));
    expect(problemsOf(folder, score)).toEqual(['README.md shows another score than this one']);
    writeScore(folder, score);
    expect(problemsOf(folder, score)).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(before.replaceAll('\r\n', '\n'));
  });

  test('an option that is none is exit code 2, before anything is read', () => {
    const written = { out: '', err: '' };
    const streams = {
      out: (text: string): void => {
        written.out += text;
      },
      err: (text: string): void => {
        written.err += text;
      },
    };
    expect(main(join(folder, 'none'), ['--jsn'], streams)).toBe(2);
    expect(written).toEqual({ out: '', err: expect.stringContaining('Usage: npm run score') });
  });
});
