// Packs bytes as LZX, with every kind of block that a cabinet may hold. No free packer writes such cabinets; that these are right, 7-Zip says.

const frameSize = 32_768;
const [verbatim, aligned, stored] = [1, 2, 3];
const slots = [30, 32, 34, 36, 38, 42, 50];
const extraBits = Array.from({ length: 50 }, (_, slot) => (slot < 4 ? 0 : Math.min(Math.floor(slot / 2) - 1, 17)));
const slotBase = extraBits.map((_, slot) => extraBits.slice(0, slot).reduce((sum, bits) => sum + 2 ** bits, 0));

export interface LzxOptions {
  /** 15 to 21. */
  windowBits?: number;
  /** The kinds of the LZX blocks, in turn: 1 verbatim, 2 aligned, 3 stored. */
  kinds?: readonly number[];
  /** Their sizes, in turn. */
  sizes?: readonly number[];
  /** The size of the program whose calls are translated; 0: none are. */
  fileSize?: number;
}

type Token = { literal: number } | { length: number; slot: number; extra: number };

/** The packed blocks of a folder, and how many bytes each unpacks to. */
export function packLzx(bytes: Uint8Array, options: LzxOptions = {}): { packed: Uint8Array; size: number }[] {
  return new Packer(bytes, options).pack();
}

class Bits {
  bytes: number[] = [];
  #word = 0;
  #free = 16;

  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#free -= 1;
      this.#word |= (Math.floor(value / 2 ** bit) % 2) << this.#free;
      if (this.#free === 0) this.align();
    }
  }

  align(): void {
    if (this.#free < 16) this.bytes.push(this.#word & 255, this.#word >> 8);
    this.#word = 0;
    this.#free = 16;
  }

  /** For stored bytes: at the end of a word, a whole one is added. */
  alignMore(): void {
    if (this.#free === 16) this.write(0, 16);
    else this.align();
  }

  /** What was written since the last call; the next block of the cabinet begins. */
  take(): Uint8Array {
    this.align();
    const all = Uint8Array.from(this.bytes);
    this.bytes = [];
    return all;
  }
}

class Packer {
  readonly #source: Uint8Array;
  readonly #options: Required<LzxOptions>;
  readonly #bits = new Bits();
  readonly #blocks: { packed: Uint8Array; size: number }[] = [];
  readonly #mainLengths: number[];
  readonly #lengthLengths: number[] = new Array(249).fill(0);
  readonly #latest = new Map<number, number>();
  #recent = [1, 1, 1];
  #at = 0;

  constructor(bytes: Uint8Array, options: LzxOptions) {
    this.#options = { windowBits: 15, kinds: [verbatim, aligned, stored], sizes: [50_000], fileSize: 0, ...options };
    this.#source = this.#options.fileSize > 0 ? withAbsoluteCalls(bytes, this.#options.fileSize) : bytes;
    this.#mainLengths = new Array(256 + (slots[this.#options.windowBits - 15] ?? 0) * 8).fill(0);
  }

  pack() {
    const { kinds, sizes, fileSize } = this.#options;
    this.#bits.write(fileSize > 0 ? 1 : 0, 1);
    if (fileSize > 0) this.#bits.write(fileSize, 32);
    for (let count = 0; this.#at < this.#source.length; count++) {
      const wanted = sizes[count % sizes.length] ?? 1;
      const end = Math.min(this.#at + wanted, this.#source.length);
      const kind = kinds[count % kinds.length] ?? verbatim;
      this.#bits.write(kind, 3);
      this.#bits.write(end - this.#at, 24);
      if (kind === stored) this.#store(end);
      else this.#pack(end, kind);
    }
    return this.#blocks;
  }

  /** Moves on, and ends a block of the cabinet at each 32 KiB. */
  #advance(count: number): void {
    this.#at += count;
    if (this.#at % frameSize !== 0 && this.#at !== this.#source.length) return;
    this.#blocks.push({ packed: this.#bits.take(), size: this.#at % frameSize || frameSize });
  }

  #store(end: number): void {
    this.#bits.alignMore();
    const offsets = new DataView(new ArrayBuffer(12));
    for (const [index, offset] of this.#recent.entries()) offsets.setUint32(index * 4, offset, true);
    this.#bits.bytes.push(...new Uint8Array(offsets.buffer));
    const odd = (end - this.#at) % 2;
    while (this.#at < end) {
      const count = Math.min(end - this.#at, frameSize - (this.#at % frameSize));
      for (const byte of this.#source.subarray(this.#at, this.#at + count)) this.#bits.bytes.push(byte);
      if (odd === 1 && this.#at + count === end) this.#bits.bytes.push(0);
      this.#advance(count);
    }
  }

  #pack(end: number, kind: number): void {
    const tokens = this.#tokens(end);
    const counts = {
      main: this.#mainLengths.map(() => 0),
      length: this.#lengthLengths.map(() => 0),
      aligned: [0, 0, 0, 0, 0, 0, 0, 0],
    };
    const count = (all: number[], symbol: number) => {
      all[symbol] = (all[symbol] ?? 0) + 1;
    };
    for (const token of tokens) {
      count(counts.main, symbolOf(token));
      if ('literal' in token) continue;
      if (token.length >= 9) count(counts.length, token.length - 9);
      if (kind === aligned && (extraBits[token.slot] ?? 0) >= 3) count(counts.aligned, token.extra % 8);
    }
    // The tree must be there, even where no offset needs it.
    const alignedLengths = codeLengths(counts.aligned.some(Boolean) ? counts.aligned : [1, 1, 0, 0, 0, 0, 0, 0], 7);
    if (kind === aligned) for (const length of alignedLengths) this.#bits.write(length, 3);
    this.#writeLengths(this.#mainLengths, codeLengths(counts.main, 16), 0, 256);
    this.#writeLengths(this.#mainLengths, codeLengths(counts.main, 16), 256, this.#mainLengths.length);
    this.#writeLengths(this.#lengthLengths, codeLengths(counts.length, 16), 0, 249);
    this.#emit(tokens, kind, alignedLengths);
  }

  #emit(tokens: readonly Token[], kind: number, alignedLengths: readonly number[]): void {
    const [main, length, low] = [codes(this.#mainLengths), codes(this.#lengthLengths), codes(alignedLengths)];
    const put = (all: { code: number; length: number }[], symbol: number) =>
      this.#bits.write(all[symbol]?.code ?? 0, all[symbol]?.length ?? 0);
    for (const token of tokens) {
      put(main, symbolOf(token));
      if ('literal' in token) {
        this.#advance(1);
        continue;
      }
      if (token.length >= 9) put(length, token.length - 9);
      const extra = extraBits[token.slot] ?? 0;
      if (kind === aligned && extra >= 3) {
        this.#bits.write(Math.floor(token.extra / 8), extra - 3);
        put(low, token.extra % 8);
      } else this.#bits.write(token.extra, extra);
      this.#advance(token.length);
    }
  }

  #tokens(end: number): Token[] {
    const tokens: Token[] = [];
    for (let at = this.#at; at < end; ) {
      const most = Math.min(257, end - at, frameSize - (at % frameSize));
      const match = this.#match(at, most);
      tokens.push(match ? this.#tokenOf(match) : { literal: this.#source[at] ?? 0 });
      const count = match?.length ?? 1;
      for (let passed = at; passed < at + count; passed++) this.#latest.set(this.#key(passed), passed);
      at += count;
    }
    return tokens;
  }

  #key(at: number): number {
    return (this.#source[at] ?? 0) * 65_536 + (this.#source[at + 1] ?? 0) * 256 + (this.#source[at + 2] ?? 0);
  }

  #match(at: number, most: number): { length: number; offset: number } | null {
    const near = this.#latest.get(this.#key(at));
    const offsets = near === undefined ? this.#recent : [...this.#recent, at - near];
    const found = offsets
      .filter((offset) => offset <= at && offset <= 2 ** this.#options.windowBits - 3)
      .map((offset) => ({ offset, length: this.#same(at, offset, most) }))
      .sort((a, b) => b.length - a.length)[0];
    return found && found.length >= 2 ? found : null;
  }

  #same(at: number, offset: number, most: number): number {
    let length = 0;
    while (length < most && this.#source[at + length] === this.#source[at + length - offset]) length++;
    return length;
  }

  #tokenOf({ length, offset }: { length: number; offset: number }): Token {
    const [first = 1, second = 1, third = 1] = this.#recent;
    const slot = this.#recent.indexOf(offset);
    if (slot >= 0) {
      if (slot > 0) this.#recent = slot === 1 ? [second, first, third] : [third, second, first];
      return { length, slot, extra: 0 };
    }
    this.#recent = [offset, first, second];
    const far = slotBase.findLastIndex((base) => base <= offset + 2);
    return { length, slot: far, extra: offset + 2 - (slotBase[far] ?? 0) };
  }

  /** Lengths as differences to those before, runs of the same with the codes 17, 18 and 19. */
  #writeLengths(before: number[], lengths: readonly number[], from: number, until: number): void {
    const steps: { code: number; extra: number; bits: number; difference?: number }[] = [];
    const difference = (at: number) => ((before[at] ?? 0) - (lengths[at] ?? 0) + 17) % 17;
    for (let at = from; at < until; ) {
      let run = 1;
      while (at + run < until && lengths[at + run] === lengths[at] && run < 51) run++;
      if (lengths[at] === 0 && run >= 20) steps.push({ code: 18, extra: run - 20, bits: 5 });
      else if (lengths[at] === 0 && run >= 4) steps.push({ code: 17, extra: run - 4, bits: 4 });
      else if (run >= 4) {
        run = Math.min(run, 5);
        steps.push({ code: 19, extra: run - 4, bits: 1, difference: difference(at) });
      } else {
        run = 1;
        steps.push({ code: difference(at), extra: 0, bits: 0 });
      }
      at += run;
    }
    const used = new Array<number>(20).fill(0);
    for (const { code, difference: behind } of steps) {
      for (const symbol of behind === undefined ? [code] : [code, behind]) used[symbol] = (used[symbol] ?? 0) + 1;
    }
    const tree = codeLengths(used, 15);
    const symbols = codes(tree);
    const put = (symbol: number) => this.#bits.write(symbols[symbol]?.code ?? 0, symbols[symbol]?.length ?? 0);
    for (const length of tree) this.#bits.write(length, 4);
    for (const { code, extra, bits, difference: behind } of steps) {
      put(code);
      this.#bits.write(extra, bits);
      if (behind !== undefined) put(behind);
    }
    for (let at = from; at < until; at++) before[at] = lengths[at] ?? 0;
  }
}

const symbolOf = (token: Token): number =>
  'literal' in token ? token.literal : 256 + token.slot * 8 + Math.min(token.length - 2, 7);

/** Huffman lengths of at most `longest` bits; a lone symbol gets a companion, since a tree must be full. */
function codeLengths(counts: readonly number[], longest: number): number[] {
  let weights = counts.map((count) => count);
  const used = weights.flatMap((count, symbol) => (count > 0 ? [symbol] : []));
  if (used.length === 0) return weights;
  if (used.length === 1) weights[used[0] === 0 ? 1 : 0] = 1;
  for (;;) {
    const lengths = huffman(weights);
    if (Math.max(...lengths) <= longest) return lengths;
    weights = weights.map((count) => Math.ceil(count / 2));
  }
}

function huffman(weights: readonly number[]): number[] {
  const lengths = weights.map(() => 0);
  let nodes = weights.flatMap((weight, symbol) => (weight > 0 ? [{ weight, symbols: [symbol] }] : []));
  nodes.sort((a, b) => a.weight - b.weight);
  while (nodes.length > 1) {
    const [first, second, ...rest] = nodes;
    if (!first || !second) break;
    const joined = { weight: first.weight + second.weight, symbols: [...first.symbols, ...second.symbols] };
    for (const symbol of joined.symbols) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    const place = rest.findIndex(({ weight }) => weight > joined.weight);
    nodes = place < 0 ? [...rest, joined] : [...rest.slice(0, place), joined, ...rest.slice(place)];
  }
  return lengths;
}

function codes(lengths: readonly number[]): { code: number; length: number }[] {
  const all = lengths.map((length) => ({ code: 0, length }));
  let code = 0;
  for (let length = 1; length <= 16; length++) {
    for (const each of all) if (each.length === length) each.code = code++;
    code *= 2;
  }
  return all;
}

/** What the packer does to the calls of x86 programs, which the unpacker has to undo. */
function withAbsoluteCalls(bytes: Uint8Array, fileSize: number): Uint8Array {
  const all = bytes.slice();
  const view = new DataView(all.buffer);
  for (let start = 0; start < all.length; start += frameSize) {
    const size = Math.min(frameSize, all.length - start);
    for (let at = start; at < start + size - 10; ) {
      if (all[at] !== 0xe8) {
        at += 1;
        continue;
      }
      const target = view.getInt32(at + 1, true);
      if (target >= -at && target < fileSize - at) view.setInt32(at + 1, target + at, true);
      else if (target >= fileSize - at && target < fileSize) view.setInt32(at + 1, target - fileSize, true);
      at += 5;
    }
  }
  return all;
}
