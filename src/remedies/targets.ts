// What of a report is to be mended: the updates that fail by its policy, without those that are waived.
import type { FullReport } from '../reports/types.ts';
import { type CheckedUpdate, type Fact, type Status, statuses } from '../types.ts';
import { ascii } from './powershell.ts';

const isHarmful = (status: Status, { policy }: FullReport): boolean =>
  statuses.indexOf(status) <= statuses.indexOf(policy.failOn === 'never' ? 'conditional' : policy.failOn);

/** [] where the task sequence survives them. */
export function failing(report: FullReport): CheckedUpdate[] {
  if (report.because === 'mitigated') return [];
  return report.updates.filter(({ status, waiver }) => waiver === null && isHarmful(status, report));
}

/** Those that fail, and those that a rule may pick besides. */
export function failingOrPossible(report: FullReport): CheckedUpdate[] {
  const possible = report.rules.flatMap(({ possiblyHarmful }) => possiblyHarmful);
  return [...failing(report), ...possible.filter(({ waiver }) => waiver === null)];
}

export const waived = ({ updates }: FullReport): CheckedUpdate[] => updates.filter(({ waiver }) => waiver !== null);

/** Rules stand behind the groups, see reportOn() of cli/check.ts. */
export const isRule = (report: FullReport, input: number): boolean =>
  input >= report.inputs.length - report.rules.length;

/** The KB numbers of updates, each once, the smallest first. Of a row that names several, nobody knows which is its package: all count. */
export function numbersOf(updates: readonly CheckedUpdate[]): string[] {
  const numbers = updates.flatMap(({ kb, alsoKbs }) => [kb, ...alsoKbs].filter(isNumber));
  return [...new Set(numbers)].sort((a, b) => Number(a) - Number(b));
}

const isNumber = (kb: string | null): kb is string => kb !== null && /^\d{1,10}$/.test(kb);

export const hasNumber = ({ kb }: CheckedUpdate): boolean => isNumber(kb);

/** "KB2965788 x64, Windows 7" */
export function nameOf({ kb, alsoKbs, updateId, title, architecture, products }: CheckedUpdate): string {
  const numbers = [kb, ...alsoKbs].filter(isNumber).map((each) => `KB${each}`);
  const number = numbers.length === 0 ? (updateId ?? title ?? 'an update without a number') : numbers.join(' and ');
  const more = [architecture, products.length > 2 ? null : products.join(' and ')].filter((each) => each);
  return ascii(`${number}${more.length === 0 ? '' : ` (${more.join(', ')})`}`);
}

export interface OpenFact {
  fact: Fact;
  /** The updates of which it decides something, by name. */
  updates: string[];
}

/** The facts that nobody stated, and on which updates they bear. */
export function openFacts(report: FullReport): OpenFact[] {
  return report.openFacts.map((fact) => {
    const bears = ({ evidence, waiver }: CheckedUpdate): boolean =>
      waiver === null &&
      evidence.some(({ condition, applicability }) =>
        [condition, applicability].some((text) => text?.split(/[\s()]+/).includes(fact.id)),
      );
    return { fact, updates: [...new Set(report.updates.filter(bears).map(nameOf))] };
  });
}
