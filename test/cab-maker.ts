// Writes small cabinets for tests: stored, MSZIP and LZX folders, with reserved areas, and lies where a test asks for them.
import { deflateRawSync } from 'node:zlib';
import { type LzxOptions, packLzx } from './cab-maker-lzx.ts';

export interface FileToPack {
  name: string;
  bytes: Uint8Array | string;
  /** What its header says instead. */
  size?: number;
  from?: number;
  folder?: number;
  utf8?: boolean;
}

export interface FolderToPack {
  method?: 'stored' | 'mszip' | 'lzx';
  files: readonly FileToPack[];
  lzx?: LzxOptions;
  /** What its header says instead. */
  blocks?: number;
  type?: number;
  at?: number;
}

export interface CabOptions {
  reserve?: { header: number; folder: number; block: number };
  flags?: number;
  /** Packers may leave the checksums out. */
  checksums?: boolean;
  /** What the header says of the size of the cabinet. */
  size?: number;
}

interface Block {
  packed: Uint8Array;
  size: number;
}

const bytesOf = ({ bytes }: FileToPack): Uint8Array =>
  typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;

/** A cabinet of one folder. */
export const smallCab = (
  files: Readonly<Record<string, Uint8Array | string>>,
  method: 'stored' | 'mszip' | 'lzx' = 'stored',
): Uint8Array => makeCab([{ method, files: Object.entries(files).map(([name, bytes]) => ({ name, bytes })) }]);

export function makeCab(folders: readonly FolderToPack[], options: CabOptions = {}): Uint8Array {
  const reserve = options.reserve ?? { header: 0, folder: 0, block: 0 };
  const reserved = options.reserve !== undefined;
  const files = folders.flatMap(({ files }, folder) => listed(files, folder));
  const packed = folders.map((folder) => blocksOf(folder).map((block) => blockBytes(block, reserve.block, options)));
  const foldersAt = 36 + (reserved ? 4 + reserve.header : 0);
  const filesAt = foldersAt + folders.length * (8 + reserve.folder);
  const dataAt = filesAt + files.reduce((sum, file) => sum + file.length, 0);
  const data = packed.map((blocks) => Buffer.concat(blocks));
  const size = dataAt + data.reduce((sum, { length }) => sum + length, 0);
  const header = Buffer.alloc(foldersAt, 0x52);
  header.fill(0, 0, 36);
  header.write('MSCF', 'latin1');
  header.writeUInt32LE(options.size ?? size, 8);
  header.writeUInt32LE(filesAt, 16);
  header.set([3, 1], 24);
  header.writeUInt16LE(folders.length, 26);
  header.writeUInt16LE(files.length, 28);
  header.writeUInt16LE((options.flags ?? 0) | (reserved ? 4 : 0), 30);
  if (reserved) header.set([reserve.header & 255, reserve.header >> 8, reserve.folder, reserve.block], 36);
  let at = dataAt;
  const folderHeaders = folders.map((folder, index) => {
    const bytes = Buffer.alloc(8 + reserve.folder, 0x52);
    bytes.writeUInt32LE(folder.at ?? at, 0);
    bytes.writeUInt16LE(folder.blocks ?? packed[index]?.length ?? 0, 4);
    bytes.writeUInt16LE(folder.type ?? typeOf(folder), 6);
    at += data[index]?.length ?? 0;
    return bytes;
  });
  return Buffer.concat([header, ...folderHeaders, ...files, ...data]);
}

function typeOf({ method = 'stored', lzx }: FolderToPack): number {
  return method === 'lzx' ? 3 | ((lzx?.windowBits ?? 15) << 8) : method === 'mszip' ? 1 : 0;
}

function listed(files: readonly FileToPack[], folder: number): Buffer[] {
  let from = 0;
  return files.map((file) => {
    const name = Buffer.from(file.name, file.utf8 ? 'utf8' : 'latin1');
    const bytes = Buffer.alloc(16 + name.length + 1);
    bytes.writeUInt32LE(file.size ?? bytesOf(file).length, 0);
    bytes.writeUInt32LE(file.from ?? from, 4);
    bytes.writeUInt16LE(file.folder ?? folder, 8);
    bytes.writeUInt16LE(file.utf8 ? 0xa0 : 0x20, 14);
    bytes.set(name, 16);
    from += bytesOf(file).length;
    return bytes;
  });
}

function blocksOf({ method = 'stored', files, lzx }: FolderToPack): Block[] {
  const all = Buffer.concat(files.map(bytesOf));
  if (method === 'lzx') return packLzx(all, lzx);
  const blocks: Block[] = [];
  for (let at = 0; at < all.length; at += 32_768) {
    const part = all.subarray(at, at + 32_768);
    const dictionary = all.subarray(Math.max(0, at - 32_768), at);
    const deflated = () => deflateRawSync(part, dictionary.length > 0 ? { dictionary } : {});
    blocks.push({
      packed: method === 'mszip' ? Buffer.concat([Buffer.from('CK'), deflated()]) : part,
      size: part.length,
    });
  }
  return blocks;
}

function blockBytes({ packed, size }: Block, reserve: number, { checksums = true }: CabOptions): Buffer {
  const header = Buffer.alloc(8 + reserve, 0x52);
  header.writeUInt16LE(packed.length, 4);
  header.writeUInt16LE(size, 6);
  header.writeUInt32LE(checksums ? sumOf(header.subarray(4, 8), sumOf(packed, 0)) : 0, 0);
  return Buffer.concat([header, packed]);
}

/** [MS-CAB] 3.1: words, exclusive or; what is left at the end counts from its other side. */
function sumOf(bytes: Uint8Array, seed: number): number {
  let sum = seed;
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.subarray(at, at + 4);
    const inOrder = word.length === 4 ? word.toReversed() : word;
    sum ^= inOrder.reduce((value, byte) => value * 256 + byte, 0);
  }
  return sum >>> 0;
}
