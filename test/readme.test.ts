// README's transcripts are run and compared, so that what it shows is what the program prints.
// README_UPDATE=1 npx vitest run test/readme.test.ts writes them anew.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, run } from './run.ts';

const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
const block = /```console\n\$ rebootgate ([^\n]*)\n([\s\S]*?)```/g;

const argumentsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');

async function transcript(line: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rebootgate-readme-'));
  try {
    // The one command that writes is shown on the shipped catalog, and run on a copy.
    const args = argumentsOf(line).map((arg) =>
      line.startsWith('build') && arg === 'catalog.sqlite' ? join(folder, arg) : arg,
    );
    if (line.startsWith('build'))
      writeFileSync(join(folder, 'catalog.sqlite'), readFileSync(join(root, 'catalog.sqlite')));
    const { code, out, err } = await run(args, { env: { LOCALAPPDATA: folder } });
    const text = `${out.replaceAll('\r\n', '\n')}${err}`
      .replaceAll(join(folder, 'catalog.sqlite'), 'catalog.sqlite')
      .replaceAll(join(root, 'catalog.sqlite'), 'catalog.sqlite');
    return `${text}${code === 0 ? '' : `(exit code ${code})\n`}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function written(): Promise<string> {
  let text = readme;
  for (const [shown, line = ''] of readme.matchAll(block)) {
    text = text.replace(shown, () => `\`\`\`console\n$ rebootgate ${line}\nTRANSCRIPT\`\`\``);
    const now = await transcript(line);
    text = text.replace('TRANSCRIPT', () => now);
  }
  return text;
}

if (process.env['README_UPDATE'] === '1') writeFileSync(path, await written());

const blocks = [...readFileSync(path, 'utf8').replaceAll('\r\n', '\n').matchAll(block)].map((match) => ({
  line: match[1] ?? '',
  shown: match[2] ?? '',
}));

describe('README', () => {
  test('shows a transcript of each command', () => {
    const commands = new Set(blocks.map(({ line }) => line.split(' ')[0]));
    expect([...commands].sort()).toEqual([
      ...['build', 'check', 'explain', 'finding', 'patch-tuesday', 'query', 'remediate', 'status'],
    ]);
  });

  test.each(blocks)('$line', async ({ line, shown }) => {
    expect(shown).toBe(await transcript(line));
  });

  test('names every view of the catalog with its columns', async () => {
    for (const [, view = '', columns = ''] of readme.matchAll(/\| `(v_\w+)` \| ([^|]+) \|/g)) {
      const { out } = await run(['query', '--sql', `SELECT * FROM ${view} LIMIT 1`, '--format', 'json']);
      expect(Object.keys(JSON.parse(out).rows[0]), view).toEqual(columns.trim().split(', '));
    }
  });
});
