// The directory of a ZIP archive: its entries with all that can be checked before one of them is unpacked.
import { Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import type { ByteSource } from '../bytes/types.ts';
import { UserError } from '../errors.ts';
import { cut, damaged, refused, shown, unreadable, type ZipLimits } from './zip-limits.ts';
import { ZipReader } from './zip-reader.ts';

/** A file of the archive as its directory describes it. */
export interface Listed {
  path: string;
  size: number;
  compressedSize: number;
  crc32: number;
  deflated: boolean;
  /** Where its local header begins, and the byte before which its data must end. */
  from: number;
  until: number;
}

export interface Directory {
  zip: ZipFile;
  reader: ZipReader;
  files: readonly Listed[];
}

/** @throws UserError for an archive that is cut, damaged, encrypted or over a limit; what the file itself fails with */
export async function readDirectory(file: ByteSource, limits: ZipLimits): Promise<Directory> {
  const reader = new ZipReader(file);
  try {
    // Names are decoded here, after their length is known: yauzl would take a second for each megabyte of them.
    const options = { autoClose: false, decodeStrings: false };
    const zip = await fromRandomAccessReaderPromise(reader, file.size, options);
    if (zip.entryCount > limits.entries) {
      throw refused(`it declares more than ${limits.entries} files`);
    }
    return { zip, reader, files: await listFiles(reader, zip, limits) };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (reader.failure !== null) throw reader.failure;
    const isEncrypted = cause instanceof Error && cause.message.includes('encryption');
    throw isEncrypted ? unreadable('a file in it is encrypted') : cut(cause);
  }
}

async function listFiles(reader: ZipReader, zip: ZipFile, limits: ZipLimits): Promise<Listed[]> {
  // The types of yauzl call this offset a boolean.
  const start = Number(zip.readEntryCursor);
  const all: Listed[] = [];
  for await (const entry of zip.eachEntry()) all.push(listed(entry, limits));
  if (await goesOn(reader, Number(zip.readEntryCursor))) throw refused('it holds more files than it declares');
  bound(all, start);
  return all.filter(({ path }) => !path.endsWith('/'));
}

/** Whether the directory has another entry after the last one that is counted. */
async function goesOn(reader: ZipReader, cursor: number): Promise<boolean> {
  const [p, k, one, two] = await reader.bytes(cursor, 4);
  return p === 0x50 && k === 0x4b && one === 1 && two === 2;
}

function listed(entry: Entry, limits: ZipLimits): Listed {
  if (entry.fileNameRaw.length > limits.name * 4) throw refused('the name of a file in it is too long');
  const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  checkPath(path, limits);
  if (entry.isEncrypted()) throw unreadable(`${shown(path)} in it is encrypted`);
  if (!entry.canDecodeFileData()) {
    throw unreadable(`${shown(path)} in it is packed by a method that is not read (${entry.compressionMethod})`);
  }
  const { uncompressedSize: size, compressedSize, crc32, relativeOffsetOfLocalHeader: from } = entry;
  return { path, size, compressedSize, crc32, deflated: entry.compressionMethod === 8, from, until: 0 };
}

/** Nothing is unpacked to disk, but names are shown and compared: one that leads out of the archive is no accident. */
function checkPath(path: string, limits: ZipLimits): void {
  const escapes = /^\/|^[a-z]:|[\\\0]/i.test(path) || path.split('/').includes('..');
  if (escapes) throw refused(`it names a file outside itself: ${shown(path)}`);
  if (path === '' || path.length > limits.name || /\p{Cc}/u.test(path)) {
    throw refused(`the name of a file in it is none: "${shown(path)}"`);
  }
}

/** The bytes of a file end where the next one begins; files that share bytes are how a small archive becomes a huge one. */
function bound(files: readonly Listed[], directory: number): void {
  const inOrder = [...files].sort((a, b) => a.from - b.from);
  for (const [index, each] of inOrder.entries()) {
    each.until = inOrder[index + 1]?.from ?? directory;
    if (each.from + 30 + each.compressedSize > each.until) {
      throw damaged(`${shown(each.path)} in it is cut, or shares its bytes with another file`);
    }
  }
}

/** Where the packed bytes of a file begin. @throws UserError where no file begins there; what the file itself fails with */
export async function dataStart({ zip, reader }: Directory, { from, compressedSize, path }: Listed): Promise<number> {
  const entry = new Entry();
  entry.relativeOffsetOfLocalHeader = from;
  entry.compressedSize = compressedSize;
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (cause) {
    throw reader.failure ?? damaged(`${shown(path)} in it is not where it is declared`, cause);
  }
}
