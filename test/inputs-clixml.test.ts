// CLIXML: objects of Configuration Manager, WSUS and Windows as Export-Clixml writes them, and XML that is made to do harm.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGroup } from '../src/inputs/index.ts';
import type { Group } from '../src/types.ts';
import { readFixture, root, run } from './run.ts';

const read = (text: string | Uint8Array): Promise<Group> => readGroup(Buffer.from(text), 'a file', null, null);
const objs = (inner: string): string =>
  `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${inner}</Objs>`;
const bag = (inner: string, refId = 0): string => `<Obj RefId="${refId}"><MS>${inner}</MS></Obj>`;
const update = (kb: string, refId = 0): string =>
  bag(`<S N="ArticleID">${kb}</S><S N="LocalizedDisplayName">An update (KB${kb})</S>`, refId);
const kbsOf = (group: Group): (string | null)[] => group.items.map(({ kb }) => kb);

async function refusal(text: string): Promise<{ message: string; hint: string }> {
  const { code, out, err } = await run(['check', '-'], { stdin: text });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
  const [message = '', hint = ''] = err.split('\n');
  return { message, hint };
}

describe('shapes of objects', () => {
  test('categories of a list, marks and dates are kept', async () => {
    const { kind, items } = await read(readFixture('inputs/group.xml'));
    expect(kind).toBe('configmgr-clixml');
    expect(items[0]).toMatchObject({ ciId: '16788001', categories: ['Security Updates', 'Windows 7'], where: '[0]' });
    expect(items[2]).toMatchObject({ superseded: true, expired: true, revised: null });
  });

  test('UTF-16 with BOM, as Windows PowerShell writes it, gives the same', async () => {
    const text = readFixture('inputs/group.xml').replaceAll('\n', '\r\n');
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(await read(text));
  });

  test.each([
    ['one object', update('2965788'), ['2965788']],
    [
      'properties of the object itself',
      '<Obj RefId="0"><Props><S N="ArticleID">2965788</S></Props></Obj>',
      ['2965788'],
    ],
    [
      'a list that is one object',
      `<Obj RefId="0"><LST>${update('2965788', 1)}${update('2957189', 2)}</LST></Obj>`,
      ['2965788', '2957189'],
    ],
    [
      'a list with a count of its own',
      `<Obj RefId="0"><IE>${update('2965788', 1)}</IE><Props><I32 N="Count">1</I32></Props></Obj>`,
      ['2965788'],
    ],
    [
      'an object that lists itself',
      `<Obj RefId="0"><IE><Ref RefId="0" /></IE><Props><S N="ArticleID">2965788</S></Props></Obj>`,
      ['2965788'],
    ],
    [
      'a hashtable',
      '<Obj RefId="0"><DCT><En><S N="Key">ArticleID</S><S N="Value">2965788</S></En></DCT></Obj>',
      ['2965788'],
    ],
    [
      'a property list inside',
      bag('<Obj N="PropertyList" RefId="1"><DCT><En><S N="Key">ArticleID</S><S N="Value">2965788</S></En></DCT></Obj>'),
      ['2965788'],
    ],
    ['texts', '<S>KB2965788</S><S>2957189</S>', ['2965788', '2957189']],
    ['a list of texts', '<Obj RefId="0"><LST><S>KB2965788</S><S>KB2957189</S></LST></Obj>', ['2965788', '2957189']],
    ['Get-HotFix', bag('<S N="Source">PC</S><S N="HotFixID">KB2965788</S>'), ['2965788']],
    [
      'a prefix for each element',
      `<p:Objs xmlns:p="x"><p:Obj RefId="0"><p:MS><p:S N="ArticleID">2965788</p:S></p:MS></p:Obj></p:Objs>`,
      ['2965788'],
    ],
  ])('%s', async (_, inner, kbs) => {
    expect(kbsOf(await read(inner.startsWith('<p:Objs') ? inner : objs(inner)))).toEqual(kbs);
  });

  test('Get-WsusUpdate holds the update inside', async () => {
    const kbs = '<Obj N="KnowledgebaseArticles" RefId="2"><IE><S>2965788</S></IE></Obj>';
    const inner = `<Obj N="Update" RefId="1"><Props><S N="Title">An update</S>${kbs}<B N="IsSuperseded">true</B></Props></Obj>`;
    const text = objs(bag(`${inner}<S N="UpdateId">11111111-aaaa-4bbb-8ccc-000000000001</S>`));
    expect((await read(text)).items).toMatchObject([
      { kb: '2965788', title: 'An update', updateId: '11111111-aaaa-4bbb-8ccc-000000000001', superseded: true },
    ]);
  });

  test('an enumeration is its name, and an escaped sign is the sign', async () => {
    const state = '<Obj N="IsSuperseded" RefId="1"><ToString>True</ToString><I32>1</I32></Obj>';
    const text = objs(bag(`<S N="Article_x0049_D">2965788</S><S N="Title">A_x000D__x000A_B _x005F_x</S>${state}`));
    expect((await read(text)).items).toMatchObject([{ kb: '2965788', title: 'A\r\nB _x', superseded: true }]);
  });

  test('an object of another class is refused by its type, also where the type is named once', async () => {
    const app = (type: string): string => `<Obj RefId="1">${type}<MS><S N="LocalizedDisplayName">7-Zip</S></MS></Obj>`;
    const named = '<TN RefId="0"><T>IResultObject#SMS_Application</T><T>System.Object</T></TN>';
    expect((await refusal(objs(app(named)))).message).toContain('holds no software updates');
    expect((await refusal(objs(app(named) + app('<TNRef RefId="0" />')))).message).toContain('no software updates');
  });

  test('what PowerShell writes into a pipe', async () => {
    expect(kbsOf(await read(`#< CLIXML\r\n${objs(update('2965788'))}`))).toEqual(['2965788']);
    expect(kbsOf(await read(`<?xml version="1.0" encoding="utf-8"?>\n${objs(update('2965788'))}`))).toEqual([
      '2965788',
    ]);
  });
});

describe('whole or refused', () => {
  test('the same object twice is a repeated row', async () => {
    expect(await read(objs(`${update('2965788')}<Ref RefId="0" />`))).toMatchObject({ duplicates: 1 });
  });

  test.each([
    ['a reference to nothing', objs(`${update('2965788')}<Ref RefId="9" />`), 'refers to an object that is not in it'],
    ['no object', objs(''), 'is XML of PowerShell (CLIXML) without an object'],
    ['null', objs('<Nil />'), 'without an object'],
    ['a number', objs('<I32>16777515</I32>'), 'holds no software updates'],
    [
      'an object that is none among updates',
      objs(`${update('2965788')}${bag('<S N="PackageID">X</S>', 1)}`),
      'holds no software updates',
    ],
    [
      'a value that belongs to nobody',
      objs(`<S N="ArticleID">2965788</S>${update('2957189')}`),
      'belongs to no object',
    ],
  ])('%s', async (_, text, said) => {
    expect((await refusal(text)).message).toContain(said);
  });

  test('of two article numbers in one object neither hides the other', async () => {
    const { items } = await read(objs(bag('<S N="ArticleID">2957189</S><S N="ArticleID">2965788</S>')));
    expect(items).toMatchObject([{ kb: '2957189', alsoKbs: ['2965788'] }]);
    const three = bag('<S N="ArticleID">1</S><S N="ArticleID">2</S><S N="ArticleID">2965788</S>');
    expect((await refusal(objs(three))).message).toContain('three values of ArticleID');
  });

  test('cut off anywhere, it is no group', async () => {
    const whole = readFixture('inputs/group.xml').trimEnd();
    const cut = fc.integer({ min: 60, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        await expect(read(whole.slice(0, length))).rejects.toThrow(/^a file/);
      }),
      { numRuns: 200 },
    );
  });

  test('damaged anywhere, it is never a pass', async () => {
    const whole = Buffer.from(readFixture('inputs/group.xml'));
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, byte]) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        const { code, err } = await run(['check', '-'], { stdin: bytes });
        expect([1, 2]).toContain(code);
        expect(err).not.toContain('bug of rebootgate');
      }),
      { numRuns: 150 },
    );
  });
});

describe('hostile', () => {
  const laughs = `<!DOCTYPE Objs [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${objs('<S>&b;</S>')}`;
  const nested = (depth: number): string => `${'<Obj RefId="0"><LST>'.repeat(depth)}${'</LST></Obj>'.repeat(depth)}`;
  const doubled = Array.from(
    { length: 40 },
    (_, index) => `<Obj RefId="${index + 1}"><LST>${update('2965788', 99)}</LST></Obj>`,
  );

  test.each([
    ['a DOCTYPE before the objects', laughs, /is XML, and no kind of it is read/],
    ['entities of its own', `<?xml version="1.0"?>${objs('<S>&b;</S>')}`, /undefined entity/],
    ['objects nested deep', objs(nested(60)), /nests its objects more than 100 deep/],
    ['elements nested deep', objs('<Obj>'.repeat(100_000)), /nests its objects more than 100 deep/],
    ['another root', '<Objs2><Obj/></Objs2>', /is XML/],
    ['a tag that does not end', `${objs('').slice(0, -7)}<Obj ${'x'.repeat(9_000_000)}`, /is not whole/],
  ])('%s', async (_, text, said) => {
    expect((await refusal(text)).message).toMatch(said);
  });

  test('a DOCTYPE behind the declaration', async () => {
    const { message } = await refusal(`<?xml version="1.0"?><Objs><!DOCTYPE a []></Objs>`);
    expect(message).toContain('DOCTYPE');
  });

  test('references that lead to the same list again and again come to an end', async () => {
    const list = `<Obj RefId="1"><LST>${'<Nil />'.repeat(10_000)}</LST></Obj>`;
    const { message } = await refusal(objs(`${list}${'<Ref RefId="1" />'.repeat(10_000)}`));
    expect(message).toContain('holds more than 2000000 objects');
    expect(kbsOf(await read(objs(doubled.join(''))))).toEqual(['2965788']);
  });

  test('references inside of lists are not followed', async () => {
    const level = (index: number): string =>
      `<Obj N="Updates" RefId="${index}"><LST>${`<Ref RefId="${index - 1}" />`.repeat(100)}</LST></Obj>`;
    const text = objs(
      `${update('2965788', 1)}${Array.from({ length: 20 }, (_, index) => bag(`${level(index + 2)}<S N="ArticleID">2957189</S>`, 100 + index)).join('')}`,
    );
    expect(new Set(kbsOf(await read(text)))).toEqual(new Set(['2965788', '2957189']));
  });

  test('a polluting name is a name', async () => {
    const text = objs(bag('<S N="__proto__">x</S><S N="constructor">y</S><S N="ArticleID">2965788</S>'));
    expect(kbsOf(await read(text))).toEqual(['2965788']);
    const inner = '<Obj N="__proto__" RefId="1"><MS><S N="ArticleID">2965788</S></MS></Obj>';
    expect((await refusal(objs(bag(inner)))).message).toContain('no software updates');
    expect(Object.hasOwn(Object.prototype, 'ArticleID')).toBe(false);
  });

  test('a package of 5 MB in an update is not read', async () => {
    const text = objs(bag(`<S N="ArticleID">2965788</S><S N="SDMPackageXML">${'&lt;a '.repeat(1_000_000)}</S>`));
    expect(kbsOf(await read(text))).toEqual(['2965788']);
  });

  test('20,000 updates', async () => {
    const text = objs(Array.from({ length: 20_000 }, (_, index) => update(String(3_000_000 + index), index)).join(''));
    expect((await read(text)).items).toHaveLength(20_000);
  });

  test('any tree of elements is an answer of the contract', async () => {
    const names = fc.constantFrom(
      'Obj',
      'MS',
      'Props',
      'LST',
      'IE',
      'DCT',
      'En',
      'S',
      'I32',
      'Ref',
      'TN',
      'T',
      'TNRef',
      'Nil',
      'ToString',
    );
    const attributes = fc.constantFrom(
      '',
      ' N="ArticleID"',
      ' N="Updates"',
      ' RefId="0"',
      ' N="Key"',
      ' N="Value"',
      ' N="PropertyList" RefId="1"',
    );
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('2965788', 'KB2957189', 'ArticleID', '16777515', ''),
        fc
          .tuple(names, attributes, fc.array(tie('node'), { maxLength: 4 }))
          .map(([name, has, inner]) => `<${name}${has}>${inner.join('')}</${name}>`),
      ),
    })).node;
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { maxLength: 4 }), async (nodes) => {
        const { code, err } = await run(['check', '-'], { stdin: objs(nodes.join('')) });
        expect([0, 1, 2, 3]).toContain(code);
        expect(err).not.toContain('bug of rebootgate');
      }),
      { numRuns: 400 },
    );
  });
});

describe('real files', () => {
  for (const name of ['OSDeploy__OSDSUS__Windows_10_1809.xml', 'OSDeploy__OSDSUS__Windows_10_20H2.xml']) {
    test(name, async (context) => {
      const path = join(root, '..', 'shared', 'samples', 'wsus', name);
      if (!existsSync(path)) {
        if (process.env['CI'] === 'true') throw new Error(`the sample ${path} is missing`);
        process.stderr.write(`skipped: the sample ${path} is not here\n`);
        return context.skip('the sample is not here');
      }
      const bytes = readFileSync(path);
      // The same count by other means: iconv -f utf-16 FILE | grep -c 'N="KBNumber"'
      const text = bytes.toString('utf16le');
      const numbers = [...text.matchAll(/<S N="KBNumber">(\d+)</g)].map((match) => match[1] ?? '');
      const { kind, items, duplicates } = await readGroup(bytes, name, path, null);
      expect(kind).toBe('configmgr-clixml');
      expect(items.length + duplicates).toBe(numbers.length);
      expect(new Set(items.flatMap(({ kb, alsoKbs }) => [kb, ...alsoKbs]))).toEqual(new Set(numbers));
      const titles = new Set([...text.matchAll(/<S N="Title">([^<]+)</g)].map((match) => match[1] ?? ''));
      expect(new Set(items.map(({ title }) => title))).toEqual(titles);
    });
  }
});
