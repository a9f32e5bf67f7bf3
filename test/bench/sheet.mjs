// How long the import of a bulletin sheet takes, beside a C program that unpacks it with zlib and reads its cells with expat: whole processes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sheetParts } from './sheet-document.mjs';

const limit = 2;
const pairs = 5;

/** Prints what the importer found, so that nobody measures a reader that reads nothing. */
const program = `
import { open } from 'node:fs/promises';
import { bulletinSheet } from './src/imports/bulletin-sheet.ts';
const handle = await open(process.argv[2]);
const { size } = await handle.stat();
const read = async (from, length) => {
  const buffer = Buffer.allocUnsafe(Math.min(length, Math.max(size - from, 0)));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
};
const found = { rows: 0, updates: 0, edges: 0, bad: 0 };
const sink = {
  row: () => { found.rows += 1; },
  update: () => { found.updates += 1; },
  edge: () => { found.edges += 1; },
  skip: () => {},
  bad: () => { found.bad += 1; },
};
await bulletinSheet.read({ name: 'sheet.xlsx', size, read }, sink);
await handle.close();
process.stdout.write(JSON.stringify(found));
`;

/** @returns [{ name, ours, baseline, ratio, limit }], times in milliseconds; a baseline of null was left out, and `note` says why */
export async function sheetRows(root) {
  const cache = join(root, 'node_modules', '.cache', 'rebootgate');
  mkdirSync(cache, { recursive: true });
  const script = await bundle(root, cache, 'sheet-import', program);
  const sheet = await sheetFile(root, cache);
  const name = 'bulletin sheet of 100,000 rows';
  const compiled = compile(root, cache);
  if (compiled === null) {
    const ours = median(Array.from({ length: pairs }, () => timed(process.execPath, [script, sheet]).taken));
    return [{ name, ours, baseline: null, ratio: null, limit, note: 'no C compiler with expat and zlib' }];
  }
  // One after the other, so that whatever else the machine does burdens both alike.
  const taken = Array.from({ length: pairs }, () => ({
    ours: timed(process.execPath, [script, sheet]),
    baseline: timed(compiled, [sheet]),
  }));
  const [first] = taken;
  if (first.ours.found.rows !== first.baseline.found.rows) throw new Error('the two did not read the same rows');
  const [ours, baseline] = [
    median(taken.map((pair) => pair.ours.taken)),
    median(taken.map((pair) => pair.baseline.taken)),
  ];
  return [{ name, ours, baseline, ratio: median(taken.map((pair) => pair.ours.taken / pair.baseline.taken)), limit }];
}

async function bundle(root, cache, name, contents) {
  const outfile = join(cache, `${name}.mjs`);
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    stdin,
    outfile,
    banner,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

/** Generated once, and again when what it is made by has changed. */
async function sheetFile(root, cache) {
  const makers = ['bench/sheet-document.mjs', 'bench/random.mjs', 'zip-maker.ts'].map((each) =>
    join(root, 'test', each),
  );
  const key = createHash('sha256')
    .update(makers.map((path) => readFileSync(path, 'utf8')).join(''))
    .digest('hex');
  const path = join(cache, `sheet-${key.slice(0, 16)}.xlsx`);
  if (existsSync(path)) return path;
  for (const old of readdirSync(cache).filter((name) => /^sheet-.*\.xlsx/.test(name))) rmSync(join(cache, old));
  const maker = await bundle(root, cache, 'sheet-maker', "export { makeZip } from './test/zip-maker.ts';");
  const { makeZip } = await import(pathToFileURL(maker).href);
  const parts = Object.entries(sheetParts()).map(([name, content]) => ({ name, content }));
  writeFileSync(`${path}.part`, makeZip(parts));
  renameSync(`${path}.part`, path);
  return path;
}

/** @returns null where it cannot be compiled here */
function compile(root, cache) {
  const program = join(cache, 'sheet-expat');
  const source = join(root, 'test', 'bench', 'baselines', 'sheet-expat.c');
  const { status } = spawnSync('cc', ['-O2', '-o', program, source, '-lexpat', '-lz'], { stdio: 'ignore' });
  return status === 0 ? program : null;
}

function timed(command, args) {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  const taken = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${command}: exit ${status}\n${stderr}`);
  return { taken, found: JSON.parse(stdout) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, ours, baseline, ratio, note } of await sheetRows(
    fileURLToPath(new URL('../..', import.meta.url)),
  )) {
    const beside =
      ratio === null ? `baseline left out: ${note}` : `baseline ${baseline.toFixed(0)} ms, ratio ${ratio.toFixed(2)}`;
    process.stdout.write(`${name}: ${ours.toFixed(0)} ms, ${beside}, limit ${limit}\n`);
    if (ratio !== null && ratio > limit) process.exitCode = 1;
  }
}
