// A rule in words: what it asks for, when it runs, what it does to its group, and what of it could not be read.
import { labelOf } from './compile.ts';
import { describeSchedule, describeNextRun } from './describe-schedule.ts';
import { knownCategory } from './guids.ts';
import { readMoment } from './instant.ts';
import { type Property, propertyNamed, severityNames } from './properties.ts';
import type { Criterion, MatchRule, Rule } from './types.ts';
import { readCategory, readLocale, readNumber, readWindow } from './values.ts';
import { counted, listed, shown } from './words.ts';

export interface DescribeOptions {
  /** The moment after which the next run is wanted, ISO 8601. */
  after?: string;
  /** Names of categories that the export of the site taught, see siteNamesOf(). */
  names?: ReadonlyMap<string, string>;
}

const noNames: ReadonlyMap<string, string> = new Map();

/** One line each, without a bullet; texts of the file in it are safe to print. */
export function describeRule(rule: Rule, { after, names = noNames }: DescribeOptions = {}): string[] {
  const moment = after === undefined ? null : readMoment(after);
  return [
    ...headOf(rule),
    ...rule.criteria.map((criterion, index) => criterionLine(rule, criterion, index, names)),
    'Expired updates are never picked, and a rule that finds more than 1,000 updates fails.',
    ...runLines(rule, moment),
    ...groupLines(rule),
    ...lastRunLines(rule),
    ...rule.notes.map((note) => `Not read: ${note}.`),
  ];
}

function headOf({ id, name, enabled, servicingPlan, lastRun }: Rule): string[] {
  const kind = servicingPlan === true ? 'Servicing plan' : 'Automatic deployment rule';
  const called = name === null ? '' : ` "${shown(name)}"`;
  const number = id === null ? '' : ` (${shown(id, 40)})`;
  const state = enabled === false ? ', disabled' : '';
  const ran = lastRun === null ? '' : `, last run ${timeWords(lastRun)}`;
  return [`${kind}${called}${number}${state}${ran}`];
}

const timeWords = (time: string): string =>
  time.endsWith('Z') ? `${time.slice(0, 16).replace('T', ' ')} UTC` : time.slice(0, 16).replace('T', ' ');

function criterionLine(rule: Rule, criterion: Criterion, index: number, names: ReadonlyMap<string, string>): string {
  const label = labelOf(criterion, rule.criteria, index);
  const property = propertyNamed(criterion.property);
  if (property === undefined) return `${label}: not known, so what it leaves out cannot be told`;
  if (criterion.values.length === 0) return `${label}: no value`;
  const words = (values: readonly MatchRule[]): string =>
    listed(values.map((value) => valueWords(property, value, names)));
  const wanted = criterion.values.filter(({ excluded }) => !excluded);
  const excluded = criterion.values.filter((value) => value.excluded);
  const [is, isNot] = property.matches === 'text' ? ['contains any of ', 'contains none of '] : ['', 'none of '];
  return `${label}: ${[
    ...(wanted.length === 0 ? [] : [`${wanted.length === 1 ? is.replace('any of ', '') : is}${words(wanted)}`]),
    ...(excluded.length === 0 ? [] : [`${isNot}${words(excluded)}`]),
  ].join(', and ')}`;
}

function valueWords(property: Property, value: MatchRule, names: ReadonlyMap<string, string>): string {
  switch (property.matches) {
    case 'category': {
      const { id, name } = readCategory(property.kind, value);
      const known = name ?? (id === null ? null : (names.get(id) ?? knownCategory(id)));
      return known === null || known === undefined ? `${shown(value.value)} (name not known)` : shown(known);
    }
    case 'severity':
      return severityNames.get(readNumber(value.value) ?? -1) ?? unread(value);
    case 'locale':
      return readLocale(value.value) === null ? unread(value) : `language ${readLocale(value.value)}`;
    case 'date':
      return windowWords(value);
    case 'text':
      return `"${shown(value.value)}"`;
    case 'tag':
      return `${shown(value.value)} (reserved by Microsoft; told only by an export that has the column CMTag)`;
    default:
      return shown(value.value) === '' ? unread(value) : shown(value.value);
  }
}

const unread = ({ raw }: MatchRule): string => `"${shown(raw)}" (cannot be evaluated)`;

function windowWords(value: MatchRule): string {
  const window = readWindow(value.value);
  if (window === null) return unread(value);
  const parts = (['year', 'month', 'day', 'hour'] as const).map((unit, index) => ({ unit, count: window[index] ?? 0 }));
  const words = parts.flatMap(({ unit, count }) => (count === 0 ? [] : [counted(count, unit)]));
  return `in the ${words.join(' and ')} before it runs`;
}

function runLines(rule: Rule, moment: number | null): string[] {
  if (rule.enabled === false) return ['The rule is disabled: it runs only when somebody starts it.'];
  switch (rule.runType) {
    case 'after-synchronisation':
      return ['It runs after each synchronisation of the software update point.'];
    case 'manual':
      return ['It runs only when somebody starts it.'];
    case 'schedule':
      if (rule.schedules.length === 0) return ['It runs on a schedule that cannot be decoded.'];
      return [
        ...rule.schedules.map(describeSchedule),
        ...(moment === null ? [] : describeNextRun(rule.schedules, moment)),
      ];
    default:
      return ['When it runs is not in the file.'];
  }
}

function groupLines({ reusesGroup, enablesDeployment }: Rule): string[] {
  const group =
    reusesGroup === null
      ? 'Whether it fills one group again or makes a new one each time is not in the file.'
      : reusesGroup
        ? 'It uses one group again: each run removes all its members first, and then adds what it finds.'
        : 'It makes a new group each time.';
  return [
    group,
    ...(enablesDeployment === false ? ['Its deployment is not enabled by the run: somebody has to.'] : []),
  ];
}

function lastRunLines({ lastCiIds }: Rule): string[] {
  if (lastCiIds === null) return [];
  if (lastCiIds.length === 0) return ['Its last run picked nothing.'];
  return [`Its last run picked ${counted(lastCiIds.length, 'update')}: CI_ID ${listed(lastCiIds)}.`];
}
