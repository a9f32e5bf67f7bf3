// Every command that a generated script may call, with the parameters that it may give, and where they are documented.
// "section 3" is the list of cmdlets of the ConfigurationManager module that was read for this project; the name of a page is one of
// https://github.com/MicrosoftDocs/sccm-docs-powershell-ref (sccm-ps/ConfigurationManager).

export interface Documented {
  parameters: readonly string[];
  source: string;
  /** Not in section 3: the header of a script that uses it says so. */
  unverified?: true;
}

/** "Every cmdlet also takes -DisableWildcardHandling ...; changing ones -WhatIf -Confirm": section 3. */
const every = ['-DisableWildcardHandling'];
const changing = [...every, '-WhatIf'];

export const siteCmdlets: Readonly<Record<string, Documented>> = {
  'Get-CMSoftwareUpdateGroup': { parameters: [...every, '-Name', '-Id'], source: 'section 3' },
  'New-CMSoftwareUpdateGroup': {
    parameters: [...changing, '-Name', '-Description', '-UpdateId', '-SoftwareUpdateId'],
    source: 'section 3',
  },
  'Add-CMSoftwareUpdateToGroup': {
    parameters: [...changing, '-SoftwareUpdate', '-SoftwareUpdateGroup'],
    source: 'section 3',
  },
  'Get-CMSoftwareUpdate': {
    parameters: [...every, '-Fast', '-Id', '-UpdateGroup', '-UpdateGroupName'],
    source: 'section 3',
  },
  'Get-CMSoftwareUpdateAutoDeploymentRule': { parameters: [...every, '-Name', '-Id', '-Fast'], source: 'section 3' },
  'Set-CMSoftwareUpdateAutoDeploymentRule': {
    parameters: [...changing, '-InputObject', '-Name', '-Id', '-ArticleId', '-Title'],
    source: 'section 3',
  },
  'Get-CMTaskSequence': { parameters: [...every, '-Fast', '-Name', '-TaskSequencePackageId'], source: 'section 3' },
  'New-CMTSStepSetVariable': {
    parameters: [...changing, '-Name', '-TaskSequenceVariable', '-TaskSequenceVariableValue', '-IsMasked'],
    source: 'section 3',
  },
  'Add-CMTaskSequenceStep': {
    parameters: [...changing, '-Step', '-InsertStepStartIndex', '-TaskSequenceId'],
    source: 'section 3; -TaskSequenceId: Add-CMTaskSequenceStep.md of 2021-05-26',
    unverified: true,
  },
  'Set-CMTSStepInstallUpdate': {
    parameters: [...changing, '-TaskSequenceId', '-StepName', '-RetryCount'],
    source: 'Set-CMTSStepInstallUpdate.md of 2019-05-07',
    unverified: true,
  },
};

const own = 'Microsoft Learn: Microsoft.PowerShell modules';

/** PowerShell itself, and programs of Windows. */
export const otherCommands: Readonly<Record<string, Documented>> = {
  'Set-StrictMode': { parameters: ['-Version'], source: own },
  'New-Object': { parameters: [], source: own },
  'Where-Object': { parameters: [], source: own },
  'ForEach-Object': { parameters: [], source: own },
  'Select-Object': { parameters: ['-First'], source: own },
  'Sort-Object': { parameters: ['-Unique'], source: own },
  'Get-Module': { parameters: ['-Name'], source: own },
  'Import-Module': { parameters: [], source: own },
  'Join-Path': { parameters: [], source: own },
  'Split-Path': { parameters: [], source: own },
  'Get-Command': { parameters: ['-Name', '-ErrorAction'], source: own },
  'Get-PSDrive': { parameters: ['-Name', '-PSProvider', '-ErrorAction'], source: own },
  'New-PSDrive': { parameters: ['-Name', '-PSProvider', '-Root'], source: own },
  'Push-Location': { parameters: [], source: own },
  'Pop-Location': { parameters: [], source: own },
  'Test-Path': { parameters: ['-LiteralPath', '-PathType'], source: own },
  'Get-ChildItem': { parameters: ['-LiteralPath'], source: own },
  'Get-ItemProperty': { parameters: ['-LiteralPath', '-ErrorAction'], source: own },
  'Get-Service': { parameters: ['-Name', '-ErrorAction'], source: own },
  'Get-WmiObject': { parameters: ['-Namespace', '-Class', '-Filter', '-ErrorAction'], source: `${own} 5.1` },
  'Confirm-SecureBootUEFI': { parameters: [], source: 'Microsoft Learn: Confirm-SecureBootUEFI' },
  'dism.exe': { parameters: [], source: 'Microsoft Learn: DISM Image Management Command-Line Options' },
  // Of the maintenance script that runs the plugin: https://github.com/bryandam/SoftwareUpdateScripts
  'Test-Exclusions': { parameters: [], source: 'Plugins/Disabled/Template.ps1' },
  'Add-TextToCMLog': { parameters: [], source: 'Plugins/Disabled/Decline-WindowsItanium.ps1' },
};

/** What the scripts give to `&`. */
export const calledByVariable: readonly string[] = ['$Probe'];
