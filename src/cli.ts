// Declares the commands, merges their options, calls them, and maps what happens to an exit code. Commands load when called.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { declareCatalogBundle } from './cli/declare/catalog-bundle.ts';
import { declareExplain, declareQuery, declareStatus } from './cli/declare/catalog.ts';
import { declareCheck } from './cli/declare/check.ts';
import { declareDiff } from './cli/declare/diff.ts';
import { declareBuild, declareImport, declareScrape } from './cli/declare/facts.ts';
import { declarePatchTuesday } from './cli/declare/patch-tuesday.ts';
import { declareRemediate } from './cli/declare/remediate.ts';
import { declareFinding } from './cli/declare/finding.ts';
import { declareInit } from './cli/declare/init.ts';
import { exitCodeHelp, type World } from './cli/declare/shared.ts';
import { type ExitCode, failure } from './cli/failure.ts';
import { type Io, packageFile } from './cli/io.ts';
import { plain } from './reports/safe.ts';

/** Runs one command line. Never throws, never exits: the answer is the exit code. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const result: World['result'] = { code: 0 };
  try {
    await program(args, io, result).parseAsync([...args], { from: 'user' });
    return result.code;
  } catch (error) {
    return failure(error, io);
  }
}

/** In the order in which help lists them. */
const commands: Readonly<Record<string, (root: Command, world: World) => void>> = {
  check: declareCheck,
  remediate: declareRemediate,
  query: declareQuery,
  explain: declareExplain,
  scrape: declareScrape,
  import: declareImport,
  build: declareBuild,
  status: declareStatus,
  catalog: declareCatalogBundle,
  diff: declareDiff,
  'patch-tuesday': declarePatchTuesday,
  finding: declareFinding,
  init: declareInit,
};

/** A call that begins with the name of a command needs no other; help, and what is no command, needs them all. */
function called(first: string | undefined): ((root: Command, world: World) => void)[] {
  const declare = Object.entries(commands).find(([name]) => name === first)?.[1];
  return declare === undefined ? Object.values(commands) : [declare];
}

function program(args: readonly string[], io: Io, result: World['result']): Command {
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
  for (const declare of called(args[0])) declare(root, { io, result, version, args });
  return root;
}

const usageHint = 'hint: "rebootgate --help" lists commands, "rebootgate <command> --help" their options.\n';

function versionOf(io: Io): string {
  const found = /"version":\s*"([^"]+)"/.exec(readFileSync(packageFile(io, 'package.json'), 'utf8'));
  return found?.[1] ?? 'unknown';
}
