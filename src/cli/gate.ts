// Waivers and the baseline of a check: read, held against the report, and told aloud. Loads only where one of them is given.
import { compareWithBaseline } from '../check/baseline.ts';
import { applyWaivers } from '../check/waivers.ts';
import { readBaseline } from '../config/baseline.ts';
import { readWaivers } from '../config.ts';
import { unusedWaivers, waiverName, waiverUse } from '../reports/waivers.ts';
import { plain } from '../reports/safe.ts';
import type { FullReport } from '../reports/types.ts';
import type { Report, Waiver } from '../types.ts';
import type { CheckFlags } from './check.ts';
import { type Io, readInput } from './io.ts';

type GateFlags = Pick<CheckFlags, 'waivers' | 'waiverList' | 'unusedWaivers' | 'baseline'>;

export interface Gate {
  /** A report of the groups, with what is let through. */
  held(report: Report): Report;
  /** The whole report: whether unused waivers fail it. */
  settled(report: FullReport): FullReport;
}

/**
 * @param sequences the names of the task sequences of the check
 * @param today YYYY-MM-DD
 * @throws UserError for a file that cannot be used
 */
export async function openGate(flags: GateFlags, sequences: readonly string[], today: string, io: Io): Promise<Gate> {
  const waivers: Waiver[] = [...(flags.waiverList ?? [])];
  for (const file of flags.waivers ?? []) waivers.push(...readWaivers(await readInput(io, file), nameOf(file), today));
  const old =
    flags.baseline === undefined ? null : readBaseline(await readInput(io, flags.baseline), nameOf(flags.baseline));
  return {
    held: (report) => {
      const waived = applyWaivers(report, waivers, sequences);
      return old === null ? waived : compareWithBaseline(waived, old);
    },
    settled: (report) => {
      const fails = flags.unusedWaivers === 'fail' && report.because !== 'no-group' && unusedWaivers(report).length > 0;
      return fails && report.outcome !== 'fail' ? { ...report, outcome: 'fail', because: 'unused-waivers' } : report;
    },
  };
}

const nameOf = (file: string): string => (file === '-' ? 'the standard input' : file);

/** What is said on the standard error as well: a report in a file is not read by everybody. */
export function waiverWarnings(report: FullReport, unused: CheckFlags['unusedWaivers']): string[] {
  const { waivers } = report;
  const of = ({ where, owner }: Waiver): string => `(${where}, ${owner})`;
  const ended = waivers.filter((each) => waiverUse(each, report) === 'expired');
  const ending = waivers.filter(({ endsSoon, waived }) => endsSoon && waived > 0);
  const idle = unused === 'ignore' || report.because === 'no-group' ? [] : unusedWaivers(report);
  return [
    ...ended.map(
      (each) => `the waiver for ${waiverName(each)} ended on ${each.expires} and waives nothing any more ${of(each)}`,
    ),
    ...ending.map((each) => `the waiver for ${waiverName(each)} ends on ${each.expires} ${of(each)}`),
    ...idle.map((each) => `the waiver for ${waiverName(each)} is not used ${of(each)}`),
  ];
}

const mostWarnings = 20;

export function warnOfWaivers(report: FullReport, unused: CheckFlags['unusedWaivers'], io: Io): void {
  const warnings = waiverWarnings(report, unused);
  for (const warning of warnings.slice(0, mostWarnings)) io.err(`warning: ${plain(warning)}\n`);
  if (warnings.length > mostWarnings) io.err(`warning: ... and ${warnings.length - mostWarnings} more waivers\n`);
}
