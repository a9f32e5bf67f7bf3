// The verdict of a report in plain words: whether this group holds updates known to restart twice, and what was not looked at.
import type { FullReport } from './types.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { statuses } from '../types.ts';
import { plain } from './safe.ts';
import { setAsideText } from './set-aside.ts';
import { takenOut } from './waivers.ts';

export interface Verdict {
  /** "FAIL" */
  word: string;
  tone: 'good' | 'warn' | 'bad';
  /** One or a few sentences on one line, the first of which goes on from the word. */
  sentence: string;
  /** What the verdict does not speak of; null where no group was checked. */
  scope: string | null;
}

/** Every format says the same. */
export function verdictOf(report: FullReport): Verdict {
  const [word, tone] = verdictWord(report);
  return { word, tone, sentence: sentence(report), scope: report.because === 'no-group' ? null : scope };
}

export function headline(report: FullReport, width: number, paint: Paint): string[] {
  const verdict = verdictOf(report);
  const { word, colour } = painted(verdict, paint);
  const [first = '', ...rest] = wrap(`${word} ${verdict.sentence}`, width);
  return [
    paint.bold(first.replace(word, colour(word))),
    ...rest,
    ...(verdict.scope === null ? [] : wrap(verdict.scope, width)),
  ];
}

/** The first line alone, in one piece. */
export function verdictText(report: FullReport, paint: Paint): string {
  const verdict = verdictOf(report);
  const { word, colour } = painted(verdict, paint);
  return `${colour(word)} ${verdict.sentence}`;
}

function painted({ word, tone }: Verdict, paint: Paint): { word: string; colour: (text: string) => string } {
  return { word: `${word}:`, colour: { good: paint.green, warn: paint.yellow, bad: paint.red }[tone] };
}

const scope =
  'The Install Software Updates step installs every update deployed to the device; only this group was checked.';

function verdictWord(report: FullReport): [string, Verdict['tone']] {
  const { outcome, because } = report;
  if (because === 'no-group') return ['NO GROUP WAS CHECKED', 'warn'];
  if (outcome === 'fail') return ['FAIL', 'bad'];
  if (outcome === 'undecided') return ['UNDECIDED', 'warn'];
  if (because === 'mitigated') return ['PASS BY THE TASK SEQUENCE', 'warn'];
  return passWord(report);
}

/** What fails by the policy or, whatever it is, by the default, and passed all the same: the word says by what. */
function passWord({ policy, updates }: FullReport): [string, Verdict['tone']] {
  const failOn = policy.failOn === 'never' ? 'conditional' : policy.failOn;
  const limit = Math.max(statuses.indexOf(failOn), statuses.indexOf('conditional'));
  const bad = updates.filter(({ status }) => statuses.indexOf(status) <= limit);
  if (bad.some(({ waiver, known }) => waiver === null && !known))
    return [`PASS ONLY BY --fail-on ${policy.failOn}`, 'warn'];
  if (bad.some(({ waiver }) => waiver !== null)) return ['PASS BY WAIVER', 'warn'];
  return bad.length > 0 ? ['PASS, NOTHING NEW', 'warn'] : ['PASS', 'good'];
}

/** What decides besides the updates themselves. */
const reasons: Record<NonNullable<FullReport['because']>, string> = {
  mitigated: ' The task sequence survives such restarts.',
  'sequence-unaffected': ' The task sequence installs no updates, so it is not affected, and mends nothing.',
  'sequence-fails': ' The task sequence fails all the same, see below.',
  'sequence-unclear': ' What the task sequence makes of it cannot be told, see below.',
  'rule-open': ' What else the rule picks cannot be told, see below.',
  'rule-empty': '',
  'no-group': '',
  'unused-waivers': ' A waiver names no update of this check, and unused waivers are to fail.',
};

function sentence(report: FullReport): string {
  const { because } = report;
  if (because === 'no-group') return 'the task sequence is described, and nothing is said of any update.';
  if (because === 'rule-empty') return emptyRule(report);
  return `${sentenceOfUpdates(report)}${setAsideText(report)}${takenOut(report)}${because === null ? '' : reasons[because]}`;
}

/** That it was evaluated to its end makes it a pass; that the run comes after other news must not be overlooked. */
function emptyRule({ rules }: FullReport): string {
  const outdated = rules.find((rule) => rule.outdated !== null)?.outdated;
  if (outdated === undefined || outdated === null) return 'the next run of the rule picks no update.';
  return `the rule picks no update, BUT ${plain(outdated)}: what it will find is not in there, and this is no clearance.`;
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
