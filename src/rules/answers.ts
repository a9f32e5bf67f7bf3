// Answers that may be unknown: yes, no, or why nobody can tell.
import { columnNames } from './properties.ts';
import type { Answer, Column, RuleUpdate } from './types.ts';

export type Test = (update: RuleUpdate) => Answer;

export interface ValueTest {
  excluded: boolean;
  test: Test;
}

/** One reason is one object: a hundred thousand updates may share it. */
export function unknown(why: string): Answer {
  return { why };
}

/** Any of the values, and none of those that are excluded. Without a value that is wanted, all others are. */
export function anyOf(values: readonly ValueTest[]): Test {
  const wanted = values.filter(({ excluded }) => !excluded).map(({ test }) => test);
  const excluded = values.filter((value) => value.excluded).map(({ test }) => test);
  return (update) => {
    const out = some(excluded, update);
    if (out === true) return false;
    const found = wanted.length === 0 ? true : some(wanted, update);
    if (found === false) return false;
    return out === false ? found : out;
  };
}

function some(tests: readonly Test[], update: RuleUpdate): Answer {
  let open: Answer = false;
  for (const test of tests) {
    const answer = test(update);
    if (answer === true) return true;
    if (answer !== false && open === false) open = answer;
  }
  return open;
}

/** A test of one value of the update; where it is null, the answer says whether the column or the cell is missing. */
export function tested<T>(column: Column, pick: (update: RuleUpdate) => T | null, test: (value: T) => Answer): Test {
  const absent = missing(column);
  return (update) => {
    const value = pick(update);
    return value === null ? absent(update) : test(value);
  };
}

export function missing(column: Column): Test {
  const name = columnNames[column];
  const fromCatalog = unknown(`the catalog does not say it (${name})`);
  const noColumn = unknown(`the export has no column ${name}`);
  const noValue = unknown(`the export does not say it in its column ${name}`);
  return ({ catalog, columns }) => {
    if (catalog !== null) return fromCatalog;
    return columns.has(column) ? noValue : noColumn;
  };
}
