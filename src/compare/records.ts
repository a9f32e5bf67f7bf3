// What two lists of records have differently: those that came, those that went, and the fields of those that changed. Pure.
import { compareText } from './verdicts.ts';

/** A record by its fields. Values are compared as JSON, and shown as text. */
export type Fields = Readonly<Record<string, unknown>>;

export interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

export interface RecordChanges<T> {
  added: T[];
  gone: T[];
  changed: { record: T; fields: FieldChange[] }[];
}

/** @param keyOf what makes two records the same one */
export function recordChanges<T extends object>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (record: T) => string,
): RecordChanges<T> {
  const old = new Map(before.map((record) => [keyOf(record), record]));
  const now = new Map(after.map((record) => [keyOf(record), record]));
  const sorted = [...now].sort(([a], [b]) => compareText(a, b));
  return {
    added: sorted.filter(([key]) => !old.has(key)).map(([, record]) => record),
    gone: [...old]
      .filter(([key]) => !now.has(key))
      .sort(([a], [b]) => compareText(a, b))
      .map(([, record]) => record),
    changed: sorted.flatMap(([key, record]) => {
      const fields = fieldChanges(fieldsOf(old.get(key) ?? {}), fieldsOf(record));
      return old.has(key) && fields.length > 0 ? [{ record, fields }] : [];
    }),
  };
}

const fieldsOf = (record: object): Fields => Object.fromEntries(Object.entries(record));

export function fieldChanges(before: Fields, after: Fields): FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) => {
    const [old, now] = [textOf(before[field]), textOf(after[field])];
    return old === now ? [] : [{ field, before: old, after: now }];
  });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * What the sources say differently of one update. A source has one row for it, or several (a product each): then they come and go.
 * @param before rows of the sources, with a field `source`
 */
export function rowChanges(before: readonly Fields[], after: readonly Fields[]): (FieldChange & { source: string })[] {
  const sources = new Set([...before, ...after].map(sourceOf));
  return [...sources].sort(compareText).flatMap((source) => {
    const [old, now] = [before, after].map((rows) => distinct(rows.filter((row) => sourceOf(row) === source)));
    const gone = [...(old ?? [])].filter(([text]) => now?.has(text) !== true).map(([, row]) => row);
    const added = [...(now ?? [])].filter(([text]) => old?.has(text) !== true).map(([, row]) => row);
    const [was, is] = [gone[0], added[0]];
    if (gone.length === 1 && added.length === 1 && was && is)
      return fieldChanges(was, is).map((change) => ({ source, ...change }));
    if (gone.length + added.length === 0) return [];
    const count = (rows: readonly Fields[], what: string): string | null =>
      rows.length === 0 ? null : `${rows.length} ${what}`;
    return [{ source, field: 'rows', before: count(gone, 'gone'), after: count(added, 'new') }];
  });
}

const sourceOf = (row: Fields): string => String(row['source'] ?? '');
const distinct = (rows: readonly Fields[]): Map<string, Fields> =>
  new Map(rows.map((row) => [JSON.stringify(row), row]));
