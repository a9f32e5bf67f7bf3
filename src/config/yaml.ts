// Reads YAML (and JSON, which is YAML) as plain data, with the line of each key. What is read is hostile: no tags, no aliases, no depth.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { UserError } from '../errors.ts';
import { decodeText } from '../inputs/decode.ts';

/** Some thousand waivers with their reasons. */
export const maxYamlBytes = 256 * 1024;

export type Path = readonly PropertyKey[];

export interface YamlFile {
  /** As errors name it. */
  name: string;
  value: unknown;
  /** "rebootgate.yaml, line 3": the key at this path, or the nearest above it. */
  at(path: Path): string;
}

const options = {
  // Words stay words: "yes" is a text and 2026-12-01 too, whatever version of YAML the file says it is.
  schema: 'core',
  merge: false,
  strict: true,
  stringKeys: true,
  resolveKnownTags: false,
  // Its own comparison takes each pair of keys; see below.
  uniqueKeys: false,
  // The lines of the file belong to its owner, not into a log.
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** @throws UserError, with the line, for what is no plain YAML */
export function readYaml(bytes: Uint8Array, name: string, hint: string): YamlFile {
  const text = textOf(bytes, name, hint);
  const lines = new LineCounter();
  const place = (offset: number | undefined): string =>
    `${name}, line ${offset === undefined ? 1 : lines.linePos(offset).line}`;
  if (nestsTooDeep(text)) throw new UserError(`${name} is nested too deeply`, hint);
  const document = parsedBy(() => parseDocument(text, { ...options, lineCounter: lines }), name, hint);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'MULTIPLE_DOCS')
    throw new UserError(
      `${place(problem.pos[0])}: a second document begins here (---), and the file is one`,
      'Keep one of them, or name the file of the other.',
      problem,
    );
  if (problem) throw new UserError(`${place(problem.pos[0])}: ${sentence(problem.message)}`, hint, problem);
  visit(document, {
    Node: (_key, node) => refuse(node, place, hint),
  });
  return {
    name,
    value: document.toJS({ maxAliasCount: 0 }),
    at: (path) => place(offsetOf(document.contents, path)),
  };
}

/** The parser keeps an error for each line, and hands them on in one call: a text made of errors takes its stack. */
function parsedBy<T>(parse: () => T, name: string, hint: string): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${name} cannot be read as YAML`, hint, error);
  }
}

function textOf(bytes: Uint8Array, name: string, hint: string): string {
  if (bytes.length > maxYamlBytes)
    throw new UserError(`${name} is larger than ${maxYamlBytes / 1024} kB, which no such file is`, hint);
  try {
    return decodeText(bytes, name);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message, hint, error);
    throw error;
  }
}

/** The parser recurses; quotes and comments are not looked at, for nobody writes a hundred brackets there. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > 100) return true;
  }
  return /(?:[-?] +){50}|^ {200}/m.test(text);
}

const sentence = (message: string): string => message.split('\n', 1)[0]?.slice(0, 200) ?? '';

function refuse(node: Node, place: (offset: number | undefined) => string, hint: string): void {
  const say = (what: string, offset = node.range?.[0]): never => {
    throw new UserError(`${place(offset)}: ${what}`, hint);
  };
  if (isAlias(node)) say('an alias (*) is not read here; write the value out');
  else if (node.tag !== undefined && node.tag !== null) say('a tag (!) is not read here');
  if (!isMap(node)) return;
  const seen = new Set<unknown>();
  for (const { key } of node.items) {
    if (!isScalar(key)) continue;
    if (seen.has(key.value)) say(`the key "${String(key.value)}" is there twice`, key.range?.[0]);
    // Objects would take it for something else than a key, and it would be lost.
    if (key.value === '__proto__') say('unknown key "__proto__"', key.range?.[0]);
    seen.add(key.value);
  }
}

function offsetOf(root: unknown, path: Path): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (isScalar(node) || isMap(node) || isSeq(node)) offset = node.range?.[0];
    } else break;
  }
  return offset;
}
