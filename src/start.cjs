'use strict';
// Starts the bundled program with its code cache: compiling is a third of what a check of a small group takes.
const { readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const file = require('node:path').join(__dirname, 'program.js');

function cacheOf(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

// import() inside a script that comes out of a cache has no module to be relative to; here it has.
const load = (path) => import(path);
const parameters = ['require', 'module', 'exports', '__filename', '__dirname', '__load'];
const script = new Script(`(function (${parameters.join()}) {${readFileSync(file, 'utf8')}\n})`, {
  filename: file,
  cachedData: cacheOf(`${file}.cache`),
});
script.runInThisContext()(require, module, module.exports, file, __dirname, load);

// The build asks for a cache of what one check has compiled.
if (process.env.REBOOTGATE_MAKE_CACHE) {
  process.once('exit', () => writeFileSync(process.env.REBOOTGATE_MAKE_CACHE, script.createCachedData()));
}
