// "Set Dynamic Variables": rules as XML inside a variable, each with or without a condition.
import { type Attributes, localName, xmlReader } from '../xml/xml.ts';

export interface RuleVariable {
  name: string;
  value: string;
  /** Its rule has a condition. */
  conditional: boolean;
}

/** The variables of the rules in their order; null where the rules cannot be read. */
export function variablesOfRules(xml: string): RuleVariable[] | null {
  if (xml.trim() === '') return [];
  const reader = new RuleReader();
  try {
    const parser = xmlReader(reader, { fragment: true });
    for (let at = 0; at < xml.length; at += 65_536) parser.write(xml.slice(at, at + 65_536));
    parser.end();
  } catch {
    return null;
  }
  return reader.found;
}

class RuleReader {
  readonly found: RuleVariable[] = [];
  #path: string[] = [];
  #rule: RuleVariable[] = [];
  #conditional = false;
  #current: RuleVariable | null = null;

  open(element: string, attributes: Attributes): void {
    const name = localName(element).toLowerCase();
    const parent = this.#path.at(-1);
    this.#path.push(name);
    if (name === 'rule') [this.#rule, this.#conditional] = [[], false];
    if (name === 'expression' || name === 'operator') this.#conditional = true;
    if (name !== 'variable' || parent !== 'variables') return;
    this.#current = { name: attributes.get('Name') ?? attributes.get('name') ?? '', value: '', conditional: false };
    this.#rule.push(this.#current);
  }

  text(text: string): void {
    if (this.#current !== null) this.#current.value += text;
  }

  close(element: string): void {
    const name = localName(element).toLowerCase();
    this.#path.pop();
    if (name === 'variable') this.#current = null;
    if (name !== 'rule') return;
    for (const variable of this.#rule) this.found.push({ ...variable, conditional: this.#conditional });
    this.#rule = [];
  }
}
