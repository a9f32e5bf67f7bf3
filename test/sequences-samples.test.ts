// Every real task sequence: read or refused with the right reason, and what the group of June 2014 does to it, as a table.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import type { SequencePrediction } from '../src/sequences/outcome.ts';
import { predict } from '../src/sequences/predict.ts';
import { looksLikeSequence, readSequences } from '../src/sequences/read.ts';
import type { SequenceFile } from '../src/sequences/types.ts';
import { root } from './run.ts';
import { june2014 } from './sequences.ts';

const samples = join(root, '../shared/samples/task-sequences');
const there = existsSync(samples);
if (!there) process.stderr.write(`skipped: the samples are missing, ${samples}\n`);
const bytesOf = (file: string): Uint8Array => readFileSync(join(samples, file));

interface Row {
  file: string;
  /** Steps, nested ones with their own element as well. */
  steps: number;
  row: string;
}

/**
 * Kind | steps that install updates, "off" where disabled | what helps against a second restart | outcome. Steps were counted
 * with another reader: python3 ElementTree over the text of PROPERTY Sequence (unzip -p), len(list(r.iter('step'))) and, in
 * RSC002A6, one <subtasksequence>; update steps with grep -c 'InstallUpdateAction\|ZTIWindowsUpdate'.
 */
const expected: readonly Row[] = [
  { file: 'AdamGrossTX__Toolbox__TryCatch.zip', steps: 7, row: 'stand-alone | none | no update step | survives' },
  {
    file: 'ArthurJDurand__MDT-TS-and-Scripts__MDT_WIN11PROX64_ts.xml',
    steps: 69,
    row: 'mdt-lite-touch | ZTIWindowsUpdate.wsf off, ZTIWindowsUpdate.wsf off | no update step | survives',
  },
  { file: 'EGGLAS__ConfigMgr__TS-Export.zip', steps: 5, row: 'stand-alone | none | no update step | survives' },
  {
    file: 'erikpt__Modern-Deployment-Toolkit__MDT_001_ts.xml',
    steps: 42,
    row: 'mdt-lite-touch | none | no update step | survives',
  },
  {
    file: 'erikpt__Modern-Deployment-Toolkit__MDT_002_ts.xml',
    steps: 60,
    row: 'mdt-lite-touch | ZTIWindowsUpdate.wsf off, ZTIWindowsUpdate.wsf off | no update step | survives',
  },
  {
    file: 'forevanyeung__tasksequences__RSC002A6_5d3c7bd_object.xml',
    steps: 51,
    row: 'mixed | Mandatory retry 2 | none | cannot tell',
  },
  {
    file: 'forevanyeung__tasksequences__RSC002A6_extracted.xml',
    steps: 51,
    row: 'mixed | Mandatory retry 2 | none | cannot tell',
  },
  {
    file: 'gwblok__garytown__KB5025885_-_Remediation.zip',
    steps: 41,
    row: 'stand-alone | none | no update step | survives',
  },
  {
    file: 'gwblok__garytown__OSDCloudTaskSequence.zip',
    steps: 50,
    row: 'os-deployment | none | no update step | survives',
  },
  {
    file: 'gwblok__garytown__unzipped_KB5025885_-_Remediation_object.xml',
    steps: 41,
    row: 'stand-alone | none | no update step | survives',
  },
  {
    file: 'microsoft__configmgr-hub-selfhost__hub_SimpleTS2.xml',
    steps: 3,
    row: 'stand-alone | none | no update step | survives',
  },
  {
    file: 'microsoft__configmgr-hub-selfhost__hub_Task_Sequence_1.xml',
    steps: 0,
    row: 'empty | none | no update step | survives',
  },
  {
    file: 'microsoft__configmgr-hub__hub_Gather_Light.xml',
    steps: 5,
    row: 'stand-alone | none | no update step | survives',
  },
  {
    file: 'technology-toolbox__MDT-Build__MDT_W7ULT-X64-REF_ts.xml',
    steps: 66,
    row: 'mdt-lite-touch | ZTIWindowsUpdate.wsf, ZTIWindowsUpdate.wsf | loop | survives',
  },
  {
    file: 'windows-admins__ConfigMgr__Build_Capture.zip',
    steps: 63,
    row: 'os-deployment | none | no update step | survives',
  },
  {
    file: 'windows-admins__ConfigMgr__Build_Capture_Task_Sequence_Reference.xml',
    steps: 68,
    row: 'os-deployment | All retry 3, All retry 3, All retry 3 | none | fails',
  },
  {
    file: 'windows-admins__ConfigMgr__Win10MasterDeployment.zip',
    steps: 114,
    row: 'mixed | none | no update step | survives',
  },
  {
    file: 'windows-admins__ConfigMgr__unzipped_Win10MasterDeployment_object.xml',
    steps: 114,
    row: 'mixed | none | no update step | survives',
  },
];

const refused = 'forevanyeung__tasksequences__RSC002A6_ReferencesInfo.xml';

async function readSample(file: string): Promise<{ read: SequenceFile; found: SequencePrediction }> {
  const read = await readSequences(bytesOf(file), file);
  const report = predict(read.sequences, june2014, { configMgrVersion: null, failOn: 'conditional' });
  const [found, ...others] = report.sequences;
  if (!found || others.length > 0) throw new Error(`${file} holds ${report.sequences.length} sequences`);
  expect(report.outcome).toBe(found.outcome);
  return { read, found };
}

function rowOf({ kind, outcome, remedy, updateSteps }: SequencePrediction): string {
  const steps = updateSteps.map(({ type, target, enabled, retryCount, waitForSecondReboot }) => {
    const what = target === null ? type : `${target} retry ${retryCount}`;
    return `${what}${waitForSecondReboot === null ? '' : ` waits ${waitForSecondReboot}`}${enabled ? '' : ' off'}`;
  });
  return [kind, steps.join(', ') || 'none', remedy ?? 'none', outcome].join(' | ');
}

describe.skipIf(!there)('real task sequences', () => {
  const table: string[] = [];
  afterAll(() => {
    process.stdout.write(`file | kind | update steps | what helps | with KB2965788\n${table.sort().join('\n')}\n`);
  });

  test.each(expected)('$file', async ({ file, steps, row }) => {
    const { read, found } = await readSample(file);
    table.push(`${file} | ${rowOf(found)}`);
    expect(read.sequences.map((each) => each.steps.length)).toEqual([steps]);
    expect(rowOf(found)).toBe(row);
    expect(looksLikeSequence(bytesOf(file))).toBe(true);
    expect(found.reason).not.toBe('');
  });

  test('a list of references alone is refused, and says what it is', async () => {
    table.push(`${refused} | refused`);
    expect(looksLikeSequence(bytesOf(refused))).toBe(true);
    const reading = readSequences(bytesOf(refused), refused);
    await expect(reading).rejects.toBeInstanceOf(UserError);
    await expect(reading).rejects.toThrow(/ReferencesInfo\.xml of an export/);
  });

  test('no sample is left out', () => {
    expect([...expected.map(({ file }) => file), refused].sort()).toEqual(readdirSync(samples).sort());
  });

  test('names come from the package, from the sequence, or from the file', async () => {
    const nameOf = async (file: string): Promise<string> => (await readSample(file)).found.name;
    expect(await nameOf('AdamGrossTX__Toolbox__TryCatch.zip')).toBe('Try - Catch - Finally Example');
    expect(await nameOf('erikpt__Modern-Deployment-Toolkit__MDT_001_ts.xml')).toBe('Standard Client Task Sequence');
    expect(await nameOf('microsoft__configmgr-hub__hub_Gather_Light.xml')).toBe(
      'microsoft__configmgr-hub__hub_Gather_Light.xml',
    );
  });

  // Comments stand before the declaration. Three passes, with restarts between them, retries that do nothing here, and no wait.
  test('build and capture: breaks in the first of its three passes', async () => {
    const { found } = await readSample('windows-admins__ConfigMgr__Build_Capture_Task_Sequence_Reference.xml');
    expect(
      found.updateSteps.map(({ at, group, useCache, conditions }) => [at, group.at(-1), useCache, conditions]),
    ).toEqual([
      [22, 'Updates Pass I', null, []],
      [53, 'Updates Pass II', null, []],
      [55, 'Updates Pass III', null, []],
    ]);
    expect(found.timeline.map(({ at, kind, name }) => `${at} ${kind} ${name}`)).toEqual([
      '2 restart Restart in Windows PE',
      '8 step Apply Operating System',
      '15 step Setup Windows and Configuration Manager',
      '16 restart Restart Computer',
      '22 updates Install Software Updates',
      '22 restart Install Software Updates',
      '22 break Install Software Updates',
    ]);
    expect(found.advice[0]).toMatch(
      /^Set SMSTSWaitForSecondReboot to 600 .* before .*\(step 22, .* to 0 after .*\(step 55,/,
    );
  });

  // One of nearly every step there is: it both deploys and upgrades, and runs a sequence that is not in the file.
  test('a sample of all steps: nobody can tell', async () => {
    for (const file of ['5d3c7bd_object.xml', 'extracted.xml']) {
      const { found } = await readSample(`forevanyeung__tasksequences__RSC002A6_${file}`);
      expect(found.updateSteps).toMatchObject([
        { name: 'Install Software Updates', target: 'Mandatory', retryCount: 2, useCache: true, group: ['Software'] },
      ]);
      const places = found.timeline.map(({ kind, name }) => `${kind} ${name}`);
      expect(places).toContain('unclear Run Task Sequence');
      expect(places).toContain('unclear Install Software Updates');
      expect(found.reason).toContain('both deploys and upgrades Windows');
      expect(found.advice).toEqual([
        'Leave KB2965788 out of the group, and deploy it outside the task sequence or put it into the image.',
      ]);
    }
  });

  test('an archive and the object.xml out of it say the same', async () => {
    const same = async (zip: string, xml: string): Promise<void> => {
      expect((await readSample(zip)).found).toEqual((await readSample(xml)).found);
    };
    await same(
      'windows-admins__ConfigMgr__Win10MasterDeployment.zip',
      'windows-admins__ConfigMgr__unzipped_Win10MasterDeployment_object.xml',
    );
    await same(
      'gwblok__garytown__KB5025885_-_Remediation.zip',
      'gwblok__garytown__unzipped_KB5025885_-_Remediation_object.xml',
    );
  });
});
