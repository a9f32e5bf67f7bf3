// The lines by which people export what the inputs read: shown in help texts, and as the hint of a refusal.

const ofUpdate =
  'CI_ID,CI_UniqueID,ArticleID,BulletinID,LocalizedDisplayName,LocalizedCategoryInstanceNames,DatePosted,DateRevised,IsSuperseded,IsExpired';
const ofGroup = "Get-CMSoftwareUpdate -UpdateGroupName 'OSD - 2026-03' -Fast";
const into = (name: string): string => `ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 .\\${name}.json`;

export const exportLines = {
  json: `${ofGroup} | Select-Object ${ofUpdate} | ${into('group')}`,
  csv: `${ofGroup} | Select-Object CI_ID,CI_UniqueID,ArticleID,BulletinID,LocalizedDisplayName,DatePosted,DateRevised,IsSuperseded,IsExpired | Export-Csv .\\group.csv -NoTypeInformation -Encoding UTF8`,
  clixml: `${ofGroup} | Select-Object ${ofUpdate} | Export-Clixml .\\group.xml`,
  group: `Get-CMSoftwareUpdateGroup -Name 'OSD - 2026-03' | Select-Object CI_ID,LocalizedDisplayName,NumberOfUpdates,Updates | ${into('members')}`,
  deployment: `Get-CMSoftwareUpdateDeployment -CollectionId 'XYZ00010' | Select-Object AssignmentID,AssignmentName,AssignmentType,TargetCollectionID,AssignedUpdateGroup,AssignedCIs | ${into('deployments')}`,
  /** All updates of the site, for the CI_IDs of groups and deployments; expired ones are members as well. */
  siteUpdates: `Get-CMSoftwareUpdate -Fast | Select-Object ${ofUpdate} | ${into('site-updates')}`,
  sqlMembers:
    'Invoke-Sqlcmd -ServerInstance CM01 -Database CM_XYZ -Query "SELECT bci.CI_ID, bci.BundledCI_ID FROM v_AuthListInfo ali JOIN v_BundledConfigurationItems bci ON bci.CI_ID = ali.CI_ID WHERE ali.Title = \'OSD - 2026-03\'" | Export-Csv .\\members.csv -NoTypeInformation -Encoding UTF8',
  psWindowsUpdate: 'Get-WindowsUpdate | Out-File -Width 300 -Encoding UTF8 .\\updates.txt',
  hotfixes: 'wmic qfe list > installed.txt',
  systeminfo: 'systeminfo > systeminfo.txt',
} as const;
