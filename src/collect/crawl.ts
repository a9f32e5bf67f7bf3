// Reads a source whole: its first pages, and all that they lead to. A page that cannot be had fails the source, never shortens it.
import { SourceError } from '../errors.ts';
import { type Http, type HttpAnswer, IncompletePage } from '../http.ts';
import type { Page, PageRequest, Parsed, Source, Wanted } from '../sources/types.ts';
import { type CachedPage, hashOf, keyOf, type PageCache } from './cache.ts';

export interface Reading<F> {
  facts: F[];
  pages: CachedPage[];
  notes: string[];
  /** Addresses that do not exist (HTTP 404), which is an answer. */
  missing: string[];
}

export interface CrawlWorld {
  /** Null: offline, the cache alone. */
  http: Http | null;
  cache: PageCache;
  today: string;
  onProgress(done: number, known: number, url: string): void;
}

/** More pages than any source has for one call; a source that leads in circles ends here. */
const mostPages = 20_000;

/** @throws SourceError where a page is unavailable, changed or not the one asked for */
export async function crawl<F>(source: Source<F>, wanted: Wanted, world: CrawlWorld): Promise<Reading<F>> {
  const queue = source.start(wanted);
  const seen = new Set(queue.map(keyOf));
  const reading: Reading<F> = { facts: [], pages: [], notes: [], missing: [] };
  for (let next = 0; next < queue.length; next += 1) {
    const request = queue[next];
    if (!request) break;
    if (next >= mostPages)
      throw new SourceError(`${source.id} leads to more than ${mostPages} pages`, 'Ask for less at once.');
    world.onProgress(next, queue.length, request.url);
    const read = await readPage(source, request, world);
    if (read === null) {
      reading.missing.push(request.url);
      continue;
    }
    reading.facts.push(...read.parsed.facts);
    reading.notes.push(...read.parsed.notes);
    reading.pages.push(read.page);
    for (const follow of read.parsed.follow) {
      if (!seen.has(keyOf(follow))) queue.push(follow);
      seen.add(keyOf(follow));
    }
  }
  return reading;
}

type ReadResult<F> = { page: CachedPage; parsed: Parsed<F> } | null;

async function readPage<F>(source: Source<F>, request: PageRequest, world: CrawlWorld): Promise<ReadResult<F>> {
  const cached = world.cache.get(request);
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
    return take(source, request, answer, cached, world);
  });
}

function take<F>(
  source: Source<F>,
  request: PageRequest,
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
    return { page: cached, parsed: parseWhole(source, { text: cached.text, url: cached.url }) };
  }
  const sha256 = hashOf(answer.text);
  const readOn = cached?.sha256 === sha256 ? cached.readOn : world.today;
  const page = {
    url: request.url,
    text: answer.text,
    sha256,
    etag: answer.etag,
    lastModified: answer.lastModified,
    readOn,
  };
  // Parsed against the address that answered, and kept only when that went well: a broken page must not be "unchanged" next time.
  const parsed = parseWhole(source, { text: answer.text, url: answer.url });
  world.cache.put(request, page);
  return { page, parsed };
}

/** A page that is structurally incomplete is fetched again; any other refusal is final. */
function parseWhole<F>(source: Source<F>, page: Page): Parsed<F> {
  try {
    return source.parse(page);
  } catch (error) {
    if (error instanceof SourceError && error.message.startsWith('incomplete page'))
      throw new IncompletePage(error.message);
    throw error;
  }
}
