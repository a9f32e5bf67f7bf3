// How much a rule may hold: far above what any console makes, far below what fills the memory.
import { UserError } from '../errors.ts';

/** A rule that names every product there is has some 700 values. */
export const mostValues = 2000;
export const mostRules = 1000;
/** A title filter is a few words. */
export const longestValue = 4000;
/** Of the XML of one rule. */
export const longestXml = 8 * 1024 * 1024;

export const exportHint =
  'Export rules with Get-CMSoftwareUpdateAutoDeploymentRule | Select-Object AutoDeploymentID,Name,AutoDeploymentEnabled,Schedule,LastRunTime,UpdateRuleXML,AutoDeploymentProperties | ConvertTo-Json; without -Fast, which leaves UpdateRuleXML empty.';

export const tooMuch = (what: string): UserError => new UserError(`${what}, which no rule has`, exportHint);
