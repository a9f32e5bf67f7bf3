// An answer as the server sent it -> a page: unpacked within bounds, decoded, with its validators.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { AxiosResponse } from 'axios';
import { changed, Passing } from './failure.ts';
import type { HttpAnswer, HttpWorld } from './types.ts';

export function answerOf(response: AxiosResponse, url: string, world: HttpWorld): HttpAnswer {
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
