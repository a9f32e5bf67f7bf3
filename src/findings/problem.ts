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

/** Nobody reads more of them at once. */
export const mostNamed = 20;

/** The first problems, and how many there are: a hostile file has more of them than memory should hold. */
export class Problems {
  readonly first: Problem[] = [];
  count = 0;

  /** @param make what is only counted is not made */
  add(make: () => Problem): void {
    if (this.first.length < mostNamed) this.first.push(make());
    this.count += 1;
  }
}

/** The first of all, by file and line, where each part is in that order. */
export function joined(parts: readonly Problems[]): Problems {
  const all = new Problems();
  all.first.push(
    ...parts
      .flatMap(({ first }) => first)
      .sort(byPlace)
      .slice(0, mostNamed),
  );
  for (const { count } of parts) all.count += count;
  return all;
}

function byPlace(a: Problem, b: Problem): number {
  return a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1;
}

/** @throws UserError for the first of them, with the number of the others */
export function refuseProblems({ first: [first], count }: Problems, folder: string): void {
  if (first === undefined) return;
  const others = count === 1 ? '' : ` (and ${count - 1} more)`;
  throw new UserError(
    `${problemText(first)}${others}`,
    `"rebootgate finding check ${folder}" names the first ${mostNamed}.`,
  );
}
