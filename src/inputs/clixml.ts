// CLIXML, what Export-Clixml writes: updates, software update groups or deployments as PowerShell holds them.
import { UserError } from '../errors.ts';
import { exportLines } from './export-lines.ts';
import { exportHint, groupOfElements } from './json.ts';
import { holderOf, membersOfRows } from './members.ts';
import { flattened } from './nested.ts';
import { isRow } from './columns.ts';
import type { Input, ParsedGroup } from './types.ts';

export const configmgrClixml: Input = {
  id: 'configmgr-clixml',
  description:
    'Export-Clixml of Get-CMSoftwareUpdate, or of groups and deployments with an export of updates beside them',
  exportLine: exportLines.clixml,
  // The blanks of a text begin it; what PowerShell writes into a pipe has a line before.
  accepts: (text) => /^\s*(?:#< CLIXML\s*)?(?:<\?xml[^>]{0,200}>\s*)?<(?:\w{1,20}:)?Objs[\s>/]/.test(text),
  parse,
};

async function parse(text: string): Promise<ParsedGroup> {
  const { readClixml } = await import('./clixml-objects.ts');
  const rows = readClixml(text).map((each) => (isRow(each) ? flattened(each) : each));
  if (rows.length === 0) throw new UserError('it is XML of PowerShell (CLIXML) without an object', exportHint);
  const objects = rows.filter(isRow);
  if (!objects.some((row) => holderOf(row) !== null)) return groupOfElements(rows);
  if (objects.length < rows.length) throw new UserError('among its objects are values that are none', exportHint);
  return membersOfRows(objects);
}
