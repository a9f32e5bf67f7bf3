// YAML as plain data with the line of each key. What YAML can do beyond plain data (anchors, tags, merging) is refused. Pure.
import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { mostDepth, type Places, tooDeep } from './json-places.ts';
import type { Path } from './problem.ts';

export interface YamlText extends Places {
  value: unknown;
}

/** https://yaml.org/spec/1.2.2/#103-core-schema: dates stay texts, and `no` is no truth value. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const lineAt = (offset: number | undefined): number | null =>
    offset === undefined ? null : lines.linePos(offset).line;
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', version: '1.2' });
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    line: lineAt(pos[0]),
    key: '',
    message:
      code === 'MULTIPLE_DOCS'
        ? 'a second document begins here (---); a file may hold a list of them'
        : `is not the YAML that is read here (${message})`,
  }));
  if (problems.length === 0) problems.push(...beyondData(document, lineAt));
  const value: unknown = problems.length === 0 ? document.toJS({ maxAliasCount: 0 }) : null;
  return { value, problems, lineOf: (path) => lineAt(offsetOf(document, path)) };
}

function beyondData(document: Document, lineAt: (offset: number | undefined) => number | null): Places['problems'] {
  const problems: Places['problems'] = [];
  visit(document, {
    Node(_key, node, path) {
      const what = whatIsWrong(node, path.length);
      if (what === null) return undefined;
      problems.push({ line: lineAt(node.range?.[0]), key: '', message: what });
      return visit.BREAK;
    },
  });
  return problems;
}

/** A path of the visitor holds the document, and a pair for each map. */
function whatIsWrong(node: Node, depth: number): string | null {
  if (depth > 2 * mostDepth) return tooDeep;
  if (isAlias(node) || ('anchor' in node && node.anchor !== undefined)) return 'anchors and aliases are not taken';
  if (node.tag !== undefined) return `the tag ${node.tag} is not taken`;
  if (isMap(node) && node.items.some(({ key }) => !isScalar(key) || typeof key.value !== 'string'))
    return 'a key is not a plain text';
  return null;
}

function offsetOf(document: Document, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = isNode(node) && 'get' in node && typeof node.get === 'function' ? node.get(step, true) : undefined;
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    }
  }
  return offset;
}
