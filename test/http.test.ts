// The way to the network: what may be asked, what is sent with it, how it waits and when it gives up. No real clock, no real waits.
import { describe, expect, test } from 'vitest';
import { IncompletePageError, SourceError, UserError } from '../src/errors.ts';
import { proxyFromEnvironment, requireMirror } from '../src/http/address.ts';
import { type HttpAnswer, type HttpRequest, type HttpWorld, limits } from '../src/http/types.ts';
import { createHttp } from '../src/http.ts';
import { quick } from './replay/folders.ts';
import { type Replay, startReplay } from './replay/server.ts';

const host = 'learn.microsoft.com';
const url = `https://${host}/page`;
const hosts = [host];

interface Client {
  waits: number[];
  said: string[];
  get(request?: Partial<HttpRequest>): Promise<HttpAnswer>;
  world: HttpWorld;
  fetch: ReturnType<typeof createHttp>['fetch'];
}

/** `random` is 1 where a test does not say otherwise: the longest waits. */
function clientOf(replay: Pick<Replay, 'url'> | null, world: Partial<HttpWorld> = {}): Client {
  const [waits, said]: [number[], string[]] = [[], []];
  const all: HttpWorld = {
    userAgent: 'rebootgate/0.1.0 (+https://example.org)',
    limits: quick,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    random: () => 1,
    now: () => new Date('2026-11-22T12:00:00Z'),
    say: (line) => said.push(line),
    mirror: replay?.url ?? null,
    proxyFor: () => null,
    ...world,
  };
  const { fetch } = createHttp(all);
  return {
    waits,
    said,
    world: all,
    fetch,
    get: (request = {}) => fetch({ url, hosts, ...request }, (answer) => answer),
  };
}

async function refusal(promise: Promise<unknown>): Promise<SourceError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  return expect.fail('it was not refused');
}

describe('what may be asked', () => {
  test.each([
    ['http', `http://${host}/page`, /is not https/],
    ['a file', 'file:///etc/passwd', /is not https/],
    ['another host', 'https://evil.example/page', /on none of its hosts \(learn\.microsoft\.com\)/],
    ['a host that begins alike', `https://${host}.evil.example/page`, /on none of its hosts/],
    ['a host that ends alike', `https://evil-${host}/page`, /on none of its hosts/],
    ['the host as a name of a user', `https://${host}@evil.example/`, /on none of its hosts/],
    ['a subdomain', `https://www.${host}/page`, /on none of its hosts/],
  ])('not %s', async (_, wrong, says) => {
    const client = clientOf(null);
    expect((await refusal(client.get({ url: wrong }).then(() => null))).message).toMatch(says);
    expect(client.waits).toEqual([]);
  });

  test('http is for this machine alone', () => {
    expect(requireMirror('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080/');
    expect(requireMirror('https://mirror.example/microsoft')).toBe('https://mirror.example/microsoft');
    for (const wrong of ['http://mirror.example', 'ftp://127.0.0.1', 'http://localhost', 'mirror', ''])
      expect(() => requireMirror(wrong)).toThrow(UserError);
  });

  test('a redirect within the hosts is followed, absolute and relative', async () => {
    const replay = await startReplay();
    replay.put(`https://${host}/other`, 'the page');
    for (const location of [`https://${host}/other`, '/other', 'other']) {
      replay.interfere(url, ({ send }) => send(301, { Location: location }));
      expect(await clientOf(replay).get()).toMatchObject({
        kind: 'page',
        text: 'the page',
        url: `https://${host}/other`,
      });
    }
  });

  test('a form that is answered with "see the same address" is asked for there, without the form', async () => {
    const replay = await startReplay();
    replay.put(url, 'the page');
    replay.interfere(`POST ${url}`, ({ send }) => send(303, { Location: url }));
    expect(await clientOf(replay).get({ form: { a: 'b' } })).toMatchObject({ text: 'the page' });
    expect(replay.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });
});

describe('what is sent', () => {
  test('who asks, the language, and what can be unpacked', async () => {
    const replay = await startReplay();
    replay.put(url, 'a page');
    await clientOf(replay).get({ accept: 'application/xml' });
    expect(replay.requests[0]?.headers).toMatchObject({
      'user-agent': 'rebootgate/0.1.0 (+https://example.org)',
      'accept-language': 'en-US,en;q=0.9',
      'accept-encoding': 'gzip, deflate, br',
      accept: 'application/xml',
    });
    expect(replay.requests[0]?.headers['if-none-match']).toBeUndefined();
  });

  test('conditions where there are validators; unchanged is an answer without a body', async () => {
    const replay = await startReplay();
    replay.put(url, 'a page');
    const client = clientOf(replay);
    const first = await client.get();
    if (first.kind !== 'page') return expect.fail('no page');
    const { etag, lastModified } = first;
    expect(await client.get({ etag, lastModified })).toEqual({ kind: 'unchanged' });
    expect(replay.requests[1]).toMatchObject({ sent: 0, headers: { 'if-none-match': etag } });
  });

  test('a form, and no condition on it where the server refuses one', async () => {
    const replay = await startReplay();
    replay.put(url, (form) => `you said ${form.get('a')}`, { method: 'POST' });
    const client = clientOf(replay);
    expect(await client.get({ form: { a: 'ä & b' } })).toMatchObject({ text: 'you said ä & b' });
    replay.interfere(`POST ${url}`, (each) =>
      each.log.headers['if-none-match'] === undefined ? each.healthy() : each.send(412, {}),
    );
    expect(await client.get({ form: { a: 'c' }, etag: '"x"' })).toMatchObject({ text: 'you said c' });
  });

  test('one request at a time for each host, with a pause before the next', async () => {
    const replay = await startReplay();
    replay.put(url, 'a page');
    let [now, most] = [0, 0];
    const order: string[] = [];
    replay.interfere(url, (each) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        order.push('answer');
        each.healthy();
      }, 3);
    });
    const client = clientOf(replay, {
      sleep: async (milliseconds) => {
        order.push(`pause ${milliseconds}`);
      },
    });
    await Promise.all([client.get(), client.get(), client.get()]);
    expect(most).toBe(1);
    // None after the last: a program that is done does not wait.
    expect(order).toEqual(['answer', 'pause 1000', 'answer', 'pause 1000', 'answer']);
  });

  test('a failed request holds the lane no longer than its own retries', async () => {
    const replay = await startReplay();
    replay.put(url, 'a page');
    replay.interfere(url, (each) => (each.nth === 1 ? each.send(403, {}) : each.healthy()));
    const client = clientOf(replay);
    const [first, second] = await Promise.allSettled([client.get(), client.get()]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('another host has a lane of its own', async () => {
    const [one, other] = [await startReplay(), await startReplay()];
    one.put(url, 'one');
    other.put(url, 'other');
    const sleeps: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => {
      sleeps.push(milliseconds);
    };
    await Promise.all([clientOf(one, { sleep }).get(), clientOf(other, { sleep }).get()]);
    expect(sleeps).toEqual([]);
  });
});

describe('waiting', () => {
  const failing = async (status: number, headers: Record<string, string> = {}): Promise<Replay> => {
    const replay = await startReplay();
    replay.interfere(url, ({ send }) => send(status, headers));
    return replay;
  };

  test('doubles, and says so', async () => {
    const client = clientOf(await failing(503), { limits: { ...quick, attempts: 6 } });
    expect((await refusal(client.get())).message).toBe(`${url} is unavailable: HTTP 503, 6 times`);
    expect(client.waits).toEqual([1000, 2000, 4000, 8000, 16000]);
    expect(client.said[0]).toBe(`${url}: HTTP 503; again in 1 s`);
  });

  test('with jitter between half and all of it, up to the longest wait', async () => {
    const least = clientOf(await failing(503), { random: () => 0 });
    await refusal(least.get());
    expect(least.waits).toEqual([500, 1000, 2000]);
    const capped = clientOf(await failing(503), { limits: { ...quick, attempts: 9, longestWait: 5000 } });
    await refusal(capped.get());
    expect(capped.waits).toEqual([1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000]);
  });

  test.each([
    ['20', 20_000],
    ['Sun, 22 Nov 2026 12:00:45 GMT', 45_000],
    // Never shorter than our own wait, and a date that has passed is none.
    ['0', 1_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 1_000],
    ['later', 1_000],
    ['60', 60_000],
  ])('Retry-After: %s', async (value, milliseconds) => {
    const client = clientOf(await failing(429, { 'Retry-After': value }));
    await refusal(client.get());
    expect(client.waits).toEqual([milliseconds, Math.max(milliseconds, 2000), Math.max(milliseconds, 4000)]);
  });

  test.each(['61', '999999999', 'Sun, 22 Nov 2026 13:00:00 GMT'])(
    'not as long as Retry-After: %s asks',
    async (value) => {
      const replay = await failing(429, { 'Retry-After': value });
      const client = clientOf(replay);
      expect((await refusal(client.get())).message).toMatch(/is unavailable: it asks to wait \d+ seconds$/);
      expect({ waits: client.waits, requests: replay.requests.length }).toEqual({ waits: [], requests: 1 });
    },
  );

  test.each([408, 429, 500, 502, 503, 504])('HTTP %i is tried again', async (status) => {
    const replay = await failing(status);
    await refusal(clientOf(replay).get());
    expect(replay.requests).toHaveLength(4);
  });

  test.each([400, 401, 403, 405, 406, 418, 451])('HTTP %i is not', async (status) => {
    const replay = await failing(status);
    expect((await refusal(clientOf(replay).get())).message).toContain(`HTTP ${status}`);
    expect(replay.requests).toHaveLength(1);
  });

  test.each([404, 410])('HTTP %i is an answer, not a failure', async (status) => {
    const replay = await failing(status);
    expect(await clientOf(replay).get()).toEqual({ kind: 'missing', url });
    expect(replay.requests).toHaveLength(1);
  });

  test('an incomplete page is fetched again; any other refusal of a parser is final', async () => {
    const replay = await startReplay();
    replay.put(url, 'half a page');
    const client = clientOf(replay);
    let reads = 0;
    const text = await client.fetch({ url, hosts }, () => {
      reads += 1;
      if (reads < 3) throw new IncompletePageError('it ends in the middle', 'again');
      return 'whole';
    });
    expect({ text, requests: replay.requests.length, waits: client.waits }).toEqual({
      text: 'whole',
      requests: 3,
      waits: [1000, 2000],
    });
    const wrong = client.fetch({ url, hosts }, () => {
      throw new SourceError('another page', 'look at it');
    });
    expect((await refusal(wrong)).message).toBe('another page');
    expect(replay.requests).toHaveLength(4);
  });
});

describe('bounds', () => {
  const answering = async (body: Buffer | string, headers: Record<string, string> = {}): Promise<Replay> => {
    const replay = await startReplay();
    replay.interfere(url, ({ send }) => send(200, headers, body));
    return replay;
  };

  test('there are some', () => {
    expect(limits).toMatchObject({ redirects: 5, attempts: 4, longestWait: 60_000 });
    expect(limits.deadline).toBeGreaterThan(limits.timeout);
    expect(limits.unpackedBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  test('an answer that never begins', async () => {
    const replay = await startReplay();
    replay.interfere(url, () => {});
    const client = clientOf(replay, { limits: { ...quick, timeout: 60, attempts: 2 } });
    expect((await refusal(client.get())).message).toBe(`${url} is unavailable: no answer within 0.06 s, 2 times`);
  });

  test('an answer that never ends', async () => {
    const replay = await startReplay();
    replay.interfere(url, ({ response, socket }) => {
      const timer = setInterval(() => response.write('x'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const client = clientOf(replay, { limits: { ...quick, deadline: 80, attempts: 1 } });
    expect((await refusal(client.get())).message).toBe(`${url} is unavailable: not done within 0.08 s, 1 times`);
  });

  test.each([
    [100, true],
    [101, false],
  ])('%i bytes of at most 100', async (size, fits) => {
    const replay = await answering('x'.repeat(size));
    const client = clientOf(replay, { limits: { ...quick, bytes: 100 } });
    if (fits) expect(await client.get()).toMatchObject({ kind: 'page' });
    else expect((await refusal(client.get())).message).toContain('it is larger than 100 bytes');
    expect(replay.requests).toHaveLength(1);
  });

  test('text in another encoding, and in one that nobody knows', async () => {
    const latin = await answering(Buffer.from('Bücher', 'latin1'), { 'Content-Type': 'text/html; charset=ISO-8859-1' });
    expect(await clientOf(latin).get()).toMatchObject({ text: 'Bücher', charset: 'ISO-8859-1' });
    const unknown = await answering('Bücher', { 'Content-Type': 'text/html; charset=klingon' });
    expect(await clientOf(unknown).get()).toMatchObject({ text: 'Bücher' });
  });
});

describe('the proxy', () => {
  const proxy = 'http://proxy.example:8080';
  test.each([
    [{}, url, null],
    [{ HTTPS_PROXY: proxy }, url, proxy],
    [{ https_proxy: proxy }, url, proxy],
    [{ HTTPS_PROXY: proxy, NO_PROXY: host }, url, null],
    [{ HTTPS_PROXY: proxy, NO_PROXY: '.microsoft.com' }, url, null],
    [{ HTTPS_PROXY: proxy, NO_PROXY: 'microsoft.com' }, url, null],
    [{ HTTPS_PROXY: proxy, NO_PROXY: '*.microsoft.com' }, url, null],
    [{ HTTPS_PROXY: proxy, NO_PROXY: 'a.example, *' }, url, null],
    [{ HTTPS_PROXY: proxy, no_proxy: 'soft.com' }, url, proxy],
    [{ HTTPS_PROXY: proxy, NO_PROXY: '' }, url, proxy],
    [{ HTTPS_PROXY: '' }, url, null],
    [{ HTTPS_PROXY: proxy }, 'http://127.0.0.1:80/', null],
    [{ HTTP_PROXY: proxy }, url, null],
  ])('%j for %s is %s', (env, address, expected) => {
    expect(proxyFromEnvironment(env)(address)).toBe(expected);
  });

  test('is asked, and what it refuses is unavailable', async () => {
    const asked: string[] = [];
    const client = clientOf(null, {
      limits: { ...quick, attempts: 1 },
      proxyFor: (address) => {
        asked.push(address);
        return 'http://127.0.0.1:9';
      },
    });
    expect((await refusal(client.get())).message).toContain('is unavailable');
    expect(asked).toEqual([url]);
  });
});
