// Real streams and the exit code; nothing else. Everything below is told what it may touch.
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
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || lost !== null) return;
  lost = error.code ?? error.message;
  process.stderr.write(`error: the output cannot be written (${lost})\nhint: nothing was decided.\n`);
  process.exitCode = 3;
});
process.stderr.on('error', () => {});

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
  // Getters: Node sets a stream up when it is first asked for, and most calls ask for one of the three.
  get stdin() {
    return process.stdin;
  },
  get stdinIsTerminal() {
    return process.stdin.isTTY === true;
  },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  width: process.stdout.columns ?? null,
  outIsTerminal: process.stdout.isTTY === true,
  get errIsTerminal() {
    return process.stderr.isTTY === true;
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
