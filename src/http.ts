// THE way to the network: one axios instance, https only, hosts held to a list, everything bounded, polite, and retried with reason.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { SourceError, UserError } from './errors.ts';

export interface HttpLimits {
  /** Until the answer begins and between its parts. Milliseconds. */
  timeout: number;
  /** For one request with all its bytes. Milliseconds. */
  deadline: number;
  /** Bytes on the wire, and bytes after decompression. */
  bytes: number;
  unpackedBytes: number;
  redirects: number;
  attempts: number;
  /** The pause before the next request to the same host. Milliseconds. */
  pause: number;
  /** The first wait before a retry; it doubles. Milliseconds. */
  backoff: number;
  /** The longest wait that a Retry-After may ask for. Milliseconds. */
  longestWait: number;
}

export const limits: HttpLimits = {
  timeout: 30_000,
  deadline: 120_000,
  bytes: 32 * 1024 * 1024,
  unpackedBytes: 64 * 1024 * 1024,
  redirects: 5,
  attempts: 4,
  pause: 1_000,
  backoff: 1_000,
  longestWait: 60_000,
};

export interface HttpWorld {
  userAgent: string;
  limits: HttpLimits;
  sleep(milliseconds: number): Promise<void>;
  random(): number;
  now(): Date;
  /** For each wait and retry, a line for people. */
  say(line: string): void;
  /** Fetch https://host/path as <mirror>/host/path; an internal mirror, or a server on this machine. */
  mirror: string | null;
  /** The proxy for an address, from the environment; null: none. */
  proxyFor(url: string): string | null;
}

export interface HttpRequest {
  url: string;
  hosts: readonly string[];
  form?: Readonly<Record<string, string>>;
  accept?: string;
  etag?: string | null;
  lastModified?: string | null;
}

export type HttpAnswer =
  | { kind: 'page'; url: string; text: string; bytes: Buffer; etag: string | null; lastModified: string | null }
  | { kind: 'unchanged' }
  | { kind: 'missing'; url: string };

/** A failure that the next attempt may not have. */
class Passing extends Error {
  readonly wait: number | null;
  constructor(message: string, wait: number | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.wait = wait;
  }
}

/** A page that is not whole; the one who parses it throws this, and the page is fetched again. */
export class IncompletePage extends Error {}

export interface Http {
  /**
   * Fetches and reads one page, one request at a time for each host.
   * @param read what to make of the text; an IncompletePage that it throws is a reason to fetch again
   * @throws SourceError where the page cannot be had: it is never mixed with "there is no such page"
   */
  fetch<T>(request: HttpRequest, read: (answer: HttpAnswer) => T): Promise<T>;
}

export function createHttp(world: HttpWorld): Http {
  const client = axios.create({
    // Redirects and compression are ours: axios follows a redirect to any host, and takes a cut gzip stream for whole.
    maxRedirects: 0,
    decompress: false,
    responseType: 'arraybuffer',
    validateStatus: () => true,
    proxy: false,
    timeout: world.limits.timeout,
    maxContentLength: world.limits.bytes,
    maxBodyLength: 1024 * 1024,
    headers: {
      'User-Agent': world.userAgent,
      'Accept-Encoding': 'gzip, deflate, br',
      'Accept-Language': 'en-US,en;q=0.9',
    },
  });
  const lanes = new Map<string, Promise<unknown>>();
  return {
    fetch(request, read) {
      const host = new URL(target(request.url, request.hosts, world)).host;
      const turn = (lanes.get(host) ?? Promise.resolve()).then(() => attempts(client, world, request, read));
      lanes.set(
        host,
        turn.then(
          () => world.sleep(world.limits.pause),
          () => world.sleep(world.limits.pause),
        ),
      );
      return turn;
    },
  };
}

async function attempts<T>(
  client: AxiosInstance,
  world: HttpWorld,
  request: HttpRequest,
  read: (answer: HttpAnswer) => T,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return read(await once(client, world, request));
    } catch (error) {
      const passing = passingOf(error);
      if (passing === null) throw error;
      if (attempt >= world.limits.attempts)
        throw unavailable(request.url, `${passing.message}, ${attempt} times`, error);
      const wait = waitFor(passing, attempt, world);
      if (wait > world.limits.longestWait)
        throw unavailable(request.url, `it asks to wait ${Math.ceil(wait / 1000)} seconds`, error);
      world.say(`${request.url}: ${passing.message}; again in ${Math.ceil(wait / 1000)} s`);
      await world.sleep(wait);
    }
  }
}

function passingOf(error: unknown): Passing | null {
  if (error instanceof Passing) return error;
  return error instanceof IncompletePage ? new Passing(error.message) : null;
}

/** Exponential, with jitter so that many clients do not come back together; never shorter than what the server asked for. */
function waitFor({ wait }: Passing, attempt: number, { limits: { backoff, longestWait }, random }: HttpWorld): number {
  const ours = Math.min(backoff * 2 ** (attempt - 1), longestWait) * (0.5 + random() / 2);
  return Math.max(ours, wait ?? 0);
}

function unavailable(url: string, why: string, cause?: unknown): SourceError {
  return new SourceError(
    `${url} is unavailable: ${why}`,
    'The facts that are there stay. Try again later, or use --offline with pages read before.',
    cause,
  );
}

async function once(client: AxiosInstance, world: HttpWorld, request: HttpRequest): Promise<HttpAnswer> {
  const seen = new Set<string>();
  let { url, form } = request;
  for (;;) {
    const address = target(url, request.hosts, world);
    if (seen.has(address)) throw changed(request.url, 'it redirects in a circle');
    seen.add(address);
    if (seen.size > world.limits.redirects + 1)
      throw changed(request.url, `it redirects more than ${world.limits.redirects} times`);
    const response = await send(client, world, address, { ...request, form });
    const location = response.headers['location'];
    if (response.status < 300 || response.status >= 400 || response.status === 304 || typeof location !== 'string') {
      return answerOf(response, url, world);
    }
    url = unmirrored(new URL(location, address).href, world);
    form = undefined;
  }
}

async function send(
  client: AxiosInstance,
  world: HttpWorld,
  url: string,
  request: Omit<HttpRequest, 'form'> & { form: HttpRequest['form'] },
): Promise<AxiosResponse> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), world.limits.deadline);
  const headers = {
    Accept: request.accept ?? 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
    ...(request.etag && { 'If-None-Match': request.etag }),
    ...(request.lastModified && { 'If-Modified-Since': request.lastModified }),
  };
  try {
    const agents = await agentsFor(world.proxyFor(url));
    const body = request.form === undefined ? undefined : new URLSearchParams(request.form).toString();
    const form = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' };
    return await client.request({
      url,
      method: body === undefined ? 'GET' : 'POST',
      data: body,
      headers: { ...headers, ...form },
      signal: controller.signal,
      ...agents,
    });
  } catch (error) {
    throw failureOf(error, request.url, controller.signal.aborted, world);
  } finally {
    clearTimeout(timer);
  }
}

async function agentsFor(proxy: string | null): Promise<object> {
  if (proxy === null) return {};
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return { httpsAgent: new HttpsProxyAgent(proxy) };
}

/** Too large is final; a reset, a time-out, a name that does not resolve may pass. */
function failureOf(
  error: unknown,
  url: string,
  pastDeadline: boolean,
  { limits: { bytes, deadline } }: HttpWorld,
): Error {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (message.includes('maxContentLength')) return changed(url, `it is larger than ${bytes} bytes`);
  if (pastDeadline) return new Passing(`not done within ${deadline / 1000} s`, null, error);
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return new SourceError(
      `${url}: the certificate is not trusted (${code})`,
      'Set NODE_EXTRA_CA_CERTS to the certificate of your proxy.',
      error,
    );
  }
  return new Passing(code === '' ? message : code, null, error);
}

function changed(url: string, why: string): SourceError {
  return new SourceError(
    `${url} is not what it was: ${why}`,
    'The source has changed; the facts that are there stay. Look at the page.',
  );
}

function answerOf(response: AxiosResponse, url: string, world: HttpWorld): HttpAnswer {
  const { status, headers } = response;
  if (status === 304) return { kind: 'unchanged' };
  if (status === 404 || status === 410) return { kind: 'missing', url };
  if (status === 408 || status === 429 || status >= 500)
    throw new Passing(`HTTP ${status}`, retryAfter(headers['retry-after'], world));
  if (status < 200 || status > 299) throw changed(url, `HTTP ${status}`);
  const bytes = unpack(Buffer.from(response.data), String(headers['content-encoding'] ?? ''), url, world);
  const header = (name: string): string | null => (typeof headers[name] === 'string' ? headers[name] : null);
  return {
    kind: 'page',
    url,
    bytes,
    text: decode(bytes, header('content-type')),
    etag: header('etag'),
    lastModified: header('last-modified'),
  };
}

function unpack(bytes: Buffer, encoding: string, url: string, { limits: { unpackedBytes } }: HttpWorld): Buffer {
  const options = { maxOutputLength: unpackedBytes };
  try {
    if (/gzip/i.test(encoding)) return gunzipSync(bytes, options);
    if (/br/i.test(encoding)) return brotliDecompressSync(bytes, options);
    if (/deflate/i.test(encoding)) return inflateSync(bytes, options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw changed(url, `it unpacks to more than ${unpackedBytes} bytes`);
    throw new Passing('its compressed body is cut or damaged', null, error);
  }
  return bytes;
}

function decode(bytes: Buffer, type: string | null): string {
  const charset = /charset=["']?([\w-]+)/i.exec(type ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
}

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(value: unknown, { now }: HttpWorld): number | null {
  if (typeof value !== 'string') return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now().getTime());
}

const isLocal = ({ hostname }: URL): boolean => hostname === '127.0.0.1';

/** The address to ask, after making sure that it may be asked: https, and a host of the source or of the mirror. */
function target(text: string, hosts: readonly string[], { mirror }: HttpWorld): string {
  const url = new URL(text);
  if (!hosts.includes(url.hostname)) throw changed(text, `its host ${url.hostname} is none of ${hosts.join(', ')}`);
  if (url.protocol !== 'https:' && !isLocal(url)) throw changed(text, 'it is not https');
  if (mirror === null) return url.href;
  return `${mirror.replace(/\/$/, '')}/${url.host}${url.pathname}${url.search}`;
}

function unmirrored(href: string, { mirror }: HttpWorld): string {
  if (mirror === null) return href;
  const base = `${mirror.replace(/\/$/, '')}/`;
  return href.startsWith(base) ? `https://${href.slice(base.length)}` : href;
}

/** @throws UserError where a mirror is neither https nor this machine */
export function requireMirror(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal(url)))) {
    throw new UserError(
      `--mirror "${text}" is no https address`,
      'Give https://host/path; http is for 127.0.0.1 alone.',
    );
  }
  return url.href;
}

/** HTTPS_PROXY and NO_PROXY, as other tools read them. */
export function proxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): (url: string) => string | null {
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'] ?? null;
  const exempt = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(/[\s,]+/).filter((each) => each !== '');
  return (text) => {
    const url = new URL(text);
    if (!proxy || url.protocol !== 'https:' || isLocal(url)) return null;
    const spared = exempt.some(
      (each) => each === '*' || url.hostname === each || url.hostname.endsWith(`.${each.replace(/^\*?\./, '')}`),
    );
    return spared ? null : proxy;
  };
}
