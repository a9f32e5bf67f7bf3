'use strict';
// Starts the bundled program with its code cache: compiling is a third of what a check of a small group takes.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** The files that have a cache, each with what its source and its cache add up to. The build writes them. */
const sums = __SUMS__;

/** V8 checks no more than a length: a cache of other code, or a damaged one, would run as it is. */
function cacheOf(name, bytes) {
  const { source, cache } = sums[name];
  try {
    const data = readFileSync(join(__dirname, `${name}.cache`));
    return crc32(bytes) === source && crc32(data) === cache ? data : undefined;
  } catch {
    return undefined;
  }
}

function scriptOf(name) {
  const filename = join(__dirname, name);
  const bytes = readFileSync(filename);
  // ASCII alone: the build writes it so.
  return new Script(bytes.toString('latin1'), { filename, cachedData: cacheOf(name, bytes) });
}

/**
 * A check runs for a tenth of a second and a build for less than half of one, and V8 would spend a third and a tenth of it on optimising code
 * that is then not used; more work than that is optimised as ever. The build names the flags that its V8 knows; they are read again each
 * time they matter, so that they may be set late, but another V8 is left alone: https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
function tune() {
  if (process.versions.v8 !== __V8_VERSION__) return;
  require('node:v8').setFlagsFromString(__V8_FLAGS__);
}

/** A file is one function of what a module is given. */
function run(name, script) {
  const module = { exports: {} };
  script.runInThisContext()(require, module, module.exports, join(__dirname, name), __dirname, load);
  return module.exports;
}

/** import() inside a script that comes out of a cache has no module to be relative to; here it has. */
async function load(path) {
  const name = path.slice(2);
  return name in sums ? run(name, scriptOf(name)) : import(path);
}

const script = scriptOf(__PROGRAM__);
tune();
run(__PROGRAM__, script);
