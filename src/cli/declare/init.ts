// Declares rebootgate init.
import { Argument, type Command } from 'commander';
import { pipelines } from '../pipelines.ts';
import type { World } from './shared.ts';

export function declareInit(root: Command, { io, result }: World): void {
  root
    .command('init')
    .description('write a commented configuration, and a pipeline')
    .addArgument(new Argument('[pipeline]', 'the pipeline to write').choices(Object.keys(pipelines)))
    .option('--only-pipeline', 'leave the configuration alone')
    .option('--force', 'write over files that are there')
    .addHelpText('after', initHelp)
    .action(async (name: string | undefined, flags: import('../init.ts').InitFlags) => {
      const { runInit } = await import('../init.ts');
      result.code = runInit(name, flags, io);
    });
}

const initHelp = `
Writes rebootgate.yaml and rebootgate.schema.json (for editors) into the working folder, and:
${Object.entries(pipelines)
  .map(([name, { target }]) => `  ${name.padEnd(8)} ${target}\n`)
  .join('')}
Examples:
  rebootgate init
  rebootgate init github
  rebootgate init azure --only-pipeline
`;
