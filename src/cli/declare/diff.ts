// Declares diff.
import { type Command, Option } from 'commander';
import { inputIds } from '../../inputs/index.ts';
import {
  architectureOption,
  asOfOption,
  configOption,
  environmentOption,
  failOnOption,
  findingsOption,
  ignoreConfigOption,
  productOption,
  waiversOption,
  type World,
} from './shared.ts';

export function declareDiff(root: Command, { io, result, version }: World): void {
  root
    .command('diff')
    .description('say what a newer catalog says differently, and which groups change their verdict')
    .argument('<old>', 'a catalog')
    .argument('<new>', 'a newer one')
    .argument('[group...]', 'exported groups and rules to check with both (default: the inputs of the configuration)')
    .addOption(new Option('--input <kind>', 'what the groups are; found out when left out').choices(inputIds))
    .addOption(new Option('-f, --format <name>', 'text or json (default: text)').choices(['text', 'json']))
    .option('--limit <rows>', 'name at most this many updates of each kind (default: 20)')
    .addOption(failOnOption())
    .addOption(environmentOption())
    .addOption(productOption())
    .addOption(architectureOption())
    .addOption(asOfOption())
    .addOption(findingsOption())
    .addOption(waiversOption())
    .addOption(configOption())
    .addOption(ignoreConfigOption())
    .option('--updates <file>', "an export of the site's updates, for rules and for lists of members")
    .option('--accept-no-data', 'let a group pass of which nothing is known')
    .addHelpText('after', diffHelp)
    .action(async (before: string, after: string, groups: string[], flags: import('../diff.ts').DiffFlags) => {
      const { runDiff } = await import('../diff.ts');
      result.code = await runDiff(before, after, groups, flags, io, version);
    });
}

const diffHelp = `
Examples:
  rebootgate diff catalog-2026-10.sqlite catalog-2026-11.sqlite
  rebootgate diff old.sqlite new.sqlite group.json --env secure-boot=yes
  rebootgate diff old.sqlite new.sqlite *.json --format json

Exit codes: 0 no group gets worse, 1 one does, 2 you must act (bad option, unreadable input), 3 cannot do.
`;
