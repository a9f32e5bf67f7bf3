// The names of the files in a cabinet, as its list writes them; some stand in its first bytes, by which its kind is recognised.
import { damaged, shown } from './cab-limits.ts';

export const headerSize = 36;
export const fileHeaderSize = 16;
export const longestName = 255;
/** "MSCF" */
const signature = 0x4643534d;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** By its first four bytes. */
export const isCab = (head: Uint8Array): boolean => head.length >= 4 && viewOf(head).getUint32(0, true) === signature;

/** Where the name of the file whose header begins at `at` ends; -1 where it does not. */
export function nameEnd(bytes: Uint8Array, at: number): number {
  const from = at + fileHeaderSize;
  const length = bytes.subarray(from, from + longestName + 1).indexOf(0);
  return length < 0 ? -1 : from + length;
}

const inUtf8 = 0x80;
const utf8 = new TextDecoder();
const singleBytes = new TextDecoder('latin1');

export function nameAt(bytes: Uint8Array, at: number, end: number): string {
  const decoder = ((bytes[at + 14] ?? 0) & inUtf8) !== 0 ? utf8 : singleBytes;
  return decoder.decode(bytes.subarray(at + fileHeaderSize, end)).replaceAll('\\', '/');
}

/** Nothing is unpacked to disk, but names are shown and compared: one that leaves the cabinet is no accident. */
export function checkedPath(cabinet: string, path: string): string {
  if (/^\/|^[a-z]:/i.test(path) || path.split('/').includes('..')) {
    throw damaged(cabinet, `it names a file outside itself: ${shown(path)}`);
  }
  if (path === '' || /\p{Cc}/u.test(path)) throw damaged(cabinet, `the name of a file in it is none: ${shown(path)}`);
  return path;
}

/** The names that stand in the first bytes of a cabinet, as far as they reach; [] for any other file. Never throws. */
export function cabNames(head: Uint8Array): string[] {
  if (head.length < headerSize || !isCab(head)) return [];
  const view = viewOf(head);
  const names: string[] = [];
  let at = view.getUint32(16, true);
  for (let left = view.getUint16(28, true); left > 0; left--) {
    const end = nameEnd(head, at);
    if (end < 0) break;
    names.push(nameAt(head, at, end));
    at = end + 1;
  }
  return names;
}
