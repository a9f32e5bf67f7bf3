// Expressions over facts: how they are read, and Kleene's three-valued logic.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, type Expression, factsOf, parseExpression } from '../src/facts/expression.ts';
import type { Environment, FactState } from '../src/types.ts';

const a: Expression = { op: 'fact', fact: 'a' };
const b: Expression = { op: 'fact', fact: 'b' };
const c: Expression = { op: 'fact', fact: 'c' };
const not = (inner: Expression): Expression => ({ op: 'not', inner });
const and = (...parts: Expression[]): Expression => ({ op: 'and', parts });
const or = (...parts: Expression[]): Expression => ({ op: 'or', parts });

describe('reading', () => {
  test.each<[string, Expression]>([
    ['a', a],
    ['  a ', a],
    ['rdp-8.0', { op: 'fact', fact: 'rdp-8.0' }],
    ['kb2919355', { op: 'fact', fact: 'kb2919355' }],
    ['notable', { op: 'fact', fact: 'notable' }],
    ['or-else', { op: 'fact', fact: 'or-else' }],
    ['not a', not(a)],
    ['not not a', not(not(a))],
    ['a and b', and(a, b)],
    ['a and b and c', and(a, b, c)],
    ['a or b or c', or(a, b, c)],
    ['a or b and c', or(a, and(b, c))],
    ['a and b or c', or(and(a, b), c)],
    ['(a or b) and c', and(or(a, b), c)],
    ['not a or b', or(not(a), b)],
    ['not a and b', and(not(a), b)],
    ['not (a or b)', not(or(a, b))],
    ['((a))', a],
    ['a and(b or c)', and(a, or(b, c))],
    ['a\tand\nb', and(a, b)],
  ])('%j', (text, expected) => {
    expect(parseExpression(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ['', 'ends too early'],
    ['   ', 'ends too early'],
    ['a and', 'ends too early'],
    ['not', 'ends too early'],
    ['a b', 'unexpected "b"'],
    ['and a', 'unexpected "and"'],
    ['a or or b', 'unexpected "or"'],
    ['a not b', 'unexpected "not"'],
    ['()', 'unexpected ")"'],
    ['(a', '")" is missing'],
    ['(a or b', '")" is missing'],
    ['a)', 'unexpected ")"'],
    ['a & b', 'cannot read "& b"'],
    ['a = yes', 'cannot read "= yes"'],
    ['Secure-Boot', 'cannot read "Secure-Boot"'],
    ['-a', 'cannot read "-a"'],
    ['a and "b"', 'cannot read'],
  ])('%j is an error that says %j', (text, says) => {
    expect(() => parseExpression(text)).toThrow(says);
  });

  test('names each fact once, in order', () => {
    expect(factsOf(parseExpression('c or not a and (b or c) and a'))).toEqual(['c', 'a', 'b']);
  });
});

const states: FactState[] = ['yes', 'no', 'unknown'];
const at = (first: FactState, second: FactState): Environment => ({ a: first, b: second });

describe('three values', () => {
  // Kleene's strong logic: https://en.wikipedia.org/wiki/Three-valued_logic#Kleene_and_Priest_logics
  test.each<[FactState, FactState, FactState, FactState]>([
    ['yes', 'yes', 'yes', 'yes'],
    ['yes', 'no', 'no', 'yes'],
    ['yes', 'unknown', 'unknown', 'yes'],
    ['no', 'yes', 'no', 'yes'],
    ['no', 'no', 'no', 'no'],
    ['no', 'unknown', 'no', 'unknown'],
    ['unknown', 'yes', 'unknown', 'yes'],
    ['unknown', 'no', 'no', 'unknown'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ])('%s, %s: and is %s, or is %s', (first, second, both, either) => {
    expect(evaluate(and(a, b), at(first, second))).toBe(both);
    expect(evaluate(or(a, b), at(first, second))).toBe(either);
  });

  test('not turns yes and no round and leaves unknown', () => {
    expect(states.map((state) => evaluate(not(a), { a: state }))).toEqual(['no', 'yes', 'unknown']);
  });

  test('a fact that nobody stated is unknown', () => {
    expect(evaluate(a, {})).toBe('unknown');
    expect(evaluate(or(a, b), { b: 'yes' })).toBe('yes');
  });
});

const names = ['a', 'b', 'c', 'd'];
const environment: fc.Arbitrary<Environment> = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...states));

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.record({ op: fc.constant('fact' as const), fact: fc.constantFrom(...names) }),
    fc.record({ op: fc.constant('not' as const), inner: tie('expression') }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** Writes an expression with every bracket. */
function textOf(of: Expression): string {
  if (of.op === 'fact') return of.fact;
  if (of.op === 'not') return `not (${textOf(of.inner)})`;
  return of.parts.map((part) => `(${textOf(part)})`).join(` ${of.op} `);
}

describe('whatever the expression', () => {
  test('it is read back as it was written', () => {
    fc.assert(
      fc.property(expression, (one) => {
        expect(parseExpression(textOf(one))).toEqual(one);
      }),
    );
  });

  test('de Morgan', () => {
    fc.assert(
      fc.property(expression, expression, environment, (one, other, env) => {
        expect(evaluate(not(and(one, other)), env)).toBe(evaluate(or(not(one), not(other)), env));
        expect(evaluate(not(or(one, other)), env)).toBe(evaluate(and(not(one), not(other)), env));
      }),
    );
  });

  test('double negation, and the order of the parts, change nothing', () => {
    fc.assert(
      fc.property(expression, expression, environment, (one, other, env) => {
        expect(evaluate(not(not(one)), env)).toBe(evaluate(one, env));
        expect(evaluate(and(one, other), env)).toBe(evaluate(and(other, one), env));
        expect(evaluate(or(one, other), env)).toBe(evaluate(or(other, one), env));
      }),
    );
  });

  test('stating a fact that was unknown never turns a yes into a no, nor a no into a yes', () => {
    fc.assert(
      fc.property(expression, environment, environment, (one, env, more) => {
        const before = evaluate(one, env);
        const stated = Object.fromEntries(Object.entries(env).filter(([, state]) => state !== 'unknown'));
        const after = evaluate(one, { ...more, ...stated });
        if (before !== 'unknown') expect(after).toBe(before);
      }),
    );
  });

  test('all facts stated, nothing is unknown', () => {
    const all = fc.record({
      a: fc.constantFrom('yes' as const, 'no' as const),
      b: fc.constantFrom('yes' as const, 'no' as const),
      c: fc.constantFrom('yes' as const, 'no' as const),
      d: fc.constantFrom('yes' as const, 'no' as const),
    });
    fc.assert(
      fc.property(expression, all, (one, env) => {
        expect(evaluate(one, env)).not.toBe('unknown');
      }),
    );
  });

  test('facts that it does not name do not matter', () => {
    fc.assert(
      fc.property(expression, environment, (one, env) => {
        const named = factsOf(one);
        const only = Object.fromEntries(Object.entries(env).filter(([fact]) => named.includes(fact)));
        expect(evaluate(one, only)).toBe(evaluate(one, env));
      }),
    );
  });
});
