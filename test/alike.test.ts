// Updates that are alike are judged once. Held against judging each of them for itself, on groups of all that the catalog knows and does not know.
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCatalog } from '../src/catalog/open.ts';
import { readKnowledge } from '../src/catalog/read.ts';
import { check, keysOf } from '../src/check/check.ts';
import { bySeverity } from '../src/check/order.ts';
import { dayOf } from '../src/dates.ts';
import {
  architectures,
  type CatalogUpdate,
  type Finding,
  type Group,
  type Item,
  type Knowledge,
  type Policy,
} from '../src/types.ts';
import { checkAll, coverage, finding, flag, item, titled, update } from './fixtures/data/knowledge.ts';
import { readFixture, root } from './run.ts';

const catalog = openCatalog(join(root, 'catalog.sqlite'));
const db = new Database(join(root, 'catalog.sqlite'), { readonly: true });
const column = (sql: string): string[] => db.prepare<[], string>(sql).pluck().all();

const listed = column('SELECT DISTINCT CAST(kb AS TEXT) FROM findings WHERE kb IS NOT NULL ORDER BY 1');
const above = column('SELECT CAST(key AS TEXT) FROM above_findings ORDER BY 1');
const known = column('SELECT DISTINCT CAST(kb AS TEXT) FROM updates WHERE kb IS NOT NULL ORDER BY 1');
const ids = column('SELECT update_id FROM updates WHERE update_id IS NOT NULL ORDER BY 1');
const real: { title: string; kb: string | null }[] = JSON.parse(readFixture('titles/real-titles.json'));
const days = [
  '2013-06-01',
  '2014-06-10',
  '2014-06-17',
  '2016-02-09',
  '2016-02-10',
  '2026-03-31',
  '2026-04-01',
  '2026-08-11',
];
const categories = [
  'Windows 7',
  'Windows 10, version 1903 and later',
  'Windows 11',
  'Security Updates',
  'Drivers',
  'Windows 7\u0001x',
];

interface Random {
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
}

/** mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32: a group of one number is the same in every run. */
function randomOf(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
  };
}

function kbOf(random: Random): string | null {
  const of = random.below(10);
  if (of === 0) return null;
  if (of < 3) return random.pick(listed);
  if (of < 4) return random.pick(above);
  return of < 7 ? random.pick(known) : String(4_000_000 + random.below(1_100_000));
}

/** A real title, mostly with the number of the row in place of its own. */
function titleOf(random: Random, kb: string | null): string | null {
  const of = random.below(12);
  if (of < 2) return of === 0 ? null : '';
  const { title } = random.pick(real);
  return kb === null || of < 4 ? title : title.replace(/\d{6,7}/, kb);
}

const guidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function itemOf(random: Random, index: number): Item {
  const kb = kbOf(random);
  const day = (): string | null =>
    random.below(4) === 0
      ? null
      : random.below(2) === 0
        ? random.pick(days)
        : dayOf(new Date(1.2e12 + random.below(600) * 864e6));
  return {
    kb,
    alsoKbs: kb !== null && random.below(12) === 0 ? [random.pick([...listed, '4999999'])] : [],
    updateId: [null, guidOf(index), random.pick(ids)][random.below(3)] ?? null,
    ciId: random.below(2) === 0 ? null : String(16_777_216 + index),
    line: random.below(2) === 0 ? null : 1 + index,
    title: titleOf(random, kb),
    bulletin: random.below(9) === 0 ? 'MS14-030' : null,
    categories: Array.from({ length: random.below(3) }, () => random.pick(categories)),
    released: day(),
    revised: day(),
    superseded: random.below(5) === 0,
    expired: random.below(9) === 0,
    where: `row ${index}`,
  };
}

function policyOf(random: Random): Policy {
  const facts = ['credential-guard', 'secure-boot', 'secure-boot-2023-pending', 'rdp-8.0'];
  return {
    failOn: 'conditional',
    environment: Object.fromEntries(
      facts.filter(() => random.below(2) === 0).map((fact) => [fact, random.below(2) === 0 ? 'yes' : 'no'] as const),
    ),
    product: random.below(3) === 0 ? random.pick(['Windows 7', 'Windows 11 Version 24H2', 'Windows 10']) : null,
    architecture: random.below(3) === 0 ? random.pick(architectures) : null,
    asOf: random.below(3) === 0 ? random.pick(days) : null,
    today: '2026-11-22',
    acceptNoData: false,
  };
}

/** A finding of the user's own may be about any number, also one that the catalog knows well. */
const ownFindings = (random: Random): Finding[] => [
  finding({ id: 'own/known', kb: random.pick(known) }),
  finding({ id: 'own/new', kb: '4999999' }),
];

const group = (items: Item[]): Group => ({ kind: 'x', name: 'x', path: null, items, duplicates: 0 });

describe.each(Array.from({ length: 24 }, (_each, seed) => seed + 1))('group %i', (seed) => {
  const random = randomOf(seed);
  const items = Array.from({ length: 250 }, (_each, index) => itemOf(random, index));
  const own = seed % 3 === 0 ? ownFindings(random) : [];
  const read = readKnowledge(catalog, keysOf([group(items)]));
  const knowledge: Knowledge = { ...read, findings: [...read.findings, ...own] };
  const policy = policyOf(random);
  const options = { toolVersion: 'x', generatedAt: 'x' };

  test('each update is judged as it is alone, and their order is that of severity, number and text', () => {
    const together = check([group(items)], knowledge, policy, options).updates;
    const alone = items.flatMap((item) => check([group([item])], knowledge, policy, options).updates);
    expect(together).toEqual(alone.sort(bySeverity));
  });
});

test('all statuses come up in these groups', () => {
  const random = randomOf(99);
  const items = Array.from({ length: 3000 }, (_each, index) => itemOf(random, index));
  const knowledge = readKnowledge(catalog, keysOf([group(items)]));
  const policy = { ...policyOf(random), environment: {}, product: null, architecture: null, asOf: null };
  const { counts } = check([group(items)], knowledge, policy, { toolVersion: 'x', generatedAt: 'x' });
  expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
});

test('of two rows without a number each says its own place', () => {
  const blank = { ...itemOf(randomOf(1), 0), kb: null, alsoKbs: [], updateId: null, title: null, categories: [] };
  const items = [
    { ...blank, ciId: '16777216' },
    { ...blank, ciId: '16777217' },
  ];
  const policy = { ...policyOf(randomOf(1)), product: null, architecture: null };
  const { updates } = check([group(items)], readKnowledge(catalog, []), policy, { toolVersion: 'x', generatedAt: 'x' });
  expect(updates.map(({ reason }) => /CI_ID \d+/.exec(reason)?.[0]).sort()).toEqual([
    'CI_ID 16777216',
    'CI_ID 16777217',
  ]);
});

describe('two updates that differ in one thing alone are not alike', () => {
  const never = [flag('never')];
  const offers = [{ product: 'Windows 7', architecture: 'x64' as const }];
  const [one, other] = ['1000001', '1000002'];
  const cases: [what: string, a: Partial<CatalogUpdate>, b: Partial<CatalogUpdate>, of?: Partial<Item>][] = [
    ['kind', { flags: never }, { flags: never, kind: 'servicing-stack' }],
    ['flag', { flags: never }, { flags: [flag('maybe')] }],
    ['kind of source', { flags: never }, { flags: [flag('never', 'bulletin')] }],
    ['product', { offers }, { offers: [{ product: 'Windows 8', architecture: 'x64' }] }],
    ['architecture', { offers }, { offers: [{ product: 'Windows 7', architecture: 'x86' }] }],
    ['release', { released: '2016-02-09' }, { released: '2016-02-10' }],
    ['title', {}, {}, { title: titled(other, 'Windows 8.1', 'x64').title }],
    ['category', {}, {}, { categories: ['Windows 8.1'] }],
    ['category that is a driver', { flags: never }, {}, { categories: ['Drivers'] }],
  ];

  test.each(cases)('%s', (_what, a, b, of = {}) => {
    const updates = [update({ kb: one, offers, ...a }), update({ kb: other, offers, ...b })];
    const items = [item({ kb: one }), item({ kb: other, ...of })];
    const known = { updates, coverage: [coverage()] };
    const judged = (of: Item[]): string[] =>
      checkAll(of, known)
        .updates.map(({ kb, where, input, ...rest }) => JSON.stringify([kb, rest]))
        .sort();
    const together = judged(items);
    expect(together).toEqual(items.flatMap((each) => judged([each])).sort());
    expect(together[0]?.replace(one, '')).not.toBe(together[1]?.replace(other, ''));
  });
});
