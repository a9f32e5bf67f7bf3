// Declares the commands that ask the catalog: query, explain, status.
import { type Command, Option } from 'commander';
import { architectures, statuses } from '../../types.ts';
import { readArchitecture, readDayOption } from '../options.ts';
import {
  architectureOption,
  asOfOption,
  catalogOption,
  configOption,
  environmentOption,
  findingsOption,
  ignoreConfigOption,
  overlayOption,
  productOption,
  type World,
} from './shared.ts';

export function declareQuery(root: Command, { io, result }: World): void {
  root
    .command('query')
    .description('search the catalog')
    .argument('[words...]', 'words of the title')
    .option('--kb <number>', 'a KB number')
    .option('--bulletin <id>', 'a bulletin, such as MS14-030')
    .option('--product <name>', 'a product, such as "Windows 7"')
    .addOption(new Option('--arch <architecture>', architectures.join(', ')).argParser(readArchitecture))
    .addOption(new Option('--status <status>', 'what a check would say of it').choices(statuses))
    .option('--restarts <count>', 'updates with a claim of this many restarts: 2, or 2+ for two or more')
    .addOption(new Option('--released-from <date>', 'released on this day or later').argParser(readDayOption))
    .addOption(new Option('--released-to <date>', 'released on this day or earlier').argParser(readDayOption))
    .option('--source <id>', 'named by this source')
    .option('--limit <rows>', 'at most this many rows (default: 1000)')
    .addOption(
      new Option('-f, --format <name>', 'table, json or csv (default: table)').choices(['table', 'json', 'csv']),
    )
    .option(
      '--sql <select>',
      'a SELECT over the views v_updates, v_findings, v_supersedence, v_sources, v_facts, v_list',
    )
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .addHelpText('after', queryHelp)
    .action(async (words: string[], flags: import('../query.ts').QueryFlags) => {
      const { runQuery } = await import('../query.ts');
      result.code = await runQuery(words, flags, io);
    });
}

const queryHelp = `
Examples:
  rebootgate query --restarts 2+                           all updates claimed to restart twice or more
  rebootgate query remote desktop --product "Windows 7"
  rebootgate query --bulletin MS14-030 --format csv
  rebootgate query --sql "SELECT kb, title FROM v_list ORDER BY not_before"
`;

export function declareExplain(root: Command, { io, result }: World): void {
  root
    .command('explain')
    .description('say all that is known about an update')
    .argument('<update>', 'KB2965788, 2965788, an UpdateID, or a bulletin such as MS14-030')
    .addOption(environmentOption())
    .addOption(productOption())
    .addOption(architectureOption())
    .addOption(asOfOption())
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .addOption(overlayOption())
    .addOption(findingsOption())
    .addHelpText('after', '\nExamples:\n  rebootgate explain KB2965788\n  rebootgate explain MS14-030\n')
    .action(async (name: string, flags: import('../check.ts').CheckFlags) => {
      const { runExplain } = await import('../explain.ts');
      result.code = await runExplain(name, flags, io);
    });
}

export function declareStatus(root: Command, { io, result }: World): void {
  root
    .command('status')
    .description('say how fresh the sources and how whole the catalog are')
    .addOption(new Option('-f, --format <name>', 'text or json (default: text)').choices(['text', 'json']))
    .addOption(catalogOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .option(
      '--data <folder>',
      'compare the catalog with the facts in this folder (default: ./data where it holds facts)',
    )
    .option('--state <file>', "when pages were read (default: in the user's state folder)")
    .option('--verify', 'verify the whole catalog, however large')
    .option('--require-fresh', 'exit 3 when a source that still changes was not read since the last Patch Tuesday')
    .addHelpText('after', '\nExamples:\n  rebootgate status\n  rebootgate status --verify --format json\n')
    .action(async (flags: import('../status.ts').StatusFlags) => {
      const { runStatus } = await import('../status.ts');
      result.code = await runStatus(flags, io);
    });
}
