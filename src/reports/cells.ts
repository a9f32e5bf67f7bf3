// CSV that a spreadsheet may open: no cell is a formula, under whichever separator the spreadsheet reads the file.
import { stringify } from 'csv-stringify/sync';
import { plain, short } from './safe.ts';

/** Excel cuts cells at 32,767 characters. */
const longestCell = 8000;

/** Rows under their header, with CRLF; escape_formulas puts an apostrophe before = + - @: https://owasp.org/www-community/attacks/CSV_Injection */
export function csvText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [columns, ...rows].map((row) => row.map(cell));
  return stringify(cells, { escape_formulas: true, record_delimiter: 'windows' });
}

/** Where the list separator of Windows is a semicolon, Excel begins a cell behind each of them, quoted or not. */
function cell(text: string): string {
  return short(plain(text).trim(), longestCell).replace(/([;|]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'");
}
