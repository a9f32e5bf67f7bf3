// How a CSV file begins: lines before the header that are none of the table, and the delimiter that the header shows.

const delimiters = [',', ';', '\t', '|'] as const;

export interface Opening {
  delimiter: string;
  /** How much of the text comes before the header, and the number of the line that follows. */
  skip: number;
  line: number;
}

/**
 * @param text the beginning of the file, with the whole header if that is not far too long
 * @param delimiter null: as the header shows
 */
export function openingOf(text: string, delimiter: string | null, comments: boolean): Opening {
  let [skip, line, said] = [0, 1, delimiter];
  for (;;) {
    const end = lineEnd(text, skip);
    const first = text.slice(skip, Math.min(end, skip + 10));
    // Windows PowerShell 5.1 writes "#TYPE Selected.Microsoft..." first; Excel reads "sep=;" as the delimiter, and writes it so.
    const separator = /^sep=(.)$/.exec(first)?.[1];
    const isType = line === 1 && first.startsWith('#TYPE ');
    if (end === text.length || !(end === skip || isType || separator || (comments && first.startsWith('#')))) break;
    said ??= separator ?? null;
    skip = end + (text.startsWith('\r\n', end) ? 2 : 1);
    line += 1;
  }
  return { delimiter: said ?? delimiterOf(headerAt(text, skip)), skip, line };
}

function lineEnd(text: string, from: number): number {
  const at = text.slice(from).search(/[\r\n]/);
  return at < 0 ? text.length : from + at;
}

/** Without what stands in quotes: a name may hold delimiters and ends of lines. */
function headerAt(text: string, from: number): string {
  const bare = text.slice(from).replace(/"[^"]*"/g, '"');
  return bare.slice(0, lineEnd(bare, 0));
}

/** The sign that the header has most of; a header of one name has none, and then it does not matter. */
function delimiterOf(header: string): string {
  const count = (sign: string): number => header.split(sign).length;
  return delimiters.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
