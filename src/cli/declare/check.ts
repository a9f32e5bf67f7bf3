// Declares check.
import { type Command, Option } from 'commander';
import { inputIds } from '../../inputs/index.ts';
import { formats, reports } from '../../reports/index.ts';
import { exportLines } from '../../inputs/export-lines.ts';
import { ruleLine, siteExportLine } from '../../rules/export-line.ts';
import { sequenceLine } from '../../sequences/export-line.ts';
import { statuses } from '../../types.ts';
import {
  readFailOn,
  readFileOption,
  readMomentOption,
  readOutput,
  readUnusedWaivers,
  unusedWaiverChoices,
} from '../options.ts';
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

export function declareCheck(root: Command, { io, result, version }: World): void {
  root
    .command('check')
    .description('hold a software update group against the catalog')
    .argument(
      '[file...]',
      'exported groups, rules and task sequences, or "-" for the standard input (default: the inputs of the configuration)',
    )
    .addOption(new Option('--input <kind>', 'what the files are; found out when left out').choices(inputIds))
    .addOption(new Option('-f, --format <name>', 'what to print (default: text)').choices(formats))
    .addOption(
      new Option('-o, --output <format=file>', 'write a report to a file as well (repeatable)').argParser(
        readOutput(formats),
      ),
    )
    .addOption(
      new Option(
        '--fail-on <status>',
        `fail from this status on: ${statuses.join(', ')} or never (default: conditional)`,
      ).argParser(readFailOn),
    )
    .addOption(environmentOption())
    .addOption(productOption())
    .addOption(architectureOption())
    .addOption(asOfOption())
    .addOption(catalogOption())
    .addOption(overlayOption())
    .addOption(findingsOption())
    .option(
      '--updates <file>',
      "an export of the site's updates, for rules (default: the catalog) and for lists of members",
    )
    .addOption(
      new Option('--run-at <date>', 'the clock of a rule, such as 2026-03-10T17:00 (default: now)').argParser(
        readMomentOption,
      ),
    )
    .addOption(
      new Option('--task-sequence <file>', 'a task sequence that installs the group (repeatable)').argParser(
        readFileOption,
      ),
    )
    .addOption(configMgrVersionOption())
    .option('--strict', 'fail as well where nobody can tell what the task sequence does')
    .option('--ignore-mitigation', 'judge the group alone, whatever the task sequence makes of it')
    .addOption(waiversOption())
    .addOption(
      new Option(
        '--unused-waivers <what>',
        `what a waiver comes to that names no update: ${unusedWaiverChoices.join(', ')} (default: warn)`,
      ).argParser(readUnusedWaivers),
    )
    .option('--baseline <report.json>', 'an older JSON report: fail only on what is new since')
    .option('--accept-no-data', 'let a group pass of which nothing is known')
    .option('--require-fresh', 'exit 3 when a source that still changes was not read since the last Patch Tuesday')
    .option('--state <file>', "when pages were read (default: in the user's state folder)")
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .addHelpText('after', checkHelp)
    .action(async (files: string[], flags: import('../check.ts').CheckFlags) => {
      const { runCheck } = await import('../check.ts');
      result.code = await runCheck(files, flags, io, version);
    });
}

/** What is exported by which line, from the site drive of a machine with the console where it is Configuration Manager's. */
const exports: readonly [string, string][] = [
  ['a software update group', exportLines.json],
  ['the same as CSV', exportLines.csv],
  ['the same as CLIXML', exportLines.clixml],
  ['a group by its members, with the updates of the site beside it', exportLines.group],
  ['all that is deployed to a collection, with the updates of the site beside it', exportLines.deployment],
  ['the updates of the site', exportLines.siteUpdates],
  ['the members of a group out of the site database', exportLines.sqlMembers],
  ['an automatic deployment rule', ruleLine],
  ['the updates of the site with all that a rule asks about, for --updates', siteExportLine],
  ['a task sequence', sequenceLine],
  ['what Windows Update offers a device', exportLines.psWindowsUpdate],
  ['what is installed on a device', exportLines.hotfixes],
  ['the same', exportLines.systeminfo],
];

const checkHelp = `
Examples:
  rebootgate check group.json
  rebootgate check group.json --env credential-guard=yes --env secure-boot=yes
  rebootgate check - --product "Windows 7" --arch x64          a list of KB numbers from a pipe
  rebootgate check group.csv --format json --output text=report.txt
  rebootgate check group.csv --output markdown=summary.md --output sarif=report.sarif
  rebootgate check group.csv --as-of 2014-06-17                what was known on that day
  rebootgate check group.json --findings our-findings/         with what your own lab has found
  rebootgate check members.json site-updates.json              a group whose members are in another file
  rebootgate check group.json --task-sequence export.zip       what the group does to a task sequence
  rebootgate check rule.json --updates site-updates.json       what the next run of a rule will pick
  rebootgate check group.json --waivers waivers.yaml           without what was let through for a time
  rebootgate check group.json --baseline last-month.json       fails only on what is new since
  rebootgate check                                             the inputs of rebootgate.yaml ("rebootgate init")

Formats:
${formats.map((name) => `  ${name.padEnd(10)}${reports[name].description}`).join('\n')}

One line exports (PowerShell, from the site drive of the console):
${exports.map(([what, line]) => `  ${what}:\n    ${line}`).join('\n')}

Variables such as REBOOTGATE_FAIL_ON or REBOOTGATE_ENV="credential-guard=yes,rdp-8.0=no" stand in for options.
The order is option, variable, configuration, default; facts and outputs add up.
${exitCodeHelp}`;
