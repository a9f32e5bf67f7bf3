// src -> dist: one minified bundle for each entry, with the commands in chunks of their own, because start-up is module loading;
// beside it the declarations of the public API and the licences of what was bundled. Swapped in when all of it is there.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const scratch = join(root, 'node_modules', '.cache', 'rebootgate', `build-${process.pid}`);
const next = join(scratch, 'dist');
/**
 * Work on a function before it is optimised, in bytes of bytecode, 132 KB by default; patterns compiled when first used, not interpreted
 * and then compiled; and what is garbage by now collected when the heap has grown by a third: an import lets it grow fourfold otherwise.
 */
const flags = ['--interrupt-budget=1000000', '--no-regexp-tier-up', '--heap-growing-percent=30'];
/** In one text: each call costs as much as all of them. */
const knownFlags = flags.filter(isKnownFlag).join(' ');
/** A command that is a CommonJS file of its own, with a code cache as the program has one. */
const cached = ['build'];
/** Other commands that are not part of the program's own file. */
const outside = [
  ...['query', 'explain', 'scrape', 'import', 'status', 'objects', 'clixml-objects', 'lines'],
  ...['catalog-bundle', 'diff', 'patch-tuesday', 'remediate', 'own-findings', 'finding'],
  ...['configuration', 'gate', 'init'],
];

/** Where those are that are no commands: a reader of one kind of file. */
const folders = { 'clixml-objects': 'inputs', lines: 'inputs' };

/** Formats of reports that their list loads by need. */
const reports = [
  ...readFileSync(join(root, 'src', 'reports', 'index.ts'), 'utf8').matchAll(/import\('\.\/([\w-]+)\.ts'\)/g),
].map(([, name]) => name);

/** What a file is run for so that its cache holds what is compiled then, and the exit code that it ends with. */
const warmUps = {
  'program.js': () => {
    const group = join(root, 'test', 'cases', 'windows-7-june-2014', 'group.csv');
    const both = [group, writeExport(join(scratch, 'export.json'))];
    return { args: ['check', ...both, '--catalog', join(root, 'catalog.sqlite')], code: 1, tuned: false };
  },
  'build.js': () => {
    return {
      args: ['build', '--data', join(root, 'data'), '--catalog', join(scratch, 'warm.sqlite')],
      code: 0,
      tuned: true,
    };
  },
};

/** What every call needs is one CommonJS file: an ES module costs Node's asynchronous loader, and each further file another turn of it. */
const program = {
  entryPoints: { program: 'src/bin.ts', ...Object.fromEntries(cached.map((name) => [name, `src/cli/${name}.ts`])) },
  outdir: 'dist',
  format: 'cjs',
  banner: { js: "const __here=require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': '__here' },
  plugins: [commandsOutside(), reportsOutside(), nativeDirectly(), withoutChildProcess(), withoutStandardOutput()],
};

/** The library, and the commands whose modules are heavy; they share their chunks. */
const library = {
  entryPoints: {
    index: 'src/index.ts',
    ...Object.fromEntries(outside.map((name) => [`commands/${name}`, `src/${folders[name] ?? 'cli'}/${name}.ts`])),
    ...Object.fromEntries(reports.map((name) => [`reports/${name}`, `src/reports/${name}.ts`])),
  },
  outdir: 'dist/lib',
  format: 'esm',
  splitting: true,
  external: ['better-sqlite3'],
  chunkNames: 'chunks/[name]-[hash]',
  // Some of what is bundled is CommonJS and asks for Node's own modules with require().
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};

try {
  const inputs = [...(await bundle(program)), ...(await bundle(library))];
  // Below a package of ES modules, each folder says what its files are.
  writeFileSync(join(next, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(join(next, 'lib', 'package.json'), '{ "type": "module" }\n');
  makeProgram(['program', ...cached]);
  writeDeclarations(join(next, 'lib'));
  writeNotices(inputs);
  swapIn();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function bundle(options) {
  const result = await build({
    absWorkingDir: root,
    // Written below: the names of chunks hold a hash over their place, and the same source is to give the same names.
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20.18',
    minify: true,
    metafile: true,
    logLevel: 'warning',
    ...options,
  });
  for (const { path, contents } of result.outputFiles) {
    const target = join(next, relative(join(root, 'dist'), path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
  return Object.keys(result.metafile.inputs);
}

/** import('../scrape.ts') of a declaration becomes import('./lib/commands/scrape.js'), and '../build.ts' './build.js': loaded when it is called. */
function commandsOutside() {
  return {
    name: 'commands-outside',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^\\.\\.?/(?:${[...cached, ...outside].join('|')})\\.ts$`) }, ({ path, kind }) => {
        if (kind !== 'dynamic-import') return undefined;
        const name = basename(path, '.ts');
        return { path: cached.includes(name) ? `./${name}.js` : `./lib/commands/${name}.js`, external: true };
      });
    },
  };
}

function reportsOutside() {
  return {
    name: 'reports-outside',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^\\./(?:${reports.join('|')})\\.ts$`) }, ({ path, kind, importer }) => {
        if (kind !== 'dynamic-import' || !/[\\/]reports[\\/]index\.ts$/.test(importer)) return undefined;
        return { path: path.replace(/^\./, './lib/reports').replace(/\.ts$/, '.js'), external: true };
      });
    },
  };
}

/**
 * better-sqlite3's own JavaScript is bundled, and its addon is loaded by its path:
 * the package "bindings" would probe a dozen places for it, at every start.
 */
function nativeDirectly() {
  const contents = `const { dirname, join } = require('node:path');
    module.exports = (name) => require(join(dirname(require.resolve('better-sqlite3/package.json')), 'build', 'Release', name));`;
  return {
    name: 'native-directly',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^bindings$/ }, () => ({ path: 'bindings', namespace: 'native' }));
      onLoad({ filter: /^bindings$/, namespace: 'native' }, () => ({ contents, resolveDir: root }));
      onResolve({ filter: /^better-sqlite3\/package\.json$/ }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** commander asks for it at once, for subcommands that are programs of their own. There are none, and it costs a tenth of an empty start. */
function withoutChildProcess() {
  return {
    name: 'without-child-process',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(?:node:)?child_process$/ }, () => ({ path: 'child_process', namespace: 'none' }));
      onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}

/** picocolors looks at the standard output as soon as it is loaded, to guess what we tell it anyway. To set that stream up takes a twentieth of an empty start. */
function withoutStandardOutput() {
  return {
    name: 'without-standard-output',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]picocolors[\\/]picocolors\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const contents = text.replaceAll('(p.stdout || {}).isTTY', 'false');
        if (contents.includes('stdout')) throw new Error('picocolors asks for the standard output in another way');
        return { contents };
      });
    },
  };
}

/**
 * bin.js runs program.js, and a command that is a file beside it, with the code cache of the V8 that built it. Another V8 refuses the cache
 * and compiles as ever: https://nodejs.org/api/vm.html#scriptcreatecacheddata. npm links the bin of a package as it is, so it says what runs it.
 */
function makeProgram(names) {
  const files = names.map((name) => `${name}.js`);
  for (const file of files) asFunction(join(next, file));
  const loader = readFileSync(join(root, 'src', 'start.cjs'), 'utf8');
  const sums = Object.fromEntries(
    files.map((file) => {
      const cache = warmUp(file, files, loader);
      return [file, { source: crc32(readFileSync(join(next, file))), cache: cache === null ? null : crc32(cache) }];
    }),
  );
  const bin = join(next, 'bin.js');
  const made = filled(loader, {
    __SUMS__: sums,
    __PROGRAM__: files[0],
    __V8_VERSION__: process.versions.v8,
    __V8_FLAGS__: knownFlags,
  });
  writeFileSync(bin, `#!/usr/bin/env node\n${made}`);
  chmodSync(bin, 0o755);
}

/** A bundle as one function of what a module is given. */
function asFunction(path) {
  const parameters = ['require', 'module', 'exports', '__filename', '__dirname', '__load'];
  const body = readFileSync(path, 'utf8').replace(/\bimport\((?=["']\.\/)/g, '__load(');
  // In texts and patterns an escape is the sign itself. V8 keeps a source of ASCII in half the room, and need not decode it.
  const text = `(function (${parameters.join()}) {${body}\n})`.replace(/[\u0080-\uffff]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  writeFileSync(path, text);
}

/** V8 says so on the standard error where it does not know a flag. */
function isKnownFlag(flag) {
  const { status, stderr } = spawnSync(process.execPath, ['-e', `require('v8').setFlagsFromString('${flag}')`]);
  return status === 0 && stderr.length === 0;
}

function filled(loader, values) {
  return loader.replace(/__[A-Z0-9]+(?:_[A-Z]+)?__/g, (name) => JSON.stringify(values[name]));
}

/** An export of updates of all kinds as JSON; with the CSV of the other group, a check of both compiles what most checks run. */
function writeExport(file) {
  const titles = JSON.parse(readFileSync(join(root, 'test', 'fixtures', 'titles', 'real-titles.json'), 'utf8'));
  const rows = titles.map(({ title, kb }, index) => ({
    CI_ID: 16_777_216 + index,
    CI_UniqueID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    ArticleID: kb ?? '',
    BulletinID: '',
    LocalizedDisplayName: title,
    LocalizedCategoryInstanceNames: ['Security Updates'],
    DatePosted: '/Date(1402419600000)/',
    DateRevised: '/Date(1402419600000)/',
    IsSuperseded: false,
    IsExpired: false,
  }));
  writeFileSync(file, JSON.stringify(rows));
  return file;
}

/** Runs it with a loader that is not shipped and keeps its script. Null: it is started without a cache. */
function warmUp(file, files, loader) {
  const { args, code, tuned } = warmUps[file]();
  const cache = join(next, `${file}.cache`);
  const warm = join(next, 'warm.js');
  const keep = `const vm = require('node:vm');
    vm.Script = class extends vm.Script {
      constructor(code, options) {
        super(code, options);
        if (!options.filename.endsWith(${JSON.stringify(file)})) return;
        process.once('exit', () => require('node:fs').writeFileSync(${JSON.stringify(cache)}, this.createCachedData()));
      }
    };`;
  // A cache is for the flags that were set when it was made. The program's own is loaded before they are.
  const values = {
    __SUMS__: Object.fromEntries(files.map((each) => [each, { source: null, cache: null }])),
    __PROGRAM__: files[0],
    __V8_VERSION__: process.versions.v8,
    __V8_FLAGS__: tuned ? knownFlags : '',
  };
  writeFileSync(warm, `${keep}\n${filled(loader, values)}\n`);
  copyFileSync(join(root, 'package.json'), join(scratch, 'package.json'));
  const { status, stderr } = spawnSync(process.execPath, [warm, ...args]);
  rmSync(warm);
  if (status === code && stderr.length === 0) return readFileSync(cache);
  rmSync(cache, { force: true });
  process.stderr.write(`note: ${file} is built without a code cache: ${stderr}\n`);
  return null;
}

/** The declarations that index.d.ts reaches, and no others: what is not exported is nobody's business. */
function writeDeclarations(folder) {
  const all = join(scratch, 'types');
  const project = join(scratch, 'tsconfig.json');
  const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true };
  const folders = { rootDir: join(root, 'src'), outDir: all, typeRoots: [join(root, 'node_modules', '@types')] };
  mkdirSync(scratch, { recursive: true });
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { ...compilerOptions, ...folders },
      include: [],
      files: [join(root, 'src', 'index.ts')],
    }),
  );
  execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const waiting = [join(all, 'index.d.ts')];
  for (const file of waiting) {
    const text = readFileSync(file, 'utf8').replace(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, (_all, quote, path) => {
      const reached = join(dirname(file), `${path}.d.ts`);
      if (!waiting.includes(reached)) waiting.push(reached);
      return `${quote}${path}.js${quote}`;
    });
    const target = join(folder, relative(all, file));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/** The licences of what was bundled, as they ask for. */
function writeNotices(inputs) {
  const packages = inputs.map((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const notices = [...new Set(packages)].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`;
  });
  writeFileSync(join(next, 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(72)}\n\n`));
}

/** Two renames: a program that starts meanwhile finds the old files or the new ones. */
function swapIn() {
  const dist = join(root, 'dist');
  const old = join(scratch, 'old');
  try {
    renameSync(dist, old);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(next, dist);
}
