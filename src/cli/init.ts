// rebootgate init: writes a commented configuration and a pipeline. All of it or nothing, and never over what is there.
import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CatalogError, SourceError, UserError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { randomDigits } from '../random.ts';
import { plain } from '../reports/safe.ts';
import { isThere } from '../stats.ts';
import type { ExitCode } from './failure.ts';
import { type Io, inFolder, packageFile } from './io.ts';
import { pipelines } from './pipelines.ts';

export interface InitFlags {
  force?: true;
  onlyPipeline?: true;
}

interface NewFile {
  target: string;
  text: string;
}

/** @throws UserError where a file is there already, SourceError where one cannot be written */
export function runInit(name: string | undefined, flags: InitFlags, io: Io): ExitCode {
  const pipeline = name === undefined ? undefined : pipelines[name];
  if (flags.onlyPipeline && pipeline === undefined)
    throw new UserError(
      '--only-pipeline is given, but no pipeline',
      `Name one of ${Object.keys(pipelines).join(', ')}.`,
    );
  const files = [
    ...(flags.onlyPipeline ? [] : configuration(io)),
    ...(pipeline === undefined ? [] : [{ target: pipeline.target, text: shipped(`ci/${pipeline.template}`, io) }]),
  ];
  if (!flags.force) requireNew(files, io);
  write(files, io);
  io.out(`Written: ${files.map(({ target }) => target).join(', ')}\n`);
  io.out(nextSteps(flags.onlyPipeline === true, pipeline?.next ?? null));
  return 0;
}

const configuration = (io: Io): NewFile[] => [
  { target: 'rebootgate.yaml', text: shipped('ci/rebootgate.yaml', io) },
  // Editors look for it beside the file; the address of a package differs from machine to machine.
  { target: 'rebootgate.schema.json', text: shipped('src/config/schema/rebootgate.schema.json', io) },
];

function shipped(path: string, io: Io): string {
  try {
    return readFileSync(packageFile(io, path), 'utf8');
  } catch (cause) {
    throw new CatalogError(`the file ${path} of the package cannot be read`, 'Install rebootgate again.', cause);
  }
}

function requireNew(files: readonly NewFile[], io: Io): void {
  const old = files.filter((file) => holdsOther(file, io)).map(({ target }) => target);
  if (old.length === 0) return;
  const one = old.length === 1 ? 'is' : 'are';
  throw new UserError(
    `${old.join(' and ')} ${one} there already, and nothing was written`,
    '--force writes over it, --only-pipeline leaves the configuration alone.',
  );
}

/** What is there as it would be written is nobody's work to lose: the schema beside a configuration of one's own, above all. */
function holdsOther({ target, text }: NewFile, io: Io): boolean {
  const path = inFolder(io, target);
  return isThere(path) && !(lstatSync(path).isFile() && readFileSync(path, 'utf8') === text);
}

/** Each is written beside its place first, so that a full disk or a folder that is closed leaves nothing behind. */
function write(files: readonly NewFile[], io: Io): void {
  const made: { path: string; temporary: string }[] = [];
  const renamed: string[] = [];
  try {
    for (const { target, text } of files) {
      const path = inFolder(io, target);
      if (existsSync(path) && !lstatSync(path).isFile()) throw new Error(`${target} is no file`);
      makeFolder(dirname(path));
      const temporary = temporaryFor(path);
      made.push({ path, temporary });
      writeFileSync(temporary, text, { flag: 'wx' });
    }
    for (const { path, temporary } of made) {
      const isNew = !isThere(path);
      renameSync(temporary, path);
      if (isNew) renamed.push(path);
    }
  } catch (cause) {
    for (const path of [...made.map(({ temporary }) => temporary), ...renamed]) rmSync(path, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SourceError(`nothing was written: ${plain(why)}`, 'Choose another folder, or make it writable.', cause);
  }
}

/** Random, so that it is never the file of somebody else, which would be taken away with ours. */
const temporaryFor = (path: string): string =>
  join(dirname(path), `.rebootgate-init.${basename(path)}.${randomDigits()}.tmp`);

function nextSteps(onlyPipeline: boolean, next: string | null): string {
  const steps = [
    ...(onlyPipeline
      ? []
      : ['Export the group as group.json, or name your file in rebootgate.yaml, and run "rebootgate check".']),
    ...(next === null
      ? [`A pipeline comes with "rebootgate init <${Object.keys(pipelines).join('|')}> --only-pipeline".`]
      : ['Put the package where GATE_PACKAGE in the pipeline says, or name another.', next]),
  ];
  return steps.map((step) => `  - ${step}\n`).join('');
}
