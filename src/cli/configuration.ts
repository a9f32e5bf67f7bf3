// Merges options, REBOOTGATE_* variables and rebootgate.yaml into the options of a check. Loads only where there is one of the latter two.
import { dirname, relative, resolve } from 'node:path';
import { type Configuration, readConfiguration } from '../config.ts';
import { dayOf } from '../dates.ts';
import { clock, type Io, readKeptFile } from './io.ts';
import { layerOf } from './config-layer.ts';
import { type Layer, switches } from './layer.ts';
import type { CheckFlags } from './check.ts';
import type { Settled } from './settings.ts';
import { readVariables } from './variables.ts';

/** @throws UserError that names the line or the variable */
export async function withSettings(
  given: Settled,
  config: string | null,
  variables: readonly string[],
  io: Io,
  wanted: readonly (keyof CheckFlags)[] | null,
): Promise<Settled> {
  const said = readVariables(variables, io);
  const file = config === null ? {} : layerOf(await configuration(config, io), besides(config, io));
  const merged = merge([file, said, given.flags]);
  const kept = config === null ? {} : { configFile: config };
  const flags = wanted === null ? merged : { ...given.flags, ...pick(merged, wanted) };
  return { files: given.files.length > 0 ? given.files : (file.files ?? []), flags: { ...flags, ...kept } };
}

async function configuration(path: string, io: Io): Promise<Configuration> {
  return readConfiguration(await readKeptFile(io, path), path, dayOf(clock(io)));
}

/** A path of the file, as it is from the working folder; "-" stays the standard input. */
function besides(config: string, io: Io): (path: string) => string {
  const folder = dirname(resolve(io.cwd, config));
  return (path) => (path === '-' ? path : relative(io.cwd, resolve(folder, path)) || '.');
}

/** The later wins. What is a set of single statements adds up: facts, and reports to write. */
function merge(layers: readonly Layer[]): CheckFlags {
  const all: Layer = Object.assign({}, ...layers);
  const env = Object.assign({}, ...layers.map((layer) => layer.env ?? {}));
  const factsFrom = Object.assign({}, ...layers.map((layer) => layer.factsFrom ?? {}));
  const output = layers.flatMap((layer) => layer.output ?? []);
  const { files: _files, waiverList, acceptNoData, requireFresh, strict, ignoreMitigation, ...rest } = all;
  const on = { acceptNoData, requireFresh, strict, ignoreMitigation };
  const inlineHolds = waiverList !== undefined && layers.slice(1).every(({ waivers }) => waivers === undefined);
  return {
    ...rest,
    ...(Object.keys(env).length > 0 && { env, factsFrom }),
    ...(output.length > 0 && { output }),
    ...(inlineHolds && { waiverList }),
    ...Object.fromEntries(switches.flatMap((name) => (on[name] ? [[name, true]] : []))),
  };
}

function pick(flags: CheckFlags, wanted: readonly (keyof CheckFlags)[]): Partial<CheckFlags> {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => wanted.some((each) => each === name)));
}
