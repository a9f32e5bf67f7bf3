// Declares patch-tuesday.
import { type Command, Option } from 'commander';
import { inputIds } from '../../inputs/index.ts';
import { readMomentOption, readOutput } from '../options.ts';
import {
  architectureOption,
  catalogOption,
  configOption,
  environmentOption,
  failOnOption,
  findingsOption,
  ignoreConfigOption,
  overlayOption,
  productOption,
  waiversOption,
  type World,
} from './shared.ts';

const formats = ['text', 'json'];

export function declarePatchTuesday(root: Command, { io, result, version }: World): void {
  root
    .command('patch-tuesday')
    .description('say what is known of a month and its updates, and check every group: for a scheduled job')
    .argument('[month]', 'such as 2026-04 (default: this month)')
    .argument(
      '[group...]',
      'exported groups and rules, each checked on its own (default: the inputs of the configuration)',
    )
    .option('--record <file>', 'name what changed since the run that is recorded there, and record this one')
    .addOption(new Option('--input <kind>', 'what the groups are; found out when left out').choices(inputIds))
    .addOption(new Option('-f, --format <name>', 'text or json (default: text)').choices(formats))
    .addOption(
      new Option('-o, --output <format=file>', 'write the report to a file as well (repeatable)').argParser(
        readOutput(formats),
      ),
    )
    .addOption(failOnOption())
    .addOption(environmentOption())
    .addOption(productOption())
    .addOption(architectureOption())
    .addOption(catalogOption())
    .addOption(overlayOption())
    .addOption(findingsOption())
    .addOption(waiversOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .option('--updates <file>', "an export of the site's updates, for rules and for lists of members")
    .addOption(
      new Option(
        '--run-at <date>',
        'the clock of a rule (default: now, or the end of a month that has ended)',
      ).argParser(readMomentOption),
    )
    .option('--accept-no-data', 'let a group pass of which nothing is known')
    .option('--require-fresh', 'exit 3 when a source that still changes was not read since the Patch Tuesday')
    .option('--state <file>', "when pages were read (default: in the user's state folder)")
    .addHelpText('after', tuesdayHelp)
    .action(async (first: string | undefined, rest: string[], flags: import('../patch-tuesday.ts').TuesdayFlags) => {
      const { runPatchTuesday } = await import('../patch-tuesday.ts');
      // The month may be left out: what does not look like one is a group.
      const isMonth = first !== undefined && /^\d{4}-\d{1,2}$/.test(first);
      const inputs = first === undefined || isMonth ? rest : [first, ...rest];
      result.code = await runPatchTuesday(isMonth ? first : null, inputs, flags, io, version);
    });
}

const tuesdayHelp = `
Examples:
  rebootgate patch-tuesday                                        this month
  rebootgate patch-tuesday 2026-04 group.json rule.json           what was known at the end of April, and two groups
  rebootgate patch-tuesday *.json --record last.json --output json=report.json

Exit codes: that of the worst group (1 before 3), 0 without one; 2 you must act, 3 cannot do.
`;
