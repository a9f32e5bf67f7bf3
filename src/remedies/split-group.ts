// A software update group split in two: one for the task sequence, without what restarts twice, and one to deploy afterwards.
import type { FullReport } from '../reports/types.ts';
import type { CheckedUpdate } from '../types.ts';
import { header } from './header.ts';
import { ascii, isKnown, nameParameter, onSite, quote, siteParameters, siteUsage } from './powershell.ts';
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
    return `${about}${parameters(report, groups)}${onSite(cmdlets, functions(report, groups), body(groups.length))}`;
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
    'afterwards deploy the group for the sequence to its collection instead of the group that was checked, for the step installs every update that is deployed to the device.',
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
  return ["-SourceGroup 'OSD' -SequenceGroup 'OSD, sequence' -LaterGroup 'OSD, afterwards'"];
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

# Tells the members of a group apart; says in Problems where the group is another than was checked.
function Split-Member([object[]] $Members, [object[]] $Rows) {
    $byKey = New-Object 'System.Collections.Generic.Dictionary[string,object]'
    foreach ($row in $Rows) { $byKey[$row.Key] = $row }
    $keep = @()
    $later = @()
    $problems = @()
    foreach ($member in $Members) {
        $article = [string] $member.ArticleID
        $name = 'CI_ID ' + $member.CI_ID + ', ' + $member.LocalizedDisplayName
        $keys = @(
            ('id:' + $member.CI_ID),
            ('guid:' + ([string] $member.CI_UniqueID).ToLowerInvariant()),
            ('text:' + $article + ':' + $member.LocalizedDisplayName),
            ('kb:' + $article)
        )
        $found = @($keys | Where-Object { $byKey.ContainsKey($_) } | ForEach-Object { $byKey[$_] })
        if ($found.Count -eq 0) {
            $problems += ('not checked: ' + $name)
            continue
        }
        $row = $found[0]
        foreach ($each in $found) {
            $each.Seen = $true
            if ($each.Later -ne $row.Later) { $problems += ('the report says two things of: ' + $name) }
            if ($each.Article -ne '' -and $each.Article -ne $article) { $problems += ('another article than was checked: ' + $name) }
        }
        if ($row.Later) { $later += $member } else { $keep += $member }
    }
    $gone = @($Rows | Where-Object { -not $_.Seen } | ForEach-Object { 'no longer in the group: ' + $_.Name })
    [pscustomobject]@{ Keep = $keep; Later = $later; Problems = @($problems + $gone) }
}

# What a group of this name lacks. It stops where the name belongs to a group that holds something else.
function Get-Plan([string] $Name, [object[]] $Updates) {
    $groups = @(Get-CMSoftwareUpdateGroup -Name $Name -DisableWildcardHandling)
    if ($groups.Count -gt 1) { throw ('There are several groups called "' + $Name + '".') }
    $there = @()
    $group = $null
    if ($groups.Count -eq 1) {
        $group = $groups[0]
        $there = @(Get-CMSoftwareUpdate -UpdateGroup $group -Fast | ForEach-Object { [int] $_.CI_ID })
    }
    $wanted = @($Updates | ForEach-Object { [int] $_.CI_ID })
    $others = @($there | Where-Object { $wanted -notcontains $_ })
    if ($others.Count -gt 0) {
        throw ('"' + $Name + '" holds updates that do not belong there (CI_ID ' + ($others -join ', ') + '). Give another name, or empty it.')
    }
    $missing = @($Updates | Where-Object { $there -notcontains [int] $_.CI_ID })
    [pscustomobject]@{ Name = $Name; Group = $group; Updates = $Updates; Missing = $missing }
}

function Invoke-Plan($Plan) {
    if ($Plan.Updates.Count -eq 0) { return ('Nothing belongs into "' + $Plan.Name + '".') }
    if ($Plan.Missing.Count -eq 0) { return ('"' + $Plan.Name + '" is as it should be: ' + $Plan.Updates.Count + ' updates.') }
    ('"' + $Plan.Name + '" gets ' + $Plan.Missing.Count + ' of its ' + $Plan.Updates.Count + ' updates:')
    foreach ($update in $Plan.Missing) { '  CI_ID ' + $update.CI_ID + '  ' + $update.LocalizedDisplayName }
    if ($null -eq $Plan.Group) {
        $ids = @($Plan.Missing | ForEach-Object { [int] $_.CI_ID })
        $null = New-CMSoftwareUpdateGroup -Name $Plan.Name -Description 'Made by a script of rebootgate remediate' -UpdateId $ids -WhatIf:$dry
    } else {
        Add-CMSoftwareUpdateToGroup -SoftwareUpdate $Plan.Missing -SoftwareUpdateGroup $Plan.Group -WhatIf:$dry
    }
    if ($dry) { return }
    $left = @((Get-Plan -Name $Plan.Name -Updates $Plan.Updates).Missing)
    if ($left.Count -gt 0) { throw ('"' + $Plan.Name + '" still lacks ' + $left.Count + ' updates.') }
}
`;

const body = (groups: number): string => `
    $count = ${groups}
    if ($SourceGroup.Count -ne $count -or $SequenceGroup.Count -ne $count -or $LaterGroup.Count -ne $count) {
        throw ('Give ' + $count + ' names for each of -SourceGroup, -SequenceGroup and -LaterGroup.')
    }
    if (@($SourceGroup + $SequenceGroup + $LaterGroup | Sort-Object -Unique).Count -ne 3 * $count) {
        throw 'Each of the groups needs a name of its own.'
    }
    # All groups are looked at before the first is changed.
    $plans = @()
    for ($index = 0; $index -lt $count; $index++) {
        $source = @(Get-CMSoftwareUpdateGroup -Name $SourceGroup[$index] -DisableWildcardHandling)
        if ($source.Count -ne 1) { throw ($source.Count.ToString() + ' groups are called "' + $SourceGroup[$index] + '"; there has to be one.') }
        $members = @(Get-CMSoftwareUpdate -UpdateGroup $source[0] -Fast)
        $split = Split-Member -Members $members -Rows @($checked | Where-Object { $_.Group -eq $index })
        if ($split.Problems.Count -gt 0) {
            $split.Problems | Select-Object -First 20
            throw ('"' + $SourceGroup[$index] + '" is not the group that was checked. Nothing was changed. Export it, check it, and make this script again.')
        }
        $plans += Get-Plan -Name $SequenceGroup[$index] -Updates $split.Keep
        $plans += Get-Plan -Name $LaterGroup[$index] -Updates $split.Later
    }
    foreach ($plan in $plans) { Invoke-Plan -Plan $plan }
`;
