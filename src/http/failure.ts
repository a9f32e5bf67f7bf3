// What goes wrong on the way to a page: what the next attempt may not have, and what is final.
import { IncompletePageError, SourceError } from '../errors.ts';
import type { HttpWorld } from './types.ts';

/** A failure that the next attempt may not have. */
export class Passing extends Error {
  readonly wait: number | null;
  constructor(message: string, wait: number | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.wait = wait;
  }
}

export function passingOf(error: unknown): Passing | null {
  if (error instanceof Passing) return error;
  return error instanceof IncompletePageError ? new Passing(error.message) : null;
}

export function unavailable(url: string, why: string, cause?: unknown): SourceError {
  return new SourceError(
    `${url} is unavailable: ${why}`,
    'The facts that are there stay. Try again later, or use --offline with pages read before.',
    cause,
  );
}

/** Too large is final; a reset, a time-out, a name that does not resolve may pass. */
export function failureOf(
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

export function changed(url: string, why: string): SourceError {
  return new SourceError(
    `${url} is not what it was: ${why}`,
    'The source has changed; the facts that are there stay. Look at the page.',
  );
}
