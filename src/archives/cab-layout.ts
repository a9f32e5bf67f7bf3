// The tables at the front of a cabinet ([MS-CAB] 2): its folders, which are packed each as one stream, and the files in them.
import type { ByteSource } from '../bytes/types.ts';
import type { UserError } from '../errors.ts';
import { type CabLimits, cut, damaged, shown, tooLarge, unread } from './cab-limits.ts';
import { checkedPath, fileHeaderSize, headerSize, isCab, longestName, nameAt, nameEnd, viewOf } from './cab-names.ts';

/** A run of blocks that unpack to the files of the folder, one after the other. */
export interface CabFolder {
  /** 0 stored, 1 MSZIP, 2 Quantum, 3 LZX. */
  method: number;
  /** For LZX: the dictionary has 2 to the power of this many bytes. */
  windowBits: number;
  blocks: number;
  /** Where its first block begins, and the byte before which the last must end. */
  from: number;
  until: number;
  files: Listed[];
}

/** A file as the cabinet lists it. */
export interface Listed {
  /** With forward slashes: "l/en/123". */
  path: string;
  size: number;
  /** Where it begins in what its folder unpacks to. */
  from: number;
}

export interface CabLayout {
  folders: readonly CabFolder[];
  /** Unused bytes in front of the data of each block. */
  blockReserve: number;
}

interface Header {
  size: number;
  filesAt: number;
  folders: number;
  files: number;
  foldersAt: number;
  folderReserve: number;
  blockReserve: number;
}

/** @throws UserError for what is no cabinet, cut, damaged, over a limit or one of a set, or names files outside itself */
export async function readLayout(file: ByteSource, limits: CabLimits): Promise<CabLayout> {
  const header = await readHeader(file);
  const folders = await readFolders(file, header);
  await readFiles(file, header, folders);
  for (const folder of folders) checkFiles(file.name, folder, limits);
  return { folders, blockReserve: header.blockReserve };
}

async function readHeader(file: ByteSource): Promise<Header> {
  const bytes = await file.read(0, headerSize + 4);
  const view = viewOf(bytes);
  if (bytes.length < headerSize || !isCab(bytes)) throw cut(file.name);
  if (bytes[25] !== 1) throw unread(file.name, 'is a cabinet of a version that is not read');
  const flags = view.getUint16(30, true);
  if ((flags & 3) !== 0) throw partOfSet(file.name);
  const size = view.getUint32(8, true);
  // Signed cabinets are followed by their signature: a file may be longer, but not shorter.
  if (size > file.size) throw cut(file.name);
  const reserves = (flags & 4) !== 0;
  if (reserves && bytes.length < headerSize + 4) throw cut(file.name);
  return {
    ...{ size, filesAt: view.getUint32(16, true), folders: view.getUint16(26, true), files: view.getUint16(28, true) },
    foldersAt: reserves ? headerSize + 4 + view.getUint16(36, true) : headerSize,
    folderReserve: reserves ? view.getUint8(38) : 0,
    blockReserve: reserves ? view.getUint8(39) : 0,
  };
}

const partOfSet = (name: string): UserError => unread(name, 'is one cabinet of a set, and its files go on in another');

async function readFolders(file: ByteSource, header: Header): Promise<CabFolder[]> {
  const each = 8 + header.folderReserve;
  const length = each * header.folders;
  if (header.foldersAt + length > header.size) throw damaged(file.name, 'its list of folders is cut off');
  const view = viewOf(await exactly(file, header.foldersAt, length));
  const folders = Array.from({ length: header.folders }, (_, index): CabFolder => {
    const type = view.getUint16(index * each + 6, true);
    const from = view.getUint32(index * each, true);
    const blocks = view.getUint16(index * each + 4, true);
    return { method: type & 15, windowBits: (type >> 8) & 31, blocks, from, until: header.size, files: [] };
  });
  bound(folders);
  return folders;
}

/** The blocks of a folder end where those of the next begin; blocks that count twice are how a small cabinet becomes a huge one. */
function bound(folders: readonly CabFolder[]): void {
  const inOrder = folders.filter(({ blocks }) => blocks > 0).sort((a, b) => a.from - b.from);
  for (const [index, folder] of inOrder.entries()) folder.until = inOrder[index + 1]?.from ?? folder.until;
}

async function readFiles(file: ByteSource, header: Header, folders: readonly CabFolder[]): Promise<void> {
  const most = header.files * (fileHeaderSize + longestName + 1);
  const bytes = await exactly(file, header.filesAt, Math.min(most, Math.max(header.size - header.filesAt, 0)));
  const view = viewOf(bytes);
  let at = 0;
  for (let left = header.files; left > 0; left--) {
    const end = nameEnd(bytes, at);
    if (end < 0) throw damaged(file.name, 'its list of files is cut off, or a name in it is too long');
    const path = checkedPath(file.name, nameAt(bytes, at, end));
    const index = view.getUint16(at + 8, true);
    if (index >= 0xfffd) throw partOfSet(file.name);
    const folder = folders[index];
    if (!folder) throw damaged(file.name, `${shown(path)} is in a folder that is not there`);
    folder.files.push({ path, size: view.getUint32(at, true), from: view.getUint32(at + 4, true) });
    at = end + 1;
  }
}

async function exactly(file: ByteSource, from: number, length: number): Promise<Uint8Array> {
  const bytes = await file.read(from, length);
  if (bytes.length < length) throw cut(file.name);
  return bytes;
}

/** A block unpacks to 32 KiB, a stored one may be larger: more than all blocks can hold is a lie that needs no unpacking. */
function checkFiles(cabinet: string, folder: CabFolder, limits: CabLimits): void {
  folder.files.sort((a, b) => a.from - b.from || a.size - b.size);
  const most = folder.blocks * (folder.method === 0 ? 65_535 : 32_768);
  let end = 0;
  for (const { path, from, size } of folder.files) {
    const name = `${cabinet}/${shown(path)}`;
    if (size > limits.entrySize) throw tooLarge(name, 'is too large');
    if (from + size > most) throw damaged(name, 'it is larger than all the packed data can be');
    if (from < end) throw damaged(name, 'it shares its bytes with another file');
    end = from + size;
  }
}
