// rebootgate check: reads groups, asks the catalog, judges, prints, and answers with the exit code of the gate.
import { type Catalog, openCatalog } from '../catalog/open.ts';
import { readKnowledgeWith } from '../catalog/added.ts';
import { readAllUpdates } from '../catalog/read-updates.ts';
import { check, keysOf } from '../check/check.ts';
import { dayOf } from '../dates.ts';
import { CatalogError, UserError } from '../errors.ts';
import { formatNamed, needsLines, renderAs } from '../reports/index.ts';
import { type FullReport, plainReport } from '../reports/types.ts';
import { isStale } from '../patch-tuesday.ts';
import type {
  Architecture,
  Environment,
  Group,
  Knowledge,
  Outcome,
  Policy,
  Report,
  SourceInfo,
  Status,
} from '../types.ts';
import type { ExitCode } from './failure.ts';
import { lastReads, stateFile } from './folders.ts';
import { clock, inFolder, type Io, packageFile, readInput, reportWidth, wantsColour } from './io.ts';
import { nearest, type OutputFile } from './options.ts';
import { type GivenFiles, readFiles } from './files.ts';
import type { Evaluated } from './objects.ts';
import type { OwnFindings } from './own-findings.ts';
import { decideOutcome } from './outcome.ts';
import { writeReport } from './output.ts';

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
}

export const exitCodes: Record<Outcome, ExitCode> = { pass: 0, fail: 1, undecided: 3 };

export async function runCheck(
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
  toolVersion: string,
): Promise<ExitCode> {
  const { report, kept } = await reportOn(files, flags, io, toolVersion);
  for (const output of flags.output ?? []) await writeReport(report, output, kept, io);
  io.out(await renderAs(formatNamed(flags.format), report, { width: reportWidth(io), colour: wantsColour(io) }));
  return exitCodes[report.outcome];
}

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
  const policy = policyOf(flags, dayOf(now));
  const evaluated = await rulesOver(given, flags, now, io);
  const groups = [...given.groups, ...evaluated.map(({ certain }) => certain)];
  const possible = evaluated.map((each) => each.possible);
  const own = await ownFindingsOf(flags, policy.today, io);
  const knowledge = withCatalogs(flags, io, (catalog, overlays) =>
    readKnowledgeWith(catalog, keysOf([...groups, ...possible]), overlays, own?.additions ?? null),
  );
  requireKnownFacts(policy.environment, knowledge);
  const judge = (of: readonly Group[]): Report =>
    check(of, knowledge, policy, {
      toolVersion,
      generatedAt: now.toISOString().replace(/\.\d+Z$/, 'Z'),
      isStale: staleness(flags.state, now, io),
    });
  const report = await completed(judge, groups, evaluated, given, flags, policy);
  if (flags.requireFresh) requireFresh(report);
  const kept = [...given.paths, catalogPath(flags.catalog, io), ...(flags.overlay ?? []), ...(own?.paths ?? [])];
  return { report, kept };
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
  const { harmful, predictFor, sectionOf } = await import('./objects.ts');
  const rules = evaluated.map((each) => sectionOf(each.evaluated, judge([each.possible]).updates, harmful(policy)));
  const groupGiven = groups.length > 0;
  const version = flags.configmgrVersion ?? null;
  const taskSequence =
    sequences.length === 0 ? null : predictFor(sequences, groupGiven ? report : null, policy, version);
  const { strict = false, ignoreMitigation = false } = flags;
  const decided = decideOutcome(report, { groupGiven, rules, taskSequence, strict, ignoreMitigation });
  return { ...report, rules, taskSequence, ...decided };
}

/** An overlay is made by an import, so that is what mends it. */
function openOverlay(path: string): Catalog {
  try {
    return openCatalog(path, { overlay: true });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    throw new CatalogError(
      error.message.replace(/^the catalog /, 'the overlay '),
      'Name a file that "rebootgate import <file> --into <overlay>" of this version made, or make it again.',
      error,
    );
  }
}

/** @throws CatalogError where one of them is missing, damaged or of another version */
export function withCatalogs<T>(
  { catalog, overlay = [] }: Pick<CheckFlags, 'catalog' | 'overlay'>,
  io: Io,
  use: (catalog: Catalog, overlays: readonly Catalog[]) => T,
): T {
  const open: Catalog[] = [];
  try {
    const shipped = openCatalog(catalogPath(catalog, io));
    open.push(shipped);
    for (const path of overlay) open.push(openOverlay(inFolder(io, path)));
    return use(shipped, open.slice(1));
  } finally {
    for (const each of open) each.close();
  }
}

export function catalogPath(named: string | undefined, io: Io): string {
  return named === undefined ? packageFile(io, 'catalog.sqlite') : inFolder(io, named);
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
export function requireKnownFacts(environment: Environment, { facts }: Pick<Knowledge, 'facts'>): void {
  const known = facts.map(({ id }) => id);
  for (const fact of Object.keys(environment)) {
    if (known.includes(fact)) continue;
    const meant = nearest(fact, known);
    const hint = `${meant === null ? '' : `Did you mean ${meant}? `}Facts are: ${known.join(', ')}.`;
    throw new UserError(`--env names an unknown fact "${fact}"`, hint);
  }
}

function requireFresh({ catalog }: Report): void {
  const stale = catalog.sources.filter((source) => source.stale);
  if (stale.length === 0) return;
  const names = stale.map(({ id, readOn }) => `${id} (read ${readOn})`).join(', ');
  throw new CatalogError(`the catalog is stale: ${names}`, 'Take a newer release, or leave out --require-fresh.');
}

/** When a source was last read stands in the catalog and, where pages were read again unchanged, in the state file. */
export function staleness(named: string | undefined, now: Date, io: Io): (source: SourceInfo) => boolean {
  const path = stateFile(named, io);
  const state = lastReads(path);
  return ({ id, live, readOn }) => isStale(live, [readOn, state[id] ?? ''].sort().at(-1) ?? readOn, now);
}
