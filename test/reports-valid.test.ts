// The reports held against those who read them: Microsoft's SARIF multitool, schemas, the limits of the platforms.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { type Format, renderAs } from '../src/reports/index.ts';
import type { FullReport } from '../src/reports/types.ts';
import type { CheckedUpdate } from '../src/types.ts';
import { hostileStrings } from './hostile-strings.ts';
import { reportExamples } from './report-examples.ts';
import { azureCommands, cmtraceEntries, csvRecords, elementsNamed, githubCommands, xmlTree } from './report-parsers.ts';
import { fixture, readFixture, root, run } from './run.ts';
import { validJson } from './validate.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rebootgate-reports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const render = (format: Format, report: FullReport): Promise<string> =>
  renderAs(format, report, { width: 100, colour: false });

async function example(name: string): Promise<FullReport> {
  const report = await reportExamples[name]?.();
  if (report === undefined) throw new Error(`no example ${name}`);
  return report;
}

/** The failing example with as many copies of its first update, each a row of its own. */
async function many(
  count: number,
  change: (index: number) => Partial<CheckedUpdate> = () => ({}),
): Promise<FullReport> {
  const report = await example('fail');
  const [first] = report.updates;
  if (first === undefined) throw new Error('no update');
  const updates = Array.from({ length: count }, (_, index) => ({ ...first, line: index + 2, ...change(index) }));
  const multiple = updates.filter(({ status }) => status === 'multi-restart').length;
  return { ...report, updates, counts: { ...report.counts, 'multi-restart': multiple, 'no-finding': 0 } };
}

/** All hostile texts in all that a result, a case or a row is made of. */
const hostileReport = (): Promise<FullReport> =>
  many(hostileStrings.length, (index) => {
    const text = hostileStrings[index] ?? '';
    return { title: text, reason: `x ${text}`, products: [text], bulletin: text };
  });

async function multitool(): Promise<string | null> {
  const name = `@microsoft/sarif-multitool-${process.platform === 'win32' ? 'win32' : process.platform}`;
  try {
    const path: unknown = createRequire(import.meta.url)(name);
    return typeof path === 'string' && existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

describe('SARIF', () => {
  test("Microsoft's multitool finds no error in the examples, nor in a report of hostile texts", async (context) => {
    const tool = await multitool();
    if (tool === null) {
      context.skip(`the SARIF multitool has no program for ${process.platform} here`);
      return;
    }
    const files = Object.keys(reportExamples).map((name) => join(root, 'test', 'reports', 'sarif', `${name}.sarif`));
    const hostile = join(folder, 'hostile.sarif');
    writeFileSync(hostile, await render('sarif', await hostileReport()));
    const args = ['validate', ...files, hostile, '--rule-kind', 'Sarif;Ghas'];
    const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
    const { stdout, status } = spawnSync(tool, args, { encoding: 'utf8', env });
    expect(stdout).toContain(`${files.length + 1} files scanned`);
    expect(stdout).toContain('Analysis completed successfully');
    expect(stdout.split('\n').filter((line) => / error /.test(line))).toEqual([]);
    // There is no address of ours that a report could name: https://github.com/microsoft/sarif-sdk calls that SARIF2005.
    expect(stdout.split('\n').filter((line) => / warning /.test(line) && !line.includes('SARIF2005'))).toEqual([]);
    expect(status).toBe(0);
  }, 120_000);

  const schemaFile = join(root, 'node_modules', '@microsoft', 'sarif-multitool-linux', 'sarif-2.1.0.json');

  test('the JSON Schema of the standard', async (context) => {
    if (!existsSync(schemaFile)) {
      context.skip('the schema comes with the SARIF multitool of Linux');
      return;
    }
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
    for (const name of Object.keys(reportExamples)) {
      validate(JSON.parse(await render('sarif', await example(name))));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  const resultsOf = async (report: FullReport) => JSON.parse(await render('sarif', report)).runs[0].results;
  const fingerprints = (results: { partialFingerprints: unknown }[]): unknown[] =>
    results.map(({ partialFingerprints }) => partialFingerprints);

  test('the fingerprint of a result stays when lines and titles change, and two results have two', async () => {
    const report = await example('fail');
    const moved = report.updates.map((each) => ({
      ...each,
      line: (each.line ?? 0) + 40,
      title: `${each.title} (new)`,
    }));
    const [before, after] = [await resultsOf(report), await resultsOf({ ...report, updates: moved })];
    expect(after[0].locations[0].physicalLocation.region.startLine).toBe(46);
    expect(fingerprints(after)).toEqual(fingerprints(before));
    const same = fingerprints(await resultsOf(await many(3))).map((each) => JSON.stringify(each));
    expect(new Set(same).size).toBe(3);
  });

  test('a waived result is suppressed, and the others say that they are not', async () => {
    const results = await resultsOf(await example('waived'));
    expect(results.map(({ suppressions }: { suppressions: unknown[] }) => suppressions.length)).toEqual([1, 0, 0, 0]);
    expect(results[0].suppressions[0]).toMatchObject({ kind: 'external', status: 'accepted' });
    expect(results[0].suppressions[0].justification).toContain('ticket CHG0042 (patching@example.com');
  });

  test('against an older report results are new, unchanged or absent', async () => {
    const report = await example('fail');
    const [first, ...others] = report.updates;
    if (first === undefined) throw new Error('no update');
    const gone = [
      {
        ...{ kb: '2871690', updateId: null, title: 'Gone', products: ['Windows 8'], architecture: 'x64' },
        status: 'conditional' as const,
      },
    ];
    const baseline = { path: 'old.json', generatedAt: '2026-10-01T00:00:00Z', known: 1, gone };
    const results = await resultsOf({ ...report, updates: [{ ...first, known: true }, ...others], baseline });
    expect(
      results.map((each: { ruleId: string; baselineState: string; level: string }) => [
        each.ruleId,
        each.baselineState,
        each.level,
      ]),
    ).toEqual([
      ['multi-restart', 'unchanged', 'note'],
      ['multi-restart', 'new', 'error'],
      ['conditional', 'absent', 'none'],
    ]);
  });

  test.each([
    ['a UTF-16 CSV', 'comma.csv', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'UTF-16LE'],
    ['a UTF-16 JSON', 'group.json', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'UTF-16LE'],
    ['a JSON', 'ps51.json', (text: string) => Buffer.from(text), 'UTF-8'],
    ['CLIXML', 'group.xml', (text: string) => Buffer.from(text), 'UTF-8'],
  ])('the lines of %s name the updates', async (_, file, encode, encoding) => {
    const text = readFixture(`inputs/${file}`).replace(/^\ufeff/, '');
    writeFileSync(join(folder, file), encode(text));
    const { code, out } = await run(['check', file, '--format', 'sarif'], { cwd: folder });
    expect(code).toBe(1);
    const { results, artifacts } = JSON.parse(out).runs[0];
    expect(artifacts).toEqual([
      { location: { uri: file, uriBaseId: 'WORKINGFOLDER' }, roles: ['analysisTarget'], encoding },
    ]);
    const lines = text.split(/\r\n|\n|\r/);
    expect(results.length).toBeGreaterThan(0);
    for (const { locations, properties } of results) {
      const said = lines[locations[0].physicalLocation.region.startLine - 1];
      expect(said).toContain(properties.kb ?? properties.updateId ?? 'Contoso');
    }
  });

  test.each([
    ['june.csv', { uri: 'june.csv', uriBaseId: 'WORKINGFOLDER' }],
    ['.\\a folder\\jüne #1.csv', { uri: 'a%20folder/j%C3%BCne%20%231.csv', uriBaseId: 'WORKINGFOLDER' }],
    ['..\\june.csv', { uri: '../june.csv' }],
    ['C:\\Exports\\june 50%.csv', { uri: 'file:///C:/Exports/june%2050%25.csv' }],
    ['\\\\server\\share\\june.csv', { uri: 'file://server/share/june.csv' }],
    ['\\\\?\\C:\\june.csv', { uri: 'file:///C:/june.csv' }],
    ['\\\\?\\UNC\\server\\share\\june.csv', { uri: 'file://server/share/june.csv' }],
    ['/srv/june.csv', { uri: 'file:///srv/june.csv' }],
    ['C:june.csv', { uri: 'C%3Ajune.csv', uriBaseId: 'WORKINGFOLDER' }],
  ])('the address of %s', async (path, location) => {
    const report = await example('fail');
    const inputs = report.inputs.map((input) => ({ ...input, path }));
    const { artifacts } = JSON.parse(await render('sarif', { ...report, inputs })).runs[0];
    expect(artifacts[0].location).toEqual(location);
  });
});

describe('JUnit XML', () => {
  const validate = async (text: string): Promise<readonly string[]> => {
    const schema = { fileName: 'junit.xsd', contents: readFileSync(join(root, 'test', 'junit.xsd'), 'utf8') };
    const { errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: text }], schema: [schema] });
    return errors.map(({ message }) => message);
  };

  test.each(Object.keys(reportExamples))('%s is valid, and its counts are right', async (name) => {
    const text = await render('junit', await example(name));
    expect(await validate(text)).toEqual([]);
    const tree = xmlTree(text);
    for (const element of [tree, ...elementsNamed(tree, 'testsuite')]) {
      const { tests, failures, errors, skipped } = element.attributes;
      expect(elementsNamed(element, 'testcase')).toHaveLength(Number(tests));
      expect(elementsNamed(element, 'failure')).toHaveLength(Number(failures));
      expect(elementsNamed(element, 'error')).toHaveLength(Number(errors));
      if (skipped !== undefined) expect(elementsNamed(element, 'skipped')).toHaveLength(Number(skipped));
    }
  });

  test('hostile texts are valid too, and a wrong report is not', async () => {
    expect(await validate(await render('junit', await hostileReport()))).toEqual([]);
    expect(await validate('<testsuites><testsuite name="x"/></testsuites>')).not.toEqual([]);
  });

  test('no two tests of a suite have one name', async () => {
    const tree = xmlTree(await render('junit', await many(5)));
    const names = elementsNamed(tree, 'testcase').map(
      ({ attributes }) => `${attributes['classname']} ${attributes['name']}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

test.each(Object.keys(reportExamples))('JSON of %s fits the schema that is shipped', async (name) => {
  const report = await example(name);
  validJson(
    'report',
    await render('json', {
      ...report,
      waivers: [],
      updates: report.updates.map((each) => ({ ...each, waiver: null })),
    }),
  );
});

test('CSV has one row an update, with the same columns in every report', async () => {
  const tables = await Promise.all(
    Object.keys(reportExamples).map(async (name) => csvRecords(await render('csv', await example(name)))),
  );
  const columns = tables.map((records) => Object.keys(records[0] ?? {}).join());
  expect(new Set(columns).size).toBe(1);
  const updates = tables.map((records) => records.filter(({ record }) => record === 'update').length);
  expect(updates).toEqual([8, 6, 4, 2, 8]);
});

test('files for Windows begin with a BOM, the standard output does not', async () => {
  const group = fixture('inputs/comma.csv');
  const files = ['csv', 'cmtrace', 'markdown'].map((format) => [
    '--output',
    `${format}=${join(folder, `bom.${format}`)}`,
  ]);
  const { out } = await run(['check', group, '--format', 'csv', ...files.flat()]);
  const begins = ['csv', 'cmtrace', 'markdown'].map((format) =>
    readFileSync(join(folder, `bom.${format}`), 'utf8').slice(0, 1),
  );
  expect(begins).toEqual(['\ufeff', '\ufeff', '#']);
  expect(out.startsWith('record,')).toBe(true);
  expect(readFileSync(join(folder, 'bom.csv'), 'utf8')).toBe(`\ufeff${out}`);
});

describe('limits', () => {
  const more = /^\.\.\. and (\d+) more/;

  test('GitHub and Azure Pipelines get ten of a kind, and how many more there are', async () => {
    const report = await many(30, (index) => (index < 15 ? {} : { status: 'suspected', reason: `reason ${index}` }));
    const github = githubCommands(await render('github', report));
    const of = (name: string) => github.filter((command) => command.name === name);
    expect([of('error').length, of('warning').length]).toEqual([10, 10]);
    // The verdict is an error as well: 16, of which 9 are shown.
    expect(more.exec(of('error')[9]?.data ?? '')?.[1]).toBe('7');
    expect(more.exec(of('warning')[9]?.data ?? '')?.[1]).toBe('6');
    const { commands } = azureCommands(await render('azure', report));
    expect(commands.filter(({ properties }) => properties['type'] === 'error')).toHaveLength(10);
    expect(commands.filter(({ properties }) => properties['type'] === 'warning')).toHaveLength(10);
    expect(commands.at(-1)).toMatchObject({ name: 'task.complete', properties: { result: 'Failed' } });
  });

  test('ten of a kind are shown without a word of more', async () => {
    const github = githubCommands(await render('github', await many(9)));
    expect(github).toHaveLength(10);
    expect(github.filter(({ data }) => more.test(data))).toEqual([]);
  });

  test('10,000 updates', async () => {
    const title = 'Security Update for Windows 7 for x64-based Systems (KB2965788) '.repeat(4);
    const report = await many(10_000, (index) => ({
      title,
      ...(index % 2 === 0 ? {} : { status: 'suspected' as const, reason: `reason ${index}` }),
    }));
    const markdown = await render('markdown', report);
    // A comment on GitHub takes 65,536 characters.
    expect(markdown.length).toBeLessThan(60_000);
    expect(markdown.match(/^\.\.\. and \d+ more$/gm)).toHaveLength(2);
    expect((await render('github', report)).length).toBeLessThan(60_000);
    expect((await render('azure', report)).length).toBeLessThan(60_000);
    const entries = cmtraceEntries(await render('cmtrace', report));
    expect(entries.filter(({ file }) => file !== '')).toHaveLength(2000);
    expect(entries.some(({ text }) => text === '... and 8000 more')).toBe(true);
    const run = JSON.parse(await render('sarif', report)).runs[0];
    expect(run.results).toHaveLength(5000);
    expect(run.invocations[0].toolExecutionNotifications.at(-1).message.text).toContain('and 5000 more results');
    expect(csvRecords(await render('csv', report))).toHaveLength(10_001);
    expect(elementsNamed(xmlTree(await render('junit', report)), 'testcase')).toHaveLength(10_001);
  }, 60_000);
});

/** The waived example with a rule, a task sequence and an older report besides. */
async function full(): Promise<FullReport> {
  const [report, { taskSequence }] = [await example('waived'), await example('sequence')];
  const [, suspected] = report.updates;
  if (suspected === undefined) throw new Error('no update');
  const rule: FullReport['rules'][number] = {
    ...{
      name: 'Monthly',
      lines: ['Automatic deployment rule "Monthly"'],
      picks: 'at least 3 updates',
      complete: false,
    },
    ...{
      open: [{ why: 'no title', updates: 2 }],
      notes: [],
      outdated: null,
      limit: 'within',
      possiblyHarmful: [suspected],
    },
  };
  const gone = [
    {
      ...{ kb: '2871690', updateId: null, title: 'Gone', products: ['Windows 8'], architecture: 'x64' },
      status: 'conditional' as const,
    },
  ];
  const baseline = { path: 'old.json', generatedAt: '2026-10-01T00:00:00Z', known: 0, gone };
  return { ...report, taskSequence, rules: [rule], baseline };
}

describe('what a report says besides its updates stands in each format', () => {
  test.each(['csv', 'markdown', 'sarif', 'junit', 'github', 'azure', 'cmtrace'] as const)('%s', async (format) => {
    const text = await render(format, await full());
    for (const said of [
      'ticket CHG0042',
      'KB2871690',
      'at least 3 updates',
      'may pick it as well',
      'SMSTSWaitForSecondReboot is not set',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toContain('PASS BY WAIVER');
  });
});
