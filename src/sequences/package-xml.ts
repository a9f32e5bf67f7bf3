// object.xml of a console export: a WMI object as CIM-XML, its property Sequence the XML of the sequence as CDATA or escaped.
import { UserError } from '../errors.ts';
import { type Attributes, localName, xmlReader } from '../xml/xml.ts';
import { again, exportHint, refusal } from './limits.ts';
import type { PackagedSequence } from './nodes.ts';
import { packageClass } from './recognise.ts';
import { readSequenceXml } from './sequence-xml.ts';

/** @throws UserError where no task sequence package is in it, or one without its sequence */
export function readPackageXml(text: string): PackagedSequence[] {
  const reader = new PackageReader();
  try {
    const xml = xmlReader(reader);
    for (let at = 0; at < text.length; at += 65_536) xml.write(text.slice(at, at + 65_536));
    xml.end();
  } catch (cause) {
    throw refusal(cause);
  }
  if (reader.found.length === 0) throw new UserError(`it holds no object of the class ${packageClass}`, exportHint);
  return reader.found.map(packaged);
}

/** What a source says of a sequence, before its XML is read. */
export interface RawPackage {
  name: string | null;
  packageId: string | null;
  sequence: string | null;
}

/** @throws UserError where the package came without its sequence: the property is a lazy one */
export function packaged({ name, packageId, sequence }: RawPackage): PackagedSequence {
  if (sequence === null || sequence.trim() === '')
    throw new UserError('a task sequence in it comes without its steps (the property Sequence is empty)', again);
  return { name: name || null, packageId: packageId || null, sequence: readSequenceXml(sequence.trim()) };
}

const wanted: Readonly<Record<string, keyof RawPackage>> = Object.assign(Object.create(null), {
  Name: 'name',
  PackageID: 'packageId',
  Sequence: 'sequence',
});

type Frame = { is: 'package' } | { is: 'property'; key: keyof RawPackage } | { is: 'value' } | { is: 'other' };

const other: Frame = { is: 'other' };

/** QUALIFIER elements hold a VALUE as well, and objects inside the package have a Name: only direct children count. */
class PackageReader {
  readonly found: RawPackage[] = [];
  readonly #stack: Frame[] = [];
  #pieces: string[] = [];

  open(element: string, attributes: Attributes): void {
    this.#stack.push(this.#frame(localName(element), attributes));
  }

  text(text: string): void {
    if (this.#stack.at(-1)?.is === 'value') this.#pieces.push(text);
  }

  close(): void {
    const closed = this.#stack.pop();
    const [parent, current] = [this.#stack.at(-1), this.found.at(-1)];
    if (closed?.is !== 'value' || parent?.is !== 'property' || !current) return;
    const text = this.#pieces.join('');
    current[parent.key] = parent.key === 'sequence' ? text : text.trim().slice(0, 300);
    this.#pieces = [];
  }

  #frame(element: string, attributes: Attributes): Frame {
    const parent = this.#stack.at(-1);
    if (element === 'INSTANCE' && attributes.get('CLASSNAME') === packageClass) {
      this.found.push({ name: null, packageId: null, sequence: null });
      return { is: 'package' };
    }
    const key = parent?.is === 'package' && element === 'PROPERTY' ? wanted[attributes.get('NAME') ?? ''] : undefined;
    if (key !== undefined) return { is: 'property', key };
    return parent?.is === 'property' && element === 'VALUE' ? { is: 'value' } : other;
  }
}
