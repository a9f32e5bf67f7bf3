// A Huffman tree of LZX: known by the lengths of its codes alone, which each block gives as differences to those of the block before.
import { CabFault } from './cab-limits.ts';
import type { LzxBits } from './cab-lzx-bits.ts';

const longestCode = 16;

export class LzxTree {
  /** The length of each symbol's code; 0 where it has none. */
  readonly lengths: Uint8Array;
  readonly #quickBits: number;
  /** For the next bits: symbol * 32 + length; 0 where the code is longer than these bits, or none. */
  readonly #quick: Uint16Array;
  readonly #sorted: Uint16Array;
  /** Of the codes of each length: the first of them, how many there are, and where in `#sorted` their symbols begin. */
  readonly #first = new Int32Array(longestCode + 1);
  readonly #count = new Int32Array(longestCode + 1);
  readonly #start = new Int32Array(longestCode + 1);

  constructor(symbols: number, quickBits: number) {
    this.lengths = new Uint8Array(symbols);
    this.#sorted = new Uint16Array(symbols);
    this.#quickBits = quickBits;
    this.#quick = new Uint16Array(1 << quickBits);
  }

  /** To be called when the lengths have changed. @throws CabFault where no codes have such lengths */
  build(): void {
    this.#count.fill(0);
    for (const length of this.lengths) if (length > 0) this.#count[length] = (this.#count[length] ?? 0) + 1;
    let [code, start] = [0, 0];
    for (let length = 1; length <= longestCode; length++) {
      const count = this.#count[length] ?? 0;
      code *= 2;
      this.#first[length] = code;
      this.#start[length] = start;
      code += count;
      start += count;
      if (code > 2 ** length) throw new CabFault('its packed data make no sense (a tree with too many codes)');
    }
    this.#place();
  }

  #place(): void {
    const next = this.#start.slice();
    this.#quick.fill(0);
    for (const [symbol, length] of this.lengths.entries()) {
      if (length === 0) continue;
      const place = next[length] ?? 0;
      next[length] = place + 1;
      this.#sorted[place] = symbol;
      if (length > this.#quickBits) continue;
      const code = (this.#first[length] ?? 0) + place - (this.#start[length] ?? 0);
      const width = this.#quickBits - length;
      this.#quick.fill(symbol * 32 + length, code << width, (code + 1) << width);
    }
  }

  /** @throws CabFault where the next bits are no code of this tree */
  symbol(bits: LzxBits): number {
    const entry = this.#quick[bits.peek(this.#quickBits)] ?? 0;
    if (entry === 0) return this.#long(bits);
    bits.drop(entry & 31);
    return entry >>> 5;
  }

  #long(bits: LzxBits): number {
    const all = bits.peek(longestCode);
    for (let length = this.#quickBits + 1; length <= longestCode; length++) {
      const place = (all >>> (longestCode - length)) - (this.#first[length] ?? 0);
      if (place < 0 || place >= (this.#count[length] ?? 0)) continue;
      bits.drop(length);
      return this.#sorted[(this.#start[length] ?? 0) + place] ?? 0;
    }
    throw new CabFault('its packed data make no sense (a code that is none)');
  }
}

const lengthsTree = new LzxTree(20, 6);

/** Reads the lengths of the symbols from `from` to `until`, as differences to what they were. */
export function readLengths(bits: LzxBits, tree: LzxTree, from: number, until: number): void {
  for (let symbol = 0; symbol < 20; symbol++) lengthsTree.lengths[symbol] = bits.read(4);
  lengthsTree.build();
  const { lengths } = tree;
  let at = from;
  while (at < until) {
    const code = lengthsTree.symbol(bits);
    if (code < 17) {
      lengths[at] = changed(lengths[at] ?? 0, code);
      at += 1;
      continue;
    }
    const run = code === 17 ? 4 + bits.read(4) : code === 18 ? 20 + bits.read(5) : 4 + bits.read(1);
    // The run ends at the last symbol, whatever it says.
    const end = Math.min(at + run, until);
    const length = code === 19 ? changed(lengths[at] ?? 0, lengthsTree.symbol(bits)) : 0;
    lengths.fill(length, at, end);
    at = end;
  }
}

function changed(length: number, difference: number): number {
  if (difference > 16) throw new CabFault('its packed data make no sense (a length that is none)');
  return (length - difference + 17) % 17;
}
