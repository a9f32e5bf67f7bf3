// The objects of Configuration Manager in a check: automatic deployment rules and task sequences. Their readers load with this file.
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { decodeText } from '../inputs/decode.ts';
import { lastPatchTuesday } from '../patch-tuesday.ts';
import type { RuleSection } from '../reports/types.ts';
import { capital } from '../reports/words.ts';
import {
  catalogUpdateAsSite,
  countWords,
  describeRule,
  evaluate,
  lastPicked,
  looksLikeRule,
  type Rule,
  type RuleResult,
  type RuleUpdate,
  readRules,
  siteNamesOf,
  siteUpdatesOf,
} from '../rules/index.ts';
import { predict } from '../sequences/predict.ts';
import { readSequences } from '../sequences/read.ts';
import type { TaskSequence } from '../sequences/types.ts';
import type { SequencesReport } from '../sequences/outcome.ts';
import {
  type CatalogUpdate,
  type CheckedUpdate,
  type Group,
  type Policy,
  type Report,
  type Status,
  statuses,
} from '../types.ts';

export { withUses } from '../check/waivers.ts';

export interface RuleOfFile {
  kind: string;
  path: string | null;
  rule: Rule;
}

/** A rule held against the updates of a site, or those of the catalog. */
export interface Evaluated extends RuleOfFile {
  result: RuleResult;
  lines: string[];
  notes: string[];
  /** What its last run picked and the export of the site does not hold: CI_IDs. */
  missing: string[];
  /** Why the next run will find others than these updates; null: it may be these. */
  outdated: string | null;
}

export async function sequencesOf(bytes: Uint8Array, name: string): Promise<readonly TaskSequence[]> {
  return (await readSequences(bytes, name)).sequences;
}

/** @returns null where the file holds no rule */
export function rulesOf(bytes: Uint8Array, name: string, path: string | null): RuleOfFile[] | null {
  const text = decodeText(bytes, name);
  if (!looksLikeRule(text)) return null;
  const { kind, rules } = readRules(text, name);
  return rules.map((rule) => ({ kind, path, rule }));
}

/** The updates of a site, from an export. */
export async function siteOf(bytes: Uint8Array, name: string): Promise<readonly RuleUpdate[]> {
  try {
    return await siteUpdatesOf(decodeText(bytes, name));
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith(name)) throw error;
    throw new UserError(`${name}: ${error.message}`, error.hint, error);
  }
}

/** @param known the updates of the catalog, which stand in for those of a site where there is no export */
export function evaluateRules(
  rules: readonly RuleOfFile[],
  site: readonly RuleUpdate[] | null,
  known: readonly CatalogUpdate[],
  runAt: string,
): Evaluated[] {
  const updates = site ?? known.map(catalogUpdateAsSite);
  const { learned } = siteNamesOf(updates);
  return rules.map((each) => {
    const result = evaluate(each.rule, updates, { runAt });
    const outdated = outdatedBy(updates, result.runAt);
    const lines = describeRule(each.rule, { after: runAt, names: learned });
    return {
      ...each,
      result,
      lines,
      notes: outdated === null ? result.notes : [...result.notes, `${capital(outdated)}.`],
      outdated,
      missing: site === null ? [] : lastPicked(each.rule, updates).missing,
    };
  });
}

/** Why the updates do not tell what a run picks: it comes after a Patch Tuesday of which they hold nothing. Null: they may tell. */
function outdatedBy(updates: readonly RuleUpdate[], runAt: string): string | null {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { revised, item } of updates) {
    const released = item.released === null ? newest : Date.parse(item.released);
    newest = Math.max(newest, revised?.from ?? newest, released);
  }
  const release = lastPatchTuesday(new Date(runAt));
  // A day of an export may be that of another time zone.
  if (!Number.isFinite(newest) || newest >= release.getTime() - 36 * 3_600_000) return null;
  return `the newest update that the rule was held against is of ${dayOf(new Date(newest))}, and the run comes after the Patch Tuesday of ${dayOf(release)}`;
}

/** What the next run puts into the group, and what it may put there besides. */
export function groupsOf({ kind, path, rule, result }: Evaluated): { certain: Group; possible: Group } {
  const name = rule.name ?? 'automatic deployment rule';
  const group = (updates: readonly RuleUpdate[]): Group => ({
    ...{ kind, name, path, duplicates: 0 },
    items: updates.map(({ item }) => item),
  });
  return { certain: group(result.picked), possible: group(result.possible.map(({ update }) => update)) };
}

export function sectionOf(
  evaluated: Evaluated,
  possible: readonly CheckedUpdate[],
  harmful: readonly string[],
): RuleSection {
  const { rule, result, lines, notes, missing, outdated } = evaluated;
  // An export without what the rule picked last is perhaps no export of all updates: an empty pick proves nothing then.
  const partial = missing.length > 0 && result.picked.length === 0;
  const why = `the export does not hold what the last run picked (CI_ID ${missing.slice(0, 5).join(', ')}), so it may be a part of the site`;
  return {
    name: rule.name ?? 'automatic deployment rule',
    ...{
      lines,
      notes,
      picks: countWords(result),
      complete: result.complete && !partial,
      limit: result.limit,
    },
    open: [...result.open, ...(partial ? [{ why, updates: missing.length }] : [])],
    outdated,
    possiblyHarmful: possible.filter(({ status, waiver }) => waiver === null && harmful.includes(status)),
  };
}

/** What is let through is no part of the prediction, and each sequence says so: it may still end there. */
function withLeftOut(predicted: SequencesReport, { updates }: Report, bad: readonly Status[]): SequencesReport {
  const left = updates.filter(({ waiver, known, status }) => (waiver !== null || known) && bad.includes(status));
  if (left.length === 0) return predicted;
  const names = [...new Set(left.map(({ kb, updateId }) => (kb === null ? (updateId ?? 'one') : `KB${kb}`)))];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const warning = `Not counted here, because waived or known from the baseline: ${names.slice(0, mostNamed).join(', ')}${more}. The sequence may still end there.`;
  const sequences = predicted.sequences.map((each) => ({
    ...each,
    reason: other(each.reason),
    timeline: each.timeline.map((entry) => ({ ...entry, text: other(entry.text) })),
    warnings: [...each.warnings, warning],
  }));
  return { ...predicted, sequences };
}

/** What the prediction says of a group of which only a part was counted. */
const other = (text: string): string =>
  text.replace(/\bNo update of (the|this) group is\b/, 'No other update of $1 group is');

const mostNamed = 10;

/** The statuses that fail by this policy; with "never", by the default. */
export function harmful({ failOn }: Pick<Policy, 'failOn'>): readonly Status[] {
  return statuses.slice(0, statuses.indexOf(failOn === 'never' ? 'conditional' : failOn) + 1);
}

export function predictFor(
  sequences: readonly TaskSequence[],
  report: Report | null,
  { failOn }: Policy,
  configMgrVersion: string | null,
): SequencesReport {
  const counting = report?.updates.filter(({ waiver, known }) => waiver === null && !known) ?? null;
  const predicted = predict(sequences, counting, { configMgrVersion, failOn });
  return report === null ? predicted : withLeftOut(predicted, report, harmful({ failOn }));
}
