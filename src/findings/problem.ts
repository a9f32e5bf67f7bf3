// What is wrong with a file of findings, and where: file, line, key.
import { UserError } from '../errors.ts';

export interface Problem {
  /** The file as the user names it. */
  file: string;
  /** Null: it concerns the file as a whole. */
  line: number | null;
  /** "findings[0].restarts", or "". */
  key: string;
  message: string;
}

export type Path = readonly PropertyKey[];

export const pathText = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');

export function problemText({ file, line, key, message }: Problem): string {
  const place = line === null ? file : `${file}:${line}`;
  return `${place}: ${key === '' ? '' : `${key}: `}${message}`;
}

/** @throws UserError for the first of them, with the number of the others */
export function refuseProblems(problems: readonly Problem[], folder: string): void {
  const [first, ...more] = problems;
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  throw new UserError(`${problemText(first)}${others}`, `"rebootgate finding check ${folder}" names every problem.`);
}
