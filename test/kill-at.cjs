// Loaded into the built program with --require: ends it, as a power cut would, at the n-th thing that it does to the disk or its database.
// REBOOTGATE_KILL_AT=<n>, REBOOTGATE_KILL_SIGNAL=<signal>; with REBOOTGATE_KILL_COUNT=<file> it counts the points instead, and names them there.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const { REBOOTGATE_KILL_AT, REBOOTGATE_KILL_COUNT, REBOOTGATE_KILL_SIGNAL = 'SIGKILL' } = process.env;
const killAt = Number(REBOOTGATE_KILL_AT ?? 0);
const { openSync, writeSync, writeFileSync } = fs;
const points = [];

function point(name) {
  points.push(name);
  if (points.length === killAt) process.kill(process.pid, REBOOTGATE_KILL_SIGNAL);
}

/** A point before and a point after; `half` does a part of it in between. */
function hook(object, name, half, afterwards = true) {
  const original = object[name];
  object[name] = function hooked(...args) {
    point(`before ${name}`);
    if (half !== undefined) {
      const next = points.length + 1;
      if (next === killAt) half(...args);
      point(`half ${name}`);
    }
    const last = args.at(-1);
    if (typeof last === 'function') {
      args[args.length - 1] = (...results) => {
        point(`after ${name}`);
        last(...results);
      };
      return Reflect.apply(original, this, args);
    }
    const result = Reflect.apply(original, this, args);
    if (afterwards) point(`after ${name}`);
    return result;
  };
}

const halfOf = (data) => data.subarray(0, data.length / 2);

for (const name of ['renameSync', 'fsyncSync', 'rmSync', 'mkdtempSync', 'copyFileSync']) hook(fs, name);
hook(fs, 'writeFileSync', (path, data) => writeFileSync(path, halfOf(Buffer.from(data))));
// What a stream writes.
hook(fs, 'open');
hook(fs, 'write', (file, data) => writeSync(file, halfOf(data)));
hook(fs, 'close');
syncBuiltinESMExports();

const { dlopen } = process;
process.dlopen = function hooked(module, file, ...rest) {
  Reflect.apply(dlopen, this, [module, file, ...rest]);
  const database = module.exports?.Database?.prototype;
  // Between two statements nothing happens to the disk.
  if (database) for (const name of ['exec', 'close']) hook(database, name, undefined, false);
};

// A stream hands on what waits in fewer pieces at one time than at another, so a run may have fewer points than the one that was counted.
process.on('exit', () => {
  if (killAt > points.length) process.kill(process.pid, REBOOTGATE_KILL_SIGNAL);
});

if (REBOOTGATE_KILL_COUNT !== undefined) {
  process.on('exit', () => {
    const file = openSync(REBOOTGATE_KILL_COUNT, 'w');
    writeSync(file, points.join('\n'));
  });
}
