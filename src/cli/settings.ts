// What a command is told besides its options: REBOOTGATE_* and rebootgate.yaml. Found by a few stat calls; read only where there is any.
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { plain } from '../reports/safe.ts';
import { isThere, statsOf } from '../stats.ts';
import type { CheckFlags } from './check.ts';
import { type Io, isWindows } from './io.ts';
import { readBy, requireOwnOutputs } from './own-outputs.ts';

export interface Settled {
  files: readonly string[];
  flags: CheckFlags;
}

/** Of the files that were found, the one whose settings hold. */
export interface ConfigFile {
  /** From the working folder. */
  path: string;
  /** Nobody named it, so a note does. */
  found: boolean;
}

/** What decides the check of a group, for commands that make checks and print something else. */
export const settingsOfChecks = [
  ...(['catalog', 'overlay', 'findings', 'env', 'factsFrom', 'failOn', 'product', 'arch'] as const),
  ...(['taskSequence', 'updates', 'updatesIfAsked', 'configmgrVersion', 'strict', 'ignoreMitigation'] as const),
  ...(['waivers', 'waiverList', 'unusedWaivers', 'acceptNoData', 'requireFresh', 'state'] as const),
] satisfies readonly (keyof CheckFlags)[];

const names = ['rebootgate.yaml', 'rebootgate.yml'];

/**
 * Options, then REBOOTGATE_* variables, then the configuration: the first that says something counts. Facts and outputs add up.
 * @param wanted the settings that concern the command; null: all
 * @throws UserError for a setting that nobody knows: a mistyped one would silently not hold; for an output that is no file of its own
 */
export async function settle(
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
  wanted: readonly (keyof CheckFlags)[] | null = null,
): Promise<Settled> {
  const settled = await allSettings(files, flags, io, wanted);
  const { output = [] } = settled.flags;
  if (output.length > 0) requireOwnOutputs(output, readBy(settled, io), io);
  return settled;
}

async function allSettings(
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
  wanted: readonly (keyof CheckFlags)[] | null,
): Promise<Settled> {
  const variables = Object.keys(io.env).filter((name) => /^REBOOTGATE_/i.test(name) && saysSomething(io.env[name]));
  const config = configFile(flags, io);
  if (config === null && variables.length === 0) return { files, flags };
  if (config?.found) io.err(plain(`note: the configuration is ${config.path}`).concat('\n'));
  const { withSettings } = await import('./configuration.ts');
  return withSettings({ files, flags }, config?.path ?? null, variables, io, wanted);
}

function configFile(flags: CheckFlags, io: Io): ConfigFile | null {
  const named = flags.config ?? variable(io, 'REBOOTGATE_CONFIG');
  if (flags.ignoreConfig && flags.config === undefined) return null;
  if (named !== undefined && saysSomething(named)) return { path: named, found: false };
  const path = findUpwards(resolve(io.cwd));
  return path === null ? null : { path: relative(io.cwd, path), found: true };
}

/** A variable of blanks or separators alone is not set: it must not take away what the configuration says. */
const saysSomething = (text: string | undefined): boolean => text !== undefined && /[^\s,;]/.test(text);

/** Names of variables have no case on Windows; elsewhere one in lower case is another, and refused where it is read. */
function variable(io: Io, name: string): string | undefined {
  const { env } = io;
  if (!isWindows(io)) return env[name];
  return env[name] ?? env[Object.keys(env).find((each) => each.toUpperCase() === name) ?? name];
}

function findUpwards(folder: string): string | null {
  const [first, second] = names.map((name) => join(folder, name)).filter((path) => isThere(path));
  if (first !== undefined && second !== undefined)
    throw new UserError(`${folder} holds ${names.join(' and ')}`, 'Keep one of the two, or name one with --config.');
  if (first !== undefined) return requireTarget(first);
  const above = dirname(folder);
  return above === folder ? null : findUpwards(above);
}

/** Passed over, a link that leads nowhere would leave the gate with the settings of a folder above, or with none. */
function requireTarget(path: string): string {
  if (statsOf(path) !== null) return path;
  throw new UserError(
    `${path} is a link that cannot be followed`,
    'Mend or remove it, name another with --config, or read none with --ignore-config.',
  );
}
