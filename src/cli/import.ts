// rebootgate import: files of facts into data/, or into a catalog of its own.
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireHeader } from '../catalog/header.ts';
import { clearScratch, discard, ownerMark } from '../catalog/temporary.ts';
import { importFile, type ImportResult } from '../collect/import.ts';
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { plain } from '../reports/safe.ts';
import { counted } from '../rules/words.ts';
import { statsOf } from '../stats.ts';
import type { ExitCode } from './failure.ts';
import { failure } from './failure.ts';
import { dataFolder } from './folders.ts';
import { clock, inFolder, type Io, packageFile } from './io.ts';

export interface ImportFlags {
  kind?: string;
  into?: string;
  data?: string;
  url?: string;
  dryRun?: true;
  format?: 'text' | 'json';
}

/** Each file is a transaction of its own: one that is refused does not undo those before it. */
export async function runImport(paths: readonly string[], flags: ImportFlags, io: Io): Promise<ExitCode> {
  requirePossible(paths, flags);
  for (const path of paths) requireFile(path, io);
  const into = flags.into === undefined ? null : requireOwn(flags.into, io);
  const dryRun = flags.dryRun === true;
  const data = into === null ? dataFolder(flags.data, io, dryRun) : null;
  clearScratch(tmpdir(), io.running ?? null);
  const scratch = mkdtempSync(join(tmpdir(), `rebootgate-${ownerMark(io.running ?? null)}-`));
  const clear = (): void => discard(scratch);
  const cleared = io.onInterrupt?.(clear);
  const today = dayOf(clock(io));
  let worst: ExitCode = 0;
  let changed = 0;
  try {
    for (const path of paths) {
      try {
        const onProgress = progress(path, io);
        const target = { kind: flags.kind ?? null, url: flags.url ?? null, into, data, dryRun };
        const { running, onInterrupt } = io;
        const about = { ...target, ...(running && { running }), ...(onInterrupt && { onInterrupt }) };
        const result = await importFile(inFolder(io, path), { ...about, scratch, today, onProgress });
        io.out(flags.format === 'json' ? jsonLine(path, result) : textOf(path, result, dryRun));
        changed += result.changed.length;
      } catch (error) {
        const code = failure(error, io);
        worst = code > worst ? code : worst;
      }
    }
  } finally {
    clear();
    cleared?.();
  }
  if (changed > 0) io.err(nextStep(flags, data, io));
  return worst;
}

function requirePossible(paths: readonly string[], { into, data, url }: ImportFlags): void {
  if (into !== undefined && data !== undefined)
    throw new UserError(
      '--into and --data exclude each other',
      'Facts go into a data folder, or into a catalog of their own.',
    );
  if (url !== undefined && paths.length > 1)
    throw new UserError('--url is where one file came from', 'Import the files one by one.');
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url))
    throw new UserError(`--url ${plain(url)} is no web address`, 'It begins with https:// or http://.');
}

/** Before a folder is made for the facts, or the first of ten files is read. */
function requireFile(path: string, io: Io): void {
  const stats = statsOf(inFolder(io, path));
  if (stats?.isFile()) return;
  throw new UserError(
    stats === null ? `${path} is not there` : `${path} is no file`,
    'Name a file that holds updates; "rebootgate import --help" lists the kinds.',
  );
}

/** The shipped catalog is what data/ builds, and nothing else. */
function requireOwn(name: string, io: Io): string {
  const named = inFolder(io, name);
  const stats = statsOf(named);
  if (name === '' || stats?.isFile() === false) {
    throw new UserError(`--into "${name}" is no file`, 'Name a new file, or one that "import --into" made.');
  }
  if (stats === null) return named;
  // A link is followed, so that the file behind it is the one that grows.
  const path = realpathSync(named);
  requireMadeByImport(name, path);
  if (path === packageFile(io, 'catalog.sqlite'))
    throw new UserError(
      '--into names the shipped catalog',
      'Name a file of your own, and give it to check with --overlay.',
    );
  return path;
}

/** Whatever else it holds must not be replaced by a catalog. */
function requireMadeByImport(name: string, path: string): void {
  try {
    requireHeader(path);
  } catch (cause) {
    throw new UserError(
      `--into ${name} is a file of another kind`,
      'Name a new file, or one that "import --into" of this version made.',
      cause,
    );
  }
}

function progress(path: string, io: Io): (rows: number) => void {
  return (rows) => {
    if (io.errIsTerminal) io.err(`\r\u001b[K${plain(path)}: ${rows} rows`);
    else if (rows % 500_000 === 0) io.err(`${plain(path)}: ${rows} rows\n`);
  };
}

function jsonLine(path: string, { kind, rows, badRows, updates, kbs, edges }: ImportResult): string {
  return `${JSON.stringify({ file: path, kind, rows, badRows, updates, kbs, edges })}\n`;
}

const mostCut = 10;

function textOf(path: string, result: ImportResult, dryRun: boolean): string {
  const { kind, rows, updates, kbs, edges, skipped, badRows, bad, cut, changed } = result;
  const done = dryRun ? 'dry run, nothing was written' : changed.length > 0 ? 'imported' : 'nothing new in it';
  const lines = [
    `${path} (${kind}): ${counted(rows, 'row')}, ${counted(updates, 'update')}, ${counted(kbs, 'KB number')}, ${edges} ${edges === 1 ? 'step' : 'steps'} of supersedence; ${done}`,
    ...[...skipped].map(
      ([why, count]) => `  ${counted(count, 'row')} ${count === 1 ? 'says' : 'say'} nothing for a catalog: ${why}`,
    ),
    ...(badRows === 0
      ? []
      : [`  ${badRows} rows cannot be read${badRows > bad.length ? `, the first ${bad.length}` : ''}:`]),
    ...bad.map((each) => `    ${each}`),
    ...(cut.length === 0 ? [] : [`  ${cut.length} steps of supersedence lead in a circle and were left out:`]),
    ...cut
      .slice(0, mostCut)
      .map(
        ({ superseding, superseded, product, architecture }) =>
          `    ${superseding} over ${superseded} on ${[product ?? 'all products', architecture].filter(Boolean).join(' ')}`,
      ),
    ...(cut.length > mostCut ? [`    ... and ${cut.length - mostCut} more`] : []),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

function nextStep({ into }: ImportFlags, data: string | null, io: Io): string {
  if (into !== undefined) return `Give it to a check: rebootgate check <group> --overlay ${plain(into)}\n`;
  const option = data === inFolder(io, 'data') ? '' : ` --data ${plain(JSON.stringify(data))}`;
  return `Run "rebootgate build${option}" to bring what changed into a catalog.\n`;
}
