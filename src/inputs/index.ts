// The only list of inputs, most specific first, and how a file finds the one that reads it.
import { UserError } from '../errors.ts';
import type { Group } from '../types.ts';
import { configmgrClixml } from './clixml.ts';
import { configmgrCsv } from './csv.ts';
import { decodeText } from './decode.ts';
import { deploymentJson } from './deployment-json.ts';
import { groupJson } from './group-json.ts';
import { hotfixes } from './hotfixes.ts';
import { type Joined, joinMembers } from './join.ts';
import { adminServiceJson, configmgrJson } from './json.ts';
import { kbList, looksLikeXml } from './kb-list.ts';
import { membersCsv } from './members-csv.ts';
import { psWindowsUpdate } from './pswindowsupdate.ts';
import { withoutDuplicates, withoutRepeats } from './repeats.ts';
import { systeminfo } from './systeminfo.ts';
import type { Input, ReadFile } from './types.ts';

export { type Joined, joinMembers, type Lookup } from './join.ts';
export { withoutRepeats } from './repeats.ts';
export type { Input, ReadFile } from './types.ts';

export const inputs: readonly Input[] = [
  configmgrClixml,
  deploymentJson,
  groupJson,
  adminServiceJson,
  configmgrJson,
  psWindowsUpdate,
  hotfixes,
  systeminfo,
  membersCsv,
  configmgrCsv,
  kbList,
];

export const inputIds: readonly string[] = inputs.map(({ id }) => id);

/**
 * Reads a group from the bytes of one file.
 * @param kind the input to use, or null to find out
 * @throws UserError that begins with the name of the file; also where the updates themselves are not in it
 */
export async function readGroup(
  bytes: Uint8Array,
  name: string,
  path: string | null,
  kind: string | null,
): Promise<Group> {
  const file = await readInputFile(bytes, name, path, kind);
  return joinMembers([file]).groups[0] ?? file.group;
}

/**
 * The groups of files that are checked together: members joined to their updates, and each update once.
 * @param exports updates for members alone; without any, each file that holds updates is looked into
 * @throws UserError where members have no export
 */
export function groupsOf(files: readonly ReadFile[], exports: readonly ReadFile[] = []): Joined {
  const { groups, lookups } = joinMembers(files, exports);
  return { groups: withoutRepeats(groups), lookups };
}

/**
 * Reads one file of several: a group, or a list of members whose updates another one holds. groupsOf() makes groups of them.
 * @param lines whether each item is to say at which line it stands
 * @throws UserError that begins with the name of the file
 */
export async function readInputFile(
  bytes: Uint8Array,
  name: string,
  path: string | null,
  kind: string | null,
  lines = false,
): Promise<ReadFile> {
  const text = decodeText(bytes, name);
  const input = kind === null ? inputs.find((each) => each.accepts(text)) : inputs.find(({ id }) => id === kind);
  if (!input) throw unrecognised(text, name);
  try {
    const { name: called, items: all, lists = [] } = await input.parse(text);
    const items = withoutDuplicates(all);
    const group = { kind: input.id, name: called ?? name, path, items, duplicates: all.length - items.length };
    if (!lines) return { name, group, lists, text: null };
    const { encodingName, withLines } = await import('./lines.ts');
    const placed = { ...group, items: await withLines(input.id, text, items), encoding: encodingName(bytes) };
    return { name, group: placed, lists, text: lists.length > 0 ? text : null };
  } catch (error) {
    if (isUserError(error)) throw new UserError(`${name}: ${error.message}`, error.hint, error.cause);
    throw error;
  }
}

/** The lines of updates that files name by CI_ID alone, once they are joined. */
export async function placeMembers(groups: readonly Group[], files: readonly ReadFile[]): Promise<Group[]> {
  const texts = new Map(files.flatMap(({ text, group: { path } }) => (text === null ? [] : [[path, text]])));
  if (texts.size === 0) return [...groups];
  const { withMemberLines } = await import('./lines.ts');
  return groups.map((group) => {
    const text = texts.get(group.path);
    return text === undefined ? group : { ...group, items: withMemberLines(text, group.items) };
  });
}

/** By its name: a reader that loads later may come from another bundle, with classes of its own. */
function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError' && 'hint' in error && typeof error.hint === 'string';
}

function unrecognised(text: string, name: string): UserError {
  if (looksLikeXml(text)) {
    const hint =
      'Export the updates with ConvertTo-Json, Export-Csv or Export-Clixml instead; "rebootgate check --help" shows the line.';
    return new UserError(`${name} is XML, and no kind of it is read`, hint);
  }
  const expected = `It must be one of: ${inputs.map(({ id, description }) => `${id} (${description})`).join('; ')}.`;
  return new UserError(`${name} holds no group of updates that can be recognised`, expected);
}
