// Bulk CSV: our reader beside the fastest CSV reader of Node that is installed, both from disk to strings; and the whole import of such a file.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomOf } from './random.mjs';

const rows = 600_000;
const pairs = Math.max(Number(process.env['BENCH_PAIRS']) || 9, 7);
const self = fileURLToPath(import.meta.url);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** @returns [{ name, ours, baseline, ratio, limit }], times in milliseconds; the import has no counterpart, and a `memory` in MB */
export async function csvRows(root) {
  const cache = join(root, 'node_modules', '.cache', 'rebootgate');
  mkdirSync(cache, { recursive: true });
  const file = await table(cache);
  const bundle = await bundled(root, cache);
  const run = (what) => JSON.parse(execFileSync(process.execPath, [self, what, file, bundle], { encoding: 'utf8' }));
  // The slower of the others is not measured again: it takes several times as long.
  const [fastest] = ['udsv', 'csv-parse'].map((name) => ({ name, ...run(name) })).sort((a, b) => a.ms - b.ms);
  // One after the other, so that whatever else the machine does burdens both alike.
  const taken = Array.from({ length: pairs }, () => ({ ours: same(run('ours'), fastest), theirs: run(fastest.name) }));
  const imports = [run('import'), run('import'), run('import')];
  const memory = Math.max(...imports.map((each) => each.memory));
  return [
    {
      name: `CSV of ${rows} rows to strings, beside ${fastest.name}`,
      ours: median(taken.map(({ ours }) => ours.ms)),
      baseline: median(taken.map(({ theirs }) => theirs.ms)),
      ratio: median(taken.map(({ ours, theirs }) => ours.ms / theirs.ms)),
      limit: 2,
    },
    {
      ...{ name: `wesng of ${rows} rows, in at most 200 MB`, ours: median(imports.map(({ ms }) => ms)) },
      ...{ baseline: null, ratio: null, limit: null },
      ...{ memory, memoryLimit: 200, note: `${memory} MB at its peak` },
    },
  ];
}

function same(ours, theirs) {
  if (ours.rows === rows && ours.characters === theirs.characters) return ours;
  throw new Error(`the readers disagree: ${JSON.stringify([ours, theirs])}`);
}

/** A table in the shape of the one of wesng, row by row as large, with as many different updates and products. */
async function table(cache) {
  // Generated again whenever what it is made by has changed.
  const key = createHash('sha256').update(readFileSync(self)).digest('hex').slice(0, 16);
  const file = join(cache, `csv-${key}.csv`);
  if (existsSync(file)) return file;
  for (const old of readdirSync(cache).filter((name) => /^csv-.*\.csv/.test(name))) rmSync(join(cache, old));
  const unfinished = `${file}.${process.pid}`;
  const out = createWriteStream(unfinished);
  out.write(
    '"DatePosted","CVE","BulletinKB","Title","AffectedProduct","AffectedComponent","Severity","Impact","Supersedes","Exploits"\r\n',
  );
  const { below, pick } = randomOf(12);
  for (let cve = 0, written = 0; written < rows; cve += 1) {
    const some = Math.min(1 + below(120), rows - written);
    const month = Math.floor(cve / cvesOfMonth);
    const [day, title] = [dayOf(month, cve), `Windows ${pick(parts)} ${pick(impacts)} Vulnerability`];
    const lines = Array.from({ length: some }, () => {
      // Updates come out month by month, each for a few products, and replace those of the month before.
      const update = month * updatesOfMonth + below(updatesOfMonth);
      const kb = firstKb + update;
      const replaced = below(3) > 0 ? kb - updatesOfMonth : '';
      const [product, part, impact] = [productOf((update * 7 + below(6)) % products), pick(parts), pick(impacts)];
      return `"${day}","CVE-20${day.slice(2, 4)}-${10_000 + cve}","${kb}","${title}","${product}","Windows ${part}","Important","${impact}","${replaced}",\r\n`;
    });
    written += some;
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  renameSync(unfinished, file);
  return file;
}

const parts = [
  'Kernel',
  'Print Spooler Components',
  'Common Log File System Driver',
  'Hyper-V',
  'TCP/IP',
  'Secure Boot',
];
const [products, cvesOfMonth, updatesOfMonth, firstKb] = [1500, 80, 64, 4_000_000];
const impacts = ['Elevation of Privilege', 'Remote Code Execution', 'Information Disclosure', 'Denial of Service'];

function productOf(index) {
  const versions = ['1607', '1809', '20H2', '21H2', '22H2'];
  const system = `for ${['32-bit', 'x64-based', 'ARM64-based'][index % 3]} Systems`;
  if (index < 15) return `Windows 10 Version ${versions[index % 5]} ${system}`;
  return index % 2 === 0
    ? `Microsoft SQL Server 2019 ${system} (CU ${index})`
    : `Microsoft .NET Framework 4.${index} on Windows 10 Version ${versions[index % 5]} ${system}`;
}

/** Mostly the day of the release; a CVE in ten was revised later. */
function dayOf(month, cve) {
  const day = cve % 10 === 0 ? 15 + (cve % 13) : 8 + (month % 7);
  return `20${10 + Math.floor(month / 12)}${String(1 + (month % 12)).padStart(2, '0')}${String(day).padStart(2, '0')}`;
}

async function bundled(root, cache) {
  const { build } = await import('esbuild');
  const outfile = join(cache, 'csv-bench.cjs');
  const contents = `export { readCsv } from './src/imports/csv.ts'; export { wesng } from './src/imports/wesng.ts';`;
  await build({
    ...{ stdin: { contents, resolveDir: root }, outfile, logLevel: 'warning' },
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20.18' },
  });
  return outfile;
}

/** In a process of its own: nothing that one reader left behind burdens the other. */
const readers = {
  async ours(file, { readCsv }, row) {
    await readCsv(sourceOf(file), { onHeader: () => {}, onBad: fail }, row);
  },
  async udsv(file, _bundle, row) {
    const { inferSchema, initParser } = await import('udsv');
    let parser = null;
    const each = (cells) => {
      row(cells);
      return true;
    };
    for await (const text of createReadStream(file, { encoding: 'utf8', highWaterMark: piece })) {
      parser ??= initParser(inferSchema(text));
      parser.chunk(text, parser.stringArrs, each);
    }
    parser.end();
  },
  async 'csv-parse'(file, _bundle, row) {
    const { parse } = await import('csv-parse');
    for await (const cells of createReadStream(file, { highWaterMark: piece }).pipe(parse({ from_line: 2 })))
      row(cells);
  },
  async import(file, { wesng }, _row) {
    const none = () => {};
    await wesng.read(sourceOf(file), { row: none, update: none, edge: none, skip: none, bad: fail });
  },
};

const piece = 262_144;
const sourceOf = (file) => ({
  name: basename(file),
  size: statSync(file).size,
  read: async () => new Uint8Array(2),
  stream: () => createReadStream(file, { highWaterMark: piece }),
});

function fail(place, why) {
  throw new Error(`${place}: ${why}`);
}

async function measure(what, file, bundle) {
  const modules = createRequire(import.meta.url)(bundle);
  let [found, characters] = [0, 0];
  const start = performance.now();
  await readers[what](file, modules, (cells) => {
    found += 1;
    characters += cells[4].length;
  });
  const ms = performance.now() - start;
  return { ms, rows: found, characters, memory: Math.round(process.resourceUsage().maxRSS / 1024) };
}

if (process.argv[1] === self) {
  const [what, file, bundle] = process.argv.slice(2);
  const found = what
    ? await measure(what, file, bundle)
    : await csvRows(fileURLToPath(new URL('../..', import.meta.url)));
  process.stdout.write(`${JSON.stringify(found, null, what ? 0 : 2)}\n`);
}
