// How fast rows go into SQLite: the time of a C program that inserts the same rows with one prepared statement, divided by ours.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { randomOf } from './random.mjs';
import { lines, monthlyTitle, patchDay } from './titles.mjs';

const limit = 0.65;
const total = 300_000;
const pairs = Math.max(Number(process.env['BENCH_PAIRS']) || 7, 7);
const say = (text) => process.stdout.write(`${text}\n`);

/** @returns {Promise<{name: string, ours: number, baseline: number, ratio: number, limit: number}[]>} milliseconds; [] without compiler or SQLite */
export async function sqliteRows(root) {
  const folder = join(root, 'node_modules', '.cache', 'rebootgate', `rows-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const program = compiled(join(root, 'test', 'bench', 'baselines', 'sqlite-rows.c'), join(folder, 'sqlite-rows'));
    if (program === null) return [];
    const writer = await bundled(root, folder);
    const rows = [...generated()];
    writeFileSync(join(folder, 'schema.sql'), `${writer.tables}${sources}`);
    writeFileSync(join(folder, 'rows.tsv'), rows.map(asLine).join(''));
    const taken = Array.from({ length: pairs }, () => ({
      ours: insert(writer, rows, folder),
      baseline: run(program, folder),
    }));
    const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    const [ours, baseline] = [median(taken.map((each) => each.ours)), median(taken.map((each) => each.baseline))];
    const ratio = median(taken.map((each) => each.baseline / each.ours));
    return [{ name: `${total} updates into SQLite, against C`, ours, baseline, ratio, limit }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sources =
  "INSERT INTO sources VALUES ('bulk', 'generated', 'vendor-metadata', NULL, NULL, '2026-11-22', 0, NULL, NULL);\n";

/** Objects as an importer makes them. */
function* generated() {
  const random = randomOf(7);
  for (let index = 0; index < total; index += 1) {
    const line = lines[index % lines.length];
    const kb = String(4_000_000 + (index % 1_000_000));
    const released = patchDay(line.from, 1 + (index % 12));
    yield {
      kb,
      updateId: random.guid(),
      revision: 200,
      title: monthlyTitle(random, line, 'x64', kb, released),
      bulletin: null,
      released,
      revised: null,
      knownBy: null,
      classification: 'Security Updates',
      kind: 'cumulative',
      products: [line.product],
      architectures: ['x64'],
      language: null,
      restartFlag: 'maybe',
      flagText: 'Can request restart',
      exclusive: false,
      url: null,
      note: null,
    };
  }
}

/** Every row with the same set of offers, number 1: the sets are not what is measured. */
const asLine = (row, index) =>
  `${[index + 1, row.kb, row.updateId, row.revision, row.title, '', row.classification, row.kind, row.released, '', '', row.restartFlag, row.flagText, 0, 1, 'bulk', '', ''].join('\t')}\n`;

function insert({ Database, begin, RowWriter }, rows, folder) {
  const path = join(folder, 'ours.sqlite');
  const db = new Database(path);
  begin(db);
  db.exec(sources);
  const writer = new RowWriter(db);
  const from = performance.now();
  for (const row of rows) writer.update(row, 'bulk');
  const taken = performance.now() - from;
  db.exec('COMMIT');
  db.close();
  rmSync(path);
  return taken;
}

function run(program, folder) {
  const path = join(folder, 'baseline.sqlite');
  const args = [join(folder, 'rows.tsv'), join(folder, 'schema.sql'), path];
  const taken = Number(execFileSync(program, args, { encoding: 'utf8' }));
  rmSync(path);
  return taken;
}

function compiled(source, program) {
  for (const compiler of ['cc', 'gcc', 'clang']) {
    try {
      execFileSync(compiler, ['-O2', '-o', program, source, '-lsqlite3'], { stdio: ['ignore', 'ignore', 'pipe'] });
      return program;
    } catch (error) {
      if (error.code === 'ENOENT') continue;
      say(`rows into SQLite against C is left out: ${compiler} cannot build it\n${error.stderr}`);
      return null;
    }
  }
  say('rows into SQLite against C is left out: there is no compiler');
  return null;
}

async function bundled(root, folder) {
  const outfile = join(folder, 'writer.mjs');
  const contents = `
    export { default as Database } from 'better-sqlite3';
    export { begin } from './src/catalog/finish.ts';
    export { tables } from './src/catalog/schema.ts';
    export { RowWriter } from './src/catalog/writer.ts';`;
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  const external = ['better-sqlite3'];
  await build({
    stdin,
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    external,
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const row of await sqliteRows(fileURLToPath(new URL('../..', import.meta.url)))) say(JSON.stringify(row));
}
