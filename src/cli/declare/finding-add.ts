// Declares finding add.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { architectures, updateKinds } from '../../types.ts';
import { readConfidence, readRestarts } from '../finding-values.ts';
import { kbTyped } from '../numbers.ts';
import { readArchitecture, readDayOption } from '../options.ts';
import { catalogOption, configOption, dataOption, ignoreConfigOption, placeOption, type World } from './shared.ts';

const collected = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** Commander's own error, so that it is an option that cannot be read. */
function byReading<T>(read: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return read(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}

const day = (flags: string, help: string): Option => new Option(flags, help).argParser(readDayOption);

export function declareFindingAdd(finding: Command, { io, result }: World): void {
  const add = finding
    .command('add')
    .description('write one reviewed entry; on a terminal it asks for what is missing')
    .addOption(new Option('--kb <number>', 'the update, by its KB number').argParser(byReading(readKb)))
    .addOption(new Option('--update-id <guid>', 'the update, by its UpdateID').argParser(byReading(readUpdateId)))
    .addOption(
      new Option('--kind <kind...>', 'a class of updates instead, such as cumulative or hotpatch').choices(updateKinds),
    )
    .addOption(day('--released-from <date>', 'with --kind: released on this day or later'))
    .addOption(day('--released-until <date>', 'with --kind: released on this day or earlier'))
    .option('--product <name>', 'a product that the source names (repeatable; default: all)', collected)
    .addOption(
      new Option('--arch <architecture>', `${architectures.join(', ')} (repeatable; default: all)`).argParser(
        (text: string, before: ReturnType<typeof readArchitecture>[] | undefined) => [
          ...(before ?? []),
          readArchitecture(text),
        ],
      ),
    )
    .addOption(new Option('--restarts <count>', '2, 2+ for at least two, or 1-3').argParser(byReading(readRestarts)))
    .addOption(
      new Option('--direction <what>', 'install or uninstall (default: install)').choices(['install', 'uninstall']),
    )
    .option('--condition <facts>', 'what decides how often it restarts, such as "credential-guard and not hyper-v"')
    .option(
      '--applicability <rule>',
      'what decides whether it is offered: "[<products>:] <facts>" (repeatable)',
      collected,
    )
    .addOption(
      new Option('--number-kind <kind>', 'what the KB number is of (default: package)').choices([
        'package',
        'article',
        'unknown',
      ]),
    );
  declareEvidence(add)
    .addOption(placeOption())
    .addOption(dataOption())
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .option('--yes', 'write it also where it contradicts what is known')
    .option('--dry-run', 'show the difference, and write nothing')
    .addHelpText('after', addHelp)
    .action(async (flags: import('../finding.ts').AddFlags) => {
      const { runAdd } = await import('../finding.ts');
      result.code = await runAdd(flags, io);
    });
}

function declareEvidence(add: Command): Command {
  return add
    .addOption(
      new Option('--source-kind <kind>', 'who says so').choices([
        'field-report',
        'vendor-statement',
        'press',
        'script',
      ]),
    )
    .option('--source-name <text>', 'how reports name the source (default: from its address)')
    .option('--url <address>', 'where the source says it')
    .option('--lab-record <file>', 'read the count from a measured run')
    .option('--condition-from-facts', 'with --lab-record: the condition is all that it states of the device')
    .addOption(day('--claimed-on <date>', 'when the source said it'))
    .addOption(day('--known-by <date>', 'where that is not known: a day on which it was there'))
    .addOption(
      new Option('--confidence <word>', 'confirmed, reported or suspected').argParser(byReading(readConfidence)),
    )
    .option('--added-by <name>', 'who adds it')
    .option('--note <text>', 'what the source says, and what it leaves open')
    .addOption(day('--valid-from <date>', 'the first day on which it holds'))
    .addOption(day('--valid-to <date>', 'the last day on which it holds'))
    .addOption(day('--review-on <date>', 'when somebody should look at it again'))
    .option('--derived-from <id>', 'the finding that it only repeats; a copy is no witness')
    .option('--id <name>', 'the last part of the id of its source (default: from address and date)');
}

function readKb(text: string): string {
  const kb = kbTyped(text);
  if (kb === null) throw new Error('It must be a KB number of six or seven digits.');
  return kb;
}

function readUpdateId(text: string): string {
  const id = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(text.trim())?.[1];
  if (id === undefined) throw new Error('It must be an UpdateID, which is a GUID.');
  return id.toLowerCase();
}

const addHelp = `
Examples:
  rebootgate finding add --findings our-findings
  rebootgate finding add --findings our-findings --kb 9900033 --product "Windows 11 Version 25H2" --arch x64 --restarts 2 \\
    --source-kind field-report --url https://forum.example/t/1 --claimed-on 2026-11-20 --confidence reported --added-by "A. Admin"
  rebootgate finding add --findings our-findings --lab-record run-17.json --condition-from-facts
  rebootgate finding add --data data --kind cumulative --product "Windows 11" --released-from 2026-11-01 --restarts 2+ ...
A count without a source is refused, and so is a vendor's restart flag: it is no count. In a pipe nothing is asked.
`;
