// MSZIP: each block is a deflate stream of its own, with the 32 KiB that were unpacked before it as dictionary.
import { inflateRawSync } from 'node:zlib';
import { CabFault } from './cab-limits.ts';

const dictionarySize = 32_768;

export class MszipDecoder {
  #dictionary: Buffer = Buffer.alloc(0);

  /** Unpacks one block to `size` bytes, which are valid until the next call. @throws CabFault */
  unpack(packed: Uint8Array, size: number): Uint8Array {
    if (packed[0] !== 0x43 || packed[1] !== 0x4b) throw new CabFault('a packed block does not begin with its mark');
    const bytes = this.#inflated(packed.subarray(2), size);
    if (bytes.length !== size) throw new CabFault('a block unpacks to less than is declared');
    // Blocks are full but for the last one; others may stand in hostile files, and their history goes on all the same.
    this.#dictionary =
      size >= dictionarySize ? bytes : Buffer.concat([this.#dictionary, bytes]).subarray(-dictionarySize);
    return bytes;
  }

  #inflated(packed: Uint8Array, size: number): Buffer {
    const dictionary = this.#dictionary.length > 0 ? { dictionary: this.#dictionary } : {};
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1), ...dictionary });
    } catch {
      throw new CabFault('its packed data are cut or changed, or unpack to more than is declared');
    }
  }
}
