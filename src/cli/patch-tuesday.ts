// rebootgate patch-tuesday: a month's date, the freshness of the sources, what is known of its updates, and every group checked. For a scheduled job.
import { searchUpdates } from '../catalog/query.ts';
import { type Additions, readKnowledgeWith } from '../catalog/added.ts';
import { check } from '../check/check.ts';
import { itemNamed } from '../check/lookup.ts';
import { type VerdictChange, verdictChanges } from '../compare/verdicts.ts';
import { dayOf } from '../dates.ts';
import { CatalogError, UserError } from '../errors.ts';
import { firstMonth, lastPatchTuesday, type Month, monthNamed } from '../patch-tuesday.ts';
import { renderTuesday } from '../reports/patch-tuesday.ts';
import { tuesdayJson } from '../reports/patch-tuesday-json.ts';
import type { FullReport } from '../reports/types.ts';
import { classClaims, freshnessOf, laterClaims, monthCoverage, worstOutcome } from '../tuesday/month.ts';
import { changesSince } from '../tuesday/record.ts';
import type { GroupRun, TuesdayReport } from '../tuesday/types.ts';
import type { Group, Knowledge, Policy } from '../types.ts';
import { catalogPath, withCatalogs } from './catalogs.ts';
import { type CheckFlags, exitCodes, ownFindingsOf, policyOf, reportOn, requireKnownFacts } from './check.ts';
import type { ExitCode } from './failure.ts';
import { lastReads, stateFile } from './folders.ts';
import { clock, type Io, reportWidth, wantsColour } from './io.ts';
import { writeText } from './output.ts';
import { requireOwnOutputs } from './own-outputs.ts';
import { readRecord, writeRecord } from './record.ts';
import { settingsOfChecks, settle } from './settings.ts';
import { localTime } from './zone.ts';

/** What a check may be told, but for the day of knowledge: that is the month's. */
export interface TuesdayFlags extends Omit<CheckFlags, 'asOf'> {
  record?: string;
}

type Full = TuesdayReport<FullReport>;

/**
 * @param month YYYY-MM; null: the present one
 * @param inputs groups and rules; each is checked on its own
 */
export async function runPatchTuesday(
  month: string | null,
  inputs: readonly string[],
  given: TuesdayFlags,
  io: Io,
  version: string,
): Promise<ExitCode> {
  const { files, flags: settled } = await settle(inputs, given, io, settingsOfChecks);
  const flags: TuesdayFlags = { ...given, ...settled };
  requireOneReading(files, flags);
  if (flags.record !== undefined) requireOwnOutputs(flags.output ?? [], [flags.record], io);
  const before = flags.record === undefined ? null : await readRecord(flags.record, io);
  const { report: now, kept } = await tuesdayReport(month, files, flags, io, version);
  const report: Full = { ...now, changes: before === null ? null : changesSince(before, now) };
  const look = { width: reportWidth(io), colour: wantsColour(io) };
  for (const { format, file } of flags.output ?? []) {
    const text = format === 'json' ? tuesdayJson(report) : renderTuesday(report, { width: 100, colour: false });
    writeText(text, file, kept, io);
  }
  if (flags.record !== undefined) writeRecord(flags.record, tuesdayJson(report), io);
  io.out(flags.format === 'json' ? tuesdayJson(report) : renderTuesday(report, look));
  if (flags.requireFresh) requireFresh(report);
  return exitCodes[report.outcome];
}

/** The standard input is gone once it was read, and what belongs to the groups is read with each of them. */
function requireOneReading(groups: readonly string[], flags: TuesdayFlags): void {
  const { taskSequence = [], waivers = [], updates } = flags;
  const besides = [...taskSequence, ...waivers, ...(updates === undefined ? [] : [updates])].filter(isStdin);
  const named = groups.filter(isStdin).length + besides.length;
  if (named > 1) throw new UserError('"-" is named twice', 'The standard input can be read once.');
  if (besides.length > 0 && groups.length > 1)
    throw new UserError(
      '"-" would be read with each of the groups',
      'The standard input can be read once; name a file.',
    );
}

const isStdin = (name: string): boolean => name === '-';

type Unchanged = Omit<Full, 'changes'>;

async function tuesdayReport(
  named: string | null,
  inputs: readonly string[],
  flags: TuesdayFlags,
  io: Io,
  toolVersion: string,
): Promise<{ report: Unchanged; kept: string[] }> {
  const now = clock(io);
  const zone = io.timeZone?.() ?? 'UTC';
  const today = localTime(now, zone).day;
  const month = monthOf(named ?? today.slice(0, 7));
  const past = month.lastDay < today;
  const asOf = past ? month.lastDay : null;
  const generatedAt = isoText(now);
  const own = await ownFindingsOf(flags, today, io);
  const known = monthKnown(month, asOf, flags, io, { toolVersion, generatedAt, additions: own?.additions ?? null });
  const { groups, later, kept } = await checkGroups(inputs, month, asOf, flags, io, toolVersion);
  const release = { utc: isoText(month.release), ...clocksOf(month, zone) };
  const when = past ? 'past' : month.release <= now ? 'out' : 'ahead';
  const about = { toolVersion, generatedAt, month: month.text, release, when, asOf } as const;
  return { report: { ...about, ...withLater(known, later), groups, outcome: worstOutcome(groups) }, kept };
}

const isoText = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z');

const clocksOf = ({ release }: Month, zone: string) => ({
  pacific: localTime(release, 'America/Los_Angeles'),
  local: localTime(release, zone),
});

function monthOf(text: string): Month {
  const month = monthNamed(text);
  if (month !== null) return month;
  throw new UserError(
    `${text} is no month that has a Patch Tuesday`,
    `Write it as 2026-04; the first one was that of ${firstMonth}.`,
  );
}

type Known = Pick<Full, 'measuredBy' | 'catalog' | 'sources' | 'coverage' | 'updates' | 'classes' | 'later'>;

/** All that the catalogs say of the month, as of the day of knowledge. */
function monthKnown(
  month: Month,
  asOf: string | null,
  flags: TuesdayFlags,
  io: Io,
  about: { toolVersion: string; generatedAt: string; additions: Additions | null },
): Known {
  const now = clock(io);
  const { knowledge, group } = readMonth(month, flags, about.additions, io);
  const today = policyOf(flags, dayOf(now));
  requireKnownFacts(today.environment, knowledge, flags.factsFrom);
  const then: Policy = { ...today, asOf };
  const judge = (policy: Policy) => check([group], knowledge, policy, about);
  const [updates, classes] = [judge(then), classClaims(knowledge.findings, month, then)];
  const late = asOf === null ? [] : laterClaims(classes, classClaims(knowledge.findings, month, today));
  const worse = asOf === null ? [] : verdictChanges(updates.updates, judge(today).updates);
  const measuredBy = month.release <= now ? month.release : lastPatchTuesday(now);
  const read = lastReads(stateFile(flags.state, io));
  const lastRead = (id: string, readOn: string): string => [readOn, read[id] ?? ''].sort().at(-1) ?? readOn;
  const { dataAsOf, digest, verified } = knowledge;
  return {
    measuredBy: isoText(measuredBy),
    catalog: { dataAsOf, digest, verified },
    sources: knowledge.sources.map((each) => freshnessOf(each, lastRead(each.id, each.readOn), measuredBy, month)),
    coverage: knowledge.coverage.map((each) => monthCoverage(each, month, asOf)),
    updates,
    classes,
    // That silence of today covers more than silence of then is no claim.
    later: { updates: worse.filter(({ turn }) => turn === 'worse'), classes: late },
  };
}

function readMonth(
  month: Month,
  flags: TuesdayFlags,
  additions: Additions | null,
  io: Io,
): { knowledge: Knowledge; group: Group } {
  return withCatalogs(flags, io, (catalog, overlays) => {
    const all = [catalog, ...overlays].flatMap((each) => searchUpdates(each, searchOf(month)));
    const found = new Map(all.map(({ kb, updateId }) => [`${kb} ${updateId}`, { kb, updateId }]));
    const items = [...found.values()].map(({ kb, updateId }) => itemNamed(kb, updateId));
    const keys = items.flatMap(({ kb, updateId }) => [kb, updateId]).filter((key) => key !== null);
    const group = { kind: 'catalog', name: month.text, path: null, items, duplicates: 0 };
    return { knowledge: readKnowledgeWith(catalog, keys, overlays, additions), group };
  });
}

const searchOf = ({ firstDay, lastDay }: Month): Parameters<typeof searchUpdates>[1] => ({
  ...{ words: [], kb: null, bulletin: null, products: null, architecture: null, source: null, keys: null },
  ...{ releasedFrom: firstDay, releasedTo: lastDay, limit: 1_000_000 },
});

async function checkGroups(
  inputs: readonly string[],
  month: Month,
  asOf: string | null,
  flags: TuesdayFlags,
  io: Io,
  version: string,
): Promise<{ groups: GroupRun<FullReport>[]; later: VerdictChange[]; kept: string[] }> {
  const { record, requireFresh: _later, ...own } = flags;
  // A rule of a month that has ended runs at its end.
  const past = asOf === null ? {} : { asOf, runAt: flags.runAt ?? `${month.lastDay}T23:59:59.000Z` };
  const groups: GroupRun<FullReport>[] = [];
  const later: VerdictChange[] = [];
  const kept = [catalogPath(flags.catalog, io), ...(flags.overlay ?? []), ...(record === undefined ? [] : [record])];
  for (const path of inputs) {
    const { report, kept: read } = await reportOn([path], { ...own, ...past }, io, version);
    const name = report.inputs.length === 1 ? (report.inputs[0]?.name ?? path) : path;
    // The standard input can be read once.
    const today = asOf === null || path === '-' ? null : await asOfToday(path, { ...own, ...past }, io, version);
    groups.push({ name, path, report, today: today?.outcome ?? null });
    if (today !== null)
      later.push(...verdictChanges(report.updates, today.updates).filter(({ turn }) => turn === 'worse'));
    kept.push(...read);
  }
  return { groups, later, kept };
}

/** The same group with all that is known today: what a month's end could not know is not to be passed over in silence. */
async function asOfToday(
  path: string,
  { asOf: _then, ...flags }: CheckFlags,
  io: Io,
  version: string,
): Promise<FullReport> {
  return (await reportOn([path], flags, io, version)).report;
}

/** An update of a group may be one of the month as well: it is named once. */
function withLater(known: Known, more: readonly VerdictChange[]): Known {
  const nameOf = ({ kb, updateId, architecture, title }: VerdictChange): string =>
    [kb, kb === null ? updateId : '', architecture, kb === null && updateId === null ? title : ''].join(' ');
  const all = [...known.later.updates, ...more];
  const updates = [...new Map(all.map((each) => [nameOf(each), each])).values()];
  return { ...known, later: { ...known.later, updates } };
}

/** Said after the report: who reads it sees which source, and since when. */
function requireFresh({ sources }: Full): void {
  const stale = sources
    .filter(({ state }) => state === 'stale')
    .map(({ id, lastRead }) => `${id} (read ${lastRead.slice(0, 10)})`);
  if (stale.length === 0) return;
  throw new CatalogError(`stale: ${stale.join(', ')}`, 'Take a newer release, or leave out --require-fresh.');
}
