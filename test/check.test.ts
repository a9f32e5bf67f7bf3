// The check, held against DESIGN's table of statuses with small knowledge made for each case.
import { describe, expect, test } from 'vitest';
import type { CheckedUpdate, Finding, Item, Policy, Selector, Status, UpdateKind } from '../src/types.ts';
import { statuses } from '../src/types.ts';
import { checkAll, checkOne, coverage, finding, flag, item, once, titled, update } from './fixtures/data/knowledge.ts';

const yes = (fact: string): Partial<Policy> => ({ environment: { [fact]: 'yes' } });
const no = (fact: string): Partial<Policy> => ({ environment: { [fact]: 'no' } });
const unknown = (fact: string): Partial<Policy> => ({ environment: { [fact]: 'unknown' } });

describe('every status of the table', () => {
  test('multi-restart: a confirmed or reported finding says two or more', () => {
    for (const confidence of ['confirmed', 'reported'] as const) {
      const checked = checkOne({ findings: [finding({ id: 'field/x', confidence })] });
      expect(checked).toMatchObject({ status: 'multi-restart', restarts: { min: 2, max: null } });
      expect(checked.reason).toContain('at least 2 restarts on install: the field source of x (2014-06-16)');
      expect(checked.evidence.map(({ finding: id, setAside }) => [id, setAside])).toEqual([['field/x', null]]);
    }
  });

  test('conditional: the same under a condition that nobody stated', () => {
    const checked = checkOne({ findings: [finding({ condition: 'credential-guard' })] });
    expect(checked.status).toBe('conditional');
    expect(checked.reason).toContain('if credential-guard, which is not stated');
  });

  test('suspected: weak evidence', () => {
    expect(checkOne({ findings: [finding({ confidence: 'suspected' })] }).status).toBe('suspected');
    const weakCondition = finding({ confidence: 'suspected', condition: 'secure-boot' });
    expect(checkOne({ findings: [weakCondition] }).status).toBe('suspected');
    expect(checkOne({ findings: [weakCondition] }, yes('secure-boot')).status).toBe('suspected');
  });

  test('no-data: not recognised', () => {
    const checked = checkOne({ coverage: [coverage()] });
    expect(checked).toMatchObject({ status: 'no-data', restarts: null, matchedBy: null });
    expect(checked.reason).toContain('not in the catalog');
  });

  test('no-data: recognised, but no source covers product and date', () => {
    const updates = [update()];
    expect(checkOne({ updates }).status).toBe('no-data');
    expect(checkOne({ updates, coverage: [coverage({ products: ['Windows 8.1'] })] }).status).toBe('no-data');
    expect(checkOne({ updates, coverage: [coverage({ releasedUntil: '2014-06-09' })] }).status).toBe('no-data');
    expect(checkOne({ updates, coverage: [coverage({ releasedFrom: '2014-06-11' })] }).status).toBe('no-data');
    const undated = [update({ released: null })];
    expect(checkOne({ updates: undated, coverage: [coverage()] }).status).toBe('no-data');
  });

  test('no-finding: recognised and covered, to the day', () => {
    const updates = [update()];
    const checked = checkOne({ updates, coverage: [coverage()] });
    expect(checked).toMatchObject({ status: 'no-finding', restarts: null });
    expect(checked.reason).toContain('VENDOR-LIST covers Windows 7 up to 2016-02-09 and does not name it');
    const oneDay = coverage({ releasedFrom: '2014-06-10', releasedUntil: '2014-06-10' });
    expect(checkOne({ updates, coverage: [oneDay] }).status).toBe('no-finding');
    expect(checkOne({ updates, coverage: [coverage({ releasedFrom: null })] }).status).toBe('no-finding');
  });

  test('clear: a confirmed or reported count of at most one', () => {
    expect(checkOne({ findings: [finding(once)] })).toMatchObject({ status: 'clear', restarts: { min: 1, max: 1 } });
    expect(checkOne({ findings: [finding({ restarts: { min: 0, max: 0 } })] }).status).toBe('clear');
    expect(checkOne({ findings: [finding({ ...once, confidence: 'suspected' })] }).status).toBe('no-data');
    expect(checkOne({ findings: [finding({ restarts: { min: 1, max: null } })] }).status).toBe('suspected');
  });

  test('clear: a count under a condition needs the condition stated', () => {
    const findings = [finding({ ...once, condition: 'secure-boot' })];
    expect(checkOne({ findings }).status).toBe('no-data');
    expect(checkOne({ findings }, yes('secure-boot')).status).toBe('clear');
    expect(checkOne({ findings }, no('secure-boot')).status).not.toBe('clear');
  });
});

describe('severity', () => {
  const known = {
    findings: [
      finding({ kb: '1000001' }),
      finding({ kb: '1000002', condition: 'secure-boot' }),
      finding({ kb: '1000003', confidence: 'suspected' }),
      finding({ kb: '1000006', ...once }),
    ],
    updates: [update({ kb: '1000005' })],
    coverage: [coverage()],
  };
  const kbs = ['1000006', '1000005', '1000004', '1000003', '1000002', '1000001'];
  const items = kbs.map((kb) => titled(kb, 'Windows 7', 'x64'));

  test('the report is sorted by it, worst first', () => {
    const report = checkAll(items, known);
    expect(report.updates.map(({ status }) => status)).toEqual(statuses);
    expect(report.counts).toEqual(Object.fromEntries(statuses.map((status) => [status, 1])));
  });

  test('then by KB number, not by its text, and rows without one last', () => {
    const rows = [item({ kb: null, title: 'A driver' }), item({ kb: '1000009' }), item({ kb: '990009' })];
    expect(checkAll(rows, {}).updates.map(({ kb }) => kb)).toEqual(['990009', '1000009', null]);
  });

  test.each<[Policy['failOn'], Status[]]>([
    ['multi-restart', ['multi-restart']],
    ['conditional', ['multi-restart', 'conditional']],
    ['suspected', ['multi-restart', 'conditional', 'suspected']],
    ['no-data', ['multi-restart', 'conditional', 'suspected', 'no-data']],
    ['no-finding', ['multi-restart', 'conditional', 'suspected', 'no-data', 'no-finding']],
    ['clear', [...statuses]],
    ['never', []],
  ])('--fail-on %s', (failOn, failing) => {
    for (const one of items) {
      const report = checkAll([one, titled('1000006', 'Windows 7', 'x64')], known, { failOn });
      const status = report.updates[0]?.status ?? 'clear';
      const fails = failing.includes(status) || failing.includes('clear');
      expect([status, report.outcome]).toEqual([status, fails ? 'fail' : 'pass']);
    }
  });

  test('a group of nothing but no-data is undecided, whatever passes', () => {
    const nothing = [item({ kb: '1000008' }), item({ kb: '1000009' })];
    expect(checkAll(nothing, known).outcome).toBe('undecided');
    expect(checkAll(nothing, known, { failOn: 'never' }).outcome).toBe('undecided');
    expect(checkAll(nothing, known, { acceptNoData: true }).outcome).toBe('pass');
    expect(checkAll(nothing, known, { acceptNoData: true, failOn: 'no-data' }).outcome).toBe('fail');
    expect(checkAll([...nothing, titled('1000005', 'Windows 7', 'x64')], known).outcome).toBe('pass');
  });
});

describe('product and architecture', () => {
  const onSeven = finding({ products: ['Windows 7'], architectures: ['x64'] });

  test('a finding concerns only its own', () => {
    expect(checkOne({ findings: [onSeven] }).status).toBe('multi-restart');
    expect(checkOne({ findings: [onSeven] }, {}, titled('1000001', 'Windows 7', 'x86')).status).toBe('no-data');
    expect(checkOne({ findings: [onSeven] }, {}, titled('1000001', 'Windows 8.1', 'x64')).status).toBe('no-data');
    expect(checkOne({ findings: [finding()] }, {}, titled('1000001', 'Windows 8.1', 'x86')).status).toBe(
      'multi-restart',
    );
  });

  test('an unknown product takes the worst', () => {
    expect(checkOne({ findings: [onSeven] }, {}, item()).status).toBe('multi-restart');
    const both = [finding({ ...once, products: ['Windows 8.1'] }), onSeven];
    const offers = ['Windows 7', 'Windows 8.1'].map((product) => ({ product, architecture: 'x64' as const }));
    const checked = checkOne({ findings: both, updates: [update({ offers })] }, {}, item());
    expect(checked.status).toBe('multi-restart');
    expect(checked.reason).toContain('product not stated for certain, the worst case counts (Windows 7 x64)');
    expect(checked.products).toEqual(['Windows 7', 'Windows 8.1']);
  });

  test('an unknown architecture takes the worst, and the reason says for which', () => {
    const one = item({ categories: ['Windows 7'] });
    const findings = [onSeven, finding({ ...once, products: ['Windows 7'], architectures: ['x86'] })];
    const checked = checkOne({ findings }, {}, one);
    expect(checked).toMatchObject({ status: 'multi-restart', architecture: null });
    expect(checked.reason).toContain('architecture not stated, the worst case counts (Windows 7 x64)');
    expect(checkOne({ findings }, { architecture: 'x86' }, one)).toMatchObject({
      status: 'clear',
      architecture: 'x86',
    });
  });

  test('what is certain is not called uncertain', () => {
    expect(checkOne({ findings: [onSeven] }).reason).not.toContain('worst case');
  });

  test('--product and --arch fill in what is not said, and change nothing that is', () => {
    const findings = [finding({ products: ['Windows 8.1'], architectures: ['x86'] })];
    const stated = { product: 'Windows 7', architecture: 'x64' } as const;
    expect(checkOne({ findings }, stated, item()).status).toBe('no-data');
    expect(checkOne({ findings }, { product: 'Windows 8.1', architecture: 'x86' }, item()).status).toBe(
      'multi-restart',
    );
    expect(checkOne({ findings }, stated, titled('1000001', 'Windows 8.1', 'x86')).status).toBe('multi-restart');
  });

  test('a product without a version matches any version, one with a version its own', () => {
    const findings = [finding({ products: ['Windows 11 Version 24H2'] })];
    const on = (category: string): Item => item({ categories: [category] });
    expect(checkOne({ findings }, {}, on('Windows 11')).status).toBe('multi-restart');
    expect(checkOne({ findings }, {}, on('Windows 11 Version 24H2')).status).toBe('multi-restart');
    expect(checkOne({ findings }, {}, on('Windows 11 Version 23H2')).status).toBe('no-data');
    const anyVersion = [finding({ products: ['Windows 11'] })];
    expect(checkOne({ findings: anyVersion }, {}, on('Windows 11 Version 23H2')).status).toBe('multi-restart');
    expect(checkOne({ findings: anyVersion }, {}, on('Windows 10')).status).toBe('no-data');
  });
});

describe('condition and applicability', () => {
  const conditional = finding({ condition: 'credential-guard' });
  const offered = finding({ applicability: [{ products: ['Windows 7'], when: 'rdp-8.0' }] });
  const both = finding({
    condition: 'secure-boot',
    applicability: [{ products: [], when: 'rdp-8.0' }],
  });

  test('condition: unstated, yes and no', () => {
    expect(checkOne({ findings: [conditional] }, unknown('credential-guard')).status).toBe('conditional');
    const stated = checkOne({ findings: [conditional] }, yes('credential-guard'));
    expect(stated.status).toBe('multi-restart');
    expect(stated.reason).toContain('credential-guard is stated');
    const against = checkOne({ findings: [conditional] }, no('credential-guard'));
    expect(against.status).toBe('no-finding');
    expect(against.reason).toContain('only if credential-guard');
    expect(against.evidence[0]).toMatchObject({
      conditionState: 'no',
      setAside: expect.stringContaining('credential-guard'),
    });
  });

  test('applicability: unstated counts as offered, stated against does not apply', () => {
    expect(checkOne({ findings: [offered] }).status).toBe('multi-restart');
    expect(checkOne({ findings: [offered] }, yes('rdp-8.0')).status).toBe('multi-restart');
    const against = checkOne({ findings: [offered] }, no('rdp-8.0'));
    expect(against.status).toBe('no-finding');
    expect(against.reason).toContain('offered only if rdp-8.0');
    expect(against.evidence[0]).toMatchObject({ applicability: 'rdp-8.0', applicabilityState: 'no' });
  });

  test('applicability of another product does not matter', () => {
    const other = finding({ applicability: [{ products: ['Windows 8.1'], when: 'rdp-8.0' }] });
    expect(checkOne({ findings: [other] }, no('rdp-8.0')).status).toBe('multi-restart');
    expect(checkOne({ findings: [other] }, no('rdp-8.0'), titled('1000001', 'Windows 8.1', 'x64')).status).toBe(
      'no-finding',
    );
  });

  test('with an unknown product one on which the update is offered is enough', () => {
    expect(checkOne({ findings: [offered] }, no('rdp-8.0'), item()).status).toBe('multi-restart');
  });

  test.each<[Policy['environment'], Status]>([
    [{}, 'conditional'],
    [{ 'rdp-8.0': 'yes' }, 'conditional'],
    [{ 'secure-boot': 'yes' }, 'multi-restart'],
    [{ 'secure-boot': 'yes', 'rdp-8.0': 'yes' }, 'multi-restart'],
    [{ 'secure-boot': 'yes', 'rdp-8.0': 'no' }, 'no-finding'],
    [{ 'secure-boot': 'no' }, 'no-finding'],
    [{ 'secure-boot': 'no', 'rdp-8.0': 'yes' }, 'no-finding'],
    [{ 'rdp-8.0': 'no' }, 'no-finding'],
  ])('both together: %j is %s', (environment, status) => {
    expect(checkOne({ findings: [both] }, { environment }).status).toBe(status);
  });

  test('the facts that are open are named, those that are stated are not', () => {
    const open = (environment: Policy['environment']): string[] =>
      checkAll([titled('1000001', 'Windows 7', 'x64')], { findings: [both] }, { environment }).openFacts.map(
        ({ id }) => id,
      );
    expect(open({}).sort()).toEqual(['rdp-8.0', 'secure-boot']);
    expect(open({ 'rdp-8.0': 'yes' })).toEqual(['secure-boot']);
    expect(open({ 'rdp-8.0': 'no' })).toEqual([]);
  });

  test('a fact that changes nothing is not asked for: another claim is certain', () => {
    const certain = finding({ id: 'field/certain', architectures: ['x64'] });
    const rows = [titled('1000001', 'Windows 7', 'x64')];
    expect(checkAll(rows, { findings: [both, certain] }).openFacts).toEqual([]);
    expect(checkAll(rows, { findings: [both, { ...certain, confidence: 'suspected' }] }).openFacts).not.toEqual([]);
  });
});

describe('two findings on one KB', () => {
  const certain = finding({ id: 'field/certain', architectures: ['x64'] });
  const guarded = finding({ id: 'field/guarded', condition: 'credential-guard', restarts: { min: 3, max: 3 } });

  test('the stronger one decides, both are shown', () => {
    const checked = checkOne({ findings: [guarded, certain] });
    expect(checked).toMatchObject({ status: 'multi-restart', restarts: { min: 2, max: null } });
    expect(checked.evidence.map(({ finding: id }) => id)).toEqual(['field/certain', 'field/guarded']);
  });

  test('where one does not apply the other remains', () => {
    expect(checkOne({ findings: [guarded, certain] }, no('credential-guard')).status).toBe('multi-restart');
    const x86 = titled('1000001', 'Windows 7', 'x86');
    expect(checkOne({ findings: [guarded, certain] }, {}, x86).status).toBe('conditional');
    expect(checkOne({ findings: [guarded, certain] }, no('credential-guard'), x86).status).toBe('no-finding');
  });
});

describe('matching', () => {
  test('by UpdateID, and not by that of another', () => {
    const ids = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'] as const;
    const findings = [finding({ updateId: ids[0] })];
    const of = (updateId: string): CheckedUpdate =>
      checkOne({ findings }, {}, titled('1000001', 'Windows 7', 'x64', { updateId }));
    expect(of(ids[0])).toMatchObject({ status: 'multi-restart', matchedBy: 'updateId' });
    expect(of(ids[1])).toMatchObject({ status: 'no-data', matchedBy: null });
  });

  test.each<[Partial<Finding>, string]>([
    [{ products: ['Windows 7'], architectures: ['x64'] }, 'kb+product+architecture'],
    [{ products: ['Windows 7'] }, 'kb+product'],
    [{ architectures: ['x64'] }, 'kb+architecture'],
    [{}, 'kb'],
  ])('%j says how exact it is', (fields, way) => {
    expect(checkOne({ findings: [finding(fields)] }).matchedBy).toBe(way);
  });

  test('never by bulletin: of the siblings of MS13-081 only the listed one is found', () => {
    const kbs = ['2847311', '2862330', '2862335', '2868038', '2883150'];
    const updates = kbs.map((kb) => update({ kb, bulletin: 'MS13-081', released: '2013-10-08' }));
    const items = kbs.map((kb) => titled(kb, 'Windows 7', 'x64', { bulletin: 'MS13-081' }));
    const known = { findings: [finding({ kb: '2862330' })], updates, coverage: [coverage()] };
    const report = checkAll(items, known);
    expect(report.updates.map(({ kb, status }) => [kb, status])).toEqual([
      ['2862330', 'multi-restart'],
      ...kbs.filter((kb) => kb !== '2862330').map((kb) => [kb, 'no-finding']),
    ]);
  });

  test('a listed article matches like a package, and the reason names the packages of its bulletin', () => {
    const article = finding({ kb: '3039976', numberKind: 'article', packages: ['3035017', '3036493'] });
    const checked = checkOne({ findings: [article] }, {}, titled('3039976', 'Windows 7', 'x64'));
    expect(checked.status).toBe('multi-restart');
    expect(checked.reason).toContain('KB3039976 is an article, its bulletin ships KB3035017 and KB3036493');
    expect(checkOne({ findings: [article] }, {}, titled('3035017', 'Windows 7', 'x64')).status).toBe('no-data');
  });

  test('a number of unknown kind matches', () => {
    expect(checkOne({ findings: [finding({ numberKind: 'unknown' })] }).status).toBe('multi-restart');
  });

  test('of several KB numbers in one title the worst counts', () => {
    const findings = [finding({ kb: '1000001', ...once }), finding({ kb: '1000002' })];
    const one = titled('1000001', 'Windows 7', 'x64', { alsoKbs: ['1000002'] });
    expect(checkOne({ findings }, {}, one).status).toBe('multi-restart');
  });

  test('a row without KB and UpdateID is no-data and says so', () => {
    const checked = checkOne({ findings: [finding()] }, {}, item({ kb: null, title: 'Contoso - Display - 1.2.3' }));
    expect(checked).toMatchObject({ status: 'no-data', title: 'Contoso - Display - 1.2.3' });
    expect(checked.reason).toContain('neither a KB number nor an UpdateID');
  });

  test('expired and superseded rows are checked all the same', () => {
    const one = titled('1000001', 'Windows 7', 'x64', { superseded: true, expired: true });
    const checked = checkOne({ findings: [finding()] }, {}, one);
    expect(checked).toMatchObject({ status: 'multi-restart', superseded: true, expired: true });
  });
});

describe('claims tied to no KB', () => {
  const select = (selector: Partial<Selector>, fields: Partial<Finding> = {}): Finding =>
    finding({
      selector: {
        products: ['Windows 11'],
        kinds: ['cumulative'],
        releasedFrom: null,
        releasedUntil: null,
        ...selector,
      },
      ...fields,
    });
  const rollout = select({ releasedFrom: '2026-04-01' }, { condition: 'secure-boot' });
  const cumulative = (month: string, fields: Partial<Item> = {}): Item =>
    item({
      title: `${month} Cumulative Update for Windows 11 Version 24H2 for x64-based Systems (KB1000001)`,
      ...fields,
    });

  test('unstated it suspects, yes is multi-restart, no does not apply', () => {
    const known = { findings: [rollout] };
    const unstated = checkOne(known, {}, cumulative('2026-05'));
    expect(unstated).toMatchObject({ status: 'suspected', matchedBy: 'selector' });
    expect(unstated.reason).toContain('updates like this one if secure-boot, which is not stated');
    expect(checkOne(known, yes('secure-boot'), cumulative('2026-05')).status).toBe('multi-restart');
    expect(checkOne(known, no('secure-boot'), cumulative('2026-05')).status).not.toMatch(/multi|conditional|suspected/);
  });

  test('a claim without a condition keeps its own strength', () => {
    expect(checkOne({ findings: [select({})] }, {}, cumulative('2026-05')).status).toBe('multi-restart');
    const weak = select({}, { confidence: 'suspected' });
    expect(checkOne({ findings: [weak] }, {}, cumulative('2026-05')).status).toBe('suspected');
  });

  test('only within its window; a title that names a month may be of any day in it', () => {
    const window = select({ releasedFrom: '2026-04-15', releasedUntil: '2026-06-10' });
    const status = (one: Item): Status => checkOne({ findings: [window] }, {}, one).status;
    expect(['2026-03', '2026-04', '2026-05', '2026-06', '2026-07'].map((month) => status(cumulative(month)))).toEqual([
      'no-data',
      'multi-restart',
      'multi-restart',
      'multi-restart',
      'no-data',
    ]);
    const posted = ['2026-04-14', '2026-04-15', '2026-06-10', '2026-06-11'];
    expect(posted.map((released) => status(cumulative('2026-05', { released })))).toEqual([
      'no-data',
      'multi-restart',
      'multi-restart',
      'no-data',
    ]);
  });

  test('an update of unknown day is taken to be inside', () => {
    const one = item({ title: 'Cumulative Update for Windows 11 Version 24H2 for x64-based Systems (KB1000001)' });
    expect(checkOne({ findings: [rollout] }, {}, one).status).toBe('suspected');
  });

  test('only its products', () => {
    const ten = item({
      title: '2026-05 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB1000001)',
    });
    expect(checkOne({ findings: [rollout] }, yes('secure-boot'), ten).status).toBe('no-data');
  });

  test.each<[string, UpdateKind]>([
    [
      '2026-05 Cumulative Update for .NET Framework 3.5 and 4.8.1 for Windows 11 Version 24H2 for x64 (KB1000001)',
      'dotnet',
    ],
    [
      'Security Intelligence Update for Microsoft Defender Antivirus - KB1000001 (Version 1.4) - Windows 11',
      'defender',
    ],
    ['2026-05 Servicing Stack Update for Windows 11 Version 24H2 for x64-based Systems (KB1000001)', 'servicing-stack'],
    ['2026-05 Hotpatch for Windows 11 Version 24H2 for x64-based Systems (KB1000001)', 'hotpatch'],
    ['Windows Malicious Software Removal Tool x64 - v5.1 (KB1000001) Windows 11', 'malicious-software-removal'],
  ])('not %s', (title, kind) => {
    expect(checkOne({ findings: [rollout] }, yes('secure-boot'), item({ title })).status).toBe('no-data');
    // It is the kind that keeps it out: a claim about this kind does reach it.
    expect(checkOne({ findings: [select({ kinds: [kind] })] }, {}, item({ title })).status).toBe('multi-restart');
  });

  test('not a driver, whatever its title', () => {
    const one = cumulative('2026-05', { categories: ['Drivers', 'Windows 11'] });
    expect(checkOne({ findings: [rollout] }, yes('secure-boot'), one).status).toBe('no-data');
  });

  test('an update without a title may be a cumulative one', () => {
    expect(checkOne({ findings: [rollout] }, { product: 'Windows 11' }, item()).status).toBe('suspected');
    expect(checkOne({ findings: [rollout] }, { product: 'Windows 10' }, item()).status).toBe('no-data');
  });

  test('a hotpatch is known by its title, never by its month', () => {
    const none = select(
      { products: [], kinds: ['hotpatch'] },
      { restarts: { min: 0, max: 0 }, confidence: 'confirmed' },
    );
    const known = { findings: [none, rollout] };
    const hot = item({ title: '2026-05 Hotpatch for Windows 11 Version 24H2 for x64-based Systems (KB1000001)' });
    expect(checkOne(known, {}, hot)).toMatchObject({ status: 'clear', restarts: { min: 0, max: 0 } });
    // May is a hotpatch month, and this is the ordinary update of that month.
    expect(checkOne(known, {}, cumulative('2026-05')).status).toBe('suspected');
    // July is a baseline month, and this calls itself a hotpatch.
    const july = item({ title: '2026-07 Hotpatch for Windows 11 Version 24H2 for x64-based Systems (KB1000001)' });
    expect(checkOne(known, {}, july).status).toBe('clear');
    expect(checkOne({ findings: [none] }, { product: 'Windows 11' }, item()).status).toBe('no-data');
  });
});

describe('vendor flags', () => {
  const cleared = (fields: Parameters<typeof update>[0], one?: Item): Status =>
    checkOne({ updates: [update(fields)], coverage: [coverage()] }, {}, one).status;

  test('clear only where all of them say never', () => {
    expect(cleared({ flags: [flag('never')] })).toBe('clear');
    expect(cleared({ flags: [flag('maybe')] })).toBe('no-finding');
    expect(cleared({ flags: [flag('always')] })).toBe('no-finding');
    expect(cleared({ flags: [] })).toBe('no-finding');
    expect(cleared({ flags: [flag('never'), flag('maybe')] })).toBe('no-finding');
  });

  test('the rows of all sources count together', () => {
    const rows = (other: ReturnType<typeof flag>) => [update({ flags: [flag('never')] }), update({ flags: [other] })];
    expect(checkOne({ updates: rows(flag('never', 'bulletin')) }).status).toBe('clear');
    expect(checkOne({ updates: rows(flag('always', 'bulletin')) }).status).toBe('no-data');
  });

  test('a bulletin alone never clears', () => {
    expect(cleared({ flags: [flag('never', 'bulletin')] })).toBe('no-finding');
    expect(cleared({ flags: [flag('never', 'bulletin'), flag('never', 'bulletin')] })).toBe('no-finding');
  });

  test('never a servicing stack or Secure Boot update, by catalog or by title', () => {
    const flags = [flag('never')];
    expect(cleared({ flags, kind: 'servicing-stack' })).toBe('no-finding');
    expect(cleared({ flags, kind: 'secure-boot' })).toBe('no-finding');
    const stack = item({ title: 'Servicing Stack Update for Windows 7 for x64-based Systems (KB1000001)' });
    expect(cleared({ flags }, stack)).toBe('no-finding');
    const boot = item({ title: 'Security Update for Secure Boot DBX for Windows 7 for x64-based Systems (KB1000001)' });
    expect(cleared({ flags }, boot)).toBe('no-finding');
  });

  test('never against a finding or an inheritance of two or more', () => {
    const updates = [update({ flags: [flag('never')] })];
    expect(checkOne({ updates, findings: [finding()] }).status).toBe('multi-restart');
    expect(checkOne({ updates, findings: [finding({ confidence: 'suspected' })] }).status).toBe('suspected');
    const retracted = finding({ retractedOn: '2020-01-01' });
    expect(checkOne({ updates, findings: [retracted] }).status).not.toBe('clear');
    const edges = [
      { superseding: '1000001', superseded: '1000000', product: null, architecture: null, source: 'm', url: null },
    ];
    expect(checkOne({ updates, edges, findings: [finding({ kb: '1000000' })] }).status).toBe('suspected');
  });

  test('always and maybe never make two', () => {
    expect(cleared({ flags: [flag('always'), flag('always', 'bulletin'), flag('maybe')] })).toBe('no-finding');
  });
});

describe('removing an update', () => {
  test('is no statement about installing it', () => {
    const findings = [finding({ direction: 'uninstall', restarts: { min: 2, max: 2 } })];
    const checked = checkOne({ findings, updates: [update()], coverage: [coverage()] });
    expect(checked.status).toBe('no-finding');
    expect(checked.evidence[0]).toMatchObject({ direction: 'uninstall', setAside: 'only when the update is removed' });
    expect(checkOne({ findings }).status).toBe('no-data');
  });

  test('nor does removing without restarts clear it', () => {
    expect(checkOne({ findings: [finding({ ...once, direction: 'uninstall' })] }).status).toBe('no-data');
  });
});
