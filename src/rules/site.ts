// The updates of a site, out of an export that has the columns which rules ask about.
import { siteExportLine } from './export-line.ts';
import { UserError } from '../errors.ts';
import { configmgrCsv, csvRows } from '../inputs/csv.ts';
import { configmgrJson, isRow, isUpdate, noUpdates, updateRows } from '../inputs/json.ts';
import type { Row } from '../inputs/columns.ts';
import { itemOfRow } from '../inputs/rows.ts';
import { requireNumbersRead } from '../inputs/unread.ts';
import { saysMore, updatesWithin } from '../inputs/within.ts';
import {
  categoryIdsCell,
  flagCell,
  localesCell,
  namesCell,
  numberCell,
  severityCell,
  spanCell,
  tagsCell,
  textCell,
} from './site-cells.ts';
import { type Layout, layoutOf } from './site-columns.ts';
import type { CategoryKind, Column, Names, RuleUpdate, Span } from './types.ts';

const hint = `Export the updates of the site: ${siteExportLine}`;

/**
 * The updates of an export as JSON (ConvertTo-Json, AdminService) or CSV (Export-Csv, the console).
 * @throws UserError where it is neither, a part of a list, or holds what is no update
 */
export async function siteUpdatesOf(text: string): Promise<RuleUpdate[]> {
  try {
    if (configmgrJson.accepts(text)) return siteUpdatesOfRows(rowsOfJson(text));
    if (configmgrCsv.accepts(text)) return siteUpdatesOfRows(await csvRows(text));
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message, hint, error.cause);
    throw error;
  }
  throw new UserError('it is neither JSON nor CSV of software updates', hint);
}

function rowsOfJson(text: string): { row: Row; where: string }[] {
  const rows = updateRows(text);
  return rows.flatMap((row, index) => {
    if (!isRow(row) || !isUpdate(row)) throw noUpdates([row]);
    return [row, ...furtherRows(row)].map((each) => ({ row: each, where: `[${index}]` }));
  });
}

function furtherRows(row: Row): Row[] {
  const within = updatesWithin(row).filter(isRow);
  return within.length === 0 ? [] : within.filter((each) => saysMore(itemOfRow(each, ''), itemOfRow(row, '')));
}

/**
 * The same from rows that were read elsewhere. A row that comes twice, alike in all, counts once.
 * @throws UserError where their KB numbers stand in a column that is not read
 */
export function siteUpdatesOfRows(rows: readonly { row: Row; where: string }[]): RuleUpdate[] {
  const seen = new Map<string, string | Row>();
  const updates: RuleUpdate[] = [];
  const numberless: Row[] = [];
  for (const { row, where } of rows) {
    const update = updateOf(row, where);
    if (update.item.kb === null) numberless.push(row);
    const id = update.item.ciId ?? update.item.updateId;
    if (id !== null && isAgain(seen, id, row)) continue;
    updates.push(update);
  }
  if (numberless.length > 0)
    requireNumbersRead(
      numberless,
      rows.map(({ row }) => row),
    );
  return updates;
}

/** Rows are compared whole only where an id comes again. Of rows that differ, each counts. */
function isAgain(seen: Map<string, string | Row>, id: string, row: Row): boolean {
  const earlier = seen.get(id);
  if (earlier === undefined) {
    seen.set(id, row);
    return false;
  }
  const [text, before] = [JSON.stringify(row), typeof earlier === 'string' ? earlier : JSON.stringify(earlier)];
  seen.set(id, before);
  return text === before;
}

function updateOf(row: Row, where: string): RuleUpdate {
  const layout = layoutOf(Object.keys(row));
  const item = itemOfRow(row, where);
  const first = <T>(column: Column, read: (cell: unknown) => T | null): T | null => firstOf(row, layout, column, read);
  return {
    item,
    catalog: null,
    columns: layout.columns,
    title: item.title,
    description: first('description', textCell),
    article: first('article', textCell),
    bulletin: first('bulletin', textCell),
    categoryIds: first('categoryIds', categoryIdsCell),
    categoryNames: namesOf(row, layout),
    locales: first('locales', localesCell),
    severity: first('severity', severityCell),
    customSeverity: first('customSeverity', severityCell),
    revised: first('revised', spanCell) ?? sincePosted(first('posted', spanCell)),
    superseded: first('superseded', flagCell),
    deployed: first('deployed', flagCell),
    expired: first('expired', flagCell),
    missing: first('missing', numberCell),
    contentSize: first('contentSize', numberCell),
    size: first('size', numberCell),
    tags: first('tag', tagsCell),
    licenceTerms: first('licenceTerms', flagCell),
  };
}

/** The first of several columns of one meaning that can be read. */
function firstOf<T>(row: Row, { names }: Layout, column: Column, read: (cell: unknown) => T | null): T | null {
  for (const name of names.get(column) ?? []) {
    const value = read(row[name]);
    if (value !== null) return value;
  }
  return null;
}

/** Nothing is revised before it is posted. */
const sincePosted = (posted: Span | null): Span | null =>
  posted === null ? null : { from: posted.from, to: Number.POSITIVE_INFINITY };

function namesOf(row: Row, { names }: Layout): RuleUpdate['categoryNames'] {
  const of = (kind: CategoryKind): Names[] | null => {
    const cells = (names.get(kind) ?? []).map((name) => namesCell(row[name])).filter((cell) => cell !== null);
    return cells.length === 0 ? null : cells;
  };
  return { product: of('product'), updateclassification: of('updateclassification'), company: of('company') };
}
