// A look at a row that tells the common case apart: one of the right shape, key by key. Of tens of thousands of rows zod takes longer
// than all the rest of a build; whatever this look does not know is left to zod, which says what is wrong.
import { isDay } from '../dates.ts';
import { architectures, updateKinds } from '../types.ts';
import type { SupersedenceRow, UpdateRow } from './schema.ts';

type Look = (value: unknown) => boolean;

const isText: Look = (value) => typeof value === 'string' && value.length > 0;
const matches =
  (pattern: RegExp): Look =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const kb = matches(/^\d{6,7}$/);
const key = matches(/^(?:\d{6,7}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/);
const days = new Set<unknown>();
/** The rows of a source name few days, so each is looked at once. */
const isKnownDay: Look = (value) => {
  if (days.has(value)) return true;
  if (typeof value !== 'string' || !isDay(value)) return false;
  days.add(value);
  return true;
};
const oneOf = (values: readonly unknown[]): Look => {
  const known = new Set(values);
  return (value) => known.has(value);
};
const listOf =
  (look: Look): Look =>
  (value) =>
    Array.isArray(value) && value.every(look);

const shared: Readonly<Record<string, Look>> = {
  products: listOf(isText),
  architectures: listOf(oneOf(architectures)),
  url: matches(/^https?:\/\//),
  note: isText,
};

const ofUpdate = new Map<string, Look>(
  Object.entries({
    ...shared,
    kb,
    updateId: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    title: isText,
    bulletin: isText,
    released: isKnownDay,
    revised: isKnownDay,
    knownBy: isKnownDay,
    classification: isText,
    kind: oneOf(updateKinds),
    language: isText,
    restartFlag: oneOf(['always', 'maybe', 'never']),
    flagText: isText,
    exclusive: (value) => typeof value === 'boolean',
  }),
);

const ofEdge = new Map<string, Look>(Object.entries({ ...shared, superseding: key, superseded: key }));

function isAll<T>(looks: ReadonlyMap<string, Look>, value: unknown): value is T {
  if (typeof value !== 'object' || value === null) return false;
  for (const name in value) {
    const look = looks.get(name);
    // A null is left to zod: rows that are written today leave it out.
    if (look === undefined || !look(Reflect.get(value, name))) return false;
  }
  return true;
}

/** A row as it stands in the file: what is unknown is left out. Of tens of thousands half as much has to be kept. */
export type LeanUpdate = Readonly<Partial<UpdateRow>>;
export type LeanEdge = Readonly<Partial<SupersedenceRow> & Pick<SupersedenceRow, 'superseding' | 'superseded'>>;

/** @returns null where the row needs a closer look */
export function quickUpdate(value: unknown): LeanUpdate | null {
  return isAll<LeanUpdate>(ofUpdate, value) ? value : null;
}

/** @returns null where the row needs a closer look */
export function quickEdge(value: unknown): LeanEdge | null {
  if (!isAll<LeanEdge>(ofEdge, value)) return null;
  return value.superseding === undefined || value.superseded === undefined ? null : value;
}

/** Key by key, so that all rows have one layout in memory: to spread one object over another takes several times as long. */
export function wholeUpdate(row: LeanUpdate): UpdateRow {
  return {
    kb: row.kb ?? null,
    updateId: row.updateId ?? null,
    revision: row.revision ?? null,
    title: row.title ?? null,
    bulletin: row.bulletin ?? null,
    released: row.released ?? null,
    revised: row.revised ?? null,
    knownBy: row.knownBy ?? null,
    classification: row.classification ?? null,
    kind: row.kind ?? null,
    products: row.products ?? [],
    architectures: row.architectures ?? [],
    language: row.language ?? null,
    restartFlag: row.restartFlag ?? null,
    flagText: row.flagText ?? null,
    exclusive: row.exclusive ?? null,
    url: row.url ?? null,
    note: row.note ?? null,
  };
}
