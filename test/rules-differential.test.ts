// A second evaluator of rules, written apart from the first and as simple as can be, agrees with it on generated rules and updates.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, readRules, siteUpdatesOf } from '../src/rules/index.ts';

const seed = 20_140_610;
const batches = 440;
const rulesInBatch = 25;

/** How sure it is: 0 no, 1 unknown, 2 yes. AND is the least of all, OR the greatest. */
type Sure = 0 | 1 | 2;
const sure = (yes: boolean): Sure => (yes ? 2 : 0);
const all = (list: Sure[]): Sure => (list.includes(0) ? 0 : list.includes(1) ? 1 : 2);
const any = (list: Sure[]): Sure => (list.includes(2) ? 2 : list.includes(1) ? 1 : 0);
const not = (one: Sure): Sure => (one === 2 ? 0 : one === 0 ? 2 : 1);

interface Category {
  kind: 'Product' | 'UpdateClassification' | 'Company';
  guid: string;
  name: string;
  /** Whether everybody knows it, or only the site. */
  known: boolean;
}

const categories: Category[] = [
  { kind: 'Product', guid: 'bfe5b177-a086-47a0-b102-097e4fa1f807', name: 'Windows 7', known: true },
  { kind: 'Product', guid: '6407468e-edc7-4ecd-8c32-521f64cee65e', name: 'Windows 8.1', known: true },
  { kind: 'Product', guid: '00000000-0000-4000-8000-000000000001', name: 'Contoso Suite', known: false },
  { kind: 'UpdateClassification', guid: '0fa1201d-4330-4fa8-8ae9-b877473b6441', name: 'Security Updates', known: true },
  { kind: 'UpdateClassification', guid: 'cd5ffd1e-e932-4e3a-bf74-18bf0b1bbd83', name: 'Updates', known: true },
  { kind: 'UpdateClassification', guid: '00000000-0000-4000-8000-000000000002', name: 'Own Updates', known: false },
  { kind: 'Company', guid: '56309036-4c77-4dd9-951a-99ee9c246a94', name: 'Microsoft', known: true },
  { kind: 'Company', guid: '00000000-0000-4000-8000-000000000003', name: 'Contoso', known: false },
];

const hour = 3_600_000;
const moment = fc
  .integer({ min: Date.UTC(2013, 4, 1) / hour, max: Date.UTC(2014, 8, 1) / hour })
  .map((hours) => hours * hour);

/** What the update is; which of it the export shows is up to the export. */
interface Model {
  title: string;
  description: string;
  article: string;
  bulletin: string;
  categories: Category[];
  locales: number[];
  severity: number;
  custom: number;
  revised: number;
  superseded: boolean;
  deployed: boolean;
  expired: boolean;
  missing: number;
  size: number;
  tag: number;
  /** Columns of which this row shows null. */
  blank: string[];
}

const words = [
  'Windows 7',
  'windows 8.1',
  'x64',
  'Itanium',
  'Preview',
  '.Net',
  'KB2965788',
  'KB2957189',
  'Security',
  '50% off',
  'a+b',
];
const articles = ['2965788', '2957189', '2939576', '890830', ''];
const text = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((list) => list.join(' for '));
const columns = [
  ...[
    'LocalizedDisplayName',
    'LocalizedDescription',
    'ArticleID',
    'BulletinID',
    'UpdateLocales',
    'Severity',
    'CustomSeverity',
  ],
  ...['DateRevised', 'IsSuperseded', 'IsDeployed', 'IsExpired', 'NumMissing', 'Size', 'CMTag'],
] as const;

/** Near the edges of the windows below, and elsewhere. */
const revisedBefore = (run: number): fc.Arbitrary<number> =>
  fc.oneof(
    moment,
    fc
      .tuple(fc.constantFrom(0, 7, 28, 30, 31, 184, 334, 365), fc.integer({ min: -15, max: 15 }))
      .map(([days, hours]) => run - (days * 24 + hours) * hour),
  );

const modelAt = (run: number): fc.Arbitrary<Model> =>
  fc.record({
    title: text.map((rest) => `Update ${rest}`),
    description: text,
    article: fc.constantFrom(...articles),
    bulletin: fc.constantFrom('MS14-030', 'MS14-036', 'None', ''),
    categories: fc.subarray(categories, { maxLength: 4 }),
    locales: fc.subarray([0, 5, 6, 9]),
    severity: fc.constantFrom(0, 2, 6, 8, 10),
    custom: fc.constantFrom(0, 2, 6, 8, 10),
    revised: revisedBefore(run),
    superseded: fc.boolean(),
    deployed: fc.boolean(),
    expired: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
    missing: fc.integer({ min: 0, max: 50 }),
    size: fc.constantFrom(0, 1, 99, 100, 1024, 102_400, 500_000, 331_559_731),
    tag: fc.integer({ min: 0, max: 3 }),
    blank: fc
      .subarray([...columns], { maxLength: 2 })
      .map((list) => list.filter((name) => name !== 'LocalizedDisplayName')),
  });

interface Site {
  models: Model[];
  /** Columns that the export does not have. */
  without: string[];
  categories: 'ids' | 'names' | 'both' | 'none';
  zone: boolean;
}

const siteAt = (run: number): fc.Arbitrary<Site> =>
  fc.record({
    models: fc.array(modelAt(run), { minLength: 1, maxLength: 8 }),
    without: fc.subarray([...columns], { maxLength: 3 }).map((list) => list.filter((name) => name !== 'ArticleID')),
    categories: fc.constantFrom('ids', 'ids', 'names', 'both', 'none'),
    zone: fc.boolean(),
  });

/** A site, and when the rule runs there. */
const scene = moment.chain((run) => siteAt(run).map((place) => ({ place, run })));

/** One criterion, and its values as they mean something here. */
type Item =
  | {
      on: 'LocalizedDisplayName' | 'LocalizedDescription' | 'ArticleID' | 'BulletinID';
      values: { no: boolean; text: string }[];
    }
  | { on: 'category'; kind: Category['kind']; values: { no: boolean; of: Category; form: number }[] }
  | {
      on: 'UpdateLocales' | 'Severity' | 'CustomSeverity' | 'CMTag';
      values: { no: boolean; number: number; quoted: boolean }[];
    }
  | { on: 'DateRevised'; values: { window: [number, number, number, number] | null }[] }
  | { on: 'IsSuperseded' | 'IsDeployed'; values: boolean[] }
  | { on: 'NumMissing' | 'ContentSize'; values: { sign: string; number: number }[] }
  | { on: 'Unheard' };

const list = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { minLength: 1, maxLength: 3 });
const needle = fc.oneof(fc.constantFrom(...words), fc.constantFrom('win%7', 'Update%x64', 'x64%x64', 'ms14', 'date'));
const texts = <K extends string>(on: K, value: fc.Arbitrary<string>) =>
  fc.record({ on: fc.constant(on), values: list(fc.record({ no: fc.boolean(), text: value })) });

const item: fc.Arbitrary<Item> = fc.oneof(
  { weight: 4, arbitrary: texts('LocalizedDisplayName', needle) },
  texts('LocalizedDescription', needle),
  texts('ArticleID', fc.constantFrom('2965788', '29', 'KB2965788', '890', 'Kb 2957189')),
  texts('BulletinID', fc.constantFrom('MS14', '036', 'none')),
  {
    weight: 5,
    arbitrary: fc.constantFrom('Product' as const, 'UpdateClassification' as const, 'Company' as const).chain((kind) =>
      fc.record({
        on: fc.constant('category' as const),
        kind: fc.constant(kind),
        values: list(
          fc.record({
            no: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
            of: fc.constantFrom(...categories.filter((each) => each.kind === kind)),
            form: fc.integer({ min: 0, max: 3 }),
          }),
        ),
      }),
    ),
  },
  fc
    .constantFrom('UpdateLocales' as const, 'Severity' as const, 'CustomSeverity' as const, 'CMTag' as const)
    .chain((on) =>
      fc.record({
        on: fc.constant(on),
        values: list(
          fc.record({
            no: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
            number:
              on === 'CMTag'
                ? fc.integer({ min: 0, max: 3 })
                : on === 'UpdateLocales'
                  ? fc.constantFrom(0, 5, 9)
                  : fc.constantFrom(0, 2, 4, 6, 8, 10),
            quoted: fc.boolean(),
          }),
        ),
      }),
    ),
  {
    weight: 3,
    arbitrary: fc.record({
      on: fc.constant('DateRevised' as const),
      values: list(
        fc.record({
          window: fc.constantFrom<[number, number, number, number] | null>(
            ...(
              [
                [0, 0, 0, 4],
                [0, 0, 7, 0],
                [0, 0, 28, 0],
                [0, 1, 0, 0],
                [0, 6, 0, 0],
                [0, 11, 0, 0],
                [1, 0, 0, 0],
                [0, 1, 2, 3],
                null,
              ] as const
            ).map((window): [number, number, number, number] | null => (window === null ? null : [...window])),
          ),
        }),
      ),
    }),
  },
  fc.record({ on: fc.constantFrom('IsSuperseded' as const, 'IsDeployed' as const), values: list(fc.boolean()) }),
  fc.record({
    on: fc.constantFrom('NumMissing' as const, 'ContentSize' as const),
    values: list(
      fc.record({
        sign: fc.constantFrom('', '=', '>', '>=', '<', '<=', '<>'),
        number: fc.constantFrom(0, 1, 40, 100, 1000),
      }),
    ),
  }),
  { weight: 1, arbitrary: fc.constant({ on: 'Unheard' as const }) },
);

const rule = fc.array(item, { minLength: 1, maxLength: 5 });

// How a rule and an export are written.

const escaped = (value: string): string => value.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function written(one: Item): { property: string; values: string[] } {
  switch (one.on) {
    case 'category':
      return {
        property: `_${one.kind}`,
        values: one.values.map(({ no, of, form }) => {
          const id = `${no ? '-' : ''}${of.kind}:${of.guid}`;
          return [`'${id}'`, id, `${id}|${of.name}`, `'${id.toUpperCase()}'`][form] ?? id;
        }),
      };
    case 'DateRevised':
      return { property: one.on, values: one.values.map(({ window }) => window?.join(':') ?? 'OlderThan:30') };
    case 'IsSuperseded':
    case 'IsDeployed':
      return { property: one.on, values: one.values.map(String) };
    case 'NumMissing':
    case 'ContentSize':
      return { property: one.on, values: one.values.map(({ sign, number }) => `${sign}${number}`) };
    case 'Unheard':
      return { property: one.on, values: ['x'] };
    case 'UpdateLocales':
    case 'Severity':
    case 'CustomSeverity':
    case 'CMTag': {
      const prefix = one.on === 'UpdateLocales' ? 'Locale:' : '';
      const quote = (quoted: boolean): string => (quoted ? "'" : '');
      return {
        property: one.on,
        values: one.values.map(
          ({ no, number, quoted }) => `${quote(quoted)}${no ? '-' : ''}${prefix}${number}${quote(quoted)}`,
        ),
      };
    }
    default:
      return { property: one.on, values: one.values.map(({ no, text: value }) => `${no ? '-' : ''}${value}`) };
  }
}

function xmlOf(items: readonly Item[]): string {
  const inner = items.map(written).map(({ property, values }) => {
    const rules = values.map((value) => `<string>${escaped(value)}</string>`).join('');
    return `<UpdateXMLDescriptionItem PropertyName="${property}" UIPropertyName=""><MatchRules>${rules}</MatchRules></UpdateXMLDescriptionItem>`;
  });
  return `<UpdateXML Name="SMS_SoftwareUpdate"><UpdateXMLDescriptionItems>${inner.join('')}</UpdateXMLDescriptionItems></UpdateXML>`;
}

function rowsOf({ models, without, categories: shown, zone }: Site): object[] {
  return models.map((one, index) => {
    const date = new Date(one.revised).toISOString();
    const cells: Record<string, unknown> = {
      LocalizedDisplayName: one.title,
      LocalizedDescription: one.description,
      ArticleID: one.article,
      BulletinID: one.bulletin,
      UpdateLocales: one.locales.map((number) => `Locale:${number}`),
      Severity: one.severity,
      CustomSeverity: one.custom,
      DateRevised: zone ? date : date.slice(0, 19),
      IsSuperseded: one.superseded,
      IsDeployed: one.deployed,
      IsExpired: one.expired,
      NumMissing: one.missing,
      Size: one.size,
      CMTag: one.tag,
    };
    for (const name of one.blank) cells[name] = null;
    for (const name of without) delete cells[name];
    if (shown === 'ids' || shown === 'both')
      cells['CategoryInstance_UniqueIDs'] = one.categories.map(({ kind, guid }) => `${kind}:${guid}`);
    if (shown === 'names' || shown === 'both')
      cells['LocalizedCategoryInstanceNames'] = one.categories.map(({ name }) => name);
    return { CI_ID: 1000 + index, ...cells };
  });
}

// The second evaluator.

function judge(items: readonly Item[], place: Site, one: Model, run: number): Sure {
  const hidden = (column: string): boolean => place.without.includes(column) || one.blank.includes(column);
  const seen = (column: string, answer: () => Sure): Sure => (hidden(column) ? 1 : answer());
  const alive = seen('IsExpired', () => sure(!one.expired));
  return all([alive, ...items.map((each) => judgeItem(each, place, one, run, seen))]);
}

type Seen = (column: string, answer: () => Sure) => Sure;

function wantedNotExcluded(values: readonly { no: boolean; is: Sure }[]): Sure {
  const wanted = values.filter(({ no }) => !no).map(({ is }) => is);
  return all([wanted.length === 0 ? 2 : any(wanted), ...values.filter(({ no }) => no).map(({ is }) => not(is))]);
}

function judgeItem(each: Item, place: Site, one: Model, run: number, seen: Seen): Sure {
  switch (each.on) {
    case 'Unheard':
      return 1;
    case 'category':
      return wantedNotExcluded(
        each.values.map(({ no, of, form }) => ({ no, is: inCategory(of, form === 2, place, one) })),
      );
    case 'DateRevised':
      return any(
        each.values.map(({ window }) =>
          window === null ? 1 : seen(each.on, () => since(window, run, one.revised, place.zone)),
        ),
      );
    case 'IsSuperseded':
      return seen(each.on, () => sure(each.values.includes(one.superseded)));
    case 'IsDeployed':
      return seen(each.on, () => sure(each.values.includes(one.deployed)));
    case 'NumMissing':
      return seen(each.on, () => any(each.values.map(({ sign, number }) => sure(compares(one.missing, sign, number)))));
    case 'ContentSize':
      return seen('Size', () =>
        any(
          each.values.map(({ sign, number }) => {
            const both = [compares(one.size, sign, number), compares(one.size / 1024, sign, number)];
            return both[0] === both[1] ? sure(both[0] === true) : 1;
          }),
        ),
      );
    case 'Severity':
      return coded(each, (number) => (number === 4 ? 1 : seen(each.on, () => sure(number === one.severity))));
    case 'CustomSeverity':
      return coded(each, (number) => (number === 4 ? 1 : seen(each.on, () => sure(number === one.custom))));
    case 'CMTag':
      return coded(each, (number) => seen(each.on, () => sure(number === one.tag)));
    case 'UpdateLocales':
      return coded(each, (number) =>
        seen(each.on, () => (number === 0 && one.locales.length === 0 ? 1 : sure(one.locales.includes(number)))),
      );
    default: {
      const whole = {
        LocalizedDisplayName: one.title,
        LocalizedDescription: one.description,
        ArticleID: one.article,
        BulletinID: one.bulletin,
      }[each.on];
      return wantedNotExcluded(
        each.values.map(({ no, text: value }) => ({ no, is: seen(each.on, () => contains(whole, value, each.on)) })),
      );
    }
  }
}

const coded = (each: { values: { no: boolean; number: number }[] }, is: (number: number) => Sure): Sure =>
  wantedNotExcluded(each.values.map(({ no, number }) => ({ no, is: is(number) })));

function contains(whole: string, value: string, on: string): Sure {
  const pattern = value
    .split('%')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*');
  if (new RegExp(pattern, 'i').test(whole)) return 2;
  const digits = /^kb ?(\d+)$/i.exec(value)?.[1];
  return on === 'ArticleID' && digits !== undefined && whole.includes(digits) ? 1 : 0;
}

function inCategory(of: Category, labelled: boolean, { categories: shown, models }: Site, one: Model): Sure {
  const has = one.categories.includes(of);
  if (shown === 'ids' || shown === 'both') {
    if (has) return 2;
    // No update is without one of each kind: a row that shows none, where others do, leaves it open.
    const shows = (each: Model): boolean => each.categories.some(({ kind }) => kind === of.kind);
    if (models.some(shows)) return shows(one) ? 0 : 1;
  }
  if (shown === 'ids' || shown === 'none') return 1;
  if (one.categories.length === 0) return 1;
  if (!of.known && !labelled) return 1;
  if (has) return 2;
  return models.some((each) => each.categories.includes(of)) ? 0 : 1;
}

const daysIn = (year: number, month: number): number =>
  month === 1 ? (year % 4 === 0 ? 29 : 28) : [3, 5, 8, 10].includes(month) ? 30 : 31;

function since(
  [years, months, days, hours]: [number, number, number, number],
  run: number,
  revised: number,
  zone: boolean,
): Sure {
  const back = new Date(run);
  const day = back.getUTCDate();
  back.setUTCDate(1);
  for (let month = 0; month < years * 12 + months; month += 1) back.setUTCMonth(back.getUTCMonth() - 1);
  back.setUTCDate(Math.min(day, daysIn(back.getUTCFullYear(), back.getUTCMonth())));
  const start = back.getTime() - (days * 24 + hours) * hour;
  if (zone) return sure(revised >= start);
  return revised - 14 * hour >= start ? 2 : revised + 12 * hour < start ? 0 : 1;
}

function compares(left: number, sign: string, right: number): boolean {
  const order = Math.sign(left - right);
  const signs: Record<string, number[]> = {
    '': [0],
    '=': [0],
    '<>': [-1, 1],
    '>': [1],
    '>=': [0, 1],
    '<': [-1],
    '<=': [-1, 0],
  };
  return signs[sign]?.includes(order) === true;
}

describe('two evaluators', () => {
  test(`agree on ${batches * rulesInBatch} rules, each over the updates of a site`, async () => {
    process.stdout.write(`rules: seed ${seed}, ${batches} sites, ${rulesInBatch} rules each\n`);
    let cases = 0;
    const counts = { yes: 0, no: 0, unknown: 0 };
    const words3 = ['no', 'unknown', 'yes'] as const;
    await fc.assert(
      fc.asyncProperty(
        scene,
        fc.array(rule, { minLength: rulesInBatch, maxLength: rulesInBatch }),
        async ({ place, run }, rules) => {
          const updates = await siteUpdatesOf(JSON.stringify(rowsOf(place)));
          const file = readRules(
            JSON.stringify(rules.map((items, index) => ({ AutoDeploymentID: index, UpdateRuleXML: xmlOf(items) }))),
            'rules',
          );
          for (const [index, items] of rules.entries()) {
            const read = file.rules[index];
            if (read === undefined) throw new Error('a rule is missing');
            const { verdicts } = evaluate(read, updates, { runAt: new Date(run).toISOString() });
            const expected = place.models.map((one) => words3[judge(items, place, one, run)]);
            expect(verdicts).toEqual(expected);
            for (const verdict of verdicts) counts[verdict] += 1;
            cases += 1;
          }
        },
      ),
      { numRuns: batches, seed },
    );
    expect(cases).toBeGreaterThanOrEqual(10_000);
    // None of the three is an accident.
    expect(Math.min(counts.yes, counts.no, counts.unknown)).toBeGreaterThan(1000);
    process.stdout.write(`rules: ${cases} cases, ${JSON.stringify(counts)}\n`);
  });
});
