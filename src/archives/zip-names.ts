// The names at the front of a ZIP archive that is cut or refused, from the headers before its files.
import type { ByteSource } from '../bytes/types.ts';

const most = 64;
const headerSize = 30;
const longestName = 1024;
/** The sizes stand after the data of such a file, so that the next header is nowhere to be found. */
const sizesFollow = 8;

export async function namesFromTheFront(file: ByteSource): Promise<string[]> {
  const names: string[] = [];
  let at = 0;
  while (names.length < most && at < file.size) {
    const bytes = await file.read(at, headerSize + longestName);
    if (bytes.length < headerSize) break;
    const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (header.getUint32(0, true) !== 0x04034b50) break;
    const length = header.getUint16(26, true);
    const name = new TextDecoder().decode(bytes.subarray(headerSize, headerSize + length));
    if (length <= longestName && !/\p{Cc}/u.test(name)) names.push(name);
    if ((header.getUint16(6, true) & sizesFollow) !== 0) break;
    at += headerSize + length + header.getUint16(28, true) + header.getUint32(18, true);
  }
  return names;
}
