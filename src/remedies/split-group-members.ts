// The PowerShell that holds a group against what was checked, and makes the two groups of it.

export const memberFunctions = `
# Tells the members of a group apart; says in Problems where the group is another than was checked.
function Split-Member([object[]] $Members, [object[]] $Rows) {
    $byKey = New-Object 'System.Collections.Generic.Dictionary[string,object]'
    foreach ($row in $Rows) { $byKey[$row.Key] = $row }
    # Lists, because an object of the site may count as a collection, and += would take it apart.
    $keep = New-Object System.Collections.ArrayList
    $later = New-Object System.Collections.ArrayList
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
        if ($row.Later) { $null = $later.Add($member) } else { $null = $keep.Add($member) }
    }
    $gone = @($Rows | Where-Object { -not $_.Seen } | ForEach-Object { 'no longer in the group: ' + $_.Name })
    [pscustomobject]@{ Keep = $keep.ToArray(); Later = $later.ToArray(); Problems = @($problems + $gone) }
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

/** @param groups how many groups the script splits */
export const splitBody = (groups: number): string => `
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
