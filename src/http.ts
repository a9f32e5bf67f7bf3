// THE way to the network: one axios instance, https only, hosts held to a list, everything bounded, polite, and retried with reason.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { IncompletePageError, SourceError, UserError } from './errors.ts';

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
  | {
      kind: 'page';
      url: string;
      text: string;
      /** As the server sent it, unpacked. */
      bytes: Buffer;
      charset: string;
      etag: string | null;
      lastModified: string | null;
    }
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

export interface Http {
  /**
   * Fetches and reads one page, one request at a time for each host.
   * @param read what to make of the text; an IncompletePageError that it throws is a reason to fetch again
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
  const lanes = new Map<string, Promise<void>>();
  return {
    async fetch(request, read) {
      const host = new URL(target(request.url, request.hosts, world)).host;
      const before = lanes.get(host)?.then(() => world.sleep(world.limits.pause)) ?? Promise.resolve();
      const turn = before.then(() => attempts(client, world, request, read));
      const done = (): void => {};
      lanes.set(host, turn.then(done, done));
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
  return error instanceof IncompletePageError ? new Passing(error.message) : null;
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
    const address = target(url, request.hosts, world, request.url);
    // A form that is answered with "see the same address" leads on, not in a circle.
    const step = `${form === undefined ? 'GET' : 'POST'} ${address}`;
    if (seen.has(step)) throw changed(request.url, 'it redirects in a circle');
    seen.add(step);
    if (seen.size > world.limits.redirects + 1)
      throw changed(request.url, `it redirects more than ${world.limits.redirects} times`);
    const response = await send(client, world, address, { ...request, form });
    // A server may refuse a condition on a form (RFC 9110, 13.1.2); without one it answers in full.
    if (response.status === 412 && (request.etag || request.lastModified))
      return once(client, world, { ...request, etag: null, lastModified: null });
    const location = response.headers['location'];
    if (response.status < 300 || response.status >= 400 || response.status === 304 || typeof location !== 'string') {
      return answerOf(response, url, world);
    }
    url = redirected(location, url, world);
    form = undefined;
  }
}

/** Read against the address that the page has without a mirror, so that "/other" stays on its host. */
function redirected(location: string, from: string, world: HttpWorld): string {
  if (!URL.canParse(location, from)) throw changed(from, 'it redirects to something that is no address');
  return unmirrored(new URL(location, from).href, world);
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
  { limits: { bytes, deadline, timeout } }: HttpWorld,
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
  return new Passing(inWords(code, message, timeout), null, error);
}

/** Codes of Node and axios as people say it; the code stays, for those who search for it. */
function inWords(code: string, message: string, timeout: number): string {
  if (/^(?:ECONNABORTED|ETIMEDOUT)$/.test(code)) return `no answer within ${timeout / 1000} s`;
  if (code === 'ECONNREFUSED') return 'the connection was refused (ECONNREFUSED)';
  if (code === 'ERR_BAD_RESPONSE') return 'the answer broke off';
  if (/^(?:ECONNRESET|EPIPE)$/.test(code)) return `the connection was reset (${code})`;
  if (/^(?:ENOTFOUND|EAI_AGAIN)$/.test(code)) return `its host is not found (${code})`;
  if (code.startsWith('HPE_')) return `the answer is no whole HTTP (${code})`;
  return code === '' ? message : `${message} (${code})`;
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
  const charset = /charset=["']?([\w-]+)/i.exec(header('content-type') ?? '')?.[1] ?? 'utf-8';
  return {
    kind: 'page',
    url,
    bytes,
    charset,
    text: decodePage(bytes, charset),
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

export function decodePage(bytes: Buffer, charset: string): string {
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
function target(text: string, hosts: readonly string[], { mirror }: HttpWorld, asked = text): string {
  const url = new URL(text);
  const what = asked === text ? 'it' : `it redirects to ${text.slice(0, 200)}, which`;
  if (url.protocol !== 'https:' && !isLocal(url)) throw changed(asked, `${what} is not https`);
  if (!hosts.includes(url.hostname)) throw changed(asked, `${what} is on none of its hosts (${hosts.join(', ')})`);
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
