// Bytes to be read in pieces, wherever they are. Archives and importers see a file this way: never its path.

export interface ByteSource {
  /** The name of the file, for messages and for recognising its kind; of a file in an archive "archive.zip/inner.csv". */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `from` on; fewer only where the file ends. */
  read(from: number, length: number): Promise<Uint8Array>;
  /** All bytes in pieces of at most a few hundred KiB. A piece is only valid until the next one is asked for. */
  stream(): AsyncIterable<Uint8Array>;
}
