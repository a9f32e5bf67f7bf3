// A pass that rests on what is stated of the devices, or on a source that overrules another, says so in every format.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../src/reports/index.ts';
import { run } from './run.ts';

let folder = '';

/** A lab of one's own that counted one restart where Microsoft's list and field reports say two. */
const lab = {
  source: { id: 'lab/example', name: 'Our lab', kind: 'lab-record', tier: 'lab', url: 'https://lab.example/17' },
  findings: [
    {
      ...{ id: 'lab/example/2965788', kb: '2965788', updateId: null, selector: null, numberKind: 'package' },
      ...{ products: ['Windows 7'], architectures: ['x64'], direction: 'install', restarts: { min: 1, max: 1 } },
      ...{
        condition: null,
        applicability: null,
        claimedOn: '2026-11-20',
        knownBy: null,
        validFrom: null,
        validTo: null,
      },
      ...{ reviewOn: null, retractedOn: null, confidence: 'confirmed', derivedFrom: null, note: null },
    },
  ],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rebootgate-aside-'));
  writeFileSync(join(folder, 'lab.json'), JSON.stringify(lab));
  writeFileSync(join(folder, 'listed.txt'), 'Security Update for Windows 7 for x64-based Systems (KB2965788)\n');
  writeFileSync(
    join(folder, 'guard.txt'),
    '2021-01 Security Update for Windows Server 2019 for x64-based Systems (KB4535680)\n',
  );
  writeFileSync(join(folder, 'quiet.txt'), 'Security Update for Windows 7 for x64-based Systems (KB2957189)\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFormat = async (format: string, ...args: string[]): Promise<{ code: number; said: string }> => {
  const { code, out } = await run(['check', ...args, '--format', format], { cwd: folder });
  return { code, said: out.replace(/\s+/g, ' ') };
};

/** The JSON report has its evidence instead of sentences. */
const worded = formats.filter((format) => format !== 'json');

describe('a pass', () => {
  test.each(worded)('by what is stated says so as %s', async (format) => {
    const { code, said } = await inFormat(format, 'guard.txt', '--env', 'credential-guard=no');
    expect(code).toBe(0);
    expect(said).toContain('1 update passes only by what is stated of the devices.');
  });

  test.each(worded)('against a claim says so as %s', async (format) => {
    const { code, said } = await inFormat(format, 'listed.txt', '--findings', 'lab.json');
    expect(code).toBe(0);
    expect(said).toContain('1 update passes AGAINST A CLAIM that a source trusted more overrules.');
    expect(said).toContain('KB2965788');
  });

  test.each(worded)('by itself says nothing of the kind as %s', async (format) => {
    const { code, said } = await inFormat(format, 'quiet.txt', '--env', 'credential-guard=no');
    expect(code).toBe(0);
    expect(said).not.toMatch(/only by what is stated|AGAINST A CLAIM|Set aside/);
  });

  test('text names the update, the claim and who overrules it', async () => {
    const { said } = await inFormat('text', 'listed.txt', '--findings', 'lab.json');
    expect(said).toMatch(/Set aside by what is stated, or overruled \(1\) KB2965788 x64 .*Our lab.*overrules/);
  });
});
