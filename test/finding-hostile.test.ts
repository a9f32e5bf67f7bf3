// Files of findings that are made to harm: each is refused with its place, in time, and nothing of it reaches a terminal.
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPlaces } from '../src/findings/json-places.ts';
import { originsOf } from '../src/data/origins.ts';
import { parseFile } from '../src/findings/parse.ts';
import { problemText } from '../src/findings/problem.ts';
import { unifiedDiff } from '../src/findings/diff.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { type Ran, run } from './run.ts';

const good = {
  source: { id: 'field/ours', name: 'a report', kind: 'field-report', tier: 'field', url: 'https://ours.example/1' },
  findings: [
    {
      id: 'field/ours/9999999',
      kb: '9999999',
      restarts: { min: 2, max: 2 },
      confidence: 'reported',
      claimedOn: '2026-11-01',
    },
  ],
};
const goodText = JSON.stringify(good, null, 2);

async function checked(files: Readonly<Record<string, string | Uint8Array>>): Promise<Ran> {
  const cwd = newFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(cwd, 'ours', name, '..'), { recursive: true });
    writeFileSync(join(cwd, 'ours', name), content);
  }
  return run(['finding', 'check', 'ours'], { cwd });
}

const bomb = `a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nsource: *c\nfindings: [*c]\n`;
const xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>';

describe('a file that is', () => {
  test.each<[what: string, name: string, content: string | Uint8Array, why: string | RegExp]>([
    ['a bomb of aliases', 'a.yaml', bomb, 'ours/a.yaml:1: anchors and aliases are not taken'],
    ['a YAML tag', 'a.yaml', 'source: !!js/function "x"\n', /ours\/a\.yaml:1: is not the YAML|the tag .* is not taken/],
    ['a YAML of two documents', 'a.yaml', 'a: 1\n---\nb: 2\n', 'ours/a.yaml:2: a second document begins here'],
    ['a merge key', 'a.yaml', 'source: { <<: { id: x } }\n', 'is no key of this form'],
    ['a key twice in YAML', 'a.yaml', 'source: 1\nsource: 2\n', /ours\/a\.yaml:\d: is not the YAML .*unique/],
    [
      'a key twice in JSON',
      'a.json',
      goodText.replace('"kb"', '"restarts": { "min": 0, "max": 0 },\n "kb"'),
      /ours\/a\.json:\d+: restarts: is there twice/,
    ],
    ['a key twice, the second by an escape', 'a.json', '{"source": 1, "s\\u006furce": 2}', 'source: is there twice'],
    [
      'a __proto__',
      'a.json',
      goodText.replace('"kb"', '"__proto__": { "kb": "1" }, "kb"'),
      '__proto__: is no key that is taken',
    ],
    ['a __proto__ in YAML', 'a.yaml', '__proto__: { x: 1 }\nsource: 1\n', '__proto__: is no key that is taken'],
    ['not JSON', 'a.json', '{"source": {', /ours\/a\.json: is not valid JSON|ours\/a\.json:1: is not valid JSON/],
    ['XML with a DOCTYPE', 'a.json', xml, 'is not valid JSON'],
    ['XML with a DOCTYPE as YAML', 'a.yml', xml, /a\.yml/],
    ['empty', 'a.json', '', 'is empty'],
    ['binary', 'a.json', new Uint8Array(500).fill(1), 'is not a text file'],
    ['a number', 'a.json', '17', 'expected object'],
    ['an empty list', 'a.json', '[]', 'Too small'],
    ['nested deep in JSON', 'a.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'is nested more than 20 deep'],
    ['nested deep in YAML', 'a.yaml', '['.repeat(100_000), /nested|stack|YAML/],
    ['too large', 'a.json', ' '.repeat(4 * 1024 * 1024 + 1), 'is larger than 4 MB'],
    ['too large for YAML', 'a.yaml', `# ${'x'.repeat(256 * 1024)}\n`, 'is larger than 256 kB'],
    [
      'a lab record that leads out',
      'a.json',
      goodText.replace('"kb"', `"labRecord": { "file": "../../secret.json", "sha256": "${'0'.repeat(64)}" }, "kb"`),
      'labRecord.file: leads out of the folder',
    ],
    [
      'a lab record of a drive',
      'a.json',
      goodText.replace('"kb"', `"labRecord": { "file": "C:/secret.json", "sha256": "${'0'.repeat(64)}" }, "kb"`),
      'leads out of the folder',
    ],
    [
      'a tier that it has not',
      'a.json',
      goodText.replace('"tier": "field"', '"tier": "lab"'),
      'a source of the kind field-report has the tier field, not lab',
    ],
    [
      'without a source',
      'a.json',
      goodText.replace('"https://ours.example/1"', 'null').replace('"tier": "field"', '"tier": "unsourced"'),
      'a count without a source is refused',
    ],
    [
      'a restart flag',
      'a.json',
      goodText.replace('ours.example/1', 'catalog.update.microsoft.com/x'),
      'a flag is never a count',
    ],
    [
      'a copy of itself',
      'a.json',
      goodText.replace('"kb"', '"derivedFrom": "field/ours/9999999", "kb"'),
      'leads back to',
    ],
    [
      'a copy of nothing',
      'a.json',
      goodText.replace('"kb"', '"derivedFrom": "kb2894518/2965789", "kb"'),
      'did you mean "kb2894518/2965788"?',
    ],
  ])('%s is refused with its place', async (_what, name, content, why) => {
    const started = performance.now();
    const { code, out, err } = await checked({ [name]: content });
    expect([code, err]).toEqual([2, '']);
    expect(out).toMatch(why instanceof RegExp ? why : new RegExp(why.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('a copy in a ring of two files', async () => {
    const of = (id: string, from: string): string =>
      goodText.replaceAll('field/ours', `field/${id}`).replace('"kb"', `"derivedFrom": "field/${from}/9999999", "kb"`);
    const { code, out } = await checked({ 'a.json': of('a', 'b'), 'b.json': of('b', 'a') });
    expect([code, out]).toEqual([2, expect.stringContaining('leads back to')]);
  });

  test('the id of another file is refused, with the place of the first', async () => {
    const { code, out } = await checked({ 'a.json': goodText, 'sub/b.json': goodText });
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(
        /ours\/sub\/b\.json:11: findings\[0\]\.id: "field\/ours\/9999999" is there twice; first at ours\/a\.json:10/,
      ),
    ]);
  });
});

describe('a file of very many', () => {
  const many = (length: number, of: (index: number) => object): string =>
    JSON.stringify({ source: good.source, findings: Array.from({ length }, (_, index) => of(index)) });
  const copy = (id: number, derivedFrom: string | null): object => ({
    ...good.findings[0],
    ...{ id: `field/ours/${id}`, kb: String(1_000_000 + id), derivedFrom },
  });

  test.each([
    ['wrong entries', many(100_000, () => ({})), '... and 299980 more problems', '300000 problems'],
    ['wrong documents', `[${Array(200_000).fill(1).join(',')}]`, '... and 199980 more problems', '200000 problems'],
    [
      'unknown facts',
      many(3000, (id) => ({ ...copy(id, null), condition: 'x' })),
      '... and 2980 more',
      '3000 problems',
    ],
    [
      'copies of nothing',
      many(5000, (id) => copy(id, `field/gone/${id}`)),
      'there is no finding "field/gone/0"',
      '5000 problems',
    ],
    [
      'copies in a ring',
      many(10_000, (id) => copy(id, `field/ours/${(id + 1) % 10_000}`)),
      '"field/ours/0" leads back to "field/ours/0"',
      '10000 problems',
    ],
  ])('%s names the first 20 and counts all, in time', async (_what, content, why, counted) => {
    const started = performance.now();
    const { code, out } = await checked({ 'a.json': content });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect([code, out.trim().split('\n').length]).toEqual([2, 22]);
    expect(out).toContain(why);
    expect(out).toContain(`: ${counted}.`);
  });

  test('copies, one of the other, is read in time', async () => {
    const started = performance.now();
    const chain = many(18_000, (id) => copy(id, id === 17_999 ? null : `field/ours/${id + 1}`));
    const { code, out } = await checked({ 'a.json': chain });
    expect([code, out]).toEqual([0, '18000 findings in 1 file: no problem.\n']);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('values is refused before they are looked at', async () => {
    const { code, out } = await checked({ 'a.json': many(1_300_000, () => ({})) });
    expect([code, out]).toEqual([2, expect.stringContaining('ours/a.json:1: holds more than 400000 values')]);
  });
});

test('copies lead to an original, to nothing, or in a circle, whichever is asked about first', () => {
  const copies = new Map([
    ...([
      ['a', 'b'],
      ['b', null],
    ] as const),
    ...([
      ['c', 'gone'],
      ['d', 'c'],
    ] as const),
    ...([
      ['t', 'u'],
      ['u', 'r'],
      ['r', 's'],
      ['s', 'q'],
      ['q', 'r'],
    ] as const),
  ]);
  const expected: Record<string, unknown> = {
    ...{ a: { is: 'original' }, b: { is: 'original' }, c: { is: 'missing', id: 'gone' }, d: { is: 'original' } },
    ...{ t: { is: 'circle', id: 'r' }, u: { is: 'circle', id: 'r' }, r: { is: 'circle', id: 'r' } },
    ...{ s: { is: 'circle', id: 's' }, q: { is: 'circle', id: 'q' } },
  };
  const ids = [...copies.keys()];
  for (const order of [ids, ids.toReversed(), ['s', ...ids], ['u', ...ids]]) {
    const originOf = originsOf(copies);
    expect(Object.fromEntries(order.map((id) => [id, originOf(id)]))).toEqual(expected);
  }
});

describe('a folder', () => {
  test('names each problem, not the first alone', async () => {
    const bad = goodText.replace('"reported"', '"sure"').replace('"2026-11-01"', '"yesterday"');
    const { code, out } = await checked({ 'a.json': bad, 'b.json': '{', 'c.json': goodText });
    expect(code).toBe(2);
    expect(out.split('\n').filter((line) => line.startsWith('ours/'))).toHaveLength(3);
    expect(out).toContain('1 finding in 3 files: 3 problems.');
  });

  test('takes JSON, YAML, UTF-16 and CRLF, and leaves other files alone', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(goodText.replaceAll('\n', '\r\n'), 'utf16le')]);
    const yaml =
      'source: { id: field/y, name: y, kind: press, tier: press, url: https://y.example }\nfindings:\n  - { id: field/y/1, kb: 9999998, restarts: { min: 2, max: 2 }, confidence: reported, claimedOn: 2026-11-01 }\n';
    const files = {
      'A.JSON': utf16,
      'b.yml': yaml,
      'README.md': '# not a finding',
      '.hidden.json': '{',
      'meta.json': '{}',
    };
    expect(await checked(files)).toMatchObject({ code: 0, out: '2 findings in 2 files: no problem.\n' });
  });

  test('of more than 10,000 files is refused', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    writeFileSync(join(cwd, 'ours', 'f.json'), goodText);
    // Hard links: ten thousand names, one file.
    for (let index = 0; index <= 10_000; index += 1)
      linkSync(join(cwd, 'ours', 'f.json'), join(cwd, 'ours', `${index}.json`));
    const { code, err } = await run(['finding', 'check', 'ours'], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('holds more than 10000 files')]);
  });

  test.runIf(process.platform !== 'win32')(
    'with a link that leads out of it is refused, and one that leads round is read once (Windows makes links only with rights)',
    async () => {
      const cwd = newFolder();
      mkdirSync(join(cwd, 'ours', 'sub'), { recursive: true });
      writeFileSync(join(cwd, 'ours', 'a.json'), goodText);
      symlinkSync('..', join(cwd, 'ours', 'sub', 'round'));
      symlinkSync(join('..', 'a.json'), join(cwd, 'ours', 'sub', 'again.json'));
      expect(await run(['finding', 'check', 'ours'], { cwd })).toMatchObject({
        code: 0,
        out: '1 finding in 1 file: no problem.\n',
      });
      writeFileSync(join(cwd, 'secret.json'), '{ "password": "hunter2" }');
      symlinkSync(join('..', 'secret.json'), join(cwd, 'ours', 'b.json'));
      const { code, err } = await run(['finding', 'check', 'ours'], { cwd });
      expect([code, err]).toEqual([2, expect.stringContaining('ours/b.json is a link that leads out of its folder')]);
      expect(err).not.toContain('hunter2');
    },
  );

  test('that holds nothing, or is not there, is refused', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    expect(await run(['finding', 'check', 'ours'], { cwd })).toMatchObject({ code: 2 });
    expect(await run(['finding', 'check', 'theirs'], { cwd })).toMatchObject({ code: 2 });
  });
});

describe('what is printed', () => {
  const evil = 'x\u001b]0;owned\u0007 ::error::y \u202e ##vso[task]';
  const inert = /[^\n\P{Cc}]|\u202e|::error|##vso/u;

  test('of hostile names holds no escape, no direction and no workflow command', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    const text = goodText.replace('"a report"', JSON.stringify(evil));
    writeFileSync(join(cwd, 'ours', 'a.json'), text);
    const runs = [
      await run(['check', '-', '--findings', 'ours'], { cwd, stdin: 'KB9999999\n' }),
      await run(['explain', 'KB9999999', '--findings', 'ours'], { cwd }),
      ...(await Promise.all(
        ['table', 'json', 'csv'].map((format) =>
          run(['finding', 'list', '--own', '--findings', 'ours', '--format', format], { cwd }),
        ),
      )),
      await run(['finding', 'retract', 'field/ours/9999999', '--reason', evil, '--findings', 'ours', '--dry-run'], {
        cwd,
      }),
      await run(['finding', 'check', `ours/${evil}`], { cwd }),
    ];
    for (const { out, err } of runs) expect(`${out.replaceAll('\r\n', '\n')}${err}`).not.toMatch(inert);
  });

  test('and written of them is escaped, so that a review sees it', async () => {
    const cwd = newFolder();
    const options = [
      '--kb',
      '9999999',
      '--restarts',
      '2',
      '--source-kind',
      'press',
      '--url',
      'https://x.example',
      '--claimed-on',
      '2026-11-01',
    ];
    const { code, out } = await run(
      ['finding', 'add', '--findings', 'ours', ...options, '--confidence', 'reported', '--added-by', evil],
      { cwd },
    );
    expect([code, out.match(inert)]).toEqual([0, null]);
    expect(out).toContain('\\u202e');
  });
});

describe('the reader', () => {
  const json = fc.json({ maxDepth: 8 });

  test('takes any text without throwing, and says file and line', () => {
    fc.assert(
      fc.property(
        fc.oneof(json, fc.string(), fc.string({ unit: 'binary' })),
        fc.constantFrom('a.json', 'a.yaml'),
        (text, name) => {
          const { problems } = parseFile(Buffer.from(text), name);
          for (const problem of problems) expect(problemText(problem)).toMatch(/^a\.(?:json|yaml)/);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('finds the line of every key of a pretty-printed text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }),
          fc.array(fc.dictionary(fc.string({ minLength: 1 }), fc.integer()), { minLength: 1 }),
          { minKeys: 1 },
        ),
        (value) => {
          const text = JSON.stringify(value, null, 2);
          const { lineOf, problems } = jsonPlaces(text);
          expect(problems).toEqual([]);
          for (const [key, list] of Object.entries(value)) {
            const line = lineOf([key]);
            expect(text.split('\n')[(line ?? 0) - 1]?.trim().startsWith(JSON.stringify(key))).toBe(true);
            for (const [index, inner] of list.entries()) {
              for (const name of Object.keys(inner)) {
                const at = lineOf([key, index, name]) ?? 0;
                expect(
                  text
                    .split('\n')
                    [at - 1]?.trim()
                    .startsWith(`${JSON.stringify(name)}:`),
                ).toBe(true);
              }
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a difference', () => {
  /** What `git apply` does with it, for one file. */
  function applied(before: string, diff: string): string {
    const old = before.split('\n');
    const out: string[] = [];
    let at = 0;
    for (const line of diff.split('\n').slice(3, -1)) {
      const hunk = /^@@ -(\d+)(?:,(\d+))?/.exec(line);
      if (hunk) {
        const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
        while (at < start) out.push(old[at++] ?? '');
      } else if (line.startsWith('+')) out.push(line.slice(1));
      else if (line.startsWith('-') || line.startsWith(' ')) {
        expect(line.slice(1)).toBe(old[at]);
        if (line.startsWith(' ')) out.push(line.slice(1));
        at += 1;
      }
    }
    return [...out, ...old.slice(at)].join('\n');
  }

  test('applied to the old text gives the new one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '{', '}', '-', '+x'), { minLength: 1, maxLength: 40 })
      .map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff('x.json', before, after);
        expect(diff === '' ? before : applied(before, diff)).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test('quotes a name as git does', () => {
    expect(unifiedDiff('ä "x".json', null, 'a\n')).toContain('+++ "b/\\303\\244 \\"x\\".json"');
  });
});
