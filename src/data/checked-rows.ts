// What must hold of the rows of updates and of supersedence, looked at while they are read: they are too many to be kept for it.
import { UserError } from '../errors.ts';
import type { LineFile } from './lines.ts';
import { hint } from './parse.ts';
import { type LeanEdge, type LeanUpdate, wholeUpdate } from './quick.ts';

/** @throws UserError with file and line for the first update without a number, and for one that is there twice */
export function* checkedUpdates(updates: LineFile<LeanUpdate>): Generator<readonly LeanUpdate[]> {
  let neighbours: Neighbours | null = new Neighbours();
  for (const { values, placeOf } of updates.pieces()) {
    for (let index = 0; index < values.length; index += 1) {
      const row = values[index];
      if (row === undefined) continue;
      if ((row.kb ?? row.updateId ?? null) === null)
        throw new UserError(`${placeOf(index)}: an update needs a KB number or an UpdateID`, hint);
      if (neighbours !== null && !neighbours.isNew(row)) {
        // Once for the whole file, and then nothing is left to be looked at.
        requireOneRowEach(updates, 'UpdateID', ({ updateId }) => updateId ?? null);
        requireOneRowEach(updates, 'update', mainly, wholeText);
        neighbours = null;
      }
    }
    yield values;
  }
}

/** @throws UserError with file and line for the first update that supersedes itself */
export function* checkedEdges(supersedence: LineFile<LeanEdge>): Generator<readonly LeanEdge[]> {
  for (const { values, placeOf } of supersedence.pieces()) {
    for (let index = 0; index < values.length; index += 1) {
      const row = values[index];
      if (row === undefined) continue;
      if (row.superseding === row.superseded)
        throw new UserError(`${placeOf(index)}: ${row.superseding} supersedes itself`, hint);
    }
    yield values;
  }
}

const mostNeighbours = 256;

/** Imports write rows in the order of their numbers: there a row can be the same as one of its own number alone. */
class Neighbours {
  #kb = 0;
  #rows: LeanUpdate[] = [];
  readonly #updateIds = new Set<string>();

  /** False also where it cannot tell. */
  isNew(row: LeanUpdate): boolean {
    if (row.updateId) {
      if (this.#updateIds.has(row.updateId)) return false;
      this.#updateIds.add(row.updateId);
      return true;
    }
    const kb = Number(row.kb);
    if (kb < this.#kb || this.#rows.length >= mostNeighbours) return false;
    if (kb > this.#kb) this.#rows.length = 0;
    this.#kb = kb;
    for (let index = 0; index < this.#rows.length; index += 1) if (isSame(this.#rows[index], row)) return false;
    this.#rows.push(row);
    return true;
  }
}

function isSame(a: LeanUpdate | undefined, b: LeanUpdate): boolean {
  if (a === undefined || a.products?.[0] !== b.products?.[0] || a.title !== b.title) return false;
  return mainly(a) === mainly(b) && wholeText(a) === wholeText(b);
}

/** What tells nearly all rows of a source apart, so that few have to be compared as a whole. */
const mainly = ({ kb, updateId, title, products = [], architectures = [] }: LeanUpdate): string =>
  `${kb ?? null} ${updateId ?? null} ${title ?? null} ${products.join()} ${architectures.join()}`;

const wholeText = (row: LeanUpdate): string => JSON.stringify(wholeUpdate(row));

/**
 * @param keyOf rows with different keys are different rows; null is one that is not asked about
 * @param textOf what two rows with one key must differ in
 */
function requireOneRowEach(
  rows: LineFile<LeanUpdate>,
  what: string,
  keyOf: (row: LeanUpdate) => string | null,
  textOf: (row: LeanUpdate) => string = (row) => keyOf(row) ?? '',
): void {
  const first = new Map<string, { row: LeanUpdate; place: string }>();
  const texts = new Map<string, string>();
  for (const { values, placeOf } of rows.pieces()) {
    for (const [index, row] of values.entries()) {
      const key = keyOf(row);
      if (key === null) continue;
      const place = placeOf(index);
      const earlier = first.get(key);
      if (earlier === undefined) {
        first.set(key, { row, place });
        continue;
      }
      texts.set(textOf(earlier.row), earlier.place);
      const text = textOf(row);
      const same = texts.get(text);
      if (same !== undefined) throw new UserError(`${place}: ${what} "${text}" is there twice, first at ${same}`, hint);
      texts.set(text, place);
    }
  }
}
