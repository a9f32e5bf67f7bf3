// Rows of a query as a table, as JSON or as CSV. CSV is safe to open in a spreadsheet: no cell can be a formula.
import { restartsText } from '../check/reason.ts';
import { wrap } from './layout.ts';
import { plain } from './safe.ts';

export type RowFormat = 'table' | 'json' | 'csv';
type Row = Record<string, unknown>;

export async function renderRows(
  rows: readonly Row[],
  format: RowFormat,
  width: number,
  schema = 'rebootgate/query',
): Promise<string> {
  if (format === 'json') return `${JSON.stringify({ schema, version: 1, rows: rows.map(safeRow) }, null, 2)}\n`;
  if (format === 'csv') return csv(rows);
  return `${rows.map((row) => card(row, width)).join('\n')}\n`;
}

function safeRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, safe(value)]));
}

function safe(value: unknown): unknown {
  if (typeof value === 'string') return plain(value);
  if (Buffer.isBuffer(value)) return blobText(value);
  return Array.isArray(value) ? value.map(safe) : value;
}

async function csv(rows: readonly Row[]): Promise<string> {
  const { csvText } = await import('./cells.ts');
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  return csvText(columns, cells);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellText).join('; ');
  if (isRestarts(value)) return restartsText(value);
  return plain(
    typeof value === 'string'
      ? value
      : Buffer.isBuffer(value)
        ? blobText(value)
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
  );
}

function isRestarts(value: unknown): value is { min: number; max: number | null } {
  return (
    typeof value === 'object' && value !== null && 'min' in value && 'max' in value && typeof value.min === 'number'
  );
}

/** One block for each row: titles are too long for columns. Empty fields are left out. */
function card(row: Row, width: number): string {
  const entries = Object.entries(row).map(([key, value]): [string, string] => [plain(key), cellText(value)]);
  const [head, ...rest] = entries.filter(([, text]) => text !== '');
  if (!head) return '(an empty row)';
  const first = head[0] === 'kb' ? `KB${head[1]}` : `${head[0]}: ${head[1]}`;
  return [...wrap(first, width), ...rest.flatMap(([key, text]) => wrap(`${key}: ${text}`, width, '  ', '      '))].join(
    '\n',
  );
}

/** A blob of any size may be asked for with --sql; only a small one is of use to anybody. */
function blobText(bytes: Buffer): string {
  return bytes.length > 4096 ? `(blob of ${bytes.length} bytes)` : bytes.toString('hex');
}
