// What a command may touch of the world outside: streams, environment, clock. Tests bring their own.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Running } from '../catalog/temporary.ts';
import { UserError } from '../errors.ts';
import type { HttpLimits } from '../http/types.ts';
import { maxBytes, tooLarge } from '../inputs/decode.ts';
import { statsOf } from '../stats.ts';

export interface Io {
  stdin: AsyncIterable<Uint8Array | string>;
  stdinIsTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Columns of the terminal; null when the output is no terminal. */
  width: number | null;
  outIsTerminal: boolean;
  errIsTerminal: boolean;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  now(): Date;
  /** The folder of the installed package, as a file: address. */
  packageFolder: URL;
  /** Shorter waits and smaller caps, for tests against a server on this machine. */
  httpLimits?: HttpLimits;
  sleep?(milliseconds: number): Promise<void>;
  /** This process, and whether others live: leftovers of dead ones are cleared away. */
  running?: Running;
  /** Has something cleared away when the user interrupts; what it returns says that there is nothing more to clear. */
  onInterrupt?(clear: () => void): () => void;
  /** Names of files and variables have no case there; found out when left out. */
  isWindows?: boolean;
  /** The time zone of the user, such as Europe/Berlin; without one times are given in UTC. */
  timeZone?(): string;
}

/** SOURCE_DATE_EPOCH sets the clock: https://reproducible-builds.org/specs/source-date-epoch/ */
export function clock(io: Io): Date {
  const epoch = io.env['SOURCE_DATE_EPOCH'];
  if (epoch === undefined || epoch === '') return io.now();
  if (!/^\d{1,11}$/.test(epoch)) {
    throw new UserError(
      `SOURCE_DATE_EPOCH is "${epoch}", not a number of seconds`,
      'Unset it, or set it to seconds since 1970-01-01 UTC.',
    );
  }
  return new Date(Number(epoch) * 1000);
}

/** NO_COLOR: https://no-color.org */
export function wantsColour(io: Io): boolean {
  return io.outIsTerminal && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
}

export function reportWidth(io: Io): number {
  return Math.min(Math.max(io.width ?? 100, 40), 140);
}

export function packageFile(io: Io, name: string): string {
  return fileURLToPath(new URL(name, io.packageFolder));
}

export const isWindows = (io: Io): boolean => io.isWindows ?? sep === '\\';

export const inFolder = (io: Io, path: string): string => resolve(io.cwd, path);

/** @throws UserError where the file cannot be read or is too large to be a group */
export async function readInput(io: Io, name: string): Promise<Uint8Array> {
  if (name === '-') {
    if (io.stdinIsTerminal)
      throw new UserError(
        'nothing is piped into the standard input',
        'Pipe a list into it, or name a file instead of "-".',
      );
    return collect(io.stdin, 'the standard input');
  }
  const path = inFolder(io, name);
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new UserError(`${name} is a folder`, 'Name the exported file itself.');
    if (stats.size > maxBytes) throw tooLarge(name);
    // A pipe or a device has no size to be trusted, so it is read with a bound.
    return stats.isFile() ? readFileSync(path) : await collect(createReadStream(path), name);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code || String(cause)})`;
    throw new UserError(`${name} ${why}`, 'Check the path; "-" reads the standard input.', cause);
  }
}

/**
 * As readInput(), for what is kept in a file: a device never ends, and a pipe may never begin.
 * @throws UserError where it is no file
 */
export async function readKeptFile(io: Io, name: string): Promise<Uint8Array> {
  const stats = name === '-' ? null : statsOf(inFolder(io, name));
  if (stats !== null && !stats.isFile() && !stats.isDirectory())
    throw new UserError(`${name} is no file`, 'Name the file itself.');
  return readInput(io, name);
}

async function collect(stream: AsyncIterable<Uint8Array | string>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > maxBytes) throw tooLarge(name);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
