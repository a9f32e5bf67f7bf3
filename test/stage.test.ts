// The rules by which imported facts are merged: one update an UpdateID, the newer file of a source, supersedence without circles.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { components } from '../src/catalog/components.ts';
import { Stage } from '../src/catalog/stage.ts';
import { blankUpdate, type MetaFile, type SupersedenceRow, type UpdateRow } from '../src/data/schema.ts';
import type { Architecture } from '../src/types.ts';
import { newFolder } from './fixtures/data/folders.ts';

const meta: MetaFile = {
  ...{ id: 'wsus', name: 'a server', kind: 'vendor-metadata', url: null, asOf: null, readOn: '2026-11-22' },
  ...{ sha256: null, live: false, coverage: null, note: null },
};
const guid = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-000000000000`;

const update = (more: Partial<UpdateRow>): UpdateRow => ({ ...blankUpdate, ...more });
const edge = (superseding: string, superseded: string, products: string[] = [], archs: Architecture[] = []) =>
  ({ superseding, superseded, products, architectures: archs, url: null, note: null }) satisfies SupersedenceRow;

function staged(old: (stage: Stage) => void, fresh: (stage: Stage) => void, newer = true) {
  const stage = new Stage(join(newFolder(), 'stage.sqlite'), null);
  try {
    stage.source(meta);
    old(stage);
    stage.endOfOld();
    fresh(stage);
    const counts = stage.counts();
    const cut = stage.merge('wsus', newer);
    return { counts, cut, updates: [...stage.updates('wsus')], edges: [...stage.edges('wsus')] };
  } finally {
    stage.close();
  }
}

const nothing = (): void => {};
const put =
  (...rows: UpdateRow[]) =>
  (stage: Stage): void => {
    for (const row of rows) stage.update(row, 'wsus');
  };
const link =
  (...rows: SupersedenceRow[]) =>
  (stage: Stage): void => {
    for (const row of rows) stage.edge(row, 'wsus');
  };

describe('updates', () => {
  const first = update({ updateId: guid('a'), revision: 200, kb: '5000001', title: 'first' });
  const later = update({ updateId: guid('a'), revision: 201, kb: '5000001', title: 'later' });

  test.each([
    ['in one file', nothing, put(first, later)],
    ['in one file, the later one first', nothing, put(later, first)],
    ['in a second file', put(first), put(later)],
    ['known before', put(later), put(first)],
  ])('of one UpdateID the later revision wins: %s', (_name, old, fresh) => {
    expect(staged(old, fresh).updates.map(({ title }) => title)).toEqual(['later']);
  });

  test('of equal revisions the newer file wins, and an older file changes nothing', () => {
    const again = update({ updateId: guid('a'), revision: 200, kb: '5000001', title: 'again' });
    expect(staged(put(first), put(again)).updates.map(({ title }) => title)).toEqual(['again']);
    expect(staged(put(first), put(again), false).updates.map(({ title }) => title)).toEqual(['first']);
  });

  test('without an UpdateID the newer file speaks for the numbers that it names, and no others', () => {
    const old = put(update({ kb: '5000001', products: ['Windows 7'] }), update({ kb: '5000002' }));
    const fresh = put(update({ kb: '5000001', products: ['Windows 8'] }), update({ kb: '5000003' }));
    const said = ({ updates }: ReturnType<typeof staged>) =>
      updates.map(({ kb, products }) => [kb, ...products].join(' ')).sort();
    expect(said(staged(old, fresh))).toEqual(['5000001 Windows 8', '5000002', '5000003']);
    expect(said(staged(old, fresh, false))).toEqual(['5000001 Windows 7', '5000002', '5000003']);
  });

  test('the same row twice is one row, and products and architectures come back as they went in', () => {
    const row = update({ kb: '5000001', products: ['Windows 7', 'Windows Server 2008 R2'], architectures: ['x64'] });
    const { updates, counts } = staged(nothing, put(row, row));
    expect(updates).toEqual([row]);
    expect(counts).toEqual({ updates: 2, kbs: 1, edges: 0 });
  });

  test('one UpdateID in several rows of a file is one update, offered for all of their products', () => {
    const on = (products: string[], architectures: Architecture[]) =>
      update({ updateId: guid('a'), revision: 200, title: 'one', products, architectures });
    const { updates } = staged(nothing, put(on(['Windows 7'], ['x86', 'x64']), on(['Windows RT'], ['arm'])));
    expect(updates).toEqual([on(['Windows 7', 'Windows RT'], ['x86', 'x64', 'arm'])]);
  });

  // Looked up row by row, these would take minutes.
  test('a file may name each of tens of thousands of updates twice', () => {
    const many = 40_000;
    const on = (index: number, product: string) =>
      update({ updateId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, products: [product] });
    const rows = Array.from({ length: many * 2 }, (_none, index) =>
      on(index % many, index < many ? 'Windows 7' : 'Windows 8'),
    );
    const stage = new Stage(join(newFolder(), 'stage.sqlite'), null);
    try {
      stage.source(meta);
      put(...rows)(stage);
      stage.merge('wsus', true);
      const merged = [...stage.updates('wsus')];
      expect(merged.length).toBe(many);
      expect(new Set(merged.map(({ products }) => products.join()))).toEqual(new Set(['Windows 7,Windows 8']));
    } finally {
      stage.close();
    }
  });

  test('a kind that the title does not say stays, and one that it says is not written down', () => {
    const plain = update({ updateId: guid('a'), title: 'Update for Windows 7 (KB5000001)', kind: 'other' });
    const driver = update({ updateId: guid('b'), title: 'Contoso - 1.0', kind: 'driver' });
    expect(staged(nothing, put(plain, driver)).updates.map(({ kind }) => kind)).toEqual([null, 'driver']);
  });
});

describe('supersedence', () => {
  const released = (...days: [string, string | null][]) =>
    put(...days.map(([kb, day]) => update({ kb, released: day })));
  const pairs = ({ edges }: ReturnType<typeof staged>) =>
    edges.map((each) => `${each.superseding} > ${each.superseded} ${each.products.join()}`.trim()).sort();

  test('only grows, counts a pair once, and leads from nothing to itself', () => {
    const both = staged(
      link(edge('5000002', '5000001')),
      link(edge('5000003', '5000002'), edge('5000003', '5000002'), edge('5000003', '5000003')),
    );
    expect(pairs(both)).toEqual(['5000002 > 5000001', '5000003 > 5000002']);
    expect(both.counts.edges).toBe(1);
  });

  test('between UpdateIDs leads between their KBs as well, where it names a product', () => {
    const known = put(
      update({ updateId: guid('a'), kb: '5000001', title: 'a' }),
      update({ updateId: guid('b'), kb: '5000002', title: 'b' }),
      update({ updateId: guid('c'), title: 'c' }),
    );
    const steps = link(
      edge(guid('b'), guid('a'), ['Windows 7'], ['x64']),
      edge(guid('b'), guid('c'), ['Windows 7'], ['x64']),
      edge(guid('a'), guid('b')),
    );
    const found = staged(known, steps);
    expect(pairs(found).filter((pair) => pair.startsWith('5'))).toEqual(['5000002 > 5000001 Windows 7']);
  });

  test('of a circle the step to the later release is cut, and reported', () => {
    const days = released(['5000001', '2014-06-10'], ['5000002', '2014-07-08'], ['5000003', '2014-08-12']);
    const circle = link(edge('5000001', '5000003'), edge('5000002', '5000001'), edge('5000003', '5000002'));
    const found = staged(days, circle);
    expect(pairs(found)).toEqual(['5000002 > 5000001', '5000003 > 5000002']);
    expect(found.cut).toEqual([
      { superseding: '5000001', superseded: '5000003', product: null, architecture: null, source: 'wsus' },
    ]);
  });

  test('a circle of one day or of unknown days is cut once, and what is no circle stays', () => {
    const days = released(['5000001', '2014-06-10'], ['5000002', '2014-06-10'], ['5000003', null]);
    const steps = link(
      edge('5000001', '5000002'),
      edge('5000002', '5000001'),
      edge('5000002', '5000003'),
      edge('5000003', '5000002'),
    );
    const found = staged(days, steps);
    expect(found.edges).toHaveLength(2);
    expect(found.cut).toHaveLength(2);
  });

  test('two products that say the opposite are no circle; on a product that both name, the later is cut there alone', () => {
    const days = released(['5000001', '2014-06-10'], ['5000002', '2014-07-08']);
    const apart = link(
      edge('5000001', '5000002', ['Windows 7'], ['x64']),
      edge('5000002', '5000001', ['Windows 8'], ['x64']),
    );
    expect(staged(days, apart).cut).toEqual([]);
    const crossing = link(
      edge('5000001', '5000002', ['Windows 7', 'Windows 8'], ['x64']),
      edge('5000002', '5000001', ['Windows 8'], ['x64']),
    );
    const found = staged(days, crossing);
    expect(found.cut.map(({ product }) => product)).toEqual(['Windows 8']);
    expect(pairs(found)).toEqual(['5000001 > 5000002 Windows 7', '5000002 > 5000001 Windows 8']);
  });

  test('a chain of ten thousand updates without dates and one circle at its end', () => {
    const kb = (index: number): string => String(5_000_000 + index);
    const chain = Array.from({ length: 10_000 }, (_each, index) => edge(kb(index + 1), kb(index)));
    const found = staged(nothing, link(...chain, edge(kb(0), kb(3))));
    expect(found.cut).toHaveLength(1);
    expect(found.edges).toHaveLength(10_000);
  });
});

describe('the parts of a graph', () => {
  test('nodes that reach each other are one part', () => {
    const steps = ['a b', 'b c', 'c a', 'c d', 'd e', 'e d', 'x a'].flatMap((step) => step.split(' '));
    const { partOf, circular } = components(steps);
    expect(partOf('a')).toBe(partOf('c'));
    expect(partOf('d')).toBe(partOf('e'));
    expect(circular).toBe(true);
    expect(new Set(['a', 'd', 'x'].map(partOf)).size).toBe(3);
  });

  test('where none leads back, each node is a part of its own', () => {
    expect(components(['a', 'b', 'b', 'c', 'a', 'c', 'x', 'a']).circular).toBe(false);
  });
});
