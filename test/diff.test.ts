// rebootgate diff: what a newer catalog says differently, which groups change their verdict by it, and the exit code.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCatalog } from '../src/catalog/build.ts';
import { recordChanges, rowChanges } from '../src/compare/records.ts';
import { type Judged, outcomeTurn, verdictChanges } from '../src/compare/verdicts.ts';
import { statuses } from '../src/types.ts';
import { copyOfSmall, editText, newFolder, twoLines } from './fixtures/data/folders.ts';
import { type Ran, root, run } from './run.ts';
import { validJson } from './validate.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

/** The old catalog, and a newer one in which a claim is new, one is stronger, one update is retitled, one is gone. */
beforeAll(() => {
  folder = newFolder();
  const data = copyOfSmall();
  buildCatalog(data, at('old.sqlite'));
  editText(data, 'curated/field-blog.json', (text) => {
    const file = JSON.parse(text);
    const [first] = file.findings;
    const added = { ...first, id: 'field/blog/1000004', kb: '1000004', confidence: 'reported' };
    return JSON.stringify({ ...file, findings: [{ ...first, restarts: { min: 3, max: 3 } }, added] });
  });
  editText(data, 'metadata/updates.jsonl', (text) => {
    const [first = '', ...rest] = text.trim().split('\n');
    const row = JSON.parse(first);
    const renamed = JSON.stringify({ ...row, title: `${row.title} \u001b[31m, revised` });
    const added = { ...row, kb: '1000009', updateId: null, title: 'Update for Windows 7 (KB1000009)' };
    return `${[renamed, ...rest, JSON.stringify(added)].join('\n')}\n`;
  });
  editText(data, 'facts.json', (text) => text.replaceAll('Is Secure Boot on?', 'Is Secure Boot enabled?'));
  editText(data, 'vendor-list/meta.json', (text) => text.replace(/"readOn": "[^"]*"/, '"readOn": "2015-03-10"'));
  buildCatalog(data, at('new.sqlite'));
  writeFileSync(at('group.txt'), 'KB1000001 Update for Windows 7 for x64-based Systems\nKB1000004\nKB7777777\n');
  writeFileSync(at('quiet.txt'), 'KB7777777\n');
});

const diff = (...args: string[]): Promise<Ran> => run(['diff', ...args], { cwd: folder });
const document = async (...args: string[]) => {
  const { code, out, err } = await diff(...args, '--format', 'json');
  expect(err).toBe('');
  return { code, ...validJson('diff', out) };
};

describe('the difference of two catalogs', () => {
  test('reads like this', async () => {
    const { code, out, err } = await diff('old.sqlite', 'new.sqlite', 'group.txt', 'quiet.txt');
    const expected = join(root, 'test', 'fixtures', 'diff', 'expected.txt');
    await expect(`${out}--- stderr\n${err}--- exit ${code}\n`).toMatchFileSnapshot(expected);
  });

  test('names findings and updates that came, changed and went', async () => {
    const { code, findings, updates, sources, groups } = await document('old.sqlite', 'new.sqlite');
    expect({ code, groups }).toEqual({ code: 0, groups: [] });
    expect(findings.added.map(({ id }: { id: string }) => id)).toEqual(['field/blog/1000004']);
    const fields = [{ field: 'restarts', before: '{"min":2,"max":2}', after: '{"min":3,"max":3}' }];
    expect(findings.changed).toEqual([expect.objectContaining({ id: 'field/blog/1000001', fields })]);
    expect(updates).toMatchObject({ added: { count: 1 }, changed: { count: 1 }, gone: { count: 0 } });
    expect(updates.added.named).toEqual([expect.objectContaining({ kb: '1000009', fields: [] })]);
    expect(updates.changed.named[0].fields).toEqual([
      expect.objectContaining({ source: 'metadata', field: 'title', after: expect.stringContaining('revised') }),
    ]);
    expect(sources.changed.map(({ id }: { id: string }) => id)).toEqual(['vendor-list']);
  });

  test('the other way round what was added is gone', async () => {
    const there = await document('old.sqlite', 'new.sqlite', 'group.txt');
    const back = await document('new.sqlite', 'old.sqlite', 'group.txt');
    expect(back.findings.gone).toEqual(there.findings.added);
    expect(back.updates.gone).toMatchObject({ count: there.updates.added.count });
    expect(there.code).toBe(1);
    expect(back).toMatchObject({ code: 0, summary: { worse: 0, groups: 1 } });
  });

  test('with itself is nothing', async () => {
    const result = await document('new.sqlite', 'new.sqlite', 'group.txt');
    expect(result.code).toBe(0);
    expect(result.groups).toEqual([expect.objectContaining({ changes: [], worse: false })]);
    for (const part of ['findings', 'lists', 'coverage', 'sources'])
      expect(result[part]).toEqual({ added: [], changed: [], gone: [] });
    expect(result.updates).toMatchObject({ added: { count: 0 }, changed: { count: 0 }, gone: { count: 0 } });
    expect((await diff('new.sqlite', 'new.sqlite')).out).toMatch(/^THE SAME FACTS: /);
  });

  test('leaves both catalogs and their folder as they were', async () => {
    const before = readdirSync(folder).map((name) => readFileSync(at(name)).toString('hex'));
    await diff('old.sqlite', 'new.sqlite', 'group.txt');
    expect(readdirSync(folder).map((name) => readFileSync(at(name)).toString('hex'))).toEqual(before);
  });

  test('of many updates the first are named, and the rest counted', async () => {
    const data = copyOfSmall();
    const row = JSON.parse(readFileSync(join(data, 'metadata/updates.jsonl'), 'utf8').split('\n')[0] ?? '');
    const rows = Array.from({ length: 3000 }, (_, index) =>
      JSON.stringify({
        ...row,
        kb: String(2_000_000 + index),
        updateId: null,
        title: `Update (KB${2_000_000 + index})`,
      }),
    );
    editText(data, 'metadata/updates.jsonl', (text) => `${text.trim()}\n${rows.join('\n')}\n`);
    buildCatalog(data, at('many.sqlite'));
    const { updates } = await document('old.sqlite', 'many.sqlite', '--limit', '7');
    expect(updates.added.count).toBe(3000);
    expect(updates.added.named.map(({ kb }: { kb: string }) => kb)).toEqual(
      Array.from({ length: 7 }, (_, index) => String(2_000_000 + index)),
    );
    expect((await diff('old.sqlite', 'many.sqlite')).out).toContain('... and 2980 more; --limit 3000 names all');
  });
});

describe('groups', () => {
  test('one that gets worse is exit 1, and says why before and after', async () => {
    const { code, groups, summary } = await document('old.sqlite', 'new.sqlite', 'quiet.txt', 'group.txt');
    expect(code).toBe(1);
    expect(summary).toEqual({ worse: 1, groups: 2 });
    expect(groups[0]).toMatchObject({ name: 'quiet.txt', before: 'undecided', after: 'undecided', worse: false });
    const change = groups[1].changes.find(({ kb }: { kb: string }) => kb === '1000004');
    expect(change).toMatchObject({ turn: 'worse', after: { status: 'multi-restart' } });
    expect(change.before.status).not.toBe('multi-restart');
    expect(change.after.reason).toContain('a blog');
  });

  test('what is stated about devices counts, also where one catalog does not ask', async () => {
    const { code } = await document('old.sqlite', 'new.sqlite', 'group.txt', '--env', 'secure-boot=no');
    expect(code).toBe(1);
    const wrong = await diff('old.sqlite', 'new.sqlite', 'group.txt', '--env', 'secure-boots=no');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('Did you mean secure-boot?');
  });

  test('a group that cannot be read is exit 2, a catalog that cannot is exit 3', async () => {
    copyFileSync(at('group.txt'), at('no-catalog.sqlite'));
    const wrong: [string[], number][] = [
      [['old.sqlite', 'new.sqlite', 'nowhere.txt'], 2],
      [['old.sqlite', 'new.sqlite', '-'], 2],
      [['old.sqlite', 'new.sqlite', '--limit', 'many'], 2],
      [['old.sqlite'], 2],
      [['nowhere.sqlite', 'new.sqlite'], 3],
      [['old.sqlite', 'no-catalog.sqlite'], 3],
    ];
    for (const [args, expected] of wrong) {
      const { code, out, err } = await diff(...args);
      expect({ code, out }, args.join(' ')).toEqual({ code: expected, out: '' });
      expect(err).toMatch(twoLines);
    }
  });

  test('nothing that a catalog says reaches the terminal as it is', async () => {
    for (const format of ['text', 'json']) {
      const { out } = await diff('old.sqlite', 'new.sqlite', 'group.txt', '--format', format);
      expect(out).toContain('revised');
      expect(out).not.toContain('\u001b');
    }
  });
});

describe('verdicts', () => {
  const judged = (kb: string, status: Judged['status'], where = '', architecture: Judged['architecture'] = null) => ({
    ...{ kb, updateId: null, title: null, architecture, status, reason: `because of ${status}`, where },
  });
  const turnsOf = (before: Judged[], after: Judged[]) =>
    verdictChanges(before, after).map(({ kb, turn }) => [kb, turn]);

  test('worse comes first, then better, then what has another reason', () => {
    const before = [judged('1', 'clear'), judged('2', 'conditional'), judged('3', 'no-data'), judged('4', 'clear')];
    const after = [
      { ...judged('3', 'no-data'), reason: 'another' },
      judged('2', 'clear'),
      judged('1', 'no-data'),
      judged('4', 'clear'),
    ];
    expect(turnsOf(before, after)).toEqual([
      ['1', 'worse'],
      ['2', 'better'],
      ['3', 'same'],
    ]);
  });

  test('an update that comes is worse where something is known against it or nothing is known at all', () => {
    const after = statuses.map((status, index) => judged(String(index), status));
    expect(turnsOf([], after).filter(([, turn]) => turn === 'worse')).toHaveLength(4);
    expect(turnsOf([judged('1', 'multi-restart'), judged('2', 'no-data')], [])).toEqual([
      ['1', 'better'],
      ['2', 'same'],
    ]);
  });

  test('of several with one number each is held against its like', () => {
    const before = [judged('1', 'clear', 'line 9', 'x64'), judged('1', 'no-data', 'line 10', 'x64')];
    expect(turnsOf(before, [...before].reverse())).toEqual([]);
    const changed = [judged('1', 'no-data', 'line 10', 'x64'), judged('1', 'conditional', 'line 9', 'x64')];
    expect(verdictChanges(before, changed)).toMatchObject([{ before: { status: 'clear' }, turn: 'worse' }]);
  });

  test('the other way round worse is better', () => {
    const list = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...statuses)), {
      selector: ([kb]) => kb,
    });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const [before, after] = [a, b].map((all) => all.map(([kb, status]) => judged(String(kb), status)));
        const there = verdictChanges(before ?? [], after ?? []);
        const back = verdictChanges(after ?? [], before ?? []);
        expect(back).toHaveLength(there.length);
        const both = there.filter((change) => change.before !== null && change.after !== null);
        for (const { kb, turn } of both) {
          const other = back.find((change) => change.kb === kb)?.turn;
          expect(other).toBe(turn === 'worse' ? 'better' : turn === 'better' ? 'worse' : 'same');
        }
      }),
    );
  });

  test('of outcomes a failure is the worst', () => {
    expect(outcomeTurn('pass', 'undecided')).toBe('worse');
    expect(outcomeTurn('undecided', 'fail')).toBe('worse');
    expect(outcomeTurn('fail', 'undecided')).toBe('better');
    expect(outcomeTurn('pass', 'pass')).toBe('same');
  });
});

describe('records', () => {
  test('fields that came and went are changes from and to nothing', () => {
    const [before, after] = [[{ id: 'a', x: 1, y: null }], [{ id: 'a', x: null, y: ['b'] }]];
    expect(recordChanges<object & { id: string }>(before, after, ({ id }) => id).changed[0]?.fields).toEqual([
      { field: 'x', before: '1', after: null },
      { field: 'y', before: null, after: '["b"]' },
    ]);
  });

  test('rows of a source are held against each other where there is one on each side', () => {
    const row = (source: string, title: string) => ({ source, title });
    expect(rowChanges([row('a', 'x'), row('b', 'x')], [row('a', 'y'), row('b', 'x')])).toEqual([
      { source: 'a', field: 'title', before: 'x', after: 'y' },
    ]);
    expect(rowChanges([row('a', 'x')], [row('a', 'y'), row('a', 'z')])).toEqual([
      { source: 'a', field: 'rows', before: '1 gone', after: '2 new' },
    ]);
    expect(rowChanges([], [row('a', 'x')])).toEqual([{ source: 'a', field: 'rows', before: null, after: '1 new' }]);
  });
});
