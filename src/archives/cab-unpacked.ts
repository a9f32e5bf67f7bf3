// What a folder of a cabinet unpacks to, read from its beginning on; the blocks pass by, and are not kept.
import type { ByteSource } from '../bytes/types.ts';
import { FolderBlocks } from './cab-blocks.ts';
import type { CabFolder, CabLayout } from './cab-layout.ts';
import { CabFault, type CabLimits, damaged, tooLarge } from './cab-limits.ts';

export interface Unpacking {
  file: ByteSource;
  layout: CabLayout;
  limits: CabLimits;
  /** How many bytes of the cabinet were unpacked so far. */
  spent: { bytes: number };
}

const nothing = new Uint8Array();
/** A file may begin with the last byte of a block; by the first piece, readers tell its encoding. */
const firstPiece = 4096;

export class Unpacked {
  readonly #from: Unpacking;
  readonly #folder: CabFolder;
  #blocks: FolderBlocks | null = null;
  /** The current block, and where it begins. */
  #block: Uint8Array = nothing;
  #start = 0;

  constructor(from: Unpacking, folder: CabFolder) {
    this.#from = from;
    this.#folder = folder;
  }

  async *stream(from: number, until: number, name: string): AsyncGenerator<Uint8Array> {
    const first = await this.bytes(from, Math.min(from + firstPiece, until), name);
    if (first.length > 0) yield first;
    for (let at = from + first.length; at < until; ) {
      const piece = this.#piece(at, until) ?? (await this.#pieceFrom(at, until, name));
      at += piece.length;
      yield piece;
    }
  }

  /** A million small files: as few promises for each as can be. */
  async bytes(from: number, until: number, name: string): Promise<Uint8Array> {
    const all = new Uint8Array(until - from);
    for (let at = from; at < until; ) {
      const piece = this.#piece(at, until) ?? (await this.#pieceFrom(at, until, name));
      all.set(piece, at - from);
      at += piece.length;
    }
    return all;
  }

  /** What the current block holds from `from` on; null where it holds none of it. */
  #piece(from: number, until: number): Uint8Array | null {
    const at = from - this.#start;
    return at >= 0 && at < this.#block.length ? this.#block.subarray(at, until - this.#start) : null;
  }

  async #pieceFrom(from: number, until: number, name: string): Promise<Uint8Array> {
    if (from < this.#start) throw new Error(`${name} was passed already`);
    for (;;) {
      if (!(await this.#next())) throw damaged(name, 'it is cut off, or smaller than declared');
      const piece = this.#piece(from, until);
      if (piece) return piece;
    }
  }

  async finish(): Promise<void> {
    if (!this.#blocks) return;
    for (let more = true; more; ) more = await this.#next();
  }

  async #next(): Promise<boolean> {
    const { file, layout, limits, spent } = this.#from;
    try {
      this.#blocks ??= new FolderBlocks(file, this.#folder, layout);
      const block = await this.#blocks.next();
      this.#start += this.#block.length;
      this.#block = block ?? nothing;
      spent.bytes += this.#block.length;
      if (spent.bytes > limits.total) throw tooLarge(file.name, 'unpacks to more than is read of it');
      return block !== null;
    } catch (error) {
      throw error instanceof CabFault ? damaged(file.name, error.message) : error;
    }
  }
}
