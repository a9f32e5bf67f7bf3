// A catalog as large as an import of a whole WSUS database makes it: generated facts beside the real data/, built by the same code.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { rowOf } from './group.mjs';
import { randomOf } from './random.mjs';
import { lines, monthlyTitle, otherTitle, patchDay } from './titles.mjs';

const total = 500_000;

/** @returns the path of the catalog; generated once, and again whenever what goes into it has changed */
export async function bulkCatalog(root, onStep) {
  const cache = join(root, 'node_modules', '.cache', 'rebootgate');
  const folder = join(cache, `bulk-${keyOf(root)}`);
  const catalog = join(folder, 'catalog.sqlite');
  if (existsSync(catalog)) return catalog;
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache).filter((name) => name.startsWith('bulk-')))
    rmSync(join(cache, old), { recursive: true });
  const unfinished = join(cache, `bulk-unfinished-${process.pid}`);
  try {
    const data = join(unfinished, 'data');
    onStep(`generating ${total} updates`);
    cpSync(join(root, 'data'), data, { recursive: true });
    await writeSource(join(data, 'bulk'));
    onStep('building their catalog');
    const target = join(unfinished, 'catalog.sqlite');
    execFileSync(process.execPath, [join(root, 'dist', 'bin.js'), 'build', '--data', data, '--catalog', target], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    rmSync(data, { recursive: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return catalog;
}

function keyOf(root) {
  const hash = createHash('sha256');
  for (const folder of ['data', 'src/catalog', 'src/data', 'test/bench']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
      hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Each month brings each product a cumulative update, which replaces those of the twelve months before,
 * and some dozens of others, of which every second replaces an earlier one. Deep chains are what real ones look like.
 */
function* updatesOf(random) {
  const months = lines.flatMap((line) =>
    Array.from({ length: (line.to - line.from + 1) * 12 }, (_each, index) => ({
      line,
      day: patchDay(line.from + Math.floor(index / 12), 1 + (index % 12)),
    })),
  );
  const perMonth = Math.ceil(total / months.length);
  let made = 0;
  const earlier = new Map();
  for (const { line, day } of months) {
    for (let index = 0; index < perMonth && made < total; index += 1, made += 1) {
      const architecture = line.only64 || index % 2 === 0 ? 'x64' : 'x86';
      // Two architectures of an update share its number.
      const kb = String(4_000_000 + ((Math.floor(made / 2) * 7919) % 1_100_000));
      const monthly = index < 2;
      const title = (monthly ? monthlyTitle : otherTitle)(random, line, architecture, kb, day);
      const chain = `${line.product} ${architecture} ${monthly ? 'monthly' : index}`;
      const before = earlier.get(chain) ?? [];
      const replaced = monthly ? before.slice(-12) : index % 4 < 2 ? before.slice(-1) : [];
      earlier.set(chain, [...before.slice(-12), kb]);
      yield { kb, updateId: random.guid(), title, day, line, architecture, replaced };
    }
  }
}

async function writeSource(folder) {
  mkdirSync(folder, { recursive: true });
  const meta = { id: 'bulk', name: 'generated for the benchmark', kind: 'vendor-metadata', url: null, asOf: null };
  const rest = { readOn: '2026-11-22', sha256: null, live: false, coverage: null, note: null };
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ ...meta, ...rest }));
  const updates = createWriteStream(join(folder, 'updates.jsonl'));
  const edges = createWriteStream(join(folder, 'supersedence.jsonl'));
  const random = randomOf(500_000);
  for (const { kb, updateId, title, day, line, architecture, replaced } of updatesOf(random)) {
    const what = {
      kb,
      updateId,
      title,
      bulletin: null,
      released: day,
      revised: null,
      classification: 'Security Updates',
    };
    const offered = { kind: null, products: [line.product], architectures: [architecture], language: null };
    const flags = { restartFlag: 'maybe', flagText: 'can request restart', exclusive: false, url: null, note: null };
    const room = updates.write(`${JSON.stringify({ ...what, ...offered, ...flags })}\n`);
    for (const superseded of replaced.filter((each) => each !== kb)) {
      const on = { products: [line.product], architectures: [architecture], url: null, note: null };
      edges.write(`${JSON.stringify({ superseding: kb, superseded, ...on })}\n`);
    }
    if (!room) await once(updates, 'drain');
  }
  for (const stream of [updates, edges]) {
    stream.end();
    await once(stream, 'finish');
  }
}

/** A group of which the generated catalog knows every update. */
export function bulkGroup(random, count) {
  const rows = [];
  const every = Math.floor(total / count);
  let index = 0;
  for (const { kb, updateId, title, day, line } of updatesOf(randomOf(500_000))) {
    // Monthly updates, the first two of a month, have the long chains: every fourth place takes the next of them.
    if (index >= every * rows.length && (rows.length % 4 !== 0 || /Rollup|Cumulative Update for Windows/.test(title)))
      rows.push(rowOf(random, { kb, title, day, category: line.category, updateId }));
    index += 1;
    if (rows.length === count) break;
  }
  return rows;
}
