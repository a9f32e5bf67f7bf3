// The recorded score below which nothing may fall, and the tables in the README, which have to be those of now. Pure.
import { z } from 'zod';
import type { LabelKind } from './labels.ts';
import { kinds, type Score } from './score.ts';
import { renderScore } from './table.ts';

const count = z.number().int().nonnegative();
const partShape = z.strictObject({ labels: count, exact: count, positives: count, found: count });
const recordShape = z.strictObject({
  schema: z.literal('rebootgate/score-record'),
  version: z.literal(1),
  consistency: partShape,
  independent: partShape,
});
export type ScoreRecord = z.output<typeof recordShape>;

/** @throws ZodError where it is not the record of a score */
export const parseRecord = (text: string): ScoreRecord => recordShape.parse(JSON.parse(text));

export function recordOf(score: Score): ScoreRecord {
  const part = (kind: LabelKind): ScoreRecord['consistency'] => {
    const { labels, methods } = score.kinds[kind];
    const ours = methods[0]?.measure;
    return { labels, exact: ours?.exact ?? 0, positives: ours?.positives ?? 0, found: ours?.found ?? 0 };
  };
  return {
    schema: 'rebootgate/score-record',
    version: 1,
    consistency: part('consistency'),
    independent: part('independent'),
  };
}

/** What has become worse than the record, in words; none: it holds. */
export function worseThan(record: ScoreRecord, score: Score): string[] {
  const now = recordOf(score);
  const cleared = score.cleared.map((id) => `${id} restarts more than once, and is called safe`);
  const fallen = kinds.flatMap((kind) => {
    const [was, is] = [record[kind], now[kind]];
    const say = (what: string, a: string, b: string): string[] => [`${kind}: ${what} fell from ${a} to ${b}`];
    return [
      ...(is.labels < was.labels ? say('the number of labels', String(was.labels), String(is.labels)) : []),
      ...(fell(is.found, is.positives, was.found, was.positives)
        ? say('what fails of what should fail', `${was.found} of ${was.positives}`, `${is.found} of ${is.positives}`)
        : []),
      ...(fell(is.exact, is.labels, was.exact, was.labels)
        ? say('agreement', `${was.exact} of ${was.labels}`, `${is.exact} of ${is.labels}`)
        : []),
    ];
  });
  return [...cleared, ...fallen];
}

/** Shares compared without rounding; no cases at all are no share of one. */
function fell(part: number, whole: number, partWas: number, wholeWas: number): boolean {
  return wholeWas > 0 && part * wholeWas < partWas * Math.max(whole, 1);
}

const begin = '<!-- score: written by "npm run score -- --write" -->';
const end = '<!-- end of score -->';

/** @throws Error where the README has no place for the tables */
export function withScore(readme: string, score: Score): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no lines ${begin} and ${end}`);
  return `${readme.slice(0, from + begin.length)}\n${renderScore(score, false)}\n${readme.slice(to)}`;
}
