// rebootgate check: reads groups, asks the catalog, judges, prints, and answers with the exit code of the gate.
import { openCatalog } from '../catalog/open.ts';
import { readKnowledge } from '../catalog/read.ts';
import { check, keysOf } from '../check/check.ts';
import { dayOf } from '../dates.ts';
import { CatalogError, UserError } from '../errors.ts';
import { readGroup, withoutRepeats } from '../inputs/index.ts';
import { formatNamed, reports } from '../reports/index.ts';
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
  acceptNoData?: true;
  requireFresh?: true;
  state?: string;
}

const exitCodes: Record<Outcome, ExitCode> = { pass: 0, fail: 1, undecided: 3 };

export async function runCheck(
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
  toolVersion: string,
): Promise<ExitCode> {
  const now = clock(io);
  const groups = await readGroups(files, flags.input ?? null, io);
  const knowledge = knowledgeFor(groups, flags, io);
  const policy = policyOf(flags, dayOf(now));
  requireKnownFacts(policy.environment, knowledge);
  const report = check(groups, knowledge, policy, {
    toolVersion,
    generatedAt: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    isStale: staleness(flags.state, now, io),
  });
  if (flags.requireFresh) requireFresh(report);
  const kept = [...files, catalogPath(flags.catalog, io)];
  for (const output of flags.output ?? []) writeReport(report, output, kept, io);
  io.out(reports[formatNamed(flags.format)](report, { width: reportWidth(io), colour: wantsColour(io) }));
  return exitCodes[report.outcome];
}

async function readGroups(files: readonly string[], kind: string | null, io: Io): Promise<Group[]> {
  if (files.filter((file) => file === '-').length > 1)
    throw new UserError('"-" is named twice', 'The standard input can be read once.');
  const groups: Group[] = [];
  for (const file of files) {
    const bytes = await readInput(io, file);
    groups.push(await readGroup(bytes, file === '-' ? 'the standard input' : file, file === '-' ? null : file, kind));
  }
  return withoutRepeats(groups);
}

function knowledgeFor(groups: readonly Group[], flags: CheckFlags, io: Io): Knowledge {
  const catalog = openCatalog(catalogPath(flags.catalog, io));
  try {
    return readKnowledge(catalog, keysOf(groups));
  } finally {
    catalog.close();
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
