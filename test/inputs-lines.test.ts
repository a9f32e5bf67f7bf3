// The line of its file at which each update stands, as an editor counts: in any kind of file and any encoding.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportOn } from '../src/cli/check.ts';
import { readInputFile } from '../src/inputs/index.ts';
import type { Item } from '../src/types.ts';
import { fixture, readFixture, testIo } from './run.ts';

const itemsOf = async (content: string | Uint8Array): Promise<Item[]> => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return (await readInputFile(bytes, 'group', 'group', null, true)).group.items;
};

const numbered = async (content: string): Promise<unknown[]> => {
  return (await itemsOf(content)).map(({ kb, where, line }) => [kb, where, line]);
};

const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const encodings: Record<string, (text: string) => Uint8Array> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a BOM': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16LE with a BOM': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16LE without a BOM': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16BE with a BOM': (text) => swapped(`\ufeff${text}`),
};

const files = readdirSync(fixture('inputs')).filter((file) => /\.\w+$/.test(file));

describe.each(files)('%s', (file) => {
  test.each(Object.keys(encodings))('in %s: the line names the update', async (encoding) => {
    const text = readFixture(join('inputs', file)).replace(/^\ufeff/, '');
    const lines = text.split(/\r\n|\n|\r/);
    const items = await itemsOf(encodings[encoding]?.(text) ?? Buffer.alloc(0));
    expect(items.length).toBeGreaterThan(0);
    for (const { kb, updateId, title, line } of items) {
      expect(line).not.toBeNull();
      const said = lines[(line ?? 0) - 1] ?? '';
      expect(said).toContain(kb ?? updateId ?? title?.slice(0, 10));
    }
  });
});

describe('CSV', () => {
  test('rows after quoted line breaks and empty lines; a row is where it begins', async () => {
    const rows = [
      '"ArticleID","Title"',
      '"2965788","Update\r\nof two\r\nlines"',
      '',
      '"2957189","a"',
      '"2966034","b\nc"',
    ];
    expect(await numbered(`#TYPE Selected.X\r\n${rows.join('\r\n')}\r\n"2961072","d"\r\n`)).toEqual([
      ['2965788', 'line 3', 3],
      ['2957189', 'line 7', 7],
      ['2966034', 'line 8', 8],
      ['2961072', 'line 10', 10],
    ]);
  });

  test('a header with a line break', async () => {
    expect(await numbered('ArticleID,"Some\r\nmore"\r\n2965788,x\r\n')).toEqual([['2965788', 'line 3', 3]]);
  });
});

describe('JSON', () => {
  test('on one line, and in an envelope', async () => {
    expect(await numbered('[{"ArticleID":"2965788"},{"ArticleID":"2957189"}]')).toEqual([
      ['2965788', '[0]', 1],
      ['2957189', '[1]', 1],
    ]);
    const envelope = '{\n"value": [\n{"ArticleID":"2965788"},\n{"ArticleID":2957189}\n],\n"Count": 2\n}';
    expect(await numbered(envelope)).toEqual([
      ['2965788', '[0]', 3],
      ['2957189', '[1]', 4],
    ]);
    expect(await numbered(`[\n${envelope}\n]`)).toEqual([
      ['2965788', '[0]', 4],
      ['2957189', '[1]', 5],
    ]);
  });

  test('the line of the article, not that of a title which names it before, nor of another update', async () => {
    const first =
      '{\n  "Title": "replaces 2957189, (KB2965788)",\n  "Text": "a \\"]}, \\\\",\n  "ArticleID": "2965788"\n}';
    const second = '{\n  "ArticleID":\n    "2957189"\n}';
    expect(await numbered(`[${first},\n${second}]`)).toEqual([
      ['2965788', '[0]', 4],
      ['2957189', '[1]', 8],
    ]);
  });

  test('a list of texts, and a number written with escapes', async () => {
    expect(await numbered('[\n"KB2965788",\n 2957189]')).toEqual([
      ['2965788', '[0]', 2],
      ['2957189', '[1]', 3],
    ]);
    expect(await numbered('[\n{\n"ArticleID": "\\u0032965788"}]')).toEqual([['2965788', '[0]', 2]]);
  });
});

test('CLIXML: objects and references to them, after the line that PowerShell writes into a pipe', async () => {
  const object = (id: number, kb: string): string =>
    `<Obj RefId="${id}">\n<MS>\n<S N="ArticleID">${kb}</S>\n</MS>\n</Obj>`;
  const text = `#< CLIXML\n<Objs Version="1.1.0.1">\n${object(0, '2965788')}\n<Ref RefId="0" />\n${object(1, '2957189')}\n</Objs>`;
  expect(await numbered(text)).toEqual([
    ['2965788', '[0]', 5],
    ['2957189', '[2]', 11],
  ]);
});

test('systeminfo, whose entries have numbers of their own', async () => {
  const text =
    'Host Name: PC\nHotfix(s): 2 Hotfix(s) Installed.\n           [01]: KB2965788\n           [02]: KB890830\n';
  expect(await numbered(text)).toEqual([
    ['2965788', '[01]', 3],
    ['890830', '[02]', 4],
  ]);
});

describe('in a report', () => {
  const group = fixture('inputs/group.json');

  test('only where a format asks for it', async () => {
    const io = testIo().io;
    const text = await reportOn([group], {}, io, '0');
    expect(text.report.updates.every(({ line }) => line === null)).toBe(true);
    const json = await reportOn([group], { output: [{ format: 'json', file: 'x' }] }, io, '0');
    expect(json.report.updates.every(({ line }) => line !== null)).toBe(true);
    expect(json.report.inputs[0]?.encoding).toBe('UTF-8');
  });

  test('of members the line of the CI_ID in the file of the group', async () => {
    const members =
      '{\n "LocalizedDisplayName": "OSD",\n "NumberOfUpdates": 2,\n "Updates": [\n 16788001,\n 16788003\n ]\n}';
    const io = testIo({ stdin: members }).io;
    const { report } = await reportOn(['-', group], { format: 'json' }, io, '0');
    expect(report.updates.map(({ where, line }) => [where, line]).sort()).toEqual([
      ['CI_ID 16788001, [0]', 5],
      ['CI_ID 16788003, [2]', 6],
    ]);
  });
});
