// Real streams and the exit code; nothing else. Everything below is told what it may touch.
import { main } from './cli.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // "rebootgate ... | head" closes the pipe early; that is no failure of ours.
  if (error.code !== 'EPIPE') throw error;
});

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
  packageFolder: new URL('..', import.meta.url),
});

// No top-level await: the program is bundled as CommonJS, which starts faster.
void code.then((exitCode) => {
  process.exitCode = exitCode;
});
