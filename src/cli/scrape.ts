// rebootgate scrape: reads sources into data/, or parses saved pages.
import { type Collected, collectSource } from '../collect/collect.ts';
import { openCache, readOnly } from '../collect/cache.ts';
import { isEmpty } from '../collect/differences.ts';
import { writeFiles } from '../collect/files.ts';
import { readState, type State, withReading, writeState } from '../collect/state.ts';
import { readMeta } from '../collect/rows.ts';
import { dayOf } from '../dates.ts';
import { SourceError, UserError } from '../errors.ts';
import { createHttp } from '../http.ts';
import { proxyFromEnvironment, requireMirror } from '../http/address.ts';
import { type Http, limits } from '../http/types.ts';
import { plain } from '../reports/safe.ts';
import { type AnySource, sources } from '../sources/index.ts';
import { failure, type ExitCode } from './failure.ts';
import { cacheFolder, dataFolder, stateFile } from './folders.ts';
import { clock, inFolder, type Io } from './io.ts';
import { parseSaved } from './scrape-saved.ts';
import { wantedOf } from './wanted.ts';

export interface ScrapeFlags {
  data?: string;
  kb?: string[];
  fromGroup?: string;
  month?: string[];
  since?: string;
  bulletin?: string[];
  feed?: true;
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
  const dryRun = flags.dryRun === true;
  const folder = dataFolder(flags.data, io, dryRun);
  const now = clock(io);
  const today = dayOf(now);
  const http = flags.offline ? null : httpFor(flags, io, version);
  const cache = openCache(cacheFolder(flags.cache, io));
  const wanted = await wantedOf(flags, folder, today, io);
  const statePath = stateFile(flags.state, io);
  const written: string[] = [];
  let worst: ExitCode = 0;
  for (const source of chosen) {
    const state = readState(statePath);
    try {
      const world = { http, cache: dryRun ? readOnly(cache) : cache, today, onProgress: progress(source.id, io) };
      const asked = wanted(source.id);
      const collected = await source.use((each) => collectSource(each, asked, folder, world));
      if (!dryRun) written.push(...writeFiles(folder, collected.merged.files));
      tell(source.id, collected, dryRun, io);
      if (dryRun || flags.offline) continue;
      // After each source, so that Ctrl-C in the next one does not make this one look unread.
      writeState(
        statePath,
        withReading(state, source.id, collected.pages, now, !isEmpty(collected.merged.differences)),
      );
    } catch (error) {
      const code = failure(withLastGood(error, source, state, folder), io);
      worst = code > worst ? code : worst;
    }
  }
  if (written.length > 0)
    io.err(`Run "rebootgate build${buildOption(folder, flags, io)}" to bring what changed into a catalog.\n`);
  return worst;
}

/** The folder that `build` takes by itself needs no option. */
function buildOption(folder: string, { data }: ScrapeFlags, io: Io): string {
  return folder === inFolder(io, 'data') ? '' : ` --data ${plain(JSON.stringify(data ?? folder))}`;
}

/** Results on stdout; what the reader should know besides on stderr. */
function tell(id: string, { merged, pages, facts, notes, missing }: Collected, dryRun: boolean, io: Io): void {
  const lost = missing.length === 0 ? '' : `, ${missing.length} of the pages asked for do not exist`;
  io.out(`${id}: ${facts} facts on ${pages.length} ${pages.length === 1 ? 'page' : 'pages'}${lost}\n`);
  const gone = missing.map((url) => `there is no page ${url}`);
  for (const note of [...gone.slice(0, mostLines), ...notes]) io.err(`note: ${id}: ${plain(note)}\n`);
  io.out(differenceLines(merged.differences, dryRun));
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
    say: (line) => io.err(`${io.errIsTerminal ? '\r\u001b[K' : ''}${plain(line)}\n`),
    mirror: flags.mirror === undefined ? null : requireMirror(flags.mirror),
    proxyFor: proxyFromEnvironment(io.env),
  });
}

/** On a terminal one line that is written over; elsewhere a plain line now and then. */
function progress(id: string, io: Io): (done: number, known: number, url: string) => void {
  const began = io.now().getTime();
  return (done, known, url) => {
    const left = timeLeft(done, known, io.now().getTime() - began);
    if (io.errIsTerminal)
      io.err(
        `\r\u001b[K${id}: page ${done + 1} of ${known}${left}  ${plain(url).slice(0, 60)}${done + 1 === known ? '\n' : ''}`,
      );
    else if (done % 25 === 0 && known > 1) io.err(`${id}: page ${done + 1} of ${known}${left}\n`);
  };
}

/** A page may lead to more pages, so it is "at least". */
function timeLeft(done: number, known: number, milliseconds: number): string {
  if (done === 0 || milliseconds <= 0) return '';
  const seconds = Math.ceil(((milliseconds / done) * (known - done)) / 1000);
  return seconds < 120 ? `, at least ${seconds} s left` : `, at least ${Math.ceil(seconds / 60)} min left`;
}

const mostLines = 50;

function differenceLines({ added, changed, gone }: Parameters<typeof isEmpty>[0], dryRun: boolean): string {
  const lines = [
    ...added.map((name) => `  added    ${plain(name)}`),
    ...changed.map((name) => `  changed  ${plain(name)}`),
    ...gone.map((name) => `  gone     ${plain(name)}`),
  ];
  if (lines.length === 0) return `  no difference${dryRun ? ' (dry run: nothing was written)' : ''}\n`;
  const cut = lines.length > mostLines ? [`  ... and ${lines.length - mostLines} more`] : [];
  const note = dryRun ? ['  (dry run: nothing was written)'] : [];
  return `${[...lines.slice(0, mostLines), ...cut, ...note].join('\n')}\n`;
}

/** "Unavailable" is never "nothing found": the message says since when the facts that stay are. */
function withLastGood(error: unknown, { id }: AnySource, state: State, folder: string): unknown {
  if (!(error instanceof SourceError)) return error;
  const days = [state.sources[id]?.lastRead.slice(0, 10) ?? '', readMeta(folder, id).readOn ?? ''];
  const last = days.sort().at(-1) ?? '';
  const since = last === '' ? 'it was never read' : `the last good facts are of ${last}`;
  return new SourceError(`${id}: ${error.message.replace(/\.$/, '')}; ${since}`, error.hint, error);
}
