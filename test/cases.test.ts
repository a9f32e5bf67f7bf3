// Each folder of test/cases is one command line with its expected output and exit code; adding a case is adding a folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, run } from './run.ts';
import { kindOf, validJson } from './validate.ts';

const folder = join(root, 'test', 'cases');

/** `command.txt` holds the arguments, one a line; `stdin.txt` is piped in. The clock stands at SOURCE_DATE_EPOCH. */
async function runCase(name: string): Promise<string> {
  const at = join(folder, name);
  const args = readFileSync(join(at, 'command.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const stdin = existsSync(join(at, 'stdin.txt')) ? readFileSync(join(at, 'stdin.txt')) : '';
  const { code, out, err } = await run(args, { cwd: at, stdin });
  if (args.includes('json') && out !== '') validJson(kindOf(args[0]), out);
  return `${out}${err === '' ? '' : `--- stderr\n${err}`}--- exit ${code}\n`;
}

describe('cases', () => {
  test.each(readdirSync(folder))('%s', async (name) => {
    await expect(await runCase(name)).toMatchFileSnapshot(join(folder, name, 'expected.txt'));
  });
});
