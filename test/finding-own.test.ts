// Findings of one's own in a check: what a catalog holds ready of its own findings must not decide for added ones.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCatalog } from '../src/catalog/open.ts';
import { readFindings } from '../src/catalog/read.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';
import { validJson } from './validate.ts';

type Fields = Record<string, unknown>;

/** A complete finding of a field report, two restarts, unless the test says otherwise. */
const finding = (tail: string, fields: Fields = {}): Fields => ({
  id: `field/ours/${tail}`,
  kb: fields['selector'] || fields['updateId'] ? null : tail,
  restarts: { min: 2, max: 2 },
  confidence: 'reported',
  claimedOn: '2026-11-01',
  ...fields,
});

const field = {
  id: 'field/ours',
  name: 'a report of ours',
  kind: 'field-report',
  tier: 'field',
  url: 'https://ours.example/1',
};

function write(path: string, source: Fields, ...findings: Fields[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ source, findings }));
}

/** A folder with a group and own findings; how the check judges each KB of the group. */
async function judged(
  kbs: readonly string[],
  findings: Fields[],
  more: string[] = [],
): Promise<Record<string, string>> {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'group.txt'), kbs.map((kb) => `KB${kb}\n`).join(''));
  write(join(cwd, 'ours', 'a.json'), field, ...findings);
  const { out, err } = await run(['check', 'group.txt', '--findings', 'ours', '--format', 'json', ...more], { cwd });
  expect(err).toBe('');
  const { updates } = validJson('report', out);
  return Object.fromEntries(updates.map(({ kb, status }: { kb: string; status: string }) => [kb, status]));
}

const catalog = openCatalog(join(root, 'catalog.sqlite'));
const named = new Set(readFindings(catalog).map(({ kb }) => kb));
catalog.close();

/** A thousand KBs that the catalog knows, and no finding is about. */
async function quietThousand(): Promise<string[]> {
  const sql = 'SELECT DISTINCT kb FROM v_updates WHERE kb IS NOT NULL ORDER BY kb LIMIT 1300';
  const { out } = await run(['query', '--sql', sql, '--format', 'json', '--limit', '2000']);
  const kbs: string[] = validJson('query', out).rows.map(({ kb }: { kb: number }) => String(kb));
  return kbs.filter((kb) => kb.length >= 6 && !named.has(kb)).slice(0, 1000);
}

/** All that leads down to a KB, whatever the product. */
async function supersedes(kb: string): Promise<Set<string>> {
  const sql = `WITH RECURSIVE up (key) AS (VALUES (${kb}) UNION SELECT superseding FROM up JOIN v_supersedence ON superseded = key) SELECT key FROM up`;
  const { out } = await run(['query', '--sql', sql, '--format', 'json']);
  return new Set(validJson('query', out).rows.map(({ key }: { key: number }) => String(key)));
}

describe('an own finding', () => {
  test('on one KB of a thousand that no shipped finding touches changes that KB, and what supersedes it', async () => {
    const kbs = await quietThousand();
    expect(kbs).toHaveLength(1000);
    const target = kbs[517] ?? '';
    const without = await judged(kbs, [finding('9999999')]);
    expect(without[target]).not.toBe('multi-restart');
    const withIt = await judged(kbs, [finding(target)]);
    const changed = Object.keys(withIt).filter((kb) => withIt[kb] !== without[kb]);
    expect(changed).toContain(target);
    expect(withIt[target]).toBe('multi-restart');
    // The others supersede it, on some product.
    const superseding = await supersedes(target);
    const others = changed.filter((kb) => kb !== target);
    expect(others.filter((kb) => withIt[kb] !== 'suspected' || !superseding.has(kb))).toEqual([]);
  });

  test('is inherited upwards, by every step that supersedes it on the product', async () => {
    const at = ['--product', 'Windows 7', '--arch', 'x64'];
    // KB4507449 < KB4512506 < KB4516065 on Windows 7, by the catalog of the MSRC and wesng.
    const chain = ['4512506', '4516065'];
    const clean = await judged(chain, [finding('9999999')], at);
    const dirty = await judged(chain, [finding('4512506', { products: ['Windows 7'] })], at);
    expect(dirty).toEqual({ '4512506': 'multi-restart', '4516065': 'suspected' });
    expect(clean).not.toEqual(dirty);
    const elsewhere = await judged(['4516065'], [finding('4512506', { products: ['Windows 10'] })], at);
    expect(elsewhere['4516065']).toBe(clean['4516065']);
  });

  test('leaves what is inherited from shipped findings as it is', async () => {
    const at = ['--product', 'Windows 7', '--arch', 'x64'];
    expect(await judged(['4507449'], [finding('9999999')], at)).toEqual({ '4507449': 'suspected' });
  });

  test('on a KB that the catalog does not know', async () => {
    expect(await judged(['9999998', '9999999'], [finding('9999999')])).toEqual({
      '9999998': 'no-data',
      '9999999': 'multi-restart',
    });
  });

  test('by UpdateID', async () => {
    const cwd = newFolder();
    const updateId = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
    const row = { CI_UniqueID: updateId, ArticleID: '9999998', LocalizedDisplayName: 'An update (KB9999998)' };
    writeFileSync(join(cwd, 'group.json'), JSON.stringify([row]));
    write(join(cwd, 'a.json'), field, finding('x', { kb: null, updateId }));
    const { out } = await run(['check', 'group.json', '--findings', 'a.json', '--format', 'json'], { cwd });
    expect(validJson('report', out).updates).toMatchObject([{ status: 'multi-restart', matchedBy: 'updateId' }]);
  });

  test('on a class of updates concerns those of its window', async () => {
    const cwd = newFolder();
    const title = (month: string, kb: string): string =>
      `KB${kb}\t${month} Cumulative Update for Windows Server 2019 for x64-based Systems (KB${kb})\n`;
    writeFileSync(join(cwd, 'group.txt'), title('2029-01', '9900001') + title('2029-03', '9900003'));
    const selector = {
      ...{ products: ['Windows Server 2019'], kinds: ['cumulative'] },
      ...{ releasedFrom: '2029-01-01', releasedUntil: '2029-01-31' },
    };
    write(join(cwd, 'a.json'), field, finding('class', { selector }));
    const { out } = await run(['check', 'group.txt', '--findings', 'a.json', '--format', 'json'], { cwd });
    expect(validJson('report', out).updates).toMatchObject([
      { kb: '9900001', status: 'multi-restart' },
      // A shipped claim on the updates of our days suspects it all the same.
      { kb: '9900003', status: 'suspected' },
    ]);
  });

  test('bears its source into every line about it', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'group.txt'), 'KB9999999\n');
    write(join(cwd, 'ours', 'a.json'), field, finding('9999999'));
    const { out } = await run(['check', 'group.txt', '--findings', 'ours'], { cwd });
    expect(out).toContain('2 restarts on install: a report of ours (2026-11-01)');
    expect(out).toContain('https://ours.example/1');
    expect(out.replaceAll('\n', ' ')).toContain('With 1 finding of your own (ours).');
    const { out: json } = await run(['check', 'group.txt', '--findings', 'ours', '--format', 'json'], { cwd });
    const { catalog: known, updates } = validJson('report', json);
    expect(known.sources).toContainEqual({
      id: 'own-findings',
      asOf: '2026-11-01',
      readOn: '2026-11-22',
      live: false,
      stale: false,
    });
    expect(updates[0].evidence).toMatchObject([
      { finding: 'field/ours/9999999', tier: 'field', sourceName: 'a report of ours' },
    ]);
    const explained = await run(['explain', 'KB9999999', '--findings', 'ours'], { cwd });
    expect(explained.out).toContain('2 restarts on install  (field/ours/9999999)');
  });
});

describe('trust', () => {
  const lab = {
    id: 'lab/ours',
    name: 'our lab',
    kind: 'lab-record',
    tier: 'lab',
    url: 'https://wiki.ours.example/run-17',
  };
  const once = (fields: Fields = {}): Fields =>
    finding('2965788', {
      ...{ id: 'lab/ours/2965788', restarts: { min: 1, max: 1 }, confidence: 'confirmed' },
      ...{ products: ['Windows 7'], architectures: ['x64'], ...fields },
    });

  async function june(source: Fields, claim: Fields, ...more: string[]): Promise<string> {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'group.txt'), 'KB2965788\n');
    write(join(cwd, 'a.json'), source, claim);
    const args = ['check', 'group.txt', '--findings', 'a.json', '--format', 'json', '--product', 'Windows 7', ...more];
    return validJson('report', (await run(args, { cwd })).out).updates[0].status;
  }

  test('a count of at most one of an own lab overrules the list, on its own product and architecture', async () => {
    expect(await june(lab, once(), '--arch', 'x64')).toBe('clear');
    expect(await june(lab, once(), '--arch', 'x86')).toBe('multi-restart');
    expect(await june(lab, once({ confidence: 'suspected' }), '--arch', 'x64')).toBe('multi-restart');
    expect(await june(lab, once({ condition: 'hyper-v' }), '--arch', 'x64')).toBe('multi-restart');
    expect(await june(lab, once({ condition: 'hyper-v' }), '--arch', 'x64', '--env', 'hyper-v=yes')).toBe('clear');
  });

  test('one of the field does not, and both are shown', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'group.txt'), 'KB2965788\n');
    write(join(cwd, 'a.json'), field, once({ id: 'field/ours/2965788' }));
    const args = [
      'check',
      'group.txt',
      '--findings',
      'a.json',
      '--format',
      'json',
      '--product',
      'Windows 7',
      '--arch',
      'x64',
    ];
    const [update] = validJson('report', (await run(args, { cwd })).out).updates;
    expect(update.status).toBe('multi-restart');
    expect(update.conflicts).toContain('field/ours/2965788');
  });

  test('a copy of a shipped finding is no witness of its own', async () => {
    const copy = finding('2965788', { derivedFrom: 'kb2894518/2965788', claimedOn: null });
    expect(await judged(['2965788'], [copy], ['--product', 'Windows 7', '--as-of', '2014-06-10'])).toEqual({
      '2965788': 'no-data',
    });
  });
});

describe('on a day of the past', () => {
  const on = async (asOf: string, fields: Fields): Promise<string | undefined> =>
    (await judged(['9999999'], [finding('9999999', fields)], ['--as-of', asOf]))['9999999'];

  test('an own finding is known from its claim on, or from the day by which it was there', async () => {
    expect(await on('2026-10-31', {})).toBe('no-data');
    expect(await on('2026-11-01', {})).toBe('multi-restart');
    expect(await on('2026-11-09', { claimedOn: null, knownBy: '2026-11-10' })).toBe('no-data');
    expect(await on('2026-11-10', { claimedOn: null, knownBy: '2026-11-10' })).toBe('multi-restart');
  });

  test('it holds until its last day, or its retraction', async () => {
    expect(await on('2026-11-05', { validTo: '2026-11-05' })).toBe('multi-restart');
    expect(await on('2026-11-06', { validTo: '2026-11-05' })).toBe('no-data');
    expect(await on('2026-11-06', { retractedOn: '2026-11-07' })).toBe('multi-restart');
    expect(await on('2026-11-07', { retractedOn: '2026-11-07' })).toBe('no-data');
  });

  test.each([
    ['2014-06-10', 'no-data'],
    ['2014-06-17', 'multi-restart'],
  ])('explain and check of KB2965788 say the same as of %s: %s', async (day, status) => {
    const { out } = await run(['explain', 'KB2965788', '--as-of', day, '--product', 'Windows 7', '--arch', 'x64']);
    expect(out).toContain(`x64: ${status} on Windows 7 SP1`);
    expect(out.match(/Known only later: .*kb2894518\/2965788/s)).not.toBeNull();
    expect(out.includes('thoughtsonopsmgr.blogspot.com')).toBe(status === 'multi-restart');
    const checked = await run(
      ['check', '-', '--as-of', day, '--product', 'Windows 7', '--arch', 'x64', '--format', 'json'],
      { stdin: 'KB2965788\n' },
    );
    expect(validJson('report', checked.out).updates).toMatchObject([{ status }]);
  });
});

describe('a check with findings that are wrong', () => {
  test.each<[string, Fields, RegExp]>([
    [
      'an unknown fact',
      finding('9999999', { condition: 'hyper-w' }),
      /a\.json:1: findings\[0\]\.condition: unknown fact "hyper-w"; did you mean hyper-v\?/,
    ],
    [
      'the id of a shipped one',
      finding('9999999', { id: 'kb2894518/2965788' }),
      /"kb2894518\/2965788" does not begin with its source/,
    ],
    ['no source', { ...finding('9999999'), claimedOn: null }, /needs claimedOn, or knownBy/],
  ])('is refused: %s', async (_what, claim, why) => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'group.txt'), 'KB9999999\n');
    write(join(cwd, 'a.json'), field, claim);
    const { code, out, err } = await run(['check', 'group.txt', '--findings', 'a.json'], { cwd });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(why);
    expect(err).toContain('rebootgate finding check a.json');
  });

  test('a report is not written over them', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'group.txt'), 'KB9999999\n');
    write(join(cwd, 'a.json'), field, finding('9999999'));
    const { code, err } = await run(['check', 'group.txt', '--findings', 'a.json', '--output', 'text=a.json'], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('is a file that the check is made of')]);
  });

  test('a place that does not exist', async () => {
    const { code, err } = await run(['check', '-', '--findings', 'nowhere'], { stdin: 'KB9999999\n' });
    expect([code, err]).toEqual([2, expect.stringContaining('nowhere does not exist')]);
  });
});
