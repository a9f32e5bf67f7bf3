// Whose word counts: higher tiers overrule, copies are no witnesses, retracted and ended claims are set aside.
import { describe, expect, test } from 'vitest';
import { tiers } from '../src/types.ts';
import { checkOne, coverage, finding, once, titled, update } from './fixtures/data/knowledge.ts';

const setAside = (checked: ReturnType<typeof checkOne>) =>
  checked.evidence.map(({ finding: id, setAside: why }) => [id, why]);

describe('a count of at most one against a claim of two', () => {
  const pairs = tiers.flatMap((two) => tiers.map((one) => ({ two, one })));

  test.each(pairs)('two from $two, one from $one', ({ two, one }) => {
    const findings = [finding({ id: `${two}/two`, tier: two }), finding({ id: `${one}/one`, tier: one, ...once })];
    const checked = checkOne({ findings });
    const overruled = tiers.indexOf(one) < tiers.indexOf(two);
    expect(checked.status).toBe(overruled ? 'clear' : 'multi-restart');
    expect(checked.conflicts).toEqual([`${one}/one`, `${two}/two`].sort());
    expect(checked.evidence.map(({ finding: id }) => id).sort()).toEqual([`${one}/one`, `${two}/two`].sort());
    expect(checked.reason).toContain(
      overruled ? `overrules the ${two} source of two` : `against it: the ${one} source of one`,
    );
  });

  test('only an explicit one: at least one, one to three and suspected ones overrule nothing', () => {
    const two = finding({ tier: 'field' });
    const weak = [
      finding({ tier: 'lab', restarts: { min: 1, max: null } }),
      finding({ tier: 'lab', restarts: { min: 1, max: 3 } }),
      finding({ tier: 'lab', restarts: { min: 0, max: 1 }, confidence: 'suspected' }),
    ];
    for (const one of weak) expect(checkOne({ findings: [two, one] }).status).toBe('multi-restart');
    const explicit = finding({ tier: 'lab', restarts: { min: 0, max: 1 } });
    expect(checkOne({ findings: [two, explicit] }).status).toBe('clear');
  });

  test('only under a condition that is stated', () => {
    const findings = [finding({ tier: 'field' }), finding({ tier: 'lab', ...once, condition: 'secure-boot' })];
    expect(checkOne({ findings }).status).toBe('multi-restart');
    expect(checkOne({ findings }, { environment: { 'secure-boot': 'yes' } }).status).toBe('clear');
    expect(checkOne({ findings }, { environment: { 'secure-boot': 'no' } }).status).toBe('multi-restart');
  });

  test('only on its own product and architecture', () => {
    const lab = finding({ tier: 'lab', ...once, products: ['Windows 7'], architectures: ['x64'] });
    const findings = [finding({ tier: 'vendor' }), lab];
    expect(checkOne({ findings }).status).toBe('clear');
    expect(checkOne({ findings }, {}, titled('1000001', 'Windows 7', 'x86')).status).toBe('multi-restart');
    expect(checkOne({ findings }, {}, titled('1000001', 'Windows 8.1', 'x64')).status).toBe('multi-restart');
  });

  test('a retracted or ended one overrules nothing', () => {
    const two = finding({ tier: 'field' });
    const gone = finding({ tier: 'lab', ...once, retractedOn: '2020-01-01' });
    const ended = finding({ tier: 'lab', ...once, validTo: '2020-01-01' });
    for (const one of [gone, ended]) {
      const checked = checkOne({ findings: [two, one] });
      expect(checked).toMatchObject({ status: 'multi-restart', conflicts: [] });
    }
  });

  test('one that overrules some does not overrule what is above it', () => {
    const findings = [
      finding({ id: 'lab/two', tier: 'lab' }),
      finding({ id: 'vendor/one', tier: 'vendor', ...once }),
      finding({ id: 'press/two', tier: 'press' }),
    ];
    const checked = checkOne({ findings });
    expect(checked.status).toBe('multi-restart');
    expect(checked.reason).toContain('the lab source of two');
    expect(checked.conflicts).toEqual(['lab/two', 'press/two', 'vendor/one']);
  });

  test('without a claim of two there is no conflict', () => {
    expect(checkOne({ findings: [finding(once), finding({ ...once, tier: 'lab' })] }).conflicts).toEqual([]);
    expect(checkOne({ findings: [finding(), finding({ tier: 'lab' })] }).conflicts).toEqual([]);
  });
});

describe('among those who say the same', () => {
  test('the most trusted speaks first, then the firmer, then the newer', () => {
    const findings = [
      finding({ id: 'press/new', tier: 'press', claimedOn: '2020-01-01' }),
      finding({ id: 'field/old', claimedOn: '2014-01-01' }),
      finding({ id: 'field/new', claimedOn: '2015-01-01' }),
      finding({ id: 'field/firm', claimedOn: '2013-01-01', confidence: 'confirmed' }),
      finding({ id: 'field/undated', claimedOn: null }),
    ];
    const order = ['field/firm', 'field/new', 'field/old', 'field/undated', 'press/new'];
    for (const some of [findings, [...findings].reverse()]) {
      expect(checkOne({ findings: some }).evidence.map(({ finding: id }) => id)).toEqual(order);
    }
  });

  test('others that say the same are named as witnesses, copies are not', () => {
    const original = finding({ id: 'vendor/list', tier: 'vendor' });
    const copies = ['a', 'b', 'c'].map((name) =>
      finding({ id: `press/${name}`, tier: 'press', derivedFrom: 'vendor/list' }),
    );
    const alone = checkOne({ findings: [original, ...copies] });
    expect(alone.reason).toContain('the vendor source of list');
    expect(alone.reason).not.toContain('also');
    expect(alone.evidence.filter(({ derivedFrom }) => derivedFrom === 'vendor/list')).toHaveLength(3);
    const witness = checkOne({ findings: [original, ...copies, finding({ id: 'field/seen' })] });
    expect(witness.reason).toContain('; also the field source of seen');
    expect(witness.reason).not.toContain('press');
  });

  test('a copy never speaks before its original, whatever its tier', () => {
    const findings = [
      finding({ id: 'lab/copy', tier: 'lab', derivedFrom: 'press/first' }),
      finding({ id: 'press/first', tier: 'press' }),
    ];
    expect(checkOne({ findings }).evidence.map(({ finding: id }) => id)).toEqual(['press/first', 'lab/copy']);
  });
});

describe('a claim that is over', () => {
  const known = { updates: [update()], coverage: [coverage()] };

  test('retracted: from that day on', () => {
    const findings = [finding({ id: 'field/x', retractedOn: '2026-11-22' })];
    const checked = checkOne({ ...known, findings });
    expect(checked.status).toBe('no-finding');
    expect(setAside(checked)).toEqual([['field/x', 'a claim retracted on 2026-11-22']]);
    expect(checkOne({ ...known, findings }, { today: '2026-11-21' }).status).toBe('multi-restart');
  });

  test('ended: after its last day', () => {
    const findings = [finding({ id: 'field/x', validTo: '2026-11-22' })];
    expect(checkOne({ ...known, findings }).status).toBe('multi-restart');
    const after = checkOne({ ...known, findings }, { today: '2026-11-23' });
    expect(after.status).toBe('no-finding');
    expect(setAside(after)).toEqual([['field/x', 'a claim that ended on 2026-11-22']]);
  });

  test('not yet valid: before its first day', () => {
    const findings = [finding({ id: 'field/x', validFrom: '2026-11-23' })];
    expect(setAside(checkOne({ ...known, findings }))).toEqual([['field/x', 'a claim that holds from 2026-11-23 on']]);
    expect(checkOne({ ...known, findings }, { today: '2026-11-23' }).status).toBe('multi-restart');
  });

  test('an as-of day takes the place of today', () => {
    const findings = [finding({ retractedOn: '2015-01-01' })];
    expect(checkOne({ findings }, { asOf: '2014-12-31' }).status).toBe('multi-restart');
    expect(checkOne({ findings }, { asOf: '2015-01-01' }).status).toBe('no-data');
  });

  test('it does not reassure: without coverage nothing is known', () => {
    expect(checkOne({ findings: [finding({ retractedOn: '2020-01-01' })] }).status).toBe('no-data');
  });
});
