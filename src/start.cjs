'use strict';
// Starts the bundled program with its code cache: compiling is a third of what a check of a small group takes.
const { readFileSync, writeFileSync } = require('node:fs');
const { Script, constants } = require('node:vm');

const file = require('node:path').join(__dirname, 'program.js');

function cacheOf(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

const script = new Script(
  `(function (require, module, exports, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`,
  {
    filename: file,
    cachedData: cacheOf(`${file}.cache`),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  },
);
script.runInThisContext()(require, module, module.exports, file, __dirname);

// The build asks for a cache of what one check has compiled.
if (process.env.REBOOTGATE_MAKE_CACHE) {
  process.once('exit', () => writeFileSync(process.env.REBOOTGATE_MAKE_CACHE, script.createCachedData()));
}
