// Rules and exports made to exhaust or mislead: refused with one line, or read to nothing more than they say.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { decodeText } from '../src/inputs/decode.ts';
import {
  describeRule,
  evaluate,
  looksLikeRule,
  readRules,
  siteUpdatesOf,
  siteUpdatesOfRows,
} from '../src/rules/index.ts';
import { fixture } from './run.ts';

const textOf = (name: string): string => decodeText(readFileSync(fixture(`rules/${name}`)), name);

function refusal(text: string): UserError {
  try {
    readRules(text, 'a file');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the text was not refused');
}

const item = (property: string, inner: string): string =>
  `<UpdateXMLDescriptionItem PropertyName="${property}"><MatchRules>${inner}</MatchRules></UpdateXMLDescriptionItem>`;
const xmlOf = (inner: string): string =>
  `<UpdateXML Name="SMS_SoftwareUpdate"><UpdateXMLDescriptionItems>${inner}</UpdateXMLDescriptionItems></UpdateXML>`;
const inJson = (xml: string): string => JSON.stringify({ AutoDeploymentID: 1, Name: 'x', UpdateRuleXML: xml });
const bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]>';
const tenMillion = 10 * 1024 * 1024;
const title = (value: string): string => xmlOf(item('LocalizedDisplayName', `<string>${value}</string>`));

describe('XML', () => {
  test.each<[string, string, RegExp]>([
    ['a DOCTYPE', `${bomb}${title('&c;')}`, /DOCTYPE/],
    ['a DOCTYPE inside JSON', inJson(`${bomb}${title('&c;')}`), /DOCTYPE/],
    ['an entity of its own', title('&c;'), /not whole/],
    ['elements nested too deeply', xmlOf(item('x', `${'<a>'.repeat(5000)}`)), /nested too deeply|holds elements/],
    ['a value of 10 MB', title('a'.repeat(tenMillion)), /longer than/],
    ['a value of 10 MB inside JSON', inJson(title('a'.repeat(tenMillion))), /longer than/],
    ['a value of 5,000 signs', title('a'.repeat(5000)), /a value in it is longer than 4000/],
    ['a comment of 10 MB', xmlOf(`<!--${'a'.repeat(tenMillion)}-->`), /longer than 8 MB/],
    ['a million values', xmlOf(item('ArticleID', '<string>1</string>'.repeat(300_000))), /more than 2000/],
    ['a million criteria', xmlOf(item('ArticleID', '').repeat(60_000)), /more than 2000/],
    [
      'a criterion inside a criterion',
      xmlOf(item('ArticleID', item('BulletinID', '<string>1</string>'))),
      /inside a criterion/,
    ],
    ['an element inside a value', title('a<b/>c'), /holds elements/],
    ['XML that ends early', title('a').slice(0, -20), /not whole/],
    ['no XML at all', inJson('not xml'), /not whole/],
  ])('%s is refused', (_, text, message) => {
    const error = refusal(text);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.message.length).toBeLessThan(400);
  });

  test('what is just within the limits is read', () => {
    const values = Array.from({ length: 1500 }, (_, index) => `<string>${index}</string>`).join('');
    const [rule = neverRule()] = readRules(xmlOf(item('ArticleID', values)), 'x').rules;
    expect(rule.criteria[0]?.values).toHaveLength(1500);
    expect(describeRule(rule)[1]).toMatch(/and 1488 more$/);
  });

  test('CLIXML: values without an end, and objects nested without one', () => {
    const clixml = (inner: string): string => `<Objs xmlns="x"><Obj><Props>${inner}</Props></Obj></Objs>`;
    expect(refusal(clixml(`<S N="UpdateRuleXML">${'a'.repeat(60 * 1024 * 1024)}</S>`)).message).toMatch(
      /longer than|does not end/,
    );
    expect(refusal(clixml(`<S N="UpdateRuleXML"/>${'<Obj>'.repeat(2000)}`)).message).toMatch(/nested too deeply/);
    expect(refusal(`${bomb}${clixml('<S N="UpdateRuleXML">x</S>')}`).message).toMatch(/DOCTYPE|no automatic/);
    expect(refusal(clixml('<S N="UpdateRuleXML"></S>')).message).toMatch(/without its criteria/);
  });
});

function neverRule(): never {
  throw new Error('no rule');
}

describe('JSON', () => {
  test('keys of the prototype are keys like others', () => {
    const text = `{"__proto__":{"polluted":1},"constructor":"x","AutoDeploymentID":1,"Name":"__proto__","UpdateRuleXML":${JSON.stringify(
      xmlOf(item('__proto__', '<string>constructor</string>') + item('toString', '<string>x</string>')),
    )}}`;
    const [rule = neverRule()] = readRules(text, 'x').rules;
    expect(rule.name).toBe('__proto__');
    const updates = siteUpdatesOfRows([
      { row: JSON.parse('{"ArticleID":"2965788","IsExpired":false,"__proto__":{"title":"x"}}'), where: '' },
    ]);
    expect(evaluate(rule, updates, { runAt: '2014-06-17' }).verdicts).toEqual(['unknown']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each<[string, string]>([
    ['nested a hundred thousand deep', `${'{"UpdateRuleXML":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['a list as its criteria', '{"AutoDeploymentID":1,"UpdateRuleXML":[["<UpdateXML>"]]}'],
    ['an object as its criteria', '{"AutoDeploymentID":1,"UpdateRuleXML":{"value":{"value":"x"}}}'],
    ['numbers as its criteria', '{"AutoDeploymentID":{},"UpdateRuleXML":1}'],
    ['two thousand rules', JSON.stringify(Array.from({ length: 2000 }, () => JSON.parse(inJson(title('a')))))],
    ['a list of nulls', '[null,{"AutoDeploymentID":1}]'],
  ])('%s', (_, text) => {
    expect(refusal(text).message).toMatch(/^a file: [^\n]{1,300}$/);
  });

  test('an export with cells of every shape gives unknowns, and no error', async () => {
    const shapes: unknown[] = [
      null,
      true,
      1e300,
      -1,
      '',
      ' ',
      [],
      [[]],
      {},
      { value: null },
      { value: { value: { value: { value: { value: 1 } } } } },
      'x'.repeat(50_000),
    ];
    const names = [
      'IsExpired',
      'IsSuperseded',
      'NumMissing',
      'Size',
      'Severity',
      'UpdateLocales',
      'DateRevised',
      'CategoryInstance_UniqueIDs',
      'LocalizedCategoryInstanceNames',
      'LocalizedDescription',
      'CMTag',
    ];
    const rows = shapes.map((shape) => ({
      ArticleID: '2965788',
      ...Object.fromEntries(names.map((name) => [name, shape])),
    }));
    const updates = await siteUpdatesOf(JSON.stringify(rows));
    expect(updates).toHaveLength(shapes.length);
    for (const name of ['ruleless', ...names]) {
      const [rule = neverRule()] = readRules(xmlOf(item(name, '<string>0</string>')), 'x').rules;
      const { verdicts } = evaluate(rule, updates, { runAt: '2014-06-17' });
      expect(verdicts.every((verdict) => verdict === 'unknown' || verdict === 'no')).toBe(true);
    }
  });

  test('a row with a hundred thousand columns', () => {
    const row = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`Is Expired${' '.repeat(index % 7)}${index}`, true]),
    );
    expect(siteUpdatesOfRows([{ row: { ArticleID: '1', ...row }, where: '' }])).toHaveLength(1);
  });
});

describe('logs', () => {
  test('a hundred thousand runs without criteria, and tags without an end', () => {
    const runs = 'CRuleHandler: Processing Rule with ID:1, Name:x.  SMS_RULE_ENGINE\r\n'.repeat(100_000);
    expect(refusal(runs).message).toMatch(/no rule was evaluated/);
    expect(refusal(`${runs.slice(0, 67)}<UpdateXML${'<'.repeat(2_000_000)}`).message).toMatch(/no rule was evaluated/);
    expect(refusal(`${runs.slice(0, 67)}${'<UpdateXML '.repeat(200_000)}`).message).toMatch(/no rule was evaluated/);
  });

  test('a DOCTYPE in the criteria of a run is refused', () => {
    const run = `CRuleHandler: Processing Rule with ID:1, Name:x.  SMS_RULE_ENGINE\r\nRule Criteria is: <UpdateXML><!DOCTYPE a></UpdateXML>`;
    expect(refusal(run).message).toMatch(/DOCTYPE|not whole|holds no criteria|no rule was evaluated/);
  });
});

describe('anything at all', () => {
  const seeds = [
    'adr-windows-7.json',
    'adr-two.json',
    'adr.clixml',
    'update-rule.xml',
    'adr-export.xml',
    'RuleEngine.log',
  ].map(textOf);

  test('a rule with parts cut out, doubled or replaced is read or refused, and never breaks', () => {
    const part = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 60 }),
      text: fc.oneof(
        fc.constantFrom('', '<', '>', '"', '\\', '</string>', '<string>', '|', "'", '-', '%', '\u0000', '&'),
        fc.string({ maxLength: 5 }),
      ),
    });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(part, { minLength: 1, maxLength: 3 }), (text, parts) => {
        const changed = parts.reduce((whole, { at, length, text: by }) => {
          const from = Math.floor(at * whole.length);
          return `${whole.slice(0, from)}${by}${whole.slice(from + length)}`;
        }, text);
        expect(typeof looksLikeRule(changed)).toBe('boolean');
        try {
          for (const rule of readRules(changed, 'x').rules) {
            const lines = describeRule(rule, { after: '2014-06-17' });
            expect(lines.join('')).not.toMatch(/\p{Cc}/u);
            evaluate(rule, [], { runAt: '2014-06-17' });
          }
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(error.message).toMatch(/^x: [^\n\r]{1,400}$/);
        }
      }),
      { numRuns: 1500, seed: 20_140_610 },
    );
  });

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        if (!looksLikeRule(text)) expect(() => readRules(text, 'x')).toThrow(UserError);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
