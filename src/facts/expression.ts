// Expressions over facts ("rdp-8.0 or not kb2919355"), in three-valued logic: a fact that nobody stated is unknown.
import type { Environment, FactState } from '../types.ts';

export type Expression =
  | { op: 'fact'; fact: string }
  | { op: 'not'; inner: Expression }
  | { op: 'and' | 'or'; parts: Expression[] };

const word = /\s*([()]|[a-z0-9][a-z0-9.-]*)/y;

/**
 * Reads `a or b and not (c)`; `and` binds closer than `or`.
 * @throws Error that says what is wrong with the text.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  const [expression, rest] = parseOr(tokens);
  if (rest.length > 0) throw new Error(`unexpected "${rest[0]}" in "${text}"`);
  return expression;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  const end = text.trimEnd().length;
  while (at < end) {
    word.lastIndex = at;
    const match = word.exec(text);
    if (!match?.[1]) throw new Error(`cannot read "${text.slice(at).trim()}" in "${text}"`);
    tokens.push(match[1]);
    at = word.lastIndex;
  }
  return tokens;
}

function parseOr(tokens: string[]): [Expression, string[]] {
  return parseChain(tokens, 'or', parseAnd);
}

function parseAnd(tokens: string[]): [Expression, string[]] {
  return parseChain(tokens, 'and', parseUnary);
}

function parseChain(
  tokens: string[],
  op: 'and' | 'or',
  next: (tokens: string[]) => [Expression, string[]],
): [Expression, string[]] {
  let [part, rest] = next(tokens);
  const parts = [part];
  while (rest[0] === op) {
    [part, rest] = next(rest.slice(1));
    parts.push(part);
  }
  return [parts.length === 1 ? part : { op, parts }, rest];
}

function parseUnary(tokens: string[]): [Expression, string[]] {
  const [token, ...rest] = tokens;
  if (token === undefined) throw new Error('an expression ends too early');
  if (token === 'not') {
    const [inner, after] = parseUnary(rest);
    return [{ op: 'not', inner }, after];
  }
  if (token === '(') {
    const [inner, after] = parseOr(rest);
    if (after[0] !== ')') throw new Error('a ")" is missing');
    return [inner, after.slice(1)];
  }
  if (token === ')' || token === 'and' || token === 'or') throw new Error(`unexpected "${token}"`);
  return [{ op: 'fact', fact: token }, rest];
}

/** The facts that an expression asks for, in order of appearance. */
export function factsOf(expression: Expression): string[] {
  if (expression.op === 'fact') return [expression.fact];
  if (expression.op === 'not') return factsOf(expression.inner);
  return [...new Set(expression.parts.flatMap(factsOf))];
}

/** Kleene's three-valued logic: unknown stays unknown unless the other parts settle the question. */
export function evaluate(expression: Expression, environment: Environment): FactState {
  if (expression.op === 'fact') return environment[expression.fact] ?? 'unknown';
  if (expression.op === 'not') return negate(evaluate(expression.inner, environment));
  const states = expression.parts.map((part) => evaluate(part, environment));
  const settles = expression.op === 'or' ? 'yes' : 'no';
  if (states.includes(settles)) return settles;
  return states.includes('unknown') ? 'unknown' : negate(settles);
}

function negate(state: FactState): FactState {
  if (state === 'unknown') return state;
  return state === 'yes' ? 'no' : 'yes';
}
