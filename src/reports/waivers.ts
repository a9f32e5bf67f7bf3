// The part of the text report on what was let through: waivers, what became of each, and the baseline.
import { keyText } from '../check/reason.ts';
import { namesUpdate, useOf, type WaiverUse } from '../check/waivers.ts';
import type { CheckedUpdate, Gone, JudgedWaiver, Waiver } from '../types.ts';
import { decisionOf } from './decisions.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';
import type { FullReport } from './types.ts';

export const waiverUse = (waiver: JudgedWaiver, report: FullReport): WaiverUse =>
  useOf(waiver, report, report.taskSequence?.sequences.map(({ name }) => name) ?? []);

/** Waivers that nothing in this check has anything to do with. */
export const unusedWaivers = (report: FullReport): JudgedWaiver[] =>
  report.waivers.filter((waiver) => ['unused', 'partly'].includes(waiverUse(waiver, report)));

export function waiverLines(report: FullReport, width: number, paint: Paint): string[] {
  const { waivers } = report;
  if (waivers.length === 0) return [];
  const lines = waivers.slice(0, mostShown).flatMap((each) => {
    const line = `${waiverName(each)}  ${plain(each.owner)}: ${plain(each.reason)}`;
    const use = `${useText(each, report)} (${plain(each.where)})`;
    return [...wrap(line, width, '  ', '      '), ...wrap(use, width, '      ')];
  });
  const more = waivers.length > mostShown ? [`  ... and ${waivers.length - mostShown} more`] : [];
  return ['', paint.bold(`Waivers (${waivers.length})`), ...lines, ...more];
}

const mostShown = 100;

/** "KB2965788 x64, Windows 7": what it names, and what it is narrowed to. */
export function waiverName({ kb, updateId, product, architecture, group, sequence }: Waiver): string {
  const narrowed = [
    ...(architecture === null ? [] : [architecture]),
    ...(product === null ? [] : [plain(product)]),
    ...(group === null ? [] : [`in "${plain(group)}"`]),
    ...(sequence === null ? [] : [`for "${plain(sequence)}"`]),
  ];
  return `${plain(keyText(kb ?? updateId ?? ''))}${narrowed.length === 0 ? '' : ` ${narrowed.join(', ')}`}`;
}

/** Until when it holds, and what became of it: the same words in every format. */
export function useText(waiver: JudgedWaiver, report: FullReport): string {
  const { expires, endsSoon } = waiver;
  const use = waiverUse(waiver, report);
  if (use === 'expired') return `ENDED on ${expires}, and waives nothing any more`;
  return `until ${expires}${endsSoon ? ', which is soon' : ''}; ${stateText(waiver, use)}`;
}

/** What became of a waiver that has not ended. */
export function stateText({ waived, needed }: JudgedWaiver, use: Exclude<WaiverUse, 'expired'>): string {
  const updates = (count: number): string => `${count} ${count === 1 ? 'update' : 'updates'}`;
  const texts: Record<typeof use, string> = {
    waives: `waives ${updates(needed)}${waived > needed ? `, and ${waived - needed} more that would pass without it` : ''}`,
    idle: `NOT NEEDED: ${waived === 1 ? 'the update that it names passes' : `the ${updates(waived)} that it names pass`} without it`,
    elsewhere: 'it is for a group or a task sequence that is not checked here',
    partly: 'UNUSED: it names an update that may be more than the waiver covers',
    unused: 'UNUSED: no update of this check is named by it',
  };
  return texts[use];
}

/** How much it matters: what does nothing is to be looked at, and fails where the gate fails by it. */
export function waiverLevel(waiver: JudgedWaiver, report: FullReport): 'error' | 'warning' | 'note' {
  const use = waiverUse(waiver, report);
  if (use === 'unused' || use === 'partly') return report.because === 'unused-waivers' ? 'error' : 'warning';
  return use === 'expired' || waiver.endsSoon ? 'warning' : 'note';
}

/** What stands below an update that is let through. */
export function letThrough({ waiver, known }: CheckedUpdate, width: number): string[] {
  if (waiver !== null) {
    return wrap(`waived until ${waiver.expires} by ${plain(waiver.owner)}: ${plain(waiver.reason)}`, width, '      ');
  }
  return known ? wrap('known: it was as bad in the baseline', width, '      ') : [];
}

export function baselineLines({ baseline }: FullReport, width: number, paint: Paint): string[] {
  if (baseline === null) return [];
  const { path, generatedAt, known, gone } = baseline;
  const names = gone.slice(0, mostShown).map(goneName);
  const more = gone.length > mostShown ? ` and ${gone.length - mostShown} more` : '';
  const lines = [
    `${known} ${known === 1 ? 'update that fails was' : 'updates that fail were'} as bad there, and ${known === 1 ? 'does' : 'do'} not fail again.`,
    gone.length === 0
      ? 'Nothing that failed there is gone.'
      : `Gone since (${gone.length}): ${names.map(plain).join('; ')}${more}.`,
  ];
  return [
    '',
    ...wrap(`Compared with ${plain(path)} of ${plain(generatedAt)}`, width).map(paint.bold),
    ...lines.flatMap((line) => wrap(line, width, '  ', '      ')),
  ];
}

/** "KB2965788 x64, Windows 7" */
export function goneName({ kb, updateId, title, architecture, products }: Gone): string {
  const name = [keyText(kb ?? updateId ?? title ?? 'an update without a number'), architecture ?? ''].join(' ').trim();
  return [name, ...products].join(', ');
}

/** Said in the verdict: how many updates do not count, why, and which waivers would have helped. */
export function takenOut(report: FullReport): string {
  const { updates, waivers } = report;
  const waived = updates.filter(({ waiver }) => waiver !== null).length;
  const known = updates.filter((each) => each.known).length;
  const bad = updates.filter((update) => decisionOf(update, report) !== 'passes');
  const ended = waivers.filter((each) => each.expired && bad.some((update) => namesUpdate(each, update)));
  const [first] = ended;
  const others = ended.length > 1 ? ` and ${ended.length - 1} more` : '';
  return [
    waived === 0 ? '' : ` ${waived} ${waived === 1 ? 'update is' : 'updates are'} waived.`,
    known === 0 ? '' : ` ${known} ${known === 1 ? 'update was' : 'updates were'} as bad in the baseline.`,
    first === undefined ? '' : ` THE WAIVER ENDED on ${first.expires} for ${waiverName(first)}${others}.`,
  ].join('');
}
