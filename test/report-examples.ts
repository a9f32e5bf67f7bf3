// The five reports that every format is shown with: fail, pass, conditional with waivers, mostly no-data, and with a task sequence.
import { join } from 'node:path';
import { type CheckFlags, reportOn } from '../src/cli/check.ts';
import type { FullReport } from '../src/reports/types.ts';
import type { CheckedUpdate, JudgedWaiver } from '../src/types.ts';
import { root, testIo } from './run.ts';

const cases = join(root, 'test', 'cases');

const check = async (folder: string, files: readonly string[], flags: CheckFlags = {}): Promise<FullReport> => {
  const io = testIo({ cwd: join(cases, folder), now: '2026-11-22T12:00:00Z' }).io;
  // A format that points into the files, so that the lines are known.
  const { report } = await reportOn(files, { format: 'sarif', ...flags }, io, '0.1.0');
  // Of a fact that no example is about the catalog may learn any day, and its digest would be another.
  return { ...report, catalog: { ...report.catalog, digest: `sha256:${'0'.repeat(64)}` } };
};

const waiver: JudgedWaiver = {
  ...{ kb: '5083631', updateId: null, product: null, architecture: null, group: null, sequence: null },
  reason: 'The pilot ring has its 2023 certificates; ticket CHG0042',
  owner: 'patching@example.com',
  expires: '2026-12-01',
  where: 'waivers.yaml, line 2',
  ...{ expired: false, endsSoon: true, waived: 1, needed: 1 },
};

/** As a waiver file would make it; statuses never change. */
function waived(report: FullReport): FullReport {
  const { expired, endsSoon, waived: _count, needed: _needed, ...plain } = waiver;
  const updates = report.updates.map(
    (each): CheckedUpdate => (each.kb === waiver.kb ? { ...each, waiver: plain } : each),
  );
  return { ...report, updates, waivers: [waiver], outcome: 'pass' };
}

export const reportExamples: Record<string, () => Promise<FullReport>> = {
  fail: () => check('windows-7-june-2014', ['group.csv']),
  pass: () => check('june-2014-without', ['group.csv']),
  waived: async () => waived(await check('windows-11-2026', ['group.txt'])),
  'no-data': () => check('windows-10-2018', ['group.txt']),
  sequence: () =>
    check('windows-7-june-2014', ['group.csv'], { taskSequence: ['../../fixtures/sequences/deploy.xml'] }),
};
