// Real streams and the exit code; nothing else. Everything below is told what it may touch.
import { main } from './cli.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // "rebootgate ... | head" closes the pipe early; that is no failure of ours.
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  stdin: process.stdin,
  stdinIsTerminal: process.stdin.isTTY === true,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  width: process.stdout.columns ?? null,
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  packageFolder: new URL('..', import.meta.url),
});
