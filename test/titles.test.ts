// The title grammar of 2009 to 2026, held against real titles; each names where it was read.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { findProducts, nameOf, productNamed, sameProduct } from '../src/products/products.ts';
import { holdsOne, rules } from '../src/titles/kinds.ts';
import { architectureWords, readTitle } from '../src/titles/title.ts';
import { readFixture, root } from './run.ts';

interface RealTitle {
  title: string;
  readAt: string;
  products: string[];
  architecture: string | null;
  kb: string | null;
  kind: string;
  month: string | null;
  preview: boolean;
  build: string | null;
}

const real: RealTitle[] = JSON.parse(readFixture('titles/real-titles.json'));

describe('real titles', () => {
  test('every one names where it was read', () => {
    expect(real.length).toBeGreaterThan(120);
    expect(real.filter(({ readAt }) => readAt.trim() === '')).toEqual([]);
  });

  test.each(real)('$title', ({ title, products, architecture, kb, kind, month, build, preview }) => {
    const read = readTitle(title);
    expect({
      products: [...read.products].sort(),
      architecture: read.architecture,
      kb: read.kbs[0] ?? null,
      kind: read.kind,
      month: read.month,
      build: read.build,
      preview: read.preview,
    }).toEqual({ products: [...products].sort(), architecture, kb, kind, month, build, preview });
  });
});

describe('a look for parts of a title, before its pattern is tried', () => {
  const db = new Database(join(root, 'catalog.sqlite'), { readonly: true });
  const titles = [
    ...real.map(({ title }) => title),
    ...db.prepare<[], string>('SELECT DISTINCT title FROM updates WHERE title IS NOT NULL').pluck().all(),
    // What the patterns themselves spell out, which no title of these may have.
    ...rules.flatMap(({ pattern }) => wordsOf(pattern)),
    ...architectureWords.flatMap(([, , pattern]) => wordsOf(pattern)),
  ].flatMap((title) => [title, title.toUpperCase()]);
  const looks = [
    ...rules.map(({ parts, pattern }) => [parts, pattern] as const),
    ...architectureWords.map(([, ...rest]) => rest),
  ];

  test.each(looks)('for %j never hides what the pattern knows', (parts, pattern) => {
    const found = titles.filter((title) => pattern.test(title));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((title) => !holdsOne(title.toLowerCase(), parts))).toEqual([]);
  });
});

/** The alternatives of a pattern, each as the text that it is for. */
function wordsOf({ source }: RegExp): string[] {
  return source
    .replace(/\(\?[!<=]+[^()]*\)|\\b|\^|\$/g, '')
    .replace(/\\s\??|\\s\*/g, ' ')
    .split(/[|()]|\?:/)
    .map((each) => each.replaceAll('\\', '').replaceAll('?', ''))
    .filter((each) => each.trim() !== '');
}

describe('products', () => {
  test('a product without a version matches any version, and versions differ', () => {
    expect(sameProduct('Windows 7', 'Windows 7 SP1')).toBe(true);
    expect(sameProduct('Windows 10', 'Windows 10 Version 1809')).toBe(true);
    expect(sameProduct('Windows 10 Version 1607', 'Windows 10 Version 1809')).toBe(false);
    expect(sameProduct('Windows 8', 'Windows 8.1')).toBe(false);
    expect(sameProduct('Windows Server 2012', 'Windows Server 2012 R2')).toBe(false);
    expect(sameProduct('Windows RT', 'Windows RT 8.1')).toBe(false);
    expect(sameProduct(null, 'Windows 7')).toBe(true);
  });

  test.each([
    ['Windows 10, version 1903 and later', 'Windows 10'],
    ['Windows 10 LTSB', 'Windows 10'],
    ['Microsoft Server operating system-21H2', 'Windows Server 2022'],
    ['Microsoft Server operating system-24H2', 'Windows Server 2025'],
    ['Windows Server, version 20H2', 'Windows Server, version 20H2'],
    ['windows 11, version 24h2', 'Windows 11 Version 24H2'],
  ])('the category %s is %s', (category, product) => {
    expect(findProducts(category).map(nameOf)).toEqual([product]);
  });

  test.each(['Microsoft SQL Server 2012', 'Exchange Server 2016', 'SharePoint Server 2019', 'Office 2010'])(
    '%s is no Windows',
    (name) => {
      expect(findProducts(name)).toEqual([]);
      expect(productNamed(name)).toEqual({ family: name, version: null });
    },
  );

  test('a title says nothing about a product that it does not name', () => {
    expect(readTitle('Security Update (KB1234567)').products).toEqual([]);
    expect(readTitle(null)).toMatchObject({ kbs: [], products: [], architecture: null, kind: 'unknown' });
  });

  test('a monthly security update of Windows itself may be a cumulative one, whatever its title leaves out', () => {
    const kind = (text: string): string => readTitle(text).kind;
    expect(kind('2026-05 Security Update for Windows 11 Version 25H2 for x64-based Systems (KB1234567)')).toBe(
      'unknown',
    );
    expect(kind('2026-05 Update for Windows 11 Version 25H2 for x64-based Systems (KB1234567)')).toBe('other');
    expect(kind('Security Update for Windows 7 (KB1234567)')).toBe('other');
    expect(kind('2019-06 Security Update for Adobe Flash Player for Windows 10 Version 1903 (KB1234567)')).toBe(
      'other',
    );
  });

  test('a title without an architecture is of x86 only up to when titles of Windows 10 began to name it', () => {
    const architecture = (text: string): string | null => readTitle(text).architecture;
    expect(architecture('Cumulative Update for Windows 10 Version 1511 (KB1234567)')).toBe('x86');
    expect(architecture('Cumulative Update for Windows 10 Version 1703 (KB4016251)')).toBe('x86');
    expect(architecture('Security Update for Windows 10 Version 1809 (KB1234567)')).toBe(null);
    expect(architecture('Security Update for Windows 10 Version 22H2 (KB1234567)')).toBe(null);
  });

  test('a hotpatch is told by its title, never by its month', () => {
    expect(readTitle('2025-08 Hotpatch for Windows 11 Enterprise (KB1234567)').kind).toBe('hotpatch');
    expect(readTitle('2025-08 Cumulative Update for Windows 11 (KB1234567)').kind).toBe('cumulative');
  });
});
