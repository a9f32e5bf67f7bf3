// What reassures must fit exactly: a narrow count, coverage or flag never clears an update that may be something else.
import { describe, expect, test } from 'vitest';
import { checkOne, coverage, edge, finding, flag, item, once, titled, update } from './fixtures/data/knowledge.ts';

const narrow = { products: ['Windows 7'], architectures: ['x64' as const] };

describe('a narrow count of at most one', () => {
  test('does not clear a bare number of which nobody knows the product', () => {
    const findings = [finding({ tier: 'vendor' }), finding({ tier: 'lab', ...once, ...narrow })];
    expect(checkOne({ findings }, {}, item()).status).toBe('multi-restart');
    expect(checkOne({ findings }).status).toBe('clear');
  });

  test('does not clear a product without a version', () => {
    const lab = finding({ tier: 'lab', ...once, products: ['Windows 11 Version 24H2'] });
    const findings = [finding({ tier: 'vendor' }), lab];
    expect(checkOne({ findings }, {}, titled('1000001', 'Windows 11', 'x64')).status).toBe('multi-restart');
    expect(checkOne({ findings }, {}, titled('1000001', 'Windows 11 Version 24H2', 'x64')).status).toBe('clear');
    expect(checkOne({ findings: [lab] }, {}, titled('1000001', 'Windows 11', 'x64')).status).toBe('no-data');
  });

  test('service packs, which no title names, do not count as a version', () => {
    const findings = [finding({ tier: 'vendor' }), finding({ tier: 'lab', ...once, products: ['Windows 7 SP1'] })];
    expect(checkOne({ findings }).status).toBe('clear');
  });
});

describe('coverage and flags', () => {
  const windows10 = titled('1000001', 'Windows 10', 'x64', { released: '2015-08-11' });
  const rows = [update({ offers: [{ product: 'Windows 10', architecture: 'x64' }], released: '2015-08-11' })];

  test('coverage of one version is none of the product', () => {
    const of = (product: string) =>
      checkOne({ updates: rows, coverage: [coverage({ products: [product] })] }, {}, windows10);
    expect(of('Windows 10 Version 1607').status).toBe('no-data');
    expect(of('Windows 10').status).toBe('no-finding');
  });

  test('a flag of another product clears nothing', () => {
    const other = update({ offers: [{ product: 'Windows 8.1', architecture: 'x64' }], flags: [flag('never')] });
    const own = update({ flags: [flag('never')] });
    expect(checkOne({ updates: [update(), other] }).status).toBe('no-data');
    expect(checkOne({ updates: [own, other] }).status).toBe('clear');
  });
});

describe('a count that reaches over one', () => {
  test.each([
    { min: 1, max: 3 },
    { min: 0, max: 2 },
    { min: 1, max: null },
  ])('$min to $max is a suspicion, not silence', (restarts) => {
    const known = { findings: [finding({ restarts })], updates: [update()], coverage: [coverage()] };
    expect(checkOne(known)).toMatchObject({ status: 'suspected', restarts });
  });
});

describe('copies', () => {
  const press = finding({ id: 'press/one', tier: 'press', ...once });

  test('a copy overrules nothing, whoever made it', () => {
    const copy = finding({ tier: 'lab', ...once, derivedFrom: 'press/one' });
    expect(checkOne({ findings: [finding({ tier: 'field' }), press, copy] }).status).toBe('multi-restart');
  });

  test('a copy falls with its original', () => {
    const original = finding({ id: 'field/two', retractedOn: '2020-01-01' });
    const copy = finding({ tier: 'press', derivedFrom: 'field/two' });
    const known = { findings: [original, copy], updates: [update()], coverage: [coverage()] };
    expect(checkOne(known).status).toBe('no-finding');
  });
});

describe('inheritance', () => {
  test('looks beyond an ancestor that is outweighed', () => {
    const findings = [
      finding({ tier: 'vendor', ...once }),
      finding({ tier: 'press', kb: '1000002' }),
      finding({ tier: 'lab', kb: '1000003' }),
    ];
    const edges = [edge('1000001', '1000002'), edge('1000002', '1000003')];
    expect(checkOne({ findings, edges })).toMatchObject({
      status: 'suspected',
      inheritedPath: ['1000001', '1000002', '1000003'],
    });
  });
});

test('conflicts are shown even with a weak voice', () => {
  const weak = finding({ id: 'lab/one', tier: 'lab', ...once, confidence: 'suspected' });
  const checked = checkOne({ findings: [finding({ id: 'press/two', tier: 'press' }), weak] });
  expect(checked).toMatchObject({ status: 'multi-restart', conflicts: ['lab/one', 'press/two'] });
});
