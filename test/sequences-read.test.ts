// Files with task sequences: every form they come in, what is refused and why, and what hostile ones cost.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { wrap } from '../src/reports/layout.ts';
import { plain } from '../src/reports/safe.ts';
import { sequencesDocument } from '../src/sequences/json.ts';
import { predict } from '../src/sequences/predict.ts';
import { looksLikeSequence, readSequences } from '../src/sequences/read.ts';
import { renderSequences } from '../src/sequences/text.ts';
import type { TaskSequence } from '../src/sequences/types.ts';
import { readFixture } from './run.ts';
import {
  escaped,
  group,
  install,
  june2014,
  nested,
  predicted,
  read,
  run,
  sequence,
  set,
  setup,
  step,
} from './sequences.ts';
import { makeZip, type Part } from './zip-maker.ts';

const fixture = (name: string): string => readFixture(`sequences/${name}.xml`);
const names = (sequences: readonly TaskSequence[]): string[] => sequences.map(({ name }) => name);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function refusal(content: string | Uint8Array, name = 'ts.xml'): Promise<string> {
  try {
    await read(content, name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message.startsWith(`${name}: `)).toBe(true);
    expect(error.message).not.toMatch(/[\p{C}]/u);
    expect(error.message.length).toBeLessThan(500);
    expect(error.hint).not.toBe('');
    return error.message.slice(name.length + 2);
  }
  throw new Error('it was read');
}

const object = (id: string, name: string, content: string, cdata = true): string =>
  `<INSTANCE CLASSNAME="SMS_TaskSequencePackage"><PROPERTY NAME="Name"><QUALIFIER NAME="CIMTYPE"><VALUE>string</VALUE></QUALIFIER><VALUE>${escaped(name)}</VALUE></PROPERTY><PROPERTY NAME="PackageID"><VALUE>${id}</VALUE></PROPERTY><PROPERTY NAME="Sequence"><QUALIFIER NAME="CIMTYPE"><VALUE>string</VALUE></QUALIFIER><VALUE>${cdata ? `<![CDATA[${content}]]>` : escaped(content)}</VALUE></PROPERTY></INSTANCE>`;

const exported = (...objects: [string, string, string][]): Uint8Array =>
  makeZip([
    { name: 'SMS_TaskSequencePackage/USERSTATE_MIGRATION_PACKAGE.xml', content: '<string>ABC00001</string>' },
    ...objects.flatMap(([id, name, content]): Part[] => [
      { name: `SMS_TaskSequencePackage/${id}/object.xml`, content: object(id, name, content) },
      { name: `SMS_TaskSequencePackage/${id}/ReferencesInfo.xml`, content: '<ArrayOfString />' },
    ]),
    { name: 'Manifest.xml', content: '<LibraryDocument />' },
  ]);

describe('forms', () => {
  test('object.xml: the sequence is the value of its property, not that of a qualifier, and its name not that of a reference', async () => {
    const { format, sequences } = await read(fixture('object'), 'object.xml');
    expect(format).toBe('object-xml');
    expect(sequences).toMatchObject([{ name: 'Deploy the counter', packageId: 'ABC00042', kind: 'os-deployment' }]);
    expect(sequences[0]?.steps.map(({ role }) => role)).toEqual([
      ...['restart', 'apply-os', 'setup-windows', 'updates', 'restart'],
    ]);
  });

  test('escaped instead of CDATA, and CDATA that is split', async () => {
    const content = sequence(install('a ]]> b & "c"'));
    const split = content.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('&gt;', '&gt;');
    for (const xml of [object('ABC00001', 'One', content, false), object('ABC00001', 'One', split)]) {
      const { sequences } = await read(xml);
      expect(sequences[0]?.steps.map(({ name }) => name)).toEqual(['a ]]> b & "c"']);
    }
  });

  test('what ends the CDATA early ends the sequence early', async () => {
    const content = sequence(install()).replace('</sequence>', ']]></VALUE></PROPERTY></sequence>');
    expect(await refusal(object('ABC00001', 'One', content))).toMatch(/not well-formed XML/);
  });

  test.each([
    ['UTF-8 with BOM', bytes(`\uFEFF${fixture('deploy')}`)],
    ['UTF-16 LE with BOM', Buffer.from(`\uFEFF${fixture('deploy')}`, 'utf16le')],
    ['UTF-16 LE without BOM', Buffer.from(fixture('deploy'), 'utf16le')],
    ['UTF-16 BE with BOM', Buffer.from(`\uFEFF${fixture('deploy')}`, 'utf16le').swap16()],
    ['comments before the declaration', bytes(`<!-- for reference -->\n<!-- only -->\n${fixture('deploy')}`)],
    ['a line before the declaration', bytes(`\r\n${fixture('deploy')}`)],
    ['3.00', bytes(fixture('deploy').replace('3.10', '3.00'))],
    ['no declaration', bytes(fixture('deploy').replace(/^.*\n/, ''))],
    ['a namespace', bytes(fixture('deploy').replace('<sequence ', '<sequence xmlns="urn:ts" '))],
  ])('a bare sequence: %s', async (_, content) => {
    const { format, sequences } = await read(content, 'Build.xml');
    expect([format, names(sequences)]).toEqual(['sequence-xml', ['Build.xml']]);
    expect(sequences[0]?.steps).toHaveLength(5);
    expect(looksLikeSequence(content)).toBe(true);
  });

  test('names in an ANSI code page', async () => {
    const { sequences } = await read(Buffer.from(sequence(install('Mises à jour')), 'latin1'));
    expect(sequences[0]?.steps[0]?.name).toBe('Mises à jour');
  });

  test('JSON and CLIXML of Get-CMTaskSequence, and an answer of AdminService', async () => {
    const one = { Name: 'One', PackageID: 'ABC00001', Sequence: fixture('deploy') };
    const two = { Name: 'Two', PackageID: 'ABC00002', Sequence: fixture('stand-alone') };
    for (const value of [one, [one], { '@odata.context': '', value: [one] }]) {
      const text = JSON.stringify(value);
      expect(looksLikeSequence(bytes(text))).toBe(true);
      expect(await read(text)).toMatchObject({ format: 'json', sequences: [{ name: 'One', kind: 'os-deployment' }] });
    }
    expect(names((await read(JSON.stringify([one, two]))).sequences)).toEqual(['One', 'Two']);
    const windows = JSON.stringify([one]).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
    expect(looksLikeSequence(bytes(windows))).toBe(true);
    expect((await read(windows)).sequences[0]?.steps).toHaveLength(5);
    const clixml = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><Props><S N="Name">One</S><S N="PackageID">ABC00001</S><S N="Sequence">${escaped(one.Sequence).replaceAll('\n', '_x000D__x000A_')}</S></Props></Obj></Objs>`;
    expect(looksLikeSequence(bytes(clixml))).toBe(true);
    expect(await read(clixml)).toMatchObject({ format: 'clixml', sequences: [{ name: 'One', packageId: 'ABC00001' }] });
    expect((await read(clixml)).sequences[0]?.steps).toHaveLength(5);
  });

  test('a console export with several sequences, and ts.xml in an archive', async () => {
    const archive = exported(['ABC00001', 'One', fixture('deploy')], ['ABC00002', 'Two', fixture('stand-alone')]);
    expect(looksLikeSequence(archive)).toBe(true);
    const { format, sequences } = await read(archive, 'ts.zip');
    expect([format, names(sequences)]).toEqual(['console-export', ['One', 'Two']]);
    const report = predict(sequences, june2014, { configMgrVersion: null, failOn: 'conditional' });
    expect(report.outcome).toBe('fails');
    expect(report.sequences.map(({ outcome }) => outcome)).toEqual(['fails', 'survives']);
    const mdt = makeZip([{ name: 'Control/SHOP/ts.xml', content: fixture('mdt') }]);
    expect(names((await read(mdt)).sequences)).toEqual(['Client of the shop']);
  });

  test('nested sequences stand in the place of the step that runs them', async () => {
    const outer = sequence(setup + set('600') + group('Run', nested('ABC00002')) + set('0'));
    const archive = exported(
      ['ABC00001', 'Outer', outer],
      ['ABC00002', 'Inner', sequence(install() + nested('abc00003'))],
      ['ABC00003', 'Innermost', sequence(install('Again', { condition: 'X' }))],
    );
    const { sequences } = await read(archive);
    expect(names(sequences)).toEqual(['Outer']);
    expect(sequences[0]?.steps.map(({ at, name, group }) => [at, name, ...group])).toEqual([
      [1, 'Setup Windows and ConfigMgr'],
      [2, 'Wait 600'],
      [3, 'Run ABC00002', 'Run'],
      [4, 'Install Software Updates', 'Run', 'Run ABC00002'],
      [5, 'Run abc00003', 'Run', 'Run ABC00002'],
      [6, 'Again', 'Run', 'Run ABC00002', 'Run abc00003'],
      [7, 'Wait 0'],
    ]);
    const found = await predicted(archive);
    expect(found).toMatchObject({ outcome: 'survives with waits', advice: [] });
    expect(found.updateSteps.map(({ waitForSecondReboot }) => waitForSecondReboot)).toEqual([600, 600]);
    const disabled = exported(
      ['ABC00001', 'Outer', sequence(setup + nested('ABC00002', 'disable="true"'))],
      ['ABC00002', 'Inner', sequence(install())],
    );
    expect(await predicted(disabled)).toMatchObject({ outcome: 'survives', updateSteps: [{ enabled: false }] });
  });

  test('a reference to a sequence is no step', async () => {
    const xml = sequence(`<referenceList>${nested('ABC00002')}</referenceList>${setup}`);
    expect((await read(xml)).sequences[0]?.steps).toHaveLength(1);
  });
});

describe('refused', () => {
  const zip = (...parts: Part[]): Uint8Array => makeZip(parts);
  test.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /^it is empty$/],
    ['text', 'KB2965788\nKB2957689\n', /^it is no task sequence$/],
    ['another XML', '<?xml version="1.0"?><Objects><Object/></Objects>', /begins with <Objects>/],
    [
      'ReferencesInfo.xml',
      '<ArrayOfString><string>&lt;INSTANCE CLASSNAME="SMS_TaskSequenceReferencesInfo"&gt;</string></ArrayOfString>',
      /the list of what a sequence refers to/,
    ],
    [
      'Manifest.xml',
      '<LibraryDocument><EntryObjects><Object Type="SMS_TaskSequencePackage" /></EntryObjects></LibraryDocument>',
      /the table of contents of an export/,
    ],
    [
      'an object of another class',
      '<INSTANCE CLASSNAME="SMS_Package"><PROPERTY NAME="Sequence"><VALUE>x</VALUE></PROPERTY></INSTANCE>',
      /no object of the class SMS_TaskSequencePackage/,
    ],
    ['a package without its sequence', object('ABC00001', 'One', ''), /without its steps/],
    ['a sequence that is something else', object('ABC00001', 'One', '<other/>'), /holds no <sequence>, but <other>/],
    ['a cut sequence', fixture('deploy').slice(0, -30), /^it is not whole or not well-formed XML: line \d+/],
    ['a cut object.xml', fixture('object').slice(0, -30), /^it is not whole or not well-formed XML/],
    ['two sequences in one file', '<sequence/><sequence/>', /not well-formed XML/],
    ['a DOCTYPE', '<!DOCTYPE sequence><sequence/>', /DOCTYPE/],
    ['a DOCTYPE in the sequence of a package', object('ABC00001', 'One', '<!DOCTYPE sequence><sequence/>'), /DOCTYPE/],
    [
      'billion laughs',
      `<?xml version="1.0"?><!DOCTYPE sequence [<!ENTITY a "ha">${'bcdefghij'
        .split('')
        .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
        .join('')}]><sequence><step name="&j;"/></sequence>`,
      /DOCTYPE/,
    ],
    ['JSON without sequences', '[{"Name": "One", "PackageID": "ABC00001"}]', /holds no task sequence with its steps/],
    ['JSON with a lazy property', '[{"Name": "One", "Sequence": null}]', /without its steps/],
    ['JSON of prototype keys', '{"__proto__": {"Sequence": "<sequence/>"}}', /holds no task sequence with its steps/],
    ['cut JSON', '[{"Name": "One", "Sequence": "<seq', /not valid JSON/],
    ['an archive without sequences', zip({ name: 'readme.txt', content: 'x' }), /an archive without a task sequence/],
    [
      'an export of something else',
      zip({ name: 'SMS_Application/ABC/object.xml', content: '<INSTANCE CLASSNAME="SMS_Application"/>' }),
      /it is an export of SMS_Application|holds no object/,
    ],
    [
      'an archive that leads out of itself',
      zip({ name: '../SMS_TaskSequencePackage/ABC00001/object.xml', content: 'x' }),
      /names a file outside itself/,
    ],
    ['an archive that is cut', exported(['ABC00001', 'One', fixture('deploy')]).slice(0, -40), /cut off or damaged/],
    [
      'a damaged object in an archive',
      exported(['ABC00001', 'One', '<sequence>']),
      /^SMS_TaskSequencePackage\/ABC00001\/object\.xml: it is not whole/,
    ],
    [
      'a sequence that runs itself',
      exported(['ABC00001', 'One', sequence(nested('ABC00002'))], ['ABC00002', 'Two', sequence(nested('ABC00001'))]),
      /runs itself/,
    ],
  ])('%s', async (_, content, why) => {
    expect(await refusal(content)).toMatch(why);
  });
});

describe('hostile', () => {
  test('a million steps, groups without an end, a million variables', async () => {
    expect(await refusal(sequence('<step/>'.repeat(1_000_000)))).toMatch(/more than 20000 steps/);
    expect(await refusal(sequence('<group/>'.repeat(1_000_000)))).toMatch(/more than 20000 steps/);
    expect(await refusal(`<sequence>${'<group>'.repeat(900)}`)).toMatch(/nested more than 100 deep/);
    expect(await refusal(`<sequence>${'<a>'.repeat(100_000)}`)).toMatch(/nested too deeply/);
    const variables = `<defaultVarList>${'<variable name="a"/>'.repeat(1_000_000)}</defaultVarList>`;
    expect(await refusal(sequence(`<step>${variables}</step>`))).toMatch(/too many variables/);
  });

  test('sequences that run one another twice each', async () => {
    const objects = Array.from({ length: 30 }, (_, index): [string, string, string] => {
      const next = `ABC000${String(index + 11)}`;
      return [`ABC000${index + 10}`, `No ${index}`, sequence(nested(next) + nested(next))];
    });
    expect(await refusal(exported(...objects))).toMatch(/more than 20000 steps/);
  });

  test('archives that unpack to far more than they are, or name themselves smaller', async () => {
    const packed = deflateRawSync(Buffer.alloc(70_000_000, ' '));
    const path = 'SMS_TaskSequencePackage/ABC00001/object.xml';
    expect(await refusal(makeZip([{ name: path, content: '', packed, size: 70_000_000 }]))).toMatch(
      /too large|times its size/,
    );
    expect(await refusal(makeZip([{ name: path, content: '', packed, size: 1000 }]))).toMatch(
      /longer than the archive declares/,
    );
    expect(await refusal(makeZip([{ name: path, content: ' '.repeat(30_000_000) }]))).toMatch(/times its size/);
  });

  test('a file that is too large', async () => {
    expect(await refusal(new Uint8Array(64 * 1024 * 1024 + 1))).toMatch(/larger than 64 MB/);
  });

  test('texts that make patterns go back and forth', async () => {
    const long = 3_000_000;
    for (const command of [
      'SMSTSWaitForSecondReboot '.repeat(long / 25),
      'Get-WindowsUpdate '.repeat(long / 18),
      '<#'.repeat(long / 2),
      ' -enc '.repeat(long / 6),
      `${'tsenv'.repeat(long / 5)}=`,
      ' '.repeat(long),
      '#'.repeat(long),
    ]) {
      await expect(predicted(sequence(run(command)))).resolves.toBeDefined();
    }
  });

  test('many steps that set the variable, each under a condition of its own', async () => {
    const steps = `${set('600', { condition: 'X' })}${install('Updates', { condition: 'Y' })}`.repeat(4000);
    const { outcome, updateSteps } = await predicted(sequence(setup + steps));
    expect([outcome, updateSteps.length]).toEqual(['cannot tell', 4000]);
  });

  test('names with escape sequences: raw in the model, harmless in what is printed', async () => {
    const hostile = 'Evil&#x9b;31m ::error::x \u202egnp &lt;b&gt; `x`';
    const xml = sequence(setup + group(hostile, install().replace('Install Software Updates', hostile)));
    const { sequences } = await read(xml, 'evil\u001b[31m.xml');
    expect(sequences[0]?.steps[1]?.name).toContain('\u009b31m');
    const report = predict(sequences, june2014, { configMgrVersion: null, failOn: 'conditional' });
    const lines = renderSequences(report, { width: 100, plain, wrap });
    const document = JSON.stringify(sequencesDocument(report, plain));
    for (const text of [...lines, document]) expect(text).not.toMatch(/[\p{Cc}\u202e]|::/u);
  });

  test('long names and conditions are cut', async () => {
    const name = 'n'.repeat(1_000_000);
    const condition = `<condition><operator type="or">${`<expression type="SMS_TaskSequence_WMIConditionExpression"><variable name="Query">${'q'.repeat(1000)}</variable></expression>`.repeat(1000)}</operator></condition>`;
    const { sequences } = await read(sequence(`<group name="${name}">${condition}<step name="${name}"/></group>`));
    const [only] = sequences[0]?.steps ?? [];
    expect(only?.name.length).toBeLessThan(310);
    expect(only?.conditions[0]?.text.length).toBeLessThan(510);
  });
});

describe('looksLikeSequence', () => {
  test.each([
    ['a list of numbers', 'KB2965788\n'],
    ['a group as JSON', '[{"ArticleID": "2965788", "LocalizedDisplayName": "Sequence"}]'],
    ['a group as CSV', 'ArticleID,Sequence\n2965788,1\n'],
    ['updates as CLIXML', '<Objs Version="1.1.0.1"><Obj><S N="ArticleID">2965788</S></Obj></Objs>'],
    ['another XML', '<UpdateXML Name="SMS_SoftwareUpdate" />'],
    ['an object of another class', '<INSTANCE CLASSNAME="SMS_SoftwareUpdate"/>'],
    ['nothing', ''],
    ['one byte', '<'],
    ['half an XML', '<!-- '],
  ])('not %s', (_, text) => {
    expect(looksLikeSequence(bytes(text))).toBe(false);
  });

  test('never throws', async () => {
    const archive = exported(['ABC00001', 'One', fixture('deploy')]);
    for (let length = 0; length < archive.length; length += 7) {
      const cut = archive.subarray(0, length);
      expect(typeof looksLikeSequence(cut)).toBe('boolean');
      await expect(readSequences(cut, 'cut.zip')).rejects.toBeInstanceOf(UserError);
    }
  });
});

test('a condition is one line that a person understands', async () => {
  const expression = (type: string, variables: Record<string, string>): string =>
    `<expression type="SMS_TaskSequence_${type}ConditionExpression">${Object.entries(variables)
      .map(([name, value]) => `<variable name="${name}">${escaped(value)}</variable>`)
      .join('')}</expression>`;
  const condition = `<condition><operator type="and">${[
    expression('Variable', { Operator: 'notEquals', Value: 'true', Variable: '_SMSTSBootUEFI' }),
    `<operator type="or">${expression('WMI', { Namespace: 'root\\cimv2', Query: 'Select * From X' })}${expression('Folder', { Path: '%ScriptRoot%' })}</operator>`,
    `<operator type="not">${expression('Variable', { Operator: 'exists', Value: '', Variable: 'OSDisk' })}</operator>`,
    expression('Registry', { KeyPath: 'HKLM\\X', Operator: 'equals', Value: 'Name', Data: '1' }),
    expression('Software', { Operator: 'AnyVersion', ProductCode: '{1}' }),
    '<operator type="and"></operator>',
  ].join('')}</operator></condition>`;
  const { sequences } = await read(
    sequence(`<step name="a" type="x">${condition}</step><step name="b"><condition/></step>`),
  );
  expect(sequences[0]?.steps.map(({ conditions }) => conditions.map(({ text }) => text))).toEqual([
    [
      '_SMSTSBootUEFI not equals "true" and (WMI query "Select * From X" or folder "%ScriptRoot%" exists) and not (OSDisk exists) and registry HKLM\\X Name equals "1" and software Operator "AnyVersion" ProductCode "{1}"',
    ],
    [],
  ]);
});

test('the text of a report', async () => {
  const { sequences } = await read(fixture('deploy-waits'), 'deploy.xml');
  const report = predict(sequences, june2014, { configMgrVersion: '2403', failOn: 'conditional' });
  const lines = renderSequences(report, { width: 90, plain, wrap });
  expect(lines[0]).toBe('Task sequence "deploy.xml" (operating system deployment): SURVIVES WITH WAITS');
  expect(lines.every((line) => line.length <= 90)).toBe(true);
  expect(lines.join('\n')).toContain('SMSTSWaitForSecondReboot is 600 seconds here');
  const many = predict(
    (await read(sequence(setup + step('RebootAction', 'Again').repeat(200) + install()))).sequences,
    june2014,
    { configMgrVersion: null, failOn: 'conditional' },
  );
  const long = renderSequences(many, { width: 90, plain, wrap });
  expect(long.join('\n')).toContain('before these left out)');
  expect(long.join('\n')).toContain('BREAKS:');
});

test('the JSON has the keys of the contract', async () => {
  const { sequences } = await read(fixture('deploy'), 'deploy.xml');
  const report = predict(sequences, june2014, { configMgrVersion: null, failOn: 'conditional' });
  expect(sequencesDocument(report, plain)).toMatchObject({
    outcome: 'fails',
    sequences: [
      {
        ...{ name: 'deploy.xml', kind: 'os-deployment' },
        updateSteps: [
          {
            name: 'Install Software Updates',
            type: 'SMS_TaskSequence_InstallUpdateAction',
            enabled: true,
            target: 'All',
            retryCount: 2,
            waitForSecondReboot: null,
          },
        ],
        timeline: expect.arrayContaining([
          { at: 4, kind: 'break', name: 'Install Software Updates', text: expect.any(String) },
        ]),
        advice: expect.arrayContaining([expect.stringContaining('KB2965788')]),
      },
    ],
  });
});
