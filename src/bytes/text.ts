// Bytes to text, piece by piece: UTF-8, UTF-16 LE and BE, by BOM or by where the zeros are.
import { isAscii } from 'node:buffer';
import type { ByteSource } from './types.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** @param head the first bytes of a file, the more the better */
export function encodingOf(head: Uint8Array): Encoding {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  if (!sample.includes(0)) return 'utf-8';
  let [even, odd] = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) index % 2 === 0 ? even++ : odd++;
  }
  const few = sample.length / 20;
  if (odd > few && odd > even * 10) return 'utf-16le';
  return even > few && even > odd * 10 ? 'utf-16be' : 'utf-8';
}

/** The text of a file in pieces, without its BOM. Bytes that are no text become U+FFFD. */
export async function* textOf(file: ByteSource): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let head = new Uint8Array(0);
  let plain = true;
  for await (const bytes of file.stream()) {
    let next = bytes;
    if (decoder === null) {
      // The first piece may be too short to tell the encoding by.
      if (head.length > 0 || bytes.length < enough) next = head = joined(head, bytes);
      if (next.length < enough && next.length < file.size) continue;
      decoder = new TextDecoder(encodingOf(next));
    }
    // Most bulk files are plain ASCII, and reading that as Latin-1 costs half.
    plain &&= isAscii(next);
    const text = plain
      ? Buffer.from(next.buffer, next.byteOffset, next.length).toString('latin1')
      : decoder.decode(next, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield rest;
}

const enough = 64;

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The text of a small file, whole. */
export async function wholeText(file: ByteSource): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of textOf(file)) pieces.push(piece);
  return pieces.join('');
}
