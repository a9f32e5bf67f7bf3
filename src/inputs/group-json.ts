// Software update groups as JSON: SMS_AuthorizationList of AdminService or ConvertTo-Json, members as CI_IDs.
import { UserError } from '../errors.ts';
import { exportLines } from './export-lines.ts';
import { exportHint, isRow, jsonRows, startsLikeJson } from './json.ts';
import { membersOfRows } from './members.ts';
import type { Input, ParsedGroup } from './types.ts';

/** In the first object of a file. Objects with an article are updates, whatever else they have. */
const headLength = 100_000;
const ofUpdates = /"(?:article_?ids?|kb[a-z_]{0,20})"\s*:/i;

const ofGroup =
  /"(?:NumberOfUpdates|ContainsExpiredUpdates|contains_expired_updates|Updates)"\s*:|SMS_AuthorizationList|\/AuthList_/i;

export const groupJson: Input = {
  id: 'configmgr-group-json',
  description: 'software update groups as JSON, with the CI_IDs of their updates; an export of the updates beside them',
  exportLine: exportLines.group,
  accepts: (text) => holdersLike(text, ofGroup),
  parse: (text) => parseHolders(text, 'Updates'),
};

/** Whether the first objects of a JSON text look like a kind, and are no updates. */
export function holdersLike(text: string, kind: RegExp): boolean {
  if (!startsLikeJson(text)) return false;
  const head = text.slice(0, headLength);
  // An update has its article among the first columns, so that this look is over at once.
  return !ofUpdates.test(head) && kind.test(head);
}

/**
 * @param list the property that holds the CI_IDs
 * @throws UserError where it is no JSON, or one of its objects names no updates
 */
export function parseHolders(text: string, list: string): ParsedGroup {
  const rows = jsonRows(text);
  if (rows.length === 0) throw new UserError('there is no update in it: the list is empty', exportHint);
  const objects = rows.filter(isRow);
  if (objects.length < rows.length) throw new UserError('among its objects are values that are none', exportHint);
  requireListOnce(text, objects, list);
  return membersOfRows(objects);
}

/** Of two members of one name JSON keeps the last, so that updates could hide behind others. */
function requireListOnce(text: string, rows: readonly object[], list: string): void {
  const named = text.match(new RegExp(`"${list}"\\s*:`, 'gi'))?.length ?? 0;
  const kept = rows.filter((row) => Object.keys(row).some((key) => key.toLowerCase() === list.toLowerCase())).length;
  if (named > kept) throw new UserError(`it holds ${named} lists of updates (${list}) in ${kept} objects`, exportHint);
}
