// Automatic deployment rules: every kind of file is found out and read to the same rule, described in words, and its schedule decoded.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { readGroup } from '../src/inputs/index.ts';
import { decodeText } from '../src/inputs/decode.ts';
import { decodeSchedules, describeRule, looksLikeRule, nextRun, readRules } from '../src/rules/index.ts';
import type { Rule, RuleFile } from '../src/rules/types.ts';
import { fixture, readFixture, root } from './run.ts';

const textOf = (name: string): string => decodeText(readFileSync(fixture(`rules/${name}`)), name);
const read = (name: string): RuleFile => readRules(textOf(name), name);

function only(file: RuleFile): Rule {
  const [rule, ...others] = file.rules;
  if (rule === undefined || others.length > 0) throw new Error(`${file.rules.length} rules in ${file.name}`);
  return rule;
}

/** What a rule asks for, in short. */
const asked = ({ criteria }: Rule): string[] =>
  criteria.map(
    ({ property, values }) =>
      `${property} ${values.map(({ excluded, value }) => `${excluded ? '-' : ''}${value}`).join(',')}`,
  );

function refusal(text: string, name = 'a file'): UserError {
  try {
    readRules(text, name);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the text was not refused');
}

const windows7 = [
  'LocalizedDisplayName -Itanium,-ARM64',
  '_Product Product:bfe5b177-a086-47a0-b102-097e4fa1f807',
  '_UpdateClassification UpdateClassification:0fa1201d-4330-4fa8-8ae9-b877473b6441',
  'DateRevised 0:1:0:0',
  'IsSuperseded false',
];

describe('one rule in each kind of file', () => {
  test.each([
    ['adr-windows-7.json', 'adr-json'],
    ['adr.clixml', 'adr-clixml'],
  ])('%s', (name, kind) => {
    const file = read(name);
    expect(file).toMatchObject({ kind, name, notes: [] });
    const rule = only(file);
    expect(asked(rule)).toEqual(windows7);
    expect(rule).toMatchObject({
      ...{ id: '16777220', name: 'Windows 7 monthly', enabled: true, servicingPlan: false, reusesGroup: true },
      ...{ withoutLicenceTerms: false, enablesDeployment: true, runType: 'schedule', lastCiIds: null, notes: [] },
      groupId: 'ScopeId_11111111-7E7D-422B-979B-31FF58D765E6/AuthList_22222222-3bd9-47ce-999c-904671d5c94a',
      schedules: [{ kind: 'monthly-by-weekday', weekday: 2, week: 2, months: 1, offset: 2, start: '2014-01-01T02:00' }],
    });
    expect(rule.lastRun).toMatch(/^2014-05-15T02:00:00Z$/);
  });

  test('two rules in one list', () => {
    const { rules } = read('adr-two.json');
    expect(rules.map(({ name, reusesGroup, runType }) => [name, reusesGroup, runType])).toEqual([
      ['Windows 7 monthly', true, 'schedule'],
      ['Windows 7 monthly, without KB2965788', false, 'manual'],
    ]);
  });

  test('the answer of AdminService', () => {
    const file = read('adr-adminservice.json');
    expect(file.kind).toBe('adr-adminservice');
    expect(asked(only(file))).toEqual([...windows7, 'LocalizedDisplayName -KB2965788']);
    expect(only(file).lastRun).toBe('2014-05-15T02:00:00Z');
  });

  test('the criteria alone say nothing of schedule and group', () => {
    const file = read('update-rule.xml');
    expect(file.kind).toBe('update-rule-xml');
    expect(asked(only(file))).toEqual(windows7);
    expect(only(file)).toMatchObject({ id: null, name: null, enabled: null, reusesGroup: null, runType: null });
  });

  test('the export of a script, with names behind the GUIDs; deployments and packages do not speak for the rule', () => {
    const file = read('adr-export.xml');
    const rule = only(file);
    expect(file.kind).toBe('adr-export-xml');
    expect(rule).toMatchObject({
      id: '7',
      name: 'Windows 7 exported',
      reusesGroup: true,
      runType: 'after-synchronisation',
    });
    expect(rule.criteria[0]?.values[0]).toMatchObject({
      value: 'Product:bfe5b177-a086-47a0-b102-097e4fa1f807',
      label: 'Windows 7',
      excluded: false,
    });
  });

  test('a log: the last whole run of each rule', () => {
    const file = read('RuleEngine.log');
    expect(file.kind).toBe('rule-engine-log');
    expect(file.notes).toEqual(['the last run of rule 6 is not whole in this log']);
    const [monthly, definitions] = file.rules;
    expect(monthly).toMatchObject({ id: '6', name: 'Windows 7 monthly', lastRun: '2014-06-12T09:00:10Z' });
    expect(monthly?.schedules).toMatchObject([{ kind: 'interval', days: 7, start: '2014-05-08T02:00' }]);
    expect(monthly && asked(monthly)).toEqual(windows7);
    expect(monthly?.lastCiIds).toEqual(Array.from({ length: 9 }, (_, index) => String(16_790_101 + index)));
    expect(definitions).toMatchObject({ id: '9', name: 'Definitions (SCEP)', lastCiIds: ['4514'] });
    expect(definitions?.notes).toEqual(['the log says that its last run found 2 updates, and names 1']);
  });

  test('a log as a page prints it, with lines broken inside names and GUIDs', () => {
    const broken = textOf('RuleEngine.log')
      .replaceAll('  $$<SMS_RULE_ENGINE>', '  SMS_RULE_ENGINE  ')
      .replaceAll('<UpdateXMLDescriptionItem PropertyName="_P', '<UpdateXMLDescriptionIte m\n  PropertyName="_P')
      .replaceAll('a086-47a0', 'a086- 47a0')
      .replaceAll('</UpdateXML>', '</UpdateX ML>');
    const [monthly] = readRules(broken, 'page').rules;
    expect(monthly).toMatchObject({ id: '6', name: 'Windows 7 monthly' });
    expect(monthly && describeRule(monthly)).toContain('Product: Windows 7');
  });

  test.each([
    [
      'CMTrace of a client',
      '<![LOG[',
      ']LOG]!><time="02:00:10.123+420" date="06-12-2014" component="SMS_RULE_ENGINE" context="" type="1" thread="1" file="x.cpp:1">',
      '2014-06-12T09:00:10Z',
    ],
    ['columns', '', ' SMS_RULE_ENGINE 6/12/2014 2:00:10 AM 5292 (0x14AC)', '2014-06-12T02:00:10'],
    ['nothing else', '', ' SMS_RULE_ENGINE', null],
  ])('a log with %s', (_, before, after, lastRun) => {
    const text = textOf('RuleEngine.log')
      .split('\r\n')
      .map((line) => line.replace(/^(.*?) {2}\$\$<.*$/, `${before.replaceAll('$', '$$$$')}$1${after}`))
      .join('\r\n');
    expect(readRules(text, 'a log').rules[0]).toMatchObject({ id: '6', name: 'Windows 7 monthly', lastRun });
  });
});

describe('what is no rule, or not all of one', () => {
  const rule = JSON.parse(textOf('adr-windows-7.json'));
  test.each([
    ['the list query of AdminService', { ...rule, UpdateRuleXML: null }, /comes without its criteria/],
    ['an export with -Fast', { ...rule, UpdateRuleXML: '' }, /"Windows 7 monthly" comes without its criteria/],
    ['a rule by number and name', { AutoDeploymentID: 1, Name: 'x' }, /"x" comes without its criteria/],
    ['one of two without', [rule, { ...rule, Name: 'second', UpdateRuleXML: null }], /"second" comes without/],
    ['another object among them', [rule, { PackageID: 'XYZ00001' }], /no automatic deployment rules/],
    ['criteria that are cut off', { ...rule, UpdateRuleXML: rule.UpdateRuleXML.slice(0, -40) }, /not whole/],
    ['criteria that are something else', { ...rule, UpdateRuleXML: '<a/>' }, /holds no criteria/],
    ['a page of several', { value: [rule], '@odata.nextLink': 'x' }, /one page of several/],
    ['an empty list', { '@odata.context': 'x#SMS_AutoDeployment', value: [] }, /list is empty/],
  ])('%s', (_, value, message) => {
    const error = refusal(JSON.stringify(value), 'adr.json');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^adr\.json: [^\n]*$/);
    expect(error.hint).toMatch(/UpdateRuleXML|Give |follow/);
  });

  test.each([
    ['a cut JSON', textOf('adr-windows-7.json').slice(0, -200), /not valid JSON/],
    ['a cut XML', textOf('update-rule.xml').slice(0, -30), /not whole/],
    ['a cut CLIXML', textOf('adr.clixml').slice(0, -30), /not whole/],
    [
      'the properties of a rule',
      '<AutoDeploymentRule><DeploymentName>x</DeploymentName></AutoDeploymentRule>',
      /one part of a rule/,
    ],
    ['a log in which no rule ran', 'Populating Rule Skeleton  SMS_RULE_ENGINE  \r\n', /no rule was evaluated/],
    [
      'two lists of criteria',
      '<ADR><UpdateXMLDescriptionItems/><UpdateXMLDescriptionItems/></ADR>',
      /more than one list/,
    ],
    ['a list of KB numbers', 'KB2965788', /no automatic deployment rule/],
    ['an empty object', '{}', /no automatic deployment rule/],
  ])('%s', (_, text, message) => {
    expect(refusal(text).message).toMatch(message);
  });

  test('groups of updates do not look like rules, and rules do', () => {
    const others = readdirSync(fixture('inputs')).map((name) => readFileSync(fixture(`inputs/${name}`), 'latin1'));
    for (const text of [
      ...others,
      textOf('site-june-2014.json'),
      textOf('site-june-2014.csv'),
      readFixture('../cases/windows-7-june-2014/group.csv'),
    ]) {
      expect(looksLikeRule(text)).toBe(false);
    }
    for (const name of [
      'adr-windows-7.json',
      'adr-two.json',
      'adr.clixml',
      'update-rule.xml',
      'adr-export.xml',
      'RuleEngine.log',
    ]) {
      expect([name, looksLikeRule(textOf(name))]).toEqual([name, true]);
    }
  });

  test('a title cannot make a group look like a rule', async () => {
    const text = JSON.stringify([
      { ArticleID: '2965788', LocalizedDisplayName: '"UpdateRuleXML": <UpdateXMLDescriptionItem' },
    ]);
    expect(looksLikeRule(text)).toBe(false);
    expect((await readGroup(Buffer.from(text), 'a file', null, null)).items).toHaveLength(1);
  });
});

describe('the words of a rule', () => {
  test('criteria, schedule, next run, and that the group is emptied', () => {
    expect(describeRule(only(read('adr-windows-7.json')), { after: '2014-06-01' })).toEqual([
      'Automatic deployment rule "Windows 7 monthly" (16777220), last run 2014-05-15 02:00 UTC',
      'Architecture: contains none of "Itanium", "ARM64"',
      'Product: Windows 7',
      'Update classification: Security Updates',
      'Date released or revised: in the 1 month before it runs',
      'Superseded: false',
      'Expired updates are never picked, and a rule that finds more than 1,000 updates fails.',
      "It runs 2 days after the second Tuesday (Patch Tuesday) of every month at 02:00 (the site's time), from 2014-01-01 02:00 on.",
      "Next run after 2014-06-01 00:00: 2014-06-12 02:00 (the site's time), 2 days after Patch Tuesday 2014-06-10.",
      'It uses one group again: each run removes all its members first, and then adds what it finds.',
    ]);
  });

  test('what cannot be read is said', () => {
    const items = [
      ['DateRevised', 'OlderThan:30'],
      ['Severity', '4'],
      ['UpdateLocales', 'English'],
      ['_Product', 'Product:00000000-0000-4000-8000-000000000000'],
      ['NoSuchThing\u0007', 'x'],
    ];
    const xml = `<UpdateXML><UpdateXMLDescriptionItems>${items
      .map(
        ([name, value]) =>
          `<UpdateXMLDescriptionItem PropertyName="${name?.replace('\u0007', '&#9;')}"><MatchRules><string>${value}</string></MatchRules></UpdateXMLDescriptionItem>`,
      )
      .join(
        '',
      )}<UpdateXMLDescriptionItem PropertyName="ArticleID"><MatchRules/></UpdateXMLDescriptionItem></UpdateXMLDescriptionItems></UpdateXML>`;
    const lines = describeRule(only(readRules(xml, 'a file')));
    expect(lines).toEqual(
      expect.arrayContaining([
        'Date released or revised: "OlderThan:30" (cannot be evaluated)',
        'Severity: "4" (cannot be evaluated)',
        'Language: "English" (cannot be evaluated)',
        'Product: Product:00000000-0000-4000-8000-000000000000 (name not known)',
        '"NoSuchThing": not known, so what it leaves out cannot be told',
        'Article ID: no value',
        'When it runs is not in the file.',
        'Not read: the criterion "NoSuchThing" is not known.',
      ]),
    );
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  });

  test('a disabled rule, and a schedule that cannot be decoded', () => {
    const rule = JSON.parse(textOf('adr-windows-7.json'));
    const said = (changes: object): string[] =>
      describeRule(only(readRules(JSON.stringify({ ...rule, ...changes }), 'x')));
    expect(said({ AutoDeploymentEnabled: false })).toContain(
      'The rule is disabled: it runs only when somebody starts it.',
    );
    expect(said({ Schedule: '00411B0000380000' })).toEqual(
      expect.arrayContaining([
        'It runs on a schedule that cannot be decoded.',
        'Not read: its schedule "00411B0000380000" cannot be decoded.',
      ]),
    );
  });

  test('titles and names in it cannot write control signs or lines of their own', () => {
    const rule = JSON.parse(textOf('adr-windows-7.json'));
    const name = `\u001b[31mred\r\nsecond line ${'x'.repeat(5000)}`;
    const lines = describeRule(only(readRules(JSON.stringify({ ...rule, Name: name }), 'x')));
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300);
  });
});

describe('schedule tokens', () => {
  // Tokens with what the console says of them, from the comments of a public SQL function for maintenance windows.
  test.each([
    ['00011A8500080000', { kind: 'once', start: '2012-01-01T00:00', utc: false }],
    ['02811A8040100018', { kind: 'interval', days: 3, hours: 0, minutes: 0, start: '2012-01-01T20:00' }],
    ['02811A80401F6000', { kind: 'weekly', weeks: 3, weekday: 6 }],
    ['02811A80401F2000', { kind: 'weekly', weeks: 1, weekday: 6 }],
    ['02811A8040288800', { kind: 'monthly-by-date', day: 2, months: 2 }],
    ['02811A80402FC400', { kind: 'monthly-by-date', day: 31, months: 1 }],
    ['02811A8040280C00', { kind: 'monthly-by-date', day: 0, months: 3 }],
    ['02811A8040280400', { kind: 'monthly-by-date', day: 0, months: 1 }],
    [
      '00811A9E08221600',
      { kind: 'monthly-by-weekday', week: 3, weekday: 1, months: 1, offset: 0, start: '2012-01-01T04:00' },
    ],
    ['02811A8040241000', { kind: 'monthly-by-weekday', week: 0, weekday: 3, months: 1 }],
    ['02811A8040241800', { kind: 'monthly-by-weekday', week: 4, weekday: 3, months: 1 }],
    ['02811A8040221000', { kind: 'monthly-by-weekday', week: 0, weekday: 1, months: 1 }],
    [
      '00211D80083213C0',
      { kind: 'monthly-by-weekday', week: 1, weekday: 1, months: 1, offset: 7, start: '2024-01-01T01:00' },
    ],
    [
      '005C7D4020331680',
      { kind: 'monthly-by-weekday', week: 3, weekday: 2, months: 1, offset: 2, start: '2023-07-28T02:00' },
    ],
    ['50E74D00001A2000', { kind: 'weekly', weekday: 1, weeks: 1, start: '2022-04-07T07:20' }],
    ['50E74D00001A2001', { kind: 'weekly', utc: true }],
  ])('%s', (token, expected) => {
    expect(decodeSchedules(token)).toMatchObject([expected]);
  });

  test('several in one text', () => {
    const days = decodeSchedules('02C159C0381A200002C159C0381B200002C159C0381C2000')?.map(
      (each) => each.kind === 'weekly' && each.weekday,
    );
    expect(days).toEqual([1, 2, 3]);
  });

  test.each(['', 'x', '50E74D00001A200', '50E74D0000000000', 'FFFFFFFFFFFFFFFF', '50E74D00001A200050E74D0000000000'])(
    '"%s" is none',
    (token) => {
      expect(decodeSchedules(token)).toBeNull();
    },
  );

  test('a text of a thousand of them is none', () => {
    expect(decodeSchedules('50E74D00001A2000'.repeat(1000))).toBeNull();
  });

  // "Refreshed ScheduleList instance for Rule (6) from schedule string (...) with next occurence (...)", written on 2014-05-23 at 2:00:10.
  test.each([
    ['00485B0000100038', '2014-05-23T02:00', '2014-05-29T02:00'],
    ['00495B0000100038', '2014-05-23T02:00', '2014-05-30T02:00'],
    ['004C5B0000100038', '2014-05-23T02:00', '2014-05-26T02:00'],
    ['004F5B0000100038', '2014-05-23T02:00', '2014-05-29T02:00'],
    // By hand.
    ['00011A8500080000', '2011-12-31T23:59', '2012-01-01T00:00'],
    ['00011A8500080000', '2012-01-01T00:00', null],
    ['02811A80401F6000', '2012-01-01T00:00', '2012-01-07T20:00'],
    ['02811A80401F6000', '2012-01-07T20:00', '2012-01-28T20:00'],
    ['02811A8040288800', '2012-01-03T00:00', '2012-03-02T20:00'],
    ['02811A80402FC400', '2012-02-01T00:00', '2012-02-29T20:00'],
    ['02811A8040241000', '2014-06-01T00:00', '2014-06-25T20:00'],
    ['00411B0000331480', '2014-06-01T00:00', '2014-06-12T02:00'],
    ['00411B0000331480', '2014-06-12T02:00', '2014-07-10T02:00'],
    ['00411B0000331480', '2026-11-22T12:00', '2026-12-10T02:00'],
    // 7 days after the fourth Tuesday: the 28th of July 2026 plus 7 would be August.
    ['00411B00003319C0', '2026-07-01T00:00', '2026-07-31T02:00'],
    ['00411B00003319C0', '2026-06-01T00:00', '2026-06-30T02:00'],
  ])('%s after %s runs at %s', (token, after, expected) => {
    expect(nextRun(decodeSchedules(token) ?? [], after)).toBe(expected);
  });

  test('of several the first', () => {
    expect(nextRun(decodeSchedules('02C159C0381A200002C159C0381B2000') ?? [], '2030-01-01T00:00')).toMatch(
      /^2030-01-0[1-9]T/,
    );
  });
});

const samples = join(root, '..', 'shared', 'samples', 'configmgr');
const skip = !existsSync(samples);
if (skip) process.stderr.write('skipped: the samples of Configuration Manager are not here\n');

describe.skipIf(skip)('the real samples', () => {
  const sample = (name: string): string => readFileSync(join(samples, name), 'utf8');
  const files = skip ? [] : readdirSync(samples);
  const named = (part: string): string => files.find((name) => name.includes(part)) ?? 'missing';

  test('each is read, or refused with a reason', () => {
    const outcomes = files.map((name) => {
      try {
        return [name, readRules(sample(name), name).kind];
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return [name, error.message.slice(name.length + 2)];
      }
    });
    expect(Object.fromEntries(outcomes)).toEqual({
      [named('t.json')]: 'it holds no automatic deployment rule',
      [named('RuleEngine')]: 'rule-engine-log',
      [named('adr.yml')]: 'it is of the Ansible module for rules, which names no criteria',
      [named('group_info')]: 'it holds no automatic deployment rule',
      [named('update_info')]: 'it holds no automatic deployment rule',
      [named('ADR-example')]: 'adr-export-xml',
    });
  });

  test('the export has all the criteria that grep finds', () => {
    const text = sample(named('ADR-example'));
    const rule = only(readRules(text, 'x'));
    // grep -o ' PropertyName="[^"]*"' | wc -l  and  grep -c '<string>'
    expect(rule.criteria.map(({ property }) => property)).toEqual(
      [...text.matchAll(/ PropertyName="([^"]*)"/g)].map((match) => match[1]),
    );
    expect(rule.criteria.flatMap(({ values }) => values)).toHaveLength(text.split('<string>').length - 1);
    expect([rule.criteria.length, rule.criteria.flatMap(({ values }) => values).length]).toEqual([17, 23]);
    expect(rule).toMatchObject({ id: '1', name: 'SRV-2019', reusesGroup: false, runType: 'schedule' });
    expect(describeRule(rule)).toEqual(
      expect.arrayContaining([
        'Architecture: contains none of "Itanium"',
        'Product: Visual Studio 2022',
        'Title: contains none of ".Net", "Security only"',
        'Severity: Important, Low',
      ]),
    );
  });

  test('the log has the rule, what its last run picked, and the GUIDs that its other lines print whole', () => {
    const text = sample(named('RuleEngine'));
    const rule = only(readRules(text, 'x'));
    expect(rule).toMatchObject({ id: '1', name: 'ADR_Test', lastCiIds: ['4514'], notes: [] });
    const inserted = [...text.matchAll(/Inserting PropertyName:(\S+), PropertyValue:(\S+)/g)];
    expect(rule.criteria.map(({ property, values }) => [property, values[0]?.value.replace(/\s/g, '')])).toEqual(
      inserted.map((match) => [match[1], match[2]?.replaceAll("'", '')]),
    );
    expect(inserted).toHaveLength(3);
    expect(describeRule(rule)).toContain('Its last run picked 1 update: CI_ID 4514.');
  });
});
