// rebootgate scrape: reads sources into data/, or parses saved pages.
import { collectSource } from '../collect/collect.ts';
import { openCache } from '../collect/cache.ts';
import { isEmpty } from '../collect/differences.ts';
import { writeFiles } from '../collect/files.ts';
import { readState, type State, withReading, writeState } from '../collect/state.ts';
import { dayOf } from '../dates.ts';
import { SourceError, UserError } from '../errors.ts';
import { createHttp, type Http, limits, proxyFromEnvironment, requireMirror } from '../http.ts';
import { plain } from '../reports/safe.ts';
import { type AnySource, sources } from '../sources/index.ts';
import { failure, type ExitCode } from './failure.ts';
import { cacheFolder, dataFolder, stateFile } from './folders.ts';
import { clock, type Io } from './io.ts';
import { parseSaved } from './scrape-saved.ts';
import { wantedOf } from './wanted.ts';

export interface ScrapeFlags {
  data?: string;
  kb?: string[];
  fromGroup?: string;
  month?: string[];
  since?: string;
  bulletin?: string[];
  from?: string[];
  url?: string;
  format?: 'text' | 'json';
  dryRun?: true;
  offline?: true;
  cache?: string;
  state?: string;
  mirror?: string;
}

export async function runScrape(
  names: readonly string[],
  flags: ScrapeFlags,
  io: Io,
  version: string,
): Promise<ExitCode> {
  const chosen = chosenSources(names);
  if (flags.from !== undefined) return parseSaved(chosen, flags.from, flags.url ?? null, flags.format ?? 'text', io);
  const folder = dataFolder(flags.data, io);
  const now = clock(io);
  const today = dayOf(now);
  const http = flags.offline ? null : httpFor(flags, io, version);
  const cache = openCache(cacheFolder(flags.cache, io));
  const wanted = await wantedOf(flags, folder, today, io);
  const statePath = stateFile(flags.state, io);
  let state = readState(statePath);
  let worst: ExitCode = 0;
  for (const source of chosen) {
    try {
      const world = { http, cache, today, onProgress: progress(source.id, io) };
      const asked = wanted(source.id);
      const { merged, pages, facts, notes, missing } = await source.use((each) =>
        collectSource(each, asked, folder, world),
      );
      io.out(`${source.id}: ${summary(pages.length, facts, missing)}\n`);
      for (const note of notes) io.err(`note: ${source.id}: ${plain(note)}\n`);
      io.out(differenceLines(merged.differences, flags.dryRun === true));
      if (flags.dryRun) continue;
      writeFiles(folder, merged.files);
      if (!flags.offline) state = withReading(state, source.id, pages, now, !isEmpty(merged.differences));
    } catch (error) {
      const code = failure(withLastGood(error, source, state), io);
      worst = code > worst ? code : worst;
    }
  }
  if (!flags.dryRun && !flags.offline) writeState(statePath, state);
  if (!flags.dryRun && worst === 0) io.err('Run "rebootgate build" to bring what changed into a catalog.\n');
  return worst;
}

function chosenSources(names: readonly string[]): readonly AnySource[] {
  if (names.length === 0) return sources;
  return names.map((name) => {
    const found = sources.find(({ id }) => id === name);
    if (!found)
      throw new UserError(`there is no source "${name}"`, `Sources are: ${sources.map(({ id }) => id).join(', ')}.`);
    return found;
  });
}

function httpFor(flags: ScrapeFlags, io: Io, version: string): Http {
  return createHttp({
    userAgent: `rebootgate/${version} (+https://www.npmjs.com/package/rebootgate)`,
    limits: io.httpLimits ?? limits,
    sleep: io.sleep ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds))),
    random: Math.random,
    now: () => clock(io),
    say: (line) => io.err(`${plain(line)}\n`),
    mirror: flags.mirror === undefined ? null : requireMirror(flags.mirror),
    proxyFor: proxyFromEnvironment(io.env),
  });
}

/** On a terminal one line that is written over; elsewhere a plain line now and then. */
function progress(id: string, io: Io): (done: number, known: number, url: string) => void {
  return (done, known, url) => {
    if (io.errIsTerminal)
      io.err(
        `\r\u001b[K${id}: page ${done + 1} of ${known}  ${plain(url).slice(0, 60)}${done + 1 === known ? '\n' : ''}`,
      );
    else if (done % 25 === 0 && known > 1) io.err(`${id}: page ${done + 1} of ${known}\n`);
  };
}

function summary(pages: number, facts: number, missing: readonly string[]): string {
  const lost = missing.length === 0 ? '' : `, ${missing.length} of the pages asked for do not exist`;
  return `${facts} facts on ${pages} ${pages === 1 ? 'page' : 'pages'}${lost}`;
}

const mostLines = 50;

function differenceLines({ added, changed, gone }: Parameters<typeof isEmpty>[0], dryRun: boolean): string {
  const lines = [
    ...added.map((name) => `  added    ${plain(name)}`),
    ...changed.map((name) => `  changed  ${plain(name)}`),
    ...gone.map((name) => `  gone     ${plain(name)}`),
  ];
  if (lines.length === 0) return '  no difference\n';
  const cut = lines.length > mostLines ? [`  ... and ${lines.length - mostLines} more`] : [];
  const note = dryRun ? ['  (dry run: nothing was written)'] : [];
  return `${[...lines.slice(0, mostLines), ...cut, ...note].join('\n')}\n`;
}

/** "Unavailable" is never "nothing found": the message says since when the facts that stay are. */
function withLastGood(error: unknown, { id }: AnySource, state: State): unknown {
  if (!(error instanceof SourceError)) return error;
  const last = state.sources[id]?.lastRead ?? null;
  const since = last === null ? 'it was not read before on this machine' : `the last good facts are of ${last}`;
  return new SourceError(`${id}: ${error.message}; ${since}`, error.hint, error);
}
