// What a way to the network is told, is asked for, and answers.

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

export interface Http {
  /**
   * Fetches and reads one page, one request at a time for each host.
   * @param read what to make of the text; an IncompletePageError that it throws is a reason to fetch again
   * @throws SourceError where the page cannot be had: it is never mixed with "there is no such page"
   */
  fetch<T>(request: HttpRequest, read: (answer: HttpAnswer) => T): Promise<T>;
}
