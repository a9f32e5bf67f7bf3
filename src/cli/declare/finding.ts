// Declares finding: add, retract, list, check.
import { type Command, Option } from 'commander';
import { readDayOption } from '../options.ts';
import { declareFindingAdd } from './finding-add.ts';
import {
  catalogOption,
  configOption,
  dataOption,
  findingsOption,
  ignoreConfigOption,
  placeOption,
  type World,
} from './shared.ts';

export function declareFinding(root: Command, world: World): void {
  const finding = root
    .command('finding')
    .description('findings of your own: add, retract, list, check')
    .addHelpText('after', findingHelp);
  // Forty options that every start of a check would pay for.
  if (!world.args.includes('finding')) return;
  declareFindingAdd(finding, world);
  declareRetract(finding, world);
  declareList(finding, world);
  declareFindingCheck(finding, world);
}

const findingHelp = `
Findings of your own are JSON or YAML files in a folder of yours. "check --findings <folder>" lays them over the shipped
ones; your own lab is trusted most. CONTRIBUTING.md says what evidence counts.

Examples:
  rebootgate finding add --findings our-findings
  rebootgate finding list --findings our-findings --own
  rebootgate finding check our-findings
`;

const day = (flags: string, help: string): Option => new Option(flags, help).argParser(readDayOption);

function declareRetract(finding: Command, { io, result }: World): void {
  finding
    .command('retract')
    .description('end a claim with a day and a reason; it is never deleted')
    .argument('<id>', 'the id of the finding')
    .requiredOption('--reason <text>', 'why it no longer holds')
    .addOption(day('--on <date>', 'the day on which it ends (default: today)'))
    .addOption(placeOption())
    .addOption(dataOption())
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .option('--dry-run', 'show the difference, and write nothing')
    .addHelpText(
      'after',
      '\nExample:\n  rebootgate finding retract field/forum-example-2026-11-20/9900033 --reason "The second restart was a driver" --findings our-findings\n',
    )
    .action(async (id: string, flags: import('../finding.ts').RetractFlags) => {
      const { runRetract } = await import('../finding.ts');
      result.code = await runRetract(id, flags, io);
    });
}

function declareList(finding: Command, { io, result }: World): void {
  finding
    .command('list')
    .description('list the findings of the catalog and your own')
    .option('--own', 'your own alone')
    .option('--source <text>', 'of this source, kind or tier: kb2894518, field-report, lab, or a part of its name')
    .option('--kb <number>', 'on this KB number')
    .option('--expired', 'those that have ended, or were retracted')
    .option('--to-review', 'those whose review is due')
    .addOption(
      new Option('-f, --format <name>', 'table, json or csv (default: table)').choices(['table', 'json', 'csv']),
    )
    .addOption(findingsOption())
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .addHelpText(
      'after',
      '\nExamples:\n  rebootgate finding list --findings our-findings --own\n  rebootgate finding list --to-review --format csv\n',
    )
    .action(async (flags: import('../finding.ts').ListFlags) => {
      const { runList } = await import('../finding.ts');
      result.code = await runList(flags, io);
    });
}

function declareFindingCheck(finding: Command, { io, result }: World): void {
  finding
    .command('check')
    .description('name the problems of findings, for a pipeline: exit 0 or 2')
    .argument('[path...]', 'files and folders with findings (default: those of --findings, else data/findings)')
    .addOption(findingsOption())
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .addHelpText(
      'after',
      '\nExamples:\n  rebootgate finding check our-findings\n  rebootgate finding check data/findings\n',
    )
    .action(async (paths: string[], flags: import('../finding.ts').CheckFindingsFlags) => {
      const { runCheckFindings } = await import('../finding.ts');
      result.code = await runCheckFindings(paths, flags, io);
    });
}
