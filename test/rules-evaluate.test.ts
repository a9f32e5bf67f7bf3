// What a rule picks from a site's updates: each criterion by itself, the group of June 2014, and what cannot be told.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check, keysOf } from '../src/check/check.ts';
import { openCatalog } from '../src/catalog/open.ts';
import { readKnowledge } from '../src/catalog/read.ts';
import { UserError } from '../src/errors.ts';
import { decodeText } from '../src/inputs/decode.ts';
import { readGroup } from '../src/inputs/index.ts';
import {
  catalogUpdateAsSite,
  countWords,
  evaluate,
  lastPicked,
  readRules,
  siteNamesOf,
  siteUpdatesOf,
  siteUpdatesOfRows,
} from '../src/rules/index.ts';
import type { Rule, RuleResult, RuleUpdate } from '../src/rules/types.ts';
import type { CatalogUpdate, Item, Report } from '../src/types.ts';
import { fixture, readFixture, root } from './run.ts';

const textOf = (name: string): string => decodeText(readFileSync(fixture(`rules/${name}`)), name);
const runAt = '2014-06-17';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A rule of these items; one property may come twice. */
function ruleOf(...items: [property: string, ...values: string[]][]): Rule {
  const xml = items.map(([property, ...values]) => {
    const texts = values.map((value) => `<string>${escaped(value)}</string>`).join('');
    return `<UpdateXMLDescriptionItem PropertyName="${property}" UIPropertyName=""><MatchRules>${texts}</MatchRules></UpdateXMLDescriptionItem>`;
  });
  const text = `<UpdateXML Name="SMS_SoftwareUpdate"><UpdateXMLDescriptionItems>${xml.join('')}</UpdateXMLDescriptionItems></UpdateXML>`;
  const [rule] = readRules(text, 'a rule').rules;
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

const ruleIn = (name: string, index = 0): Rule => {
  const rule = readRules(textOf(name), name).rules[index];
  if (rule === undefined) throw new Error(`no rule ${index} in ${name}`);
  return rule;
};

const base = {
  CI_ID: 1,
  ArticleID: '2965788',
  LocalizedDisplayName: 'Security Update for Windows 7 (KB2965788)',
  IsExpired: false,
};
const siteOf = (...rows: object[]): RuleUpdate[] =>
  siteUpdatesOfRows(rows.map((row, index) => ({ row: { ...base, CI_ID: index, ...row }, where: `[${index}]` })));

/** What the rule says of one update: "yes", "no", or what is open. */
function say(rule: Rule, row: object, ...others: object[]): string {
  const { verdicts, possible } = evaluate(rule, siteOf(row, ...others), { runAt });
  return verdicts[0] === 'unknown' ? (possible[0]?.open.join('; ') ?? '') : (verdicts[0] ?? '');
}

describe('Windows 7, Security Updates, last month, not superseded, over the updates of June 2014', () => {
  const group = readGroup(
    readFileSync(join(root, 'test/cases/windows-7-june-2014/group.csv')),
    'group.csv',
    null,
    null,
  );
  const named = (items: readonly Item[]): string[] => items.map(({ kb, title }) => `${kb} ${title}`).sort();

  const judge = (items: Item[]): Report => {
    const catalog = openCatalog(join(root, 'catalog.sqlite'));
    const groups = [{ kind: 'rule', name: 'a rule', path: null, items, duplicates: 0 }];
    const knowledge = readKnowledge(catalog, keysOf(groups), []);
    catalog.close();
    const policy = {
      ...{ failOn: 'conditional' as const, environment: {}, product: null, architecture: null },
      ...{ asOf: null, today: '2026-11-22', acceptNoData: false },
    };
    return check(groups, knowledge, policy, {
      toolVersion: '0',
      generatedAt: '2026-11-22T00:00:00Z',
      isStale: () => false,
    });
  };

  test.each([
    ['adr-windows-7.json', 'site-june-2014.json'],
    ['adr-windows-7.json', 'site-june-2014.csv'],
    ['adr.clixml', 'site-june-2014.json'],
    ['update-rule.xml', 'site-june-2014.csv'],
    ['RuleEngine.log', 'site-june-2014.json'],
  ])('%s over %s predicts the group that fails', async (adr, site) => {
    const result = evaluate(ruleIn(adr), await siteUpdatesOf(textOf(site)), { runAt });
    expect(result).toMatchObject({ complete: true, atLeast: 8, atMost: 8, open: [], limit: 'within', notes: [] });
    expect(countWords(result)).toBe('8 updates');
    const items = result.picked.map(({ item }) => item);
    expect(named(items)).toEqual(named((await group).items));
    expect(judge(items).outcome).toBe('fail');
  });

  test.each([
    ['adr-two.json', 1],
    ['adr-adminservice.json', 0],
    ['adr-export.xml', 0],
  ])('%s leaves KB2965788 out by its title, and passes', async (adr, index) => {
    const result = evaluate(ruleIn(adr, index), await siteUpdatesOf(textOf('site-june-2014.json')), { runAt });
    expect(result).toMatchObject({ complete: true, atLeast: 6, atMost: 6 });
    const items = result.picked.map(({ item }) => item);
    expect(named(items)).toEqual(named((await group).items.filter(({ kb }) => kb !== '2965788')));
    expect(judge(items).outcome).toBe('pass');
  });

  test('a month later, nothing is new', async () => {
    const later = evaluate(ruleIn('adr-windows-7.json'), await siteUpdatesOf(textOf('site-june-2014.json')), {
      runAt: '2014-07-17',
    });
    expect(later).toMatchObject({ complete: true, atLeast: 0, atMost: 0, runAt: '2014-07-17T00:00:00Z' });
    expect(countWords(later)).toBe('0 updates');
  });

  test('an export that has no lists (Export-Csv writes System.String[]) cannot say which product', async () => {
    const csv = textOf('site-june-2014.csv').replace(/"(?:Product|Update|Security)[^"]*;[^"]*"/g, '"System.String[]"');
    const result = evaluate(ruleIn('adr-windows-7.json'), await siteUpdatesOf(csv), { runAt });
    expect(result).toMatchObject({ complete: false, atLeast: 0 });
    expect(result.open[0]?.why).toBe(
      'Product: the export does not say it in its column LocalizedCategoryInstanceNames',
    );
    expect(countWords(result)).toBe(`at most ${result.atMost} updates`);
  });

  test('what the last run picked, from the log', async () => {
    const { updates, missing } = lastPicked(
      ruleIn('RuleEngine.log'),
      await siteUpdatesOf(textOf('site-june-2014.json')),
    );
    expect(updates.map(({ item }) => item.ciId)).toEqual(
      Array.from({ length: 9 }, (_, index) => String(16_790_101 + index)),
    );
    expect(missing).toEqual([]);
    expect(lastPicked(ruleIn('RuleEngine.log', 1), updates)).toEqual({ updates: [], missing: ['4514'] });
  });
});

describe('text', () => {
  test.each([
    [['windows 7'], 'yes'],
    [['Windows 8'], 'no'],
    [['Windows 8', 'Security'], 'yes'],
    [['-x64', '-Itanium'], 'yes'],
    [['-kb2965788'], 'no'],
    [['Security', '-KB2965788'], 'no'],
    [['Security', '-x64'], 'yes'],
    [['Security%(KB'], 'yes'],
    [['%Windows%Security%'], 'no'],
    [[' 7 '], 'yes'],
    [[' 8 '], 'no'],
    [['-'], 'Title: the value "-" holds no text'],
    [['', 'Windows 8'], 'Title: the value "" holds no text'],
    [['%'], 'Title: the value "%" holds no text'],
    [[], 'Title: the rule gives no value for it'],
  ])('title %j: %s', (values, expected) => {
    expect(say(ruleOf(['LocalizedDisplayName', ...values]), {})).toBe(expected);
  });

  test('two items of titles must both hold, and the first of them is the architecture', () => {
    const rule = ruleOf(['LocalizedDisplayName', '-x64'], ['LocalizedDisplayName', 'Security']);
    expect(say(rule, {})).toBe('yes');
    expect(say(rule, { LocalizedDisplayName: 'Security Update for Windows 7 for x64-based Systems' })).toBe('no');
    expect(say(rule, { LocalizedDisplayName: 'Update for Windows 7' })).toBe('no');
    expect(say(rule, { LocalizedDisplayName: null })).toBe(
      'Architecture: the export does not say it in its column LocalizedDisplayName; Title: the export does not say it in its column LocalizedDisplayName',
    );
  });

  test.each([
    ['ArticleID', '29657', 'yes'],
    ['ArticleID', '117', 'no'],
    ['ArticleID', '-2965788', 'no'],
    ['ArticleID', '-2965789', 'yes'],
    ['BulletinID', 'ms14-030', 'yes'],
    ['BulletinID', '-MS14', 'no'],
    ['LocalizedDescription', 'issue', 'yes'],
    ['LocalizedDescription', '-ISSUE', 'no'],
  ])('%s %s: %s', (property, value, expected) => {
    expect(say(ruleOf([property, value]), { BulletinID: 'MS14-030', LocalizedDescription: 'A security issue' })).toBe(
      expected,
    );
  });

  test('a number that is written with KB is named, and not guessed', () => {
    const open = /^Article ID: it is written "-?KB2965788" with "KB"/;
    expect(say(ruleOf(['ArticleID', '-KB2965788']), {})).toMatch(open);
    expect(say(ruleOf(['ArticleID', 'KB2965788']), {})).toMatch(open);
    expect(say(ruleOf(['ArticleID', '-KB2965788']), { ArticleID: '2957189' })).toBe('yes');
  });

  test('an empty cell is known to be empty; a column that is not there is not', () => {
    const rule = ruleOf(['LocalizedDescription', '-issue']);
    expect(say(rule, { LocalizedDescription: '' })).toBe('yes');
    expect(say(rule, {})).toBe('Description: the export has no column LocalizedDescription');
    expect(say(rule, { LocalizedDescription: null })).toBe(
      'Description: the export does not say it in its column LocalizedDescription',
    );
  });
});

const guid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
const windows7 = 'bfe5b177-a086-47a0-b102-097e4fa1f807';
const security = '0fa1201d-4330-4fa8-8ae9-b877473b6441';

describe('categories', () => {
  const ids = (...list: string[]): object => ({ CategoryInstance_UniqueIDs: list });
  const names = (...list: string[]): object => ({ LocalizedCategoryInstanceNames: list });

  test.each([
    [`'Product:${windows7}'`],
    [`Product:${windows7}`],
    [`Product:${windows7}|Windows 7`],
    [`'Product:${windows7}|Windows 7'`],
    [`Product:{${windows7.toUpperCase()}}`],
    [windows7],
  ])('%s is one product, by GUID and by name', (value) => {
    const rule = ruleOf(['_Product', value]);
    expect(say(rule, ids(`Product:${windows7.toUpperCase()}`))).toBe('yes');
    expect(say(rule, ids(`Product:${guid(1)}`))).toBe('no');
    expect(say(rule, names('Security Updates', 'Windows 7'))).toBe('yes');
    expect(say(rule, names('Security Updates', 'Windows 8'), names('Windows 7'))).toBe('no');
  });

  test('a name that the export never bears may be there by another name', () => {
    expect(say(ruleOf(['_UpdateClassification', security]), names('Sicherheitsupdates', 'Windows 7'))).toMatch(
      /^Update classification: no update of the export has a category of the name of/,
    );
  });

  test('a GUID that nothing names is named, where the export has no GUIDs', () => {
    const rule = ruleOf(['_Product', `'Product:${guid(1)}'`]);
    expect(say(rule, names('Windows 7'))).toBe(
      `Product: neither the export nor the table of known categories names 'Product:${guid(1)}'`,
    );
    expect(say(rule, ids(`Product:${guid(2)}`))).toBe('no');
    expect(say(rule, ids(`Product:${guid(1)}`))).toBe('yes');
  });

  test('an export whose lists never name a vendor does not say that an update has none', () => {
    const rule = ruleOf(['_Company', '56309036-4c77-4dd9-951a-99ee9c246a94']);
    expect(say(rule, ids(`Product:${windows7}`))).toMatch(/^Vendor: the export has no column/);
    expect(say(rule, ids(`Product:${windows7}`), ids(`Company:${guid(1)}`))).toMatch(
      /^Vendor: the export does not say/,
    );
    expect(say(rule, ids(`Company:${guid(1)}`))).toBe('no');
    expect(say(rule, ids('Company:56309036-4c77-4dd9-951a-99ee9c246a94'))).toBe('yes');
  });

  // Every update has all three: what an export leaves out is no fact of the update.
  test.each(['_Product', '_UpdateClassification'])(
    'of a row that has no %s, where others have one, nobody can tell',
    (on) => {
      const [kind, value, other] =
        on === '_Product'
          ? (['Product', windows7, 'Windows 7'] as const)
          : (['UpdateClassification', security, 'Security Updates'] as const);
      const rule = ruleOf([on, `'${kind}:${value}'`]);
      const full = {
        ...ids(`Product:${windows7}`, `UpdateClassification:${security}`),
        ...names('Windows 7', 'Security Updates'),
      };
      const others = kind === 'Product' ? `UpdateClassification:${security}` : `Product:${windows7}`;
      expect(say(rule, ids(), full)).toMatch(/the export does not say it in its column CategoryInstance_UniqueIDs/);
      expect(say(rule, ids(others), full)).toMatch(
        /the export does not say it in its column CategoryInstance_UniqueIDs/,
      );
      expect(say(rule, { ...ids(), ...names(other) }, full)).toBe('yes');
      expect(say(rule, names(), full)).toMatch(
        /the export does not say it in its column LocalizedCategoryInstanceNames/,
      );
      expect(say(ruleOf([on, other]), names('', ' '), full)).toMatch(/the export does not say it in its column Local/);
      expect(say(rule, { Product: '', Classification: '' }, full)).toMatch(/the export does not say it in its column/);
      expect(say(ruleOf([on, `-'${kind}:${value}'`]), ids(), full)).toMatch(/the export does not say it/);
      expect(say(rule, ids(`${kind}:${guid(1)}`), full)).toBe('no');
    },
  );

  test('excluded, and any of several', () => {
    expect(say(ruleOf(['_Product', `-'Product:${windows7}'`]), ids(`Product:${windows7}`))).toBe('no');
    expect(say(ruleOf(['_Product', guid(1), windows7]), ids(`Product:${windows7}`))).toBe('yes');
  });

  test('names come from the rows that have both lists', () => {
    const updates = siteOf(
      {
        ...ids(`UpdateClassification:${security}`, `Product:${guid(1)}`),
        ...names('Security Updates', 'Contoso Suite'),
      },
      { ...names('Security Updates', 'Contoso Suite') },
      { ...names('Security Updates', 'Windows 7') },
    );
    expect(siteNamesOf(updates).learned.get(`product:${guid(1)}`)).toBe('contoso suite');
    expect(evaluate(ruleOf(['_Product', `'Product:${guid(1)}'`]), updates, { runAt }).verdicts).toEqual([
      'yes',
      'yes',
      'no',
    ]);
  });

  test('what two rows tell differently is not learned', () => {
    const row = (name: string): object => ({
      ...ids(`UpdateClassification:${security}`, `Product:${guid(1)}`),
      ...names('Security Updates', name),
    });
    expect(siteNamesOf(siteOf(row('One'), row('Two'))).learned.size).toBe(0);
  });

  test('lists that became one text', () => {
    const rule = ruleOf(['_Product', windows7]);
    const flat = (text: string): object => ({ LocalizedCategoryInstanceNames: text });
    expect(say(rule, flat('Security Updates;Windows 7'))).toBe('yes');
    expect(say(rule, flat('Security Updates Windows 7'))).toMatch(/writes its lists of categories as one text/);
    expect(say(rule, flat('Security Updates, Windows 8'), flat('Windows 7'))).toBe('no');
    expect(say(rule, { CategoryInstance_UniqueIDs: `UpdateClassification:${security} Product:${windows7}` })).toBe(
      'yes',
    );
  });
});

describe('codes, flags and numbers', () => {
  test.each([
    ['UpdateLocales', ["'Locale:9'"], { UpdateLocales: ['Locale:9'] }, 'yes'],
    ['UpdateLocales', ['Locale:9', 'Locale:10'], { UpdateLocales: ['Locale:10', 'Locale:7'] }, 'yes'],
    ['UpdateLocales', ['Locale:9'], { UpdateLocales: ['7'] }, 'no'],
    ['UpdateLocales', ['Locale:9'], { UpdateLocales: [] }, 'no'],
    ['UpdateLocales', ['Locale:9'], { UpdateLocales: '9, 7' }, 'yes'],
    ['UpdateLocales', ['Locale:9'], { UpdateLocales: ['English'] }, /does not say it in its column UpdateLocales/],
    ['UpdateLocales', ['Locale:9'], {}, 'Language: the export has no column UpdateLocales'],
    ['UpdateLocales', ['Locale:0'], { UpdateLocales: [] }, /Locale:0/],
    ['UpdateLocales', ['English'], { UpdateLocales: ['Locale:9'] }, /"English" is no language/],
    ['Severity', ["'8'", "'10'"], { Severity: 8 }, 'yes'],
    ['Severity', ['8'], { Severity: '10' }, 'no'],
    ['Severity', ['6'], { SeverityName: 'Moderate' }, 'yes'],
    ['Severity', ['4'], { Severity: 8 }, /"4" is no severity/],
    ['Severity', ['-8'], { Severity: 8 }, 'no'],
    ['CustomSeverity', ['0'], { CustomSeverity: 0 }, 'yes'],
    ['CustomSeverity', ['2'], {}, 'Custom severity: the export has no column CustomSeverity'],
    ['IsSuperseded', ['false'], { IsSuperseded: 'False' }, 'yes'],
    ['IsSuperseded', ['true'], { IsSuperseded: false }, 'no'],
    ['IsSuperseded', ['false'], { IsSuperseded: null }, /does not say it in its column IsSuperseded/],
    ['IsSuperseded', ['maybe'], { IsSuperseded: false }, /is no "true" or "false"/],
    ['IsDeployed', ['false'], { Deployed: 'No' }, 'yes'],
    ['IsDeployed', ['true'], { IsDeployed: false }, 'no'],
    ['NumMissing', ['>=1'], { NumMissing: 1 }, 'yes'],
    ['NumMissing', ['>0'], { NumMissing: '0' }, 'no'],
    ['NumMissing', ['<=40'], { Required: '41' }, 'no'],
    ['NumMissing', ['5'], { NumMissing: 5 }, 'yes'],
    ['NumMissing', ['1-40'], { NumMissing: 41 }, 'no'],
    ['NumMissing', ['>=1 and <=40'], { NumMissing: 40 }, 'yes'],
    ['NumMissing', ['<>5'], { NumMissing: 5 }, 'no'],
    ['NumMissing', ['many'], { NumMissing: 5 }, /"many" is no number/],
    ['NumMissing', ['>=1'], {}, 'Required: the export has no column NumMissing'],
    ['ContentSize', ['>=100'], { ContentSize: 100 }, 'yes'],
    ['ContentSize', ['>=100'], { ContentSize: 99 }, 'no'],
    ['ContentSize', ['>=100'], { Size: 331_559_731 }, 'yes'],
    ['ContentSize', ['<=50'], { Size: 331_559_731 }, 'no'],
    ['ContentSize', ['<=500000'], { Size: 331_559_731 }, /KB or bytes/],
    ['CMTag', ['0'], {}, 'CMTag: the export has no column CMTag'],
    ['CMTag', ['0'], { CMTag: 0 }, 'yes'],
    ['CMTag', ['0'], { CMTag: [1, 2] }, 'no'],
    ['SomethingNew', ['0'], { SomethingNew: 0 }, '"SomethingNew": this criterion is not known'],
  ])('%s %j of %j', (property, values, row, expected) => {
    const said = say(ruleOf([property, ...values]), row);
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });

  test('expired is always out, and an export without the column leaves it open', () => {
    const rule = ruleOf(['ArticleID', '2965788']);
    expect(say(rule, { IsExpired: true })).toBe('no');
    expect(say(rule, { IsExpired: 'True' })).toBe('no');
    const [update] = siteUpdatesOfRows([{ row: { ArticleID: '2965788' }, where: '' }]);
    if (update === undefined) throw new Error('no update');
    expect(evaluate(rule, [update], { runAt }).open).toEqual([
      { why: 'Expired: the export has no column IsExpired', updates: 1 },
    ]);
  });

  test('a criterion that says no settles it, whatever else is open', () => {
    const rule = ruleOf(['SomethingNew', 'x'], ['ArticleID', '117'], ['CMTag', '1']);
    expect(say(rule, {})).toBe('no');
    expect(evaluate(rule, siteOf({}), { runAt })).toMatchObject({ complete: true, atMost: 0, open: [] });
  });

  test('a rule without criteria picks nobody knows what', () => {
    expect(say(ruleOf(), {})).toBe('Criteria: the rule has no criterion');
  });

  test('licence terms', () => {
    const rule = { ...ruleOf(['ArticleID', '2965788']), withoutLicenceTerms: true };
    expect(say(rule, { EULAExists: false })).toBe('yes');
    expect(say(rule, { EULAExists: true })).toMatch(/^Licence terms: /);
    expect(evaluate(rule, siteOf({}), { runAt })).toMatchObject({
      atLeast: 1,
      notes: [expect.stringMatching(/EULAExists/)],
    });
  });
});

describe('dates', () => {
  test.each([
    ['0:1:0:0', '2014-05-17T00:00:00Z', 'yes'],
    ['0:1:0:0', '2014-05-16T23:59:59Z', 'no'],
    ['0:0:28:0', '2014-05-20T00:00:00Z', 'yes'],
    ['0:0:28:0', '2014-05-19T23:59:59Z', 'no'],
    ['1:0:0:0', '2013-06-17T00:00:00Z', 'yes'],
    ['0:0:0:4', '2014-06-16T20:00:00Z', 'yes'],
    ['0:0:0:4', '2014-06-16T19:59:59Z', 'no'],
    ['0:11:0:0', '2013-07-17T00:00:00Z', 'yes'],
    ['0:0:28:0', '/Date(1400544000000)/', 'yes'],
    ['0:0:28:0', '/Date(1400543999000)/', 'no'],
    ['0:0:28:0', '2014-05-20T02:00:00+02:00', 'yes'],
    ['0:0:28:0', '20140520000000.000000+000', 'yes'],
    ['0:0:28:0', '2014-06-10 10:00:00 -7', 'yes'],
    // Without a zone, or a time of day, it lies somewhere within a day.
    ['0:0:28:0', '2014-06-10T17:00:00', 'yes'],
    ['0:0:28:0', '6/10/2014 5:00:00 PM', 'yes'],
    ['0:0:28:0', '10.06.2014 17:00:00', 'yes'],
    ['0:0:28:0', '2014-06-10', 'yes'],
    ['0:0:28:0', '5/10/2014 5:00:00 PM', 'no'],
    ['0:0:28:0', '2014-05-20T00:00:00', /edge of the window/],
    ['0:0:28:0', '2014-05-20', /edge of the window/],
    // The tenth of June or the sixth of October: both are later; the tenth of May or the fifth of October: one is not.
    ['0:0:28:0', '6/10/2014', 'yes'],
    ['0:0:28:0', '5/10/2014', /edge of the window/],
    ['0:0:28:0', '1601-01-01T00:00:00Z', /does not say it in its column DateRevised/],
    ['0:0:28:0', 'yesterday', /does not say it in its column DateRevised/],
    ['30', '2014-06-10T17:00:00Z', /no window of years:months:days:hours/],
    ['-0:0:30:0', '2014-06-10T17:00:00Z', /no window/],
    ['0:0:0:0', '2014-06-10T17:00:00Z', /no window/],
  ])('%s of %s', (value, date, expected) => {
    const said = say(ruleOf(['DateRevised', value]), { DateRevised: date });
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });

  test('a month before the last of March is the last of February', () => {
    const at = (date: string): string | undefined =>
      evaluate(ruleOf(['DateRevised', '0:1:0:0']), siteOf({ DateRevised: date }), { runAt: '2014-03-31' }).verdicts[0];
    expect([at('2014-02-28T00:00:00Z'), at('2014-02-27T23:59:59Z')]).toEqual(['yes', 'no']);
  });

  test('nothing is revised before it is posted', () => {
    const rule = ruleOf(['DateRevised', '0:1:0:0']);
    expect(say(rule, { DatePosted: '2014-06-10T17:00:00Z' })).toBe('yes');
    expect(say(rule, { DatePosted: '2014-01-10T17:00:00Z' })).toMatch(/edge of the window/);
    expect(say(rule, {})).toBe('Date released or revised: the export has no column DateRevised');
  });

  test('an export younger than the run is said', () => {
    const { notes } = evaluate(ruleOf(['DateRevised', '0:1:0:0']), siteOf({ DateRevised: '2014-07-08T17:00:00Z' }), {
      runAt,
    });
    expect(notes).toEqual(['Of what it picks, 1 update came after the run: the export is younger.']);
  });

  test('a run at no time is refused', () => {
    expect(() => evaluate(ruleOf(['ArticleID', '1']), [], { runAt: 'soon' })).toThrow(UserError);
  });
});

describe('how many', () => {
  const many = (count: number): RuleUpdate[] => siteOf(...Array.from({ length: count }, () => ({})));
  test.each([
    [1000, 'within'],
    [1001, 'exceeded'],
  ])('%i certain ones: %s', (count, limit) => {
    expect(evaluate(ruleOf(['ArticleID', '2965788']), many(count), { runAt })).toMatchObject({ atLeast: count, limit });
  });

  test('possible ones may exceed it', () => {
    const result = evaluate(ruleOf(['CMTag', '0']), [...many(1000), ...siteOf({ CMTag: 0 })], { runAt });
    expect(result).toMatchObject({ atLeast: 1, atMost: 1001, limit: 'possibly-exceeded', complete: false });
    expect(countWords(result)).toBe('at least 1 and at most 1001 updates');
    expect(result.open).toEqual([{ why: 'CMTag: the export has no column CMTag', updates: 1000 }]);
  });
});

describe('exports', () => {
  test('JSON, AdminService, and CSV are told apart; a row that comes twice counts once', async () => {
    const rows = JSON.parse(readFixture('rules/site-june-2014.json'));
    const counts = await Promise.all(
      [rows, [...rows, rows[0]], { '@odata.context': 'x', value: rows }, rows[0]].map(
        async (value) => (await siteUpdatesOf(JSON.stringify(value))).length,
      ),
    );
    expect(counts).toEqual([13, 13, 13, 1]);
  });

  test('the columns of the console', async () => {
    const [update] = await siteUpdatesOf(
      'Title,Bulletin ID,Article ID,Required,Date Released or Revised,Superseded,Deployed,Expired,Severity\r\nSecurity Update (KB2965788),MS14-030,2965788,3,6/10/2014 5:00:00 PM,No,Yes,No,Important\r\n',
    );
    expect(update).toMatchObject({
      ...{
        title: 'Security Update (KB2965788)',
        bulletin: 'MS14-030',
        article: '2965788',
        missing: 3,
        superseded: false,
      },
      ...{ deployed: true, expired: false, severity: 8, locales: null },
    });
  });

  test.each([
    [
      'a group without members',
      JSON.stringify({ LocalizedDisplayName: 'x', CI_ID: 1, NumberOfUpdates: 2 }),
      /describes a software update group/,
    ],
    [
      'a page of several',
      JSON.stringify({ value: [{ ArticleID: '1' }], '@odata.nextLink': 'x' }),
      /one page of several/,
    ],
    ['a cut file', '[{"ArticleID":"2965788"},', /not valid JSON/],
    ['a list of numbers', '["2965788"]', /no software updates/],
    ['an empty list', '[]', /list is empty/],
    ['a text', 'KB2965788', /neither JSON nor CSV/],
    ['a CSV of something else', 'a,b\r\n1,2\r\n', /none of its columns/],
  ])('%s is refused, with the line that exports it', async (_, text, message) => {
    const error = await siteUpdatesOf(text).catch((cause: unknown) => cause);
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(/CategoryInstance_UniqueIDs.*ConvertTo-Json/);
  });
});

describe('the catalog in place of a site', () => {
  const update = (changes: Partial<CatalogUpdate>): RuleUpdate =>
    catalogUpdateAsSite({
      ...{
        id: 1,
        kb: '2965788',
        updateId: null,
        title: 'Security Update for Windows 7 (KB2965788)',
        bulletin: 'MS14-030',
      },
      ...{ classification: 'Security Updates', kind: 'other', released: '2014-06-10', revised: null, exclusive: null },
      ...{ source: 'x', knownBy: null, offers: [{ product: 'Windows 7', architecture: 'x86' }], flags: [] },
      ...changes,
    });

  const verdict = (rule: Rule, changes: Partial<CatalogUpdate> = {}): RuleResult =>
    evaluate(rule, [update(changes)], { runAt });

  test('it can say what the rule does not pick, and never what it does', () => {
    const rule = ruleIn('adr-windows-7.json');
    const result = verdict(rule);
    expect(result).toMatchObject({
      verdicts: ['unknown'],
      atLeast: 0,
      atMost: 1,
      notes: [expect.stringMatching(/^Without --updates/)],
    });
    expect(result.possible[0]?.open).toEqual(
      expect.arrayContaining([
        'Expired: the catalog does not say it (IsExpired)',
        'Superseded: the catalog does not say it (IsSuperseded)',
      ]),
    );
    expect(result.possible[0]?.update.item).toMatchObject({
      kb: '2965788',
      title: 'Security Update for Windows 7 (KB2965788)',
    });
  });

  test.each([
    [{ offers: [{ product: 'Windows 8.1', architecture: null }] }, 'no'],
    [{ offers: [] }, 'unknown'],
    [{ classification: 'Updates' }, 'no'],
    [{ classification: null }, 'unknown'],
    [{ classification: 'Something else' }, 'unknown'],
    [{ title: 'Security Update for Windows 7 for Itanium-based Systems (KB2965788)' }, 'no'],
    [{ released: '2013-01-08' }, 'unknown'],
    [{ released: null }, 'unknown'],
  ])('%j: %s', (changes, expected) => {
    expect(verdict(ruleIn('adr-windows-7.json'), changes).verdicts).toEqual([expected]);
  });

  test.each([
    ['Windows 10', 'Windows 10 Version 1607', 'unknown'],
    ['Windows 10, version 1903 and later', 'Windows 10 Version 22H2', 'unknown'],
    ['Windows 11', 'Windows 10 Version 22H2', 'no'],
    ['Microsoft Server operating system-21H2', 'Windows Server 2022', 'unknown'],
    ['Visual Studio 2022', 'Windows 7', 'no'],
  ])('a rule for %s, and an update of %s: %s', (name, product, expected) => {
    const rule = ruleOf(['_Product', `Product:${guid(1)}|${name}`]);
    expect(verdict(rule, { offers: [{ product, architecture: null }] }).verdicts).toEqual([expected]);
  });
});
