// Where the updates of a JSON text stand in it. JSON.parse says nothing of places, and has found the text to be whole.
import { isNameOfEnvelope } from './json.ts';

/** Offsets; `to` is the first one behind. */
export interface Span {
  from: number;
  to: number;
}

/** The elements that json.ts reads of the same text: those of the list, of an envelope {value: [...]}, or the object itself. */
export function jsonElements(text: string): Span[] {
  const from = skipBlanks(text, 0);
  if (text[from] !== '[') return inEnvelope(text, from) ?? [{ from, to: endOfValue(text, from) }];
  const elements = elementsOf(text, from);
  const [only] = elements;
  return only !== undefined && elements.length === 1 ? (inEnvelope(text, only.from) ?? elements) : elements;
}

/** Null where the object is no envelope. */
function inEnvelope(text: string, at: number): Span[] | null {
  if (text[at] !== '{') return null;
  const members = new Map<string, number>();
  for (const { from, to } of elementsOf(text, at)) {
    const end = endOfString(text, from);
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    if (value < to) members.set(nameOf(text.slice(from, end)), value);
  }
  const list = members.get('value');
  return list === undefined || text[list] !== '[' || !isNameOfEnvelope([...members.keys()])
    ? null
    : elementsOf(text, list);
}

/** A name may be written with escapes. */
function nameOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  const name: unknown = JSON.parse(quoted);
  return typeof name === 'string' ? name : '';
}

/** The elements of an array, or the members of an object from name to value. */
function elementsOf(text: string, at: number): Span[] {
  const found: Span[] = [];
  let from = skipBlanks(text, at + 1);
  while (from < text.length && text[from] !== ']' && text[from] !== '}') {
    let to = endOfValue(text, from);
    const colon = skipBlanks(text, to);
    if (text[colon] === ':') to = endOfValue(text, skipBlanks(text, colon + 1));
    found.push({ from, to });
    const comma = skipBlanks(text, to);
    from = text[comma] === ',' ? skipBlanks(text, comma + 1) : comma;
  }
  return found;
}

const blank = /[ \t\r\n]*/y;
const word = /[^\s,\]}]*/y;

function skipBlanks(text: string, at: number): number {
  blank.lastIndex = at;
  blank.exec(text);
  return blank.lastIndex;
}

function endOfValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first !== '{' && first !== '[') {
    word.lastIndex = at;
    word.exec(text);
    return Math.max(word.lastIndex, at + 1);
  }
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) index = endOfString(text, index) - 1;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

function endOfString(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5c) index += 1;
    else if (code === 0x22) return index + 1;
  }
  return text.length;
}
