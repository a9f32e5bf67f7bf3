// Where a step gives SMSTSWaitForSecondReboot a value: by a variable step, by a rule, or in a command line or script.
import { variablesOfRules } from './dynamic.ts';
import { type StepNode, valuesOf } from './nodes.ts';
import type { Assignment } from './types.ts';

const variable = 'SMSTSWaitForSecondReboot';
const isIt = (name: string): boolean => name.trim().toLowerCase() === variable.toLowerCase();

export function assignmentsOf(node: StepNode, commands: string): Assignment[] {
  const type = node.type?.toLowerCase() ?? '';
  if (type === 'sms_tasksequence_setvariableaction') return bySetVariable(node);
  if (type === 'sms_tasksequence_setdynamicvariablesaction') return byRules(node);
  return byScript(commands);
}

/** A value in seconds as a variable holds it: 0 where it is empty, null where it is no number. */
export function secondsOf(value: string): number | null {
  const text = value.trim();
  if (text === '') return 0;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function bySetVariable({ action, variables }: StepNode): Assignment[] {
  const [, inAction = '', value = ''] =
    /^\S*tsenv(?:\.exe)?"?\s+"?([^"=\s]{1,300})=([^"\r\n]{0,300})/i.exec(action) ?? [];
  const names = valuesOf(variables, 'VariableName');
  const [name = inAction, ...otherNames] = names;
  if (!isIt(name) && !otherNames.some(isIt)) return [];
  const [given = value, ...otherValues] = valuesOf(variables, 'VariableValue');
  return [{ seconds: otherValues.length > 0 ? null : secondsOf(given), certain: otherNames.every(isIt) && isIt(name) }];
}

function byRules({ variables }: StepNode): Assignment[] {
  const given = valuesOf(variables, 'OSDSetDynamicVariablesRules', 'Rules');
  return given.flatMap(assignmentsOfRules).map((each) => (given.length > 1 ? { ...each, certain: false } : each));
}

function assignmentsOfRules(rules: string): Assignment[] {
  const found = variablesOfRules(rules);
  // Rules that cannot be read may still set it.
  if (found === null) return new RegExp(variable, 'i').test(rules) ? [{ seconds: null, certain: false }] : [];
  return found
    .filter(({ name }) => isIt(name))
    .map(({ value, conditional }) => ({ seconds: secondsOf(value), certain: !conditional }));
}

/** A script whose branches are not followed may go past its assignment. */
const branches =
  /\b(?:if|else|elseif|switch|while|until|for|foreach|foreach-object|where-object|function|filter|try|catch|trap|return|exit|throw|goto|break)\b/i;

function byScript(commands: string): Assignment[] {
  const mentions = [...commands.matchAll(new RegExp(variable, 'gi'))];
  if (mentions.length === 0) return [];
  const certain = !branches.test(commands);
  return mentions.flatMap(({ index }) => {
    const before = commands.slice(Math.max(index - 40, 0), index);
    const seconds = assigned(before, commands.slice(index + variable.length, index + variable.length + 120));
    return seconds === 'read' ? [] : [{ seconds, certain: certain && seconds !== null }];
  });
}

/** Behind the name: a quote, a bracket, and a sign that gives it a value; "==" compares. */
const gives = /^["']?\s*[)\]]?\s*=(?!=)\s*/;
const literals = [
  /^["']?(\d{1,9})(?=["']|\s*(?:$|[;,|&)\]}\r\n])|\s+\/[a-z])/i,
  /^(?:''|"")(?!["'\w])()/,
  /^["']?\s*(?:[;&\r\n]|$)()/,
];
const passes = [/^["']?\s*,\s*["']?(\d{1,9})\b/, /^["']?\s+-value:?\s+["']?(\d{1,9})\b/i];

/** The value that a mention gives, null where it may give one that cannot be read, 'read' where it only asks for it. */
function assigned(before: string, after: string): number | null | 'read' {
  const sign = gives.exec(after)?.[0] ?? null;
  const rest = sign === null ? after : after.slice(sign.length);
  const value = (sign === null ? passes : literals)
    .map((form) => form.exec(rest)?.[1])
    .find((each) => each !== undefined);
  if (value !== undefined) return Number(value);
  if (sign !== null) return null;
  // Asked for: .Value("X"), .Item('X'), %X%, $env:X.
  return /^["']\s*[)\]]/.test(after) || /[%:]$/.test(before) ? 'read' : null;
}
