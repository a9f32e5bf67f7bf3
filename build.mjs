// src -> dist: one minified bundle for each entry, with the commands in chunks of their own, because start-up is module loading;
// beside it the declarations of the public API and the licences of what was bundled. Swapped in when all of it is there.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const scratch = join(root, 'node_modules', '.cache', 'rebootgate', `build-${process.pid}`);
const next = join(scratch, 'dist');

try {
  const { inputs } = await bundle();
  makeProgram(join(next, 'bin.js'));
  writeDeclarations();
  writeNotices(Object.keys(inputs));
  swapIn();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/bin.ts', 'src/index.ts'],
    outdir: 'dist',
    // Written below: the names of chunks hold a hash over their place, and the same source is to give the same names.
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    minify: true,
    keepNames: true,
    // Native, so it stays a dependency of the package; everything else is inside the bundle.
    external: ['better-sqlite3'],
    chunkNames: 'chunks/[name]-[hash]',
    // commander is CommonJS and asks for Node's own modules with require().
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    metafile: true,
    logLevel: 'warning',
  });
  for (const { path, contents } of result.outputFiles) {
    const target = join(next, relative(join(root, 'dist'), path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
  return result.metafile;
}

/** npm links the bin of a package as it is, so outside Windows the file itself must say what runs it. */
function makeProgram(file) {
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, 'utf8')}`);
  chmodSync(file, 0o755);
}

/** The declarations that index.d.ts reaches, and no others: what is not exported is nobody's business. */
function writeDeclarations() {
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
    const target = join(next, relative(all, file));
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
