// rebootgate finding check: the problems of a folder of findings, with file, line and key, for a pipeline.
import { existsSync } from 'node:fs';
import { dayOf } from '../dates.ts';
import { claimsOf, problemsOf } from '../findings/problems.ts';
import { problemText } from '../findings/problem.ts';
import { plain } from '../reports/safe.ts';
import type { ExitCode } from './failure.ts';
import { type Place, type PlaceFlags, placeOf, presentOf } from './finding-place.ts';
import { clock, type Io } from './io.ts';
import { namedPaths } from './own-findings.ts';
import { UserError } from '../errors.ts';

export type CheckFindingsFlags = PlaceFlags;

export function runCheckFindings(paths: readonly string[], flags: CheckFindingsFlags, io: Io): ExitCode {
  const named = paths.length > 0 ? [...paths] : (flags.findings ?? []);
  const places: Place[] =
    named.length === 0 ? [placeOf(flags, io)] : named.map((name) => placeOf({ findings: [name] }, io));
  const data = places.find((place) => place.data !== null)?.data ?? null;
  if (data !== null && places.length > 1)
    throw new UserError('the findings of a data folder are checked alone', 'Check them and your own in two calls.');
  const missing = places.find(({ path }) => !existsSync(path));
  if (missing !== undefined)
    throw new UserError(`${missing.name} does not exist`, 'Name a file or folder of findings.');
  const all = data === null ? namedPaths(named, io) : places;
  const { own, known } = presentOf(all, data, flags.catalog, dayOf(clock(io)), io);
  const problems = problemsOf(own, known);
  for (const problem of problems.first) io.out(`${plain(problemText(problem))}\n`);
  const more = problems.count - problems.first.length;
  if (more > 0) io.out(`... and ${count(more, 'more problem')}\n`);
  const findings = count(claimsOf(own).length, 'finding');
  const records = own.records.length === 0 ? '' : `, ${count(own.records.length, 'lab record')}`;
  const found = problems.count === 0 ? 'no problem' : count(problems.count, 'problem');
  io.out(`${findings} in ${count(own.read, 'file')}${records}: ${found}.\n`);
  return problems.count === 0 ? 0 : 2;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
