// Declares the commands, merges their options, calls them, and maps what happens to an exit code. Commands load when called.
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type ExitCode, failure } from './cli/failure.ts';
import { type Io, packageFile } from './cli/io.ts';
import {
  readArchitecture,
  readDayOption,
  readEnvironment,
  readFailOn,
  readOutput,
  readProduct,
} from './cli/options.ts';
import { inputIds } from './inputs/index.ts';
import { formats } from './reports/index.ts';
import { plain } from './reports/safe.ts';
import { sourceNames } from './sources/ids.ts';
import { architectures, statuses } from './types.ts';

/** Runs one command line. Never throws, never exits: the answer is the exit code. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const result: { code: ExitCode } = { code: 0 };
  try {
    await program(io, result).parseAsync([...args], { from: 'user' });
    return result.code;
  } catch (error) {
    return failure(error, io);
  }
}

type Result = { code: ExitCode };

function program(io: Io, result: Result): Command {
  const version = versionOf(io);
  const root = new Command('rebootgate')
    .description(
      'Tells whether an update in a Configuration Manager software update group restarts a machine more than once,\nbefore a task sequence finds out.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    // Errors are thrown, and main() answers with an exit code; only bin.ts touches the process.
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(`${plain(text.trim().replace(/\s*\n\s*/g, ' '))}\n${usageHint}`),
    })
    .showSuggestionAfterError()
    .addHelpText('after', exitCodeHelp);
  declareCheck(root, io, result, version);
  declareQuery(root, io, result);
  declareExplain(root, io, result);
  declareScrape(root, io, result, version);
  declareBuild(root, io, result);
  declareStatus(root, io, result);
  return root;
}

const usageHint = 'hint: "rebootgate --help" lists commands, "rebootgate <command> --help" their options.\n';

const exitCodeHelp = `
Exit codes: 0 pass, 1 the gate fails, 2 you must act (bad option, unreadable input), 3 cannot decide or cannot do.
`;

function versionOf(io: Io): string {
  const found = /"version":\s*"([^"]+)"/.exec(readFileSync(packageFile(io, 'package.json'), 'utf8'));
  return found?.[1] ?? 'unknown';
}

const catalogOption = (): Option => new Option('--catalog <file>', 'use this catalog instead of the shipped one');

const environmentOption = (): Option =>
  new Option('--env <fact=yes|no|unknown>', 'state a fact about the devices (repeatable)').argParser(readEnvironment);

const productOption = (): Option =>
  new Option('--product <name>', 'the product of updates that do not say theirs').argParser(readProduct);

const architectureOption = (): Option =>
  new Option(
    '--arch <architecture>',
    `the architecture of updates that do not say theirs (${architectures.join(', ')})`,
  ).argParser(readArchitecture);

const asOfOption = (): Option =>
  new Option('--as-of <date>', 'use only what was known on that day').argParser(readDayOption);

function declareCheck(root: Command, io: Io, result: Result, version: string): void {
  root
    .command('check')
    .description('hold a software update group against the catalog')
    .argument('<file...>', 'exported groups, or "-" for the standard input')
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
    .option('--accept-no-data', 'let a group pass of which nothing is known')
    .option('--require-fresh', 'exit 3 when a source that still changes was not read since the last Patch Tuesday')
    .option('--state <file>', "when pages were read (default: in the user's state folder)")
    .addHelpText('after', checkHelp)
    .action(async (files: string[], flags: import('./cli/check.ts').CheckFlags) => {
      const { runCheck } = await import('./cli/check.ts');
      result.code = await runCheck(files, flags, io, version);
    });
}

const checkHelp = `
Export a group on a machine with the Configuration Manager console, from the site drive:
  Get-CMSoftwareUpdate -UpdateGroupName 'OSD - 2026-03' -Fast | Select-Object CI_ID,CI_UniqueID,ArticleID,BulletinID,LocalizedDisplayName,LocalizedCategoryInstanceNames,DatePosted,DateRevised,IsSuperseded,IsExpired | ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 .\\group.json

Examples:
  rebootgate check group.json
  rebootgate check group.json --env credential-guard=yes --env secure-boot=yes
  rebootgate check - --product "Windows 7" --arch x64          a list of KB numbers from a pipe
  rebootgate check group.csv --format json --output text=report.txt
  rebootgate check group.csv --as-of 2014-06-17                what was known on that day
${exitCodeHelp}`;

function declareQuery(root: Command, io: Io, result: Result): void {
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
    .addHelpText('after', queryHelp)
    .action(async (words: string[], flags: import('./cli/query.ts').QueryFlags) => {
      const { runQuery } = await import('./cli/query.ts');
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

function declareExplain(root: Command, io: Io, result: Result): void {
  root
    .command('explain')
    .description('say all that is known about an update')
    .argument('<update>', 'KB2965788, 2965788, an UpdateID, or a bulletin such as MS14-030')
    .addOption(environmentOption())
    .addOption(productOption())
    .addOption(architectureOption())
    .addOption(asOfOption())
    .addOption(catalogOption())
    .addHelpText('after', '\nExamples:\n  rebootgate explain KB2965788\n  rebootgate explain MS14-030\n')
    .action(async (name: string, flags: import('./cli/check.ts').CheckFlags) => {
      const { runExplain } = await import('./cli/explain.ts');
      result.code = runExplain(name, flags, io);
    });
}

function declareBuild(root: Command, io: Io, result: Result): void {
  root
    .command('build')
    .description('build catalog.sqlite from a data folder')
    .option('--data <folder>', 'the folder with the facts (default: ./data)')
    .option('--catalog <file>', 'the file to write (default: catalog.sqlite beside the data folder)')
    .addHelpText('after', '\nExample:\n  rebootgate build --data data --catalog catalog.sqlite\n')
    .action(async (flags: import('./cli/build.ts').BuildFlags) => {
      const { runBuild } = await import('./cli/build.ts');
      result.code = runBuild(flags, io);
    });
}

function declareScrape(root: Command, io: Io, result: Result, version: string): void {
  root
    .command('scrape')
    .description("read Microsoft's pages into a data folder")
    .argument('[source...]', `${sourceNames.join(', ')}; all when left out`)
    .option('--kb <number...>', 'update-catalog: search these KB numbers (default: those of all findings)')
    .option('--from-group <file>', 'update-catalog: all updates of an exported group')
    .option('--month <month...>', 'msrc: these months, such as 2026-11 (default: this one and the last)')
    .option('--since <month>', 'msrc: from this month on')
    .option('--feed', 'msrc: the deployment feed instead of the monthly documents')
    .option('--bulletin <id...>', "learn-bulletins: these bulletins (default: those of Microsoft's list)")
    .option('--from <file...>', 'parse saved pages instead, and print what they say')
    .option('--url <address>', 'with --from: where the page came from')
    .addOption(new Option('-f, --format <name>', 'with --from: text or json (default: text)').choices(['text', 'json']))
    .option('--data <folder>', "the folder to write (default: ./data where it holds facts, else the user's own)")
    .option('--dry-run', 'show what would change, and write nothing')
    .option('--offline', 'use the cache alone')
    .option('--cache <folder>', "keep pages here (default: the user's cache folder)")
    .option('--state <file>', "when pages were read (default: in the user's state folder)")
    .option('--mirror <address>', 'fetch https://host/path as <address>/host/path')
    .addHelpText('after', scrapeHelp)
    .action(async (names: string[], flags: import('./cli/scrape.ts').ScrapeFlags) => {
      const { runScrape } = await import('./cli/scrape.ts');
      result.code = await runScrape(names, flags, io, version);
    });
}

const scrapeHelp = `
Examples:
  rebootgate scrape kb2894518 --dry-run
  rebootgate scrape update-catalog --kb 5083769 5094126
  rebootgate scrape msrc --since 2026-09
  rebootgate scrape update-catalog --from page.html --url "https://www.catalog.update.microsoft.com/ScopedViewInline.aspx?updateid=..." --format json
The proxy and certificates come from HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS.
`;

function declareStatus(root: Command, io: Io, result: Result): void {
  root
    .command('status')
    .description('say how fresh the sources and how whole the catalog are')
    .addOption(new Option('-f, --format <name>', 'text or json (default: text)').choices(['text', 'json']))
    .addOption(catalogOption())
    .option(
      '--data <folder>',
      'compare the catalog with the facts in this folder (default: ./data where it holds facts)',
    )
    .option('--state <file>', "when pages were read (default: in the user's state folder)")
    .option('--verify', 'verify the whole catalog, however large')
    .option('--require-fresh', 'exit 3 when a source that still changes was not read since the last Patch Tuesday')
    .addHelpText('after', '\nExamples:\n  rebootgate status\n  rebootgate status --verify --format json\n')
    .action(async (flags: import('./cli/status.ts').StatusFlags) => {
      const { runStatus } = await import('./cli/status.ts');
      result.code = runStatus(flags, io);
    });
}
