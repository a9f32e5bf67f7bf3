// The report on a Patch Tuesday as JSON, in the shape of schema/patch-tuesday.schema.json. --record keeps this document.
import type { ClassClaim, GroupRun, RunChanges, TuesdayReport } from '../tuesday/types.ts';
import { harmless, verdictChange } from './diff-json.ts';
import { document, update } from './json.ts';
import { jsonText } from './json-text.ts';
import type { FullReport } from './types.ts';

export function tuesdayJson(report: TuesdayReport<FullReport>): string {
  const { toolVersion, generatedAt, month, release, when, asOf, measuredBy, catalog, sources, coverage } = report;
  const { updates, classes, later, groups, changes, outcome } = report;
  const value = {
    ...{ schema: 'rebootgate/patch-tuesday', version: 1, tool: { name: 'rebootgate', version: toolVersion } },
    ...{ generatedAt, month, when, asOf, measuredBy },
    release: { utc: release.utc, local: release.local },
    catalog,
    summary: { outcome, groups: groups.length, failed: groups.filter((each) => each.report.outcome === 'fail').length },
    sources,
    coverage,
    updates: { ...updates.counts, items: updates.updates.map(update) },
    classes: classes.map(classOf),
    later: { updates: later.updates.map(verdictChange), classes: later.classes.map(classOf) },
    groups: groups.map(({ name, path, report: own }: GroupRun<FullReport>) => ({ name, path, report: document(own) })),
    changes: changes === null ? null : changesOf(changes),
  };
  return jsonText(value, harmless);
}

function classOf({ findings, conditionState, reviewOn, reviewDue }: ClassClaim): unknown {
  const [first] = findings;
  return {
    ...{ selector: first?.selector ?? null, restarts: first?.restarts ?? null, condition: first?.condition ?? null },
    ...{ conditionState, reviewOn, reviewDue },
    findings: findings.map(({ id, source, claimedOn, knownOn, confidence }) => {
      return { id, sourceName: source.name, url: source.url, claimedOn, knownOn, confidence };
    }),
  };
}

function changesOf({ updates, groups, ...changes }: RunChanges): unknown {
  return {
    ...changes,
    updates: updates === null ? null : updates.map(verdictChange),
    groups: groups.map(({ changes: each, ...group }) => ({ ...group, changes: each.map(verdictChange) })),
  };
}
