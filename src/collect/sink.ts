// Takes the facts of an importer into a stage, counts rows, and refuses a file of which too many rows are bad.
import type { Stage } from '../catalog/stage.ts';
import { UserError } from '../errors.ts';
import type { Sink } from '../imports/types.ts';

/** Where more than this share of the rows cannot be read, the file is not what it seems, and none of it is believed. */
export const mostBad = 0.05;
const shownBad = 10;
/** A file of garbage is not read to its end. */
const enoughToJudge = 20_000;

export interface Tally {
  rows: number;
  badRows: number;
  /** The first ten, for people. */
  bad: string[];
  skipped: Map<string, number>;
}

export function sinkOf(
  stage: Stage,
  source: string,
  name: string,
  onProgress: (rows: number) => void,
): Sink & { tally: Tally } {
  const tally: Tally = { rows: 0, badRows: 0, bad: [], skipped: new Map() };
  return {
    tally,
    row: () => {
      tally.rows += 1;
      if (tally.rows % 10_000 === 0) onProgress(tally.rows);
    },
    update: (update) => stage.update(update, source),
    edge: (edge) => stage.edge(edge, source),
    skip: (why) => tally.skipped.set(why, (tally.skipped.get(why) ?? 0) + 1),
    bad: (place, why) => {
      tally.badRows += 1;
      if (tally.bad.length < shownBad) tally.bad.push(`${place}: ${why}`);
      if (tally.badRows >= enoughToJudge && tally.badRows > tally.rows / 2) requireMostlyGood(tally, name);
    },
  };
}

/** @throws UserError where too many rows were bad, or nothing was there at all */
export function requireMostlyGood({ rows, badRows, bad }: Tally, name: string): void {
  if (badRows <= rows * mostBad) return;
  const share = `${badRows} of ${rows} rows cannot be read`;
  throw new UserError(
    `${name}: ${share}, more than ${mostBad * 100} %; the first: ${bad[0] ?? ''}`,
    'Nothing was imported. Export the file again, or name its kind with --kind.',
  );
}
