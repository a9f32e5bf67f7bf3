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
  if (!input) {
    const expected = `It must be one of: ${inputs.map(({ id, description }) => `${id} (${description})`).join('; ')}.`;
    throw new UserError(`${name} holds no group of updates that can be recognised`, expected);
  }
  try {
    const parsed = await input.parse(text);
    const items = withoutDuplicates(parsed.items);
    return { kind: input.id, name: parsed.name ?? name, path, items, duplicates: parsed.items.length - items.length };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${name}: ${error.message}`, error.hint, error.cause);
    throw error;
  }
}

/** The same update twice counts once; the same number for two architectures or products does not. */
function withoutDuplicates(items: readonly Item[]): Item[] {
  const unique = new Map<string, Item>();
  for (const [index, item] of items.entries()) {
    const { kb, updateId, title, categories } = item;
    const nameless = kb === null && updateId === null && title === null;
    const key = updateId ?? (nameless ? `row ${index}` : JSON.stringify([kb, title, categories]));
    const earlier = unique.get(key);
    unique.set(
      key,
      earlier
        ? { ...earlier, superseded: earlier.superseded || item.superseded, expired: earlier.expired || item.expired }
        : item,
    );
  }
  return [...unique.values()];
}
