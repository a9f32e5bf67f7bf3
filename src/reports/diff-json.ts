// The difference of two catalogs as JSON, in the shape of schema/diff.schema.json.
import type { DiffReport, GroupDifference, UpdateChange } from '../compare/diff.ts';
import type { RecordChanges } from '../compare/records.ts';
import type { VerdictChange } from '../compare/verdicts.ts';
import { jsonText } from './json-text.ts';
import { plain } from './safe.ts';

export function diffJson(report: DiffReport): string {
  const { toolVersion, generatedAt, before, after, updates, groups } = report;
  const document = {
    schema: 'rebootgate/diff',
    version: 1,
    tool: { name: 'rebootgate', version: toolVersion },
    generatedAt,
    before: { ...before, path: plain(before.path) },
    after: { ...after, path: plain(after.path) },
    summary: { worse: groups.filter(({ worse }) => worse).length, groups: groups.length },
    groups: groups.map(groupOf),
    findings: changesOf(report.findings),
    lists: changesOf(report.lists),
    coverage: changesOf(report.coverage),
    sources: changesOf(report.sources),
    updates: {
      ...updates,
      added: { ...updates.added, named: updates.added.named.map(updateOf) },
      changed: { ...updates.changed, named: updates.changed.named.map(updateOf) },
      gone: { ...updates.gone, named: updates.gone.named.map(updateOf) },
    },
  };
  return jsonText(document, harmless);
}

/** Every text, wherever it stands: nothing that is compared is trusted. */
export const harmless = (_key: string, value: unknown): unknown => (typeof value === 'string' ? plain(value) : value);

const groupOf = ({ changes, name, path, ...group }: GroupDifference): unknown => ({
  ...{ name: plain(name), path: path === null ? null : plain(path), ...group },
  changes: changes.map(verdictChange),
});

export const verdictChange = ({ kb, updateId, title, architecture, before, after, turn }: VerdictChange): unknown => ({
  ...{ kb, updateId, title, architecture, turn },
  ...{ before, after },
});

const changesOf = <T extends object>({ added, changed, gone }: RecordChanges<T>): unknown => ({
  added,
  changed: changed.map(({ record, fields }) => ({ ...record, fields })),
  gone,
});

const updateOf = ({ kb, updateId, title, fields }: UpdateChange): unknown => ({ kb, updateId, title, fields });
