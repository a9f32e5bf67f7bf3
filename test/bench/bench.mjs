// npm run bench: how much longer "rebootgate check" takes than an empty Node program, and imports against programs in C, side by side.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bulkCatalog, bulkGroup } from './bulk.mjs';
import { csvRows } from './csv.mjs';
import { asCsv, asJson, groupOf } from './group.mjs';
import { importRows } from './imports.mjs';
import { randomOf } from './random.mjs';
import { sqliteRows } from './rows.mjs';
import { sheetRows } from './sheet.mjs';
import { xmlRows } from './xml.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'dist', 'bin.js');
const pairs = Math.max(Number(process.env['BENCH_PAIRS']) || 31, 15);
const warmUps = 3;
const say = (text) => process.stdout.write(`${text}\n`);

const folder = mkdtempSync(join(tmpdir(), 'rebootgate-bench-'));
try {
  const catalog = await bulkCatalog(root, (step) => say(`${step} ...`));
  const listed = JSON.parse(readFileSync(join(root, 'data', 'kb2894518', 'entries.json'), 'utf8')).map(({ kb }) => kb);
  const known = [...new Set([...listed, ...kbsOf('bulletin-sheet')])];
  const small = groupOf(randomOf(10), 10, known);
  const large = groupOf(randomOf(1000), 1000, known);
  const bulk = asJson(bulkGroup(randomOf(1), 1000));
  const cases = [
    { name: '10 updates, JSON', args: [file('10.json', asJson(small))], limit: 1.5 },
    { name: '10 updates, CSV', args: [file('10.csv', asCsv(small))], limit: 1.5 },
    { name: '1,000 updates, JSON', args: [file('1000.json', asJson(large))], limit: 1.5 },
    { name: '1,000 updates, CSV', args: [file('1000.csv', asCsv(large))], limit: 1.5 },
    {
      name: '1,000 updates, JSON, catalog of 500,000',
      args: [file('bulk.json', bulk), '--catalog', catalog],
      limit: 2,
    },
  ];
  say(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${pairs} pairs each`);
  const header = ['case', 'check', 'node -e 0', 'ratio', 'spread', 'limit'];
  const rows = cases.map(measure);
  printTable([header, ...rows.map(({ cells }) => cells)]);
  const others = await againstOthers();
  say('');
  printTable([['import and build', 'ours', 'baseline', 'ratio', 'limit'], ...others.map(({ cells }) => cells)]);
  if ([...rows, ...others].some(({ met }) => !met)) process.exitCode = 1;
} finally {
  if (process.env['BENCH_KEEP']) say(`kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

/** Where a C program is the baseline, its time is divided by ours, and more is better; elsewhere ours by its, and less is better. */
async function againstOthers() {
  const faster = [...(await xmlRows(root)), ...(await sqliteRows(root))].map((row) => ({
    ...row,
    met: row.ratio >= row.limit,
  }));
  const slower = [...(await sheetRows(root)), ...(await csvRows(root)), ...(await importRows(root))];
  return [...faster, ...slower.map((row) => ({ ...row, met: row.limit === null || row.ratio <= row.limit }))].map(
    ({ name, ours, baseline, ratio, limit, met, memory }) => {
      const number = (value, digits) => (value === null || value === undefined ? '-' : value.toFixed(digits));
      const bound = limit === null ? '-' : `${limit}${met ? '' : ' missed'}`;
      const peak = memory === undefined ? '' : `, ${Math.round(memory)} MB at most`;
      return { met, cells: [`${name}${peak}`, number(ours, 0), number(baseline, 0), number(ratio, 2), bound] };
    },
  );
}

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function kbsOf(source) {
  const text = readFileSync(join(root, 'data', source, 'updates.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).kb)
    .filter((kb) => kb !== null);
}

/** Milliseconds from start to end of a process; its output is read, as a pipeline would. */
function time(args, codes) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e9 });
  const taken = Number(process.hrtime.bigint() - start) / 1e6;
  if (!codes.includes(status)) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return taken;
}

/** One after the other, so that whatever else the machine does burdens both alike. */
function measure({ name, args, limit }) {
  const check = () => time([bin, 'check', ...args], [0, 1]);
  const empty = () => time(['-e', '0'], [0]);
  for (let index = 0; index < warmUps; index += 1) {
    check();
    empty();
  }
  const taken = Array.from({ length: pairs }, () => ({ check: check(), empty: empty() }));
  const ratios = taken.map((pair) => pair.check / pair.empty);
  const ratio = quantile(ratios, 0.5);
  const ms = (values) => `${quantile(values, 0.5).toFixed(1)} ms`;
  const cells = [name, ms(taken.map((pair) => pair.check)), ms(taken.map((pair) => pair.empty)), ratio.toFixed(2)];
  const spread = `${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}`;
  return { met: ratio <= limit, cells: [...cells, spread, `${limit.toFixed(1)}${ratio <= limit ? '' : ' missed'}`] };
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}

function printTable(rows) {
  const widths = rows[0].map((_cell, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
