// Cuts CSV whose every line is plain: no quote at all, or each cell in quotes and none in a cell. What else there is, a CSV parser reads.

export interface CutRow {
  record: string[];
  info: { lines: number };
}

const longest = 100_000;
const quote = 0x22;

/**
 * A line that leaves no quote open ends a row, so that lines can be taken one by one. Rows without a value are left out.
 * @returns null where a line is not plain
 */
export function cutPlain(text: string, delimiter: string): CutRow[] | null {
  const between = `"${delimiter}"`;
  const rows: CutRow[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index += 1) {
    const record = cutLine(lines[index] ?? '', delimiter, between);
    if (record === null) return null;
    if (holdsValue(record)) rows.push({ record, info: { lines: index + 1 } });
  }
  return rows;
}

function cutLine(line: string, delimiter: string, between: string): string[] | null {
  if (line.length > longest) return null;
  if (!line.includes('"')) return line.split(delimiter);
  const last = line.length - 1;
  if (last < 1 || line.charCodeAt(0) !== quote || line.charCodeAt(last) !== quote) return null;
  const cells = line.slice(1, last).split(between);
  for (let index = 0; index < cells.length; index += 1) if (cells[index]?.includes('"')) return null;
  return cells;
}

function holdsValue(record: readonly string[]): boolean {
  for (let index = 0; index < record.length; index += 1) if (record[index]?.trim() !== '') return true;
  return false;
}
