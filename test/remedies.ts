// Reports that need mending in different ways, and what is made of them.
import { join } from 'node:path';
import { type CheckFlags, reportOn } from '../src/cli/check.ts';
import { remedies } from '../src/remedies/index.ts';
import type { FullReport } from '../src/reports/types.ts';
import type { CheckedUpdate } from '../src/types.ts';
import { reportExamples } from './report-examples.ts';
import { fixture, root, testIo } from './run.ts';

async function check(folder: string, files: readonly string[], flags: CheckFlags = {}): Promise<FullReport> {
  const io = testIo({ cwd: join(root, 'test', 'cases', folder) }).io;
  return (await reportOn(files, flags, io, '0.1.0')).report;
}

async function example(name: string): Promise<FullReport> {
  const make = reportExamples[name];
  if (!make) throw new Error(`there is no example ${name}`);
  return make();
}

export async function reportsToMend(): Promise<Record<string, FullReport>> {
  const june = await example('fail');
  return {
    'june-2014': june,
    nothing: await example('pass'),
    waived: await example('waived'),
    sequence: await example('sequence'),
    retry: await check('remediate-retry', ['../windows-7-june-2014/group.csv'], { taskSequence: ['sequence.xml'] }),
    'windows-11': await check('windows-11-2026', ['group.txt']),
    rule: await check('.', [fixture('rules/adr-windows-7.json')], {
      updates: fixture('rules/site-june-2014.json'),
      runAt: '2014-06-17T00:00:00.000Z',
    }),
    mixed: withUpdates(june, [
      { ciId: null, updateId: '1B0B70C0-191E-42F6-8808-C1B50DEACB3B' },
      { ciId: 'no number', updateId: 'no guid', title: "It's 'quoted' \u2019" },
      { ciId: null, title: null },
    ]),
    many: withUpdates(june, [{ kb: '3126446' }, { kb: '2965788' }, { kb: '2984976' }, { kb: '2965788' }]),
    'all-facts': withUpdates(
      { ...june, openFacts: [...june.openFacts, ...(await example('waived')).openFacts, unheardOf] },
      [{}],
    ),
  };
}

const unheardOf = {
  ...{ id: 'unheard-of', question: 'Is it?', note: null, source: null },
  howToFind: [{ kind: 'console', where: 'somewhere', yesWhen: 'it is' }],
};

/** The report with these updates alone, which are like its first one. */
export function withUpdates(report: FullReport, updates: readonly Partial<CheckedUpdate>[]): FullReport {
  const [first] = report.updates;
  if (!first) throw new Error('the report holds no update');
  return { ...report, updates: updates.map((each) => ({ ...first, ...each })) };
}

export interface MadeFile {
  id: string;
  file: string;
  text: string;
}

export function madeOf(report: FullReport): MadeFile[] {
  return remedies.flatMap((remedy): MadeFile[] => {
    const text = remedy.make(report, { firstExclude: 1 });
    return text === null ? [] : [{ id: remedy.id, file: remedy.file, text }];
  });
}

export function scriptOf(reports: Record<string, FullReport>, name: string, id: string): string {
  const report = reports[name];
  const made = report && madeOf(report).find((each) => each.id === id);
  if (!made) throw new Error(`${id} is not made of ${name}`);
  return made.text;
}
