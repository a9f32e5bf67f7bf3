// JSON of Get-CMSoftwareUpdate | ConvertTo-Json and of AdminService: an array, one object, or an envelope {value: [...]}.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';
import { columnsOf, isUsable, itemOfRow, type Row } from './rows.ts';
import type { Input, ParsedGroup } from './types.ts';

export const exportHint =
  'Export the updates of the group: Get-CMSoftwareUpdate -UpdateGroupName "..." -Fast | Select-Object CI_UniqueID,ArticleID,LocalizedDisplayName,LocalizedCategoryInstanceNames,DatePosted,DateRevised,IsSuperseded,IsExpired | ConvertTo-Json';

const startsLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** The two differ in their envelope only, and share one reader. */
export const adminServiceJson: Input = {
  id: 'adminservice-json',
  description: 'answer of AdminService, {"@odata.context", "value": [SMS_SoftwareUpdate, ...]}',
  accepts: (text) => startsLikeJson(text) && /"@odata\.(context|count|nextLink)"/i.test(text.slice(0, 4096)),
  parse,
};

export const configmgrJson: Input = {
  id: 'configmgr-json',
  description: 'Get-CMSoftwareUpdate ... | ConvertTo-Json, one update or many',
  accepts: startsLikeJson,
  parse,
};

function parse(text: string): ParsedGroup {
  const rows = rowsOf(parseJson(text));
  if (rows.length === 0) throw new UserError('there is no update in it: the list is empty', exportHint);
  const items: Item[] = rows.map((row, index) => itemOfRow(requireRow(row, index), `[${index}]`));
  if (!items.some(({ kb, updateId, title }) => kb ?? updateId ?? title)) throw noUpdates(rows);
  return { name: null, items };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/\s+/g, ' ').slice(0, 160) : '';
    throw new UserError(
      `it begins like JSON but is not valid: ${why}`,
      'The file may be cut off; export it again.',
      cause,
    );
  }
}

/** PowerShell writes one update as a bare object, and in some versions a list as {value, Count}. */
function rowsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.length === 1 && isEnvelope(value[0]) ? rowsOf(value[0]) : value;
  return isEnvelope(value) ? value.value : [value];
}

function isEnvelope(value: unknown): value is { value: unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    Array.isArray(value.value) &&
    !('ArticleID' in value)
  );
}

function requireRow(value: unknown, index: number): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const row = Object.fromEntries(Object.entries(value));
    const found = columnsOf(Object.keys(row));
    if (found.has('articleId') || (isUsable(found) && !isOtherClass(row))) return row;
    throw noUpdates([row]);
  }
  // A list of plain numbers or texts: ["KB2965788", 2966034].
  if (typeof value === 'string' || typeof value === 'number') {
    return { [/^\D*\d{6,7}\D*$/.test(String(value)) ? 'ArticleID' : 'Title']: value };
  }
  throw new UserError(`element [${index}] is no update`, exportHint);
}

/** Names every object of Configuration Manager has; they do not make it a software update. */
function isOtherClass(row: Row): boolean {
  const type = row['__CLASS'] ?? row['SmsProviderObjectPath'];
  if (typeof type === 'string' && /^SMS_/.test(type)) return !/^SMS_SoftwareUpdate/.test(type);
  return ['NumberOfUpdates', 'ContainsExpiredUpdates', 'contains_expired_updates', 'PackageID', 'CollectionID'].some(
    (key) => key in row,
  );
}

function noUpdates(rows: unknown[]): UserError {
  const [row] = rows;
  const group =
    typeof row === 'object' &&
    row !== null &&
    ('NumberOfUpdates' in row || 'contains_expired_updates' in row || 'Updates' in row);
  return new UserError(
    group
      ? 'it describes a software update group, but holds none of its updates'
      : 'it holds no software updates (no ArticleID, CI_UniqueID or title)',
    exportHint,
  );
}
