// Restarts inherited along supersedence: per product and architecture, with the condition, and with the path in the reason.
import { describe, expect, test } from 'vitest';
import type { Edge, Policy } from '../src/types.ts';
import { checkOne, coverage, edge, finding, flag, once, titled, update } from './fixtures/data/knowledge.ts';

const known = { updates: [update()], coverage: [coverage()] };
const state = (fact: string, value: 'yes' | 'no'): Partial<Policy> => ({ environment: { [fact]: value } });
const below = finding({ id: 'vendor/900001', kb: '900001', tier: 'vendor' });

describe('one step', () => {
  const edges = [edge('1000001', '900001')];

  test('makes it suspected, with the path in the reason', () => {
    const checked = checkOne({ ...known, edges, findings: [below] });
    expect(checked).toMatchObject({
      status: 'suspected',
      restarts: { min: 2, max: null },
      inheritedPath: ['1000001', '900001'],
    });
    expect(checked.reason).toContain('supersedes KB900001 on Windows 7 (KB1000001 > KB900001)');
    expect(checked.reason).toContain('the vendor source of 900001');
    expect(checked.evidence).toMatchObject([{ finding: 'vendor/900001', inherited: true }]);
  });

  test('not upwards: what replaces a listed update passes nothing down', () => {
    const up = checkOne({ ...known, edges: [edge('900001', '1000001')], findings: [below] });
    expect(up).toMatchObject({ status: 'no-finding', inheritedPath: null, supersededBy: ['900001'] });
  });

  test('only what takes two or more, on install, and still holds', () => {
    const harmless = [
      finding({ kb: '900001', ...once }),
      finding({ kb: '900001', restarts: { min: 1, max: null } }),
      finding({ kb: '900001', direction: 'uninstall' }),
      finding({ kb: '900001', retractedOn: '2020-01-01' }),
      finding({ kb: '900001', validTo: '2020-01-01' }),
    ];
    for (const one of harmless) {
      expect(checkOne({ ...known, edges, findings: [one] })).toMatchObject({
        status: 'no-finding',
        inheritedPath: null,
      });
    }
  });

  test('not what a better source overrules', () => {
    const lab = finding({ kb: '900001', tier: 'lab', ...once });
    expect(checkOne({ ...known, edges, findings: [below, lab] }).status).toBe('no-finding');
    const press = finding({ kb: '900001', tier: 'press', ...once });
    expect(checkOne({ ...known, edges, findings: [below, press] }).status).toBe('suspected');
  });

  test('only for the product and architecture of the finding', () => {
    const narrow = finding({ kb: '900001', products: ['Windows 7'], architectures: ['x64'] });
    const on = (product: string, architecture: 'x86' | 'x64'): string =>
      checkOne({ edges, findings: [narrow] }, {}, titled('1000001', product, architecture)).status;
    expect([on('Windows 7', 'x64'), on('Windows 7', 'x86'), on('Windows 8.1', 'x64')]).toEqual([
      'suspected',
      'no-data',
      'no-data',
    ]);
  });

  test('only for the product and architecture of the edge', () => {
    const on = (where: Partial<Edge>, product: string, architecture: 'x86' | 'x64'): string =>
      checkOne(
        { edges: [edge('1000001', '900001', where)], findings: [below] },
        {},
        titled('1000001', product, architecture),
      ).status;
    expect(on({ product: 'Windows 8' }, 'Windows 8', 'x64')).toBe('suspected');
    expect(on({ product: 'Windows 8' }, 'Windows 7', 'x64')).toBe('no-data');
    expect(on({ product: 'Windows 8' }, 'Windows 8.1', 'x64')).toBe('no-data');
    expect(on({ product: 'Windows 7', architecture: 'x64' }, 'Windows 7', 'x64')).toBe('suspected');
    expect(on({ product: 'Windows 7', architecture: 'x64' }, 'Windows 7', 'x86')).toBe('no-data');
  });

  test('carries the condition: unstated and yes suspect, no ends it', () => {
    const findings = [finding({ kb: '900001', condition: 'credential-guard' })];
    const unstated = checkOne({ ...known, edges, findings });
    expect(unstated.status).toBe('suspected');
    expect(unstated.reason).toContain('if credential-guard, which is not stated');
    expect(checkOne({ ...known, edges, findings }, state('credential-guard', 'yes')).status).toBe('suspected');
    const against = checkOne({ ...known, edges, findings }, state('credential-guard', 'no'));
    expect(against).toMatchObject({ status: 'no-finding', inheritedPath: null });
  });

  test('ends where the replaced update would not be offered', () => {
    const findings = [finding({ kb: '900001', applicability: [{ products: [], when: 'rdp-8.0' }] })];
    expect(checkOne({ ...known, edges, findings }).status).toBe('suspected');
    expect(checkOne({ ...known, edges, findings }, state('rdp-8.0', 'no')).status).toBe('no-finding');
  });

  test('its own finding of two is worse, a claim of its own under no stated condition too', () => {
    expect(checkOne({ edges, findings: [below, finding()] }).status).toBe('multi-restart');
    expect(checkOne({ edges, findings: [below, finding({ condition: 'secure-boot' })] }).status).toBe('conditional');
  });

  test('its own count of one ends it where it comes from a better source only', () => {
    const field = finding({ kb: '900001', tier: 'field' });
    expect(checkOne({ edges, findings: [field, finding({ tier: 'vendor', ...once })] }).status).toBe('clear');
    expect(checkOne({ edges, findings: [field, finding({ tier: 'field', ...once })] }).status).toBe('suspected');
    expect(checkOne({ edges, findings: [field, finding({ tier: 'press', ...once })] }).status).toBe('suspected');
  });

  test('a vendor flag does not clear it', () => {
    const updates = [update({ flags: [flag('never')] })];
    expect(checkOne({ updates, edges, findings: [below] }).status).toBe('suspected');
  });

  test('selectors are not inherited: they say nothing of the update below', () => {
    const selector = {
      products: ['Windows 7'],
      kinds: ['cumulative' as const],
      releasedFrom: null,
      releasedUntil: null,
    };
    const one = titled('1000001', 'Windows 7', 'x64');
    expect(checkOne({ ...known, edges, findings: [finding({ selector })] }, {}, one).status).toBe('no-finding');
  });
});

describe('a chain', () => {
  const chain = (length: number, on: Partial<Edge> = {}): Edge[] =>
    Array.from({ length }, (_, at) => edge(String(1_000_001 + at), String(1_000_002 + at), on));

  test('of 10,000 is walked to its end', () => {
    const findings = [finding({ kb: '1010001' })];
    const started = performance.now();
    const checked = checkOne({ edges: chain(10_000), findings });
    expect(checked.status).toBe('suspected');
    expect(checked.inheritedPath).toHaveLength(10_001);
    expect(checked.inheritedPath?.at(-1)).toBe('1010001');
    // A walk in steps that grow with the chain would take minutes.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('is cut where one edge is of another product', () => {
    const findings = [finding({ kb: '1000006' })];
    const whole = chain(5, { product: 'Windows 7' });
    expect(checkOne({ edges: whole, findings }).status).toBe('suspected');
    const cut = whole.map((each, at) => (at === 2 ? { ...each, product: 'Windows 8' } : each));
    expect(checkOne({ edges: cut, findings }).status).toBe('no-data');
  });

  test('names the nearest of several, by the shortest path', () => {
    const edges = [...chain(3), edge('1000001', '1000004'), edge('1000004', '1000005')];
    const findings = [finding({ kb: '1000004' }), finding({ kb: '1000005' })];
    expect(checkOne({ edges, findings }).inheritedPath).toEqual(['1000001', '1000004']);
  });

  test('goes on past an update whose condition does not hold', () => {
    const findings = [finding({ kb: '1000002', condition: 'secure-boot' }), finding({ kb: '1000003' })];
    const checked = checkOne({ edges: chain(3), findings }, state('secure-boot', 'no'));
    expect(checked.inheritedPath).toEqual(['1000001', '1000002', '1000003']);
  });

  test('that runs in a circle ends', () => {
    const circle = [...chain(3), edge('1000004', '1000001'), edge('1000002', '1000002')];
    expect(checkOne({ ...known, edges: circle })).toMatchObject({ status: 'no-finding', inheritedPath: null });
    const findings = [finding({ kb: '1000004' })];
    expect(checkOne({ ...known, edges: circle, findings }).inheritedPath).toHaveLength(4);
  });

  test('goes by UpdateIDs as well', () => {
    const [first, second] = ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b'] as const;
    const findings = [finding({ updateId: second })];
    const one = titled('1000001', 'Windows 7', 'x64', { updateId: first });
    const checked = checkOne({ edges: [edge(first, second)], findings }, {}, one);
    expect(checked.inheritedPath).toEqual([first, second]);
    expect(checked.reason).toContain(`${first} > ${second}`);
  });
});

describe('superseded by', () => {
  test('names who replaces it on this product only, once each', () => {
    const edges = [
      edge('1000009', '1000001', { product: 'Windows 7' }),
      edge('1000009', '1000001', { product: 'Windows 7', source: 'other' }),
      edge('1000008', '1000001', { product: 'Windows 8' }),
    ];
    expect(checkOne({ ...known, edges }).supersededBy).toEqual(['1000009']);
  });

  test('clears nothing: the group still holds it', () => {
    const edges = [edge('1000009', '1000001')];
    expect(checkOne({ edges, findings: [finding()] })).toMatchObject({
      status: 'multi-restart',
      supersededBy: ['1000009'],
    });
  });
});
