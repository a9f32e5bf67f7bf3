// A software update group split in two: one for the task sequence, without what restarts twice, and one to deploy afterwards.
import type { FullReport } from '../reports/types.ts';
import type { CheckedUpdate } from '../types.ts';
import { header } from './header.ts';
import { ascii, isKnown, nameParameter, onSite, quote, siteParameters, siteUsage } from './powershell.ts';
import { memberFunctions, splitBody } from './split-group-members.ts';
import { failing, hasNumber, isRule, nameOf } from './targets.ts';
import type { Remedy } from './types.ts';

export const splitGroup: Remedy = {
  id: 'split-group',
  file: 'split-group.ps1',
  description: 'PowerShell that splits the group: one for the sequence, one to deploy afterwards',
  make(report) {
    const bad = failing(report).filter(({ input }) => !isRule(report, input));
    const groups = [...new Set(bad.map(({ input }) => input))].sort((a, b) => a - b);
    if (groups.length === 0) return null;
    const about = header(report, {
      id: 'split-group',
      purpose:
        'Makes two software update groups out of each group that was checked: one for the task sequence, without the updates listed below, and one with them, to be deployed when the sequence is done.',
      changes:
        'it creates the two groups, or adds what is missing in them. The group that was checked stays as it is, and so does every deployment. Without -Apply nothing is changed. Run twice, it finds nothing left to do.',
      usage: siteUsage('split-group.ps1', ...unknownNames(report, groups)),
      notes: notesOf(report),
      unverified: connecting,
      updates: bad,
    });
    return `${about}${parameters(report, groups)}${onSite(cmdlets, functions(report, groups), splitBody(groups.length))}`;
  },
  without: (report) =>
    failing(report).length === 0 ? 'no update fails' : 'what fails is picked by a rule, see adr-criteria',
};

/** Used by every script that goes to a site. */
export const connecting: readonly string[] = [
  'the way to the site drive (SMS_ADMIN_UI_PATH, the provider CMSite) is that of the console\'s own "Connect via Windows PowerShell".',
];

const cmdlets = [
  'Get-CMSoftwareUpdateGroup',
  'Get-CMSoftwareUpdate',
  'New-CMSoftwareUpdateGroup',
  'Add-CMSoftwareUpdateToGroup',
];

function notesOf(report: FullReport): string[] {
  const isExport = report.updates.every(({ ciId, updateId }) => ciId !== null || updateId !== null);
  const nameless = report.updates.filter((update) => keyOf(update) === null).length;
  return [
    'it stops before any change when the group is not what was checked: an update more, one less, or another one.',
    'afterwards deploy the group for the sequence to its collection instead of the group that was checked, for the step installs every update that is deployed to the device: end the old deployment (delete or disable it).',
    'deploy the other group to a collection that a device joins only when its sequence has ended, and never to one that it is in while it builds: there the step would install it after all.',
    ...(isExport
      ? []
      : [
          'the report names updates without CI_ID and CI_UniqueID; those are found by article ID and, where the report has one, by the exact title. Check an export of the group (see "rebootgate check --help") to have them found by their ID.',
        ]),
    ...(nameless === 0
      ? []
      : [
          `${nameless} of the updates have neither a number nor a title by which they could be found: the script will stop.`,
        ]),
  ];
}

/** The name of an input is its path where the file does not say what the group is called. */
export function groupName({ name, path }: FullReport['inputs'][number]): string | null {
  return name === (path ?? 'the standard input') || name.length > 200 ? null : name;
}

function namesOf(report: FullReport, groups: readonly number[]): (string | null)[] {
  return groups.map((input) => {
    const given = report.inputs[input];
    return given === undefined ? null : groupName(given);
  });
}

function unknownNames(report: FullReport, groups: readonly number[]): string[] {
  if (isKnown(namesOf(report, groups))) return [];
  return ["-SourceGroup 'OSD' -SequenceGroup 'OSD - sequence' -LaterGroup 'OSD - afterwards'"];
}

function parameters(report: FullReport, groups: readonly number[]): string {
  const names = namesOf(report, groups);
  const called = (more: string): (string | null)[] => names.map((name) => (name === null ? null : `${name}${more}`));
  const many = groups.length === 1 ? '' : ` # ${groups.length} names, in the order of the report`;
  return siteParameters([
    `${nameParameter('SourceGroup', names)}`,
    nameParameter('SequenceGroup', called(' - for the task sequence')),
    nameParameter('LaterGroup', called(' - after the task sequence')),
  ]).replace('[CmdletBinding()]', `[CmdletBinding()]${many}`);
}

/** By what an update is found in the group, the surest way first; null: by nothing. The script makes the same keys of the members. */
function keyOf(update: CheckedUpdate): string | null {
  const { ciId, updateId, kb, title } = update;
  if (ciId !== null && /^\d{1,9}$/.test(ciId)) return `id:${Number(ciId)}`;
  if (updateId !== null && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(updateId))
    return `guid:${updateId.toLowerCase()}`;
  const number = hasNumber(update) ? (kb ?? '') : '';
  if (title !== null && title.length <= 1000) return `text:${number}:${title}`;
  return number === '' ? null : `kb:${number}`;
}

/** Every update that was checked, each key once. Of two that only differ in what the key does not hold, the worse counts. */
function rowsOf(report: FullReport, groups: readonly number[]): string {
  const bad = new Set(failing(report));
  const rows = new Map<string, { group: number; key: string; later: boolean; update: CheckedUpdate }>();
  for (const update of report.updates) {
    const [group, key] = [groups.indexOf(update.input), keyOf(update)];
    if (group < 0 || key === null) continue;
    const id = `${group} ${key}`;
    const later = bad.has(update) || rows.get(id)?.later === true;
    rows.set(id, { group, key, later, update });
  }
  return [...rows.values()].map(rowText).join('\n');
}

function rowText(row: { group: number; key: string; later: boolean; update: CheckedUpdate }): string {
  const { group, key, later, update } = row;
  const article = hasNumber(update) ? (update.kb ?? '') : '';
  const shown = update.title === null ? nameOf(update) : ascii(update.title);
  return `    [pscustomobject]@{ Group = ${group}; Later = ${later ? '$true ' : '$false'}; Seen = $false; Article = ${quote(article)}; Key = ${quote(key)}; Name = ${quote(shown)} }`;
}

const functions = (report: FullReport, groups: readonly number[]): string => `
# Every update that was checked. Later: it goes into the group that is deployed afterwards.
$checked = @(
${rowsOf(report, groups)}
)
${memberFunctions}`;
