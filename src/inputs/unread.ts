// A column of KB numbers under a name that says nothing of them: the file is not to pass because nobody read it.
import { UserError } from '../errors.ts';
import { isColumn, type Row } from './columns.ts';
import { itemOfRow } from './rows.ts';

/**
 * What else has six or seven digits in an export, by words in the name of its column: sizes, counts, days, places in a list,
 * and ids of the site. "Nummer" is a number of anything.
 */
const ofOthers = [
  /size|größe|groesse|taille|byte|length|länge|price|preis/,
  /count|anzahl|total|summe|missing|required|install|present|unknown|percent|prozent|^num(?!ber|mer|[eé]ro|$)/,
  /(?<!up)date|datum|time|zeit|day|month|monat|year|jahr|duration|dauer|second|minute/,
  /^row|^line|zeile|index|order|rank|position|revision|version|build|local|langu|sprache/,
  /ci_?id|(?:model|content|assignment|local|type|package|resource|machine|source|collection)_?id/,
];

/** A month may be written with six digits: 201406. */
const number = /^\s*(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])\s*$)[1-9]\d{5,6}\s*$/;

/**
 * @param numberless the rows of a file that give no number, @param all those as well, and the others
 * @throws UserError where most of them have one in a column that is not read, and in the others nothing says that it is something else
 */
export function requireNumbersRead(numberless: readonly Row[], all: readonly Row[]): void {
  let numbered: Numbered[] | null = null;
  for (const [name, count] of numbersByColumn(numberless)) {
    if (count * 2 <= numberless.length || isColumn(name) || ofOthers.some((words) => words.test(name.toLowerCase())))
      continue;
    numbered ??= numberedOf(numberless, all);
    if (!isContradicted(name, numbered)) throw unreadColumn(name);
  }
}

/** A row that has numbers of its own. */
interface Numbered {
  row: Row;
  kbs: readonly (string | null)[];
}

function numberedOf(numberless: readonly Row[], all: readonly Row[]): Numbered[] {
  const without = new Set(numberless);
  const others = all.filter((row) => !without.has(row));
  return others.map((row) => {
    const { kb, alsoKbs } = itemOfRow(row, '');
    return { row, kbs: [kb, ...alsoKbs] };
  });
}

function numbersByColumn(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const name in row) if (isNumber(row[name])) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

const isNumber = (value: unknown): boolean =>
  (typeof value === 'string' && value.length < 20 && number.test(value)) ||
  (typeof value === 'number' && number.test(String(value)));

/** Where other rows have a number of their own, the column is one of KB numbers if it mostly repeats them. */
function isContradicted(name: string, numbered: readonly Numbered[]): boolean {
  const same = numbered.filter(({ row, kbs }) => kbs.includes(String(row[name]).trim()));
  return numbered.length > 0 && same.length * 2 <= numbered.length;
}

const unreadColumn = (name: string): UserError =>
  new UserError(
    `its column "${name.slice(0, 60)}" may hold the KB numbers of its updates, and is not read as such`,
    'Rename the column to ArticleID or KB if these are KB numbers; leave it out if they are something else.',
  );
