// The PowerShell that reads the steps of a sequence on its site and changes them. The XML: interfaces of task sequences, TSXML.

/** Reading: the same for both ways. Names are compared, never put into an expression of XPath. */
export const stepFunctions = `
$variable = 'SMSTSWaitForSecondReboot'
$waitStep = 'Wait for a second restart (rebootgate)'
$endStep = 'Do not wait any longer (rebootgate)'

function Get-Document([string] $Id) {
    $found = @(Get-CMTaskSequence -TaskSequencePackageId $Id)
    if ($found.Count -ne 1) { throw ('There is no task sequence ' + $Id + '.') }
    [xml] $found[0].Sequence
}

# Disabled itself, or in a group that is.
function Test-Enabled($Node) {
    while ($Node -is [System.Xml.XmlElement]) {
        if ($Node.GetAttribute('disable') -eq 'true') { return $false }
        $Node = $Node.ParentNode
    }
    $true
}

function Get-UpdateStep($Document) {
    foreach ($step in $Document.SelectNodes('//step')) {
        if ($step.GetAttribute('type') -eq 'SMS_TaskSequence_InstallUpdateAction' -and (Test-Enabled $step)) { $step }
    }
}

# Whatever names the variable: steps, their conditions, scripts in plain text, global variables.
function Get-Setter($Document) {
    foreach ($node in $Document.SelectNodes('//step | //globalVarList/variable')) {
        if ($node.OuterXml.IndexOf($variable, [System.StringComparison]::OrdinalIgnoreCase) -ge 0) { $node }
    }
}

# The group or step of the outermost level that holds a step, counted from 0.
function Get-Place($Document, $Step) {
    $top = $Step
    while (-not [object]::ReferenceEquals($top.ParentNode, $Document.DocumentElement)) { $top = $top.ParentNode }
    $place = 0
    foreach ($node in $Document.DocumentElement.SelectNodes('step | group')) {
        if ([object]::ReferenceEquals($node, $top)) { return $place }
        $place++
    }
    throw 'A step that installs updates is not where it was found.'
}

function Assert-Checked([string] $Id, $Plan) {
    $document = Get-Document -Id $Id
    $names = @(Get-UpdateStep -Document $document | ForEach-Object { $_.GetAttribute('name') })
    $same = $names.Count -eq $Plan.All.Count
    for ($at = 0; $same -and $at -lt $names.Count; $at++) { $same = $names[$at] -ceq $Plan.All[$at] }
    if (-not $same) {
        throw ($Id + ' is not the sequence that was checked ("' + $Plan.Name + '"): its steps that install updates are: ' + ($names -join ', ') + '. Nothing was changed. Export it, and check it again.')
    }
    if ($Plan.By -ne 'waits') { return }
    $others = @(Get-Setter -Document $document | Where-Object { @($waitStep, $endStep) -cnotcontains $_.GetAttribute('name') })
    if ($others.Count -gt 0) {
        throw ($Id + ' names ' + $variable + ' already, in: ' + (@($others | ForEach-Object { $_.GetAttribute('name') }) -join ', ') + '. Change it by hand, as the report says. Nothing was changed.')
    }
}
`;

export const waitFunctions = `
# One of the two new steps: whether it is there, and in its place.
function Test-Step($Document, [string] $Name, [string] $Value, [bool] $Before) {
    $found = @($Document.SelectNodes('//step') | Where-Object { $_.GetAttribute('name') -ceq $Name })
    if ($found.Count -eq 0) { return $false }
    $updates = @(Get-UpdateStep -Document $Document)
    $place = Get-Place -Document $Document -Step $found[0]
    $right = $place -gt (Get-Place -Document $Document -Step $updates[-1])
    if ($Before) { $right = $place -lt (Get-Place -Document $Document -Step $updates[0]) }
    $values = @($found[0].SelectNodes('defaultVarList/variable') | Where-Object { $_.GetAttribute('property') -eq 'VariableValue' } | ForEach-Object { $_.InnerText })
    if ($found.Count -gt 1 -or -not $right -or -not (Test-Enabled $found[0]) -or $values -cnotcontains $Value) {
        throw ('The step "' + $Name + '" is there, but is not as this script makes it. Put it right by hand, or delete it.')
    }
    $true
}

function Add-Step([string] $Id, [string] $Name, [string] $Value, [bool] $Before) {
    $document = Get-Document -Id $Id
    if (Test-Step -Document $document -Name $Name -Value $Value -Before $Before) { return ($Id + ': "' + $Name + '" is there already.') }
    $updates = @(Get-UpdateStep -Document $document)
    # A new step goes behind as many steps and groups of the outermost level as the index says.
    $index = (Get-Place -Document $document -Step $updates[-1]) + 1
    if ($Before) { $index = Get-Place -Document $document -Step $updates[0] }
    ($Id + ': "' + $Name + '" sets ' + $variable + ' to ' + $Value + ', behind ' + $index + ' steps and groups of the outermost level.')
    $step = New-CMTSStepSetVariable -Name $Name -TaskSequenceVariable $variable -TaskSequenceVariableValue $Value
    Add-CMTaskSequenceStep -TaskSequenceId $Id -Step $step -InsertStepStartIndex $index -WhatIf:$dry
    if ($dry) { return }
    if (-not (Test-Step -Document (Get-Document -Id $Id) -Name $Name -Value $Value -Before $Before)) { throw ($Id + ' does not have the step "' + $Name + '" after the change.') }
}

# The end first: without it every later restart would wait.
function Add-Wait([string] $Id, $Plan) {
    Add-Step -Id $Id -Name $endStep -Value '0' -Before $false
    Add-Step -Id $Id -Name $waitStep -Value '600' -Before $true
}
`;

export const retryFunctions = `
function Get-RetryCount([string] $Id, [string] $Name) {
    $found = @(Get-UpdateStep -Document (Get-Document -Id $Id) | Where-Object { $_.GetAttribute('name') -ceq $Name })
    if ($found.Count -ne 1) { throw ($Id + ' has ' + $found.Count + ' steps called "' + $Name + '"; there has to be one. Change it by hand.') }
    $text = $found[0].GetAttribute('retryCount')
    foreach ($setting in $found[0].SelectNodes('defaultVarList/variable')) {
        if ($text -eq '' -and $setting.GetAttribute('property') -eq 'RetryCount') { $text = $setting.InnerText }
    }
    $count = 0
    $null = [int]::TryParse($text, [ref] $count)
    $count
}

function Set-Retry([string] $Id, $Plan) {
    $command = Get-Command -Name 'Set-CMTSStepInstallUpdate'
    if (-not $command.Parameters.ContainsKey('RetryCount')) { throw 'This version of the module cannot set the retries. Set them by hand, on the Options tab of the step.' }
    foreach ($name in $Plan.Steps) {
        if ((Get-RetryCount -Id $Id -Name $name) -gt 0) {
            ($Id + ': "' + $name + '" is retried already.')
            continue
        }
        ($Id + ': "' + $name + '" gets 2 retries.')
        Set-CMTSStepInstallUpdate -TaskSequenceId $Id -StepName $name -RetryCount 2 -WhatIf:$dry
        if ($dry) { continue }
        if ((Get-RetryCount -Id $Id -Name $name) -ne 2) { throw ($Id + ': "' + $name + '" does not have 2 retries after the change.') }
    }
}
`;
