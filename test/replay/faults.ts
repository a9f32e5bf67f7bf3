// The only list of faults: what the replay server does instead of a good answer, and how each has to end.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { HttpLimits } from '../../src/http/types.ts';
import { readFixture } from '../run.ts';
import {
  detailPage,
  detailUrl,
  edited,
  listUrl,
  monthUrl,
  searchPage,
  searchUrl,
  showCatalog,
  showList,
  showMonth,
  updateIds,
} from './pages.ts';
import type { Exchange, Interfere, Replay } from './server.ts';

/** The page that a fault befalls, and the command that reads it. */
export interface Subject {
  id: string;
  args: readonly string[];
  target: string;
  show(replay: Replay): void;
}

const catalog = { args: ['update-catalog', '--kb', '5099901'], show: showCatalog };
export const subjects = {
  list: { id: 'kb2894518', args: ['kb2894518'], target: listUrl, show: showList },
  search: { ...catalog, id: 'update-catalog search', target: searchUrl },
  next: { ...catalog, id: 'update-catalog page 2', target: `POST ${searchUrl}` },
  detail: { ...catalog, id: 'update-catalog detail', target: detailUrl(updateIds[0]) },
  month: { id: 'msrc', args: ['msrc', '--month', '2025-06'], target: monthUrl, show: showMonth },
} satisfies Record<string, Subject>;

/**
 * `facts`: exit 0, and data/ byte for byte as without the fault.
 * `refused`: exit 3 with an error and a hint, and data/ byte for byte as it was.
 * `without`: exit 0, the page named as not there, and data/ as if nobody had asked for it.
 */
export type Ending = 'facts' | 'refused' | 'without';

export interface Fault {
  name: string;
  on: readonly (keyof typeof subjects)[];
  how: Interfere;
  ends: Ending;
  /** The message must say it; a fault that is refused for another reason has not been tested. */
  says?: RegExp;
  /** Requests for the page that the fault befalls. */
  requests: number;
  limits?: Partial<HttpLimits>;
  /** Not only the page of the subject. */
  everywhere?: true;
  /** The waits, in milliseconds, that the tool has to ask for; each at least. */
  waits?: readonly number[];
}

const all = ['list', 'search', 'next', 'detail', 'month'] as const;
const some = ['list', 'detail', 'month'] as const;

const once =
  (how: Interfere): Interfere =>
  (exchange) =>
    exchange.nth === 1 ? how(exchange) : exchange.healthy();
const page =
  (make: (good: string) => string | Buffer, headers: Record<string, string> = {}): Interfere =>
  ({ page: good, type, send }) =>
    send(200, { 'Content-Type': type, ...headers }, make(good));
const status =
  (code: number, headers: Record<string, string> = {}): Interfere =>
  ({ send }) =>
    send(code, { 'Content-Type': 'text/html', ...headers }, '<html><body>An error</body></html>');
const redirect = (location: (exchange: Exchange) => string): Interfere => {
  return (exchange) => exchange.send(302, { Location: location(exchange) });
};

const silence: Interfere = () => {};
const hangUp: Interfere = ({ socket }) => void socket.destroy();
/** Half of the body, then a reset. */
const reset: Interfere = ({ page: good, type, socket, response }) => {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(good) });
  response.write(good.slice(0, good.length / 2), () => socket.resetAndDestroy());
};
/** Chunks without the last one: the only sign that the body is cut. */
const cutChunks: Interfere = ({ page: good, type, raw }) => {
  const half = Buffer.from(good.slice(0, good.length / 2));
  raw(
    `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n${half.length.toString(16)}\r\n`,
    half,
  );
};
const drip: Interfere = ({ page: good, type, response, socket, log }) => {
  log.status = 200;
  response.writeHead(200, { 'Content-Type': type });
  const timer = setInterval(() => {
    response.write(good.slice(log.sent, log.sent + 1));
    log.sent += 1;
  }, 20);
  socket.on('close', () => clearInterval(timer));
};
const wrongLength =
  (change: (length: number) => number): Interfere =>
  ({ page: good, type, raw }) => {
    const length = change(Buffer.byteLength(good));
    raw(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`, good);
  };
const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251));
const impatient = { timeout: 400, deadline: 800 };

const transport: readonly Fault[] = [
  {
    name: 'never answers',
    on: some,
    how: silence,
    limits: impatient,
    ends: 'refused',
    says: /no answer within 0.4 s, 4 times/,
    requests: 4,
  },
  { name: 'does not answer once', on: some, how: once(silence), limits: { timeout: 400 }, ends: 'facts', requests: 2 },
  {
    name: 'a byte each 20 ms',
    on: some,
    how: drip,
    limits: { deadline: 250 },
    ends: 'refused',
    says: /not done within 0.25 s, 4 times/,
    requests: 4,
  },
  {
    name: 'a byte each 20 ms, once',
    on: ['list'],
    how: once(drip),
    limits: { deadline: 600 },
    ends: 'facts',
    requests: 2,
  },
  {
    name: 'hangs up without an answer',
    on: all,
    how: hangUp,
    ends: 'refused',
    says: /reset \(ECONNRESET\), 4 times/,
    requests: 4,
  },
  { name: 'hangs up once', on: all, how: once(hangUp), ends: 'facts', requests: 2 },
  // Node 24 names the reset; Node 20 only knows that the answer ended too early.
  {
    name: 'reset in the body',
    on: all,
    how: reset,
    ends: 'refused',
    says: /(?:broke off|was reset \(ECONNRESET\)), 4 times/,
    requests: 4,
  },
  { name: 'reset in the body, once', on: all, how: once(reset), ends: 'facts', requests: 2 },
  {
    name: 'chunks without an end',
    on: some,
    how: cutChunks,
    ends: 'refused',
    says: /broke off, 4 times/,
    requests: 4,
  },
  {
    name: 'Content-Length too large',
    on: some,
    how: wrongLength((length) => length + 100),
    ends: 'refused',
    says: /broke off, 4 times/,
    requests: 4,
  },
  {
    name: 'Content-Length too large, once',
    on: some,
    how: once(wrongLength((length) => length + 100)),
    ends: 'facts',
    requests: 2,
  },
  {
    name: 'Content-Length half',
    on: all,
    how: wrongLength((length) => Math.floor(length / 2)),
    ends: 'refused',
    says: /no whole HTTP|incomplete|not whole|no end/,
    requests: 4,
  },
  {
    name: 'Content-Length half, once',
    on: all,
    how: once(wrongLength((length) => Math.floor(length / 2))),
    ends: 'facts',
    requests: 2,
  },
];

const packed = (good: string): Buffer => gzipSync(good);
const truncated = (good: string): Buffer => packed(good).subarray(0, packed(good).length / 2);
const gzip = { 'Content-Encoding': 'gzip' };
const compression: readonly Fault[] = [
  { name: 'gzip', on: some, how: page(packed, gzip), ends: 'facts', requests: 1 },
  {
    name: 'brotli',
    on: ['list'],
    how: page((good) => brotliCompressSync(good), { 'Content-Encoding': 'br' }),
    ends: 'facts',
    requests: 1,
  },
  {
    name: 'truncated gzip',
    on: all,
    how: page(truncated, gzip),
    ends: 'refused',
    says: /cut or damaged, 4 times/,
    requests: 4,
  },
  { name: 'truncated gzip, once', on: all, how: once(page(truncated, gzip)), ends: 'facts', requests: 2 },
  {
    name: 'says gzip and is none',
    on: ['list'],
    how: page((good) => good, gzip),
    ends: 'refused',
    says: /cut or damaged, 4 times/,
    requests: 4,
  },
  {
    name: 'gzip bomb',
    on: some,
    how: page(() => gzipSync(Buffer.alloc(3_000_000, 65)), gzip),
    limits: { unpackedBytes: 1_000_000 },
    ends: 'refused',
    says: /unpacks to more than 1000000 bytes/,
    requests: 1,
  },
  {
    name: 'body larger than the cap',
    on: some,
    how: page((good) => good + ' '.repeat(1_000_000)),
    limits: { bytes: 500_000 },
    ends: 'refused',
    says: /larger than 500000 bytes/,
    requests: 1,
  },
];

const soon = (): string => new Date(Date.parse('2026-11-22T12:00:30Z')).toUTCString();
const statuses: readonly Fault[] = [
  {
    name: '429 without Retry-After',
    on: some,
    how: status(429),
    ends: 'refused',
    says: /HTTP 429, 4 times/,
    requests: 4,
    waits: [500, 1000, 2000],
  },
  { name: '429 once', on: all, how: once(status(429)), ends: 'facts', requests: 2, waits: [500] },
  {
    name: '429, Retry-After in seconds',
    on: some,
    how: once(status(429, { 'Retry-After': '7' })),
    ends: 'facts',
    requests: 2,
    waits: [7000],
  },
  {
    name: '429, Retry-After as a date',
    on: some,
    how: once((exchange) => status(429, { 'Retry-After': soon() })(exchange)),
    ends: 'facts',
    requests: 2,
    waits: [30_000],
  },
  {
    name: '429, Retry-After over the cap',
    on: some,
    how: status(429, { 'Retry-After': '86400' }),
    ends: 'refused',
    says: /asks to wait 86400 seconds/,
    requests: 1,
    waits: [],
  },
  { name: '503 then good', on: all, how: once(status(503)), ends: 'facts', requests: 2 },
  {
    name: '503, Retry-After that is none',
    on: ['list'],
    how: once(status(503, { 'Retry-After': 'soon' })),
    ends: 'facts',
    requests: 2,
    waits: [500],
  },
  { name: '500 again and again', on: all, how: status(500), ends: 'refused', says: /HTTP 500, 4 times/, requests: 4 },
  { name: '408 then good', on: ['list'], how: once(status(408)), ends: 'facts', requests: 2 },
  { name: '403', on: some, how: status(403), ends: 'refused', says: /HTTP 403/, requests: 1 },
  {
    name: '404',
    on: ['list', 'search', 'month'],
    how: status(404),
    ends: 'refused',
    says: /the page asked for does not exist/,
    requests: 1,
  },
  {
    name: '404 of one page of many',
    on: ['detail'],
    how: status(404),
    ends: 'without',
    says: /there is no page .*11111111-/,
    requests: 1,
  },
  {
    name: '404 in the middle of a list',
    on: ['next'],
    how: status(404),
    ends: 'refused',
    says: /page 2 of the list .* is not there/,
    requests: 1,
  },
  {
    name: '304 without being asked',
    on: some,
    how: ({ send }) => send(304, {}),
    ends: 'refused',
    says: /says "unchanged", but was never read/,
    requests: 1,
  },
  {
    name: '204, no content',
    on: ['list'],
    how: ({ send }) => send(204, {}),
    ends: 'refused',
    says: /empty/,
    requests: 1,
  },
];

const redirects: readonly Fault[] = [
  {
    name: 'redirect to another host',
    on: all,
    how: redirect(() => 'https://evil.example/page'),
    ends: 'refused',
    says: /redirects to https:\/\/evil\.example\/page, which is on none of its hosts/,
    requests: 1,
  },
  {
    name: 'redirect to a sign-in',
    on: some,
    how: redirect(() => 'https://login.microsoftonline.com/common/oauth2'),
    ends: 'refused',
    says: /login\.microsoftonline\.com.* is on none of/,
    requests: 1,
  },
  {
    name: 'redirect to http',
    on: all,
    how: redirect(({ url }) => url.replace('https:', 'http:')),
    ends: 'refused',
    says: /redirects to http:.*, which is not https/,
    requests: 1,
  },
  {
    name: 'redirect to itself',
    on: some,
    how: redirect(({ url }) => url),
    ends: 'refused',
    says: /redirects in a circle/,
    requests: 1,
  },
  {
    name: 'redirect without end',
    on: ['list', 'month'],
    how: redirect(({ url }) => `${url}x`),
    everywhere: true,
    ends: 'refused',
    says: /redirects more than 5 times/,
    requests: 1,
  },
  {
    name: 'redirect to a file',
    on: ['list'],
    how: redirect(() => 'file:///etc/passwd'),
    ends: 'refused',
    says: /redirects to file:.*, which is not https/,
    requests: 1,
  },
  {
    name: 'redirect to no address',
    on: ['list'],
    how: redirect(() => 'https://'),
    ends: 'refused',
    says: /no address/,
    requests: 1,
  },
  {
    name: 'redirect of a form to itself',
    on: ['next'],
    how: redirect(({ url }) => url),
    ends: 'refused',
    says: /same page of its list again/,
    requests: 1,
  },
];

const signIn = (): string => readFixture('kb2894518/synthetic-login.html');
const catalogSignIn = (): string => readFixture('update-catalog/synthetic-sign-in.html');
const busy = (): string => readFixture('update-catalog/error-8DDD0010.html');
const half = (good: string): string => good.slice(0, good.length / 2);
const strange: readonly Fault[] = [
  {
    name: 'sign-in page',
    on: all,
    how: page((good) => (good.includes('catalogBody') ? catalogSignIn() : signIn())),
    ends: 'refused',
    says: /sign-in/,
    requests: 1,
  },
  {
    name: 'consent page',
    on: ['list'],
    how: page(() => readFixture('kb2894518/synthetic-consent.html')),
    ends: 'refused',
    says: /consent/,
    requests: 1,
  },
  {
    name: 'consent page',
    on: ['search', 'detail'],
    how: page(() => readFixture('update-catalog/synthetic-consent.html')),
    ends: 'refused',
    says: /consent/,
    requests: 1,
  },
  {
    name: 'captcha',
    on: ['list'],
    how: page(() => readFixture('kb2894518/synthetic-captcha.html')),
    ends: 'refused',
    says: /captcha/,
    requests: 1,
  },
  {
    name: 'error page with 200',
    on: ['list'],
    how: page(() => readFixture('kb2894518/synthetic-error-200.html')),
    ends: 'refused',
    says: /error page/,
    requests: 1,
  },
  {
    name: 'error page 8DDD0010 with 200',
    on: ['search', 'next', 'detail'],
    how: page(busy),
    ends: 'refused',
    says: /8DDD0010, 4 times/,
    requests: 4,
  },
  {
    name: 'error page 8DDD0010, once',
    on: ['search', 'next', 'detail'],
    how: once(page(busy)),
    ends: 'facts',
    requests: 2,
  },
  {
    name: 'error page 8DDD0024 of one page',
    on: ['detail'],
    how: page(() => edited(busy(), ['8DDD0010', '8DDD0024'])),
    ends: 'without',
    says: /there is no page .*11111111-/,
    requests: 1,
  },
  {
    name: '"Thanks" page',
    on: ['detail'],
    how: page(() => readFixture('update-catalog/synthetic-thanks.html')),
    ends: 'refused',
    says: /Thanks/,
    requests: 1,
  },
  {
    name: 'empty body',
    on: ['list', 'detail', 'month'],
    how: page(() => ''),
    ends: 'refused',
    says: /empty|no HTML page|neither XML nor JSON/,
    requests: 1,
  },
  { name: 'binary noise', on: some, how: page(() => noise), ends: 'refused', requests: 1 },
  { name: 'cut in the middle', on: all, how: page(half), ends: 'refused', says: /, 4 times/, requests: 4 },
  { name: 'cut in the middle, once', on: all, how: once(page(half)), ends: 'facts', requests: 2 },
  {
    name: 'wrong language',
    on: ['list'],
    how: page(() => readFixture('kb2894518/synthetic-de.html')),
    ends: 'refused',
    says: /language de/,
    requests: 1,
  },
  {
    name: 'wrong language',
    on: ['search'],
    how: page((good) => edited(good, ['\nTitle\n', '\nTitel\n'])),
    ends: 'refused',
    says: /no column "Title"/,
    requests: 1,
  },
  {
    name: 'wrong language',
    on: ['detail'],
    how: page((good) => edited(good, ['Restart behavior:', 'Neustartverhalten:'])),
    ends: 'refused',
    says: /not in English/,
    requests: 1,
  },
];

const entry = /<li><a href="https:\/\/support\.microsoft\.com\/help\/(\d+)".*<\/li>\n/g;
const entriesOf = (good: string): string[] => good.match(entry) ?? [];
/** Puts other entries where those of the page are. */
const withEntries = (change: (entries: string[]) => string[]): Interfere =>
  page((good) => {
    const entries = entriesOf(good);
    return good.replace(entries.join(''), change(entries).join(''));
  });
const listed: readonly Fault[] = [
  { name: 'an empty list', on: ['list'], how: withEntries(() => []), ends: 'refused', says: /empty/, requests: 1 },
  {
    name: 'a list half as long',
    on: ['list'],
    how: withEntries((entries) => entries.slice(11)),
    ends: 'refused',
    says: /page changed: it lists 12 updates, 22 are known/,
    requests: 1,
  },
  {
    name: 'the six of 2013 lost',
    on: ['list'],
    how: withEntries((entries) =>
      entries
        .slice(0, 15)
        .concat(
          entries.slice(0, 8).map((each) => each.replaceAll(/\d{7}/g, (number) => String(Number(number) + 1_000_001))),
        ),
    ),
    ends: 'refused',
    says: /page changed: .*of the first list of 2013/,
    requests: 1,
  },
  {
    name: 'a shuffled list',
    on: ['list'],
    how: withEntries((entries) => entries.toReversed()),
    ends: 'facts',
    requests: 1,
  },
  {
    name: 'the headings renamed',
    on: ['list'],
    how: page((good) =>
      edited(good, [/<h2 id="resolution">Resolution/, '<h2 id="r">Solution'], ['reported to require', 'known to need']),
    ),
    ends: 'refused',
    says: /no resolution section/,
    requests: 1,
  },
  {
    name: 'the ids of the page changed',
    on: ['list'],
    how: page((good) => edited(good, [/id="([a-z-]+)"/, 'id="x-$1"'])),
    ends: 'facts',
    requests: 1,
  },
  {
    name: 'another article',
    on: ['list'],
    how: page((good) => edited(good, ['&nbsp; 2894518', '&nbsp; 2894519'])),
    ends: 'refused',
    says: /article KB2894519/,
    requests: 1,
  },
  {
    name: 'another article, by a redirect',
    on: ['list'],
    how: redirect(() => 'https://support.microsoft.com/help/3135680'),
    ends: 'refused',
    says: /the page asked for does not exist/,
    requests: 1,
  },
];

const cataloged: readonly Fault[] = [
  {
    name: 'changed ids',
    on: ['search', 'next'],
    how: page((good) => edited(good, ['ctl00_catalogBody_', 'ctl01_body_'])),
    ends: 'refused',
    requests: 1,
  },
  {
    name: 'changed ids of the rows',
    on: ['search', 'next'],
    how: page((good) => edited(good, [/<tr id="[^"]+_R\d+"/, '<tr id="row"'])),
    ends: 'refused',
    says: /no UpdateID/,
    requests: 1,
  },
  {
    name: 'changed ids',
    on: ['detail'],
    how: page((good) => edited(good, ['ScopedViewHandler_', 'ScopedView_'])),
    ends: 'refused',
    requests: 1,
  },
  {
    name: 'a changed id of one field',
    on: ['detail'],
    how: page((good) => edited(good, ['ScopedViewHandler_rebootBehavior', 'ScopedViewHandler_restartBehaviour'])),
    ends: 'refused',
    says: /no element ScopedViewHandler_rebootBehavior/,
    requests: 1,
  },
  {
    name: 'a changed id of a list',
    on: ['detail'],
    how: page((good) => edited(good, ['id="supersededbyInfo"', 'id="replacedBy"'])),
    ends: 'refused',
    says: /no element supersededbyInfo/,
    requests: 1,
  },
  {
    name: 'shuffled columns',
    on: ['search'],
    how: page((good) => edited(good, [/_C1(?=[_"])/, '_C9'], [/_C2(?=[_"])/, '_C1'], [/_C9(?=[_"])/, '_C2'])),
    ends: 'facts',
    requests: 1,
  },
  {
    name: 'columns shuffled in the heading alone',
    on: ['search'],
    how: page((good) =>
      edited(good, ['header_C1', 'header_C9'], ['header_C4', 'header_C1'], ['header_C9', 'header_C4']),
    ),
    ends: 'refused',
    says: /writes a date as/,
    requests: 1,
  },
  {
    name: 'fewer rows than it says',
    on: ['search', 'next'],
    how: page((good) => edited(good, [/<tr id="[0-9a-f-]+_R12">[\s\S]*?<\/tr>/, ''])),
    ends: 'refused',
    says: /speaks of \d rows and has \d, 4 times/,
    requests: 4,
  },
  {
    name: 'an empty table',
    on: ['search'],
    how: page((good) => edited(good, [/<tr id="[0-9a-f-]+_R\d+">[\s\S]*?<\/tr>/, ''])),
    ends: 'refused',
    says: /speaks of 2 rows and has 0, 4 times/,
    requests: 4,
  },
  {
    name: 'no link to page 2',
    on: ['search'],
    how: page((good) => edited(good, ['nextPageLinkText', 'weiter'])),
    ends: 'refused',
    says: /has no link to the next one, 4 times/,
    requests: 4,
  },
  {
    name: 'page 1 again instead of page 2',
    on: ['next'],
    how: page(() => searchPage(1)),
    ends: 'refused',
    says: /same page of its list again/,
    requests: 1,
  },
  {
    name: 'the result of another search',
    on: ['search'],
    how: page((good) => edited(good, ['"KB5099901"', '"KB5011111"'])),
    ends: 'refused',
    says: /search for "KB5011111", not for KB5099901/,
    requests: 1,
  },
  {
    name: 'the page of another update',
    on: ['detail'],
    how: page(() => detailPage(updateIds[1])),
    ends: 'refused',
    says: /not of 11111111|is of update 22222222/,
    requests: 1,
  },
];

const documents: readonly Fault[] = [
  {
    name: 'another month',
    on: ['month'],
    how: page((good) => edited(good, ['2025-Jun', '2025-May'])),
    ends: 'refused',
    says: /is of "2025-May", not of 2025-Jun/,
    requests: 1,
  },
  {
    name: 'JSON instead of XML',
    on: ['month'],
    how: page(() => readFixture('msrc/cvrf-2025-Jun.json'), { 'Content-Type': 'application/json' }),
    ends: 'facts',
    requests: 1,
  },
  {
    name: 'a JSON error with 200',
    on: ['month'],
    how: page(() => '{"statusCode":500,"Message":"Internal"}'),
    ends: 'refused',
    says: /error answer/,
    requests: 1,
  },
  {
    name: 'HTML',
    on: ['month'],
    how: page(() => '<!DOCTYPE html><html><body>Hello</body></html>'),
    ends: 'refused',
    says: /is HTML/,
    requests: 1,
  },
  {
    name: 'a DOCTYPE with entities',
    on: ['month'],
    how: page((good) => edited(good, ['<cvrf:cvrfdoc', '<!DOCTYPE a [<!ENTITY b "c">]><cvrf:cvrfdoc'])),
    ends: 'refused',
    says: /DOCTYPE/,
    requests: 1,
  },
  {
    name: 'changed names of elements',
    on: ['month'],
    how: page((good) => edited(good, ['RestartRequired', 'RebootRequired'])),
    ends: 'refused',
    says: /says nowhere RestartRequired/,
    requests: 1,
  },
  {
    name: 'no vulnerability',
    on: ['month'],
    how: page((good) => edited(good, [/<vuln:Vulnerability [\s\S]*<\/vuln:Vulnerability>/, ''])),
    ends: 'refused',
    says: /lists no vulnerability/,
    requests: 1,
  },
  {
    name: 'no product tree',
    on: ['month'],
    how: page((good) => edited(good, [/<prod:ProductTree>[\s\S]*<\/prod:ProductTree>/, ''])),
    ends: 'refused',
    says: /no product tree/,
    requests: 1,
  },
  {
    name: 'changed prefixes',
    on: ['month'],
    how: page((good) => edited(good, ['vuln:', 'v:'], ['xmlns:vuln', 'xmlns:v'])),
    ends: 'facts',
    requests: 1,
  },
];

export const faults: readonly Fault[] = [
  ...transport,
  ...compression,
  ...statuses,
  ...redirects,
  ...strange,
  ...listed,
  ...cataloged,
  ...documents,
];
