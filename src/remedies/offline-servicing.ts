// The alternative to leaving updates out: they go into the image with DISM, so that no task sequence has to install them.
import { readTitle } from '../titles/title.ts';
import type { Architecture, CheckedUpdate, UpdateKind } from '../types.ts';
import { header } from './header.ts';
import { ascii, quote } from './powershell.ts';
import { failing, hasNumber, nameOf, numbersOf } from './targets.ts';
import type { Remedy } from './types.ts';

export const offlineServicing: Remedy = {
  id: 'offline-servicing',
  file: 'offline-servicing.ps1',
  description: 'PowerShell with the DISM commands that put them into the image instead',
  make(report) {
    const updates = failing(report);
    const possible = updates.filter((update) => whyNot(update) === null);
    if (possible.length === 0) return null;
    const others = updates.filter((update) => whyNot(update) !== null);
    const about = header(report, {
      id: 'offline-servicing',
      purpose:
        'Puts updates into a Windows image with DISM, so that they are there before a task sequence looks for updates. It is an alternative to leaving them out. Get the packages from the Microsoft Update Catalog first.',
      changes:
        'it mounts the image, adds the packages and commits them; where one of them fails, the image stays as it was. Without -Apply it only shows the commands. Work on a copy of the image.',
      usage:
        '.\\offline-servicing.ps1 -ImagePath D:\\copy\\install.wim -Index 1 -MountPath D:\\mount -PackageFolder D:\\packages [-SkipMissing] [-Apply]',
      notes: [
        'whether the servicing stack of the image is new enough, and whether a package can be serviced offline at all, is not known here; DISM says so when it refuses one. The site knows it of its own updates (the property IsOfflineServiceable).',
        'a package that DISM cannot finish offline is finished at the first start of Windows, which is during Windows Setup; whether it restarts then is not known.',
        'one image holds one product and one architecture: give -PackageFolder only what belongs to it.',
        ...dependent(possible),
        ...others.slice(0, 20).map((each) => `not in the list: ${nameOf(each)}: ${whyNot(each) ?? ''}.`),
      ],
      updates: possible,
      listed: 'Updates that go into the image',
    });
    return `${about}${scriptOf(possible)}`;
  },
  without: (report) =>
    failing(report).length === 0
      ? 'no update fails'
      : 'none of the updates that fail is known to be a package that DISM adds',
};

/** What comes as a program or acts on the firmware is no package of component-based servicing. */
const otherKinds: Partial<Record<UpdateKind, string>> = {
  'secure-boot': 'it changes the firmware of the device, which an image does not have',
  'feature-update': 'it is another version of Windows, not a package',
  defender: 'it is installed by a program, not as a package',
  driver: 'drivers are added in another way',
  office: 'it is no update of Windows',
  'malicious-software-removal': 'it is a program, not a package',
};

function whyNot(update: CheckedUpdate): string | null {
  if (!hasNumber(update)) return 'without a KB number its package cannot be found by name';
  return otherKinds[readTitle(update.title).kind] ?? null;
}

/** An image is not the device on which the condition holds. */
function dependent(updates: readonly CheckedUpdate[]): string[] {
  const conditions = updates.flatMap(({ evidence }) => evidence.flatMap(({ condition }) => condition ?? []));
  if (conditions.length === 0) return [];
  const facts = [...new Set(conditions)].slice(0, 10).map((condition) => ascii(condition));
  return [
    `some of them restart twice only on some devices (${facts.join('; ')}); whether they still do so on such a device when they come with the image is not known.`,
  ];
}

/** How the names of packages call an architecture: windows6.1-kb2965788-x64_<hash>.msu */
const fileWords: Partial<Record<Architecture, string>> = { x64: 'x64', x86: 'x86', arm64: 'arm64', ia64: 'ia64' };

function scriptOf(updates: readonly CheckedUpdate[]): string {
  // One package serves several products: one pattern, one file.
  const names = new Map<string, string[]>();
  for (const update of updates) {
    const word = update.architecture === null ? '' : (fileWords[update.architecture] ?? '');
    for (const kb of numbersOf([update])) {
      const pattern = word === '' ? `*kb${Number(kb)}*` : `*kb${Number(kb)}-${word}*`;
      names.set(pattern, [...(names.get(pattern) ?? []), ascii(nameOf(update))]);
    }
  }
  const rows = [...names].map(
    ([pattern, named]) =>
      `    [pscustomobject]@{ Pattern = ${quote(pattern)}; Name = ${quote([...new Set(named)].join('; '))} }`,
  );
  return `${parameters}
# By the names that packages of the Microsoft Update Catalog have.
$packages = @(
${rows.join('\n')}
)
${script}`;
}

const parameters = `[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $ImagePath,
    [Parameter(Mandatory = $true)] [ValidateRange(1, 999)] [int] $Index,
    # An empty folder, where the image is mounted.
    [Parameter(Mandatory = $true)] [string] $MountPath,
    # Holds the packages for this image: .msu or .cab.
    [Parameter(Mandatory = $true)] [string] $PackageFolder,
    # Goes on where a package is not there, and leaves it out of the image.
    [switch] $SkipMissing,
    [switch] $Apply
)
`;

const script = `
Set-StrictMode -Version 1.0
$ErrorActionPreference = 'Stop'

function Invoke-Dism([string[]] $Arguments) {
    'dism.exe ' + ($Arguments -join ' ')
    if (-not $Apply) { return }
    & dism.exe $Arguments
    # 3010: done, and a restart would be needed, which an image does not need.
    if (@(0, 3010) -notcontains $LASTEXITCODE) { throw ('dism.exe ended with ' + $LASTEXITCODE + '.') }
}

if (-not (Test-Path -LiteralPath $ImagePath -PathType Leaf)) { throw ('There is no image ' + $ImagePath + '.') }
$files = @(Get-ChildItem -LiteralPath $PackageFolder | Where-Object { @('.msu', '.cab') -contains $_.Extension })
$found = @()
$missing = @()
foreach ($package in $packages) {
    $matching = @($files | Where-Object { $_.Name -like $package.Pattern })
    if ($matching.Count -eq 0) { $missing += ($package.Name + ' (' + $package.Pattern + ')') }
    if ($matching.Count -gt 1) { throw ('Several files are ' + $package.Name + ': ' + ($matching -join ', ') + '. Keep the one for this image.') }
    $found += $matching
}
if ($missing.Count -gt 0 -and -not $SkipMissing) { throw ('Not in the folder: ' + ($missing -join ', ') + '. Nothing was changed. Get them, or give -SkipMissing for an image without them.') }
foreach ($each in $missing) { 'LEFT OUT, because it is not in the folder: ' + $each }
if ($found.Count -eq 0) { throw 'None of the packages is in the folder. Nothing was changed.' }

Invoke-Dism -Arguments @('/Mount-Image', ('/ImageFile:' + $ImagePath), ('/Index:' + $Index), ('/MountDir:' + $MountPath))
$done = $false
try {
    foreach ($file in $found) { Invoke-Dism -Arguments @(('/Image:' + $MountPath), '/Add-Package', ('/PackagePath:' + $file.FullName)) }
    Invoke-Dism -Arguments @('/Unmount-Image', ('/MountDir:' + $MountPath), '/Commit')
    $done = $true
} finally {
    if (-not $done) { Invoke-Dism -Arguments @('/Unmount-Image', ('/MountDir:' + $MountPath), '/Discard') }
}
if (-not $Apply) { 'Nothing was changed. Run it again with -Apply to run the commands shown above.' }
`;
