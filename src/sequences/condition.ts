// Conditions of steps and groups, as one line that an administrator would say them in.
import { limits, shortened } from './limits.ts';
import type { StepVariable } from './types.ts';

const mostParts = 20;

/** @param type and, or, not; @param parts what stands below it, already said. '' where nothing does. */
export function operatorText(type: string, parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '');
  const [only, ...others] = said.length > mostParts ? [...said.slice(0, mostParts), '...'] : said;
  if (only === undefined) return '';
  if (type.toLowerCase() === 'not') return shortened(`not (${[only, ...others].join(' and ')})`, limits.condition);
  if (others.length === 0) return only;
  const isOr = type.toLowerCase() === 'or';
  const text = [only, ...others].join(isOr ? ' or ' : ' and ');
  return shortened(isOr ? `(${text})` : text, limits.condition);
}

/** A WMI, file, folder, registry or variable condition; of a kind that is not known, its parts as they are. */
export function expressionText(type: string, variables: readonly StepVariable[]): string {
  const of = (name: string): string =>
    variables.find((variable) => variable.name.toLowerCase() === name)?.value.trim() ?? '';
  return shortened(`${sayings[shortType(type)]?.(of) ?? said(type, variables)}`, limits.condition);
}

const shortType = (type: string): string =>
  type
    .replace(/^SMS_TaskSequence_/i, '')
    .replace(/ConditionExpression$/i, '')
    .toLowerCase();

const sayings: Readonly<Record<string, (of: (name: string) => string) => string | null>> = Object.assign(
  Object.create(null),
  {
    variable: (of) => compared(of('variable'), of('operator'), of('value')),
    wmi: (of) => `WMI query "${of('query')}"`,
    folder: (of) => (of('operator') === '' ? `folder "${of('path')}" exists` : null),
    file: (of) => (of('operator') === '' ? `file "${of('path')}" exists` : null),
    registry: (of) => compared(`registry ${of('keypath')} ${of('value')}`.trim(), of('operator'), of('data')),
  } satisfies Record<string, (of: (name: string) => string) => string | null>,
);

function compared(what: string, operator: string, value: string): string {
  if (/^exists$/i.test(operator)) return `${what} exists`;
  if (/^notExists$/i.test(operator)) return `${what} does not exist`;
  const words = operator.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `${what} ${words} "${value}"`;
}

function said(type: string, variables: readonly StepVariable[]): string {
  const parts = variables.slice(0, mostParts).map(({ name, value }) => `${name} "${value.trim()}"`);
  return [shortType(type) || 'condition', ...parts].join(' ');
}
