// LZX as cabinets use it ([MS-PATCH] without its delta part, [MS-CAB]): blocks of at most 32 KiB, with all that came before as dictionary.
import { CabFault } from './cab-limits.ts';
import { LzxBits } from './cab-lzx-bits.ts';
import { withRelativeCalls } from './cab-lzx-calls.ts';
import { LzxTree, readLengths } from './cab-lzx-tree.ts';

const verbatim = 1;
const aligned = 2;
const stored = 3;

/** What a block of the cabinet unpacks to, all but the last of a folder. It divides the window, so that no block wraps. */
export const frameSize = 32_768;
const slotsOfWindow = [30, 32, 34, 36, 38, 42, 50];
export const leastWindow = 15;
export const greatestWindow = leastWindow + slotsOfWindow.length - 1;

/** How many bits of an offset stand behind its slot, and the least offset of each slot. */
const extraBits = Uint8Array.from({ length: 50 }, (_, slot) => (slot < 4 ? 0 : Math.min(Math.floor(slot / 2) - 1, 17)));
const slotBase = new Int32Array(50);
for (let slot = 1; slot < 50; slot++) slotBase[slot] = (slotBase[slot - 1] ?? 0) + 2 ** (extraBits[slot - 1] ?? 0);

export class LzxDecoder {
  readonly #bits = new LzxBits();
  readonly #window: Uint8Array;
  readonly #main: LzxTree;
  readonly #lengths = new LzxTree(249, 10);
  readonly #aligned = new LzxTree(8, 7);
  /** The last three offsets, the latest first. */
  #recent: [number, number, number] = [1, 1, 1];
  /** How many bytes were unpacked; the place in the window is this modulo its size. */
  #done = 0;
  #type = 0;
  /** The blocks of LZX know nothing of those of the cabinet: the size of the current one, and what is left to unpack of it. */
  #size = 0;
  #left = 0;
  /** For undoing the translation of calls; 0: there was none. */
  #fileSize: number | null = null;

  /** @param windowBits the dictionary has 2 to the power of this many bytes */
  constructor(windowBits: number) {
    this.#window = new Uint8Array(2 ** windowBits);
    this.#main = new LzxTree(256 + (slotsOfWindow[windowBits - leastWindow] ?? 0) * 8, 12);
  }

  /**
   * Unpacks one block of the cabinet to `size` bytes, which are valid until the next call.
   * @throws CabFault
   */
  unpack(packed: Uint8Array, size: number): Uint8Array {
    const [bits, from] = [this.#bits, this.#done];
    bits.load(packed);
    this.#fileSize ??= bits.read(1) === 1 ? bits.read(32) | 0 : 0;
    for (let rest = size; rest > 0; ) {
      if (this.#left === 0) this.#open();
      const run = Math.min(this.#left, rest);
      if (this.#type === stored) this.#copy(run);
      else this.#decode(run);
      this.#left -= run;
      rest -= run;
    }
    // The byte that fills up a stored block of odd size stands here, or at the start of the next block.
    if (this.#left === 0 && this.#type === stored && bits.bytesLeft > 0) this.#fillUp();
    bits.finish();
    const at = from % this.#window.length;
    return withRelativeCalls(this.#window.subarray(at, at + size), from, this.#fileSize);
  }

  #open(): void {
    const bits = this.#bits;
    if (this.#type === stored) this.#fillUp();
    this.#type = bits.read(3);
    this.#size = bits.read(16) * 256 + bits.read(8);
    this.#left = this.#size;
    if (this.#type === stored) {
      bits.toBytes();
      const offsets = bits.bytes(12);
      const view = new DataView(offsets.buffer, offsets.byteOffset, 12);
      this.#recent = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
      return;
    }
    if (this.#type !== verbatim && this.#type !== aligned) throw senseless('a block of no known type');
    this.#readTrees();
  }

  #fillUp(): void {
    if (this.#size % 2 === 1) this.#bits.bytes(1);
    this.#size = 0;
  }

  #readTrees(): void {
    const bits = this.#bits;
    if (this.#type === aligned) {
      for (let symbol = 0; symbol < 8; symbol++) this.#aligned.lengths[symbol] = bits.read(3);
      this.#aligned.build();
    }
    readLengths(bits, this.#main, 0, 256);
    readLengths(bits, this.#main, 256, this.#main.lengths.length);
    readLengths(bits, this.#lengths, 0, this.#lengths.lengths.length);
    this.#main.build();
    this.#lengths.build();
  }

  #copy(run: number): void {
    this.#window.set(this.#bits.bytes(run), this.#done % this.#window.length);
    this.#done += run;
  }

  #decode(run: number): void {
    const [bits, main, window] = [this.#bits, this.#main, this.#window];
    // Blocks do not wrap: the window is a whole number of them.
    let at = this.#done % window.length;
    const until = at + run;
    while (at < until) {
      const symbol = main.symbol(bits);
      if (symbol < 256) {
        window[at++] = symbol;
        continue;
      }
      const header = symbol & 7;
      const length = 2 + header + (header === 7 ? this.#lengths.symbol(bits) : 0);
      const offset = this.#offset((symbol - 256) >> 3);
      if (at + length > until) throw senseless('a match that goes on behind its block');
      if (offset === 0 || offset > this.#done + run - (until - at) || offset > window.length) {
        throw senseless('a match before its beginning');
      }
      repeat(window, at, offset, length);
      at += length;
    }
    this.#done += run;
  }

  /** How far back the bytes stand that come again. */
  #offset(slot: number): number {
    const [first, second, third] = this.#recent;
    if (slot === 0) return first;
    if (slot < 3) this.#recent = slot === 1 ? [second, first, third] : [third, second, first];
    else this.#recent = [(slotBase[slot] ?? 0) - 2 + this.#extra(extraBits[slot] ?? 0), first, second];
    return this.#recent[0];
  }

  #extra(count: number): number {
    if (this.#type === verbatim || count < 3) return this.#bits.read(count);
    return this.#bits.read(count - 3) * 8 + this.#aligned.symbol(this.#bits);
  }
}

/** Copies `length` bytes from `offset` bytes before `at`. */
function repeat(window: Uint8Array, at: number, offset: number, length: number): void {
  const from = at - offset;
  if (from >= 0 && offset >= length && length > 32) {
    window.copyWithin(at, from, from + length);
    return;
  }
  const mask = window.length - 1;
  // Byte by byte: the bytes that are copied may be ones that this match itself writes.
  for (let done = 0; done < length; done++) window[at + done] = window[(from + done) & mask] ?? 0;
}

const senseless = (what: string): CabFault => new CabFault(`its packed data make no sense (${what})`);
