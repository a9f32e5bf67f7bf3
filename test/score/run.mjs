// Runs main.ts on a Node that cannot read TypeScript: bundled, as the program itself is.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules', '.cache', 'rebootgate', `score-${process.pid}`);
const outfile = join(folder, 'main.mjs');

mkdirSync(folder, { recursive: true });
try {
  await build({
    entryPoints: [join(root, 'test', 'score', 'main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    external: ['better-sqlite3'],
    logLevel: 'warning',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  const streams = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) };
  process.exitCode = main(root, process.argv.slice(2), streams);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
