// Files inside a ZIP archive, read one by one as streams. Everything about it is untrusted: nothing is written to disk, and every size is bounded.
import type { ByteSource } from '../bytes/types.ts';
import { type Listed, readDirectory } from './zip-directory.ts';
import { refused, shown, usualLimits, type ZipLimits } from './zip-limits.ts';
import { namesFromTheFront } from './zip-names.ts';
import { unpack, type Unpacking } from './zip-unpack.ts';

export type { ZipLimits } from './zip-limits.ts';

/** A file in an archive; `name` is "archive.zip/folder/inner.csv", as messages show it. */
export interface ZipEntry extends ByteSource {
  /** The name in the archive, "folder/inner.csv". */
  readonly path: string;
  /** Unpacked, as the archive declares it; what is read is held against it. */
  readonly size: number;
  readonly compressedSize: number;
  /** The whole of a small file. @throws UserError where it has more than `limit` bytes */
  bytes(limit: number): Promise<Uint8Array>;
  /** Unpacks from the beginning on, each time: for the first bytes of a file. */
  read(from: number, length: number): Promise<Uint8Array>;
}

export interface ZipArchive {
  /** Files in the order of the archive's directory, without folders. */
  entries: readonly ZipEntry[];
  close(): void;
}

/** @throws UserError, without the name of the archive: it is none, is cut, damaged, encrypted or over a limit, or names files outside itself */
export async function openZip(file: ByteSource, limits: Partial<ZipLimits> = {}): Promise<ZipArchive> {
  const all = { ...usualLimits, ...limits };
  const directory = await readDirectory(file, all);
  const from = { file, directory, limits: all, spent: { bytes: 0 } };
  const entries = directory.files.map((each) => entryOf(from, each));
  return { entries, close: () => directory.zip.close() };
}

function entryOf(from: Unpacking, listed: Listed): ZipEntry {
  const { path, size, compressedSize } = listed;
  const name = `${from.file.name}/${path}`;
  const stream = () => unpack(from, listed);
  const bytes = async (limit: number) => {
    if (size > limit) throw refused(`${shown(path)} in it is too large`);
    return part(stream(), 0, Number.POSITIVE_INFINITY);
  };
  const read = (at: number, length: number) => part(stream(), at, at + length);
  return { name, path, size, compressedSize, stream, bytes, read };
}

/** The bytes from `from` up to `until`; a stream that is read to its end is held against its checksum. */
async function part(pieces: AsyncIterable<Uint8Array>, from: number, until: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let at = 0;
  for await (const piece of pieces) {
    // A copy: a piece is only valid until the next one is asked for.
    kept.push(new Uint8Array(piece.subarray(Math.max(from - at, 0), Math.max(until - at, 0))));
    at += piece.length;
    if (at >= until) break;
  }
  return Buffer.concat(kept);
}

/**
 * The names of the files in an archive, by which its kind is recognised; [] for any other file. Never throws on what is in the
 * file: of an archive that cannot be read, the names that can, so that the reader of its kind says what is wrong with it.
 */
export async function zipNames(file: ByteSource): Promise<string[]> {
  const [p, k] = await file.read(0, 2);
  if (p !== 0x50 || k !== 0x4b) return [];
  try {
    const archive = await openZip(file);
    archive.close();
    return archive.entries.map(({ path }) => path);
  } catch {
    return namesFromTheFront(file);
  }
}
