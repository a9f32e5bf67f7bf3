// The files of a check: groups, automatic deployment rules and task sequences, told apart by their content.
import { UserError } from '../errors.ts';
import { joinMembers, placeMembers, type ReadFile, readInputFile, withoutRepeats } from '../inputs/index.ts';
import { holds, looksLikeSequence } from '../sequences/recognise.ts';
import type { TaskSequence } from '../sequences/types.ts';
import { plain } from '../reports/safe.ts';
import type { Group, Waiver } from '../types.ts';
import { type Io, readInput } from './io.ts';
import type { RuleOfFile } from './objects.ts';

export interface GivenFiles {
  groups: Group[];
  rules: RuleOfFile[];
  sequences: TaskSequence[];
  /** All that was read, which no report may overwrite. */
  paths: string[];
}

interface Reading extends Pick<GivenFiles, 'rules' | 'sequences'> {
  read: ReadFile[];
}

interface Named {
  input?: string;
  taskSequence?: string[];
  updates?: string;
  waivers?: string[];
  waiverList?: Waiver[];
  /** Whether a report points at lines of the files. */
  lines: boolean;
  /** Nobody asked for them in this call, so they may be of no use. */
  updatesIfAsked?: true;
}

export async function readFiles(files: readonly string[], flags: Named, io: Io): Promise<GivenFiles> {
  const { taskSequence = [], updates, waivers, waiverList } = flags;
  const paths = [...files, ...taskSequence, ...(updates === undefined ? [] : [updates])];
  if (paths.filter((file) => file === '-').length > 1)
    throw new UserError('"-" is named twice', 'The standard input can be read once.');
  const given: Reading = { read: [], rules: [], sequences: [] };
  for (const file of files) await readFile(file, flags, given, io);
  for (const file of taskSequence)
    given.sequences.push(...(await sequencesIn(await readInput(io, file), nameOf(file))));
  // Without a rule, the export of the site is there for the members of groups and deployments.
  const isIdle = flags.updatesIfAsked === true && given.read.every(({ lists }) => lists.length === 0);
  const exports =
    updates === undefined || given.rules.length > 0 || isIdle ? [] : [await readGroupFile(updates, null, io)];
  if (exports.length > 0 && given.read.every(({ lists }) => lists.length === 0)) {
    throw new UserError(
      '--updates is given, but no rule, and no group that is a list of members',
      'It is for those; a group that holds its updates needs no export beside it.',
    );
  }
  const { rules, sequences } = given;
  const { groups, lookups } = joinMembers(given.read, exports);
  for (const { name, holds, used } of lookups) {
    io.err(`note: ${plain(name)} was only looked into for others: ${used} of what it holds (${holds}) is checked\n`);
  }
  const placed = await placeMembers(groups, given.read);
  const letsThrough = waivers !== undefined || waiverList !== undefined;
  return { rules, sequences, paths, groups: letsThrough ? placed : withoutRepeats(placed) };
}

const nameOf = (file: string): string => (file === '-' ? 'the standard input' : file);

async function readFile(file: string, { input, lines }: Named, given: Reading, io: Io): Promise<void> {
  const kind = input ?? null;
  const bytes = await readInput(io, file);
  const path = file === '-' ? null : file;
  if (kind === null && looksLikeSequence(bytes)) {
    given.sequences.push(...(await sequencesIn(bytes, nameOf(file))));
    return;
  }
  const rules = kind === null && mentionsRule(bytes) ? await rulesIn(bytes, nameOf(file), path) : null;
  if (rules !== null) given.rules.push(...rules);
  else given.read.push(await readInputFile(bytes, nameOf(file), path, kind, lines));
}

async function readGroupFile(file: string, kind: string | null, io: Io): Promise<ReadFile> {
  return readInputFile(await readInput(io, file), nameOf(file), file === '-' ? null : file, kind);
}

/** Their readers load only where a file asks for them. */
async function sequencesIn(bytes: Uint8Array, name: string): Promise<readonly TaskSequence[]> {
  const { sequencesOf } = await import('./objects.ts');
  return sequencesOf(bytes, name);
}

async function rulesIn(bytes: Uint8Array, name: string, path: string | null): Promise<RuleOfFile[] | null> {
  const { rulesOf } = await import('./objects.ts');
  return rulesOf(bytes, name, path);
}

const words = ['AutoDeployment', 'UpdateXML', 'UpdateRuleXML', 'RULE_ENGINE', 'software_update_adr'];

/** Whether a file may hold a rule: no title of an update has these words, in whichever encoding. */
function mentionsRule(bytes: Uint8Array): boolean {
  return words.some((word) => holds(bytes, word));
}
