// Files that hold automatic deployment rules: which kind one is, by its content, and its rules.
import { UserError } from '../errors.ts';
import { rootName } from '../xml/root.ts';
import { rulesOfClixml } from './clixml.ts';
import { exportHint } from './limits.ts';
import { rulesOfLog } from './log.ts';
import { assemble, flag } from './rule-of.ts';
import { rulesOfJson } from './rows.ts';
import { readRuleXml } from './rule-xml.ts';
import { readTime } from './instant.ts';
import type { Rule, RuleFile, RuleKind } from './types.ts';

type Kind = RuleKind | 'ansible' | 'part-of-rule';

/** Cheap, and never throws: true also for what belongs to a rule but is none, so that the reason can be said. */
export const looksLikeRule = (text: string): boolean => kindOf(text) !== null;

function kindOf(text: string): Kind | null {
  const first = text.slice(0, 10_000).trimStart();
  if (first.startsWith('<![LOG[')) return isLog(text) ? 'rule-engine-log' : null;
  if (first.startsWith('<') || first.startsWith('#< CLIXML')) return xmlKind(text, first);
  if (first.startsWith('{') || first.startsWith('[')) return jsonKind(text);
  if (isLog(text)) return 'rule-engine-log';
  return /^[ \t]*(?:-[ \t]+)?(?:module:[ \t]*|microsoft\.mecm\.)software_update_adr\b/m.test(first) ? 'ansible' : null;
}

const isLog = (text: string): boolean =>
  text.slice(0, 100_000).includes('SMS_RULE_ENGINE') ||
  (text.includes('Rule Criteria is:') && text.includes('<UpdateXML'));

function xmlKind(text: string, first: string): Kind | null {
  const root = rootName(first.replace(/^#< CLIXML\s*/, ''))?.replace(/^.*:/, '') ?? '';
  if (root === 'Objs') return /\sN="(?:UpdateRuleXML|AutoDeploymentProperties)"/.test(text) ? 'adr-clixml' : null;
  if (root === 'UpdateXML' || root === 'UpdateXMLDescriptionItems') return 'update-rule-xml';
  if (['AutoDeploymentRule', 'ContentActionXML', 'DeploymentCreationActionXML'].includes(root)) return 'part-of-rule';
  return text.includes('<UpdateXMLDescriptionItem') || /^ADR\b/i.test(root) ? 'adr-export-xml' : null;
}

function jsonKind(text: string): Kind | null {
  const head = text.slice(0, 100_000);
  if (/"(?:UpdateRuleXML|update_rule_xml|AutoDeploymentID)"\s*:/i.test(text) || /#SMS_AutoDeployment\b/.test(head)) {
    return /"@odata\./.test(head) ? 'adr-adminservice' : 'adr-json';
  }
  return /"software_update_adr"\s*:/.test(head) ? 'ansible' : null;
}

/**
 * The rules of a file.
 * @param name of the file, for messages
 * @throws UserError that begins with the name, where the text holds no rule, or not all of one
 */
export function readRules(text: string, name: string): RuleFile {
  try {
    const kind = kindOf(text);
    if (kind === null) throw new UserError('it holds no automatic deployment rule', exportHint);
    if (kind === 'ansible')
      throw new UserError('it is of the Ansible module for rules, which names no criteria', exportHint);
    if (kind === 'part-of-rule')
      throw new UserError('it is one part of a rule, and not the one with its criteria', exportHint);
    return { kind, name, ...read(kind, text) };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${name}: ${error.message}`, error.hint, error.cause);
    throw error;
  }
}

function read(kind: RuleKind, text: string): Pick<RuleFile, 'rules' | 'notes'> {
  switch (kind) {
    case 'rule-engine-log':
      return rulesOfLog(text);
    case 'adr-clixml':
      return { rules: rulesOfClixml(text), notes: [] };
    case 'adr-json':
    case 'adr-adminservice':
      return { rules: rulesOfJson(text), notes: [] };
    default:
      return { rules: [ruleOfXml(text)], notes: [] };
  }
}

function ruleOfXml(text: string): Rule {
  const { criteria, settings } = readRuleXml(text);
  if (criteria === null) throw new UserError('it holds no criteria (UpdateXMLDescriptionItem)', exportHint);
  const of = (name: string): string | null => settings.get(name) ?? null;
  return assemble(criteria, of, {
    id: of('ID'),
    name: of('Name') ?? of('DeploymentName'),
    enabled: flag(of('AutoDeploymentEnabled') ?? of('Enabled')),
    servicingPlan: flag(of('IsServicingPlan')),
    scheduleToken: of('Schedule'),
    lastRun: readTime(of('LastRunTime') ?? ''),
    knowsSchedule: settings.has('Schedule'),
  });
}
