// Bytes to text: UTF-8 and UTF-16 with and without BOM, and the ANSI files of old PowerShell. Refuses what is no text.
import { isAscii, isUtf8 } from 'node:buffer';
import { UserError } from '../errors.ts';

/** A software update group holds at most 1,000 updates; 64 MiB is room for a hundred times that. */
export const maxBytes = 64 * 1024 * 1024;

const hint =
  'Give an export of the group: JSON, CSV, CLIXML or a list of KB numbers. "rebootgate check --help" shows the one-line export.';

/** @throws UserError where the bytes are empty, too many, or no text */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length > maxBytes) throw tooLarge(name);
  const text = decodePlain(bytes, name) ?? readable(decode(bytes, name));
  if (text.trim() === '') throw new UserError(`${name} is empty`, hint);
  return text;
}

/** Most exports hold ASCII alone, with a BOM or without: there is nothing in them to be decoded, or to be made readable. */
function decodePlain(bytes: Uint8Array, name: string): string | null {
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = hasBom ? bytes.subarray(3) : bytes;
  // Text without a zero is not UTF-16 either.
  if (!isAscii(body) || body.includes(0)) return null;
  return requireText(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'), name);
}

const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const wideDigit = /[\uff10-\uff19]/;

/** Characters that nobody sees must not split a number, and full-width digits are digits. */
function readable(text: string): string {
  const seen = invisible.test(text) ? text.replace(new RegExp(invisible, 'g'), '') : text;
  if (!wideDigit.test(seen)) return seen;
  return seen.replace(new RegExp(wideDigit, 'g'), (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xff10 + 0x30));
}

export function tooLarge(name: string): UserError {
  return new UserError(`${name} is larger than ${maxBytes / 1024 / 1024} MB, which no group is`, hint);
}

function decode(bytes: Uint8Array, name: string): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return utf16(bytes.subarray(2), 'utf-16le', name);
  if (first === 0xfe && second === 0xff) return utf16(bytes.subarray(2), 'utf-16be', name);
  if (first === 0xef && second === 0xbb && third === 0xbf) return utf8(bytes.subarray(3), name);
  return utf16WithoutBom(bytes, name) ?? utf8(bytes, name);
}

/**
 * Digits, blanks and Latin letters have a zero in every other byte; which one says the byte order. Titles in another
 * script leave few of them, but all on one side.
 */
function utf16WithoutBom(bytes: Uint8Array, name: string): string | null {
  const sample = bytes.subarray(0, 4096 - (4096 % 2));
  if (sample.length < 2 || !sample.includes(0)) return null;
  let [even, odd] = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) index % 2 === 0 ? even++ : odd++;
  }
  const few = sample.length / 20;
  if (odd > few && odd > even * 10) return utf16(bytes, 'utf-16le', name);
  if (even > few && even > odd * 10) return utf16(bytes, 'utf-16be', name);
  throw new UserError(`${name} is not a text file`, hint);
}

function utf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', name: string): string {
  const text = new TextDecoder(encoding).decode(bytes);
  if (bytes.length % 2 !== 0 || otherBytes.test(text)) throw mixed(name);
  return requireText(text, name);
}

/** Lines that another program added, read two bytes at once ("29" is one sign then), or with their bytes the other way round. */
const otherBytes =
  /[\u3030-\u3039\u3130-\u3139\u3230-\u3239\u3330-\u3339\u3430-\u3439\u3530-\u3539\u3630-\u3639\u3730-\u3739\u3830-\u3839\u3930-\u3939]{2}|[\u3000\u3100\u3200\u3300\u3400\u3500\u3600\u3700\u3800\u3900]{3}|\ufffe/;

const mixed = (name: string): UserError =>
  new UserError(
    `${name} is a text of two encodings, or damaged`,
    'Lines were added to it with another program, perhaps by ">>"; write the whole file anew.',
  );

function utf8(bytes: Uint8Array, name: string): string {
  // Export-Csv of Windows PowerShell with -Encoding Default writes the ANSI code page.
  const text = isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
    : windows1252(bytes);
  // TextDecoder would drop a second BOM; some tools write one in front of a text that has one.
  return requireText(text.replace(/^\uFEFF/, ''), name);
}

/** 0x80 to 0x9f, the signs by which windows-1252 differs from Latin-1. */
const windowsSigns = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** TextDecoder of Node 20.18.3 and of many a later release reads windows-1252 as Latin-1: https://github.com/nodejs/node/issues/56542 */
function windows1252(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin.replace(/[\u0080-\u009f]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80] ?? sign);
}

/** What counts below. */
const noText = new RegExp('[\\u0000-\\u0008\\u000b\\u000e-\\u001a' + '\\u001c-\\u001f\\ufffd]');

/** No text file holds control characters other than white space and, in hostile titles, a few escapes. */
function requireText(text: string, name: string): string {
  const head = text.slice(0, 4096);
  if (!noText.test(head)) {
    if (text.includes('\u0000')) throw mixed(name);
    return text;
  }
  let control = 0;
  for (let index = 0; index < head.length; index += 1) {
    const code = head.charCodeAt(index);
    if (code === 0 || code === 0xfffd) control += 8;
    else if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 27 && code !== 12) control += 1;
  }
  if (control > head.length / 20) throw new UserError(`${name} is not a text file`, hint);
  if (text.includes('\u0000')) throw mixed(name);
  return text;
}
