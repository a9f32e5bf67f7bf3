// Declares the commands that make the catalog: scrape, import, build.
import { type Command, Option } from 'commander';
import { importerNames } from '../../imports/ids.ts';
import { sourceNames } from '../../sources/ids.ts';
import type { World } from './shared.ts';

export function declareScrape(root: Command, { io, result, version }: World): void {
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
    .action(async (names: string[], flags: import('../scrape.ts').ScrapeFlags) => {
      const { runScrape } = await import('../scrape.ts');
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

export function declareImport(root: Command, { io, result }: World): void {
  root
    .command('import')
    .description(
      'take in bulk files: bulletin spreadsheets, wesng, WSUS exports, wsusscn2.cab, kbupdate, MSRC documents',
    )
    .argument('<file...>', 'the files; each is taken in whole or not at all')
    .addOption(new Option('--kind <kind>', 'what the files are; found out when left out').choices(importerNames))
    .option('--into <file>', 'a catalog of its own, made when it is not there, for "check --overlay"')
    .option('--data <folder>', "the folder to write (default: ./data where it holds facts, else the user's own)")
    .option('--url <address>', 'where the file came from')
    .option('--dry-run', 'count what is in the files, and write nothing')
    .addOption(new Option('-f, --format <name>', 'text or json (default: text)').choices(['text', 'json']))
    .addHelpText('after', importHelp)
    .action(async (files: string[], flags: import('../import.ts').ImportFlags) => {
      const { runImport } = await import('../import.ts');
      result.code = await runImport(files, flags, io);
    });
}

const importHelp = `
Examples:
  rebootgate import BulletinSearch.xlsx --dry-run
  rebootgate import definitions.zip --dry-run --format json
  rebootgate import wsus-updates.csv --into site.sqlite
  rebootgate check group.json --overlay site.sqlite
None of these files counts restarts: what they name is recognised, and never cleared by them.
`;

export function declareBuild(root: Command, { io, result }: World): void {
  root
    .command('build')
    .description('build catalog.sqlite from a data folder')
    .option('--data <folder>', 'the folder with the facts (default: ./data)')
    .option('--catalog <file>', 'the file to write (default: catalog.sqlite beside the data folder)')
    .addHelpText('after', '\nExample:\n  rebootgate build --data data --catalog catalog.sqlite\n')
    .action(async (flags: import('../build.ts').BuildFlags) => {
      const { runBuild } = await import('../build.ts');
      result.code = runBuild(flags, io);
    });
}
