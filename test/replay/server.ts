// A server on 127.0.0.1 that replays pages as https://host/path -> /host/path (see --mirror), logs requests, and fails when told to.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll } from 'vitest';

export interface Logged {
  method: string;
  /** As the client meant it: https://host/path?query */
  url: string;
  headers: IncomingMessage['headers'];
  form: URLSearchParams | null;
  status: number;
  /** Bytes of the body that were given to the socket. */
  sent: number;
}

/** The text of a page, or what makes it of the form that was posted. */
export type Body = string | ((form: URLSearchParams) => string);

/** One request and all ways to answer it, the good one among them. */
export interface Exchange {
  /** Counts the requests for this address, from 1. */
  nth: number;
  url: string;
  /** The page that a healthy server would send. */
  page: string;
  type: string;
  response: ServerResponse;
  socket: Socket;
  log: Logged;
  send(status: number, headers: Record<string, string>, body?: string | Buffer): void;
  /** Bytes as they are, with no help of node:http; the connection ends after them. */
  raw(text: string, body?: string | Buffer): void;
  healthy(): void;
}

export type Interfere = (exchange: Exchange) => void;

export interface Replay {
  /** For --mirror. */
  url: string;
  requests: Logged[];
  put(url: string, body: Body, options?: PageOptions): void;
  /** What happens instead of a good answer to requests for this address ("*": any); null: nothing. */
  interfere(url: string, how: Interfere | null): void;
  close(): Promise<void>;
}

interface PageOptions {
  method?: 'GET' | 'POST';
  type?: string;
  /** False: neither ETag nor Last-Modified, as the Update Catalog sends them. */
  validators?: boolean;
}

interface Stored {
  body: Body;
  type: string;
  validators: boolean;
}

const open = new Set<Replay>();
afterAll(async () => {
  for (const replay of open) await replay.close();
});

export const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`;
export const lastModified = 'Tue, 10 Nov 2026 18:00:00 GMT';

export async function startReplay(): Promise<Replay> {
  const pages = new Map<string, Stored>();
  const faults = new Map<string, Interfere>();
  const requests: Logged[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const method = request.method ?? '';
    const url = `https:/${request.url}`;
    const form = method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : null;
    const log: Logged = { method, url, headers: request.headers, form, status: 0, sent: 0 };
    requests.push(log);
    const nth = (counts.get(`${method} ${url}`) ?? 0) + 1;
    counts.set(`${method} ${url}`, nth);
    const stored = pages.get(`${method} ${url}`);
    const page =
      stored === undefined
        ? ''
        : typeof stored.body === 'string'
          ? stored.body
          : stored.body(form ?? new URLSearchParams());
    const exchange = exchangeOf({ nth, url, page, stored, response, request, log });
    const how = faults.get(`${method} ${url}`) ?? faults.get('*');
    if (how) how(exchange);
    else exchange.healthy();
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const replay: Replay = {
    url: `http://127.0.0.1:${portOf(server)}`,
    requests,
    put(url, body, { method = 'GET', type = 'text/html; charset=utf-8', validators = true } = {}) {
      pages.set(`${method} ${url}`, { body, type, validators });
    },
    interfere(url, how) {
      const key = /^(?:GET |POST |\*)/.test(url) ? url : `GET ${url}`;
      if (how === null) faults.delete(key);
      else faults.set(key, how);
    },
    async close() {
      open.delete(replay);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
  open.add(replay);
  return replay;
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

interface Parts {
  nth: number;
  url: string;
  page: string;
  stored: Stored | undefined;
  response: ServerResponse;
  request: IncomingMessage;
  log: Logged;
}

function exchangeOf({ nth, url, page, stored, response, request, log }: Parts): Exchange {
  const send = (status: number, headers: Record<string, string>, body: string | Buffer = ''): void => {
    log.status = status;
    log.sent = Buffer.byteLength(body);
    response.writeHead(status, headers).end(body);
  };
  const type = stored?.type ?? 'text/plain';
  const healthy = (): void => {
    if (stored === undefined) {
      send(404, { 'Content-Type': 'text/plain' }, 'Not Found');
      return;
    }
    const validators = { ETag: etagOf(page), 'Last-Modified': lastModified };
    const { headers } = request;
    const same = headers['if-none-match'] === validators.ETag && headers['if-modified-since'] === lastModified;
    if (stored.validators && same) send(304, validators);
    else send(200, { 'Content-Type': type, ...(stored.validators ? validators : {}) }, page);
  };
  const raw = (text: string, body: string | Buffer = ''): void => {
    log.status = Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 0);
    log.sent = Buffer.byteLength(body);
    request.socket.write(text);
    request.socket.end(body);
  };
  return { nth, url, page, type, response, socket: request.socket, log, send, raw, healthy };
}
