// finding add, retract, list, check as a user runs them: what is written, what is refused, and what the next check makes of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyOfSmall, newFolder, twoLines } from './fixtures/data/folders.ts';
import { main } from '../src/cli.ts';
import { type Ran, type RunOptions, run, testIo } from './run.ts';
import { validJson } from './validate.ts';

/** A claim of two restarts that nobody has made yet; a test changes what matters to it. */
const claim: Readonly<Record<string, string>> = {
  kb: '9900033',
  product: 'Windows 11 Version 25H2',
  arch: 'x64',
  restarts: '2',
  'source-kind': 'field-report',
  url: 'https://forum.example/t/1',
  'claimed-on': '2026-11-20',
  confidence: 'reported',
  'added-by': 'A. Admin',
};

const optionsOf = (fields: Readonly<Record<string, string | null>>): string[] =>
  Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [`--${name}`, value]));

const add = (
  cwd: string,
  fields: Readonly<Record<string, string | null>> = {},
  more: string[] = [],
  options: RunOptions = {},
): Promise<Ran> =>
  run(['finding', 'add', ...optionsOf({ findings: 'ours', ...claim, ...fields }), ...more], { cwd, ...options });

const group = (cwd: string, text = 'KB9900033\n'): void => writeFileSync(join(cwd, 'group.txt'), text);
const check = (cwd: string, ...more: string[]): Promise<Ran> =>
  run(['check', 'group.txt', '--product', 'Windows 11 Version 25H2', '--arch', 'x64', '--format', 'json', ...more], {
    cwd,
  });
const statusOf = async (cwd: string, ...more: string[]): Promise<string> =>
  validJson('report', (await check(cwd, ...more)).out).updates[0].status;

const idOfClaim = 'field/forum-example-2026-11-20/9900033';

describe('finding add', () => {
  test('changes the next check, and shows the difference that git would show', async () => {
    const cwd = newFolder();
    group(cwd);
    const before = await statusOf(cwd);
    expect(before).not.toBe('multi-restart');
    const { code, out, err } = await add(cwd);
    expect([code, err]).toEqual([0, expect.stringContaining(`${idOfClaim} is written.`)]);
    expect(readdirSync(join(cwd, 'ours'))).toEqual(['field-forum-example-2026-11-20.json']);
    expect(await statusOf(cwd, '--findings', 'ours')).toBe('multi-restart');
    expect((await check(cwd, '--findings', 'ours')).code).toBe(1);
    // The difference, applied to an empty folder by git itself, gives the very file.
    const elsewhere = newFolder();
    execFileSync('git', ['apply', '-'], { cwd: elsewhere, input: out });
    const file = 'ours/field-forum-example-2026-11-20.json';
    expect(readFileSync(join(elsewhere, file), 'utf8')).toBe(readFileSync(join(cwd, file), 'utf8'));
  });

  test('of a second claim of the same source changes its file by that claim alone', async () => {
    const cwd = newFolder();
    await add(cwd);
    const file = join(cwd, 'ours', 'field-forum-example-2026-11-20.json');
    const first = readFileSync(file, 'utf8');
    const { code, out } = await add(cwd, { kb: '9900061' });
    expect(code).toBe(0);
    expect(out.match(/^-(?!-)/gm)).toBeNull();
    expect(out.match(/^@@/gm)).toHaveLength(1);
    expect(readdirSync(join(cwd, 'ours'))).toHaveLength(1);
    const elsewhere = newFolder();
    mkdirSync(join(elsewhere, 'ours'));
    writeFileSync(join(elsewhere, 'ours', 'field-forum-example-2026-11-20.json'), first);
    execFileSync('git', ['apply', '-'], { cwd: elsewhere, input: out });
    expect(readFileSync(join(elsewhere, 'ours', 'field-forum-example-2026-11-20.json'), 'utf8')).toBe(
      readFileSync(file, 'utf8'),
    );
  });

  test('writes pretty-printed JSON in the order of the shipped files, with LF, and who added it when', async () => {
    const cwd = newFolder();
    await add(cwd, { note: 'It says "twice".' });
    const text = readFileSync(join(cwd, 'ours', 'field-forum-example-2026-11-20.json'), 'utf8');
    await expect(text).toMatchFileSnapshot('fixtures/findings/written.json');
    expect(text).not.toContain('\r');
  });

  test('leaves nothing behind beside what it wrote', async () => {
    const cwd = newFolder();
    await add(cwd);
    await add(cwd, { kb: '9900061' });
    expect(readdirSync(join(cwd, 'ours')).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  test('--dry-run shows the same, and writes nothing', async () => {
    const cwd = newFolder();
    const dry = await add(cwd, {}, ['--dry-run']);
    expect(existsSync(join(cwd, 'ours'))).toBe(false);
    expect(dry.out).toBe((await add(cwd)).out);
  });

  test('into a single file keeps the findings of several sources there', async () => {
    const cwd = newFolder();
    const findings = 'own.json';
    await add(cwd, { findings });
    expect((await add(cwd, { findings, kb: '9900061', url: 'https://other.example/2' })).code).toBe(0);
    expect(readdirSync(cwd)).toEqual(['own.json']);
    const { out } = await run(['finding', 'list', '--own', '--findings', findings, '--format', 'json'], { cwd });
    expect(validJson('findings', out).rows.map(({ id }: { id: string }) => id)).toEqual([
      idOfClaim,
      'field/other-example-2026-11-20/9900061',
    ]);
  });

  test('into data/ of a checkout reaches the catalog by the next build', async () => {
    const data = copyOfSmall();
    const cwd = join(data, '..');
    const fields = { findings: null, data: 'data', product: null, arch: null };
    const { code, err } = await add(cwd, fields);
    expect([code, err]).toEqual([0, expect.stringContaining('rebootgate build')]);
    expect((await run(['build', '--data', 'data', '--catalog', 'new.sqlite'], { cwd })).code).toBe(0);
    group(cwd);
    expect(await statusOf(cwd, '--catalog', 'new.sqlite')).toBe('multi-restart');
    expect(await run(['finding', 'check', 'data/curated'], { cwd })).toMatchObject({ code: 0 });
  });

  test('into data/ moves the day of its facts, by which a catalog is told from an older one', async () => {
    const data = copyOfSmall();
    const cwd = join(data, '..');
    const meta = (): { asOf: string; readOn: string } =>
      JSON.parse(readFileSync(join(data, 'curated', 'meta.json'), 'utf8'));
    expect(meta().readOn < '2026-11-22').toBe(true);
    const { out } = await add(cwd, { findings: null, data: 'data', product: null, arch: null });
    expect(meta().readOn).toBe('2026-11-22');
    expect(out).toMatch(/\+ {2}"readOn": "2026-11-22"/);
  });

  test('takes a class of updates, a range, an applicability, a review date', async () => {
    const cwd = newFolder();
    const fields = { kb: null, restarts: '1-3', arch: null, 'released-from': '2026-11-01', 'review-on': '2027-01-31' };
    const { code } = await add(cwd, fields, [
      ...['--kind', 'cumulative', '--applicability', 'Windows 11: secure-boot'],
      ...['--condition', 'credential-guard or hyper-v'],
    ]);
    expect(code).toBe(0);
    const { out } = await run(['finding', 'list', '--own', '--findings', 'ours', '--format', 'json'], { cwd });
    expect(validJson('findings', out).rows).toMatchObject([
      {
        id: 'field/forum-example-2026-11-20/cumulative-2026-11-01',
        selector: { kinds: ['cumulative'], products: ['Windows 11 Version 25H2'], releasedFrom: '2026-11-01' },
        restarts: { min: 1, max: 3 },
        condition: 'credential-guard or hyper-v',
        reviewOn: '2027-01-31',
      },
    ]);
  });
});

describe('finding add refuses', () => {
  const refused: [what: string, fields: Record<string, string | null>, why: string][] = [
    ['a count without a source', { url: null }, 'A count without a source is refused'],
    [
      'a restart flag as a count',
      { url: 'https://www.catalog.update.microsoft.com/x?updateid=1' },
      'a flag is never a count',
    ],
    ['an address with a password', { url: 'https://me:secret@forum.example/' }, 'holds a name or a password'],
    ['what is no address', { url: 'https://forum example/' }, 'is no web address'],
    ['another scheme', { url: 'javascript:alert(1)' }, 'is no web address'],
    [
      'an unknown fact',
      { condition: 'credental-guard' },
      'unknown fact "credental-guard"; did you mean credential-guard?',
    ],
    ['a condition that cannot be read', { condition: 'hyper-v and' }, '--condition: an expression ends too early'],
    ['an unknown product', { product: 'Windows 12' }, 'unknown product "Windows 12"; did you mean "Windows 10"?'],
    ['a version that there is not', { product: 'Windows 11 Version 42H2' }, 'did you mean "Windows 11"?'],
    ['a claim of tomorrow', { 'claimed-on': '2026-11-24' }, '--claimed-on: 2026-11-24 is in the future'],
    ['a day that is none', { 'claimed-on': '2026-02-30' }, 'It must be a date'],
    ['an end before the beginning', { 'valid-from': '2026-12-02', 'valid-to': '2026-12-01' }, 'ends before it begins'],
    ['a count that is none', { restarts: 'twice' }, 'It must be a count such as 2, 2+ or 1-3'],
    ['a range that runs backwards', { restarts: '3-1' }, 'It must be a count'],
    [
      'two subjects',
      { 'update-id': '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' },
      'needs exactly one of kb, updateId and selector',
    ],
    ['a release window of one update', { 'released-from': '2026-11-01' }, 'are for a class of updates'],
    ['a YAML file as its place', { findings: 'ours.yaml' }, 'which "finding add" does not write'],
  ];
  test.each(refused)('%s', async (_what, fields, why) => {
    const cwd = newFolder();
    const { code, out, err } = await add(cwd, fields);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(err).toMatch(twoLines);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('in a pipe, whatever is missing, and names all of it', async () => {
    const cwd = newFolder();
    const { code, err } = await run(['finding', 'add', '--findings', 'ours', '--kb', '9900033'], {
      cwd,
      stdin: 'y\ny\n',
    });
    expect(code).toBe(2);
    expect(err).toContain(
      'these are missing: --restarts, --source-kind, --url (or --lab-record), --claimed-on (or --known-by), --confidence, --added-by',
    );
  });

  test('a place that nobody named', async () => {
    const { code, err } = await add(newFolder(), { findings: null });
    expect([code, err]).toEqual([2, expect.stringContaining('no place for findings is named')]);
  });

  test('the same claim of the same source twice', async () => {
    const cwd = newFolder();
    await add(cwd);
    const again = await add(cwd, { 'claimed-on': '2026-11-21' });
    expect([again.code, again.err]).toEqual([2, expect.stringContaining(`says the same already: ${idOfClaim}`)]);
  });

  test('a claim that is shipped already', async () => {
    const url = 'http://thoughtsonopsmgr.blogspot.com/2014/06/sccm-w7-osd-task-sequence-with-install.html';
    const fields = { kb: '2965788', product: 'Windows 7', url, restarts: '2+', 'claimed-on': '2014-06-16' };
    const { code, err } = await add(newFolder(), fields, ['--arch', 'x86']);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('says the same already: field/thoughtsonopsmgr-2014-06-16/2965788'),
    ]);
  });

  test('to add to files that are wrong themselves', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    writeFileSync(join(cwd, 'ours', 'a.json'), '{ "source": 1 }');
    const { code, err } = await add(cwd);
    expect([code, err]).toEqual([2, expect.stringMatching(/ours\/a\.json:1: source: .*finding check ours/s)]);
  });

  test('to write over a file that holds something else', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    const other = join(cwd, 'ours', 'field-forum-example-2026-11-20.json');
    cpSync(join(import.meta.dirname, 'fixtures', 'lab', 'kb9900033.json'), other);
    const { code, err } = await add(cwd);
    expect([code, err]).toEqual([2, expect.stringContaining('is there, and holds no findings')]);
    expect(readFileSync(other, 'utf8')).toContain('lab-record');
  });
});

describe('a place that cannot be written', () => {
  /** A folder stands where the new file is prepared. */
  const block = (cwd: string): void =>
    void mkdirSync(join(cwd, 'ours', 'field-forum-example-2026-11-20.json.tmp', 'x'), { recursive: true });

  test('is told without a difference, which would read like one that was made', async () => {
    const cwd = newFolder();
    block(cwd);
    const { code, out, err } = await add(cwd);
    expect([code, out, err]).toEqual([
      3,
      '',
      expect.stringMatching(/^error: .* cannot be written \(E[A-Z]+\)\nhint: /),
    ]);
  });

  test('by a retraction as well', async () => {
    const cwd = newFolder();
    await add(cwd);
    block(cwd);
    const args = ['finding', 'retract', idOfClaim, '--reason', 'It was a driver', '--findings', 'ours'];
    const { code, out } = await run(args, { cwd });
    expect([code, out]).toEqual([3, '']);
  });
});

describe('a claim that contradicts what is known', () => {
  const once = { kb: '2965788', product: 'Windows 7', restarts: '1', url: 'https://forum.example/t/2' };

  test('shows what it contradicts, and is written with --yes alone', async () => {
    const cwd = newFolder();
    const asked = await add(cwd, once);
    expect([asked.code, asked.out]).toEqual([2, '']);
    expect(asked.err).toContain(
      "contradicts: at least 2 restarts: Microsoft's list KB2894518 (2023-12-05, vendor, confirmed)",
    );
    expect(asked.err).toContain('--yes');
    expect(readdirSync(cwd)).toEqual([]);
    expect((await add(cwd, once, ['--yes'])).code).toBe(0);
  });

  test('is asked about on a terminal', async () => {
    const cwd = newFolder();
    const no = await add(cwd, once, [], { stdin: 'n\n', stdinIsTerminal: true });
    expect([no.code, no.err]).toEqual([2, expect.stringContaining('Write it all the same? [y/N]')]);
    expect(readdirSync(cwd)).toEqual([]);
    expect((await add(cwd, once, [], { stdin: 'yes\r\n', stdinIsTerminal: true })).code).toBe(0);
  });

  test('is not written over what somebody else wrote while the question waited', async () => {
    const cwd = newFolder();
    await add(cwd, { kb: '9900061', url: once.url });
    const file = join(cwd, 'ours', 'field-forum-example-2026-11-20.json');
    const { io, written } = testIo({ cwd, stdinIsTerminal: true });
    const stdin = (async function* () {
      writeFileSync(file, readFileSync(file, 'utf8').replace('A. Admin', 'B. Admin'));
      yield 'y\n';
    })();
    const args = ['finding', 'add', ...optionsOf({ findings: 'ours', ...claim, ...once })];
    expect(await main(args, { ...io, stdin })).toBe(2);
    expect(written.err).toContain('was changed meanwhile');
    expect(readFileSync(file, 'utf8')).toContain('B. Admin');
  });

  test('is none where both counts may be true', async () => {
    const cwd = newFolder();
    await add(cwd, { condition: 'credential-guard' });
    const other = { condition: 'not credential-guard', restarts: '1', url: 'https://forum.example/t/3' };
    const { code, err } = await add(cwd, other);
    expect([code, err]).toEqual([0, expect.stringContaining('note: also known: 2 restarts if credential-guard')]);
    expect((await add(cwd, { restarts: '2+', url: 'https://forum.example/t/4', condition: 'hyper-v' })).err).toContain(
      'contradicts: 1 restart',
    );
  });
});

describe('questions on a terminal', () => {
  const answers = [
    ...['what?', 'KB9900033', 'Windows 12', 'Windows 11 Version 25H2', 'x64', 'many', '2', 'credential-gard', ''],
    ...['rumour', 'field-report', 'nowhere', 'https://forum.example/t/1', '2026-11-20', 'reported', 'A. Admin', ''],
  ];

  test('ask for what is missing, again where an answer cannot be taken, and write the same as options do', async () => {
    const cwd = newFolder();
    const stdin = answers.map((answer) => `${answer}\n`).join('');
    const asked = await run(['finding', 'add', '--findings', 'ours'], { cwd, stdin, stdinIsTerminal: true });
    expect(asked.code).toBe(0);
    for (const line of [
      'It is neither a KB number',
      'did you mean "Windows 10"?',
      'did you mean credential-guard?',
      'It is none of these.',
    ])
      expect(asked.err).toContain(line);
    expect(asked.out).toBe((await add(newFolder())).out);
  });

  test('that are not answered to the end write nothing', async () => {
    const cwd = newFolder();
    const { code, err } = await run(['finding', 'add', '--findings', 'ours'], {
      cwd,
      stdin: 'KB9900033\n',
      stdinIsTerminal: true,
    });
    expect([code, err]).toEqual([2, expect.stringContaining('the input ended before every question was answered')]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('are given up after five answers that cannot be taken', async () => {
    const stdin = 'x\n'.repeat(50);
    const { code, err } = await run(['finding', 'add', '--findings', 'ours'], {
      cwd: newFolder(),
      stdin,
      stdinIsTerminal: true,
    });
    expect(code).toBe(2);
    expect(err.match(/neither a KB number/g)).toHaveLength(5);
  });
});

describe('finding retract', () => {
  const retract = (cwd: string, id: string, ...more: string[]): Promise<Ran> =>
    run(['finding', 'retract', id, '--reason', 'It was a driver', '--findings', 'ours', ...more], { cwd });

  test('ends a claim from that day on, and never deletes it', async () => {
    const cwd = newFolder();
    group(cwd);
    await add(cwd);
    const { code, out } = await retract(cwd, idOfClaim, '--on', '2026-11-21');
    expect(code).toBe(0);
    expect(out.match(/^[-+](?![-+]).*$/gm)).toEqual([
      '-      "retractedOn": null,',
      '+      "retractedOn": "2026-11-21",',
      '+      "retractedReason": "It was a driver",',
    ]);
    expect(await statusOf(cwd, '--findings', 'ours')).not.toBe('multi-restart');
    expect(await statusOf(cwd, '--findings', 'ours', '--as-of', '2026-11-20')).toBe('multi-restart');
    expect((await run(['explain', 'KB9900033', '--findings', 'ours'], { cwd })).out).toContain('It was a driver');
    expect((await retract(cwd, idOfClaim)).err).toContain('was retracted on 2026-11-21: It was a driver');
  });

  test('keeps comments and layout of a YAML file', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    const yaml = readFileSync(join(import.meta.dirname, 'fixtures', 'findings', 'by-hand.yaml'), 'utf8');
    writeFileSync(join(cwd, 'ours', 'by-hand.yaml'), yaml);
    const { code } = await retract(cwd, 'field/by-hand-2026/9999999');
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'ours', 'by-hand.yaml'), 'utf8')).toBe(
      `${yaml}    retractedOn: 2026-11-22\n    retractedReason: It was a driver\n`,
    );
    expect((await run(['finding', 'check', 'ours'], { cwd })).code).toBe(0);
  });

  test.each([
    ['an id that there is not', 'field/forum-example-2026-11-20/9900034', [], `Did you mean ${idOfClaim}?`],
    ['a shipped finding', 'kb2894518/2965788', [], 'is shipped with the catalog'],
    ['a day in the future', idOfClaim, ['--on', '2026-11-24'], 'is in the future'],
    ['a day before the claim', idOfClaim, ['--on', '2026-11-19'], 'lies before the claim'],
  ])('refuses %s', async (_what, id, more, why) => {
    const cwd = newFolder();
    await add(cwd);
    const before = readFileSync(join(cwd, 'ours', 'field-forum-example-2026-11-20.json'), 'utf8');
    const { code, err } = await retract(cwd, id, ...more);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    expect(readFileSync(join(cwd, 'ours', 'field-forum-example-2026-11-20.json'), 'utf8')).toBe(before);
  });

  test('needs a reason', async () => {
    const cwd = newFolder();
    await add(cwd);
    expect((await run(['finding', 'retract', idOfClaim, '--findings', 'ours'], { cwd })).code).toBe(2);
    expect((await run(['finding', 'retract', idOfClaim, '--reason', ' ', '--findings', 'ours'], { cwd })).code).toBe(2);
  });
});

describe('finding list', () => {
  test('filters by whose, source, KB, end and review', async () => {
    const cwd = newFolder();
    await add(cwd, { 'review-on': '2026-11-01' });
    await add(cwd, { kb: '9900061', url: 'https://other.example/2', 'valid-to': '2026-11-20' });
    const ids = async (...more: string[]): Promise<string[]> => {
      const { out } = await run(['finding', 'list', '--findings', 'ours', '--format', 'json', ...more], { cwd });
      return validJson('findings', out).rows.map(({ id }: { id: string }) => id);
    };
    const second = 'field/other-example-2026-11-20/9900061';
    expect(await ids('--own')).toEqual([idOfClaim, second]);
    expect(await ids('--own', '--expired')).toEqual([second]);
    expect(await ids('--own', '--to-review')).toEqual([idOfClaim]);
    expect(await ids('--kb', 'KB2965788', '--source', 'vendor')).toEqual(['kb2894518/2965788']);
    expect(await ids('--source', 'kb2894518')).toHaveLength(22);
    expect((await ids()).length).toBeGreaterThan(70);
  });

  test('prints CSV whose cells are no formulas', async () => {
    const cwd = newFolder();
    await add(cwd, { note: '=HYPERLINK("http://evil.example")' });
    const { out } = await run(['finding', 'list', '--own', '--findings', 'ours', '--format', 'csv'], { cwd });
    expect(out).not.toMatch(/(?:^|,)"?=/m);
    expect(out).toContain('HYPERLINK');
  });

  test('says that there is none', async () => {
    expect(await run(['finding', 'list', '--kb', '1111111'])).toMatchObject({ code: 0, out: 'No finding.\n' });
  });
});
