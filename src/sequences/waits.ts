// What SMSTSWaitForSecondReboot holds when a step runs, as far as the sequence itself decides it.
import type { Span, TaskSequence, TaskStep } from './types.ts';

/** The remedy waits for the second restart this long at least; Microsoft's example is 600. */
export const shortestWait = 300;
export const usualWait = 600;

export interface WaitState {
  /** Each value that it may hold, in seconds; null is one that cannot be read. One value: it certainly holds that. */
  values: readonly (number | null)[];
  /** Steps that give it these values, the nearest first. */
  setters: readonly TaskStep[];
  /** A nested sequence that is not in the file runs before, and may set it. */
  maybeNested: TaskStep | null;
}

/** What it holds when `step` runs; null: when the sequence has ended. */
export type Waits = (step: TaskStep | null) => WaitState;

/**
 * Goes through the steps once, as the engine does. Inside a group under a condition, what the group sets counts for
 * its own steps; behind it, the value from before the group is possible as well.
 * @param initial what it holds when the sequence begins, where a list of variables sets it
 */
export function waitsOf({ steps }: TaskSequence, initial: number | null): Waits {
  const states = new Map<TaskStep | null, WaitState>();
  let state: WaitState = { values: [initial], setters: [], maybeNested: null };
  const open: { span: Span; before: WaitState }[] = [];
  const leave = (at: number): void => {
    for (let top = open.at(-1); top !== undefined && top.span.to < at; top = open.at(-1)) {
      state = either(state, top.before);
      open.pop();
    }
  };
  for (const step of steps) {
    leave(step.at);
    for (const span of entered(step.span, open.at(-1)?.span ?? null)) open.push({ span, before: state });
    states.set(step, state);
    if (step.enabled) state = after(step, state);
  }
  leave(Number.POSITIVE_INFINITY);
  states.set(null, state);
  const end = state;
  return (step) => states.get(step) ?? end;
}

/** The spans that begin with a step, the outermost first. */
function entered(span: Span | null, current: Span | null): Span[] {
  const found: Span[] = [];
  for (let each = span; each !== null && each !== current; each = each.outer) found.unshift(each);
  return found;
}

function after(step: TaskStep, state: WaitState): WaitState {
  if (isMissing(step)) return { ...state, maybeNested: step };
  if (step.sets.length === 0) return state;
  const last = step.sets.findLastIndex(({ certain }) => certain);
  const values = step.sets.slice(Math.max(last, 0)).map(({ seconds }) => seconds);
  const set: WaitState = { values: few(values), setters: [step], maybeNested: null };
  return last < 0 ? either(set, state) : set;
}

function either(one: WaitState, other: WaitState): WaitState {
  if (one === other) return one;
  return {
    values: few([...one.values, ...other.values]),
    setters: [...new Set([...one.setters, ...other.setters])].slice(0, most),
    maybeNested: one.maybeNested ?? other.maybeNested,
  };
}

/** Of values and setters that are kept; more values than that count as one that cannot be read. */
const most = 16;

function few(values: readonly (number | null)[]): readonly (number | null)[] {
  const different = [...new Set(values)];
  return different.length <= most ? different : [...different.slice(0, most - 1), null];
}

export const isMissing = ({ enabled, nested }: TaskStep): boolean => enabled && nested !== null && !nested.found;

/** The steps that would make the sequence wait, whether they run or not. */
export function waitingSteps(sequence: TaskSequence): readonly TaskStep[] {
  const steps = waiting.get(sequence) ?? sequence.steps.filter(({ sets }) => sets.some(({ seconds }) => seconds !== 0));
  waiting.set(sequence, steps);
  return steps;
}

const waiting = new WeakMap<TaskSequence, readonly TaskStep[]>();
