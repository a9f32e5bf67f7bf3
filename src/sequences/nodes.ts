// A sequence as its XML has it: a tree of groups and steps, before anything is concluded from it.
import type { StepVariable } from './types.ts';

export interface StepNode {
  kind: 'step';
  name: string;
  type: string | null;
  disabled: boolean;
  continueOnError: boolean;
  retryCount: number | null;
  runIn: string | null;
  action: string;
  condition: string | null;
  variables: StepVariable[];
}

export interface GroupNode {
  kind: 'group';
  name: string;
  disabled: boolean;
  /** MDT writes it behind the steps of the group. */
  condition: string | null;
  children: Node[];
}

export type Node = StepNode | GroupNode;

export interface SequenceNode {
  name: string | null;
  children: Node[];
  /** The list of global variables. */
  variables: StepVariable[];
}

/** A sequence with what the package around it says. */
export interface PackagedSequence {
  name: string | null;
  packageId: string | null;
  sequence: SequenceNode;
}

/** The value of the first variable that bears one of these names or properties; null where none does. */
export function variableOf(variables: readonly StepVariable[], ...names: readonly string[]): string | null {
  for (const wanted of names) {
    const found = variables.find((variable) => isCalled(variable, wanted));
    if (found) return found.value.trim();
  }
  return null;
}

/** The different values of all variables that bear one of these names or properties: which of two is used is not known. */
export function valuesOf(variables: readonly StepVariable[], ...names: readonly string[]): string[] {
  const found = variables.filter((variable) => names.some((wanted) => isCalled(variable, wanted)));
  return [...new Set(found.map(({ value }) => value.trim()))];
}

const isCalled = ({ name, property }: StepVariable, wanted: string): boolean =>
  same(name, wanted) || (property !== null && same(property, wanted));

const same = (one: string, other: string): boolean =>
  one.length === other.length && one.toLowerCase() === other.toLowerCase();

/** A number of retries; null where the text is none. */
export const countOf = (text: string | null): number | null =>
  text !== null && /^\d{1,4}$/.test(text.trim()) ? Number(text) : null;
