// Whole commands for the benchmarks: how long they take, and how much memory they hold at most.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns milliseconds, and the peak of resident memory in MB */
export function runNode(args, folder, codes = [0]) {
  const hook = join(folder, 'peak.cjs');
  const peak = join(folder, 'peak.txt');
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));`,
  );
  const from = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['-r', hook, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const taken = Number(process.hrtime.bigint() - from) / 1e6;
  if (!codes.includes(status)) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return { taken, peak: Number(readFileSync(peak, 'utf8')) / 1024 };
}

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
