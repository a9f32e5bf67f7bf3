// CSV as Export-Csv and the console write it: comma, semicolon or tab, with or without the #TYPE line.
import { UserError } from '../errors.ts';
import { type CutRow, cutPlain } from './csv-plain.ts';
import { exportLines } from './export-lines.ts';
import { itemOf } from './quick-row.ts';
import { columnsOf, isUsable, type Row } from './columns.ts';
import type { Input, ParsedGroup } from './types.ts';
import { exportHint, isUpdate, noUpdates } from './json.ts';
import { requireNumbersRead } from './unread.ts';

const maxColumns = 1000;
export const delimiters = [',', ';', '\t', '|'] as const;

export const configmgrCsv: Input = {
  id: 'configmgr-csv',
  description:
    'Export-Csv of Get-CMSoftwareUpdate, the list copied from the console, or rows of v_UpdateInfo or v_UpdateCIs',
  exportLine: exportLines.csv,
  accepts: (text) => /^#TYPE /.test(text) || delimiterOf(headerOf(text)) !== null || looksLikeTable(text),
  parse,
};

export function headerOf(text: string): string {
  const body = withoutType(text);
  const end = body.search(/\r?\n|\r/);
  return (end < 0 ? body : body.slice(0, end)).slice(0, 10_000);
}

/** Windows PowerShell 5.1 writes a line "#TYPE Selected.Microsoft..." first. */
function withoutType(text: string): string {
  return text.replace(/^(?:\s*#TYPE [^\r\n]*(?:\r?\n|\r))?(?:sep=.(?:\r?\n|\r))?\s*/, '');
}

/** The delimiter under which the header names the most columns that we know; a single known column needs none. */
function delimiterOf(header: string): string | null {
  const scored = delimiters.map((delimiter) => ({ delimiter, known: knownColumns(header, delimiter) }));
  const best = scored.reduce((a, b) => (b.known > a.known ? b : a));
  return best.known > 0 ? best.delimiter : null;
}

/** A header of plain names and a row of as many fields: a table, if not one of updates. "KB2965788,KB2966034" is a list. */
function looksLikeTable(text: string): boolean {
  const [header = '', row = ''] = withoutType(text.slice(0, 20_000)).split(/\r\n|\n|\r/);
  if (/\d{6}/.test(header)) return false;
  return delimiters.some((delimiter) => {
    const names = header.split(delimiter);
    return (
      names.length > 1 &&
      names.every((name) => /^"?[A-Za-z_][\w .()-]*"?$/.test(name)) &&
      row.split(delimiter).length === names.length
    );
  });
}

function knownColumns(header: string, delimiter: string): number {
  const found = columnsOf(headerNames(header, delimiter));
  return isUsable(found) ? found.size : 0;
}

export const headerNames = (header: string, delimiter: string): string[] =>
  header.split(delimiter).map((name) => name.replace(/^\s*"|"\s*$/g, ''));

async function parse(text: string): Promise<ParsedGroup> {
  const rows = await csvRows(text);
  const items = rows.map(({ row, where }) => itemOf(row, where));
  const numberless = rows.filter((_, index) => items[index]?.kb === null).map(({ row }) => row);
  if (numberless.length > 0)
    requireNumbersRead(
      numberless,
      rows.map(({ row }) => row),
    );
  return { name: null, items };
}

/**
 * The rows by the names of their columns; each of them is an update.
 * @throws UserError where a row cannot be read, or names no update
 */
export async function csvRows(text: string): Promise<{ row: Row; where: string }[]> {
  const delimiter = delimiterOf(headerOf(text));
  if (delimiter === null) {
    throw new UserError(
      'none of its columns names an update (ArticleID, CI_UniqueID, LocalizedDisplayName or Title)',
      exportHint,
    );
  }
  const rows = await tableRows(text, delimiter);
  if (!rows.every(({ row }) => isUpdate(row))) throw noUpdates(rows.map(({ row }) => row));
  requireOneTable(rows, delimiter);
  return rows;
}

type TableRow = { row: Row; where: string };

/** Updates could hide in a cell that a stray quote opened, and below a second header, whose columns may be others. */
function requireOneTable(rows: readonly TableRow[], delimiter: string): void {
  const [first] = rows;
  const names = Object.keys(first?.row ?? {});
  const found = columnsOf(names);
  const read = [...(found.get('title') ?? []), ...(found.get('articleId') ?? [])];
  const isRow = (line: string): boolean => line.split(delimiter).length >= Math.max(names.length, 2);
  const [number] = found.get('articleId') ?? [];
  for (const { row, where } of rows) {
    if (read.some((name) => innerLines(row[name]).some(isRow)))
      throw new UserError(`${where}: a cell of it holds lines that look like rows`, quoteHint);
    if (number !== undefined && /\d/.test(String(row[number] ?? ''))) continue;
    if (columnsOf(Object.values(row).map(String)).size > 1)
      throw new UserError(`${where} is a second header`, 'Give each table as a file of its own.');
  }
}

/** Hardly any cell has several lines: a look tells. */
const innerLines = (value: unknown): string[] =>
  typeof value === 'string' && /[\r\n]/.test(value) ? value.split(/\r\n|\n|\r/).slice(1) : [];

const quoteHint = 'A quote may be missing, so that rows below were taken for a part of it; export the group again.';

/**
 * The rows of any table by the names of its columns.
 * @throws UserError where one cannot be read, or there is none
 */
export async function tableRows(text: string, delimiter: string): Promise<TableRow[]> {
  const body = withoutType(text);
  const before = text.slice(0, text.length - body.length).split(/\r\n|\n|\r/).length - 1;
  const rows = await readRows(body, delimiter);
  if (rows.length === 0) throw new UserError('it has a header, but no row', exportHint);
  return rows.map(({ record, line }) => ({ row: record, where: `line ${before + line}` }));
}

type Line = { record: Record<string, string>; line: number };

async function readRows(text: string, delimiter: string): Promise<Line[]> {
  const [header, ...rows] = await cutRows(text, delimiter);
  const names = uniqueNames(header?.record ?? []);
  return withoutFrame(rows).map(({ record, line }) => {
    for (let index = names.length; index < record.length; index += 1) {
      if (record[index]?.trim() === '') continue;
      // A comma in a title that nobody quoted: what is left over may be the number of the update.
      throw new UserError(
        `line ${line} has more cells than the header has columns`,
        'A cell that holds the delimiter must stand in quotes; Export-Csv writes it so. Export the group again.',
      );
    }
    return { record: named(names, record), line };
  });
}

type PlacedRow = { record: string[]; line: number };

/** Where every line is plain they are cut one by one; a CSV parser reads the others. */
async function cutRows(text: string, delimiter: string): Promise<PlacedRow[]> {
  const plain = cutPlain(text, delimiter);
  if (plain === null) return placed(await parseRows(text, delimiter));
  return plain.map(({ record, info }) => ({ record, line: info.lines }));
}

/**
 * Each row with the line on which it begins. The library says on which it ends, and counts a carriage return and line feed
 * inside of quotes as two.
 */
function placed(rows: readonly CutRow[]): PlacedRow[] {
  let [before, twice] = [0, 0];
  return rows.map(({ record, info: { lines } }) => {
    const breaks = lines - before > 1 ? record.flatMap((cell) => cell.match(/\r\n|\n|\r/g) ?? []) : [];
    before = lines;
    twice += breaks.filter((each) => each === '\r\n').length;
    return { record, line: lines - twice - breaks.length };
  });
}

function named(names: readonly string[], record: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {};
  for (let index = 0; index < names.length; index += 1) row[names[index] ?? ''] = record[index] ?? '';
  return row;
}

/** sqlcmd draws a line below the header, and counts the rows below the last: "(3 rows affected)". */
function withoutFrame(rows: readonly PlacedRow[]): PlacedRow[] {
  const from = rows[0]?.record.every((cell) => /^\s*-+\s*$/.test(cell)) ? 1 : 0;
  const count = /^\((\d{1,9}) [^()]{1,60}\)$/.exec(rows.at(-1)?.record.join('').trim().slice(0, 100) ?? '')?.[1];
  const inner = rows.slice(from, count === undefined ? rows.length : -1);
  if (count === undefined || Number(count) === inner.length) return inner;
  throw new UserError(`it says that it holds ${count} rows, and holds ${inner.length}`, 'Export the group again.');
}

/** The rows as a CSV parser reads them, quotes and all. */
export async function parseRows(text: string, delimiter: string): Promise<CutRow[]> {
  const { parse: parseCsv } = await import('csv-parse/sync');
  try {
    const rows: unknown[] = parseCsv(text, {
      delimiter,
      info: true,
      // Each of them ends a row: a file put together from several has more than one kind.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: 1_000_000,
    });
    return rows.filter(isParsedRow);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : '';
    throw new UserError(`its rows cannot be read: ${why}`, 'The file may be cut off; export it again.', cause);
  }
}

/** With `info` the library gives each row with its place; its types do not say so. */
function isParsedRow(row: unknown): row is CutRow {
  return typeof row === 'object' && row !== null && 'record' in row && Array.isArray(row.record) && 'info' in row;
}

/** Two columns of one name would hide one another. */
function uniqueNames(names: string[]): string[] {
  // An update has some 70 properties. The loop below would take for ever on a header made to have a hundred thousand.
  if (names.length > maxColumns) {
    throw new UserError(`its rows cannot be read: it has ${names.length} columns`, 'Export the group again.');
  }
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name.trim();
    while (seen.has(unique) || unique === '__proto__') unique = `${unique} `;
    seen.add(unique);
    return unique;
  });
}
