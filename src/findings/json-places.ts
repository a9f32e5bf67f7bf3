// Where in a JSON text each key stands, and which are there twice: JSON.parse says neither. Pure.
import type { Path, Problem } from './problem.ts';

/** Findings and lab records nest five deep. */
export const mostDepth = 20;

/** Four MB of findings hold a third of them; each takes some hundred bytes here, and more where it is wrong. */
export const mostValues = 400_000;

interface Frame {
  /** Null: a list. */
  keys: Set<string> | null;
  at: string | number;
}

export interface Places {
  lineOf(path: Path): number | null;
  problems: Omit<Problem, 'file'>[];
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],\n]/g;
const nameOf = (path: Path): string => JSON.stringify(path);

/** @param text JSON that JSON.parse has taken, so that tokens are enough */
export function jsonPlaces(text: string): Places {
  const lines = new Map<string, number>();
  const problems: Places['problems'] = [];
  const stack: Frame[] = [];
  let line = 1;
  let expectsKey = false;
  let values = 1;
  const refused = (message: string): Places => ({ lineOf: () => null, problems: [{ line, key: '', message }] });
  const here = (): (string | number)[] => stack.map(({ at }) => at);
  for (const [found] of text.matchAll(token)) {
    const frame = stack.at(-1);
    if (found === ',' || found === '{' || found === '[') values += 1;
    if (values > mostValues) return refused(`holds more than ${mostValues} values`);
    if (found === '\n') line += 1;
    else if (found === '{' || found === '[') {
      if (stack.length >= mostDepth) return refused(tooDeep);
      if (frame === undefined || frame.keys === null) lines.set(nameOf(here()), line);
      stack.push({ keys: found === '{' ? new Set() : null, at: found === '{' ? '' : 0 });
      if (found === '[') lines.set(nameOf(here()), line);
      expectsKey = found === '{';
    } else if (found === '}' || found === ']') {
      stack.pop();
      expectsKey = false;
    } else if (found === ',') {
      if (frame && typeof frame.at === 'number') {
        frame.at += 1;
        lines.set(nameOf(here()), line);
      }
      expectsKey = frame?.keys != null;
    } else if (expectsKey && frame?.keys) {
      const key = String(JSON.parse(found));
      expectsKey = false;
      frame.at = key;
      if (frame.keys.has(key)) problems.push({ line, key, message: 'is there twice' });
      frame.keys.add(key);
      lines.set(nameOf(here()), line);
    }
  }
  return { lineOf: (path) => lines.get(nameOf(path)) ?? null, problems };
}

export const tooDeep = `is nested more than ${mostDepth} deep`;
