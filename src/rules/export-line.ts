// The lines that export a rule, and what a rule asks of the updates of a site: for help texts and errors, without a reader behind them.

/** All that a rule may ask about; README and --help show it. */
export const siteExportLine =
  'Get-CMSoftwareUpdate -Fast -IsExpired $false | Select-Object CI_ID,CI_UniqueID,ArticleID,BulletinID,LocalizedDisplayName,LocalizedDescription,LocalizedCategoryInstanceNames,CategoryInstance_UniqueIDs,UpdateLocales,Severity,CustomSeverity,DatePosted,DateRevised,IsSuperseded,IsDeployed,IsExpired,NumMissing,Size,EULAExists | ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 .\\site-updates.json';

export const ruleLine =
  "Get-CMSoftwareUpdateAutoDeploymentRule -Name 'Windows 11' | Select-Object AutoDeploymentID,Name,AutoDeploymentEnabled,Schedule,LastRunTime,UpdateRuleXML,AutoDeploymentProperties | ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 .\\rule.json";
