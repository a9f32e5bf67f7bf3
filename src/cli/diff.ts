// rebootgate diff: what a newer catalog says differently, and which groups change their verdict by it.
import { type Catalog, openCatalog } from '../catalog/open.ts';
import { compareUpdates, type Counted, readListEntries } from '../catalog/compare.ts';
import { readCoverage, readFacts, readFindings, readSources } from '../catalog/read.ts';
import {
  type CatalogSide,
  type CheckedGroup,
  type DiffReport,
  groupDifference,
  type GroupDifference,
  type Told,
  toldChanges,
  type UpdateChange,
} from '../compare/diff.ts';
import { rowChanges } from '../compare/records.ts';
import { UserError } from '../errors.ts';
import { diffJson } from '../reports/diff-json.ts';
import { renderDiff } from '../reports/diff.ts';
import type { Environment } from '../types.ts';
import { type CheckFlags, reportOn, requireKnownFacts } from './check.ts';
import type { ExitCode } from './failure.ts';
import { clock, inFolder, type Io, reportWidth, wantsColour } from './io.ts';
import { limitOf } from './numbers.ts';
import { settingsOfChecks, settle } from './settings.ts';

export interface DiffFlags extends Omit<CheckFlags, 'catalog' | 'overlay' | 'format' | 'output'> {
  limit?: string;
  format?: 'text' | 'json';
}

/** The catalogs are named, and how old they are is no matter. */
const settings = settingsOfChecks.filter((name) => !['catalog', 'overlay', 'requireFresh', 'state'].includes(name));

export async function runDiff(
  before: string,
  after: string,
  groups: readonly string[],
  given: DiffFlags,
  io: Io,
  version: string,
): Promise<ExitCode> {
  const { limit, format, ...own } = given;
  const { files, flags } = await settle(groups, own, io, settings);
  const { format: _format, output: _output, catalog: _catalog, overlay: _overlay, ...told } = flags;
  const report = await diffOf(
    { before, after },
    files,
    { ...told, ...(limit !== undefined && { limit }) },
    io,
    version,
  );
  const look = { width: reportWidth(io), colour: wantsColour(io) };
  io.out(format === 'json' ? diffJson(report) : renderDiff(report, look));
  return report.groups.some(({ worse }) => worse) ? 1 : 0;
}

interface Names {
  before: string;
  after: string;
}

async function diffOf(
  names: Names,
  groups: readonly string[],
  flags: DiffFlags,
  io: Io,
  toolVersion: string,
): Promise<DiffReport> {
  if (groups.includes('-'))
    throw new UserError('a group from the standard input can be read once, and is checked twice', 'Name a file.');
  const most = limitOf(flags.limit, 20);
  const { catalogs, facts } = catalogChanges(names, most, io);
  const differences: GroupDifference[] = [];
  requireKnownFacts(flags.env ?? {}, { facts: [...facts.before, ...facts.after] }, flags.factsFrom);
  for (const group of groups) {
    const [old, now] = [
      await checked(group, names.before, known(flags.env, facts.before), flags, io, toolVersion),
      await checked(group, names.after, known(flags.env, facts.after), flags, io, toolVersion),
    ];
    differences.push(groupDifference(old, now));
  }
  const generatedAt = clock(io)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  return { toolVersion, generatedAt, ...catalogs, groups: differences };
}

type Facts = ReturnType<typeof readFacts>;
type CatalogChanges = Omit<DiffReport, 'toolVersion' | 'generatedAt' | 'groups'>;

function catalogChanges(
  names: Names,
  most: number,
  io: Io,
): { catalogs: CatalogChanges; facts: { before: Facts; after: Facts } } {
  const old = openCatalog(inFolder(io, names.before));
  try {
    const now = openCatalog(inFolder(io, names.after));
    try {
      const { added, changed, gone, ...counts } = compareUpdates(old, now, most);
      const updates = { ...counts, added: changesOf(added), changed: changesOf(changed), gone: changesOf(gone) };
      const sides = { before: sideOf(old, names.before), after: sideOf(now, names.after) };
      const catalogs = { ...sides, ...toldChanges(toldBy(old), toldBy(now)), updates };
      return { catalogs, facts: { before: readFacts(old), after: readFacts(now) } };
    } finally {
      now.close();
    }
  } finally {
    old.close();
  }
}

const sideOf = ({ dataAsOf, digest }: Catalog, path: string): CatalogSide => ({ path, dataAsOf, digest });

const toldBy = (catalog: Catalog): Told => ({
  findings: readFindings(catalog),
  lists: readListEntries(catalog).map(({ position: _position, ...entry }) => entry),
  coverage: readCoverage(catalog),
  sources: readSources(catalog),
});

function changesOf({ count, named }: Counted): { count: number; named: UpdateChange[] } {
  const changes = named.map(({ rows, ...update }) => ({ ...update, fields: rowChanges(rows.before, rows.after) }));
  return { count, named: changes };
}

/** A fact that only one of the catalogs asks about decides nothing in the other. */
function known(environment: Environment = {}, facts: Facts): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([fact]) => facts.some(({ id }) => id === fact)));
}

async function checked(
  group: string,
  catalog: string,
  env: Environment,
  flags: DiffFlags,
  io: Io,
  version: string,
): Promise<CheckedGroup> {
  const { limit: _limit, format: _format, ...own } = flags;
  const { report } = await reportOn([group], { ...own, env, catalog }, io, version);
  const name = report.inputs.length === 1 ? (report.inputs[0]?.name ?? group) : group;
  return { name, path: group, outcome: report.outcome, updates: report.updates };
}
