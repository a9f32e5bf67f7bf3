// The report as a table: one row an update, and rows of other kinds for what else the report says. The columns stay what they are.
import type { CheckedUpdate } from '../types.ts';
import { csvText } from './cells.ts';
import { decisionOf } from './decisions.ts';
import { type Statement, statementsOf } from './statements.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';
import { addressOf, nameOf, offeredText } from './words.ts';

/** The only list of the columns; new ones come last. README "Reports" says what they hold. */
const columns = [
  ...['record', 'status', 'decision', 'name', 'kb', 'updateId', 'title', 'bulletin', 'architecture', 'products'],
  ...['restartsMin', 'restartsMax', 'reason', 'offeredOnlyIf', 'source', 'sourceUrl', 'claimedOn', 'condition'],
  ...['supersededBy', 'superseded', 'expired', 'conflicts', 'matchedBy'],
  ...['waiverReason', 'waiverOwner', 'waiverExpires', 'input', 'path', 'line', 'where'],
] as const;

type Cell = string | number | boolean | null | undefined;
type Cells = Partial<Record<(typeof columns)[number], Cell>>;

export function csv(report: FullReport): string {
  const { word, sentence } = verdictOf(report);
  const rows: Cells[] = [
    { record: 'report', status: report.outcome, name: word, reason: sentence },
    ...report.updates.map((update) => updateCells(update, report)),
    ...statementsOf(report).map(statementCells),
  ];
  return csvText(
    columns,
    rows.map((row) => columns.map((column) => textOf(row[column]))),
  );
}

function textOf(value: Cell): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null || value === undefined ? '' : String(value);
}

function updateCells(update: CheckedUpdate, report: FullReport): Cells {
  const { kb, updateId, title, bulletin, architecture, status, reason, superseded, expired, line, where } = update;
  const claim = update.evidence.find(({ setAside }) => setAside === null);
  const input = report.inputs[update.input];
  return {
    ...{ record: 'update', status, decision: decisionOf(update, report), name: nameOf(update) },
    ...{ kb, updateId, title, bulletin, architecture, products: update.products.join('; ') },
    ...{ restartsMin: update.restarts?.min, restartsMax: update.restarts?.max, reason },
    ...{ offeredOnlyIf: offeredText(update) === null ? null : claimedApplicability(update) },
    ...{
      source: claim?.sourceName,
      sourceUrl: addressOf(update),
      claimedOn: claim?.claimedOn,
      condition: claim?.condition,
    },
    ...{ supersededBy: update.supersededBy.join('; '), superseded, expired, conflicts: update.conflicts.join('; ') },
    ...{ matchedBy: update.matchedBy, waiverReason: update.waiver?.reason, waiverOwner: update.waiver?.owner },
    ...{ waiverExpires: update.waiver?.expires, input: input?.name, path: input?.path, line, where },
  };
}

const claimedApplicability = ({ evidence }: CheckedUpdate): string | null =>
  evidence.find(({ applicabilityState }) => applicabilityState === 'unknown')?.applicability ?? null;

function statementCells({ kind, level, name, text }: Statement): Cells {
  const decisions = { error: 'fails', warning: 'warns', note: 'passes' };
  return { record: kind, decision: decisions[level], name, reason: text };
}
