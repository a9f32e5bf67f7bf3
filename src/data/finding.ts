// A finding as a file states it, turned into what a check knows. Pure.
import type { Finding } from '../types.ts';
import type { FindingRow, FindingSourceRow } from './schema.ts';

export function findingOf(source: FindingSourceRow, row: FindingRow): Finding {
  const { knownBy, applicability, addedBy: _who, addedOn, retractedReason: _why, labRecord: _run, ...rest } = row;
  return {
    ...rest,
    source,
    packages: [],
    applicability: applicability ?? [],
    // What somebody wrote down on a day existed on that day.
    knownOn: row.claimedOn ?? knownBy ?? addedOn ?? null,
    notBefore: null,
    note: noteOf(row),
  };
}

/** A catalog has one text for people: why a claim was retracted and where its measured run lies belong to it. */
function noteOf({ note, retractedOn, retractedReason, labRecord, addedBy, addedOn }: FindingRow): string | null {
  const added = [
    retractedReason === undefined ? null : `Retracted on ${retractedOn}: ${retractedReason}`,
    labRecord === undefined ? null : `Lab record: ${labRecord.file}`,
    addedBy === undefined ? null : `Added by ${addedBy}${addedOn === undefined ? '' : ` on ${addedOn}`}`,
  ].filter((part) => part !== null);
  if (added.length === 0) return note;
  return [note, ...added].flatMap((part) => (part === null ? [] : [/[.!?]$/.test(part) ? part : `${part}.`])).join(' ');
}
