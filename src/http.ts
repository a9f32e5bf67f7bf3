// THE way to the network: one axios instance, https only, hosts held to a list, everything bounded, polite, and retried with reason.
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { redirected, target } from './http/address.ts';
import { answerOf } from './http/answer.ts';
import { changed, failureOf, type Passing, passingOf, unavailable } from './http/failure.ts';
import type { Http, HttpAnswer, HttpRequest, HttpWorld } from './http/types.ts';

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

/** Exponential, with jitter so that many clients do not come back together; never shorter than what the server asked for. */
function waitFor({ wait }: Passing, attempt: number, { limits: { backoff, longestWait }, random }: HttpWorld): number {
  const ours = Math.min(backoff * 2 ** (attempt - 1), longestWait) * (0.5 + random() / 2);
  return Math.max(ours, wait ?? 0);
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
