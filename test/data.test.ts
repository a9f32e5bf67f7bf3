// The facts of data/ themselves: what must be there, and what must not have come in with the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingsOf, updatesOf } from '../src/catalog/rows.ts';
import { checkedEdges } from '../src/data/checked-rows.ts';
import { requireConsistent } from '../src/data/consistency.ts';
import { wholeUpdate } from '../src/data/quick.ts';
import { readData } from '../src/data/read.ts';
import { factsOf, parseExpression } from '../src/facts/expression.ts';
import { canonicalProduct, productNamed } from '../src/products/products.ts';
import type { Finding } from '../src/types.ts';
import { root } from './run.ts';

const folder = join(root, 'data');
const data = readData(folder);
const findings: Finding[] = data.sources.flatMap(findingsOf);
const updates = data.sources.flatMap((source) => [...updatesOf(source)].flat().map(wholeUpdate));
const list = data.sources.find(({ meta }) => meta.id === 'kb2894518');
if (!list) throw new Error('the list is missing');
const entries = list.entries.map(({ value }) => value);
const entry = (kb: string) => entries.find((each) => each.kb === kb);

/** The article at the commit that meta.json names, top to bottom: number, and bulletin as it prints it. */
const printed: [string, string | null][] = [
  ['3126446', 'MS16-017'],
  ['3096053', null],
  ['3075222', 'MS15-082'],
  ['3067904', 'MS15-082'],
  ['3069762', 'MS15-067'],
  ['3003729', null],
  ['3035017', 'MS15-030'],
  ['3039976', 'MS15-030'],
  ['3036493', 'MS15-030'],
  ['3003743', 'MS14-074'],
  ['2984976', null],
  ['2981685', null],
  ['2966034', null],
  ['2965788', 'MS14-030'],
  ['2920189', null],
  ['2862330', 'MS13-081'],
  ['2871777', null],
  ['2871690', null],
  ['2821895', null],
  ['2771431', null],
  ['2545698', null],
  ['2529073', null],
];

test('data/ is consistent', () => {
  expect(() => requireConsistent(data)).not.toThrow();
});

describe("Microsoft's list", () => {
  test('all 22 entries, in the order of the article, with the bulletin as it prints it', () => {
    expect(entries.map(({ kb, bulletin }) => [kb, bulletin])).toEqual(printed);
    expect(entries.filter(({ listed }) => !listed)).toEqual([]);
  });

  test('the one wrong bulletin is corrected: 3067904 ships in MS15-067', () => {
    expect(entries.filter(({ bulletinCorrected }) => bulletinCorrected !== null)).toMatchObject([
      { kb: '3067904', bulletin: 'MS15-082', bulletinCorrected: 'MS15-067' },
    ]);
    const row = [...updatesOf(list)].flat().find(({ kb }) => kb === '3067904');
    expect(row?.bulletin).toBe('MS15-067');
  });

  test('a bulletin in the title is the one that is printed', () => {
    for (const { kb, title, bulletin } of entries) {
      const named = /^(MS\d\d-\d{3})/.exec(title)?.[1];
      if (named !== undefined) expect([kb, bulletin]).toEqual([kb, named]);
    }
  });

  test('kinds: 3039976 is an article of two packages, 2981685 is unknown, the rest are packages', () => {
    expect(
      entries.filter(({ kind }) => kind !== 'package').map(({ kb, kind, packages }) => [kb, kind, packages]),
    ).toEqual([
      ['3039976', 'article', ['3035017', '3036493']],
      ['2981685', 'unknown', []],
    ]);
  });

  test('every entry says at least two restarts on install, and never how many at most', () => {
    for (const { kb, restarts } of entries) expect([kb, restarts]).toEqual([kb, { min: 2, max: null }]);
  });

  test('provenBy is the first snapshot of the list that shows the entry', () => {
    for (const { kb, provenBy } of entries) {
      const shown = list.history
        .filter(({ microsoftList, kbs }) => microsoftList && kbs.includes(kb))
        .flatMap(({ provenOn }) => provenOn ?? []);
      expect([kb, shown.sort()[0]]).toEqual([kb, provenBy]);
    }
  });

  test('a complete snapshot of today holds the 22, and no snapshot holds another', () => {
    const numbers = printed.map(([kb]) => kb);
    const last = list.history.at(-1);
    expect(last).toMatchObject({ complete: true, microsoftList: true });
    expect([...(last?.kbs ?? [])].sort()).toEqual([...numbers].sort());
    const others = list.history.filter(({ microsoftList }) => microsoftList).flatMap(({ kbs }) => kbs);
    expect(others.filter((kb) => !numbers.includes(kb))).toEqual([]);
  });

  test('conditions and applicability are kept apart', () => {
    const conditional = entries
      .filter(({ condition }) => condition !== null)
      .map(({ kb, condition }) => [kb, condition]);
    expect(conditional).toEqual([
      ['2920189', 'secure-boot'],
      ['2871690', 'secure-boot'],
    ]);
    expect(entry('2965788')?.applicability).toContainEqual({
      products: ['Windows 7'],
      when: 'windows-7-enterprise-or-ultimate or rdp-8.0',
    });
    expect(entry('2966034')?.applicability).toEqual([{ products: [], when: 'not kb2919355' }]);
  });

  test('it covers what it was kept for, up to its last extension, and nothing newer', () => {
    expect(list.meta.coverage?.releasedUntil).toBe('2016-02-09');
    expect(entry('3126446')?.notBefore).toBe('2016-02-09');
    const families = (list.meta.coverage?.products ?? []).map((name) => productNamed(name).family);
    for (const newer of ['Windows 10', 'Windows 11', 'Windows Server 2016', 'Windows Server 2019', 'Windows Server']) {
      expect(families).not.toContain(newer);
    }
  });

  test('it is the only source with coverage: the others count no restarts', () => {
    expect(data.sources.filter(({ meta }) => meta.coverage !== null).map(({ meta }) => meta.id)).toEqual(['kb2894518']);
  });
});

describe('findings', () => {
  test('every one names a source; only one without an address is of the lowest tier', () => {
    for (const { id, source } of findings) {
      expect([id, source.name.trim() === '']).toEqual([id, false]);
      expect([id, source.url === null]).toEqual([id, source.tier === 'unsourced']);
      if (source.url !== null) expect(URL.canParse(source.url)).toBe(true);
    }
  });

  test('every curated one says when it was claimed, or by when it was read, but those that only copy the list', () => {
    const undated = findings.filter(({ knownOn }) => knownOn === null);
    expect(undated.filter(({ derivedFrom }) => derivedFrom === null)).toEqual([]);
  });

  test('copies of the list are derived from it, entry by entry', () => {
    const copies = findings.filter(({ source }) =>
      ['unsourced/public-script-2016', 'press/ccmexec-2013-10', 'press/verboon-2013-11-05'].includes(source.id),
    );
    expect(copies.map(({ kb, derivedFrom }) => [kb, derivedFrom])).toEqual(
      copies.map(({ kb }) => [kb, `kb2894518/${kb}`]),
    );
    expect(copies.filter(({ source }) => source.id === 'unsourced/public-script-2016')).toHaveLength(22);
    expect(copies).toHaveLength(22 + 5 + 6);
  });

  test('a copy claims no more than its original, and bears its condition', () => {
    const byId = new Map(findings.map((finding) => [finding.id, finding]));
    for (const copy of findings.filter(({ derivedFrom }) => derivedFrom !== null)) {
      const original = byId.get(copy.derivedFrom ?? '');
      expect([copy.id, copy.restarts.min, copy.condition, copy.direction]).toEqual([
        copy.id,
        original?.restarts.min,
        original?.condition,
        original?.direction,
      ]);
    }
  });

  test('the field reports of June 2014 name x86 and x64', () => {
    const june = findings.filter(({ kb, source }) => kb === '2965788' && source.tier === 'field');
    expect(june.map(({ claimedOn }) => claimedOn).sort()).toEqual(['2014-06-15', '2014-06-16']);
    const both = june.find(({ claimedOn }) => claimedOn === '2014-06-16');
    expect(both).toMatchObject({ architectures: ['x86', 'x64'], derivedFrom: null });
  });

  test('KB4535680 takes two only with Credential Guard, on x64', () => {
    const claims = findings.filter(({ kb }) => kb === '4535680');
    expect(claims.length).toBeGreaterThan(0);
    for (const { id, condition, architectures } of claims) {
      expect([id, condition, architectures]).toEqual([id, 'credential-guard', ['x64']]);
    }
  });

  test('KB2345316 speaks of removing only', () => {
    const claims = findings.filter(({ kb }) => kb === '2345316');
    expect(claims.map(({ direction }) => direction)).toEqual(['uninstall']);
  });

  test('KB5025885 is guidance that ended', () => {
    expect(findings.filter(({ kb }) => kb === '5025885')).toMatchObject([
      { validTo: '2025-05-05', numberKind: 'article' },
    ]);
  });

  test('a selector is about cumulative updates, hotpatches or enablement packages, and the rollout has a review date', () => {
    const selectors = findings.filter(({ selector }) => selector !== null);
    const kinds = new Set(selectors.flatMap(({ selector }) => selector?.kinds ?? []));
    expect([...kinds].sort()).toEqual(['cumulative', 'enablement', 'hotpatch']);
    const rollout = selectors.filter(({ condition }) => condition === 'secure-boot-2023-pending');
    expect(rollout.length).toBeGreaterThan(1);
    for (const { id, reviewOn, selector } of rollout) {
      expect([id, reviewOn === null]).toEqual([id, false]);
      expect([id, selector?.releasedFrom]).toEqual([id, '2026-04-01']);
    }
  });

  test('the restart captures suspect, and have no address', () => {
    const captures = findings.filter(({ source }) => source.id === 'unsourced/restart-captures-2026');
    expect(captures).toMatchObject([{ confidence: 'suspected', source: { url: null, tier: 'unsourced' } }]);
    expect(captures[0]?.selector).toMatchObject({ releasedFrom: '2025-12-01', releasedUntil: '2026-08-31' });
  });
});

describe('facts', () => {
  const asked = new Set(
    findings
      .flatMap(({ condition, applicability }) => [condition, ...applicability.map(({ when }) => when)])
      .flatMap((text) => (text === null ? [] : factsOf(parseExpression(text)))),
  );

  test('those that are used are declared, and those that are declared are used', () => {
    expect(data.facts.map(({ value }) => value.id).sort()).toEqual([...asked].sort());
  });

  test('each asks a question and says how to find the answer on a device', () => {
    for (const { value } of data.facts) {
      expect([value.id, value.question.endsWith('?')]).toEqual([value.id, true]);
      expect(value.howToFind.map(({ kind }) => kind).join(' ')).toMatch(/registry|wmi|cmdlet/);
    }
  });
});

describe('updates', () => {
  const flagged = updates.filter(({ restartFlag }) => restartFlag !== null);

  test('every product that begins with "Windows" is written as the vocabulary does', () => {
    const named = data.sources
      .flatMap(({ updates: rows, supersedence }) => [...rows.pieces(), ...supersedence.pieces()])
      .flatMap(({ values, placeOf }) =>
        values.flatMap(({ products = [] }, index) => products.map((product) => ({ product, place: placeOf(index) }))),
      );
    expect(named.length).toBeGreaterThan(1000);
    const strange = named.filter(
      ({ product }) => product.startsWith('Windows') && canonicalProduct(product) !== product,
    );
    // Programs and devices that are not the operating system of a computer, and one row that wesng marks itself.
    const others =
      /^Windows (?:Admin Center|Azure Pack|Defender|Embedded CE|Essentials|Malicious Software|Next Graphics|Server Drivers|Update Assistant)|HoloLens|- extra$|and later$/;
    expect(strange.filter(({ product }) => !others.test(product))).toEqual([]);
  });

  test('the siblings of the listed ones are recognised, and nothing is claimed of them', () => {
    // MS13-081, MS14-030 to -036, MS15-067 and -082, and the siblings of Security Advisory 2871997.
    const negatives = ['2847311', '2862335', '2868038', '2957189', '2984972', '2984981', '3172729', '4562252'];
    const claimed = new Set(findings.map(({ kb }) => kb));
    for (const kb of negatives) {
      expect([kb, updates.some((update) => update.kb === kb), claimed.has(kb)]).toEqual([kb, true, false]);
    }
  });

  test('all of the bulletin summaries and support articles are without a finding', () => {
    const claimed = new Set(findings.map(({ kb }) => kb));
    const negatives = data.sources
      .filter(({ meta }) => ['bulletin-summaries', 'support-articles'].includes(meta.id))
      .flatMap(({ updates: rows }) => [...rows.values()].map(({ kb }) => kb ?? null));
    expect(new Set(negatives).size).toBe(70);
    expect(negatives.filter((kb) => claimed.has(kb))).toEqual([]);
  });

  test('a vendor flag stays a flag, with the words it was read from', () => {
    expect(new Set(flagged.map(({ restartFlag }) => restartFlag))).toEqual(new Set(['always', 'maybe', 'never']));
    expect(flagged.filter(({ flagText }) => flagText === null)).toEqual([]);
  });

  test('what counts restarts of a negative came in nowhere', () => {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.jsonl?$/.test(file)) continue;
      const text = readFileSync(join(folder, file), 'utf8');
      expect([file, /restart_?count|atLeast/i.test(text)]).toEqual([file, false]);
    }
  });

  test('supersedence is per product: no edge is for all', () => {
    const edges = data.sources.flatMap(({ supersedence }) => [...checkedEdges(supersedence)].flat());
    expect(edges.length).toBeGreaterThan(50);
    expect(edges.filter(({ products = [] }) => products.length === 0)).toEqual([]);
    const replaced = edges.filter(
      ({ superseding, superseded }) => superseding === '3003743' && superseded === '2965788',
    );
    const families = new Set(
      replaced.flatMap(({ products = [] }) => products.map((name) => productNamed(name).family)),
    );
    expect(families).toContain('Windows 8');
    expect(families).not.toContain('Windows 7');
  });
});
