// The change to a task sequence that lets it live through a second restart: the variable or the retries, as the analysis says.
import type { FullReport } from '../reports/types.ts';
import type { SequenceMend, SequencePrediction } from '../sequences/outcome.ts';
import { header } from './header.ts';
import { ascii, isKnown, nameParameter, onSite, quote, quotes, siteParameters, siteUsage } from './powershell.ts';
import { connecting } from './split-group.ts';
import { failing } from './targets.ts';
import { retryFunctions, stepFunctions, waitFunctions } from './task-sequence-steps.ts';
import type { Remedy } from './types.ts';

export const taskSequence: Remedy = {
  id: 'task-sequence',
  file: 'task-sequence.ps1',
  description: 'PowerShell that adds the wait for a second restart, or the retries, to the task sequence',
  make(report) {
    const mendable = mendableOf(report);
    if (mendable.length === 0) return null;
    const ids = mendable.map(({ packageId }) => packageId);
    const ways = new Set(mendable.map(({ mend }) => mend.by));
    const about = header(report, {
      id: 'task-sequence',
      purpose: `Lets the task sequence go on after a second restart: ${mendable.map(({ name }) => `"${ascii(name)}"`).join(', ')}.`,
      changes: `${[...ways].map((way) => changes[way]).join(' ')} Without -Apply nothing is changed. Run twice, it finds nothing left to do.`,
      usage: siteUsage('task-sequence.ps1', ...(isKnown(ids) ? [] : ["-TaskSequenceId 'XYZ00012'"])),
      notes: [
        'it stops before any change when the sequence is not what was checked, because it has other steps that install updates.',
        ...(ways.has('waits') ? waitNotes : []),
        'the variable helps only where Windows is deployed with "Setup Windows and ConfigMgr", the retries only in a stand-alone sequence: a sequence gets one or the other, never both.',
      ],
      unverified: [...connecting, ...[...ways].flatMap((way) => unverified[way])],
      updates: failing(report),
      listed: 'Updates that the sequence is to live through',
    });
    const parameter = nameParameter('TaskSequenceId', ids);
    const functions = `${planOf(mendable)}${stepFunctions}${ways.has('waits') ? waitFunctions : ''}${ways.has('retry') ? retryFunctions : ''}`;
    const names = [...ways].flatMap((way) => cmdlets[way]);
    return `${about}${siteParameters([parameter])}${onSite([...new Set(names)], functions, bodyOf(ways))}`;
  },
  without: (report) => {
    const { taskSequence: given } = report;
    if (given === null) return 'no task sequence was given';
    const [advice] = given.sequences.flatMap((each) => each.advice);
    return advice === undefined
      ? 'the task sequence needs no change'
      : `no change of the task sequence that a script can make; the report advises: ${ascii(advice, 300)}`;
  },
};

type Mendable = SequencePrediction & { mend: SequenceMend };

const mendableOf = ({ taskSequence: given }: FullReport): Mendable[] =>
  (given?.sequences ?? []).filter((each): each is Mendable => each.mend !== null);

const changes: Record<SequenceMend['by'], string> = {
  waits:
    'it adds two steps to the sequence: one sets SMSTSWaitForSecondReboot to 600 seconds before the first Install Software Updates step, the other sets it to 0 after the last.',
  retry:
    'it turns on "Retry this step if computer unexpectedly restarts", with 2 retries, for the steps that install updates.',
};

const waitNotes = [
  'it stops as well where anything in the sequence names the variable already.',
  'the steps are added on the outermost level, before and after the groups that hold the steps which install updates: every restart between them waits 600 seconds too.',
  'the variable needs 2012 SP2 or 2012 R2 SP1 with CU3, or current branch 1602 or later.',
];

const unverified: Record<SequenceMend['by'], readonly string[]> = {
  waits: ['Add-CMTaskSequenceStep with -TaskSequenceId; the script looks at the sequence again afterwards.'],
  retry: [
    'Set-CMTSStepInstallUpdate with -RetryCount is named by Microsoft without a description; the script asks whether the cmdlet is there, and looks at the sequence again afterwards.',
  ],
};

const cmdlets: Record<SequenceMend['by'], readonly string[]> = {
  waits: ['Get-CMTaskSequence', 'New-CMTSStepSetVariable', 'Add-CMTaskSequenceStep'],
  retry: ['Get-CMTaskSequence', 'Set-CMTSStepInstallUpdate'],
};

function planOf(mendable: readonly Mendable[]): string {
  const rows = mendable.map(({ name, mend, updateSteps }) => {
    const all = updateSteps.filter(({ enabled }) => enabled).map((step) => step.name);
    return `    [pscustomobject]@{ By = ${quote(mend.by)}; Name = ${quote(ascii(name))}; All = ${quotes(all)}; Steps = ${quotes(mend.steps)} }`;
  });
  return `
# What was checked: all steps that install updates, in their order, and those that are changed or lie between the two new steps.
$plans = @(
${rows.join('\n')}
)
`;
}

const bodyOf = (ways: ReadonlySet<SequenceMend['by']>): string => `
    if ($TaskSequenceId.Count -ne $plans.Count) { throw ('Give ' + $plans.Count + ' package IDs for -TaskSequenceId, in the order of the report.') }
    # All sequences are looked at before the first is changed.
    for ($index = 0; $index -lt $plans.Count; $index++) { Assert-Checked -Id $TaskSequenceId[$index] -Plan $plans[$index] }
    for ($index = 0; $index -lt $plans.Count; $index++) {
${[...ways].map((way) => `        if ($plans[$index].By -eq '${way}') { ${way === 'waits' ? 'Add-Wait' : 'Set-Retry'} -Id $TaskSequenceId[$index] -Plan $plans[$index] }`).join('\n')}
    }
`;
