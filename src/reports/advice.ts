// What to do next, by what the group holds. Versions and limits: Microsoft Learn, "Task sequence fails in Configuration Manager
// if software updates require multiple restarts", "Task sequence variables" and "Task sequence steps".
import type { CheckedUpdate, Status } from '../types.ts';
import type { FullReport } from './types.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

const outside =
  'Leave the updates named above out of the group, and deploy them outside the task sequence or put them into the image.';
const inDeployment =
  'In an operating system deployment sequence with "Setup Windows and ConfigMgr" (2012 SP2 or 2012 R2 SP1 with CU3, current branch 1602 or later): set the variable SMSTSWaitForSecondReboot to seconds (600, for example) before the first Install Software Updates step, and to 0 after the last.';
const standAlone =
  'In a stand-alone sequence instead: the option "Retry this step if computer unexpectedly restarts" of the step (1 to 5 retries, 2 by default). It is one or the other, never both.';
const unknown =
  'Find out about the updates of which nothing is known: "rebootgate explain <KB>", a test machine, or the KB article. --accept-no-data lets a group pass of which nothing is known at all.';

/** Sentences, the first to try first. */
export function adviceOf({ updates, outcome, taskSequence }: FullReport): string[] {
  // A task sequence that was given has its own advice, see above.
  const restarting = taskSequence === null ? updates.filter(({ status }) => restarts.includes(status)) : [];
  return [
    ...(restarting.length > 0 ? [...letThrough(restarting), outside, inDeployment, standAlone] : []),
    ...(outcome === 'undecided' ? [unknown] : []),
  ];
}

const restarts: readonly Status[] = ['multi-restart', 'conditional', 'suspected'];

/** Where nothing fails or warns but what is let through: that it still restarts, and until when it is let through. */
function letThrough(updates: readonly CheckedUpdate[]): string[] {
  if (updates.some(({ waiver, known }) => waiver === null && !known)) return [];
  const [first] = updates.flatMap(({ waiver }) => (waiver === null ? [] : [waiver.expires])).sort();
  return [
    first === undefined
      ? 'The updates that failed in the older report as well still restart more than once; that they are known only keeps them from failing again. What mends it:'
      : `The updates that are waived still restart more than once, and fail again when their waivers have ended, the first of them after ${first}. What mends it by then:`,
  ];
}

export function adviceLines(report: FullReport, width: number, paint: Paint): string[] {
  const advice = adviceOf(report);
  if (advice.length === 0) return [];
  return ['', paint.bold('What to do'), ...advice.flatMap((line) => wrap(`- ${line}`, width, '  ', '    '))];
}
