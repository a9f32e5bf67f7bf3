// The score on small cases: its arithmetic, the methods that it compares, and what signals find and cost.
import { describe, expect, test } from 'vitest';
import { indexKnowledge } from '../src/check/index.ts';
import type { Knowledge, Status } from '../src/types.ts';
import { edge, finding, flag, update } from './fixtures/data/knowledge.ts';
import { answered, label } from './fixtures/data/labels.ts';
import { classOfExpected } from './score/classes.ts';
import type { Label } from './score/labels.ts';
import { hiding, judgeSignals } from './score/leave-one-out.ts';
import { type Answer, confusion, measure, ratesOf, wronglyCleared } from './score/measure.ts';
import { byFlags, byNumber, statusOf } from './score/methods.ts';
import { markdown } from './score/table.ts';

const someAnswers: Answer[] = [
  answered(['multi-restart'], 'multi-restart'),
  answered(['multi-restart'], 'conditional'),
  answered(['conditional'], 'suspected'),
  answered(['multi-restart'], 'no-data'),
  answered(['multi-restart'], 'no-finding'),
  answered(['no-finding'], 'multi-restart'),
  answered(['no-data'], 'conditional'),
  answered(['suspected'], 'multi-restart'),
  answered(['clear'], 'no-finding'),
  answered(['no-data', 'no-finding'], 'multi-restart'),
];

describe('the arithmetic', () => {
  test('counts by class, and exactly', () => {
    expect(measure(someAnswers)).toEqual({
      cases: 10,
      right: 3,
      exact: 1,
      positives: 5,
      found: 2,
      warned: 1,
      undecided: 1,
      cleared: 1,
      falseAlarms: 2,
      cannotTell: 1,
    });
  });

  test('suspected labels, and those that leave several classes open, are neither hits nor false alarms', () => {
    expect(measure([answered(['suspected'], 'multi-restart')]).falseAlarms).toBe(0);
    expect(measure([answered(['no-data', 'no-finding'], 'conditional')]).falseAlarms).toBe(0);
    expect(measure([answered(['suspected'], 'multi-restart')]).positives).toBe(0);
  });

  test('precision and recall', () => {
    expect(ratesOf(measure(someAnswers))).toEqual({ precision: 2 / 4, recall: 2 / 5 });
    expect(ratesOf(measure([]))).toEqual({ precision: null, recall: null });
  });

  test('a method that gives classes has no exact count', () => {
    expect(measure([answered(['clear'], 'negative')])).toMatchObject({ right: 1, exact: null });
  });

  test('the class of what is expected', () => {
    expect(classOfExpected(['clear', 'no-finding'])).toBe('negative');
    expect(classOfExpected(['multi-restart', 'suspected'])).toBeNull();
  });

  test('the confusion table has a row for each expectation', () => {
    expect(confusion(someAnswers.slice(0, 5))).toEqual({
      'multi-restart': { 'multi-restart': 1, conditional: 1, 'no-data': 1, 'no-finding': 1 },
      conditional: { suspected: 1 },
    });
  });

  test('what should fail and is called safe is named', () => {
    const names = wronglyCleared(someAnswers).map(({ answer }) => answer);
    expect(names).toEqual(['no-finding']);
    expect(wronglyCleared([answered(['conditional'], 'clear')])).toHaveLength(1);
    expect(wronglyCleared([answered(['multi-restart'], 'suspected')])).toEqual([]);
  });
});

const knowledge = (fields: Partial<Knowledge> = {}): Knowledge => ({
  dataAsOf: '2026-11-22',
  digest: 'sha256:0',
  verified: true,
  sources: [],
  coverage: [],
  facts: [],
  findings: [],
  updates: [],
  edges: [],
  ...fields,
});

describe('the methods', () => {
  test('the checker goes by product, condition and day', () => {
    const claim = finding({ products: ['Windows 7'], condition: 'secure-boot', knownOn: '2014-06-16' });
    const index = indexKnowledge(knowledge({ findings: [claim], updates: [update()] }));
    const said = (fields: Partial<Label>): Status => statusOf(label(['clear'], fields), index);
    expect(said({ product: 'Windows 7' })).toBe('conditional');
    expect(said({ product: 'Windows 7', env: { 'secure-boot': 'yes' } })).toBe('multi-restart');
    expect(said({ product: 'Windows 8' })).toBe('no-data');
    expect(said({ product: 'Windows 7', asOf: '2014-06-10' })).toBe('no-data');
  });

  test('one label leaves nothing behind for the next', () => {
    const selector = {
      products: ['Windows 11'],
      kinds: ['cumulative' as const],
      releasedFrom: null,
      releasedUntil: null,
    };
    const claim = finding({ selector, knownOn: '2026-01-19' });
    const index = indexKnowledge(knowledge({ findings: [claim] }));
    const title = '2026-01 Cumulative Update for Windows 11, version 25H2 for x64-based Systems (KB1000001)';
    expect(statusOf(label(['clear'], { title }), index)).toBe('multi-restart');
    expect(statusOf(label(['clear'], { title, asOf: '2026-01-18' }), index)).toBe('no-data');
  });

  test('a list of numbers knows no products, and takes silence for safety', () => {
    expect(byNumber(label(['clear'], { product: 'Windows 11' }), ['1000001'])).toBe('positive');
    expect(
      byNumber(label(['clear'], { kb: undefined, title: 'Update (KB1000001)' } as Partial<Label>), ['1000001']),
    ).toBe('positive');
    expect(byNumber(label(['clear']), ['1000002'])).toBe('negative');
  });

  test('flags: any but "never" fails, none at all cannot tell', () => {
    const by = (...flags: Parameters<typeof flag>[0][]): string =>
      byFlags(label(['clear']), { updates: [update({ flags: flags.map((each) => flag(each)) })] });
    expect([by('never'), by('never', 'maybe'), by('always'), by()]).toEqual([
      'negative',
      'positive',
      'positive',
      'cannot-tell',
    ]);
  });

  test('flags of the one UpdateID, where a label names one', () => {
    const updateId = '11111111-1111-4111-8111-111111111111';
    const updates = [update({ updateId, flags: [flag('never')] }), update({ flags: [flag('always')] })];
    expect(byFlags(label(['clear'], { updateId }), { updates })).toBe('negative');
    expect(byFlags(label(['clear']), { updates })).toBe('positive');
  });
});

describe('leave one out', () => {
  const listed = { kb: '900001', title: 'Update for Remote Desktop', bulletin: 'MS99-001' };
  const row = (kb: string, title: string, fields: object = {}): ReturnType<typeof update> =>
    update({ kb, title, source: 'bulletin-sheet', released: '2015-01-13', ...fields });
  const updates = [
    row('900001', 'Vulnerability in RDP', { bulletin: 'MS99-001' }),
    row('900001', 'Update for Remote Desktop', { source: 'kb2894518' }),
    row('1000002', 'Vulnerability in RDP', { bulletin: 'MS99-001' }),
    row('1000003', 'Servicing stack update', { exclusive: true, released: '2019-01-08' }),
    row('1000004', 'Vulnerability in Remote Desktop', { source: 'kbupdate' }),
    row('1000005', 'Rollup'),
    row('900002', 'Another listed one'),
  ];
  const findings = ['900001', '900002'].map((kb) => finding({ id: `list/${kb}`, kb }));
  const edges = [edge('1000005', '900001'), edge('900001', '900002')];
  const coverage = [
    { source: 'kb2894518', products: [], releasedFrom: '2013-06-01', releasedUntil: '2016-02-09', points: [] },
  ];
  const table = judgeSignals([listed], updates, knowledge({ findings, updates, edges, coverage }));
  const of = (id: string): object | undefined => table.rows.find((each) => each.id === id);

  test('a title is found by what other sources print, and alarms are those that nobody claims', () => {
    expect(table).toMatchObject({ listed: 1, bulletinKbs: 3, catalogKbs: 4 });
    expect(of('remote-desktop')).toMatchObject({
      ...{ found: 1, foundWithListTitle: 1, siblings: 1, siblingsFlagged: 1, successors: 1, successorsFlagged: 0 },
      ...{ falseAlarms: 1, falseAlarmsWhileKept: 1, falseAlarmsInCatalog: 2, precision: 0.5, worthIt: true },
    });
  });

  test('inheritance finds a hidden update that supersedes another listed one, and its successor through it', () => {
    expect(of('inheritance')).toMatchObject({ found: 1, successorsFlagged: 1, falseAlarms: 1, siblingsFlagged: 0 });
  });

  test('a signal that finds nothing is not worth it, whatever it costs', () => {
    expect(of('exclusive')).toMatchObject({
      found: 0,
      falseAlarms: 1,
      falseAlarmsWhileKept: 0,
      precision: 0,
      worthIt: false,
    });
    expect(of('usb-drivers')).toMatchObject({ found: 0, falseAlarms: 0, precision: null, worthIt: false });
  });

  test('hiding takes every claim about a number, copies too, and leaves the index as it was', () => {
    const copy = finding({ id: 'copy', kb: '900001', derivedFrom: 'list/900001' });
    const index = indexKnowledge(knowledge({ findings: [...findings, copy] }));
    expect(hiding('900001', index).findings.has('900001')).toBe(false);
    expect(hiding('900001', index).findings.has('900002')).toBe(true);
    expect(index.findings.get('900001')).toHaveLength(2);
  });
});

test('a table is aligned, as Markdown', () => {
  const rows = [
    ['name', 'n'],
    ['a', '10'],
    ['longer', '1'],
  ];
  expect(markdown(rows)).toBe('| name   |   n |\n| ------ | --: |\n| a      |  10 |\n| longer |   1 |');
});
