// What was known on a day: claims by the day on which they provably existed, coverage by what was proven of it.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCatalog } from '../src/catalog/build.ts';
import { type Catalog, openCatalog } from '../src/catalog/open.ts';
import { readKnowledge } from '../src/catalog/read.ts';
import { check, keysOf } from '../src/check/check.ts';
import { coveredUntil } from '../src/check/coverage.ts';
import { addDays } from '../src/dates.ts';
import type { CheckedUpdate, Item, Policy } from '../src/types.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { checkOne, coverage, defaultPolicy, finding, item, titled, update } from './fixtures/data/knowledge.ts';
import { root } from './run.ts';

let catalog: Catalog;

beforeAll(() => {
  const path = join(newFolder(), 'catalog.sqlite');
  buildCatalog(join(root, 'data'), path);
  catalog = openCatalog(path);
});

afterAll(() => catalog.close());

/** A check against the catalog of data/. */
function shipped(one: Item, policy: Partial<Policy> = {}): CheckedUpdate {
  const group = { kind: 'kb-list', name: 'a group', path: null, items: [one], duplicates: 0 };
  const options = { toolVersion: '0.0.0', generatedAt: '2026-11-22T12:00:00Z' };
  const report = check([group], readKnowledge(catalog, keysOf([group])), { ...defaultPolicy, ...policy }, options);
  const [checked] = report.updates;
  if (!checked) throw new Error('the report holds no update');
  return checked;
}

describe('claims', () => {
  test('count from the day on which they were known', () => {
    const findings = [finding({ knownOn: '2014-06-16' })];
    expect(checkOne({ findings }, { asOf: '2014-06-15' })).toMatchObject({ status: 'no-data', evidence: [] });
    expect(checkOne({ findings }, { asOf: '2014-06-16' }).status).toBe('multi-restart');
  });

  test('whose day nobody knows count only without an as-of day', () => {
    const findings = [finding({ knownOn: null })];
    expect(checkOne({ findings }, { asOf: '2026-11-22' }).status).toBe('no-data');
    expect(checkOne({ findings }).status).toBe('multi-restart');
  });

  test('of selectors and of what is inherited obey the same day', () => {
    const selector = { products: ['Windows 7'], kinds: ['other' as const], releasedFrom: null, releasedUntil: null };
    const known = { findings: [finding({ selector, knownOn: '2015-01-01' })] };
    expect(checkOne(known, { asOf: '2014-12-31' }).status).toBe('no-data');
    expect(checkOne(known, { asOf: '2015-01-01' }).status).toBe('multi-restart');
    const edges = [
      { superseding: '1000001', superseded: '900001', product: null, architecture: null, source: 'm', url: null },
    ];
    const below = { edges, findings: [finding({ kb: '900001', knownOn: '2015-01-01' })] };
    expect(checkOne(below, { asOf: '2014-12-31' }).status).toBe('no-data');
    expect(checkOne(below, { asOf: '2015-01-01' }).status).toBe('suspected');
  });
});

describe('an entry of a list', () => {
  const list = {
    id: 'vendor-list',
    name: 'the list',
    kind: 'vendor-list',
    tier: 'vendor' as const,
    url: 'https://v.example',
  };
  const entry = finding({ source: list, notBefore: '2014-06-10', knownOn: '2014-12-24' });
  const points = [
    { provenOn: '2014-06-01', until: '2014-06-01' },
    { provenOn: '2014-07-01', until: '2014-07-01' },
  ];
  const known = { findings: [entry], updates: [update()], coverage: [coverage({ points })] };

  test('is no-data between its release and its proof: the list may already have named it', () => {
    for (const asOf of ['2014-06-10', '2014-07-01', '2014-12-23']) {
      expect(checkOne(known, { asOf }).status).toBe('no-data');
    }
    expect(checkOne(known, { asOf: '2014-12-24' }).status).toBe('multi-restart');
  });

  test('which the list does not name is no-finding once the list is proven for its day', () => {
    const other = { ...known, findings: [] };
    expect(checkOne(other, { asOf: '2014-06-30' }).status).toBe('no-data');
    expect(checkOne(other, { asOf: '2014-07-01' }).status).toBe('no-finding');
  });
});

describe('coverage on a day', () => {
  const points = [
    { provenOn: '2013-10-31', until: '2013-10-31' },
    { provenOn: '2016-12-24', until: '2014-06-10' },
    { provenOn: '2023-12-05', until: '2016-02-09' },
  ];
  const list = coverage({ points });

  test.each<[string | null, string | null]>([
    ['2013-10-30', null],
    ['2013-10-31', '2013-10-31'],
    ['2016-12-23', '2013-10-31'],
    ['2016-12-24', '2014-06-10'],
    ['2023-12-04', '2014-06-10'],
    ['2023-12-05', '2016-02-09'],
    [null, '2016-02-09'],
  ])('on %s ends at %s', (asOf, until) => {
    expect(coveredUntil(list, asOf)).toBe(until);
  });

  test('is the newest of what is proven, in whatever order it was proven', () => {
    const late = coverage({ points: [...points].reverse().concat({ provenOn: '2024-01-01', until: '2013-11-05' }) });
    expect(coveredUntil(late, '2024-06-01')).toBe('2016-02-09');
  });
});

describe('with the shipped facts', () => {
  const june = titled('2965788', 'Windows 7', 'x64', { released: '2014-06-10' });

  test('KB2965788 is no-data on 2014-06-10 and multi-restart on 2014-06-17', () => {
    expect(shipped(june, { asOf: '2014-06-10' })).toMatchObject({ status: 'no-data', evidence: [] });
    const after = shipped(june, { asOf: '2014-06-17' });
    expect(after.status).toBe('multi-restart');
    expect(after.reason).toContain('(2014-06-16)');
    // Microsoft's list is proven to name it in December 2016 only.
    expect(after.evidence.map(({ source }) => source)).not.toContain('vendor-list');
    expect(shipped(june, { asOf: '2016-12-24' }).evidence.map(({ source }) => source)).toContain('vendor-list');
    expect(shipped(june).status).toBe('multi-restart');
  });

  test('before its first witness no entry of the list is known, and none is taken for harmless', () => {
    const { findings } = readKnowledge(catalog, []);
    const entries = findings.filter(({ source }) => source.kind === 'vendor-list');
    expect(entries).toHaveLength(22);
    const inheriting = new Set<string>();
    for (const { kb, notBefore } of entries) {
      const witnesses = findings.filter((each) => each.kb === kb).flatMap((each) => each.knownOn ?? []);
      const first = witnesses.sort()[0] ?? '';
      for (const asOf of [notBefore ?? '2013-01-01', addDays(first, -1)].filter((day) => day < first)) {
        const { status, inheritedPath } = shipped(item({ kb }), { asOf });
        if (inheritedPath !== null) inheriting.add(kb ?? '');
        expect([kb, asOf, status]).toEqual([kb, asOf, inheritedPath === null ? 'no-data' : 'suspected']);
      }
      expect(shipped(item({ kb }), { asOf: first }).status).toMatch(/^(multi-restart|conditional)$/);
    }
    // By some steps they replace KB2965788 on Windows 8, of which the field spoke in June 2014.
    expect([...inheriting].sort()).toEqual(['3003743', '3035017', '3067904', '3126446']);
  });

  test('a neighbour that the list never named: no-data until the list is proven for its month', () => {
    const neighbour = titled('2957189', 'Windows 7', 'x64', { released: '2014-06-10' });
    const statuses = ['2013-11-05', '2014-06-17', '2016-12-23', '2016-12-24', '2023-12-05'].map(
      (asOf) => shipped(neighbour, { asOf }).status,
    );
    expect(statuses).toEqual(['no-data', 'no-data', 'no-data', 'no-finding', 'no-finding']);
    expect(shipped(neighbour).status).toBe('no-finding');
  });

  test('coverage on a day, of the list as its history is known', () => {
    const list = readKnowledge(catalog, []).coverage.find(({ source }) => source === 'kb2894518');
    if (!list) throw new Error('the list has no coverage');
    const days = ['2013-10-30', '2013-10-31', '2013-11-05', '2016-12-23', '2016-12-24', '2026-11-22'];
    expect(days.map((day) => coveredUntil(list, day))).toEqual([
      null,
      '2013-10-31',
      '2013-11-05',
      '2013-11-05',
      '2016-02-09',
      '2016-02-09',
    ]);
    // Neither a blogger's own list nor one without a date proves anything of Microsoft's.
    expect(list.points.map(({ provenOn }) => provenOn)).not.toContain('2014-06-15');
  });

  test('the guidance of KB5025885 ended on 2025-05-05', () => {
    const guidance = item({ kb: '5025885' });
    const manual = { environment: { 'kb5025885-manual-steps': 'yes' as const } };
    const on = (today: string, more: Partial<Policy> = {}): string => shipped(guidance, { today, ...more }).status;
    expect(on('2025-05-04')).toBe('conditional');
    expect(on('2025-05-05')).toBe('conditional');
    expect(on('2025-05-04', manual)).toBe('multi-restart');
    expect(on('2025-05-06')).toBe('no-data');
    expect(on('2025-05-06', manual)).toBe('no-data');
    const ended = shipped(guidance, manual);
    expect(ended.reason).toContain('a claim that ended on 2025-05-05');
    expect(ended.evidence).toMatchObject([{ setAside: 'a claim that ended on 2025-05-05' }]);
  });

  test('on an as-of day before its readme KB5025885 is not known at all, on a later one it has ended', () => {
    const guidance = item({ kb: '5025885' });
    expect(shipped(guidance, { asOf: '2025-05-04' })).toMatchObject({ status: 'no-data', evidence: [] });
    expect(shipped(guidance, { asOf: '2025-05-19' }).evidence).toHaveLength(1);
  });
});
