// Tables that a console prints: a line of names, and cells below that begin where their name does.

export interface Header {
  /** What stands before the first name. */
  before: string;
  /** What a line has in a column, without the blanks around it. */
  cell(line: string, column: string): string;
  /** Whether it is the last column. */
  endsWith(column: string): boolean;
  has(column: string): boolean;
}

/**
 * The header that ends a line: names of known columns, one of which must be there.
 * What stands before them ("Please wait while WMIC is being installed.") is no part of it, and moves no column.
 */
export function headerOf(line: string, columns: ReadonlySet<string>, required: string): Header | null {
  // Names with tabs between them are the header of a file for spreadsheets.
  if (line.length > 2000 || line.includes('\t') || !line.toLowerCase().includes(required)) return null;
  const found: { name: string; at: number }[] = [];
  for (const match of [...line.matchAll(/\S+/g)].reverse()) {
    const [word] = match;
    // The last sentence of what stands before may end right where the first name begins.
    const name = word.slice(word.lastIndexOf('.') + 1).toLowerCase();
    if (!columns.has(name)) break;
    found.unshift({ name, at: match.index + word.length - name.length });
    if (name.length < word.length) break;
  }
  if (!found.some(({ name }) => name === required)) return null;
  const start = found[0]?.at ?? 0;
  const before = line.slice(0, start).trim();
  const shift = before === '' ? 0 : start;
  return header(
    found.map(({ name, at }) => ({ name, at: at - shift })),
    before,
  );
}

function header(columns: readonly { name: string; at: number }[], before: string): Header {
  return {
    before,
    cell: (line, column) => {
      const index = columns.findIndex(({ name }) => name === column);
      const from = columns[index]?.at;
      return from === undefined ? '' : line.slice(from, columns[index + 1]?.at).trim();
    },
    endsWith: (column) => columns.at(-1)?.name === column,
    has: (column) => columns.some(({ name }) => name === column),
  };
}

/** The line of dashes below a header. */
export const isRule = (line: string): boolean => /^[\s-]*$/.test(line) && line.includes('--');

/** "PS C:\Users\Admin> Get-HotFix", "C:\Windows\system32>". */
export const isPrompt = (line: string): boolean => /^\s{0,20}(?:PS )?[A-Z]:\\[^<>|]{0,260}>/i.test(line.slice(0, 300));
