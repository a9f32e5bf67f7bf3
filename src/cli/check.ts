// rebootgate check: reads groups, asks the catalog, judges, prints, and answers with the exit code of the gate.
import { readKnowledgeWith } from '../catalog/added.ts';
import { readAllUpdates } from '../catalog/read-updates.ts';
import { check, keysOf } from '../check/check.ts';
import { contradictedBy, withoutContradictions } from '../check/contradicted.ts';
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { formatNamed, needsLines, renderAs } from '../reports/index.ts';
import { type FullReport, plainReport } from '../reports/types.ts';
import type { Architecture, Environment, Group, Knowledge, Outcome, Policy, Report, Status, Waiver } from '../types.ts';
import { catalogPath, withCatalogs } from './catalogs.ts';
import type { ExitCode } from './failure.ts';
import { requireFresh, staleness } from './freshness.ts';
import type { Gate } from './gate.ts';
import { clock, type Io, readInput, reportWidth, wantsColour } from './io.ts';
import { nearest, type OutputFile, type UnusedWaivers } from './options.ts';
import { type GivenFiles, readFiles } from './files.ts';
import type { Evaluated } from './objects.ts';
import type { OwnFindings } from './own-findings.ts';
import { decideOutcome } from './outcome.ts';
import { writeReport } from './output.ts';
import { settle } from './settings.ts';

export interface CheckFlags {
  input?: string;
  format?: string;
  output?: OutputFile[];
  failOn?: Status | 'never';
  env?: Environment;
  product?: string;
  arch?: Architecture;
  asOf?: string;
  catalog?: string;
  overlay?: string[];
  /** Files or folders with findings of the user's own. */
  findings?: string[];
  taskSequence?: string[];
  updates?: string;
  runAt?: string;
  configmgrVersion?: string;
  strict?: true;
  ignoreMitigation?: true;
  acceptNoData?: true;
  requireFresh?: true;
  state?: string;
  waivers?: string[];
  /** Those that stand in the configuration itself. */
  waiverList?: Waiver[];
  unusedWaivers?: UnusedWaivers;
  baseline?: string;
  config?: string;
  ignoreConfig?: true;
  /** The configuration that was read, which no report may overwrite. */
  configFile?: string;
  /** Where the facts of the configuration are stated: "rebootgate.yaml, line 3". */
  factsFrom?: Record<string, string>;
  /** --updates comes from the configuration, for the inputs that ask for it. */
  updatesIfAsked?: true;
}

export const exitCodes: Record<Outcome, ExitCode> = { pass: 0, fail: 1, undecided: 3 };

export async function runCheck(
  named: readonly string[],
  given: CheckFlags,
  io: Io,
  toolVersion: string,
): Promise<ExitCode> {
  const { files, flags } = await settle(named, given, io);
  if (files.length === 0) throw new UserError('no file is named, and no configuration names inputs', noFileHint);
  const { report, kept } = await reportOn(files, flags, io, toolVersion);
  if (report.waivers.length > 0) (await import('./gate.ts')).warnOfWaivers(report, flags.unusedWaivers, io);
  for (const output of flags.output ?? []) await writeReport(report, output, kept, io);
  io.out(await renderAs(formatNamed(flags.format), report, { width: reportWidth(io), colour: wantsColour(io) }));
  return exitCodes[report.outcome];
}

export const noFileHint =
  'Name an exported group, or "-" for the standard input; or write "inputs:" into rebootgate.yaml ("rebootgate init").';

export interface Checked {
  report: FullReport;
  /** The files that the check was made of, which nothing may overwrite. */
  kept: string[];
}

/**
 * The check itself, without printing anything.
 * @throws UserError for inputs and options that cannot be used, CatalogError for a catalog that cannot
 */
export async function reportOn(
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
  toolVersion: string,
): Promise<Checked> {
  const now = clock(io);
  const given = await readFiles(files, { ...flags, lines: wantsLines(flags) }, io);
  const stated = policyOf(flags, dayOf(now));
  const evaluated = await rulesOver(given, flags, now, io);
  const groups = [...given.groups, ...evaluated.map(({ certain }) => certain)];
  const possible = evaluated.map((each) => each.possible);
  const own = await ownFindingsOf(flags, stated.today, io);
  const knowledge = withCatalogs(flags, io, (catalog, overlays) =>
    readKnowledgeWith(catalog, keysOf([...groups, ...possible]), overlays, own?.additions ?? null),
  );
  requireKnownFacts(stated.environment, knowledge, flags.factsFrom);
  const policy = heldAgainst(stated, [...groups, ...possible], knowledge, io);
  const gate = await gateOf(flags, given, policy, io);
  const judge = (of: readonly Group[]): Report => {
    const judged = check(of, knowledge, policy, {
      toolVersion,
      generatedAt: now.toISOString().replace(/\.\d+Z$/, 'Z'),
      isStale: staleness(flags.state, now, io),
    });
    return gate === null ? judged : gate.held(judged);
  };
  const completedReport = await completed(judge, groups, evaluated, given, flags, policy);
  const report = gate === null ? completedReport : gate.settled(completedReport);
  if (flags.requireFresh) requireFresh(report);
  const read = [...given.paths, ...(flags.overlay ?? []), ...(own?.paths ?? []), ...told(flags)];
  return { report, kept: [...read, catalogPath(flags.catalog, io)] };
}

/** The policy without what the groups themselves contradict. */
function heldAgainst(policy: Policy, groups: readonly Group[], { facts }: Knowledge, io: Io): Policy {
  const found = contradictedBy(groups, facts, policy.environment);
  if (found.length === 0) return policy;
  for (const { fact, kb } of found)
    io.err(`warning: ${fact}=no is stated of the devices, and the group installs KB${kb}: it counts as not stated\n`);
  return { ...policy, environment: withoutContradictions(policy.environment, found) };
}

const told = ({ waivers = [], baseline, configFile }: CheckFlags): string[] =>
  [...waivers, baseline, configFile].filter((file) => file !== undefined);

/** Null: nothing is let through, and nothing that could let it loads. */
async function gateOf(flags: CheckFlags, { sequences }: GivenFiles, { today }: Policy, io: Io): Promise<Gate | null> {
  if ([flags.waivers, flags.waiverList, flags.baseline].every((each) => each === undefined)) return null;
  const { openGate } = await import('./gate.ts');
  const names = sequences.map(({ name }) => name);
  return openGate(flags, names, today, io);
}

/** Their readers load only where findings of the user's own are named. */
export async function ownFindingsOf(
  { findings = [] }: Pick<CheckFlags, 'findings'>,
  today: string,
  io: Io,
): Promise<OwnFindings | null> {
  if (findings.length === 0) return null;
  const { ownFindings } = await import('./own-findings.ts');
  return ownFindings(findings, today, io);
}

/** Telling the lines takes a second look at the files. */
const wantsLines = ({ format, output = [] }: CheckFlags): boolean =>
  [format, ...output.map((each) => each.format)].some((name) => needsLines(formatNamed(name)));

interface RuleGroups {
  evaluated: Evaluated;
  certain: Group;
  possible: Group;
}

async function rulesOver({ rules }: GivenFiles, flags: CheckFlags, now: Date, io: Io): Promise<RuleGroups[]> {
  if (rules.length === 0) return [];
  const { evaluateRules, groupsOf, siteOf } = await import('./objects.ts');
  const site = flags.updates === undefined ? null : await siteOf(await readInput(io, flags.updates), flags.updates);
  const runAt = flags.runAt ?? now.toISOString();
  // A catalog that is open belongs to this bundle: the other one gets what was read of it.
  const known =
    site === null ? withCatalogs(flags, io, (catalog, overlays) => [catalog, ...overlays].flatMap(readAllUpdates)) : [];
  const results = evaluateRules(rules, site, known, runAt);
  return results.map((evaluated) => ({ evaluated, ...groupsOf(evaluated) }));
}

/** The check of the groups, with what their rules and the task sequences come to. */
async function completed(
  judge: (groups: readonly Group[]) => Report,
  groups: readonly Group[],
  evaluated: readonly RuleGroups[],
  { sequences }: GivenFiles,
  flags: CheckFlags,
  policy: Policy,
): Promise<FullReport> {
  const report = judge(groups);
  if (evaluated.length === 0 && sequences.length === 0) return plainReport(report);
  const { harmful, predictFor, sectionOf, withUses } = await import('./objects.ts');
  const open = evaluated.map(({ possible }) => judge([possible]));
  const rules = evaluated.map((each, index) => sectionOf(each.evaluated, open[index]?.updates ?? [], harmful(policy)));
  const groupGiven = groups.length > 0;
  const version = flags.configmgrVersion ?? null;
  const taskSequence =
    sequences.length === 0 ? null : predictFor(sequences, groupGiven ? report : null, policy, version);
  const { strict = false, ignoreMitigation = false } = flags;
  const decided = decideOutcome(report, { groupGiven, rules, taskSequence, strict, ignoreMitigation });
  return { ...report, waivers: withUses(report, open), rules, taskSequence, ...decided };
}

export function policyOf(flags: CheckFlags, today: string): Policy {
  return {
    failOn: flags.failOn ?? 'conditional',
    environment: flags.env ?? {},
    product: flags.product ?? null,
    architecture: flags.arch ?? null,
    asOf: flags.asOf ?? null,
    today,
    acceptNoData: flags.acceptNoData ?? false,
  };
}

/** A mistyped fact would silently stay unknown, and a condition with it. */
export function requireKnownFacts(
  environment: Environment,
  { facts }: Pick<Knowledge, 'facts'>,
  from: CheckFlags['factsFrom'] = {},
): void {
  const known = facts.map(({ id }) => id);
  for (const fact of Object.keys(environment)) {
    if (known.includes(fact)) continue;
    const meant = nearest(fact, known);
    const hint = `${meant === null ? '' : `Did you mean ${meant}? `}Facts are: ${known.join(', ')}.`;
    const where = Object.hasOwn(from, fact) ? `${from[fact]}: the environment` : '--env';
    throw new UserError(`${where} names an unknown fact "${fact}"`, hint);
  }
}
