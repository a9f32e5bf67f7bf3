'use strict';
// Starts the bundled program with its code cache: compiling is a third of what a check of a small group takes.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const file = require('node:path').join(__dirname, 'program.js');
const source = readFileSync(file, 'utf8');

/** V8 checks no more than a length: a cache of other code, or a damaged one, would run as it is. The build writes the sums. */
function cacheOf() {
  try {
    const cache = readFileSync(`${file}.cache`);
    return crc32(source) === __SOURCE_SUM__ && crc32(cache) === __CACHE_SUM__ ? cache : undefined;
  } catch {
    return undefined;
  }
}

// import() inside a script that comes out of a cache has no module to be relative to; here it has.
const load = (path) => import(path);
const parameters = ['require', 'module', 'exports', '__filename', '__dirname', '__load'];
const script = new Script(`(function (${parameters.join()}) {${source}\n})`, { filename: file, cachedData: cacheOf() });
script.runInThisContext()(require, module, module.exports, file, __dirname, load);
