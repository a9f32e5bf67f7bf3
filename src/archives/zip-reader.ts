// What yauzl reads a ZIP file through: a file of ours, asked for pieces; and which failure is the disk's, and which the archive's.
import { RandomAccessReader } from 'yauzl';
import type { ByteSource } from '../bytes/types.ts';

/** The entries of a directory are read a few dozen bytes at a time: they are served out of a block of this many. */
const blockSize = 65_536;
const nothing = new Uint8Array();

export class ZipReader extends RandomAccessReader {
  readonly #file: ByteSource;
  #block: { from: number; bytes: Uint8Array } = { from: 0, bytes: nothing };
  /** What reading the file itself failed with: no fault of the archive. */
  failure: unknown = null;

  constructor(file: ByteSource) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (failure: Error | null) => void,
  ): void {
    // An offset in a hostile archive may be any number.
    if (position < 0 || position + length > this.#file.size)
      return void setImmediate(done, new Error('unexpected end'));
    this.bytes(position, length).then(
      (bytes) => {
        if (bytes.length < length) return done(new Error('unexpected end'));
        buffer.set(bytes, offset);
        done(null);
      },
      (failure: unknown) => done(failure instanceof Error ? failure : new Error('the file cannot be read')),
    );
  }

  async bytes(position: number, length: number): Promise<Uint8Array> {
    const { from, bytes } = this.#block;
    if (position >= from && position + length <= from + bytes.length) {
      return bytes.subarray(position - from, position - from + length);
    }
    try {
      if (length > blockSize) return await this.#file.read(position, length);
      this.#block = { from: position, bytes: await this.#file.read(position, blockSize) };
      return this.#block.bytes.subarray(0, length);
    } catch (cause) {
      this.failure = cause;
      throw cause;
    }
  }
}
