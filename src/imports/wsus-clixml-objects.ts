// The objects of a PowerShell CLIXML text, one after the other, as named values: nested properties, lists and enumerations included.
import { UserError } from '../errors.ts';
import { type Attributes, localName, type XmlHandler } from '../xml/xml.ts';
import { addValue, type Column, columnAt, longestText, pathTo, type Values } from './wsus-values.ts';

/** What only gives structure; any other element is a value: S, B, DT, G, URI, I32 ... */
const lists = new Set(['LST', 'IE', 'QUE', 'STK']);
const frames = new Set(['Objs', 'Obj', 'Props', 'MS', 'DCT', 'En', ...lists]);
/** Names of types, and references to objects that stood elsewhere. */
const ignored = new Set(['TN', 'T', 'TNRef', 'Ref', 'Nil']);
const deepest = 100;

interface Frame {
  path: string;
  /** Objects right below are rows: the list of all, and a list that is itself the only object. */
  holdsRows: boolean;
  /** An object that is a row, or holds rows. */
  isRow: boolean;
}

interface Leaf {
  column: Column;
  text: string;
}

export class ClixmlObjects implements XmlHandler {
  readonly #onRow: (values: Values, number: number) => void;
  readonly #stack: Frame[] = [];
  #values: Values = new Map();
  #leaf: Leaf | null = null;
  #rows = 0;
  /** Objects in a list at the top are the rows, and the object that has the list is none. */
  #rowsInside = false;

  /** @param onRow gets each object at the top when it has been read; `number` counts from 1 */
  constructor(onRow: (values: Values, number: number) => void) {
    this.#onRow = onRow;
  }

  open(name: string, attributes: Attributes): void {
    const tag = localName(name);
    const parent = this.#stack.at(-1);
    if (parent === undefined && tag !== 'Objs')
      throw new UserError('it is no CLIXML: it does not begin with Objs', hint);
    if (this.#stack.length >= deepest) throw new UserError(`it nests its objects more than ${deepest} deep`, hint);
    const path = pathOf(parent?.path ?? '', attributes.get('N'));
    const isRow = tag === 'Obj' && parent?.holdsRows === true;
    const holdsRows = tag === 'Objs' || (lists.has(tag) && parent?.isRow === true && path === '');
    this.#stack.push({ path, holdsRows, isRow });
    const column = frames.has(tag) || ignored.has(tag) ? undefined : columnAt(path);
    this.#leaf = column === undefined ? null : { column, text: '' };
    if (!isRow) return;
    this.#values = new Map();
    this.#rowsInside = false;
  }

  text(piece: string): void {
    const leaf = this.#leaf;
    // An escaped sign has seven characters where the value has one.
    if (leaf !== null && leaf.text.length < longestText(leaf.column) * 7) leaf.text += piece;
  }

  close(): void {
    const frame = this.#stack.pop();
    if (this.#leaf !== null) addValue(this.#values, this.#leaf.column, unescaped(this.#leaf.text));
    this.#leaf = null;
    if (frame?.isRow !== true) return;
    if (!this.#rowsInside) {
      this.#rows += 1;
      this.#onRow(this.#values, this.#rows);
    }
    this.#rowsInside = this.#stack.length > 1;
  }
}

const hint = 'Write the updates with Export-Clixml again.';

const pathOf = (parent: string, name: string | undefined): string =>
  name === undefined ? parent : pathTo(parent, unescaped(name));

/** _x000D_ is a carriage return: https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/301404a9-232f-439c-8644-1a213675bfac */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
