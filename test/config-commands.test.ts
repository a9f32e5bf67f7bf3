// What rebootgate.yaml says holds for every command that makes a check, and for those that keep findings.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, run } from './run.ts';

let folder = '';

const configuration = `inputs:
  groups: [june.csv]
findings: [ours]
waivers:
  - kb: "2965788"
    architecture: x86
    reason: The x86 machines are gone
    owner: patching@example.com
    expires: 2026-12-31
outputs: [json=report.json]
`;

const ours = {
  source: {
    id: 'field/example-2026-11-20',
    name: 'Example',
    kind: 'field-report',
    tier: 'field',
    url: 'https://field.example/1',
  },
  findings: [
    {
      ...{
        id: 'field/example-2026-11-20/2957189',
        kb: '2957189',
        updateId: null,
        selector: null,
        numberKind: 'package',
      },
      ...{ products: [], architectures: [], direction: 'install', restarts: { min: 2, max: 2 }, condition: null },
      ...{
        applicability: null,
        claimedOn: '2014-06-20',
        knownBy: null,
        validFrom: null,
        validTo: null,
        reviewOn: null,
      },
      ...{ retractedOn: null, confidence: 'reported', derivedFrom: null, note: null },
    },
  ],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rebootgate-config-'));
  cpSync(join(root, 'test/cases/windows-7-june-2014/group.csv'), join(folder, 'june.csv'));
  mkdirSync(join(folder, 'ours'));
  writeFileSync(join(folder, 'ours', 'field.json'), JSON.stringify(ours, null, 2));
  writeFileSync(join(folder, 'rebootgate.yaml'), configuration);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = (...args: string[]): ReturnType<typeof run> => run(args, { cwd: folder });

describe('rebootgate.yaml', () => {
  test('patch-tuesday checks its inputs, with its findings and waivers, and writes none of its reports', async () => {
    const { code, out } = await call('patch-tuesday', '2014-06', '--format', 'json');
    const report = JSON.parse(out);
    const statuses = report.groups[0].report.updates.map(
      (each: { kb: string; architecture: string; status: string; waiver: unknown }) =>
        `${each.kb} ${each.architecture} ${each.status}${each.waiver === null ? '' : ' waived'}`,
    );
    expect(statuses).toEqual(
      expect.arrayContaining([
        '2957189 x64 multi-restart',
        '2965788 x64 multi-restart',
        '2965788 x86 multi-restart waived',
      ]),
    );
    expect(report.groups).toHaveLength(1);
    expect(code).toBe(1);
    const month = report.updates.updates ?? report.updates;
    expect(JSON.stringify(month)).toContain('field/example-2026-11-20/2957189');
    expect(existsSync(join(folder, 'report.json'))).toBe(false);
  });

  test('remediate mends what it fails, and not what it waives', async () => {
    const { code, out } = await call('remediate', '--only', 'split-group');
    expect(code).toBe(0);
    expect(out).toMatch(/ {3}- KB2957189 \(x64, Windows 7\)/);
    expect(out).toMatch(/ {3}- KB2965788 \(x64, Windows 7\)/);
    expect(out).not.toMatch(/ {3}- KB2965788 \(x86, Windows 7\): multi-restart/);
  });

  test('diff checks its groups', async () => {
    const catalog = join(root, 'catalog.sqlite');
    const { code, out } = await call('diff', catalog, catalog, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out).groups.map(({ path }: { path: string }) => path)).toEqual(['june.csv']);
  });

  test('finding list and finding check look into its findings', async () => {
    const listed = await call('finding', 'list', '--own');
    expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('field/example-2026-11-20/2957189') });
    expect(await call('finding', 'check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 finding in 1 file'),
    });
    const none = await call('finding', 'list', '--own', '--ignore-config');
    expect(none).toMatchObject({ code: 2, out: '' });
  });
});
