// How fast XML is read: the time of a C program that collects the same fields with expat, divided by ours. 0.5 is half its speed.
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cvrfDocument, packageDocument } from './xml-documents.mjs';

const limit = 0.3;
const pairs = Math.max(Number(process.env['BENCH_PAIRS']) || 11, 11);
const warmUps = 2;
const documents = { cvrf: cvrfDocument, package: packageDocument };

/** @returns {Promise<{name: string, ours: number, baseline: number, ratio: number, limit: number}[]>} milliseconds; [] without compiler or expat */
export async function xmlRows(root) {
  const folder = join(root, 'node_modules', '.cache', 'rebootgate', `xml-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const programs = compiled(join(root, 'test', 'bench', 'baselines'), folder);
    if (programs === null) return [];
    const readers = readersOf(await bundled(root, folder));
    const rows = [];
    for (const [name, make] of Object.entries(documents)) {
      const path = join(folder, `${name}.xml`);
      const text = [...make()].join('');
      writeFileSync(path, text);
      const size = `${Math.round(Buffer.byteLength(text) / 1024 / 1024)} MB`;
      rows.push({
        name: `XML, ${name}, ${size}, against expat`,
        ...(await measure(readers[name], programs[name], path)),
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the paths of the C programs by the name of their document; null where this machine cannot make them */
function compiled(sources, folder) {
  const compilers = ['cc', 'gcc', 'clang'];
  for (const compiler of compilers) {
    try {
      const make = (name) => {
        const [source, program] = [join(sources, `expat-${name}.c`), join(folder, `expat-${name}`)];
        execFileSync(compiler, ['-O2', '-o', program, source, '-lexpat'], { stdio: ['ignore', 'ignore', 'pipe'] });
        return [name, program];
      };
      return Object.fromEntries(Object.keys(documents).map(make));
    } catch (error) {
      if (error.code === 'ENOENT') continue;
      say(`XML against expat is left out: ${compiler} cannot build it\n${error.stderr}`);
      return null;
    }
  }
  say(`XML against expat is left out: there is no compiler (${compilers.join(', ')})`);
  return null;
}

/** The readers of src/, as they are built: bundled and in one file. */
async function bundled(root, folder) {
  const outfile = join(folder, 'readers.mjs');
  const contents = `
    export { textOf } from './src/bytes/text.ts';
    export { xmlReader } from './src/xml/xml.ts';
    export { cvrfXmlReader } from './src/sources/msrc-cvrf-xml.ts';`;
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  await build({ stdin, outfile, bundle: true, minify: true, platform: 'node', format: 'esm', logLevel: 'warning' });
  return import(pathToFileURL(outfile).href);
}

/** Each reads a file, and gives a function that says what it collected, in the words of the C program: that is not timed. */
function readersOf({ textOf, xmlReader, cvrfXmlReader }) {
  const read = async (path, reader) => {
    const file = { stream: () => createReadStream(path) };
    for await (const piece of textOf(file)) reader.write(piece);
    reader.end();
  };
  return {
    cvrf: async (path) => {
      const reader = cvrfXmlReader();
      await read(path, reader);
      return () => cvrfSummary(reader.document);
    },
    package: async (path) => {
      const fields = { UpdateId: [], RevisionNumber: [], RevisionId: [], supersededBy: [], Type: [], Id: [] };
      await read(path, xmlReader(packageHandler(fields)));
      return () => `${fields.UpdateId.length} updates ${Object.values(fields).map(summary).join(' ')}`;
    },
  };
}

function packageHandler({ UpdateId, RevisionNumber, RevisionId, supersededBy, Type, Id }) {
  let inSuperseded = false;
  return {
    open(name, attributes) {
      if (name === 'Update') {
        UpdateId.push(attributes.get('UpdateId') ?? '');
        RevisionNumber.push(attributes.get('RevisionNumber') ?? '');
        RevisionId.push(attributes.get('RevisionId') ?? '');
      } else if (name === 'Category') {
        Type.push(attributes.get('Type') ?? '');
        Id.push(attributes.get('Id') ?? '');
      } else if (name === 'SupersededBy') inSuperseded = true;
      else if (inSuperseded && name === 'Revision') supersededBy.push(attributes.get('Id') ?? '');
    },
    text() {},
    close(name) {
      if (name === 'SupersededBy') inSuperseded = false;
    },
  };
}

function cvrfSummary({ id, released, products, vulnerabilities, fixes }) {
  const of = (field) => fixes.flatMap((fix) => fix[field]);
  const names = ['description', 'productIds', 'supercedence', 'restart', 'subType', 'fixedBuild'];
  const lists = [[id], [released], [...products.values()], ...names.map(of)];
  return `${vulnerabilities} vulnerabilities ${fixes.length} fixes ${lists.map(summary).join(' ')}`;
}

const summary = (texts) => `${texts.length}/${texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)}`;

/** One after the other, so that whatever else the machine does burdens both alike. */
async function measure(reader, program, path) {
  const ours = async () => {
    const start = process.hrtime.bigint();
    const collected = await reader(path);
    const taken = Number(process.hrtime.bigint() - start) / 1e6;
    return { collected: collected(), taken };
  };
  const theirs = () => {
    const [collected, taken] = execFileSync(program, [path], { encoding: 'utf8' }).split('\n');
    return { collected, taken: Number(taken) / 1e6 };
  };
  const taken = [];
  for (let index = 0; index < pairs + warmUps; index += 1) {
    const [a, b] = [await ours(), theirs()];
    if (a.collected !== b.collected) throw new Error(`not the same was collected:\n${a.collected}\n${b.collected}`);
    if (index === 0) say(`both: ${a.collected}`);
    if (index >= warmUps) taken.push({ ours: a.taken, baseline: b.taken, ratio: b.taken / a.taken });
  }
  const median = (key) => taken.map((pair) => pair[key]).sort((a, b) => a - b)[Math.floor(taken.length / 2)];
  return { ours: median('ours'), baseline: median('baseline'), ratio: median('ratio'), limit };
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await xmlRows(fileURLToPath(new URL('../..', import.meta.url)));
  for (const { name, ours, baseline, ratio } of rows) {
    const missed = ratio < limit ? ' missed' : '';
    say(
      `${name}: ${ours.toFixed(0)} ms, expat ${baseline.toFixed(0)} ms, ratio ${ratio.toFixed(2)}, limit ${limit}${missed}`,
    );
  }
  if (rows.some(({ ratio }) => ratio < limit)) process.exitCode = 1;
}
