// rebootgate patch-tuesday: the month, its clock on the wall, what was known at its end, the groups, and the record of the last run.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { localTime } from '../src/cli/zone.ts';
import { monthNamed } from '../src/patch-tuesday.ts';
import { recordIn } from '../src/tuesday/record.ts';
import { newFolder, twoLines } from './fixtures/data/folders.ts';
import { type Ran, root, run, type RunOptions } from './run.ts';
import { validJson } from './validate.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
const kb2965788 = 'Security Update for Windows 7 for x64-based Systems (KB2965788)';
const credentialGuard = '2021-01 Security Update for Windows 10 Version 1809 for x64-based Systems (KB4535680)';

beforeEach(() => {
  folder = newFolder();
  writeFileSync(at('june.txt'), `${kb2965788}\n`);
  writeFileSync(at('guard.txt'), `${credentialGuard}\n`);
  writeFileSync(at('unknown.txt'), 'KB9999999\n');
  writeFileSync(at('quiet.txt'), 'Security Update for Windows 7 for x64-based Systems (KB2957189)\n');
});

const tuesday = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  run(['patch-tuesday', ...args], { cwd: folder, ...options });

async function document(args: readonly string[], options: RunOptions = {}) {
  const { code, out } = await tuesday([...args, '--format', 'json'], options);
  const value = validJson('patch-tuesday', out);
  for (const { report } of value.groups) validJson('report', JSON.stringify(report));
  return { code, ...value };
}

describe('the date', () => {
  test.each([
    // Between the changes of the clocks in America and in Europe one hour less lies between them.
    ['2026-03', 'Europe/Berlin', 'Tuesday', '2026-03-10', '18:00', 'UTC+01:00'],
    ['2026-04', 'Europe/Berlin', 'Tuesday', '2026-04-14', '19:00', 'UTC+02:00'],
    ['2022-03', 'Europe/Berlin', 'Tuesday', '2022-03-08', '19:00', 'UTC+01:00'],
    ['2026-11', 'Europe/Berlin', 'Tuesday', '2026-11-10', '19:00', 'UTC+01:00'],
    ['2006-11', 'America/Los_Angeles', 'Tuesday', '2006-11-14', '10:00', 'UTC-08:00'],
    ['2007-03', 'America/Los_Angeles', 'Tuesday', '2007-03-13', '10:00', 'UTC-07:00'],
    ['2006-03', 'America/Los_Angeles', 'Tuesday', '2006-03-14', '10:00', 'UTC-08:00'],
    ['2026-12', 'Pacific/Auckland', 'Wednesday', '2026-12-09', '07:00', 'UTC+13:00'],
    ['2027-01', 'Asia/Kolkata', 'Tuesday', '2027-01-12', '23:30', 'UTC+05:30'],
    ['2026-01', 'UTC', 'Tuesday', '2026-01-13', '18:00', 'UTC+00:00'],
    ['2026-01', 'No/Such_Zone', 'Tuesday', '2026-01-13', '18:00', 'UTC+00:00'],
  ])('of %s in %s is %s %s, %s', async (month, timeZone, weekday, day, time, offset) => {
    const { release } = await document([month], { timeZone });
    expect(release.local).toMatchObject({ weekday, day, time, offset });
  });

  test('is ten in the morning in Redmond, since there are Patch Tuesdays', () => {
    const months = fc.tuple(fc.integer({ min: 2004, max: 2100 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(months, ([year, month]) => {
        const named = monthNamed(`${year}-${String(month).padStart(2, '0')}`) ?? expect.fail('no month');
        expect(localTime(named.release, 'America/Los_Angeles')).toMatchObject({ weekday: 'Tuesday', time: '10:00' });
        expect(named.release.toISOString().slice(0, 7)).toBe(named.text);
        expect(new Date(Date.parse(named.lastDay) + 86_400_000).toISOString().slice(8, 10)).toBe('01');
      }),
      { numRuns: 300 },
    );
  });

  test.each(['2026-13', '2026-0', '2026-1', '2003-09', '1999-01', '0000-00'])('%s is no month', async (month) => {
    const { code, out, err } = await tuesday([month]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
  });
});

describe('without a month', () => {
  test.each([
    ['2026-11-22T12:00:00Z', 'UTC', '2026-11', 'out', '2026-11-10T18:00:00Z'],
    ['2026-11-10T17:59:59Z', 'UTC', '2026-11', 'ahead', '2026-10-13T17:00:00Z'],
    ['2026-11-10T18:00:00Z', 'UTC', '2026-11', 'out', '2026-11-10T18:00:00Z'],
    ['2026-12-01T09:00:00Z', 'UTC', '2026-12', 'ahead', '2026-11-10T18:00:00Z'],
    // The year ends earlier in Auckland than in Los Angeles.
    ['2026-12-31T12:00:00Z', 'Pacific/Auckland', '2027-01', 'ahead', '2026-12-08T18:00:00Z'],
    ['2027-01-01T05:00:00Z', 'America/Los_Angeles', '2026-12', 'out', '2026-12-08T18:00:00Z'],
  ])('at %s in %s it is %s, %s', async (now, timeZone, month, when, measuredBy) => {
    expect(await document([], { now, timeZone })).toMatchObject({ code: 0, month, when, measuredBy, asOf: null });
  });

  test('before its Patch Tuesday it says so, and when that is', async () => {
    const { out, code } = await tuesday([], { now: '2026-11-02T08:00:00Z' });
    expect(code).toBe(0);
    expect(out).toMatch(/^November 2026: NO GROUP WAS CHECKED/);
    expect(out).toMatch(/Patch Tuesday is 2026-11-10, 10:00 in Redmond \(UTC-08:00\)[\s\S]*It lies ahead\./);
    expect(out).toContain('measured by the Patch Tuesday of 2026-10-13');
  });

  test('goes by SOURCE_DATE_EPOCH', async () => {
    const env = { SOURCE_DATE_EPOCH: String(Date.UTC(2026, 2, 20) / 1000) };
    expect(await document([], { env })).toMatchObject({ month: '2026-03', when: 'out' });
  });
});

describe('a month that has ended', () => {
  test('knows what was known at its end: MS14-030 fails in June 2014, and is not known in May', async () => {
    const june = await document(['2014-06', 'june.txt']);
    expect(june).toMatchObject({ code: 1, when: 'past', asOf: '2014-06-30', summary: { outcome: 'fail', failed: 1 } });
    const may = await document(['2014-05', 'june.txt']);
    expect(may).toMatchObject({ code: 3, asOf: '2014-05-31', summary: { outcome: 'undecided', failed: 0 } });
    expect(may.groups[0].report.updates[0].evidence).toEqual([]);
    expect(may.updates.items.map(({ kb }: { kb: string }) => kb)).not.toContain('2965788');
  });

  test('names what was claimed later, and does not count it', async () => {
    const { code, updates, later } = await document(['2021-01', 'guard.txt']);
    expect(code).toBe(3);
    expect(updates).toMatchObject({ conditional: 0, 'multi-restart': 0 });
    expect(later.updates).toEqual([
      expect.objectContaining({
        kb: '4535680',
        turn: 'worse',
        after: expect.objectContaining({ status: 'conditional' }),
      }),
    ]);
  });

  test('of the claims about whole classes, holds only those that were known', async () => {
    const { classes, later } = await document(['2026-04']);
    const ids = (of: { findings: { knownOn: string }[] }[]) => of.flatMap(({ findings }) => findings);
    expect(ids(classes).every(({ knownOn }) => knownOn <= '2026-04-30')).toBe(true);
    expect(ids(later.classes).length).toBeGreaterThan(0);
    expect(ids(later.classes).every(({ knownOn }) => knownOn > '2026-04-30')).toBe(true);
    expect(JSON.stringify(later.classes)).toContain('secure-boot-2023-pending');
  });

  test('is over on the first day of the next one, by the clock of the user', async () => {
    const now = '2026-05-31T22:30:00Z';
    expect(await document(['2026-05'], { now, timeZone: 'Europe/Berlin' })).toMatchObject({ when: 'past' });
    expect(await document(['2026-05'], { now, timeZone: 'UTC' })).toMatchObject({ when: 'out', asOf: null });
  });
});

describe('this month', () => {
  test('holds the Secure Boot claims in force, with their review dates', async () => {
    const { classes } = await document([]);
    const secureBoot = classes.filter(
      ({ condition }: { condition: string }) => condition === 'secure-boot-2023-pending',
    );
    expect(secureBoot.length).toBeGreaterThan(0);
    expect(secureBoot[0]).toMatchObject({ conditionState: 'unknown', reviewOn: '2027-01-31', reviewDue: false });
    const { classes: stated } = await document(['--env', 'secure-boot-2023-pending=no']);
    expect(stated.map(({ conditionState }: { conditionState: string }) => conditionState)).toContain('no');
  });

  test('says when a claim was due for review', async () => {
    const { out } = await tuesday([], { now: '2027-02-20T08:00:00Z' });
    expect(out.replace(/\s+/g, ' ')).toContain('The claim was due for review on 2027-01-31.');
  });

  test('a source that was not read since is stale, and --require-fresh is exit 3 after the report', async () => {
    const now = '2026-12-20T08:00:00Z';
    const { sources } = await document([], { now });
    const stateOf = (id: string) => sources.find((source: { id: string }) => source.id === id)?.state;
    expect(stateOf('kb2894518')).toBe('stale');
    expect(stateOf('wesng')).toBe('ends-before');
    const { code, out, err } = await tuesday(['--require-fresh'], { now });
    expect(code).toBe(3);
    expect(out).toContain('kb2894518  STALE: last read 2026-11-22, before it');
    expect(err).toMatch(twoLines);
    const read = { sources: { kb2894518: { lastRead: '2026-12-10T00:00:00Z' } } };
    writeFileSync(at('state.json'), JSON.stringify(read));
    expect((await tuesday(['--require-fresh', '--state', 'state.json'], { now })).code).toBe(0);
  });
});

describe('groups', () => {
  test.each([
    [['june.txt'], 1],
    [['guard.txt', 'june.txt', 'unknown.txt'], 1],
    [['unknown.txt', 'quiet.txt'], 3],
    [['quiet.txt'], 0],
    [['unknown.txt', '--accept-no-data'], 0],
    [['june.txt', '--fail-on', 'never'], 0],
    [[], 0],
  ])('%j: the worst decides, exit %i', async (args, expected) => {
    const { code, groups } = await document(args);
    expect(code).toBe(expected);
    expect(groups).toHaveLength(args.filter((arg) => arg.endsWith('.txt')).length);
  });

  test('a rule of a month that has ended runs at its end', async () => {
    const fixtures = join(root, 'test', 'fixtures', 'rules');
    const args = ['2014-06', join(fixtures, 'adr-windows-7.json'), '--updates', join(fixtures, 'site-june-2014.json')];
    const { code, groups } = await document(args);
    expect(code).toBe(1);
    expect(groups[0]).toMatchObject({ name: 'Windows 7 monthly' });
    const { out } = await tuesday(args);
    expect(out).toContain('Next run after 2014-06-30');
  });

  test('one that cannot be read is exit 2, and nothing is recorded or written', async () => {
    const args = ['june.txt', 'nowhere.txt', '--record', 'last.json', '--output', 'json=report.json'];
    const { code, out, err } = await tuesday(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(existsSync(at('last.json')) || existsSync(at('report.json'))).toBe(false);
  });

  test('the standard input twice, or with each of the groups, is exit 2', async () => {
    const twice = await tuesday(['2014-06', '-', '-'], { stdin: 'KB2965788\n' });
    expect([twice.code, twice.out, twice.err]).toEqual([2, '', expect.stringContaining('"-" is named twice')]);
    const besides = await tuesday(['-', '--updates', '-'], { stdin: 'KB2965788\n' });
    expect([besides.code, besides.err]).toEqual([2, expect.stringContaining('"-" is named twice')]);
    const each = await tuesday(['june.txt', 'june.txt', '--waivers', '-'], { stdin: 'waivers: []\n' });
    expect([each.code, each.err]).toEqual([2, expect.stringContaining('"-" would be read with each of the groups')]);
  });

  test('a fact that nobody knows, a catalog that is not there', async () => {
    expect((await tuesday(['june.txt', '--env', 'secure-boat=yes'])).code).toBe(2);
    expect((await tuesday(['june.txt', '--catalog', 'nowhere.sqlite'])).code).toBe(3);
  });

  test('--output writes what --format prints, and not over what was read', async () => {
    const { out, code } = await tuesday([
      'june.txt',
      '--format',
      'json',
      '--output',
      'json=a/b.json',
      '-o',
      'text=r.txt',
    ]);
    expect(code).toBe(1);
    expect(readFileSync(at('a/b.json'), 'utf8')).toBe(out);
    expect(readFileSync(at('r.txt'), 'utf8')).toBe((await tuesday(['june.txt'])).out);
    const refused = await tuesday(['june.txt', '--output', 'text=june.txt']);
    expect(refused.code).toBe(2);
    expect(readFileSync(at('june.txt'), 'utf8')).toBe(`${kb2965788}\n`);
  });

  test('nothing in a group reaches the terminal as it is', async () => {
    writeFileSync(at('bad.txt'), '\u001b[31mSecurity Update (KB2965788)\u001b[0m ::error::x\n');
    for (const format of ['text', 'json']) {
      const { out } = await tuesday(['bad.txt', '--format', format]);
      expect(out).not.toContain('\u001b');
      expect(out).not.toContain('::error');
    }
  });
});

describe('--record', () => {
  const record = ['--record', 'last.json'];
  const later = { now: '2026-11-23T12:00:00Z' };

  test('keeps the run, whole, and the next one that says the same says so', async () => {
    const first = await document(['june.txt', ...record]);
    expect(first.changes).toBeNull();
    expect(validJson('patch-tuesday', readFileSync(at('last.json'), 'utf8')).groups).toEqual(first.groups);
    const { out } = await tuesday(['june.txt', ...record], later);
    expect(out).toContain('Compared with the run of 2026-11-22T12:00:00Z: no verdict');
    expect(readFileSync(at('last.json'), 'utf8')).toContain('2026-11-23T12:00:00Z');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('names what changed: verdicts with their reasons, groups that came and went', async () => {
    await tuesday(['2021-01', 'guard.txt', 'quiet.txt', ...record, '--env', 'credential-guard=no']);
    writeFileSync(at('guard.txt'), `${credentialGuard}\n${kb2965788}\n`);
    const { changes } = await document(['2021-01', 'guard.txt', 'june.txt', ...record], later);
    expect(changes).toMatchObject({ month: '2021-01', catalog: false, added: ['june.txt'], gone: ['quiet.txt'] });
    expect(changes.groups).toEqual([
      expect.objectContaining({ name: 'guard.txt', before: 'undecided', after: 'fail', worse: true }),
    ]);
    const [change] = changes.groups[0].changes;
    expect(change).toMatchObject({ kb: '2965788', before: null, after: { status: 'multi-restart' }, turn: 'worse' });
  });

  test('what is stated since changes the verdict, and the report says why', async () => {
    await tuesday(['guard.txt', ...record, '--env', 'credential-guard=no']);
    const { code, out } = await tuesday(['guard.txt', ...record, '--env', 'credential-guard=yes'], later);
    expect(code).toBe(1);
    expect(out).toContain('"guard.txt": pass then, fail now');
    expect(out.replace(/\s+/g, ' ')).toContain('no-finding -> multi-restart (worse)');
  });

  test('of another month is held against the groups alone', async () => {
    await tuesday(['2014-05', 'june.txt', ...record]);
    const { changes } = await document(['2014-06', 'june.txt', ...record]);
    expect(changes).toMatchObject({ month: '2014-05', updates: null });
    expect(changes.groups[0]).toMatchObject({ before: 'undecided', after: 'fail' });
    const { out } = await tuesday(['2014-07', 'june.txt', ...record]);
    expect(out).toContain('That run was one for June 2014; of July 2014 it said nothing.');
  });

  test.each([
    ['a group', `${kb2965788}\n`],
    ['nothing', ''],
    ['null', 'null'],
    ['another document', '{"schema": "rebootgate/report", "version": 1}'],
    ['a record of the future', '{"schema": "rebootgate/patch-tuesday", "version": 2}'],
    ['half a record', '{"schema": "rebootgate/patch-tuesday", "version": 1, "groups": ['],
  ])('a file that holds %s is refused and kept', async (_what, text) => {
    writeFileSync(at('last.json'), text);
    const { code, out, err } = await tuesday(['june.txt', ...record]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(twoLines);
    expect(readFileSync(at('last.json'), 'utf8')).toBe(text);
  });

  test('a record with anything in it changed is read or refused, and never breaks', async () => {
    await tuesday(['june.txt', ...record]);
    const text = readFileSync(at('last.json'), 'utf8');
    const values = [null, 1, 'x', [], {}, true];
    let changed = 0;
    for (const value of values) {
      JSON.parse(text, (key) => {
        const edited = JSON.parse(text, (other, old) => (other === key ? value : old));
        recordIn(JSON.stringify(edited));
        changed += 1;
        return null;
      });
      if (changed > 1500) break;
    }
    expect(changed).toBeGreaterThan(100);
    const hostile = JSON.parse(text);
    hostile.groups[0].name = '\u001b[31m::error::';
    hostile.groups[0].path = 'gone.txt';
    writeFileSync(at('last.json'), JSON.stringify(hostile));
    const { out } = await tuesday(['june.txt', ...record]);
    expect(out).toContain('No longer checked');
    expect(out).not.toContain('\u001b');
  });

  test('a place that cannot be written is exit 3', async () => {
    mkdirSync(at('folder'));
    expect((await tuesday(['june.txt', '--record', 'folder'])).code).toBe(2);
    const { code, err } = await tuesday(['june.txt', '--record', 'no/such/last.json']);
    expect(code).toBe(3);
    expect(err).toMatch(twoLines);
  });
});
