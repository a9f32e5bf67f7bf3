// rebootgate finding: the commands behind it, in one chunk with the readers and writers that they share.
import type { ExitCode } from './failure.ts';
import { type AddFlags, runAdd as add } from './finding-add.ts';
import { type CheckFindingsFlags, runCheckFindings as checkFindings } from './finding-check.ts';
import { type ListFlags, runList as list } from './finding-list.ts';
import { type RetractFlags, runRetract as retract } from './finding-retract.ts';
import type { Io } from './io.ts';
import { settle } from './settings.ts';

export type { AddFlags, CheckFindingsFlags, ListFlags, RetractFlags };

/** What of each command the configuration says as well. */
interface Settable {
  findings?: string[];
  catalog?: string;
  data?: string;
  config?: string;
  ignoreConfig?: true;
}

export async function runAdd(flags: AddFlags & Settable, io: Io): Promise<ExitCode> {
  return add(await settled(flags, io), io);
}

export async function runRetract(id: string, flags: RetractFlags & Settable, io: Io): Promise<ExitCode> {
  return retract(id, await settled(flags, io), io);
}

export async function runList(flags: ListFlags & Settable, io: Io): Promise<ExitCode> {
  return list(await settled(flags, io), io);
}

export async function runCheckFindings(
  paths: readonly string[],
  flags: CheckFindingsFlags & Settable,
  io: Io,
): Promise<ExitCode> {
  return checkFindings(paths, await settled(flags, io), io);
}

/** A data folder that is named is a place of its own, whatever the configuration says. */
async function settled<T extends Settable>(flags: T, io: Io): Promise<T> {
  const { findings, catalog, config, ignoreConfig } = flags;
  const stated = {
    ...(findings !== undefined && { findings }),
    ...(catalog !== undefined && { catalog }),
    ...(config !== undefined && { config }),
    ...(ignoreConfig !== undefined && { ignoreConfig }),
  };
  const { flags: said } = await settle([], stated, io, ['findings', 'catalog']);
  return {
    ...flags,
    ...(said.findings !== undefined && flags.data === undefined && { findings: said.findings }),
    ...(said.catalog !== undefined && { catalog: said.catalog }),
  };
}
