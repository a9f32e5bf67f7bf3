// A table of kbupdate's database as rows of texts by column; the case of names does not matter, and a column may be missing.
import { UserError } from '../errors.ts';
import type { ForeignDatabase } from './types.ts';

export interface TableRow<Column extends string> {
  /** For people: "row 17 of Kb". */
  place: string;
  /** Null, or why the row cannot be read. */
  fault: string | null;
  /** The text of a cell on one line; null where it says nothing, or the table has no such column. */
  text(column: Column): string | null;
}

/** The longest real cell is a list of some forty products or languages. */
const longestCell = 5000;

/** @returns whether there is such a table. @throws UserError where it lacks one of the columns */
export function hasTable(db: ForeignDatabase, file: string, table: string, required: readonly string[]): boolean {
  const columns = db.columns(table).map((name) => name.toLowerCase());
  if (columns.length === 0) return false;
  const missing = required.find((column) => !columns.includes(column.toLowerCase()));
  if (missing === undefined) return true;
  throw new UserError(
    `${file} has no column ${missing} in its table ${table}`,
    'Give the kb.sqlite of kbupdate as it is.',
  );
}

export function* tableRows<Column extends string>(
  db: ForeignDatabase,
  table: string,
  columns: readonly Column[],
): Generator<TableRow<Column>> {
  const names = db.columns(table);
  const found = columns.flatMap((column) => {
    const name = names.find((each) => each.toLowerCase() === column.toLowerCase());
    return name === undefined ? [] : [{ column, name }];
  });
  const placeOf = new Map(found.map(({ column }, index) => [column, index]));
  let number = 0;
  for (const cells of db.rows(
    table,
    found.map(({ name }) => name),
  )) {
    number += 1;
    const long = cells.findIndex((cell) => typeof cell === 'string' && cell.length > longestCell);
    yield {
      place: `row ${number} of ${table}`,
      fault: long < 0 ? null : `its ${found[long]?.column} has more than ${longestCell} characters`,
      text: (column) => textOf(cells[placeOf.get(column) ?? -1]),
    };
  }
}

function textOf(cell: string | number | null | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  const text = String(cell)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  // As the pages of the Update Catalog say it, from which these texts are.
  return text === '' || /^n\/a$/i.test(text) ? null : text;
}
