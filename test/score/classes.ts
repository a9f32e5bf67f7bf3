// What a status means to the score: four classes, of which a gate acts on the first.
import type { Status } from '../../src/types.ts';

export const classes = ['positive', 'warning', 'cannot-tell', 'negative'] as const;
export type Class = (typeof classes)[number];

export const classOfStatus: Readonly<Record<Status, Class>> = {
  'multi-restart': 'positive',
  conditional: 'positive',
  suspected: 'warning',
  'no-data': 'cannot-tell',
  'no-finding': 'negative',
  clear: 'negative',
};

/** Null: the sources leave open which of several classes is right, and the case counts neither for nor against. */
export function classOfExpected(expected: readonly Status[]): Class | null {
  const [first, ...others] = new Set(expected.map((status) => classOfStatus[status]));
  return first === undefined || others.length > 0 ? null : first;
}
