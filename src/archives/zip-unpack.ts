// The bytes of one file in a ZIP archive, unpacked piece by piece and held against what the archive says of them.
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from '../bytes/types.ts';
import { dataStart, type Directory, type Listed } from './zip-directory.ts';
import { damaged, refused, shown, type ZipLimits } from './zip-limits.ts';

const packedPiece = 65_536;
const pieceSize = 262_144;

export interface Unpacking {
  file: ByteSource;
  directory: Directory;
  limits: ZipLimits;
  /** How many bytes of the archive were unpacked so far. */
  spent: { bytes: number };
}

/** @throws UserError where size, checksum or packed bytes are not what the archive declares, and over a limit */
export async function* unpack(from: Unpacking, listed: Listed): AsyncGenerator<Uint8Array> {
  const name = `${shown(listed.path)} in it`;
  checkSize(listed, name, from.limits);
  const start = await startOf(from, listed, name);
  let size = 0;
  let sum = 0;
  for await (const piece of listed.deflated ? inflated(from, listed, start, name) : packed(from, listed, start, name)) {
    size += piece.length;
    from.spent.bytes += piece.length;
    if (size > listed.size) throw damaged(`${name} is longer than the archive declares`);
    if (from.spent.bytes > from.limits.total) throw refused('it unpacks to more than is read of an archive');
    sum = crc32(piece, sum);
    yield piece;
  }
  if (size < listed.size) throw damaged(`${name} is shorter than the archive declares`);
  if (sum !== listed.crc32) throw damaged(`${name} has another checksum than the archive declares`);
}

function checkSize({ size, compressedSize }: Listed, name: string, limits: ZipLimits): void {
  if (size > limits.entrySize) throw refused(`${name} is too large`);
  const isBomb = size > limits.ratioFrom && size > compressedSize * limits.ratio;
  if (isBomb) throw refused(`${name} unpacks to more than ${limits.ratio} times its size`);
}

async function startOf({ directory }: Unpacking, listed: Listed, name: string): Promise<number> {
  const start = await dataStart(directory, listed);
  if (start + listed.compressedSize > listed.until) throw damaged(`${name} shares its bytes with another file`);
  return start;
}

async function* packed({ file }: Unpacking, listed: Listed, start: number, name: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < listed.compressedSize; at += packedPiece) {
    const wanted = Math.min(packedPiece, listed.compressedSize - at);
    const bytes = await file.read(start + at, wanted);
    if (bytes.length < wanted) throw damaged(`${name} is cut off`);
    yield bytes;
  }
}

async function* inflated(from: Unpacking, listed: Listed, start: number, name: string): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: pieceSize });
  let failure: unknown = null;
  const source = Readable.from(packed(from, listed, start, name));
  source.on('error', (cause) => {
    failure = cause;
  });
  // What fails comes out of the loop below as well.
  pipeline(source, inflate, () => {});
  try {
    for await (const piece of inflate) yield piece;
  } catch (cause) {
    throw failure ?? damaged(`the packed bytes of ${name} are cut or changed`, cause);
  }
  // What follows the end of the packed data is data to other programs, perhaps.
  if (inflate.bytesWritten !== listed.compressedSize) throw damaged(`${name} has another packed size than declared`);
}
