// Real streams and the exit code; nothing else. Everything below is told what it may touch.
import { fstatSync, writeSync } from 'node:fs';
import { main } from './cli.ts';

// Whatever ends this program early, it is never a pass, and never "the gate fails".
process.exitCode = 3;
process.on('uncaughtException', (error) => {
  try {
    process.stderr.write(`error: ${error.message}\nhint: nothing was decided.\n`);
  } finally {
    process.exit(3);
  }
});

/** Null while the answer can still be written; a pipe that its reader closes early is no failure of ours. */
let lost: string | null = null;

function onLost(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || lost !== null) return;
  lost = error.code ?? error.message;
  stderr().write(`error: the output cannot be written (${lost})\nhint: nothing was decided.\n`);
  process.exitCode = 3;
}

// Node sets a stream up when it is first asked for, and that takes longer than to check a small group. Most calls need none of them.
const [stdout, stderr] = [
  once(() => process.stdout.on('error', onLost)),
  once(() => process.stderr.on('error', () => {})),
];

/** A pipe, a file or a socket is written to at once; a terminal, and whatever else there is, has a stream. */
const isPlain = once(() => {
  try {
    const stats = fstatSync(1);
    return stats.isFIFO() || stats.isFile() || stats.isSocket();
  } catch {
    return false;
  }
});

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Once a pipe was full, the rest of the output waits for its reader in the stream. */
let isFull = false;

function out(text: string): void {
  if (!isPlain() || isFull) return void stdout().write(text);
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (cause) {
    const error: NodeJS.ErrnoException = cause instanceof Error ? cause : new Error(String(cause));
    isFull = error.code === 'EAGAIN';
    if (isFull) stdout().write(rest);
    else onLost(error);
  }
}

/** What is to be cleared away when the user interrupts. While there is nothing, a signal ends the program as ever. */
const toClear = new Set<() => void>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function interrupted(): void {
  // The last first: what lies in a folder before the folder.
  for (const clear of [...toClear].reverse()) clear();
  process.stderr.write(
    'error: interrupted\nhint: a catalog is changed as a whole or not at all; run the command again.\n',
  );
  process.exit(3);
}

function onInterrupt(clear: () => void): () => void {
  if (toClear.size === 0) for (const signal of signals) process.on(signal, interrupted);
  toClear.add(clear);
  return () => {
    toClear.delete(clear);
    if (toClear.size === 0) for (const signal of signals) process.off(signal, interrupted);
  };
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const code = main(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  get stdinIsTerminal() {
    return process.stdin.isTTY === true;
  },
  out,
  err: (text) => void stderr().write(text),
  get width() {
    return isPlain() ? null : (stdout().columns ?? null);
  },
  get outIsTerminal() {
    return !isPlain() && stdout().isTTY === true;
  },
  get errIsTerminal() {
    return stderr().isTTY === true;
  },
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  running: { id: process.pid, isAlive },
  onInterrupt,
  timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  packageFolder: new URL('..', import.meta.url),
});

// No top-level await: the program is bundled as CommonJS, which starts faster.
void code.then((exitCode) => {
  if (lost === null) process.exitCode = exitCode;
});
