// Rules out of CLIXML: Get-CMSoftwareUpdateAutoDeploymentRule | Export-Clixml.
import { UserError } from '../errors.ts';
import { plain } from '../inputs/columns.ts';
import { type Attributes, localName, XmlError, type XmlHandler, xmlReader } from '../xml/xml.ts';
import { exportHint, longestXml, mostRules, tooMuch } from './limits.ts';
import { ruleOfValues, type Wanted, wantedAt } from './rule-of.ts';
import { isRule } from './rows.ts';
import type { Rule } from './types.ts';
import { shown } from './words.ts';

/** @throws UserError where it is no whole XML, or holds no rule with its criteria */
export function rulesOfClixml(text: string): Rule[] {
  const found = new Objects();
  const reader = xmlReader(found);
  const xml = text.trimStart().replace(/^#< CLIXML\s*/, '');
  try {
    for (let at = 0; at < xml.length; at += 65_536) reader.write(xml.slice(at, at + 65_536));
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const why = cause.doctype ? cause.message : `its XML is not whole: ${shown(cause.message)}`;
    throw new UserError(why, `The file may be cut off. ${exportHint}`, cause);
  }
  if (found.rules.length === 0) throw new UserError('it holds no automatic deployment rules', exportHint);
  return found.rules;
}

/** One object that is read; an object inside another is one of its own. */
class Objects implements XmlHandler {
  readonly rules: Rule[] = [];
  readonly #objects: Map<Wanted, string>[] = [];
  #leaf: { name: Wanted; text: string } | null = null;

  open(name: string, attributes: Attributes): void {
    this.#leaf = null;
    if (localName(name) === 'Obj') this.#objects.push(new Map());
    const property = attributes.get('N');
    const which = property === undefined || property.length > 100 ? undefined : wantedAt(plain(property));
    if (which !== undefined) this.#leaf = { name: which, text: '' };
  }

  text(text: string): void {
    if (this.#leaf === null) return;
    this.#leaf.text += text;
    // An escaped sign has seven characters where the value has one.
    if (this.#leaf.text.length > longestXml * 7) {
      throw tooMuch(`a value in it is longer than ${longestXml / 1024 / 1024} MB`);
    }
  }

  close(name: string): void {
    const values = this.#objects.at(-1);
    if (this.#leaf !== null && values && !values.has(this.#leaf.name)) {
      values.set(this.#leaf.name, unescaped(this.#leaf.text));
    }
    this.#leaf = null;
    if (localName(name) !== 'Obj') return;
    this.#objects.pop();
    if (values === undefined || !isRule(values)) return;
    if (this.rules.length >= mostRules) throw tooMuch(`it holds more than ${mostRules} rules`);
    this.rules.push(ruleOfValues(values));
  }
}

/** _x000D_ is a carriage return: https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/301404a9-232f-439c-8644-1a213675bfac */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
