// Codes, flags, numbers and dates: language, severity, superseded, deployed, required, content size, date released or revised.
import { type Test, tested, unknown } from './answers.ts';
import { severityNames } from './properties.ts';
import type { Answer, MatchRule } from './types.ts';
import { type Comparison, readComparisons, readLocale, readNumber, readWindow, type Window } from './values.ts';
import { shown } from './words.ts';

const unreadable = (what: string, { raw }: MatchRule): Test => {
  const why = unknown(`"${shown(raw)}" is no ${what} that can be read`);
  return () => why;
};

export function localeTest(rule: MatchRule): Test {
  const locale = readLocale(rule.value);
  if (locale === null) return unreadable('language', rule);
  const neutral = unknown(
    'it bears no language, and whether the site counts it as neutral (Locale:0) is not documented',
  );
  return tested(
    'locales',
    ({ locales }) => locales,
    (locales) => (locales.length === 0 && locale === 0 ? neutral : locales.includes(locale)),
  );
}

export function severityTest(column: 'severity' | 'customSeverity', rule: MatchRule): Test {
  const severity = readNumber(rule.value);
  if (severity === null || !severityNames.has(severity)) return unreadable('severity', rule);
  return tested(
    column,
    (update) => update[column],
    (value) => value === severity,
  );
}

export function flagTest(column: 'superseded' | 'deployed', rule: MatchRule): Test {
  const wanted = /^(?:true|false)$/i.test(rule.value) ? rule.value.toLowerCase() === 'true' : null;
  if (wanted === null) return unreadable('"true" or "false"', rule);
  return tested(
    column,
    (update) => update[column],
    (value) => value === wanted,
  );
}

/** What its numbers mean is not documented; an export that has the column can be compared. */
export function tagTest(rule: MatchRule): Test {
  const tag = readNumber(rule.value);
  if (tag === null) return unreadable('tag', rule);
  return tested(
    'tag',
    ({ tags }) => tags,
    (tags) => tags.includes(tag),
  );
}

export function countTest(rule: MatchRule): Test {
  const comparisons = readComparisons(rule.value);
  if (comparisons === null) return unreadable('number or comparison', rule);
  return tested(
    'missing',
    ({ missing }) => missing,
    (missing) => holds(comparisons, missing),
  );
}

/** The rule counts in KB. Size may be in KB or in bytes; where both say the same, it does not matter. */
export function sizeTest(rule: MatchRule): Test {
  const comparisons = readComparisons(rule.value);
  if (comparisons === null) return unreadable('number or comparison', rule);
  const unsure = unknown('the export has the column Size, of which it is not documented whether it counts KB or bytes');
  const bySize = tested(
    'size',
    ({ size }) => size,
    (size) => {
      const inKb = holds(comparisons, size);
      return inKb === holds(comparisons, size / 1024) ? inKb : unsure;
    },
  );
  return (update) => (update.contentSize === null ? bySize(update) : holds(comparisons, update.contentSize));
}

const holds = (comparisons: readonly Comparison[], number: number): boolean =>
  comparisons.every((comparison) => compare(number, comparison));

function compare(left: number, { sign, number }: Comparison): boolean {
  switch (sign) {
    case '=':
      return left === number;
    case '<>':
      return left !== number;
    case '<':
      return left < number;
    case '<=':
      return left <= number;
    case '>':
      return left > number;
    default:
      return left >= number;
  }
}

export function dateTest(rule: MatchRule, runAt: number): Test {
  const window = readWindow(rule.value);
  if (window === null) {
    const why = unknown(
      `"${shown(rule.raw)}" is no window of years:months:days:hours; how "older than" is written is not documented`,
    );
    return () => why;
  }
  const since = windowStart(window, runAt);
  const edge = unknown(
    'its date, of which the time zone or the order of day and month is not said, lies at the edge of the window',
  );
  return tested(
    'revised',
    ({ revised }) => revised,
    ({ from, to }): Answer => {
      if (from >= since) return true;
      return to < since ? false : edge;
    },
  );
}

/** Calendar years and months first, then days and hours. A month back from the 31st is the last day of the month before. */
export function windowStart([years, months, days, hours]: Window, runAt: number): number {
  const run = new Date(runAt);
  const month = run.getUTCFullYear() * 12 + run.getUTCMonth() - years * 12 - months;
  const lastDay = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
  const day = Date.UTC(Math.floor(month / 12), month % 12, Math.min(run.getUTCDate(), lastDay));
  return day + (runAt % 86_400_000) - days * 86_400_000 - hours * 3_600_000;
}
