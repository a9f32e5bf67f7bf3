// The first lines of every file: what it is for, from which report it comes, that nobody ran it, and what it changes.
import type { FullReport } from '../reports/types.ts';
import type { CheckedUpdate } from '../types.ts';
import { wrap } from '../reports/layout.ts';
import { ascii } from './powershell.ts';
import { nameOf, waived } from './targets.ts';

export interface HeaderText {
  id: string;
  /** What it is for; our own words only, they are wrapped. */
  purpose: string;
  changes: string;
  /** The command line that runs it. */
  usage?: string;
  notes?: readonly string[];
  /** What is used here without being in the documentation that was read. */
  unverified?: readonly string[];
  updates: readonly CheckedUpdate[];
  /** Above the list of updates. */
  listed?: string;
}

const width = 110;
/** The tables of the scripts name all of them. */
const mostListed = 40;

export function header(report: FullReport, text: HeaderText, mark = '#'): string {
  const own = (line: string, first = '', hang = first): string[] =>
    wrap(line, width, `${mark} ${first}`, `${mark} ${hang}`);
  // Text from outside stands behind words of ours on a line of its own, so that no line begins with it.
  const lines = [
    ...own(`rebootgate remediate: ${text.id}`),
    mark,
    ...own(text.purpose),
    mark,
    ...own(`Report: the check of ${report.generatedAt} by rebootgate ${report.toolVersion}`),
    ...own(`Catalog: facts of ${report.catalog.dataAsOf}, ${report.catalog.digest}`),
    ...few(report.inputs, ({ name, updates }) => `${mark} Checked: ${ascii(name)} (${counted(updates)})`, mark),
    mark,
    ...own(`What it changes: ${text.changes}`),
    ...(text.usage === undefined ? [] : [`${mark} How to run it, in Windows PowerShell: ${text.usage}`]),
    ...own('Not tried: it was written from the report alone, and was not run against a site, a server or a device.'),
    ...(text.unverified ?? []).flatMap((line) => own(`UNVERIFIED: ${line}`, '', '  ')),
    ...(text.notes ?? []).flatMap((line) => own(`Note: ${line}`, '', '  ')),
    ...listing(text.listed ?? 'Updates that are to be mended', text.updates, mark),
    ...waivedLines(report, mark),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const counted = (count: number): string => `${count} ${count === 1 ? 'update' : 'updates'}`;

function listing(title: string, updates: readonly CheckedUpdate[], mark: string): string[] {
  if (updates.length === 0) return [];
  const line = (each: CheckedUpdate): string[] => [
    `${mark}   - ${nameOf(each)}: ${each.status}${each.title === null ? '' : `: ${ascii(each.title)}`}`,
    `${mark}     because: ${ascii(each.reason, 300)}`,
  ];
  return [mark, `${mark} ${title} (${updates.length}):`, ...few(updates, line, mark)];
}

function waivedLines(report: FullReport, mark: string): string[] {
  const all = waived(report);
  if (all.length === 0) return [];
  const line = (each: CheckedUpdate): string[] => {
    const { waiver } = each;
    if (waiver === null) return [];
    return [
      `${mark}   - ${nameOf(each)}: until ${ascii(waiver.expires)}, by ${ascii(waiver.owner)}: ${ascii(waiver.reason)}`,
    ];
  };
  return [mark, `${mark} Waived, so left as they are (${all.length}):`, ...few(all, line, mark)];
}

function few<T>(all: readonly T[], line: (each: T) => string | string[], mark: string): string[] {
  const rest = all.length - mostListed;
  return [...all.slice(0, mostListed).flatMap(line), ...(rest > 0 ? [`${mark}   - and ${rest} more`] : [])];
}
