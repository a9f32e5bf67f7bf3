// The first lines of the report: whether this group holds updates known to restart twice, and what was not looked at.
import type { FullReport } from './types.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';

export function headline(report: FullReport, width: number, paint: Paint): string[] {
  const [word, colour] = verdictWord(report, paint);
  const [first = '', ...rest] = wrap(`${word} ${sentence(report)}`, width);
  return [
    paint.bold(first.replace(word, colour(word))),
    ...rest,
    ...(report.because === 'no-group' ? [] : wrap(scope, width)),
  ];
}

/** The first line alone, in one piece. */
export function verdictText(report: FullReport, paint: Paint): string {
  const [word, colour] = verdictWord(report, paint);
  return `${colour(word)} ${sentence(report)}`;
}

const scope =
  'The Install Software Updates step installs every update deployed to the device; only this group was checked.';

function verdictWord(report: FullReport, paint: Paint): [string, (text: string) => string] {
  const { outcome, policy, counts, because } = report;
  if (because === 'no-group') return ['NO GROUP WAS CHECKED:', paint.yellow];
  if (outcome === 'fail') return ['FAIL:', paint.red];
  if (outcome === 'undecided') return ['UNDECIDED:', paint.yellow];
  if (because === 'mitigated') return ['PASS BY THE TASK SEQUENCE:', paint.yellow];
  const known = counts['multi-restart'] + counts.conditional > 0;
  return known ? [`PASS ONLY BY --fail-on ${policy.failOn}:`, paint.yellow] : ['PASS:', paint.green];
}

/** What decides besides the updates themselves. */
const reasons: Record<NonNullable<FullReport['because']>, string> = {
  mitigated: ' The task sequence survives them.',
  'sequence-unaffected': ' The task sequence installs no updates, so it is not affected, and mends nothing.',
  'sequence-fails': ' The task sequence fails all the same, see below.',
  'sequence-unclear': ' What the task sequence makes of it cannot be told, see below.',
  'rule-open': ' What else the rule picks cannot be told, see below.',
  'rule-empty': '',
  'no-group': '',
};

function sentence(report: FullReport): string {
  const { because } = report;
  if (because === 'no-group') return 'the task sequence is described, and nothing is said of any update.';
  if (because === 'rule-empty') return 'the next run of the rule picks no update.';
  return `${sentenceOfUpdates(report)}${because === null ? '' : reasons[because]}`;
}

function sentenceOfUpdates(report: FullReport): string {
  const { counts, updates } = report;
  const names = report.inputs.map(({ name }) => `"${plain(name)}"`).join(', ');
  const total = updates.length;
  const multiple = counts['multi-restart'];
  if (multiple > 0) {
    const more =
      counts.conditional > 0
        ? `, and ${counts.conditional} more ${does(counts.conditional)} under a condition that nobody stated`
        : '';
    return `${multiple} of ${total} ${updatesOf(total)} in ${names} ${are(multiple)} known to restart more than once${more}.`;
  }
  if (counts.conditional > 0) {
    return `${counts.conditional} of ${total} ${updatesOf(total)} in ${names} ${counts.conditional === 1 ? 'restarts' : 'restart'} more than once under a condition that nobody stated.`;
  }
  const known = `no update in ${names} is known to restart more than once`;
  const suspected =
    counts.suspected > 0 ? `, but ${counts.suspected} of ${total} ${are(counts.suspected)} suspected of it` : '';
  return `${known}${suspected}${ignorance(report)}.`;
}

/** A group of which little is known must not look green. */
function ignorance({ counts, updates, outcome }: FullReport): string {
  const unknown = counts['no-data'];
  if (unknown === 0) return '';
  if (outcome === 'undecided') return ', because nothing is known about any of them. That is no clearance';
  if (unknown * 2 > updates.length) return `; NOTHING IS KNOWN about ${unknown} of ${updates.length}`;
  return `; nothing is known about ${unknown} of ${updates.length}`;
}

const are = (count: number): string => (count === 1 ? 'is' : 'are');
const does = (count: number): string => (count === 1 ? 'does' : 'do');
const updatesOf = (count: number): string => (count === 1 ? 'update' : 'updates');
