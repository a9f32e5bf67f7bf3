// Rows of nothing but numbers and shared strings, as spreadsheet programs write nearly all, read without the XML reader: an import takes less than half the time.
import type { SheetRows } from './bulletin-sheet-cells.ts';

/** No sign in a value means anything in XML. */
const head = /<row((?: [\w:]{1,40}="[\w:. ]{0,200}"){0,20})>/y;
/** `<c r="C2" s="4"/>`, `<c r="A2" s="3"><v>42808</v></c>` or `<c r="B2" s="4" t="s"><v>12</v></c>`: letters, t and the number. */
const cell = /<c r="([A-Z]{1,3})\d{1,7}"(?: s="\d{1,5}")?(?:\/>|( t="s")?><v>(\d{1,9})<\/v><\/c>)/y;

/**
 * @param from where "<row" stands
 * @param end behind the "</row>" that follows
 * @returns false where it is a row of another form; then nothing is kept of it
 */
export function readPlainRow(text: string, from: number, end: number, rows: SheetRows): boolean {
  head.lastIndex = from;
  const attributes = head.exec(text)?.[1];
  if (attributes === undefined) return false;
  const number = Number(/ r="(\d{1,7})"/.exec(attributes)?.[1] ?? 0);
  if (number === 0) return false;
  rows.begin(number);
  if (readCells(text, head.lastIndex, rows) !== end - '</row>'.length) return false;
  rows.end();
  return true;
}

/** @returns where the cells end that can be read */
function readCells(text: string, from: number, rows: SheetRows): number {
  let at = from;
  cell.lastIndex = at;
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    at = cell.lastIndex;
    const [, letters = '', isShared, value] = found;
    const column = columnOf(letters);
    if (value === undefined || !rows.isWanted(column)) continue;
    if (isShared === undefined) rows.put(column, value);
    else rows.share(column, Number(value));
  }
  return at;
}

/** "AB" is column 27. */
export function columnOf(letters: string): number {
  let column = 0;
  for (let at = 0; at < letters.length; at += 1) column = column * 26 + letters.charCodeAt(at) - 64;
  return column - 1;
}
