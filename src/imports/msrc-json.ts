// JSON files of the MSRC: read whole, since the largest real one has some megabytes, and looked into without trust.
import { textOf } from '../bytes/text.ts';
import type { ByteSource } from '../bytes/types.ts';
import { UserError } from '../errors.ts';
import { cut, unlike } from './msrc-errors.ts';

const largest = 64 * 1024 * 1024;

/** @throws UserError where the file is too large, cut off, or no JSON object */
export async function jsonOf(file: ByteSource): Promise<object> {
  const text = await smallText(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw cut(error);
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw unlike('its JSON is no object');
}

async function smallText(file: ByteSource): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of textOf(file)) {
    pieces.push(piece);
    length += piece.length;
    if (length > largest) {
      throw new UserError(
        `it is larger than ${largest / 1024 / 1024} MB, which no JSON of the MSRC is`,
        'Give the documents one by one, as the MSRC publishes them.',
      );
    }
  }
  return pieces.join('');
}

/** What a value holds under a name of its own; undefined where it holds no such thing. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

/** '' where it is no text. */
export function textAt(value: unknown, ...names: readonly string[]): string {
  const found = at(value, ...names);
  return typeof found === 'string' ? found.trim() : '';
}

/** [] where it is no list. */
export function listAt(value: unknown, ...names: readonly string[]): readonly unknown[] {
  const found = at(value, ...names);
  return Array.isArray(found) ? found : [];
}

export const textsOf = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');
