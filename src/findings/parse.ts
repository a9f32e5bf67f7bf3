// The text of a file to plain data, JSON or YAML by the name of the file, with the line of every key. Pure.
import { decodeText } from '../inputs/decode.ts';
import { jsonPlaces, type Places } from './json-places.ts';
import type { Path, Problem } from './problem.ts';
import { readYaml } from './yaml-places.ts';

export interface ParsedFile {
  /** With LF as line ends. */
  text: string;
  /** Null where there are problems. */
  value: unknown;
  lineOf(path: Path): number | null;
  problems: Problem[];
}

const mb = 1024 * 1024;
/** A thousand findings take one MB. YAML is read fifty times slower than JSON, so there is less room for it. */
export const mostBytes = { json: 4 * mb, yaml: mb / 4 };

export const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

export function parseFile(bytes: Uint8Array, name: string): ParsedFile {
  const most = isYaml(name) ? mostBytes.yaml : mostBytes.json;
  if (bytes.length > most)
    return failed(name, `is larger than ${most >= mb ? `${most / mb} MB` : `${most / 1024} kB`}`);
  let text: string;
  try {
    text = decodeText(bytes, name).replaceAll('\r\n', '\n');
  } catch (error) {
    return failed(name, (error instanceof Error ? error.message : String(error)).replace(name, '').trim());
  }
  const read = isYaml(name) ? safely(text, readYaml) : safely(text, readJson);
  const problems = [...read.problems, ...(read.problems.length === 0 ? forbiddenKeys(read) : [])];
  return {
    text,
    value: problems.length === 0 ? read.value : null,
    lineOf: read.lineOf,
    problems: problems.map((problem) => ({ file: name, ...problem })),
  };
}

type Read = Places & { value: unknown };

/** A reader that recurses runs out of stack on a text made for that. */
function safely(text: string, read: (text: string) => Read): Read {
  try {
    return read(text);
  } catch (error) {
    const message = error instanceof RangeError ? 'is nested too deep' : String(error);
    return { value: null, lineOf: () => null, problems: [{ line: null, key: '', message }] };
  }
}

function readJson(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = /position (\d+)/.exec(message)?.[1];
    const line = at === undefined ? null : text.slice(0, Number(at)).split('\n').length;
    return {
      value: null,
      lineOf: () => null,
      problems: [{ line, key: '', message: `is not valid JSON (${message})` }],
    };
  }
  return { value, ...jsonPlaces(text) };
}

/** Keys that mean something to JavaScript itself; the shapes know none of them, but name them less clearly. */
const forbidden = ['__proto__', 'constructor', 'prototype'];

function forbiddenKeys({ value, lineOf }: Read, path: Path = []): Places['problems'] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    if (forbidden.includes(key)) return [{ line: lineOf(below), key, message: 'is no key that is taken' }];
    const inner: unknown = Reflect.get(value, key);
    return typeof inner === 'object' ? forbiddenKeys({ value: inner, lineOf, problems: [] }, below) : [];
  });
}

function failed(file: string, message: string): ParsedFile {
  return { text: '', value: null, lineOf: () => null, problems: [{ file, line: null, key: '', message }] };
}
