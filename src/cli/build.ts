// rebootgate build: data/ -> catalog.sqlite.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildCatalog } from '../catalog/build.ts';
import { UserError } from '../errors.ts';
import type { ExitCode } from './failure.ts';
import { plain } from '../reports/safe.ts';
import { isThere, statsOf } from '../stats.ts';
import { inFolder, type Io } from './io.ts';
import { sizeText } from './numbers.ts';

export interface BuildFlags {
  data?: string;
  catalog?: string;
}

export function runBuild(flags: BuildFlags, io: Io): ExitCode {
  const data = inFolder(io, flags.data ?? 'data');
  if (flags.data === undefined && !existsSync(join(data, 'facts.json'))) {
    throw new UserError('there is no data folder here', 'Name one with --data, and the file to write with --catalog.');
  }
  if (flags.data !== undefined) requireFacts(flags.data, data);
  const target = flags.catalog === undefined ? join(dirname(data), 'catalog.sqlite') : inFolder(io, flags.catalog);
  const onProgress = (rows: number): void => {
    if (io.errIsTerminal) io.err(`\r${rows} updates`);
  };
  const result = buildCatalog(data, target, onProgress, io.running ?? null);
  const size = sizeText(result.bytes);
  io.out(
    `${flags.catalog ?? 'catalog.sqlite'} ${result.changed ? 'built' : 'is unchanged'}: ${result.findings} findings, `,
  );
  io.out(`${result.updates} updates, ${result.edges} supersedence edges from ${result.sources} sources, ${size}.\n`);
  const { cut } = result;
  for (const { superseding, superseded, product, architecture, source } of cut.slice(0, mostCut)) {
    const on = [product ?? 'all products', architecture].filter(Boolean).join(' ');
    io.err(plain(`note: ${source}: ${superseding} over ${superseded} on ${on} leads in a circle and was left out`));
    io.err('\n');
  }
  if (cut.length > mostCut) io.err(`note: ... and ${cut.length - mostCut} more steps that lead in a circle\n`);
  return 0;
}

/** What is not there at all is told by who reads it. */
function requireFacts(named: string, data: string): void {
  const stats = statsOf(data);
  const hint = 'Name a folder like the data/ of this project, with its facts.json.';
  if (stats !== null && !stats.isDirectory()) throw new UserError(`--data ${named} is no folder`, hint);
  if (stats !== null && !isThere(join(data, 'facts.json'))) throw new UserError(`--data ${named} holds no facts`, hint);
}

const mostCut = 10;
