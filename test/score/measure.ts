// The arithmetic of the score: labels against what a method says of them. Pure.
import type { Status } from '../../src/types.ts';
import { type Class, classOfExpected, classOfStatus } from './classes.ts';
import type { Label } from './labels.ts';

/** What a method says of a label: a status where it knows statuses, else a class. */
export interface Answer {
  label: Label;
  answer: Status | Class;
}

/** Counts of cases. */
export interface Measure {
  cases: number;
  /** The class of the answer is the one of a status that the label accepts. */
  right: number;
  /** The status itself is one that the label accepts; null for methods that give classes only. */
  exact: number | null;
  /** Labels that a gate has to fail on. */
  positives: number;
  found: number;
  warned: number;
  undecided: number;
  /** Labels to fail on that were called safe: the error that costs a machine. */
  cleared: number;
  /** Failed on, and the label says negative or that nothing can be told. */
  falseAlarms: number;
  cannotTell: number;
}

const isStatus = (answer: Status | Class): answer is Status => answer in classOfStatus;
export const classOf = (answer: Status | Class): Class => (isStatus(answer) ? classOfStatus[answer] : answer);

export function measure(answers: readonly Answer[]): Measure {
  const given = answers.map(({ label, answer }) => ({
    label,
    answer,
    is: classOf(answer),
    truth: classOfExpected(label.expected),
  }));
  const count = (test: (one: (typeof given)[number]) => boolean): number => given.filter(test).length;
  const positive = given.filter(({ truth }) => truth === 'positive');
  const of = (wanted: Class): number => positive.filter(({ is }) => is === wanted).length;
  const found = of('positive');
  const falseAlarms = count(({ is, truth }) => is === 'positive' && (truth === 'negative' || truth === 'cannot-tell'));
  return {
    cases: given.length,
    right: count(({ label, is }) => label.expected.some((status) => classOfStatus[status] === is)),
    exact: given.every(({ answer }) => isStatus(answer))
      ? count(({ label, answer }) => label.expected.some((status) => status === answer))
      : null,
    positives: positive.length,
    found,
    warned: of('warning'),
    undecided: of('cannot-tell'),
    cleared: of('negative'),
    falseAlarms,
    cannotTell: count(({ is }) => is === 'cannot-tell'),
  };
}

/** Only of labels that are independent of the findings; of the others they would measure nothing but the copying. */
export interface Rates {
  precision: number | null;
  recall: number | null;
}

export function ratesOf({ found, falseAlarms, positives }: Measure): Rates {
  return { precision: rate(found, found + falseAlarms), recall: rate(found, positives) };
}

/** Null: there is nothing to divide by. */
export const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Rows by what the labels expect, columns by what was answered; only those that occur. */
export type Confusion = Record<string, Record<string, number>>;

export function confusion(answers: readonly Answer[]): Confusion {
  const table: Confusion = {};
  for (const { label, answer } of answers) {
    const row = table[label.expected.join(' or ')] ?? {};
    table[label.expected.join(' or ')] = { ...row, [answer]: (row[answer] ?? 0) + 1 };
  }
  return table;
}

/** Labels to fail on that the checker calls safe. There must never be one. */
export function wronglyCleared(answers: readonly Answer[]): Answer[] {
  const failing = ({ label }: Answer): boolean =>
    label.expected.includes('multi-restart') || label.expected.includes('conditional');
  return answers.filter((one) => failing(one) && classOf(one.answer) === 'negative');
}

export const disagreements = (answers: readonly Answer[]): Answer[] =>
  answers.filter(({ label, answer }) => !label.expected.some((status) => status === answer));
