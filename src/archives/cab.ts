// Files inside a Microsoft cabinet, read in one pass. Everything about it is untrusted: nothing is written to disk, every size is bounded.
import type { ByteSource } from '../bytes/types.ts';
import { type Listed, readLayout } from './cab-layout.ts';
import { type CabLimits, shown, tooLarge, usualLimits } from './cab-limits.ts';
import { Unpacked } from './cab-unpacked.ts';

export { cabNames, isCab } from './cab-names.ts';
export type { CabLimits } from './cab-limits.ts';

/** A file in a cabinet. It can be read once, and only until the next one is asked for: files are packed together. */
export interface CabEntry extends ByteSource {
  /** "archive.cab/folder/inner.xml", as messages show it. */
  readonly name: string;
  /** The name in the cabinet, "folder/inner.xml". */
  readonly path: string;
  /** Unpacked, as the cabinet declares it; what is read is held against it. */
  readonly size: number;
  /** A piece is only valid until the next one is asked for. @throws UserError */
  stream(): AsyncIterable<Uint8Array>;
  /** Only for the beginning of a file, and in place of its stream: nothing is unpacked twice. */
  read(from: number, length: number): Promise<Uint8Array>;
  /** The whole of it. @throws UserError where it has more than `limit` bytes */
  bytes(limit: number): Promise<Uint8Array>;
}

export interface CabArchive {
  /** The names in the cabinet. */
  readonly paths: readonly string[];
  /**
   * The files in the order in which they are packed; those that are not `wanted` are passed over. A folder of which a file was
   * read is unpacked to its end, so that a cabinet that lies is found. May be called again.
   */
  members(wanted?: (path: string) => boolean): AsyncGenerator<CabEntry>;
  /** How many bytes were unpacked so far. */
  unpacked(): number;
}

/** @throws UserError for what is no cabinet, cut, damaged, over a limit or one of a set, or names files outside itself */
export async function openCab(file: ByteSource, limits: Partial<CabLimits> = {}): Promise<CabArchive> {
  const all = { ...usualLimits, ...limits };
  const layout = await readLayout(file, all);
  const paths = layout.folders.flatMap(({ files }) => files.map(({ path }) => path));
  const spent = { bytes: 0 };
  return {
    paths,
    unpacked: () => spent.bytes,
    async *members(wanted = () => true) {
      for (const folder of layout.folders) {
        const unpacked = new Unpacked({ file, layout, limits: all, spent }, folder);
        for (const listed of folder.files) if (wanted(listed.path)) yield new Entry(file.name, listed, unpacked);
        await unpacked.finish();
      }
    },
  };
}

class Entry implements CabEntry {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly #from: number;
  readonly #unpacked: Unpacked;

  constructor(cabinet: string, { path, size, from }: Listed, unpacked: Unpacked) {
    this.name = `${cabinet}/${shown(path)}`;
    this.path = path;
    this.size = size;
    this.#from = from;
    this.#unpacked = unpacked;
  }

  stream(): AsyncGenerator<Uint8Array> {
    return this.#unpacked.stream(this.#from, this.#from + this.size, this.name);
  }

  async read(from: number, length: number): Promise<Uint8Array> {
    const [start, end] = [Math.min(from, this.size), Math.min(from + length, this.size)];
    return this.#unpacked.bytes(this.#from + start, this.#from + end, this.name);
  }

  async bytes(limit: number): Promise<Uint8Array> {
    if (this.size > limit) throw tooLarge(this.name, 'is too large');
    return this.read(0, this.size);
  }
}

/** Bytes that are in memory already, such as those of a cabinet in a cabinet, as a file. */
export function sourceOf(name: string, bytes: Uint8Array): ByteSource {
  return {
    ...{ name, size: bytes.length },
    read: async (from, length) => bytes.subarray(from, from + length),
    async *stream() {
      yield bytes;
    },
  };
}
