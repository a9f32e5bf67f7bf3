// Runs a command line in-process, as a user would, with streams and clock of the test's own.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Io } from '../src/cli/io.ts';
import { main } from '../src/cli.ts';
import type { HttpLimits } from '../src/http/types.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
export const readFixture = (name: string): string => readFileSync(fixture(name), 'utf8');

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface RunOptions {
  stdin?: string | Uint8Array;
  cwd?: string;
  env?: Record<string, string>;
  width?: number;
  terminal?: boolean;
  /** Answers come from a person, so that questions may be asked. */
  stdinIsTerminal?: boolean;
  /** ISO 8601; tests never see the real clock. */
  now?: string;
  /** Instead of `now`, where time has to pass. */
  clock?: () => Date;
  /** Whether names of files and variables have no case; that of the machine when left out. */
  isWindows?: boolean;
  /** The time zone of the user. */
  timeZone?: string;
  /** Shorter waits and smaller caps, against a server on this machine. */
  httpLimits?: HttpLimits;
  sleep?: (milliseconds: number) => Promise<void>;
  /** The folder of the package, with a slash at its end. */
  packageFolder?: string;
}

/** A world for one command line, and what was written into it. */
export function testIo(options: RunOptions = {}): { io: Io; written: { out: string; err: string } } {
  const written = { out: '', err: '' };
  const input = options.stdin ?? '';
  const io: Io = {
    stdin: (async function* () {
      yield input;
    })(),
    stdinIsTerminal: options.stdinIsTerminal ?? false,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    width: options.width ?? null,
    outIsTerminal: options.terminal ?? false,
    errIsTerminal: false,
    env: options.env ?? {},
    cwd: options.cwd ?? root,
    now: options.clock ?? (() => new Date(options.now ?? '2026-11-22T12:00:00Z')),
    timeZone: () => options.timeZone ?? 'Europe/Berlin',
    ...(options.isWindows !== undefined && { isWindows: options.isWindows }),
    packageFolder: pathToFileURL(options.packageFolder ?? `${root}/`),
    ...(options.httpLimits && { httpLimits: options.httpLimits }),
    ...(options.sleep && { sleep: options.sleep }),
  };
  return { io, written };
}

export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { io, written } = testIo(options);
  const code = await main(args, io);
  return { code, ...written };
}
