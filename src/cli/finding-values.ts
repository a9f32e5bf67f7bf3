// How values of "finding" options and answers are read. Light: the declaration of the command uses it.
import type { Confidence, Restarts } from '../types.ts';

/** `2`, `2+` or `2..` (at least), `1-3` or `1..3`. @throws Error that says what is wrong */
export function readRestarts(text: string): Restarts {
  const match = /^(\d{1,2})(?:(\+|\.\.)|(?:-|\.\.)(\d{1,2}))?$/.exec(text.trim());
  const min = Number(match?.[1]);
  const max = match?.[2] !== undefined ? null : Number(match?.[3] ?? match?.[1]);
  if (match === null || min > 20 || (max !== null && (max > 20 || max < min)))
    throw new Error('It must be a count such as 2, 2+ or 1-3, of at most 20.');
  return { min, max };
}

const confidences: readonly Confidence[] = ['confirmed', 'reported', 'suspected'];

/** @throws Error that says what is wrong */
export function readConfidence(text: string): Confidence {
  const found = confidences.find((each) => each === text.trim());
  if (found === undefined) throw new Error(`It must be one of ${confidences.join(', ')}.`);
  return found;
}
