// How a fact is found out on a device: a query of CMPivot and a piece of PowerShell for each fact of data/facts.json, which says where it
// stands and what means yes. The only list; a fact that is not in it is asked of people.

export interface Probe {
  fact: string;
  /** Null: CMPivot has no entity for it. */
  cmpivot: { query: string; yes: string } | null;
  /** Lines of a script block whose value is $true, $false or, where it cannot be told, $null. For Windows PowerShell 2 as well. */
  powershell: readonly string[];
}

const secureBoot = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot';

export const probes: readonly Probe[] = [
  {
    fact: 'credential-guard',
    cmpivot: null,
    powershell: [
      "$guard = Get-WmiObject -Namespace 'root\\Microsoft\\Windows\\DeviceGuard' -Class Win32_DeviceGuard -ErrorAction Stop",
      '@($guard.SecurityServicesRunning) -contains 1',
    ],
  },
  {
    fact: 'hyper-v',
    cmpivot: {
      query: "Service | where (Name == 'vmms') | project Device, Name",
      yes: 'the device has a row; one that answered without a row is no',
    },
    powershell: ["@(Get-Service -Name 'vmms' -ErrorAction SilentlyContinue).Count -gt 0"],
  },
  hotfix('kb2919355', 'KB2919355'),
  hotfix('rdp-8.0', 'KB2592687'),
  {
    fact: 'secure-boot',
    cmpivot: {
      query: registry('SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State', 'UEFISecureBootEnabled'),
      yes: 'the value is 1; 0 is no, and without a row it is unknown',
    },
    powershell: ['try { Confirm-SecureBootUEFI } catch [System.PlatformNotSupportedException] { $false }'],
  },
  {
    fact: 'secure-boot-2023-pending',
    cmpivot: {
      query: registry('SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\Servicing', 'UEFICA2023Status'),
      yes: 'Secure Boot is on and the value is NotStarted or InProgress; Updated is no, and without a row it is unknown',
    },
    powershell: [
      'try { $on = Confirm-SecureBootUEFI } catch [System.PlatformNotSupportedException] { $on = $false }',
      'if (-not $on) { return $false }',
      `$status = (Get-ItemProperty -LiteralPath '${secureBoot}\\Servicing' -ErrorAction Stop).UEFICA2023Status`,
      "if (@('NotStarted', 'InProgress') -contains $status) { return $true }",
      "if ($status -eq 'Updated') { return $false }",
      '$null',
    ],
  },
  {
    fact: 'windows-7-enterprise-or-ultimate',
    cmpivot: {
      query: registry('SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'EditionID'),
      yes: 'it runs Windows 7 and the value is Enterprise, Ultimate, EnterpriseN or UltimateN',
    },
    powershell: [
      '$system = Get-WmiObject -Class Win32_OperatingSystem -ErrorAction Stop',
      "$system.Version.StartsWith('6.1') -and @(1, 4, 27, 28) -contains $system.OperatingSystemSKU",
    ],
  },
];

export const probeOf = (fact: string): Probe | null => probes.find((each) => each.fact === fact) ?? null;

function hotfix(fact: string, id: string): Probe {
  return {
    fact,
    cmpivot: {
      query: `QuickFixEngineering | where HotFixID == '${id}' | project Device, HotFixID`,
      yes: 'the device has a row; one that answered without a row is no',
    },
    powershell: [
      `@(Get-WmiObject -Class Win32_QuickFixEngineering -Filter "HotFixID='${id}'" -ErrorAction Stop).Count -gt 0`,
    ],
  };
}

function registry(key: string, value: string): string {
  return `Registry('hklm:\\${key}') | where Property == '${value}' | project Device, Value`;
}
