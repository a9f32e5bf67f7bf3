// rebootgate remediate: the check of a group, and what mends it, as scripts and lists. It writes a change and is no gate: exit code 0
// where it could write one and where none is needed, 3 where the check itself cannot decide.
import { UserError } from '../errors.ts';
import { failing, remedies, waived } from '../remedies/index.ts';
import type { Remedy } from '../remedies/index.ts';
import { plain } from '../reports/safe.ts';
import type { FullReport } from '../reports/types.ts';
import { type CheckFlags, noFileHint, reportOn } from './check.ts';
import type { ExitCode } from './failure.ts';
import { writeFolder } from './folder.ts';
import type { Io } from './io.ts';
import { settingsOfChecks, settle } from './settings.ts';

export interface RemediateFlags extends Omit<CheckFlags, 'format' | 'output'> {
  only?: string[];
  into?: string;
  force?: true;
  mdtFirst?: number;
}

interface Made {
  remedy: Remedy;
  text: string;
}

export async function runRemediate(
  named: readonly string[],
  given: RemediateFlags,
  io: Io,
  toolVersion: string,
): Promise<ExitCode> {
  const { only, into, force, mdtFirst, ...own } = given;
  if (force && into === undefined) throw new UserError('--force is given without --into', 'Nothing else is written.');
  const { files, flags } = await settle(named, own, io, settingsOfChecks);
  if (files.length === 0) throw new UserError('no file is named, and no configuration names inputs', noFileHint);
  const { report, kept } = await reportOn(files, flags, io, toolVersion);
  if (report.because === 'no-group') {
    throw new UserError('no group was given, so there is nothing to mend', 'Name the exported group as well.');
  }
  const wanted = remedies.filter(({ id }) => only === undefined || only.includes(id));
  const made = wanted.flatMap((remedy): Made[] => {
    const text = remedy.make(report, { firstExclude: mdtFirst ?? 1 });
    return text === null ? [] : [{ remedy, text }];
  });
  io.err(notes(report, wanted, made));
  if (made.length === 0) io.out(`${nothing(report)}\n`);
  else if (into === undefined) io.out(printed(made));
  else io.out(written(made, into, force === true, kept, io));
  return report.outcome === 'undecided' ? 3 : 0;
}

/** One is printed as it is, so that it can go into a file; several have a line between them. */
function printed(made: readonly Made[]): string {
  const [first] = made;
  if (made.length === 1 && first) return first.text;
  return made.map(({ remedy, text }) => `${line(`${remedy.id}: ${remedy.file}`)}\n${text}`).join('\n');
}

const line = (text: string): string => `===== ${text} ${'='.repeat(Math.max(3, 90 - text.length))}`;

/** Files are for Windows, so they have its line ends. */
function written(made: readonly Made[], into: string, force: boolean, kept: readonly string[], io: Io): string {
  const files = made.map(({ remedy, text }) => ({ name: remedy.file, text: text.replaceAll('\n', '\r\n') }));
  writeFolder(into, files, { force, kept }, io);
  const width = Math.max(...files.map(({ name }) => name.length));
  const rows = made.map(({ remedy }) => `  ${remedy.file.padEnd(width)}  ${remedy.description}`);
  return `Written into ${plain(into)}; nothing was changed anywhere else.\n${rows.join('\n')}\n`;
}

/** What was not made, and why; what the check could not tell. Only where something was made, or would have been wanted. */
function notes(report: FullReport, wanted: readonly Remedy[], made: readonly Made[]): string {
  const missing = wanted.filter((remedy) => !made.some((each) => each.remedy === remedy));
  const lines = [
    ...(report.outcome === 'undecided' ? [`note: ${undecided(report)}`] : []),
    ...(made.length > 0 && failing(report).length === 0 ? [`note: ${nothing(report)}`] : []),
    ...(made.length > 0 || failing(report).length > 0
      ? missing.map((remedy) => `note: no ${remedy.id}: ${remedy.without(report)}`)
      : []),
  ];
  return lines.map((each) => `${each}\n`).join('');
}

function undecided({ because }: FullReport): string {
  if (because === 'rule-open') return 'what else the rule picks cannot be told, so there may be more to mend';
  return 'nothing is known about the updates of this group, so there is nothing to mend by; that is no clearance';
}

function nothing(report: FullReport): string {
  if (report.outcome === 'undecided') return 'Undecided: nothing can be mended, see the note.';
  const names = report.inputs.map(({ name }) => `"${plain(name)}"`).join(', ');
  if (report.because === 'mitigated')
    return `Nothing needs mending: the task sequence survives ${names}. --ignore-mitigation mends the group all the same.`;
  if (failing(report).length > 0) return 'None of these kinds has anything to do here.';
  const { failOn } = report.policy;
  const from = failOn === 'never' ? 'conditional' : failOn;
  const count = waived(report).length;
  const left = count === 0 ? '' : ` ${count} ${count === 1 ? 'update is' : 'updates are'} waived.`;
  return `Nothing needs mending: no update of ${names} fails (from ${from} on).${left}`;
}
