// <sequence> of ConfigMgr (3.10), of MDT and of older versions (3.00), read into a tree of groups and steps.
import { UserError } from '../errors.ts';
import { type Attributes, localName, xmlReader } from '../xml/xml.ts';
import { expressionText, operatorText } from './condition.ts';
import { exportHint, limits, refusal, shortened, tooDeep, tooMany } from './limits.ts';
import { countOf, type GroupNode, type SequenceNode, type StepNode } from './nodes.ts';
import type { StepVariable } from './types.ts';

/** What an open element is, by where it stands: a <subtasksequence> is a step in a group, and none in the list of references. */
type Frame =
  | { is: 'sequence'; node: SequenceNode }
  | { is: 'group'; node: GroupNode }
  | { is: 'step'; node: StepNode }
  | { is: 'list'; into: StepVariable[] }
  | { is: 'operator'; type: string; parts: string[]; done: (text: string) => void }
  | { is: 'expression'; type: string; variables: StepVariable[]; done: (text: string) => void }
  | { is: 'text'; pieces: string[]; done: (text: string) => void }
  | { is: 'ignored' };

const ignored: Frame = { is: 'ignored' };

/** @throws UserError where it is no sequence, is cut off, or is larger than any sequence is */
export function readSequenceXml(text: string): SequenceNode {
  const reader = new SequenceReader();
  try {
    const xml = xmlReader(reader);
    for (let at = 0; at < text.length; at += 65_536) xml.write(text.slice(at, at + 65_536));
    xml.end();
  } catch (cause) {
    throw refusal(cause);
  }
  return reader.sequence ?? notOne('nothing');
}

function notOne(root: string): never {
  throw new UserError(`it holds no <sequence>, but ${root}`, exportHint);
}

class SequenceReader {
  sequence: SequenceNode | null = null;
  readonly #stack: Frame[] = [];
  #nodes = 0;
  #variables = 0;
  #groups = 0;

  open(name: string, attributes: Attributes): void {
    this.#stack.push(this.#frame(localName(name), attributes));
  }

  text(text: string): void {
    const top = this.#stack.at(-1);
    if (top?.is === 'text') top.pieces.push(text);
    if (top?.is === 'operator' && top.parts.at(-1) !== unknownKind && text.trim() !== '') top.parts.push(unknownKind);
  }

  close(): void {
    const frame = this.#stack.pop();
    if (frame?.is === 'text') frame.done(frame.pieces.join(''));
    if (frame?.is === 'operator') frame.done(operatorText(frame.type, frame.parts));
    if (frame?.is === 'expression') frame.done(expressionText(frame.type, frame.variables));
    if (frame?.is === 'group') this.#groups -= 1;
  }

  #frame(name: string, attributes: Attributes): Frame {
    const parent = this.#stack.at(-1);
    if (parent === undefined) return this.#root(name, attributes);
    if (parent.is === 'sequence' || parent.is === 'group') return this.#inGroup(parent, name, attributes);
    if (parent.is === 'step') return this.#inStep(parent.node, name);
    if (parent.is === 'list') return name === 'variable' ? this.#variable(parent.into, attributes) : ignored;
    if (parent.is === 'operator') return partOf(parent.parts, name, attributes);
    if (parent.is === 'expression') return name === 'variable' ? this.#variable(parent.variables, attributes) : ignored;
    return ignored;
  }

  #root(name: string, attributes: Attributes): Frame {
    if (name !== 'sequence') notOne(`<${shortened(name, 60)}>`);
    this.sequence = { name: named(attributes), children: [], variables: [] };
    return { is: 'sequence', node: this.sequence };
  }

  #inGroup(parent: Frame & { is: 'sequence' | 'group' }, name: string, attributes: Attributes): Frame {
    if (name === 'group') return this.#group(parent.node, attributes);
    if (name === 'step' || name === 'subtasksequence') return this.#step(parent.node, attributes);
    if (parent.is === 'group') return isCondition(name) ? conditionOf(parent.node) : ignored;
    return name === 'globalVarList' ? { is: 'list', into: parent.node.variables } : ignored;
  }

  #inStep(step: StepNode, name: string): Frame {
    if (isCondition(name)) return conditionOf(step);
    if (name === 'defaultVarList') return { is: 'list', into: step.variables };
    if (name !== 'action') return ignored;
    return {
      is: 'text',
      pieces: [],
      done: (text) => {
        step.action = text.trim();
      },
    };
  }

  #group(parent: SequenceNode | GroupNode, attributes: Attributes): Frame {
    this.#groups += 1;
    if (this.#groups > limits.depth) throw tooDeep();
    this.#count();
    const name = named(attributes) ?? '';
    const node: GroupNode = {
      kind: 'group',
      name,
      disabled: isOn(attributes, 'disable'),
      condition: null,
      children: [],
    };
    parent.children.push(node);
    return { is: 'group', node };
  }

  #step(parent: SequenceNode | GroupNode, attributes: Attributes): Frame {
    this.#count();
    const node: StepNode = {
      kind: 'step',
      name: named(attributes) ?? '',
      type: shortened((attributes.get('type') ?? '').trim()) || null,
      disabled: isOn(attributes, 'disable'),
      continueOnError: isOn(attributes, 'continueOnError'),
      retryCount: countOf(attributes.get('retryCount') ?? null),
      runIn: shortened((attributes.get('runIn') ?? '').trim()) || null,
      action: '',
      condition: null,
      variables: [],
    };
    parent.children.push(node);
    return { is: 'step', node };
  }

  #variable(into: StepVariable[], attributes: Attributes): Frame {
    this.#variables += 1;
    if (this.#variables > limits.variables) throw new UserError('its steps have too many variables', exportHint);
    const [name, property] = [attributes.get('name') ?? '', attributes.get('property') ?? null];
    return { is: 'text', pieces: [], done: (value) => into.push({ name, property, value }) };
  }

  #count(): void {
    this.#nodes += 1;
    if (this.#nodes > limits.steps) throw tooMany();
  }
}

const isCondition = (name: string): boolean => /condition/i.test(name);

/** What stands in a condition and is not known may keep the step from running like any other. */
const unknownKind = 'a condition of an unknown kind';

/** Several expressions below a condition count as joined by "and"; an empty condition is none. */
function conditionOf(node: GroupNode | StepNode): Frame {
  const parts: string[] = [];
  const done = (text: string): void => {
    if (parts.length > 0) node.condition = text === '' ? unknownKind : text;
  };
  return { is: 'operator', type: 'and', parts, done };
}

function partOf(parts: string[], name: string, attributes: Attributes): Frame {
  const [type, done] = [attributes.get('type') ?? '', (text: string) => void parts.push(text)];
  if (name === 'operator') return { is: 'operator', type, parts: [], done };
  if (name === 'expression') return { is: 'expression', type, variables: [], done };
  const named = shortened(name, 60);
  const said = (text: string): void => done(text === '' ? `${unknownKind} (${named})` : `${named} (${text})`);
  return { is: 'operator', type, parts: [], done: said };
}

const named = (attributes: Attributes): string | null => shortened((attributes.get('name') ?? '').trim()) || null;

const isOn = (attributes: Attributes, name: string): boolean =>
  /^(?:true|1)$/i.test(attributes.get(name)?.trim() ?? '');
