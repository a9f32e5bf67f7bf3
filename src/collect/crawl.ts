// Reads a source whole: its first pages, and all that they lead to. A page that cannot be had fails the source, never shortens it.
import { SourceError } from '../errors.ts';
import type { Http, HttpAnswer } from '../http/types.ts';
import type { Page, PageRequest, Parsed, Source, Wanted } from '../sources/types.ts';
import { type CachedPage, hashOf, keyOf, type PageCache } from './cache.ts';

export interface Reading<F> {
  facts: F[];
  pages: CachedPage[];
  notes: string[];
  /** Addresses that do not exist (HTTP 404, or a page that says so), which is an answer. */
  missing: string[];
  /** YYYY-MM-DD of the reading: today, or offline the day of the oldest page that was used. */
  readOn: string;
}

export interface CrawlWorld {
  /** Null: offline, the cache alone. */
  http: Http | null;
  cache: PageCache;
  today: string;
  onProgress(done: number, known: number, url: string): void;
}

/** A request with its place in a list that is paged by postback; 0 is the first page. */
interface Step {
  request: PageRequest;
  step: number;
  key: string;
  /** The facts of the page that led here, as text. */
  before: string;
}

/** More pages than any source has for one call; a source that leads in circles ends here. */
const mostPages = 20_000;

/** @throws SourceError where a page is unavailable, changed or not the one asked for */
export async function crawl<F>(source: Source<F>, wanted: Wanted, world: CrawlWorld): Promise<Reading<F>> {
  const queue = source.start(wanted).map((request) => stepOf(request, 0, ''));
  const seen = new Set(queue.map(({ key }) => key));
  const reading: Reading<F> = { facts: [], pages: [], notes: [], missing: [], readOn: world.today };
  const gone = new Set<string>();
  for (let next = 0; next < queue.length; next += 1) {
    const at = queue[next];
    if (!at) break;
    if (next >= mostPages)
      throw new SourceError(`${source.id} leads to more than ${mostPages} pages`, 'Ask for less at once.');
    world.onProgress(next, queue.length, at.request.url);
    const read = await readPage(source, at, world);
    if (read === null) {
      if (at.step > 0) throw listCut(at);
      reading.missing.push(at.request.url);
      gone.add(at.key);
      continue;
    }
    reading.facts.push(...read.parsed.facts);
    reading.notes.push(...read.parsed.notes);
    reading.pages.push(read.page);
    for (const follow of followed(read.parsed, at)) {
      if (source.wants?.(follow.request, wanted) === false) continue;
      if (gone.has(follow.key)) throw listedAndGone(at.request.url, follow.request.url);
      if (!seen.has(follow.key)) queue.push(follow);
      seen.add(follow.key);
    }
  }
  if (reading.pages.length === 0) throw noneThere(source.id, reading.missing);
  return { ...reading, readOn: world.http === null ? oldest(reading.pages) : world.today };
}

const stepOf = (request: PageRequest, step: number, before: string): Step => ({
  request,
  step,
  before,
  key: keyOf(request, step),
});

/** @throws SourceError where the next page of a list turns out to be the same one: the rest would be lost in silence */
function followed<F>({ facts, follow }: Parsed<F>, at: Step): Step[] {
  const now = JSON.stringify(facts);
  return follow.map((request) => {
    if (request.form === undefined) return stepOf(request, 0, '');
    if (at.request.form !== undefined && now === at.before)
      throw new SourceError(
        `${request.url} gives the same page of its list again (page ${at.step + 1})`,
        'The facts that are there stay. Try again later.',
      );
    return stepOf(request, at.step + 1, now);
  });
}

/** A detail may be gone; a page in the middle of a list is one that cannot be had. */
function listCut({ request: { url }, step }: Step): SourceError {
  return new SourceError(
    `page ${step + 1} of the list ${url} is not there`,
    'The facts that are there stay. Try again later.',
  );
}

/** What an index lists must be there; its absence is a fault, not an answer. */
function listedAndGone(list: string, url: string): SourceError {
  return new SourceError(
    `the page asked for does not exist (${url}), though ${list} lists it`,
    'The facts that are there stay. Try again later.',
  );
}

/** One page may be gone. All of them gone is a source that has moved, never "nothing found". */
function noneThere(id: string, missing: readonly string[]): SourceError {
  const first = missing[0] === undefined ? '' : ` (${missing[0]})`;
  return new SourceError(
    `${missing.length === 1 ? 'the page' : `none of the ${missing.length} pages`} asked for ${missing.length === 1 ? 'does not exist' : 'exists'}${first}: ${id} has moved, or nothing of what was named is there`,
    'The facts that are there stay. Look at the address in a browser.',
  );
}

const oldest = (pages: readonly CachedPage[]): string => pages.map(({ readOn }) => readOn).sort()[0] ?? '';

type ReadResult<F> = { page: CachedPage; parsed: Parsed<F> } | null;

async function readPage<F>(source: Source<F>, at: Step, world: CrawlWorld): Promise<ReadResult<F>> {
  const { request, key } = at;
  const cached = world.cache.get(key);
  if (world.http === null) {
    if (cached === null)
      throw new SourceError(
        `${request.url} is not in the cache`,
        'Run without --offline once, or name the cache with --cache.',
      );
    return { page: cached, parsed: source.parse({ text: cached.text, url: cached.url }) };
  }
  const { etag = null, lastModified = null } = cached ?? {};
  return world.http.fetch({ ...request, hosts: source.hosts, etag, lastModified }, (answer) => {
    return take(source, at, answer, cached, world);
  });
}

function take<F>(
  source: Source<F>,
  { request, key }: Step,
  answer: HttpAnswer,
  cached: CachedPage | null,
  world: CrawlWorld,
): ReadResult<F> {
  if (answer.kind === 'missing') return null;
  if (answer.kind === 'unchanged') {
    if (cached === null)
      throw new SourceError(
        `${request.url} says "unchanged", but was never read`,
        'Try again; the server may be at fault.',
      );
    return { page: cached, parsed: source.parse({ text: cached.text, url: cached.url }) };
  }
  const sha256 = hashOf(answer.bytes);
  const head = {
    url: request.url,
    sha256,
    charset: answer.charset,
    etag: answer.etag,
    lastModified: answer.lastModified,
    readOn: cached?.sha256 === sha256 ? cached.readOn : world.today,
  };
  // Parsed against the address that answered, and kept only when that went well: a broken page must not be "unchanged" next time.
  const parsed = parsePage(source, { text: answer.text, url: answer.url });
  if (parsed === null) return null;
  world.cache.put(key, head, answer.bytes);
  return { page: { ...head, text: answer.text }, parsed };
}

/** The Update Catalog's "there is no such update, or no longer", sent with HTTP 200. */
const isMissing = /\b8DDD0024\b/;

/** A page that says "no such thing" is null. An incomplete one is fetched again by http.ts; any other refusal is final. */
function parsePage<F>(source: Source<F>, page: Page): Parsed<F> | null {
  try {
    return source.parse(page);
  } catch (error) {
    if (error instanceof SourceError && isMissing.test(error.message)) return null;
    throw error;
  }
}
