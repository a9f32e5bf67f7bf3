// A criterion as a test of updates: its values are read once, and held against each update.
import { anyOf, type Test, unknown } from './answers.ts';
import { categoryTest } from './match-category.ts';
import { textTest } from './match-text.ts';
import { countTest, dateTest, flagTest, localeTest, severityTest, sizeTest, tagTest } from './match-values.ts';
import type { SiteNames } from './names.ts';
import { isArchitectureWord, type Property, propertyNamed } from './properties.ts';
import type { Criterion, MatchRule, Rule } from './types.ts';
import { shown } from './words.ts';

export interface Context {
  site: SiteNames;
  runAt: number;
  rule: Rule;
  /** The place of the criterion in its rule. */
  index: number;
}

export function compile(criterion: Criterion, context: Context): { label: string; test: Test } {
  const property = propertyNamed(criterion.property);
  const label = labelOf(criterion, context.rule.criteria, context.index);
  const never = (why: string): Test => {
    const answer = unknown(why);
    return () => answer;
  };
  if (property === undefined) return { label, test: never('this criterion is not known') };
  if (criterion.values.length === 0) return { label, test: never('the rule gives no value for it') };
  const values = criterion.values.map((value) => ({
    excluded: value.excluded,
    test:
      value.value === '' ? never(`the value "${shown(value.raw)}" holds no text`) : testOf(property, value, context),
  }));
  return { label, test: anyOf(values) };
}

function testOf(property: Property, value: MatchRule, { site, runAt }: Context): Test {
  switch (property.matches) {
    case 'text':
      return textTest(property.column, value);
    case 'category':
      return categoryTest(property.kind, value, site);
    case 'locale':
      return localeTest(value);
    case 'severity':
      return severityTest(property.column, value);
    case 'flag':
      return flagTest(property.column, value);
    case 'date':
      return dateTest(value, runAt);
    case 'count':
      return countTest(value);
    case 'size':
      return sizeTest(value);
    case 'tag':
      return tagTest(value);
  }
}

/** What the console calls it. The architecture is an item of titles, and the first of two. */
export function labelOf(criterion: Criterion, all: readonly Criterion[], index: number): string {
  const property = propertyNamed(criterion.property);
  if (property === undefined) return `"${shown(criterion.property)}"`;
  if (property.matches !== 'text' || property.column !== 'title') return property.label;
  const titles = all.flatMap((each, place) => (propertyNamed(each.property) === property ? [place] : []));
  const words = criterion.values.length > 0 && criterion.values.every(({ value }) => isArchitectureWord(value));
  return words && titles[0] === index ? 'Architecture' : property.label;
}
