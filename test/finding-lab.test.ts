// Lab records: their form, what must hold in one, and the finding that is read from it.
// LAB_SCHEMA_UPDATE=1 npx vitest run test/finding-lab.test.ts writes the JSON Schema anew.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type LabRecord, labRecord } from '../src/data/lab-record.ts';
import { recordFaults } from '../src/findings/lab.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { fixture, type Ran, readFixture, root, run } from './run.ts';
import { validJson } from './validate.ts';

const twice = labRecord.parse(JSON.parse(readFixture('lab/kb9900033.json')));
const circumstances = { facts: ['credential-guard', 'secure-boot', 'hyper-v'], today: '2026-11-22' };

/** What is wrong with the record after a change to it. */
function faults(change: (record: LabRecord) => void): string[] {
  const record = structuredClone(twice);
  change(record);
  return recordFaults(record, circumstances).map(({ key, message }) => `${key.join('.')}: ${message}`);
}

function event(record: LabRecord, index: number): LabRecord['restarts']['events'][number] {
  const found = record.restarts.events[index];
  if (found === undefined) throw new Error(`the record has no event ${index}`);
  return found;
}

describe('the form', () => {
  const schemaPath = join(root, 'src', 'reports', 'schema', 'lab-record.schema.json');
  const made = {
    ...z.toJSONSchema(labRecord, { io: 'input', target: 'draft-2020-12' }),
    title: 'rebootgate lab record, version 1',
    description:
      'One measured run of one update. "rebootgate finding add --lab-record <file>" reads a finding from it.',
  };
  if (process.env['LAB_SCHEMA_UPDATE'] === '1') writeFileSync(schemaPath, `${JSON.stringify(made, null, 2)}\n`);
  const shipped = JSON.parse(readFileSync(schemaPath, 'utf8'));
  const valid = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(shipped);

  test('is described by the JSON Schema of the package', () => {
    expect(shipped).toEqual(JSON.parse(JSON.stringify(made)));
  });

  test.each(['kb9900033.json', 'kb9900033-once.yaml'])('%s has it, by the schema and by the program', (name) => {
    const record: unknown = parse(readFixture(`lab/${name}`));
    expect(valid(record) ? [] : valid.errors).toEqual([]);
    expect(recordFaults(labRecord.parse(record), circumstances)).toEqual([]);
  });

  test.each<[string, (record: Record<string, unknown>) => void]>([
    ['another version', (record) => Object.assign(record, { version: 2 })],
    ['a key that is not known', (record) => Object.assign(record, { count: 2 })],
    ['no restarts', (record) => Reflect.deleteProperty(record, 'restarts')],
    [
      'a time without a zone',
      (record) => Object.assign(record, { run: { ...twice.run, startedAt: '2026-11-20T08:00:00' } }),
    ],
    ['a build that is none', (record) => Object.assign(record, { device: { ...twice.device, buildAfter: '25H2' } })],
    [
      'a restart without evidence',
      (record) => {
        const events = [{ ...twice.restarts.events[0], evidence: [] }];
        Object.assign(record, { restarts: { counted: 1, events } });
      },
    ],
  ])('with %s is refused by both', (_what, change) => {
    const record: Record<string, unknown> = structuredClone({ ...twice });
    change(record);
    expect(valid(record)).toBe(false);
    expect(labRecord.safeParse(record).success).toBe(false);
  });
});

describe('README', () => {
  const blocks = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g);
  const ours = [...blocks].map(([, text = '']) => text).filter((text) => /^(?:source|schema): ?/.test(text));

  test('shows findings and a lab record that finding check takes', async () => {
    expect(ours).toHaveLength(2);
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    for (const [index, text] of ours.entries()) writeFileSync(join(cwd, 'ours', `${index}.yaml`), text);
    expect(await run(['finding', 'check', 'ours'], { cwd })).toMatchObject({
      code: 0,
      out: '1 finding in 1 file, 1 lab record: no problem.\n',
    });
  });
});

describe('a record holds together, or is refused', () => {
  test('as it stands', () => expect(faults(() => undefined)).toEqual([]));

  test.each<[string, (record: LabRecord) => void, string]>([
    [
      'a count that is not that of its events',
      (r) => {
        r.restarts.counted = 3;
      },
      'restarts.counted: is 3, but 2 of its events belong to the update',
    ],
    [
      'a restart of somebody else is not counted',
      (r) => {
        event(r, 1).causedBy = 'other';
      },
      'restarts.counted: is 2, but 1 of its events',
    ],
    [
      'a restart that nobody can place',
      (r) => {
        event(r, 1).causedBy = 'unknown';
        r.restarts.counted = 1;
      },
      'restarts.events.1: nobody knows what it belongs to',
    ],
    [
      'a crash taken for one of the update',
      (r) => {
        event(r, 1).initiator = null;
      },
      'restarts.events.1: belongs to the update, but names nobody',
    ],
    [
      'an older build afterwards',
      (r) => {
        r.device.buildAfter = '26200.7000';
      },
      'device.buildAfter: is older than 26200.7171',
    ],
    [
      'a newer build after removing it',
      (r) => {
        r.direction = 'uninstall';
      },
      'device.buildAfter: is newer than 26200.7171',
    ],
    [
      'a build of another product',
      (r) => {
        r.device.product = 'Windows 10 Version 22H2';
      },
      'device.buildAfter: is a build of Windows 11 Version 25H2',
    ],
    [
      'a build of Windows 8.1 on Windows 7',
      (r) => {
        Object.assign(r.device, { product: 'Windows 7', buildBefore: '7601.1', buildAfter: '9600.2' });
      },
      'device.buildAfter: is a build of Windows 8.1 or Windows Server 2012 R2, not of Windows 7',
    ],
    [
      'a build that the product never had',
      (r) => {
        Object.assign(r.device, { product: 'Windows 10 Version 1809', buildBefore: '17763.1', buildAfter: '18000.2' });
      },
      'device.buildAfter: is no build of Windows 10 Version 1809, which is 17763',
    ],
    [
      'restarts out of order',
      (r) => {
        event(r, 1).at = '2026-11-20T08:10:00Z';
      },
      'restarts.events.1.at: lies before the restart before it',
    ],
    [
      'a restart before the run',
      (r) => {
        event(r, 0).at = '2026-11-20T07:00:00Z';
      },
      'restarts.events.0.at: lies before the run began',
    ],
    [
      'an end before its restarts',
      (r) => {
        r.run.endedAt = '2026-11-20T08:18:00Z';
      },
      'run.endedAt: lies before',
    ],
    [
      'a run of the future',
      (r) => {
        r.run.endedAt = '2026-12-20T08:40:00Z';
      },
      'run.endedAt: is in the future',
    ],
    [
      'an unknown fact',
      (r) => {
        r.device.facts = { 'credental-guard': 'yes' };
      },
      'did you mean credential-guard?',
    ],
    [
      'an unknown product',
      (r) => {
        r.device.product = 'Windows 11 Version 42H2';
      },
      'device.product: unknown product',
    ],
    [
      'an architecture that the product has not',
      (r) => {
        r.device.architecture = 'ia64';
      },
      'there is no Windows 11 Version 25H2 for ia64',
    ],
    [
      'no update',
      (r) => {
        r.update.kb = null;
        r.update.updateId = null;
      },
      'update: names neither a KB nor an UpdateID',
    ],
  ])('%s', (_what, change, why) => {
    expect(faults(change).join('\n')).toContain(why);
  });

  test('times are compared across zones', () => {
    expect(
      faults((record) => {
        event(record, 1).at = '2026-11-20T09:19:31+01:00';
      }),
    ).toEqual([]);
  });
});

describe('finding add --lab-record', () => {
  const add = (cwd: string, name: string, ...more: string[]): Promise<Ran> =>
    run(['finding', 'add', '--findings', 'ours', '--lab-record', fixture(`lab/${name}`), ...more], { cwd });

  async function rows(cwd: string): Promise<Record<string, unknown>[]> {
    const { out } = await run(['finding', 'list', '--own', '--findings', 'ours', '--format', 'json'], { cwd });
    return validJson('findings', out).rows;
  }

  test('reads count, product, day and who from it, keeps the record beside, and decides the next check', async () => {
    const cwd = newFolder();
    const { code, out } = await add(cwd, 'kb9900033.json');
    expect(code).toBe(0);
    expect(out).toContain('+++ b/ours/lab-records/kb9900033-');
    expect(await rows(cwd)).toMatchObject([
      {
        ...{ id: 'lab/kb9900033-2026-11-20/9900033', kb: '9900033', restarts: { min: 2, max: 2 }, condition: null },
        ...{ products: ['Windows 11 Version 25H2'], architectures: ['x64'], tier: 'lab', confidence: 'confirmed' },
        ...{ claimedOn: '2026-11-20', note: expect.stringContaining('MoUsoCoreWorker.exe, TrustedInstaller.exe') },
      },
    ]);
    const check = ['check', '-', '--product', 'Windows 11 Version 25H2', '--arch', 'x64', '--findings', 'ours'];
    const { code: gate, out: report } = await run(check, { cwd, stdin: 'KB9900033\n' });
    expect([gate, report]).toEqual([1, expect.stringContaining('lab record of KB9900033')]);
    expect(await run(['finding', 'check', 'ours'], { cwd })).toMatchObject({
      code: 0,
      out: '1 finding in 1 file, 1 lab record: no problem.\n',
    });
  });

  test('makes a condition of what it states of the device only when asked', async () => {
    const cwd = newFolder();
    await add(cwd, 'kb9900033.json', '--condition-from-facts');
    expect(await rows(cwd)).toMatchObject([{ condition: 'credential-guard and secure-boot' }]);
    const other = await add(cwd, 'kb9900033-once.yaml', '--condition-from-facts');
    expect([other.code, other.err]).toEqual([0, expect.stringContaining('note: also known: 2 restarts if')]);
    expect(await rows(cwd)).toMatchObject([{}, { condition: 'not credential-guard', restarts: { min: 1, max: 1 } }]);
  });

  test('takes a condition that held on the device, and no other', async () => {
    const cwd = newFolder();
    expect((await add(cwd, 'kb9900033.json', '--condition', 'credential-guard')).code).toBe(0);
    const open = await add(newFolder(), 'kb9900033.json', '--condition', 'hyper-v');
    expect([open.code, open.err]).toEqual([
      2,
      expect.stringContaining('does not state that "hyper-v" held on the device'),
    ]);
  });

  test('picks the UpdateID when asked, and takes no other count', async () => {
    const cwd = newFolder();
    const updateId = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
    expect((await add(cwd, 'kb9900033.json', '--update-id', updateId)).code).toBe(0);
    expect(await rows(cwd)).toMatchObject([{ kb: null, updateId }]);
    expect((await add(cwd, 'kb9900033.json', '--restarts', '1')).err).toContain(
      '--restarts cannot be given with --lab-record',
    );
    expect((await add(cwd, 'kb9900033-once.yaml', '--update-id', updateId)).err).toContain(
      'is not the one of the lab record',
    );
  });

  test('takes one run once', async () => {
    const cwd = newFolder();
    await add(cwd, 'kb9900033.json');
    const again = await add(cwd, 'kb9900033.json');
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('was read from this lab record already')]);
  });

  test('refuses a record that does not hold together, and a count of a lab without one', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'bad.json'), readFixture('lab/kb9900033.json').replace('"counted": 2', '"counted": 1'));
    const bad = await run(['finding', 'add', '--findings', 'ours', '--lab-record', 'bad.json'], { cwd });
    expect([bad.code, bad.err]).toEqual([
      2,
      expect.stringContaining('bad.json: restarts.counted: is 1, but 2 of its events'),
    ]);
    const none = await run(['finding', 'add', '--findings', 'ours', '--source-kind', 'lab-record'], { cwd });
    expect(none.code).toBe(2);
  });

  test('a record inside the folder is named where it lies', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours', 'runs'), { recursive: true });
    cpSync(fixture('lab/kb9900033.json'), join(cwd, 'ours', 'runs', 'run-17.json'));
    const args = ['finding', 'add', '--findings', 'ours', '--lab-record', join('ours', 'runs', 'run-17.json')];
    const { code, out } = await run(args, { cwd });
    expect([code, out]).toEqual([0, expect.stringContaining('"file": "runs/run-17.json"')]);
    expect((await run(['finding', 'check', 'ours'], { cwd })).code).toBe(0);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'changed afterwards',
      (text) => text.replace('"revision": 200', '"revision": 201'),
      'was changed since the finding was read from it',
    ],
    ['with LF as CRLF it is the same', (text) => text.replaceAll('\n', '\r\n'), ''],
  ])('a record %s', async (_what, edit, why) => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'ours'));
    cpSync(fixture('lab/kb9900033.json'), join(cwd, 'ours', 'run.json'));
    await run(['finding', 'add', '--findings', 'ours', '--lab-record', join('ours', 'run.json')], { cwd });
    writeFileSync(join(cwd, 'ours', 'run.json'), edit(readFileSync(join(cwd, 'ours', 'run.json'), 'utf8')));
    const { code, out } = await run(['finding', 'check', 'ours'], { cwd });
    expect([code, out]).toEqual([why === '' ? 0 : 2, expect.stringContaining(why)]);
  });

  test('into data/ it builds, and the count is that of the lab', async () => {
    const cwd = newFolder();
    cpSync(fixture('data/small'), join(cwd, 'data'), { recursive: true });
    const record = readFixture('lab/kb9900033.json').replace(/"facts": \{[^}]*\}/, '"facts": {}');
    writeFileSync(join(cwd, 'run.json'), record);
    expect(await run(['finding', 'add', '--data', 'data', '--lab-record', 'run.json'], { cwd })).toMatchObject({
      code: 0,
    });
    expect(await run(['build', '--data', 'data', '--catalog', 'new.sqlite'], { cwd })).toMatchObject({ code: 0 });
    const sql = "SELECT tier, url FROM v_findings WHERE id LIKE 'lab/%'";
    const { out } = await run(['query', '--sql', sql, '--catalog', 'new.sqlite', '--format', 'json'], { cwd });
    expect(validJson('query', out).rows).toEqual([{ tier: 'lab', url: null }]);
  });
});
