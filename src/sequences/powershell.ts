// Get-CMTaskSequence as PowerShell writes it: JSON, an answer of AdminService, or CLIXML; the property Sequence holds the XML.
import { UserError } from '../errors.ts';
import { type Attributes, localName, xmlReader } from '../xml/xml.ts';
import { again, exportHint, oneLine, refusal, shortened } from './limits.ts';
import type { PackagedSequence } from './nodes.ts';
import { packaged, type RawPackage } from './package-xml.ts';

/** @throws UserError where it is no JSON, or holds no task sequence with its steps */
export function readJsonSequences(text: string): PackagedSequence[] {
  const rows = objectsOf(parsed(text)).filter((row) => memberOf(row, 'Sequence') !== undefined);
  if (rows.length === 0) throw noSequences();
  return rows.map((row) => {
    const [name, packageId, sequence] = ['Name', 'PackageID', 'Sequence'].map((key) => textOf(memberOf(row, key)));
    return packaged({ name: name ?? null, packageId: packageId ?? null, sequence: sequence ?? null });
  });
}

const noSequences = (): UserError =>
  new UserError('it holds no task sequence with its steps (the property Sequence; -Fast leaves it out)', exportHint);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? oneLine(cause.message) : '';
    throw new UserError(`it is not valid JSON: ${why}`, again, cause);
  }
}

/** One object, a list, or a list in the envelope of AdminService or of PowerShell ({value, Count}). */
function objectsOf(value: unknown): object[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null) return [];
    const inner = memberOf(each, 'value');
    return Array.isArray(inner)
      ? inner.filter((row): row is object => typeof row === 'object' && row !== null)
      : [each];
  });
}

function memberOf(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? Object.getOwnPropertyDescriptor(row, name)?.value : undefined;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** @throws UserError where it is cut off, or holds no task sequence with its steps */
export function readClixmlSequences(text: string): PackagedSequence[] {
  const reader = new ClixmlReader();
  try {
    const xml = xmlReader(reader);
    const whole = text.replace(/^\s*#< CLIXML\s*/, '');
    for (let at = 0; at < whole.length; at += 65_536) xml.write(whole.slice(at, at + 65_536));
    xml.end();
  } catch (cause) {
    throw refusal(cause);
  }
  if (reader.found.length === 0) throw noSequences();
  return reader.found.map(packaged);
}

const properties: Readonly<Record<string, keyof RawPackage>> = Object.assign(Object.create(null), {
  Name: 'name',
  PackageID: 'packageId',
  Sequence: 'sequence',
});

/** Texts are <S N="Name">...</S> below <Obj>, with what XML cannot hold as _x000D_. */
class ClixmlReader {
  readonly found: RawPackage[] = [];
  readonly #objects: RawPackage[] = [];
  #key: keyof RawPackage | null = null;
  #pieces: string[] = [];

  open(element: string, attributes: Attributes): void {
    const name = localName(element);
    if (name === 'Obj') this.#objects.push({ name: null, packageId: null, sequence: null });
    this.#key = name === 'S' ? (properties[attributes.get('N') ?? ''] ?? null) : null;
    this.#pieces = [];
  }

  text(text: string): void {
    if (this.#key !== null) this.#pieces.push(text);
  }

  close(element: string): void {
    const current = this.#objects.at(-1);
    if (this.#key !== null && current) {
      const text = unescaped(this.#pieces.join(''));
      current[this.#key] = this.#key === 'sequence' ? text : shortened(text);
    }
    this.#key = null;
    if (localName(element) !== 'Obj') return;
    const closed = this.#objects.pop();
    if (closed && closed.sequence !== null) this.found.push(closed);
  }
}

const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
