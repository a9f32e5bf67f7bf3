// rebootgate status: how fresh and how whole everything is.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openCatalog } from '../catalog/open.ts';
import { readCoverage, readSources } from '../catalog/read.ts';
import { countBySource, verifyWhole } from '../catalog/status.ts';
import { readState } from '../collect/state.ts';
import { readData } from '../data/read.ts';
import { CatalogError, UserError } from '../errors.ts';
import { lastPatchTuesday } from '../patch-tuesday.ts';
import { renderStatus, type StatusReport } from '../reports/status.ts';
import { catalogPath } from './catalogs.ts';
import { staleness } from './freshness.ts';
import type { ExitCode } from './failure.ts';
import { settle } from './settings.ts';
import { stateFile } from './folders.ts';
import { clock, inFolder, type Io, reportWidth, wantsColour } from './io.ts';

export interface StatusFlags {
  format?: 'text' | 'json';
  catalog?: string;
  data?: string;
  state?: string;
  verify?: true;
  requireFresh?: true;
  config?: string;
  ignoreConfig?: true;
}

export async function runStatus(given: StatusFlags, io: Io): Promise<ExitCode> {
  const { catalog: told, state: read } = (await settle([], given, io, ['catalog', 'state'])).flags;
  const flags = { ...given, ...(told !== undefined && { catalog: told }), ...(read !== undefined && { state: read }) };
  const now = clock(io);
  const path = catalogPath(flags.catalog, io);
  const catalog = openCatalog(path);
  try {
    const state = readState(stateFile(flags.state, io));
    const counts = new Map(countBySource(catalog).map(({ id, ...facts }) => [id, facts]));
    const coverage = readCoverage(catalog);
    const isStale = staleness(flags.state, now, io);
    const sources = readSources(catalog).map((source) => {
      const read = state.sources[source.id];
      return {
        id: source.id,
        name: source.name,
        url: source.url,
        live: source.live,
        asOf: source.asOf,
        lastRead: [source.readOn, read?.lastRead ?? ''].sort().at(-1) ?? source.readOn,
        lastChanged: read?.lastChanged ?? source.readOn,
        facts: { updates: 0, findings: 0, edges: 0, ...counts.get(source.id) },
        coverage: coverage.find((each) => each.source === source.id) ?? null,
        stale: isStale(source),
        pages: Object.entries(read?.pages ?? {}).map(([url, page]) => ({ url, ...page })),
      };
    });
    const whole = flags.verify ? verifyWhole(catalog) : null;
    const report: StatusReport = {
      generatedAt: now.toISOString().replace(/\.\d+Z$/, 'Z'),
      lastPatchTuesday: lastPatchTuesday(now)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      catalog: {
        path,
        dataAsOf: catalog.dataAsOf,
        digest: catalog.digest,
        bytes: statSync(path).size,
        verified: whole === null ? catalog.verified : whole.verified !== null,
        problems: whole?.problems ?? [],
      },
      data: dataStatus(flags.data, catalog.digest, io),
      sources,
    };
    io.out(renderStatus(report, flags.format ?? 'text', reportWidth(io), wantsColour(io)));
    const { problems } = report.catalog;
    if (problems.length > 0) throw damaged(path, problems);
    if (flags.requireFresh) requireFresh(sources);
    return 0;
  } finally {
    catalog.close();
  }
}

/** The report is printed before: who reads it sees more than the first problem. */
function damaged(path: string, problems: readonly string[]): CatalogError {
  return new CatalogError(`${path} is damaged: ${problems[0]}`, 'Build it again with "rebootgate build".');
}

function requireFresh(sources: StatusReport['sources']): void {
  const stale = sources.filter((source) => source.stale);
  if (stale.length === 0) return;
  const names = stale.map(({ id, lastRead }) => `${id} (read ${lastRead.slice(0, 10)})`).join(', ');
  throw new CatalogError(`stale: ${names}`, 'Run "rebootgate scrape", or leave out --require-fresh.');
}

/**
 * Facts on disk that the catalog does not hold yet.
 * @throws UserError where --data names a folder without facts
 */
function dataStatus(named: string | undefined, digest: string, io: Io): StatusReport['data'] {
  const folder = inFolder(io, named ?? 'data');
  if (!existsSync(join(folder, 'facts.json'))) {
    if (named === undefined) return null;
    throw new UserError(`${named} holds no facts`, 'Name a folder like the data/ of this project.');
  }
  return { path: named ?? 'data', newer: `sha256:${readData(folder).digest}` !== digest };
}
