// The XML of a rule as criteria and settings: UpdateRuleXML, AutoDeploymentProperties, and the export files of scripts that hold both.
import { UserError } from '../errors.ts';
import { type Attributes, localName, ownCopy, XmlError, xmlReader } from '../xml/xml.ts';
import { exportHint, longestValue, longestXml, mostValues, tooMuch } from './limits.ts';
import type { Criterion } from './types.ts';
import { readCriterion } from './values.ts';
import { shown } from './words.ts';

/** What of it is a setting, wherever it stands; all of them are texts without elements. */
const settingNames = new Set([
  ...['UseSameDeployment', 'UpdateGroupId', 'AlignWithSyncSchedule', 'NoEULAUpdates', 'EnableAfterCreate'],
  ...['IsServicingPlan', 'DeploymentName', 'Name', 'ID', 'Schedule', 'Enabled', 'AutoDeploymentEnabled', 'LastRunTime'],
]);
/** Below these are settings of other things: deployments have ids, packages have names. */
const others = new Set([
  'ADRDeployments',
  'Deployment',
  'DeploymentCreationActionXML',
  'ContentTemplate',
  'ContentActionXML',
]);

export interface RuleXml {
  /** Null where it holds no list of criteria. */
  criteria: Criterion[] | null;
  settings: ReadonlyMap<string, string>;
}

/** @throws UserError where it is no XML, cut off, or too much */
export function readRuleXml(text: string): RuleXml {
  const xml = text.trimStart();
  if (xml.length > longestXml) throw tooMuch(`its XML is longer than ${longestXml / 1024 / 1024} MB`);
  const found = new Found();
  const reader = xmlReader(found);
  try {
    for (let at = 0; at < xml.length; at += 65_536) reader.write(xml.slice(at, at + 65_536));
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const why = cause.doctype ? cause.message : `its XML is not whole: ${shown(cause.message)}`;
    throw new UserError(why, `The file may be cut off. ${exportHint}`, cause);
  }
  return {
    criteria: found.lists === 0 && found.criteria.length === 0 ? null : found.criteria,
    settings: found.settings,
  };
}

class Found {
  readonly criteria: Criterion[] = [];
  readonly settings = new Map<string, string>();
  lists = 0;
  readonly #path: string[] = [];
  #item: { property: string; texts: string[]; depth: number } | null = null;
  /** The text of the innermost element, where it is one that counts. */
  #text: string | null = null;
  #values = 0;
  #foreign = 0;

  open(name: string, attributes: Attributes): void {
    const tag = localName(name);
    if (this.#item !== null && this.#text !== null) throw tooMuch('a value in it holds elements');
    this.#path.push(tag);
    this.#text = null;
    if (others.has(tag)) this.#foreign += 1;
    if (tag === 'UpdateXMLDescriptionItems') this.#openList();
    if (tag === 'UpdateXMLDescriptionItem') this.#openItem(attributes);
    if (this.#wanted(tag)) this.#text = '';
  }

  #openList(): void {
    this.lists += 1;
    if (this.lists > 1)
      throw new UserError('it holds more than one list of criteria', 'Give one rule in each XML file.');
  }

  #openItem(attributes: Attributes): void {
    if (this.#item !== null) throw tooMuch('it holds a criterion inside a criterion');
    const property = (attributes.get('PropertyName') ?? '').slice(0, 200).trim();
    this.#item = { property, texts: [], depth: this.#path.length };
    this.#count();
  }

  #count(): void {
    this.#values += 1;
    if (this.#values > mostValues) throw tooMuch(`it has more than ${mostValues} criteria and values`);
  }

  #wanted(tag: string): boolean {
    if (this.#item !== null) return this.#path.at(-2) === 'MatchRules';
    return this.#foreign === 0 && settingNames.has(tag) && !this.settings.has(tag);
  }

  text(text: string): void {
    if (this.#text === null) return;
    if (this.#text.length + text.length > longestValue) {
      throw tooMuch(`a value in it is longer than ${longestValue} characters`);
    }
    this.#text += text;
  }

  close(name: string): void {
    const tag = localName(name);
    if (this.#text !== null) this.#keep(tag, ownCopy(this.#text));
    this.#text = null;
    const item = this.#item;
    if (item !== null && this.#path.length === item.depth) {
      this.criteria.push(readCriterion(item.property, item.texts));
      this.#item = null;
    }
    if (others.has(tag)) this.#foreign -= 1;
    this.#path.pop();
  }

  #keep(tag: string, text: string): void {
    if (this.#item === null) this.settings.set(tag, text.trim());
    else {
      this.#count();
      this.#item.texts.push(text);
    }
  }
}
