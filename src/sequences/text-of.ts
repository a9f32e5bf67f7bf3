// Bytes of a small file to text, and back to a source that archives are read from.
import { isUtf8 } from 'node:buffer';
import { encodingOf } from '../bytes/text.ts';
import type { ByteSource } from '../bytes/types.ts';

/** UTF-8 and UTF-16 with and without BOM; bytes that are no UTF-8 are an ANSI code page of Western Europe. */
export function textOfBytes(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isAnsi = encoding === 'utf-8' && !hasMark && !isUtf8(bytes);
  return new TextDecoder(isAnsi ? 'windows-1252' : encoding).decode(bytes).replace(/^[\s\uFEFF]+/, '');
}

export function sourceOf(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (from, length) => bytes.subarray(from, from + length),
    async *stream() {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    },
  };
}
