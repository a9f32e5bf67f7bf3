// The columns of Microsoft's bulletin sheets, and what else is in a file that is one.
import { UserError } from '../errors.ts';
import { columnFinder, ownText } from './csv.ts';

/** In any order, with capitals, blanks and line feeds as they come. "Impact" and "Severity" are there twice, and not needed. */
const names = {
  date: 'Date Posted',
  bulletin: 'Bulletin Id',
  bulletinKb: 'Bulletin KB',
  title: 'Title',
  product: 'Affected Product',
  componentKb: 'Component KB',
  component: 'Affected Component',
  supersedes: 'Supersedes',
  reboot: 'Reboot',
} as const;

export type Field = keyof typeof names;
/** A row of the sheet; what it does not say is ''. */
export type Cells = Record<Field, string>;
export type Columns = Readonly<Record<Field, number>>;

/** @returns null where these are no columns of a bulletin sheet */
export function columnsOf(header: readonly string[]): Columns | null {
  const find = columnFinder(header);
  const at = (field: Field): number => find(names[field]);
  const columns = {
    ...{ date: at('date'), bulletin: at('bulletin'), bulletinKb: at('bulletinKb'), title: at('title') },
    ...{ product: at('product'), componentKb: at('componentKb'), component: at('component') },
    ...{ supersedes: at('supersedes'), reboot: at('reboot') },
  };
  const hasNumbers = columns.componentKb >= 0 || columns.bulletinKb >= 0;
  return columns.bulletin >= 0 && columns.product >= 0 && hasNumbers ? columns : null;
}

/** @param read what makes a cell a text that may be kept, where it is none yet */
export function cellsOf(row: readonly string[], columns: Columns, read = (cell: string): string => cell): Cells {
  const at = (column: number): string => {
    const cell = row[column];
    return cell === undefined || cell === '' ? '' : read(cell);
  };
  return {
    date: at(columns.date),
    bulletin: at(columns.bulletin),
    bulletinKb: at(columns.bulletinKb),
    title: at(columns.title),
    product: at(columns.product),
    componentKb: at(columns.componentKb),
    component: at(columns.component),
    supersedes: at(columns.supersedes),
    reboot: at(columns.reboot),
  };
}

/** A cell on one line, without blanks around it. A copy: a piece of the file's text would keep all the text around it alive. */
export const plain = (text: string): string =>
  ownText(/[^\S ]|^ | $| {2}/.test(text) ? text.replace(/\s+/g, ' ').trim() : text);

export const noColumns = (): UserError =>
  new UserError(
    'it has no sheet with the columns of a bulletin sheet (Bulletin Id, Affected Product, Component KB or Bulletin KB)',
    'Name a copy of BulletinSearch.xlsx, or its sheet as CSV with its header.',
  );
