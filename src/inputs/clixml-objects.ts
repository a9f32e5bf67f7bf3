// The objects of a PowerShell CLIXML text as rows of named values, and the texts that stand among them.
import { UserError } from '../errors.ts';
import { type Attributes, localName, XmlError, type XmlHandler, xmlReader } from '../xml/xml.ts';
import { isUpdate } from './json.ts';
import { holderOf } from './members.ts';
import { isRow, type Row } from './columns.ts';

const clixmlHint = 'The file may be cut off, or of another kind; write the updates with Export-Clixml again.';

const lists = new Set(['LST', 'IE', 'QUE', 'STK']);
/** What only gives structure or names types; any other element is a value: S, B, DT, G, URI, I32 ... */
const frames = new Set(['Objs', 'Props', 'MS', 'DCT', 'TN', 'TNRef', ...lists]);
const deepest = 100;
/** The XML of a package is longer, and nothing is read from it. An escaped sign has seven characters. */
const longestValue = 1_000_000;
/** Values looked at, those included to which references lead again. */
const mostVisits = 2_000_000;
const pieceLength = 65_536;

/**
 * The objects at the top of a text: each a row, or a text.
 * @param lines gets the line at which each of them begins, where it is given
 * @throws UserError where it is no whole CLIXML
 */
export function readClixml(text: string, lines: number[] | null = null): unknown[] {
  const xml = text.replace(/^\s*(?:#< CLIXML\s*)?/, '');
  const before = text.slice(0, text.length - xml.length).split(/\r\n|\n|\r/).length - 1;
  const found = new ClixmlObjects(lines === null ? null : { lines, now: () => before + reader.line });
  const reader = xmlReader(found);
  try {
    for (let at = 0; at < xml.length; at += pieceLength) reader.write(xml.slice(at, at + pieceLength));
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const why = cause.message.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 160);
    throw new UserError(cause.doctype ? why : `its XML is not whole: ${why}`, clixmlHint, cause);
  }
  return found.rows;
}

/** An element that is open. `Props`, `MS` and lists stand for the object that they are in. */
interface Frame {
  tag: string;
  name: string | null;
  refId: string | null;
  object: ClixmlObject;
  line: number;
}

/** Where the lines of the objects go, and which one is being read. */
interface Places {
  lines: number[];
  now(): number;
}

interface ClixmlObject {
  values: Map<string, unknown>;
  list: unknown[] | null;
  type: string | null;
  text: string | null;
}

class ClixmlObjects implements XmlHandler {
  /** Objects, and texts of a list, in the order of the file. */
  readonly rows: unknown[] = [];
  readonly #stack: Frame[] = [];
  readonly #types = new Map<string, string | null>();
  readonly #byId = new Map<string, unknown>();
  /** Of objects that are lists as well. */
  readonly #listOf = new Map<unknown, unknown[]>();
  readonly #places: Places | null;
  /** Of objects that were read to their end. */
  readonly #lineOf = new Map<unknown, number>();
  #visits = 0;
  #typeId: string | null = null;
  #text = '';

  constructor(places: Places | null) {
    this.#places = places;
  }

  open(element: string, attributes: Attributes): void {
    const tag = localName(element);
    const parent = this.#stack.at(-1);
    if (parent === undefined && tag !== 'Objs') throw new UserError('it does not begin with Objs', clixmlHint);
    if (this.#stack.length >= deepest)
      throw new UserError(`it nests its objects more than ${deepest} deep`, clixmlHint);
    const name = attributes.get('N');
    const refId = attributes.get('RefId') ?? null;
    const object = parent === undefined || tag === 'Obj' || tag === 'En' ? newObject() : parent.object;
    if (lists.has(tag)) object.list ??= [];
    if (tag === 'TN') this.#typeId = refId;
    if (tag === 'TNRef') object.type = this.#types.get(refId ?? '') ?? null;
    const line = this.#places?.now() ?? 0;
    this.#stack.push({ tag, name: name === undefined ? null : unescaped(name), refId, object, line });
    this.#text = '';
  }

  text(piece: string): void {
    if (this.#text.length <= longestValue) this.#text += piece;
  }

  close(): void {
    const frame = this.#stack.pop();
    const parent = this.#stack.at(-1);
    if (frame === undefined || parent === undefined || frames.has(frame.tag)) return;
    const { tag, object } = frame;
    if (tag === 'T') this.#noteType(object);
    else if (tag === 'ToString') object.text = this.#value();
    else if (tag === 'En') putEntry(parent.object, object);
    else if (tag === 'Ref') this.#refer(frame, parent);
    else if (tag === 'Obj') this.#put(frame, parent, this.#finished(frame));
    else this.#put(frame, parent, tag === 'Nil' ? null : this.#value());
    this.#text = '';
  }

  #value(): string | null {
    return this.#text.length > longestValue ? null : unescaped(this.#text);
  }

  /** Only the first name of a type says what the object is; the others are what it is derived from. */
  #noteType(object: ClixmlObject): void {
    object.type ??= this.#value();
    if (this.#typeId !== null && !this.#types.has(this.#typeId)) this.#types.set(this.#typeId, object.type);
  }

  #finished({ refId, object, line }: Frame): unknown {
    const { values, list, text } = object;
    const value = values.size > 0 ? rowOf(object) : (list ?? text);
    if (this.#places !== null && typeof value === 'object') this.#lineOf.set(value, line);
    if (refId !== null) this.#byId.set(refId, value);
    if (values.size > 0 && list !== null) this.#listOf.set(value, list);
    return value;
  }

  /** A value of an object, an element of a list, or an object of the file. */
  #put({ name, line }: Frame, parent: Frame, value: unknown): void {
    if (parent.tag === 'Objs') this.#row(value, name, line);
    else if (lists.has(parent.tag)) parent.object.list?.push(value);
    else if (name !== null) putValue(parent.object, name, value);
  }

  /** A list at the top is what it holds; an object of the console may be both. */
  #row(value: unknown, name: string | null, line: number): void {
    if (name !== null)
      throw new UserError('it is XML of PowerShell, but a value in it belongs to no object', clixmlHint);
    this.#visits += 1;
    if (this.#visits > mostVisits) throw new UserError(`it holds more than ${mostVisits} objects`, clixmlHint);
    const list = Array.isArray(value) ? value : this.#listOf.get(value);
    for (const each of list ?? []) this.#row(each, null, line);
    const isContainer = list !== undefined && !(isRow(value) && (isUpdate(value) || holderOf(value) !== null));
    if (value === null || isContainer) return;
    this.rows.push(value);
    this.#places?.lines.push(this.#lineOf.get(value) ?? line);
  }

  /** The same object again, among the objects of the file. Elsewhere references are not followed: a few of them can make a file endless. */
  #refer({ refId, line }: Frame, parent: Frame): void {
    if (parent.tag !== 'Objs') return;
    const value = this.#byId.get(refId ?? '');
    if (value === undefined) throw new UserError('it refers to an object that is not in it', clixmlHint);
    this.#row(value, null, line);
  }
}

const newObject = (): ClixmlObject => ({ values: new Map(), list: null, type: null, text: null });

/** "IResultObject#SMS_SoftwareUpdate": JSON of AdminService says it in a property. */
function rowOf({ values, type }: ClixmlObject): Row {
  const ofClass = /#(SMS_\w{1,60})$/.exec(type ?? '')?.[1];
  if (ofClass !== undefined && !values.has('__CLASS')) values.set('__CLASS', ofClass);
  return Object.fromEntries(values);
}

/** An entry of a dictionary: its value under its key. */
function putEntry(object: ClixmlObject, { values }: ClixmlObject): void {
  const key = values.get('Key');
  if (typeof key === 'string') putValue(object, key, values.get('Value') ?? null);
}

/** Two values of one name both stay: columns are known by their letters, and a blank keeps the names apart. */
function putValue({ values }: ClixmlObject, name: string, value: unknown): void {
  const known = values.get(name) ?? null;
  if (known === null) values.set(name, value);
  else if (value === null || value === known || value === values.get(`${name} `)) return;
  else if (values.has(`${name} `))
    throw new UserError(`an object in it has three values of ${name}`.slice(0, 100), clixmlHint);
  else values.set(`${name} `, value);
}

/** _x000D_ is a carriage return: https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/301404a9-232f-439c-8644-1a213675bfac */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
