// Objects that hold another one with what they are about: PropertyList of the console's own objects, Update of Get-WsusUpdate.
import { isRow, type Row } from './columns.ts';

const holders: readonly string[] = ['PropertyList', 'Update'];

/** The object that a row holds for its own values, if it does. */
function nestedRows(row: Row): readonly Row[] {
  if (row['PropertyList'] === undefined && row['Update'] === undefined) return none;
  return holders.filter((name) => Object.hasOwn(row, name)).flatMap((name) => (isRow(row[name]) ? [row[name]] : []));
}

const none: readonly Row[] = [];

/** Whether a value is one of these objects, which flattened() looks into. */
export const isHolder = (name: string, value: unknown): boolean => holders.includes(name) && isRow(value);

/** Both as one row; where they say different things under one name, both stay. */
export function flattened(row: Row): Row {
  const inner = nestedRows(row);
  if (inner.length === 0) return row;
  const entries = new Map<string, unknown>(inner.flatMap((each) => Object.entries(each)));
  for (const [name, value] of Object.entries(row)) {
    const nested = entries.get(name);
    // Columns are known by their letters, so that a blank keeps two of one name apart.
    if (nested !== undefined && nested !== null && nested !== value) entries.set(`${name} `, nested);
    if (value !== null && value !== undefined) entries.set(name, value);
  }
  return Object.fromEntries(entries);
}
