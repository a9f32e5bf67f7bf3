// The only list of inputs, most specific first, and how a file finds the one that reads it.
import { UserError } from '../errors.ts';
import type { Group, Item } from '../types.ts';
import { configmgrCsv } from './csv.ts';
import { decodeText } from './decode.ts';
import { adminServiceJson, configmgrJson } from './json.ts';
import { kbList } from './kb-list.ts';
import type { Input } from './types.ts';

export const inputs: readonly Input[] = [adminServiceJson, configmgrJson, configmgrCsv, kbList];

export const inputIds: readonly string[] = inputs.map(({ id }) => id);

/**
 * Reads a group from the bytes of a file.
 * @param kind the input to use, or null to find out
 * @throws UserError that begins with the name of the file
 */
export async function readGroup(
  bytes: Uint8Array,
  name: string,
  path: string | null,
  kind: string | null,
): Promise<Group> {
  const text = decodeText(bytes, name);
  const input = kind === null ? inputs.find((each) => each.accepts(text)) : inputs.find(({ id }) => id === kind);
  if (!input) throw unrecognised(text, name);
  try {
    const parsed = await input.parse(text);
    const items = withoutDuplicates(parsed.items);
    return { kind: input.id, name: parsed.name ?? name, path, items, duplicates: parsed.items.length - items.length };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${name}: ${error.message}`, error.hint, error.cause);
    throw error;
  }
}

function unrecognised(text: string, name: string): UserError {
  if (/^\s*(?:#< CLIXML\s*)?</.test(text)) {
    const hint =
      'Export the updates with ConvertTo-Json or Export-Csv instead; "rebootgate check --help" shows the line.';
    return new UserError(`${name} is XML, and no kind of it is read`, hint);
  }
  const expected = `It must be one of: ${inputs.map(({ id, description }) => `${id} (${description})`).join('; ')}.`;
  return new UserError(`${name} holds no group of updates that can be recognised`, expected);
}

/** The same update twice counts once; the same number for two architectures or products does not. */
function withoutDuplicates(items: readonly Item[]): Item[] {
  const unique = new Map<string, Item>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item) ?? `row ${index}`;
    const earlier = unique.get(key);
    unique.set(key, earlier ? marked(earlier, item) : item);
  }
  return [...unique.values()];
}

/** Files that are checked together may hold the same update; it counts for the first that names it. */
export function withoutRepeats(groups: readonly Group[]): Group[] {
  if (groups.length < 2) return [...groups];
  const seen = new Set<string>();
  return groups.map((group) => {
    const items = group.items.filter((item) => !seen.has(keyOf(item) ?? ''));
    for (const item of items) seen.add(keyOf(item) ?? `nameless ${seen.size}`);
    return { ...group, items, duplicates: group.duplicates + group.items.length - items.length };
  });
}

/** What makes two rows one update; null for a row that names none. */
function keyOf({ kb, alsoKbs, updateId, title, categories }: Item): string | null {
  if (kb === null && updateId === null && title === null) return null;
  // Two rows that give one UpdateID different numbers are both held against the catalog: the worst counts.
  const numbers = alsoKbs.length === 0 ? kb : [kb, ...alsoKbs].join(' ');
  return updateId === null ? `${numbers}\u0000${title}\u0000${categories.join('\u0000')}` : `${updateId} ${numbers}`;
}

function marked(earlier: Item, { superseded, expired }: Item): Item {
  return { ...earlier, superseded: earlier.superseded || superseded, expired: earlier.expired || expired };
}
