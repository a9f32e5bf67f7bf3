// What the declarations of several commands share: options, and the help on exit codes.
import { Option } from 'commander';
import { architectures, statuses } from '../../types.ts';
import type { Io } from '../io.ts';
import type { ExitCode } from '../failure.ts';
import {
  readArchitecture,
  readConfigMgrVersion,
  readDayOption,
  readEnvironment,
  readFailOn,
  readFileOption,
  readProduct,
} from '../options.ts';

/** What a command is declared with: the world, and where its exit code goes. */
export interface World {
  io: Io;
  result: { code: ExitCode };
  version: string;
  /** The command line: a command of many parts declares them only where it is called. */
  args: readonly string[];
}

export const exitCodeHelp = `
Exit codes: 0 pass, 1 the gate fails, 2 you must act (bad option, unreadable input), 3 cannot decide or cannot do.
`;

export const catalogOption = (): Option =>
  new Option('--catalog <file>', 'use this catalog instead of the shipped one');

export const configOption = (): Option =>
  new Option('--config <file>', 'the configuration (default: rebootgate.yaml here or in a folder above)');

export const ignoreConfigOption = (): Option =>
  new Option('--ignore-config', 'read no configuration; REBOOTGATE_* variables hold all the same');

export const configMgrVersionOption = (): Option =>
  new Option('--configmgr-version <version>', 'the version of Configuration Manager, such as 2403').argParser(
    readConfigMgrVersion,
  );

export const overlayOption = (): Option =>
  new Option('--overlay <file>', 'add a catalog made by "import --into" to it (repeatable)').argParser(readFileOption);

export const waiversOption = (): Option =>
  new Option('--waivers <file>', 'updates that are let through for a time (repeatable)').argParser(readFileOption);

export const findingsOption = (): Option =>
  new Option('--findings <path>', 'add findings of your own, a file or a folder (repeatable)').argParser(
    readFileOption,
  );

/** Where findings are written, and not only read. */
export const placeOption = (): Option =>
  new Option('--findings <path>', 'the file or folder with findings of your own').argParser(readFileOption);

export const dataOption = (): Option =>
  new Option('--data <folder>', 'a data folder instead; its findings/ is meant (default: ./data where it holds facts)');

export const environmentOption = (): Option =>
  new Option('--env <fact=yes|no|unknown>', 'state a fact about the devices (repeatable)').argParser(readEnvironment);

export const productOption = (): Option =>
  new Option('--product <name>', 'the product of updates that do not say theirs').argParser(readProduct);

export const architectureOption = (): Option =>
  new Option(
    '--arch <architecture>',
    `the architecture of updates that do not say theirs (${architectures.join(', ')})`,
  ).argParser(readArchitecture);

export const asOfOption = (): Option =>
  new Option('--as-of <date>', 'use only what was known on that day').argParser(readDayOption);

export const failOnOption = (): Option =>
  new Option(
    '--fail-on <status>',
    `a group fails from this status on: ${statuses.join(', ')} or never (default: conditional)`,
  ).argParser(readFailOn);
