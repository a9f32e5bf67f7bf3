// Members of a group or a deployment out of the site database: CI_IDs of v_BundledConfigurationItems, v_CIRelation, v_CIAssignmentToCI.
import { UserError } from '../errors.ts';
import { delimiters, headerNames, headerOf, tableRows } from './csv.ts';
import { exportLines } from './export-lines.ts';
import { idsOf } from './members.ts';
import { columnsOf, isUsable, plain, type Row } from './columns.ts';
import type { Input, ParsedGroup } from './types.ts';

/** The column that holds the members, and the one beside it by which a view is known. */
const views = [
  { holder: 'ciid', member: 'bundledciid' },
  { holder: 'fromciid', member: 'tociid' },
  { holder: 'assignmentid', member: 'ciid' },
] as const;

export const membersCsv: Input = {
  id: 'configmgr-members-csv',
  description: 'members of a group by CI_ID out of SQL views as CSV; an export of the updates beside them',
  exportLine: exportLines.sqlMembers,
  accepts: (text) => tableOf(text) !== null,
  parse,
};

const hint = `Export the members of one group: ${exportLines.sqlMembers}`;

/** The view that a header is of. A table that has the updates themselves as well needs no other; a title may be the group's. */
function tableOf(text: string): { delimiter: string; view: (typeof views)[number] } | null {
  const header = headerOf(text);
  for (const delimiter of delimiters) {
    const names = headerNames(header, delimiter);
    const [found, known] = [columnsOf(names), new Set(names.map(plain))];
    if (found.has('articleId') || found.has('updateId')) return null;
    const view = views.find(({ holder, member }) => known.has(holder) && known.has(member));
    if (view && !(view.member === 'ciid' && isUsable(found))) return { delimiter, view };
  }
  return null;
}

async function parse(text: string): Promise<ParsedGroup> {
  const table = tableOf(text);
  if (table === null) throw new UserError('none of its columns names members of a group (BundledCI_ID, ToCIID)', hint);
  const { view, delimiter } = table;
  const rows = (await tableRows(text, delimiter)).map(({ row }) => row).filter(isMembership);
  const members = idsOf(
    rows.map((row) => cellOf(row, view.member)),
    hint,
  );
  if (members.length === 0) throw new UserError('there is no update in it: none of its rows names a member', hint);
  if (rows.some((row) => cellOf(row, view.member) === '')) throw new UserError('a row of it names no member', hint);
  const holders = idsOf(
    rows.map((row) => cellOf(row, view.holder)),
    hint,
  );
  if (view.holder === 'assignmentid')
    return { name: null, items: [], lists: [{ kind: 'deployment', name: null, ciId: null, groupId: null, members }] };
  // A row for each bundle of the site would make one group of all its updates.
  if (holders.length > 1) throw new UserError(`it holds the members of ${holders.length} groups or bundles`, hint);
  return {
    name: null,
    items: [],
    lists: [{ kind: 'group', name: null, ciId: holders[0] ?? null, groupId: null, members }],
  };
}

/** v_CIRelation says in the same table what supersedes what. */
function isMembership(row: Row): boolean {
  const type = cellOf(row, 'relationtype');
  return type === '' || Number(type) === 1;
}

function cellOf(row: Row, column: string): string {
  const [, value] = Object.entries(row).find(([name]) => plain(name) === column) ?? [];
  return typeof value === 'string' ? value.trim() : '';
}
