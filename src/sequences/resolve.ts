// Trees to sequences: steps in the order in which they run, nested sequences in the place of the step that runs them.
import { UserError } from '../errors.ts';
import { secondsOf } from './assignments.ts';
import { kindOf } from './kinds.ts';
import { exportHint, limits, tooDeep, tooMany } from './limits.ts';
import { type Node, type PackagedSequence, type StepNode, valuesOf } from './nodes.ts';
import { factsOf, type StepFacts } from './steps.ts';
import type { Condition, Span, TaskSequence, TaskStep } from './types.ts';

/** What a step inherits; shared by all steps of a group. */
interface Inherited {
  group: readonly string[];
  disabledBy: string | null;
  conditions: readonly Condition[];
  span: Span | null;
  /** The sequences that are being run, from the outermost on: none may run itself. */
  running: readonly PackagedSequence[];
}

interface Shared {
  byId: ReadonlyMap<string, PackagedSequence>;
  nested: Set<PackagedSequence>;
  facts: Map<StepNode, StepFacts>;
  /** How many steps all sequences of the file have so far. */
  total: { steps: number };
}

const nothing: Inherited = { group: [], disabledBy: null, conditions: [], span: null, running: [] };

/** @throws UserError where the sequences run one another so often that nobody could run them */
export function resolveSequences(all: readonly PackagedSequence[]): TaskSequence[] {
  const byId = new Map(all.flatMap((each) => (each.packageId === null ? [] : [[each.packageId.toLowerCase(), each]])));
  const shared: Shared = { byId, nested: new Set(), facts: new Map(), total: { steps: 0 } };
  const read = all.map((each) => ({ each, sequence: resolved(each, shared) }));
  return read.filter(({ each }) => !shared.nested.has(each)).map(({ sequence }) => sequence);
}

function resolved(packaged: PackagedSequence, shared: Shared): TaskSequence {
  const steps: TaskStep[] = [];
  flatten(packaged.sequence.children, { ...nothing, running: [packaged] }, steps, shared);
  const [global = null, ...others] = valuesOf(packaged.sequence.variables, 'SMSTSWaitForSecondReboot');
  return {
    name: packaged.name ?? packaged.sequence.name ?? '',
    packageId: packaged.packageId,
    kind: kindOf(steps),
    steps,
    initialWait:
      global === null ? null : { seconds: others.length > 0 ? null : secondsOf(global), certain: others.length === 0 },
  };
}

function flatten(nodes: readonly Node[], inherited: Inherited, steps: TaskStep[], shared: Shared): void {
  if (inherited.group.length > limits.depth) throw tooDeep();
  for (const node of nodes) {
    if (node.kind === 'step') addStep(node, inherited, steps, shared);
    else within(node, inherited, steps, (inner) => flatten(node.children, inner, steps, shared));
  }
}

/** The steps of a group, or of a sequence that a step runs, with what they get from it. */
function within(
  node: { name: string; disabled: boolean; condition: string | null },
  outer: Inherited,
  steps: TaskStep[],
  add: (inner: Inherited) => void,
): void {
  const span =
    node.condition === null ? outer.span : { from: steps.length + 1, to: steps.length + 1, outer: outer.span };
  const conditions =
    node.condition === null ? outer.conditions : [...outer.conditions, { text: node.condition, group: node.name }];
  const disabledBy = outer.disabledBy ?? (node.disabled ? node.name : null);
  add({ ...outer, group: [...outer.group, node.name], disabledBy, conditions, span });
  if (span !== null && span !== outer.span) span.to = steps.length;
}

function addStep(node: StepNode, inherited: Inherited, steps: TaskStep[], shared: Shared): void {
  shared.total.steps += 1;
  if (shared.total.steps > limits.steps) throw tooMany();
  const facts = factsOnce(node, shared);
  const target = nestedTarget(facts, inherited, shared);
  const at = steps.length + 1;
  const { name, type, continueOnError, runIn, variables, condition, disabled } = node;
  const span = condition === null ? inherited.span : { from: at, to: at, outer: inherited.span };
  steps.push({
    ...facts,
    ...{ at, name, type, continueOnError, runIn, variables, span },
    group: inherited.group,
    enabled: inherited.disabledBy === null && !disabled,
    disabledBy: inherited.disabledBy,
    conditions: condition === null ? inherited.conditions : [...inherited.conditions, { text: condition, group: null }],
    nested: facts.nested && { ...facts.nested, found: target !== null },
  });
  if (target === null) return;
  shared.nested.add(target);
  within(node, { ...inherited, running: [...inherited.running, target] }, steps, (inner) =>
    flatten(target.sequence.children, inner, steps, shared),
  );
}

/** A sequence may be run by many steps, and its scripts are looked into once. */
function factsOnce(node: StepNode, { facts }: Shared): StepFacts {
  const known = facts.get(node) ?? factsOf(node);
  facts.set(node, known);
  return known;
}

function nestedTarget({ nested }: StepFacts, { running }: Inherited, { byId }: Shared): PackagedSequence | null {
  const target = byId.get(nested?.packageId?.toLowerCase() ?? '') ?? null;
  if (target === null || !running.includes(target)) return target;
  throw new UserError('a sequence in it runs itself, directly or by another one', exportHint);
}
