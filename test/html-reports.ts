// Reports that the page is tried with: one in which every part is there, hostile ones, and a very large one.
import type { FullReport, RuleSection } from '../src/reports/types.ts';
import type { CheckedUpdate, JudgedWaiver, Status } from '../src/types.ts';
import { reportExamples } from './report-examples.ts';

export async function example(name: string): Promise<FullReport> {
  const report = await reportExamples[name]?.();
  if (!report) throw new Error(`there is no example ${name}`);
  return report;
}

const waiver = (kb: string, rest: Partial<JudgedWaiver>): JudgedWaiver => ({
  ...{ kb, updateId: null, product: 'Windows 7', architecture: 'x64', group: 'OSD', sequence: 'Deploy' },
  ...{
    reason: 'Tested in the lab',
    owner: 'patching@example.com',
    expires: '2026-11-01',
    where: 'waivers.yaml, line 2',
  },
  ...{ expired: true, endsSoon: false, waived: 0, needed: 0 },
  ...rest,
});

/** Every part of the page at once. */
export async function fullReport(): Promise<FullReport> {
  const sequence = await example('sequence');
  const waived = await example('waived');
  const rule: RuleSection = {
    ...{ name: 'Windows 7 monthly', lines: ['Product: Windows 7'], picks: 'at least 3 updates', complete: false },
    ...{
      open: [{ why: 'no column "Severity"', updates: 2 }],
      notes: ['It uses one group again.'],
      outdated: null,
      limit: 'possibly-exceeded',
    },
    possiblyHarmful: sequence.updates.slice(0, 1),
  };
  const updates = [...sequence.updates, ...waived.updates.map((each) => ({ ...each, input: 1 }))];
  const [stale] = sequence.catalog.sources;
  return {
    ...sequence,
    updates,
    counts: countsOf(updates),
    inputs: [...sequence.inputs, ...waived.inputs],
    rules: [rule],
    waivers: [waiver('2965788', {}), waiver('5083631', { expired: false, endsSoon: true, waived: 1, needed: 1 })],
    baseline: {
      ...{ path: 'old.json', generatedAt: '2026-10-13T08:00:00Z', known: 1 },
      gone: [
        {
          ...{ kb: '3000061', updateId: null, title: 'Security Update' },
          ...{ products: ['Windows 7'], architecture: 'x64', status: 'multi-restart' },
        },
      ],
    },
    openFacts: [...sequence.openFacts, ...waived.openFacts],
    catalog: {
      ...sequence.catalog,
      verified: false,
      sources: [...sequence.catalog.sources.slice(1), ...(stale ? [{ ...stale, live: true, stale: true }] : [])],
    },
  };
}

function countsOf(updates: readonly CheckedUpdate[]): FullReport['counts'] {
  const count = (status: Status): number => updates.filter((each) => each.status === status).length;
  return {
    ...{ 'multi-restart': count('multi-restart'), conditional: count('conditional'), suspected: count('suspected') },
    ...{ 'no-data': count('no-data'), 'no-finding': count('no-finding'), clear: count('clear') },
  };
}

/** The texts of all fields that are read from somewhere, each replaced by the next of these. Words of ours stay. */
export function withTexts(report: FullReport, ...texts: readonly string[]): FullReport {
  let next = 0;
  const ours =
    /^(?:status|outcome|because|kind|role|architecture|confidence|tier|direction|conditionState|applicabilityState|limit|remedy|failOn|generatedAt|id|asOf|expires)$/;
  const replaced = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    typeof value === 'string' && !ours.test(key) ? texts[next++ % texts.length] : value,
  );
  return replaced;
}

/** Of each eight updates one fails with a reason of its own, and the others pass. */
export function manyUpdates(report: FullReport, count: number): FullReport {
  const [bad, good] = [report.updates[0], report.updates.at(-1)];
  if (!bad || !good) throw new Error('the example has no updates');
  const own = (index: number): CheckedUpdate => {
    const kb = String(5_000_000 + index);
    const title = `2026-01 Security Update for Windows 7 for x64-based Systems (KB${kb})`;
    return index % 8 === 0 ? { ...bad, kb, title, reason: `${bad.reason} ${index}` } : { ...good, kb, title };
  };
  const updates = Array.from({ length: count }, (_, index) => own(index));
  updates.sort((a, b) => Number(b.status === bad.status) - Number(a.status === bad.status));
  return { ...report, updates, counts: countsOf(updates) };
}

/** What does harm to pages above all, each kind once; hostile-strings.ts has those of all formats. */
export const harmful = [
  '</script><script>window.harmed = true</script>',
  '<img src=x onerror="window.harmed = true">',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><style>*{display:none}</style>',
  '<!-- --><!DOCTYPE x><?php ?>]]>',
  '&lt;script&gt;&#x3c;b>&amp',
  'javascript:alert(1)',
  'https://user:secret@example.com/',
  'https://example.com/"onclick="alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '\u202etxt.exe\u2066\u200b\ufeff\u00ad',
  '\u0000\u0007\u001b[31mred\u001b]8;;http://x\u0007',
  'line\r\n::error::one\u2028two\u2029##vso[task.complete result=Succeeded;]',
  '\ud800 \udc00',
  '<base href="http://example.com"><form action="http://example.com"><iframe srcdoc="x">',
];
