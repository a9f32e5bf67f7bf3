// Automatic deployment rules: read, described, and held against the updates of a site. Pure.
export { catalogNote, catalogUpdateAsSite } from './catalog.ts';
export { describeRule, type DescribeOptions } from './describe.ts';
export { type Clock, countWords, evaluate, lastPicked, mostPicked } from './evaluate.ts';
export { readMoment } from './instant.ts';
export { exportHint as ruleExportHint } from './limits.ts';
export { siteNamesOf } from './names.ts';
export { nextRun } from './next-run.ts';
export { looksLikeRule, readRules } from './read.ts';
export { decodeSchedules } from './schedule.ts';
export { siteExportLine } from './export-line.ts';
export { siteUpdatesOf, siteUpdatesOfRows } from './site.ts';
export type { Rule, RuleFile, RuleKind, RuleResult, RuleUpdate, Schedule, Verdict } from './types.ts';
