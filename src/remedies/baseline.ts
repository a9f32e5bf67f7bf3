// A discovery script for a configuration item, which answers the facts that nobody stated on each device of a baseline.
import type { FullReport } from '../reports/types.ts';
import { header } from './header.ts';
import { ascii, quote } from './powershell.ts';
import { probeOf } from './probes.ts';
import { openFacts, type OpenFact } from './targets.ts';
import type { Remedy } from './types.ts';

export const baselineScript: Remedy = {
  id: 'baseline-script',
  file: 'baseline-discovery.ps1',
  description: 'a discovery script for a configuration baseline that answers the open conditions',
  make(report: FullReport) {
    const open = openFacts(report).sort((a, b) => (a.fact.id < b.fact.id ? -1 : 1));
    if (open.every(({ fact }) => probeOf(fact.id) === null)) return null;
    const allNo = open.map(({ fact }) => `${fact.id}=no`).join(',');
    const about = header(report, {
      id: 'baseline-script',
      purpose:
        'Answers on a device what the report leaves open. Use it as the discovery script (PowerShell, data type String, 64-bit, run as the system) of a setting of a configuration item, in a baseline that is deployed to the collection of the task sequence.',
      changes: 'nothing. It reads, and writes one line.',
      notes: [
        `it writes the facts in the form that the variable REBOOTGATE_ENV of rebootgate takes; --env takes one of them at a time. A device where none of them holds writes: ${allNo}`,
        'unknown is an answer of its own: the device could not be asked. A compliance rule "equals" with the line above makes such devices non-compliant too, and the report of the baseline shows what each one wrote.',
      ],
      updates: [],
    });
    return `${about}${scriptOf(open)}`;
  },
  without: (report) => (report.openFacts.length === 0 ? 'no fact is open' : 'what is open cannot be read on a device'),
};

const scriptOf = (open: readonly OpenFact[]): string => `
function Get-Answer([scriptblock] $Probe) {
    try { $answer = & $Probe } catch { return 'unknown' }
    if ($answer -eq $true) { return 'yes' }
    if ($answer -eq $false) { return 'no' }
    'unknown'
}

$answers = @()
${open.map(answerOf).join('\n')}
$answers -join ','
`;

function answerOf({ fact, updates }: OpenFact): string {
  const probe = probeOf(fact.id);
  const about = [
    `# ${ascii(fact.id)}: ${ascii(fact.question, 300)}`,
    ...(updates.length === 0 ? [] : [`# It decides about: ${ascii(updates.join('; '), 300)}`]),
    ...(fact.note === null ? [] : [`# Note: ${ascii(fact.note, 500)}`]),
  ];
  const name = quote(`${fact.id}=`);
  if (probe === null) return [...about, '# No script can tell.', `$answers += ${name} + 'unknown'`, ''].join('\n');
  const block = probe.powershell.map((line) => `    ${line}`).join('\n');
  return [...about, `$answers += ${name} + (Get-Answer {`, block, '})', ''].join('\n');
}
