// npm run score: prints the score, and fails when it is worse than the record or other than in the README.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord, recordOf, withScore, worseThan } from './record.ts';
import { type Score, scoreOf } from './score.ts';
import { renderScore } from './table.ts';

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

const usage = `Usage: npm run score [-- --json | --write]
  --json   the score as JSON
  --write  make this score the record, and write it into README.md
`;

/**
 * @param root the folder of the project
 * @returns exit code: 0, 1 when the score is worse than the record or README.md shows another, 2 for an unknown option
 */
export function main(root: string, args: readonly string[], { out, err }: Streams): number {
  const [option, ...more] = args;
  if (more.length > 0 || (option !== undefined && option !== '--json' && option !== '--write')) {
    err(usage);
    return 2;
  }
  const score = scoreOf(root);
  if (option === '--write') writeScore(root, score);
  out(option === '--json' ? `${JSON.stringify(asJson(score), null, 2)}\n` : `${renderScore(score, true)}\n`);
  const problems = problemsOf(root, score);
  for (const problem of problems) err(`${problem}\n`);
  if (problems.length > 0) err('hint: mend it, or say so with "npm run score -- --write" and commit the result.\n');
  return problems.length === 0 ? 0 : 1;
}

export const asJson = (score: Score): object => ({ schema: 'rebootgate/score', version: 1, ...score });

const recordFile = (root: string): string => join(root, 'test', 'score', 'record.json');
const readmeFile = (root: string): string => join(root, 'README.md');
const read = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** What keeps this score from being taken, in words. */
export function problemsOf(root: string, score: Score): string[] {
  const readme = read(readmeFile(root));
  const differs = withScore(readme, score) !== readme;
  return [
    ...worseThan(parseRecord(read(recordFile(root))), score),
    ...(differs ? ['README.md shows another score than this one'] : []),
  ];
}

export function writeScore(root: string, score: Score): void {
  replace(recordFile(root), `${JSON.stringify(recordOf(score), null, 2)}\n`);
  replace(readmeFile(root), withScore(read(readmeFile(root)), score));
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
