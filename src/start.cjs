'use strict';
// Starts the bundled program with its code cache: compiling is a third of what a check of a small group takes.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const file = require('node:path').join(__dirname, 'program.js');
const bytes = readFileSync(file);

/** V8 checks no more than a length: a cache of other code, or a damaged one, would run as it is. The build writes the sums. */
function cacheOf() {
  try {
    const cache = readFileSync(`${file}.cache`);
    return crc32(bytes) === __SOURCE_SUM__ && crc32(cache) === __CACHE_SUM__ ? cache : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A check runs for a tenth of a second and a build for less than half of one, and V8 would spend a third and a tenth of it on optimising code
 * that is then not used; more work than that is optimised as ever. The build names the flags that its V8 knows; they are read again each
 * time they matter, so that they may be set late, but another V8 is left alone: https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
function tune() {
  if (process.versions.v8 !== __V8_VERSION__) return;
  const { setFlagsFromString } = require('node:v8');
  for (const flag of __V8_FLAGS__) setFlagsFromString(flag);
}

// import() inside a script that comes out of a cache has no module to be relative to; here it has.
const load = (path) => import(path);
// One function of what a module is given, and ASCII alone: the build writes it so.
const script = new Script(bytes.toString('latin1'), { filename: file, cachedData: cacheOf() });
tune();
script.runInThisContext()(require, module, module.exports, file, __dirname, load);
