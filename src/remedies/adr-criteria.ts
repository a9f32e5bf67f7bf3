// The criteria that keep what restarts twice out of an automatic deployment rule.
import type { FullReport } from '../reports/types.ts';
import type { CheckedUpdate } from '../types.ts';
import { header } from './header.ts';
import { isKnown, nameParameter, onSite, quotes, siteParameters, siteUsage } from './powershell.ts';
import { connecting } from './split-group.ts';
import { failingOrPossible, hasNumber, nameOf, numbersOf } from './targets.ts';
import type { Remedy } from './types.ts';

export const adrCriteria: Remedy = {
  id: 'adr-criteria',
  file: 'adr-criteria.ps1',
  description: 'PowerShell with the criteria that leave them out of an automatic deployment rule',
  make(report) {
    const updates = failingOrPossible(report);
    const numbers = numbersOf(updates);
    if (numbers.length === 0) return null;
    const names = namesOf(report);
    const about = header(report, {
      id: 'adr-criteria',
      purpose: `Excludes updates from automatic deployment rules by their article ID. By hand it is the property "Article ID" of the rule, with: ${numbers.map((number) => `-${number}`).join(', ')}.`,
      changes:
        'it adds the article IDs that are missing to the property "Article ID" of the rules, and keeps those that are there. Without -Apply nothing is changed. Run twice, it finds nothing left to do.',
      usage: siteUsage('adr-criteria.ps1', ...(isKnown(names) ? [] : ["-RuleName 'Windows 7 monthly'"])),
      notes: notesOf(updates),
      unverified: [
        ...connecting,
        'that -ArticleId replaces the article IDs of the rule; the script gives it the old ones together with the new ones, and looks at the rule again afterwards.',
      ],
      updates,
    });
    const parameter = nameParameter('RuleName', names);
    return `${about}${siteParameters([parameter])}${onSite(cmdlets, excluded(numbers), body)}`;
  },
  without: (report: FullReport) =>
    failingOrPossible(report).length === 0
      ? 'no update fails'
      : 'no update that fails has a KB number, and a rule excludes by article ID',
};

/** What a rule is called that has no name, see cli/objects.ts. */
const unnamed = 'automatic deployment rule';

function namesOf({ rules }: FullReport): (string | null)[] {
  if (rules.length === 0) return [null];
  return rules.map(({ name }) => (name === unnamed || name.length > 200 ? null : name));
}

const cmdlets = ['Get-CMSoftwareUpdateAutoDeploymentRule', 'Set-CMSoftwareUpdateAutoDeploymentRule'];

function notesOf(updates: readonly CheckedUpdate[]): string[] {
  const others = updates.filter((update) => !hasNumber(update));
  return [
    'an article ID leaves the article out for every product and architecture; a rule cannot exclude one package of an article by its number. To leave out one alone, exclude its title, which the property "Title" takes with "-" in front of it.',
    'a criterion matches what contains it, so an article whose number contains another one goes with it.',
    'a rule that uses one group again empties it on each run. What is left out here is deployed by another group or rule.',
    ...(others.length === 0
      ? []
      : [
          `${others.length} of the updates have no KB number and cannot be expressed: ${others.slice(0, 10).map(nameOf).join('; ')}`,
        ]),
  ];
}

const excluded = (numbers: readonly string[]): string => `
# As the property "Article ID" of a rule takes them: with "-" for "does not contain".
$excluded = ${quotes(numbers.map((number) => `-${number}`))}

# The article IDs of a rule, out of its criteria.
function Get-ArticleCriterion($Rule) {
    $document = [xml] $Rule.UpdateRuleXML
    foreach ($item in $document.SelectNodes('/UpdateXML/UpdateXMLDescriptionItems/UpdateXMLDescriptionItem')) {
        if ($item.GetAttribute('PropertyName') -ne 'ArticleID') { continue }
        foreach ($value in $item.SelectNodes('MatchRules/string')) { $value.InnerText }
    }
}

function Get-Rule([string] $Name) {
    $found = @(Get-CMSoftwareUpdateAutoDeploymentRule -Name $Name -DisableWildcardHandling)
    if ($found.Count -ne 1) { throw ($found.Count.ToString() + ' rules are called "' + $Name + '"; there has to be one.') }
    # The comma keeps PowerShell from taking the object apart.
    return , $found[0]
}
`;

const body = `
    # All rules are looked at before the first is changed.
    $plans = @()
    foreach ($name in $RuleName) {
        $rule = Get-Rule -Name $name
        $old = @(Get-ArticleCriterion -Rule $rule)
        $wanted = @($old | Where-Object { -not $_.StartsWith('-') })
        if ($wanted.Count -gt 0) {
            throw ('"' + $name + '" asks for articles by their ID (' + ($wanted -join ', ') + '). What a rule does that asks for some and excludes others is not documented: change it by hand. Nothing was changed.')
        }
        $missing = @($excluded | Where-Object { $old -notcontains $_ })
        $plans += [pscustomobject]@{ Name = $name; Rule = $rule; All = @($old + $missing); Missing = $missing }
    }
    foreach ($plan in $plans) {
        if ($plan.Missing.Count -eq 0) {
            '"' + $plan.Name + '" excludes them all already.'
            continue
        }
        '"' + $plan.Name + '" gets the article IDs ' + ($plan.Missing -join ', ') + '; it will have: ' + ($plan.All -join ', ')
        Set-CMSoftwareUpdateAutoDeploymentRule -InputObject $plan.Rule -ArticleId $plan.All -WhatIf:$dry
        if ($dry) { continue }
        $now = @(Get-ArticleCriterion -Rule (Get-Rule -Name $plan.Name))
        $left = @($plan.All | Where-Object { $now -notcontains $_ })
        if ($left.Count -gt 0) { throw ('"' + $plan.Name + '" does not have ' + ($left -join ', ') + ' after the change. Look at its criteria.') }
    }
`;
