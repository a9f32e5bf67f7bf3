// Declares remediate.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { inputIds } from '../../inputs/index.ts';
import { remedyIds } from '../../remedies/ids.ts';
import { statuses } from '../../types.ts';
import { readFailOn, readFileOption, readMomentOption } from '../options.ts';
import {
  architectureOption,
  asOfOption,
  catalogOption,
  configMgrVersionOption,
  configOption,
  environmentOption,
  exitCodeHelp,
  findingsOption,
  ignoreConfigOption,
  overlayOption,
  productOption,
  waiversOption,
  type World,
} from './shared.ts';

export function declareRemediate(root: Command, { io, result, version }: World): void {
  const command = root
    .command('remediate')
    .description('turn the check of a group into a change that mends it')
    .argument(
      '[group...]',
      'what "check" takes: exported groups, rules and task sequences, or "-" (default: the inputs of the configuration)',
    )
    .addOption(new Option('--only <kind,...>', `these kinds alone: ${remedyIds.join(', ')}`).argParser(readKinds))
    .option('--into <folder>', 'write a file for each kind into this folder, all or none')
    .option('--force', 'with --into: replace files that are there')
    .addOption(
      new Option('--mdt-first <number>', 'the first free number of WUMU_ExcludeKB (default: 1)').argParser(readFirst),
    );
  addCheckOptions(command)
    .addHelpText('after', remediateHelp)
    .action(async (files: string[], flags: import('../remediate.ts').RemediateFlags) => {
      const { runRemediate } = await import('../remediate.ts');
      result.code = await runRemediate(files, flags, io, version);
    });
}

/** Those of check that decide what is found; how a report is printed is none of them. */
function addCheckOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--task-sequence <file>', 'a task sequence that installs the group (repeatable)').argParser(
        readFileOption,
      ),
    )
    .addOption(new Option('--input <kind>', 'what the files are; found out when left out').choices(inputIds))
    .addOption(
      new Option(
        '--fail-on <status>',
        `mend from this status on: ${statuses.join(', ')} (default: conditional)`,
      ).argParser(readFailOn),
    )
    .addOption(environmentOption())
    .addOption(productOption())
    .addOption(architectureOption())
    .addOption(asOfOption())
    .addOption(catalogOption())
    .addOption(overlayOption())
    .addOption(findingsOption())
    .addOption(waiversOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .option('--updates <file>', "an export of the site's updates, for rules and for lists of members")
    .addOption(
      new Option('--run-at <date>', 'the clock of a rule, such as 2026-03-10T17:00 (default: now)').argParser(
        readMomentOption,
      ),
    )
    .addOption(configMgrVersionOption())
    .option('--strict', 'fail as well where nobody can tell what the task sequence does')
    .option('--ignore-mitigation', 'mend the group even where the task sequence survives it')
    .option('--accept-no-data', 'a group of which nothing is known needs no mending')
    .option('--require-fresh', 'exit 3 when a source that still changes was not read since the last Patch Tuesday')
    .option('--state <file>', "when pages were read (default: in the user's state folder)");
}

function readKinds(text: string, before: string[] = []): string[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const ids: readonly string[] = remedyIds;
  const wrong = kinds.find((kind) => !ids.includes(kind));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${remedyIds.join(', ')}.`);
  return [...new Set([...before, ...kinds])];
}

function readFirst(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 999.');
  return Number(text);
}

const remediateHelp = `
Nothing is changed by this command: it writes scripts and lists, and the scripts change nothing without -Apply.

Examples:
  rebootgate remediate group.json                                every kind, with a line between them
  rebootgate remediate group.json --only split-group             one script, to be piped into a file
  rebootgate remediate group.json --into mend                    a file for each kind in the folder mend
  rebootgate remediate group.json --task-sequence export.zip --only task-sequence
  rebootgate remediate rule.json --updates site-updates.json --only adr-criteria
  rebootgate remediate group.json --only mdt --mdt-first 4       there are WUMU_ExcludeKB1 to 3 already
${exitCodeHelp.trimEnd()} It never exits with 1: a change
that could be written, and a group that needs none, are both 0.
`;
