// Bytes to text: every encoding that PowerShell, a browser or an editor writes gives the same report.
import { describe, expect, test } from 'vitest';
import { decodeText } from '../src/inputs/decode.ts';
import { readFixture, run } from './run.ts';

const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => utf16le(text).swap16();
/** Good for the letters of Latin-1, which windows-1252 shares. */
const ansi = (text: string): Buffer => Buffer.from(text, 'latin1');
const bom = '\ufeff';

const encodings: readonly [string, (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with BOM', (text) => Buffer.from(bom + text)],
  ['UTF-16 LE', utf16le],
  ['UTF-16 LE with BOM', (text) => utf16le(bom + text)],
  ['UTF-16 BE', utf16be],
  ['UTF-16 BE with BOM', (text) => utf16be(bom + text)],
  ['windows-1252', ansi],
];
const lineEnds: readonly [string, (text: string) => string][] = [
  ['LF', (text) => text.replaceAll('\r\n', '\n')],
  ['CRLF', (text) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n')],
];
const german = (text: string): string =>
  text.replaceAll('Security Update for Windows 7', 'Sicherheitsupdate für Windows 7');
const files = ['group.json', 'ps51.json', 'adminservice.json', 'comma.csv', 'semicolon.csv', 'console.tsv', 'list.txt'];

describe.each(files)('%s', (file) => {
  const text = german(readFixture(`inputs/${file}`));
  const matrix = encodings.flatMap(([encoding, encode]) =>
    lineEnds.map(([lineEnd, breaks]) => ({ name: `${encoding}, ${lineEnd}`, bytes: encode(breaks(text)) })),
  );

  test.each(matrix)('$name gives the same JSON report', async ({ bytes }) => {
    const expected = await run(['check', '-', '--format', 'json'], { stdin: Buffer.from(text) });
    expect(expected.out).toContain('Sicherheitsupdate für Windows 7 for x64-based Systems');
    expect(await run(['check', '-', '--format', 'json'], { stdin: bytes })).toEqual({ ...expected, code: 1 });
  });
});

test.each([
  ['UTF-16 LE', utf16le],
  ['UTF-16 BE', utf16be],
])('%s without BOM, with few Latin letters, is text', (_, encode) => {
  const text = 'KB5083769 Накопительное обновление безопасности для системы Виндовс\n用于操作系统的累积更新\n';
  expect(decodeText(encode(text), 'a file')).toBe(text);
});

test('windows-1252 has its own signs where Latin-1 has control characters', () => {
  expect(decodeText(Uint8Array.of(0x4b, 0x42, 0x96, 0x80, 0xfc), 'a file')).toBe('KB–€ü');
});

test('a BOM in front of another one is no part of the text', () => {
  expect(decodeText(Buffer.from(`${bom}${bom}KB2965788`), 'a file')).toBe('KB2965788');
});

test.each([
  ['nothing', ''],
  ['a BOM alone', bom],
  ['white space', ' \r\n\t\n'],
])('%s is empty', (_, text) => {
  expect(() => decodeText(Buffer.from(text), 'a file')).toThrow('a file is empty');
});

test.each([
  ['zeros', new Uint8Array(5000)],
  ['a zip archive', Buffer.from('504b0304140000000800a15cca5c0000000000000000000000000a000000', 'hex')],
  ['a cabinet', Buffer.from('4d53434600000000e35600000000000024000000000000000301010001000000', 'hex')],
  ['control characters', Buffer.from('KB2965788\u0001\u0002\u0003\u0004\u0005\u0006')],
  ['unpaired surrogates after a BOM', Uint8Array.of(0xff, 0xfe, ...Array.from({ length: 100 }, () => 0xd8))],
])('%s is not a text file', (_, bytes) => {
  expect(() => decodeText(bytes, 'a file')).toThrow('a file is not a text file');
});
