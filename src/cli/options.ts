// Options that several commands share, and how their values are read. A value that cannot be read is an error, never a default.
import { InvalidArgumentError } from 'commander';
import { isDay } from '../dates.ts';
import { canonicalProduct, findProducts, productFamilies } from '../products/products.ts';
import { hasSecondRebootWait } from '../sequences/version.ts';
import { type Architecture, architectures, type Environment, type FactState, type Status, statuses } from '../types.ts';

export { nearest } from '../nearest.ts';

export function readDayOption(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a date such as 2014-06-17.');
  return text;
}

export function readArchitecture(text: string): Architecture {
  const found = architectures.find((name) => name === text.toLowerCase());
  if (!found) throw new InvalidArgumentError(`It must be one of ${architectures.join(', ')}.`);
  return found;
}

export function readProduct(text: string): string {
  const product = canonicalProduct(text);
  if (product !== null) return product;
  if (findProducts(text).length > 1) throw new InvalidArgumentError('It names more than one product.');
  throw new InvalidArgumentError(
    `It is none of: ${productFamilies.join(', ')} (with "Version 24H2" and the like where there is one).`,
  );
}

export function readFailOn(text: string): Status | 'never' {
  const found = [...statuses, 'never' as const].find((name) => name === text);
  if (!found) throw new InvalidArgumentError(`It must be one of ${[...statuses, 'never'].join(', ')}.`);
  return found;
}

/** Checked whether or not a task sequence asks for it: a mistyped one would wait in the configuration for the first that does. */
export function readConfigMgrVersion(text: string): string {
  if (hasSecondRebootWait(text) !== null) return text;
  throw new InvalidArgumentError(
    'It must be a version as the console shows it: 2403, 5.00.9128.1000, or "2012 R2 SP1 CU3".',
  );
}

export const unusedWaiverChoices = ['fail', 'warn', 'ignore'] as const;
export type UnusedWaivers = (typeof unusedWaiverChoices)[number];

export function readUnusedWaivers(text: string): UnusedWaivers {
  const found = unusedWaiverChoices.find((name) => name === text);
  if (!found) throw new InvalidArgumentError(`It must be one of ${unusedWaiverChoices.join(', ')}.`);
  return found;
}

const states: readonly FactState[] = ['yes', 'no', 'unknown'];

/** Collects `--env <fact>=<yes|no|unknown>`; whether the fact exists is checked against the catalog. */
export function readEnvironment(text: string, before: Environment = {}): Environment {
  const match = /^([a-z0-9][a-z0-9.-]*)=(\w+)$/i.exec(text);
  const state = states.find((name) => name === match?.[2]?.toLowerCase());
  if (!match?.[1] || !state)
    throw new InvalidArgumentError('It must be <fact>=<yes|no|unknown>, such as credential-guard=yes.');
  const fact = match[1].toLowerCase();
  if (Object.hasOwn(before, fact) && before[fact] !== state)
    throw new InvalidArgumentError(`${fact} is stated twice, differently.`);
  return { ...before, [fact]: state };
}

export interface OutputFile {
  format: string;
  file: string;
}

export function readOutput(formats: readonly string[]): (text: string, before?: OutputFile[]) => OutputFile[] {
  return (text, before = []) => {
    const [format = '', ...rest] = text.split('=');
    const file = rest.join('=');
    if (!formats.includes(format) || file === '') {
      throw new InvalidArgumentError(`It must be <format>=<file>; formats are ${formats.join(', ')}.`);
    }
    if (file === '-') throw new InvalidArgumentError('It names a file; --format is for the standard output.');
    return [...before, { format, file }];
  };
}

/** One file each time, so that the files behind it are not taken for more of them. */
export function readFileOption(file: string, before: string[] | undefined): string[] {
  return [...(before ?? []), file];
}

/** A day, or a day and a time; without a zone it is UTC. */
export function readMomentOption(text: string): string {
  const shape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;
  const zoned = /T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) || !text.includes('T') ? text : `${text}Z`;
  const time = shape.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time) || !new Date(Date.parse(text.slice(0, 10))).toISOString().startsWith(text.slice(0, 10)))
    throw new InvalidArgumentError('It is no moment; write 2026-03-10 or 2026-03-10T17:00.');
  return new Date(time).toISOString();
}
