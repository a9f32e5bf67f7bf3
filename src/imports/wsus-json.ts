// Updates of WSUS as JSON: ConvertTo-Json of IUpdate, of rows of PUBLIC_VIEWS.vUpdate, or of objects that a script made of them.
import { UserError } from '../errors.ts';
import { jsonScanner, readJsonList } from './json-stream.ts';
import type { Importer, Sample } from './types.ts';
import { Intake } from './wsus-intake.ts';
import { addValue, areOfUpdate, columnAt, pathTo, type Values } from './wsus-values.ts';

export const wsusJson: Importer = {
  id: 'wsus-json',
  description: 'updates of WSUS, Get-WsusUpdate | ConvertTo-Json, or rows of PUBLIC_VIEWS.vUpdate as JSON',
  source: 'wsus',
  accepts,
  read: async (file, sink) => {
    const intake = new Intake(sink);
    const { elements, around } = await readJsonList(file, {
      element: (value, index) => {
        const place = `row ${index + 1}`;
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) intake.row(valuesOf(value), place);
        else intake.bad(place, 'it is no object');
      },
      broken: (index) => intake.bad(`row ${index + 1}`, 'it is not valid JSON'),
    });
    requireWhole(around, elements);
    intake.end();
    return { asOf: null };
  },
};

/** How deep the values of an update are nested at most: Update.Id.UpdateId, in a list of a list. */
const deepest = 8;
const longestList = 1000;

export function valuesOf(object: object): Values {
  const values: Values = new Map();
  eachValue(object, '', 0, (path, value) => {
    const column = columnAt(path);
    if (column !== undefined) addValue(values, column, value);
  });
  return values;
}

function eachValue(value: unknown, path: string, depth: number, take: (path: string, value: string) => void): void {
  if (typeof value === 'string') take(path, value);
  else if (typeof value === 'number' || typeof value === 'boolean') take(path, String(value));
  else if (typeof value !== 'object' || value === null || depth > deepest) return;
  else if (Array.isArray(value)) {
    for (const each of value.slice(0, longestList)) eachValue(each, path, depth + 1, take);
  } else {
    for (const [name, each] of Object.entries(value)) eachValue(each, pathTo(path, name), depth + 1, take);
  }
}

/** One page of several, or a list that lost rows on the way, is not the whole. */
function requireWhole(around: unknown, elements: number): void {
  if (typeof around !== 'object' || around === null) return;
  for (const [name, value] of Object.entries(around)) {
    if (/^(?:@odata\.)?nextlink$/i.test(name) && value !== null) throw partOf('it is one page of several (nextLink)');
    if (/^(?:@odata\.)?count$/i.test(name) && typeof value === 'number' && value !== elements) {
      throw partOf(`it says that it holds ${value} updates, and holds ${elements}`);
    }
  }
}

const partOf = (what: string): UserError => new UserError(what, 'Export all of the updates into one list.');

/** By the first element; by all names where the sample ends before that does. */
function accepts({ text }: Sample): boolean {
  if (!/^\s{0,1000}[[{]/.test(text)) return false;
  const first = firstElement(text);
  if (first !== undefined) return areOfUpdate(namesOf(first));
  return areOfUpdate([...text.matchAll(/"([^"\\]{1,100})"\s{0,20}:/g)].map((match) => pathTo('', match[1] ?? '')));
}

function firstElement(text: string): unknown {
  let first: unknown;
  const scanner = jsonScanner({
    element: (value) => {
      first ??= value;
    },
    broken: () => {},
  });
  try {
    scanner.write(text);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
  }
  return first;
}

function namesOf(value: unknown, path = '', depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > deepest) return [];
  if (Array.isArray(value)) {
    return depth === 0 ? [] : value.slice(0, longestList).flatMap((each) => namesOf(each, path, depth + 1));
  }
  return Object.entries(value).flatMap(([name, each]) => {
    const inner = pathTo(path, name);
    return [inner, ...namesOf(each, inner, depth + 1)];
  });
}
