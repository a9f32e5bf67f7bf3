// REBOOTGATE_* variables: each option of "check" that a pipeline may set once for all its calls, under the option's own name.
import { InvalidArgumentError } from 'commander';
import { UserError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { formats } from '../reports/index.ts';
import type { Environment } from '../types.ts';
import { type Io, isWindows } from './io.ts';
import type { Layer } from './layer.ts';
import {
  readArchitecture,
  readConfigMgrVersion,
  readEnvironment,
  readFailOn,
  readOutput,
  readProduct,
  readUnusedWaivers,
} from './options.ts';

type Read = (text: string) => Layer;

/** Names of files may hold commas and, on Windows, colons. */
const filesIn = (text: string): string[] => listOf(text, /[;\n]/);
const factsIn = (text: string): string[] => listOf(text, /[,;\n]/);

function listOf(text: string, mark: RegExp): string[] {
  return text
    .split(mark)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** Without the prefix; the names of the options. */
const readers: Record<string, Read> = {
  CONFIG: () => ({}),
  FORMAT: (text) => ({ format: formatOf(text) }),
  OUTPUT: (text) => ({ output: filesIn(text).flatMap((each) => readOutput(formats)(each)) }),
  FAIL_ON: (text) => ({ failOn: readFailOn(text) }),
  ENV: (text) => environmentOf(factsIn(text)),
  PRODUCT: (text) => ({ product: readProduct(text) }),
  ARCH: (text) => ({ arch: readArchitecture(text) }),
  WAIVERS: (text) => ({ waivers: filesIn(text) }),
  UNUSED_WAIVERS: (text) => ({ unusedWaivers: readUnusedWaivers(text) }),
  BASELINE: (text) => ({ baseline: text }),
  FINDINGS: (text) => ({ findings: filesIn(text) }),
  CATALOG: (text) => ({ catalog: text }),
  OVERLAY: (text) => ({ overlay: filesIn(text) }),
  UPDATES: (text) => ({ updates: text, updatesIfAsked: true }),
  TASK_SEQUENCE: (text) => ({ taskSequence: filesIn(text) }),
  CONFIGMGR_VERSION: (text) => ({ configmgrVersion: readConfigMgrVersion(text) }),
  STRICT: (text) => ({ strict: readSwitch(text) }),
  IGNORE_MITIGATION: (text) => ({ ignoreMitigation: readSwitch(text) }),
  ACCEPT_NO_DATA: (text) => ({ acceptNoData: readSwitch(text) }),
  REQUIRE_FRESH: (text) => ({ requireFresh: readSwitch(text) }),
  STATE: (text) => ({ state: text }),
};

export const variableNames: readonly string[] = Object.keys(readers).map((name) => `REBOOTGATE_${name}`);

function environmentOf(facts: readonly string[]): Layer {
  const env = facts.reduce<Environment>((all, each) => readEnvironment(each, all), {});
  return { env, factsFrom: Object.fromEntries(Object.keys(env).map((fact) => [fact, 'REBOOTGATE_ENV'])) };
}

/** What users write who have the keys of rebootgate.yaml in mind. */
const otherNames: Record<string, string> = {
  ENVIRONMENT: 'ENV',
  ARCHITECTURE: 'ARCH',
  OUTPUTS: 'OUTPUT',
  TASK_SEQUENCES: 'TASK_SEQUENCE',
};

/**
 * @param names of the variables that begin with REBOOTGATE_ and are not empty
 * @throws UserError for one that nobody knows, and for a value that cannot be read; the value itself is never printed
 */
export function readVariables(names: readonly string[], io: Io): Layer {
  return Object.assign({}, ...names.map((name) => readVariable(name, io)));
}

function readVariable(name: string, io: Io): Layer {
  const key = name.slice('REBOOTGATE_'.length).toUpperCase();
  const isNamed = name === `REBOOTGATE_${key}` || isWindows(io);
  const read = isNamed && Object.hasOwn(readers, key) ? readers[key] : undefined;
  if (!read) throw unknown(name, key);
  try {
    return read((io.env[name] ?? '').trim());
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw new UserError(
        `the variable ${name} cannot be read: ${error.message}`,
        'Set it as the option is set, or unset it.',
      );
    throw error;
  }
}

function unknown(name: string, key: string): UserError {
  const meant = otherNames[key] ?? nearest(key, Object.keys(readers));
  const hint = `${meant === null ? '' : `Did you mean REBOOTGATE_${meant}? `}Variables are: ${variableNames.join(', ')}.`;
  return new UserError(`the variable ${name} is none that rebootgate knows`, hint);
}

function readSwitch(text: string): boolean {
  if (/^(?:1|yes|true|on)$/i.test(text)) return true;
  if (/^(?:0|no|false|off)$/i.test(text)) return false;
  throw new InvalidArgumentError('It must be yes or no.');
}

function formatOf(text: string): string {
  if (formats.some((each) => each === text)) return text;
  throw new InvalidArgumentError(`It must be one of ${formats.join(', ')}.`);
}
