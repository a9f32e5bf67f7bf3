// The blocks of a folder, read in order, held against their checksums and unpacked.
import type { ByteSource } from '../bytes/types.ts';
import type { CabFolder, CabLayout } from './cab-layout.ts';
import { CabFault, unread } from './cab-limits.ts';
import { frameSize, greatestWindow, leastWindow, LzxDecoder } from './cab-lzx.ts';
import { MszipDecoder } from './cab-mszip.ts';
import { viewOf } from './cab-names.ts';

interface Decoder {
  unpack(packed: Uint8Array, size: number): Uint8Array;
}

/** Blocks are read out of a piece of this many bytes. */
const pieceSize = 262_144;
const blockHeaderSize = 8;
/** What packing may add to a block that does not pack. */
const mostAdded = 6144;
const nothing = new Uint8Array();

const storedBlocks: Decoder = { unpack: (packed) => packed };

/** @throws UserError for a method that is not read */
function decoderOf(cabinet: string, { method, windowBits }: CabFolder): Decoder {
  if (method === 0) return storedBlocks;
  if (method === 1) return new MszipDecoder();
  if (method === 3 && windowBits >= leastWindow && windowBits <= greatestWindow) return new LzxDecoder(windowBits);
  throw unread(cabinet, method === 2 ? 'is packed with Quantum, which is not read' : 'is packed by an unknown method');
}

export class FolderBlocks {
  readonly #file: ByteSource;
  readonly #folder: CabFolder;
  readonly #reserve: number;
  readonly #decoder: Decoder;
  #left: number;
  #at: number;
  #piece: { from: number; bytes: Uint8Array } = { from: 0, bytes: nothing };

  constructor(file: ByteSource, folder: CabFolder, { blockReserve }: CabLayout) {
    this.#file = file;
    this.#folder = folder;
    this.#reserve = blockReserve;
    this.#decoder = decoderOf(file.name, folder);
    this.#left = folder.blocks;
    this.#at = folder.from;
  }

  /** What the next block unpacks to, valid until the next call; null after the last. @throws CabFault, UserError */
  async next(): Promise<Uint8Array | null> {
    if (this.#left === 0) return null;
    this.#left -= 1;
    const header = await this.#bytes(blockHeaderSize + this.#reserve);
    const view = viewOf(header);
    const [sum, packedSize, size] = [view.getUint32(0, true), view.getUint16(4, true), view.getUint16(6, true)];
    this.#check(packedSize, size);
    const packed = await this.#bytes(packedSize);
    // Packers that compute no sums write 0.
    if (sum !== 0 && sum !== checksum(packed, packedSize | (size << 16))) throw new CabFault('a checksum is another');
    return this.#decoder.unpack(packed, size);
  }

  #check(packedSize: number, size: number): void {
    if (this.#folder.method === 0) {
      if (packedSize !== size) throw new CabFault('a stored block declares two sizes');
      return;
    }
    if (size > frameSize || packedSize > frameSize + mostAdded) throw new CabFault('a block is too large');
    // The last block of a set's cabinet may declare 0; of a whole one, every block unpacks to something.
    if (size === 0) throw new CabFault('a block declares no size');
    const short = this.#folder.method === 3 && size < frameSize && this.#left > 0;
    if (short) throw new CabFault('a block that is not the last is not full');
  }

  async #bytes(length: number): Promise<Uint8Array> {
    const at = this.#at;
    if (at + length > this.#folder.until) throw new CabFault('its blocks run into other data, or are cut off');
    this.#at = at + length;
    const { from, bytes } = this.#piece;
    if (at >= from && at + length <= from + bytes.length) return bytes.subarray(at - from, at - from + length);
    const piece = await this.#file.read(at, Math.max(pieceSize, length));
    if (piece.length < length) throw new CabFault('it is cut off');
    this.#piece = { from: at, bytes: piece };
    return piece.subarray(0, length);
  }
}

/** @param sizes the two sizes of the block as its header has them */
function checksum(packed: Uint8Array, sizes: number): number {
  const view = viewOf(packed);
  const whole = packed.length - (packed.length % 4);
  let sum = sizes;
  for (let at = 0; at < whole; at += 4) sum ^= view.getUint32(at, true);
  // What is left counts from the other end.
  let rest = 0;
  for (let at = whole; at < packed.length; at++) rest = rest * 256 + (packed[at] ?? 0);
  return (sum ^ rest) >>> 0;
}
