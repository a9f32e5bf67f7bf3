// Importing as a whole: memory from 100,000 to 1,000,000 updates, and the build of the shipped catalog against sqlite3's own import.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { median, runNode } from './process.mjs';
import { randomOf } from './random.mjs';
import { lines, monthlyTitle, otherTitle, patchDay } from './titles.mjs';

const say = (text) => process.stdout.write(`${text}\n`);
const pairs = Math.max(Number(process.env['BENCH_PAIRS']) || 5, 5);

/** @returns {Promise<{name: string, ours: number, baseline: number, ratio: number, limit: number}[]>} MB for memory, milliseconds for time */
export async function importRows(root) {
  const folder = join(root, 'node_modules', '.cache', 'rebootgate', `imports-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const bin = join(root, 'dist', 'bin.js');
    return [...(process.env.BENCH_BUILD_ONLY ? [] : [memoryRow(bin, folder)]), ...buildRows(root, bin, folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function memoryRow(bin, folder) {
  const [small, large] = [100_000, 1_000_000].map((count) => {
    const path = join(folder, `${count}.csv`);
    writeExport(path, count);
    const into = join(folder, `${count}.sqlite`);
    const { taken, peak } = runNode([bin, 'import', path, '--into', into], folder);
    say(
      `  ${count} updates of a WSUS export into a catalog: ${(taken / 1000).toFixed(1)} s, ${peak.toFixed(0)} MB at most`,
    );
    rmSync(path);
    rmSync(into);
    return peak;
  });
  return {
    name: 'peak memory (MB), 1,000,000 updates against 100,000',
    ours: large,
    baseline: small,
    ratio: large / small,
    limit: 1.1,
  };
}

/** Rows of SUSDB's PUBLIC_VIEWS.vUpdate, as Export-Csv writes them. */
function writeExport(path, count) {
  const random = randomOf(count);
  const file = openSync(path, 'w');
  writeSync(
    file,
    '"UpdateId","RevisionNumber","DefaultTitle","KnowledgebaseArticle","SecurityBulletin","CreationDate","InstallationRebootBehavior","UpdateType"\r\n',
  );
  let text = '';
  for (let index = 0; index < count; index += 1) {
    const line = lines[index % lines.length];
    const kb = String(4_000_000 + (index % 1_000_000));
    const day = patchDay(line.from + (index % 5), 1 + (index % 12));
    const title = (index % 3 === 0 ? monthlyTitle : otherTitle)(random, line, 'x64', kb, day);
    const cells = [random.guid(), 200, title, kb, '', `${day} 17:00:00`, 'CanRequestReboot', 'Software'];
    text += `${cells.map((cell) => `"${cell}"`).join(',')}\r\n`;
    if (text.length > 1_000_000) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}

const tables = ['sources', 'products', 'offers', 'updates', 'supersedence', 'findings'];

function buildRows(root, bin, folder) {
  if (spawnSync('sqlite3', ['--version']).status !== 0) {
    say('the build against sqlite3 .import is left out: there is no sqlite3');
    return [];
  }
  const script = importScript(join(root, 'catalog.sqlite'), folder);
  const target = join(folder, 'built.sqlite');
  const taken = Array.from({ length: pairs }, () => {
    // Both make a new file.
    for (const path of [target, `${target}.manifest.json`]) rmSync(path, { force: true });
    const ours = runNode([bin, 'build', '--data', join(root, 'data'), '--catalog', target], folder).taken;
    const baseline = imported(script, folder);
    return { ours, baseline, ratio: ours / baseline };
  });
  const of = (key) => median(taken.map((each) => each[key]));
  return [
    {
      name: 'build of the shipped catalog, against sqlite3 .import',
      ours: of('ours'),
      baseline: of('baseline'),
      ratio: of('ratio'),
      limit: 3,
    },
  ];
}

/** The rows of the catalog as CSV, and what sqlite3 is told to make of them: the same tables and indexes. */
function importScript(catalog, folder) {
  const db = new Database(catalog, { readonly: true });
  const schema = db
    .prepare("SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'updates_fts%'")
    .all();
  const sqlOf = (type) => schema.filter((each) => each.type === type).map(({ sql }) => `${sql};`);
  const files = tables.map((table) => {
    const path = join(folder, `${table}.csv`);
    const rows = db.prepare(`SELECT * FROM ${table}`).raw().all();
    const cell = (value) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
    writeFileSync(path, rows.map((row) => `${row.map(cell).join(',')}\n`).join(''));
    return `.import --csv ${path} ${table}`;
  });
  db.close();
  // Empty cells are texts to .import, which columns of integers refuse: STRICT is left out here.
  const made = sqlOf('table').map((sql) =>
    sql.replace(/\) STRICT(, WITHOUT ROWID)?;$/, (_all, without) => `)${without ? ' WITHOUT ROWID' : ''};`),
  );
  const search = [
    'CREATE VIRTUAL TABLE updates_fts USING fts5(title);',
    'INSERT INTO updates_fts(rowid, title) SELECT id, title FROM updates;',
  ];
  return [
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;',
    ...made,
    'BEGIN;',
    ...files,
    'COMMIT;',
    ...sqlOf('index'),
    ...search,
    '',
  ].join('\n');
}

function imported(script, folder) {
  const path = join(folder, 'imported.sqlite');
  rmSync(path, { force: true });
  const from = process.hrtime.bigint();
  execFileSync('sqlite3', [path], { input: script, stdio: ['pipe', 'ignore', 'inherit'] });
  return Number(process.hrtime.bigint() - from) / 1e6;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const row of await importRows(fileURLToPath(new URL('../..', import.meta.url)))) say(JSON.stringify(row));
}
