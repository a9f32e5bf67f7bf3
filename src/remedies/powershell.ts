// PowerShell as text: literals and comments that hold whatever a title or a name says, and say nothing else.
import { plain } from '../reports/safe.ts';

/**
 * A value for an argument, an array or a table. The scripts are ASCII: Windows PowerShell reads a file without a byte order mark in the
 * code page of the machine, where bytes of UTF-8 may become the typographic quotes that end a string as well as ' does.
 * https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quote(text: string): string {
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `([regex]::Unescape('${escaped.replaceAll("'", "''")}'))`;
}

export const quotes = (texts: readonly string[]): string => `@(${texts.map(quote).join(', ')})`;

/** Longer names and titles than that are no Microsoft ones. */
const longest = 200;

/** Text from outside for a comment of any kind: one short line of ASCII that opens and closes nothing. */
export function ascii(text: string, most = longest): string {
  const shown = plain(text.slice(0, 4 * most))
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/g, '?')
    .replace(/#(?=>)|<(?=#)/g, '$& ')
    .trim();
  return shown.length > most ? `${shown.slice(0, most - 3)}...` : shown;
}

/** The parameters of a script that talks to a site, and the switch without which it changes nothing. */
export function siteParameters(more: readonly string[]): string {
  const site = [
    "    [Parameter(Mandatory = $true)] [ValidatePattern('^[A-Za-z0-9]{3}$')] [string] $SiteCode",
    '    [Parameter(Mandatory = $true)] [string] $ProviderMachineName',
  ];
  const all = [...site, ...more.map((line) => `    ${line}`), '    [switch] $Apply'];
  return `[CmdletBinding()]\nparam(\n${all.join(',\n')}\n)\n`;
}

export const isKnown = (values: readonly (string | null)[]): boolean => values.every((value) => value !== null);

/** A parameter with what the report knows of it; what it does not know has to be given. */
export function nameParameter(name: string, values: readonly (string | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === values.length
    ? `[string[]] $${name} = ${quotes(known)}`
    : `[Parameter(Mandatory = $true)] [string[]] $${name}`;
}

/** How such a script is called; `more` are the parameters that it needs besides. */
export const siteUsage = (file: string, ...more: readonly string[]): string =>
  [`.\\${file} -SiteCode XYZ -ProviderMachineName cm01.example.com`, ...more, '[-Apply]'].join(' ');

/** Goes to the site's drive, and back when the script ends. @param body is indented already */
export function onSite(cmdlets: readonly string[], functions: string, body: string): string {
  return `
Set-StrictMode -Version 1.0
$ErrorActionPreference = 'Stop'
$CMPSSuppressFastNotUsedCheck = $true
# Without -Apply every changing cmdlet gets -WhatIf.
$dry = -not $Apply
${functions}
if (-not (Get-Module -Name ConfigurationManager)) {
    if (-not $env:SMS_ADMIN_UI_PATH) { throw 'Run this on a machine with the Configuration Manager console.' }
    Import-Module (Join-Path (Split-Path $env:SMS_ADMIN_UI_PATH) 'ConfigurationManager.psd1')
}
foreach ($name in ${quotes(cmdlets)}) {
    if (-not (Get-Command -Name $name -ErrorAction SilentlyContinue)) { throw ('This version of the module has no ' + $name + '.') }
}
if (-not (Get-PSDrive -Name $SiteCode -PSProvider CMSite -ErrorAction SilentlyContinue)) {
    $null = New-PSDrive -Name $SiteCode -PSProvider CMSite -Root $ProviderMachineName
}
Push-Location ($SiteCode + ':')
try {
${body.replace(/^\n/, '').trimEnd()}
    if ($dry) { 'Nothing was changed. Run it again with -Apply to make the changes shown above.' }
} finally {
    Pop-Location
}
`;
}
