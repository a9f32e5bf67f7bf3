// A run that was recorded, held against the one of today. The record is the JSON of the run, and read as if a stranger had written it. Pure.
import { groupDifference, type GroupDifference } from '../compare/diff.ts';
import { type Judged, verdictChanges } from '../compare/verdicts.ts';
import { architectures, type Outcome, statuses } from '../types.ts';
import type { RunChanges, TuesdayReport } from './types.ts';

export interface RecordedGroup {
  name: string;
  path: string;
  outcome: Outcome;
  updates: Judged[];
}

export interface RecordedRun {
  generatedAt: string;
  month: string;
  digest: string;
  updates: Judged[];
  groups: RecordedGroup[];
}

/** @returns null where the text is no record of ours */
export function recordIn(text: string): RecordedRun | null {
  try {
    return runOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NoRecord) return null;
    throw error;
  }
}

class NoRecord extends Error {}

function runOf(value: unknown): RecordedRun {
  const run = recordOf(value);
  if (run['schema'] !== 'rebootgate/patch-tuesday' || run['version'] !== 1) throw new NoRecord();
  return {
    generatedAt: textOf(run['generatedAt'], /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
    month: textOf(run['month'], /^\d{4}-\d{2}$/),
    digest: textOf(recordOf(run['catalog'])['digest'], /^sha256:[0-9a-f]{64}$/),
    updates: listOf(recordOf(run['updates'])['items']).map(judgedOf),
    groups: listOf(run['groups']).map((each) => {
      const { name, path, report } = recordOf(each);
      const { summary, updates } = recordOf(report);
      const outcome = oneOf(recordOf(summary)['outcome'], ['pass', 'fail', 'undecided'] as const);
      return { name: textOf(name), path: textOf(path), outcome, updates: listOf(updates).map(judgedOf) };
    }),
  };
}

function judgedOf(value: unknown): Judged {
  const { kb, updateId, title, architecture, status, reason, where } = recordOf(value);
  return {
    ...{ kb: orNull(kb), updateId: orNull(updateId), title: orNull(title) },
    architecture: architecture === null ? null : oneOf(architecture, architectures),
    status: oneOf(status, statuses),
    reason: textOf(reason),
    where: typeof where === 'string' ? where : '',
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoRecord();
  return { ...value };
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new NoRecord();
  return value;
}

function textOf(value: unknown, shape = /^/): string {
  if (typeof value !== 'string' || !shape.test(value)) throw new NoRecord();
  return value;
}

const orNull = (value: unknown): string | null => (value === null ? null : textOf(value));

function oneOf<T>(value: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new NoRecord();
  return found;
}

/** What changed since: in the updates of the month, where it is the same one, and in each group that was checked then as well. */
export function changesSince(record: RecordedRun, now: Omit<TuesdayReport, 'changes'>): RunChanges {
  const old = new Map(record.groups.map((group) => [group.path, group]));
  const paths = new Set(now.groups.map(({ path }) => path));
  return {
    since: record.generatedAt,
    month: record.month,
    catalog: record.digest !== now.catalog.digest,
    updates: record.month === now.month ? verdictChanges(record.updates, now.updates.updates) : null,
    groups: now.groups.flatMap(({ name, path, report }): GroupDifference[] => {
      const before = old.get(path);
      if (before === undefined) return [];
      const { outcome, updates } = report;
      const difference = groupDifference(before, { name, path, outcome, updates });
      return difference.before !== difference.after || difference.changes.length > 0 ? [difference] : [];
    }),
    added: now.groups.filter(({ path }) => !old.has(path)).map(({ name }) => name),
    gone: record.groups.filter(({ path }) => !paths.has(path)).map(({ name }) => name),
  };
}
