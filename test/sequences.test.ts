// Task sequences and groups together: every rule of the prediction, on sequences of our own.
import { describe, expect, test } from 'vitest';
import { hasSecondRebootWait } from '../src/sequences/version.ts';
import { readFixture } from './run.ts';
import {
  escaped,
  group,
  harmless,
  install,
  june2014,
  nested,
  powershell,
  predicted,
  read,
  restart,
  run,
  sequence,
  set,
  setup,
  step,
  unknown,
  update,
  when,
} from './sequences.ts';

const fixture = (name: string): string => readFixture(`sequences/${name}.xml`);
const deploy = (content: string): string => sequence(setup + content);
const outcome = async (xml: string, ...more: [Parameters<typeof predicted>[1]?, Parameters<typeof predicted>[2]?]) =>
  (await predicted(xml, ...more)).outcome;

describe('operating system deployment', () => {
  test('without the variable it breaks at the first step that installs updates', async () => {
    const { kind, outcome, timeline, advice, updateSteps } = await predicted(fixture('deploy'));
    expect([kind, outcome]).toEqual(['os-deployment', 'fails']);
    expect(updateSteps).toEqual([
      {
        ...{ name: 'Install Software Updates', type: 'SMS_TaskSequence_InstallUpdateAction', enabled: true },
        ...{ target: 'All', retryCount: 2, waitForSecondReboot: null, at: 4, group: ['Updates'] },
        ...{ conditions: [], useCache: false },
      },
    ]);
    expect(timeline.map(({ at, kind }) => `${at} ${kind}`)).toEqual([
      ...['1 restart', '2 step', '3 step', '4 updates', '4 restart', '4 break'],
    ]);
    expect(timeline.at(-1)?.text).toContain('KB2965788');
    expect(timeline.at(-1)?.text).toContain('Its retries do not help');
    expect(advice).toEqual([
      'Set SMSTSWaitForSecondReboot to 600 (seconds) in a step before "Install Software Updates" (step 4, in Updates). Set it to 0 after "Install Software Updates" (step 4, in Updates).',
      'Or leave KB2965788 out of the group, and deploy it outside the task sequence or put it into the image.',
    ]);
  });

  test('with the variable before and 0 after, it waits and survives', async () => {
    const { outcome, remedy, timeline, advice, warnings, updateSteps } = await predicted(fixture('deploy-waits'));
    expect([outcome, remedy, advice]).toEqual(['survives with waits', 'waits', []]);
    expect(updateSteps[0]?.waitForSecondReboot).toBe(600);
    expect(timeline.map(({ at, kind }) => `${at} ${kind}`).slice(3)).toEqual([
      ...['4 variable', '5 updates', '5 restart', '5 wait', '6 variable', '7 restart', '7 end'],
    ]);
    expect(warnings.join()).toContain('KB2965788 restarts more than once');
  });

  test('set too late', async () => {
    const { outcome, reason, advice } = await predicted(deploy(install() + set('600')));
    expect(outcome).toBe('fails');
    expect(reason).toContain('set too late, only by "Wait 600" (step 3)');
    expect(advice[0]).toMatch(
      /^Move "Wait 600" \(step 3\).* before "Install Software Updates" \(step 2\)\. Set it to 0 after/,
    );
  });

  test('set and not put back', async () => {
    const { outcome, warnings, advice, timeline } = await predicted(deploy(set('600') + install() + restart));
    expect(outcome).toBe('survives with waits');
    expect(warnings.join()).toContain('not surely put back to 0: later restarts may wait 600 seconds each');
    expect(advice).toEqual([
      'Set SMSTSWaitForSecondReboot to 0 after "Install Software Updates" (step 3): until then every later restart waits 600 seconds too.',
    ]);
    expect(timeline.find(({ at, kind }) => at === 4 && kind === 'restart')?.text).toContain('waits 600 seconds');
  });

  test('set in a step or group that is disabled', async () => {
    const inGroup = await predicted(deploy(group('Waits', set('600'), 'disable="true"') + install()));
    expect(inGroup.outcome).toBe('fails');
    expect(inGroup.reason).toContain('is in the disabled group "Waits"');
    expect(inGroup.advice[0]).toContain('Enable "Wait 600" (step 2, in Waits)');
    expect(await outcome(deploy(set('600', { attributes: 'disable="true"' }) + install()))).toBe('fails');
    expect(await outcome(deploy(group('No', group('Waits', set('600')), 'disable="true"') + install()))).toBe('fails');
  });

  test.each([
    ['its own condition', set('600', { condition: 'Slow' })],
    ['the condition of its group', group('Slow', when('Slow') + set('600'))],
    ['the condition of a group around it', group('Slow', when('Slow') + group('Inner', set('600')))],
    ['a condition that MDT writes behind the steps', group('Slow', set('600') + when('Slow'))],
  ])('set under %s: nobody can tell', async (_, setter) => {
    const { outcome, reason, advice } = await predicted(deploy(setter + install()));
    expect(outcome).toBe('cannot tell');
    expect(reason).toContain('depends on conditions');
    expect(advice[0]).toMatch(/^Take "Wait 600"/);
  });

  test('set in the group under the same condition as the update step: both run or none', async () => {
    const both = group('Updates', when('Patch') + set('600') + install() + set('0'));
    expect(await predicted(deploy(both))).toMatchObject({ outcome: 'survives with waits', advice: [] });
    const outside = group('Updates', when('Patch') + set('600') + install());
    const { warnings } = await predicted(deploy(`${outside}${group('Updates', when('Patch') + set('0'))}`));
    expect(warnings.join()).toContain('not surely put back');
  });

  test('a condition before it is set for sure does not matter', async () => {
    expect(await outcome(deploy(set('120', { condition: 'Slow' }) + set('600') + install()))).toBe(
      'survives with waits',
    );
  });

  test.each([
    ['299', 'cannot tell'],
    ['1', 'cannot tell'],
    ['300', 'survives with waits'],
    [' 900 ', 'survives with waits'],
    ['%Seconds%', 'cannot tell'],
    ['10 minutes', 'cannot tell'],
    ['-600', 'cannot tell'],
    ['0', 'fails'],
    ['', 'fails'],
  ])('a wait of "%s": %s', async (value, expected) => {
    expect(await outcome(deploy(set(value) + install()))).toBe(expected);
  });

  test('a wait that is too short is to be raised', async () => {
    const { advice } = await predicted(deploy(set('120') + install() + set('0')));
    expect(advice[0]).toBe('Raise SMSTSWaitForSecondReboot to 600 seconds in "Wait 120" (step 2).');
  });

  test('put back to 0 between two update steps: the second may still be hit', async () => {
    const found = await predicted(deploy(set('600') + install('One') + set('0') + install('Two')));
    expect(found.outcome).toBe('cannot tell');
    expect(found.reason).toContain('"Two" (step 5)');
    expect(found.advice[0]).toContain('back to 0 only after "Two" (step 5)');
    expect(await outcome(deploy(install('One') + set('600') + install('Two')))).toBe('fails');
    const maybe = install('One', { condition: 'First' });
    expect(await outcome(deploy(set('600') + maybe + set('0') + install('Two')))).toBe('fails');
  });

  test('an update step before Setup Windows and ConfigMgr', async () => {
    expect(await outcome(sequence(set('600') + install() + setup))).toBe('cannot tell');
    expect(await outcome(sequence(install() + setup))).toBe('fails');
  });

  test('without an enabled Setup Windows and ConfigMgr nothing that is documented works', async () => {
    const apply = step('ApplyOperatingSystemAction', 'Apply', { action: 'OSDApplyOS.exe' });
    const off = step('SetupWindowsAndSMSAction', 'Setup', { attributes: 'disable="true"' });
    const { kind, outcome } = await predicted(sequence(apply + off + set('600') + install()));
    expect([kind, outcome]).toEqual(['os-deployment-without-setup', 'cannot tell']);
  });

  test.each([
    ['1602', 'survives with waits'],
    ['1511', 'fails'],
    ['2012 R2 SP1 CU2', 'fails'],
    ['2012 R2 SP1 CU3', 'survives with waits'],
    ['the newest', 'cannot tell'],
  ])('ConfigMgr %s: %s', async (configMgrVersion, expected) => {
    expect(await outcome(fixture('deploy-waits'), june2014, { configMgrVersion })).toBe(expected);
  });
});

describe('where the variable is set', () => {
  const powers = (script: string): string => deploy(powershell(script) + install());
  test.each([
    [
      'PowerShell',
      powers(
        '$ts = New-Object -ComObject Microsoft.SMS.TSEnvironment\r\n$ts.Value("SMSTSWaitForSecondReboot") = 600 # ten minutes',
      ),
    ],
    ['PowerShell with a text', powers("$tsenv.Value('smstswaitforsecondreboot')='600'")],
    ['a function of PowerShell', powers('Set-TSVariable -Name "SMSTSWaitForSecondReboot" -Value 600')],
    ['a command line', deploy(run('tsenv.exe "SMSTSWaitForSecondReboot=600"') + install())],
    [
      'a command line of PowerShell',
      deploy(
        run(
          `powershell.exe -Command "$t=New-Object -COMObject Microsoft.SMS.TSEnvironment; $t.Value('SMSTSWaitForSecondReboot') = 600"`,
        ) + install(),
      ),
    ],
    [
      'an encoded command',
      deploy(
        run(
          `powershell -EncodedCommand ${Buffer.from('$t.Value("SMSTSWaitForSecondReboot") = 600', 'utf16le').toString('base64')}`,
        ) + install(),
      ),
    ],
    [
      'rules',
      deploy(
        step('SetDynamicVariablesAction', 'Rules', {
          variables: {
            OSDSetDynamicVariablesRules:
              '<Rules><Rule><Variables><Variable Name="Other" IsSecret="false">1</Variable><Variable Name="SMSTSWaitForSecondReboot" IsSecret="false">600</Variable></Variables></Rule></Rules>',
          },
        }) + install(),
      ),
    ],
    [
      'the list of global variables',
      sequence(
        `<globalVarList><variable name="SMSTSWaitForSecondReboot">600</variable></globalVarList>${setup}${install()}`,
      ),
    ],
    [
      'the action alone',
      deploy(
        step('SetVariableAction', 'Set', { action: 'tsenv.exe "SMSTSWaitForSecondReboot=600" /hiddenflag:False' }) +
          install(),
      ),
    ],
  ])('%s', async (_, xml) => {
    const found = await predicted(xml);
    expect(found).toMatchObject({ outcome: 'survives with waits', updateSteps: [{ waitForSecondReboot: 600 }] });
  });

  test.each([
    ['a branch', powers('if ($slow) { $t.Value("SMSTSWaitForSecondReboot") = 600 }')],
    ['a value that is computed', powers('$t.Value("SMSTSWaitForSecondReboot") = $seconds')],
    ['a sum', powers('$t.Value("SMSTSWaitForSecondReboot") = 600 - 600')],
    ['the name in a variable', powers('$n = "SMSTSWaitForSecondReboot"\n$t.Value($n) = 600')],
    [
      'a rule with a condition',
      deploy(
        step('SetDynamicVariablesAction', 'Rules', {
          variables: {
            OSDSetDynamicVariablesRules: `<Rules><Rule>${when('Slow')}<Variables><Variable Name="SMSTSWaitForSecondReboot">600</Variable></Variables></Rule></Rules>`,
          },
        }) + install(),
      ),
    ],
    [
      'rules that are cut off',
      deploy(
        step('SetDynamicVariablesAction', 'Rules', {
          variables: {
            OSDSetDynamicVariablesRules: '<Rules><Rule><Variables><Variable Name="SMSTSWaitForSecondReboot">600',
          },
        }) + install(),
      ),
    ],
    [
      'two values',
      powers('$t.Value("SMSTSWaitForSecondReboot") = 600; if ($x) { $t.Value("SMSTSWaitForSecondReboot") = 0 }'),
    ],
  ])('nobody can tell: %s', async (_, xml) => {
    expect(await outcome(xml)).toBe('cannot tell');
  });

  test.each([
    ['a comment', powers('# $t.Value("SMSTSWaitForSecondReboot") = 600\n<# SMSTSWaitForSecondReboot = 600 #>')],
    ['a question', powers('Write-Host $t.Value("SMSTSWaitForSecondReboot")')],
    ['a comparison', powers('$t.Value("SMSTSWaitForSecondReboot") -eq 600')],
    [
      'another variable',
      deploy(
        step('SetVariableAction', 'Set', {
          variables: { VariableName: 'NotSMSTSWaitForSecondReboot', VariableValue: '600' },
        }) + install(),
      ),
    ],
    [
      'a description',
      deploy(
        step('SetVariableAction', 'SMSTSWaitForSecondReboot=600', {
          variables: { VariableName: 'X', VariableValue: '600' },
        }) + install(),
      ),
    ],
    [
      '0 right after it',
      powers('$t.Value("SMSTSWaitForSecondReboot") = 600\n$t.Value("SMSTSWaitForSecondReboot") = 0'),
    ],
  ])('not set by %s', async (_, xml) => {
    expect(await outcome(xml)).toBe('fails');
  });

  test('as a variable of the collection, stated by the administrator', async () => {
    expect(await outcome(deploy(install()), june2014, { wait: 600 })).toBe('survives with waits');
  });
});

describe('stand-alone sequences', () => {
  test('the step runs again', async () => {
    const { kind, outcome, remedy, updateSteps, timeline } = await predicted(fixture('stand-alone'));
    expect([kind, outcome, remedy]).toEqual(['stand-alone', 'survives', 'retry']);
    expect(updateSteps).toMatchObject([{ target: 'Mandatory', retryCount: 5, useCache: true }]);
    expect(timeline.map(({ kind }) => kind)).toEqual(['updates', 'restart', 'retry', 'restart', 'end']);
  });

  test('retry 0: it breaks, and the variable does nothing', async () => {
    const { outcome, advice, warnings } = await predicted(sequence(set('600') + install('Updates', { retry: '0' })));
    expect(outcome).toBe('fails');
    expect(advice[0]).toContain('Turn on "Retry this step if computer unexpectedly restarts"');
    expect(advice[0]).toContain('"Updates" (step 2)');
    expect(warnings.join()).toContain('does nothing in a sequence without "Setup Windows and ConfigMgr"');
  });

  test('a step that does not say whether it retries', async () => {
    expect(await outcome(sequence(step('InstallUpdateAction', 'Updates')))).toBe('cannot tell');
  });
});

describe('other kinds', () => {
  test('in-place upgrade, and a mix of both', async () => {
    const upgrade = step('UpgradeOperatingSystemAction', 'Upgrade', { condition: 'Old' });
    expect(await predicted(fixture('upgrade'))).toMatchObject({ kind: 'in-place-upgrade', outcome: 'cannot tell' });
    expect(await predicted(fixture('upgrade'), harmless)).toMatchObject({ outcome: 'survives' });
    const mixed = await predicted(deploy(set('600') + install() + upgrade));
    expect(mixed).toMatchObject({ kind: 'mixed', outcome: 'cannot tell' });
    expect(mixed.advice).toEqual([
      'Leave KB2965788 out of the group, and deploy it outside the task sequence or put it into the image.',
    ]);
    const off = step('UpgradeOperatingSystemAction', 'Upgrade', { attributes: 'disable="true"' });
    expect((await predicted(deploy(set('600') + install() + off))).kind).toBe('os-deployment');
  });

  test('MDT Lite Touch loops, and a disabled step installs nothing', async () => {
    const { name, kind, outcome, remedy, updateSteps, reason } = await predicted(fixture('mdt'));
    expect([name, kind, outcome, remedy]).toEqual(['Client of the shop', 'mdt-lite-touch', 'survives', 'loop']);
    expect(updateSteps.map(({ type, enabled }) => [type, enabled])).toEqual([
      ['ZTIWindowsUpdate.wsf', false],
      ['ZTIWindowsUpdate.wsf', true],
    ]);
    expect(reason).toContain('it is not affected');
    const none = await predicted(
      fixture('mdt').replace('disable="false" continueOnError="true"', 'disable="true" continueOnError="true"'),
    );
    expect(none).toMatchObject({ outcome: 'survives', remedy: 'no update step' });
    expect(none.reason).toBe('All 2 steps of it that install updates are disabled: the group does not affect it.');
  });

  test('PSD and scripts of their own: nobody can tell', async () => {
    expect(await predicted(fixture('psd'))).toMatchObject({
      kind: 'psd',
      outcome: 'cannot tell',
      updateSteps: [{ type: 'PSDWindowsUpdate.ps1' }],
    });
    const types = async (xml: string) => (await predicted(xml)).updateSteps.map(({ type }) => type);
    expect(await types(deploy(powershell('Install-WindowsUpdate -AcceptAll -IgnoreReboot')))).toEqual([
      'PSWindowsUpdate',
    ]);
    expect(await types(deploy(run('powershell Get-WindowsUpdate -Install -AcceptAll')))).toEqual(['PSWindowsUpdate']);
    expect(await types(deploy(run('cscript.exe "%deployroot%\\scripts\\ZTIWindowsUpdate.wsf"')))).toEqual([
      'ZTIWindowsUpdate.wsf',
    ]);
    expect(
      await types(deploy(powershell('Get-WindowsUpdate | Select-Object InstallDate\n# Install-WindowsUpdate'))),
    ).toEqual([]);
    expect(await outcome(deploy(powershell('Install-WindowsUpdate -AcceptAll')))).toBe('cannot tell');
    expect(await outcome(deploy(powershell('Install-WindowsUpdate -AcceptAll') + install()))).toBe('fails');
  });

  test('a sequence without a step that installs updates', async () => {
    const { outcome, reason, timeline } = await predicted(deploy(restart));
    expect([outcome, reason]).toEqual(['survives', 'No step of it installs updates: the group does not affect it.']);
    expect(timeline.at(-1)?.kind).toBe('end');
    expect(await predicted('<sequence version="3.10" />')).toMatchObject({ kind: 'empty', outcome: 'survives' });
    expect(await predicted(deploy(group('Off', install(), 'disable="true"')))).toMatchObject({
      outcome: 'survives',
      reason: 'Its step that installs updates is disabled: the group does not affect it.',
      updateSteps: [{ enabled: false }],
    });
  });
});

describe('the group', () => {
  test('survives needs every update decided', async () => {
    expect(await outcome(fixture('deploy'), harmless)).toBe('survives');
    expect(await outcome(fixture('deploy'), [])).toBe('survives');
    expect(await outcome(fixture('deploy'), unknown)).toBe('cannot tell');
    expect(await outcome(fixture('deploy'), [update('5000002', 'suspected')])).toBe('cannot tell');
    expect(await outcome(fixture('deploy-waits'), unknown)).toBe('survives with waits');
    expect(await outcome(fixture('stand-alone'), unknown)).toBe('survives');
    const { advice, timeline } = await predicted(fixture('deploy'), unknown);
    expect(advice[0]).toBe('Find out whether KB5000001 restarts twice: the KB article, or a test machine.');
    expect(timeline.at(-2)?.kind).toBe('risk');
  });

  test('a condition that nobody stated counts, and --fail-on moves the line', async () => {
    const conditional = [update('2871690', 'conditional')];
    expect(await outcome(fixture('deploy'), conditional)).toBe('fails');
    expect(await outcome(fixture('deploy'), conditional, { failOn: 'multi-restart' })).toBe('cannot tell');
    expect(await outcome(fixture('deploy'), conditional, { failOn: 'never' })).toBe('fails');
    expect(await outcome(fixture('deploy'), unknown, { failOn: 'no-data' })).toBe('fails');
  });

  test('many updates are named in part', async () => {
    const many = Array.from({ length: 12 }, (_, index) => update(String(3000000 + index), 'multi-restart'));
    const { reason } = await predicted(fixture('deploy'), many);
    expect(reason).toMatch(/^KB3000000, KB3000001, KB3000002, KB3000003, KB3000004 and 7 more restart more than once/);
  });

  test('without a group a sequence is described', async () => {
    const { outcome, reason, timeline } = await predicted(fixture('deploy'), null);
    expect(outcome).toBeNull();
    expect(reason).toMatch(/^An update that restarts twice would end the sequence at "Install Software Updates"/);
    expect(timeline.at(-2)).toMatchObject({ at: 4, kind: 'risk' });
    expect(await predicted(fixture('stand-alone'), null)).toMatchObject({ outcome: null, remedy: 'retry' });
  });
});

describe('nested sequences that are not in the file', () => {
  test('they may install updates, and may set the variable', async () => {
    const alone = await predicted(deploy(nested('ABC00077')));
    expect(alone).toMatchObject({ outcome: 'cannot tell', updateSteps: [] });
    expect(alone.advice[0]).toContain('Export the sequence with its dependencies');
    expect(await outcome(deploy(nested('ABC00077') + install()))).toBe('cannot tell');
    expect(await outcome(deploy(install() + nested('ABC00077')))).toBe('fails');
    expect(await outcome(deploy(nested('ABC00077', 'disable="true"') + install()))).toBe('fails');
    expect(await outcome(sequence(nested('ABC00077') + install('Updates', { retry: '0' })))).toBe('cannot tell');
    expect(await outcome(deploy(nested('ABC00077')), harmless)).toBe('survives');
  });
});

describe('nested sequences that are not in the file, behind the step that sets the variable', () => {
  // They may end as Microsoft says to: with 0 after their own last step that installs updates.
  test('may put it back', async () => {
    const found = await predicted(deploy(set('600') + nested('ABC00077') + install() + restart));
    expect(found).toMatchObject({ outcome: 'cannot tell', remedy: null, updateSteps: [{ waitForSecondReboot: null }] });
    expect(found.reason).toContain(
      'The sequence that "Run ABC00077" (step 3) runs is not in the file; it may change SMSTSWaitForSecondReboot.',
    );
    expect(found.advice[0]).toContain('Export the sequence with its dependencies');
    expect(found.timeline.find(({ at, kind }) => at === 5 && kind === 'restart')?.text).not.toContain('waits');
  });

  test('do no harm where it is set again, and are themselves under it', async () => {
    expect(await outcome(deploy(set('600') + nested('ABC00077') + set('600') + install()))).toBe('survives with waits');
    expect(await outcome(deploy(set('600') + nested('ABC00077')))).toBe('survives with waits');
    expect(await outcome(deploy(set('600') + nested('ABC00077') + nested('ABC00078')))).toBe('cannot tell');
    expect(await outcome(deploy(set('600') + nested('ABC00077', 'disable="true"') + install()))).toBe(
      'survives with waits',
    );
  });
});

describe('conditions of an unknown kind count as conditions', () => {
  const known =
    '<expression type="SMS_TaskSequence_WMIConditionExpression"><variable name="Query">Q</variable></expression>';
  const conditions = [
    [
      'osConditionGroup (osExpressionGroup (WMI query "Q"))',
      `<osConditionGroup type="or"><osExpressionGroup Name="W">${known}</osExpressionGroup></osConditionGroup>`,
    ],
    ['a condition of an unknown kind (script)', '<operator type="and"><script/></operator>'],
    ['a condition of an unknown kind', 'always'],
    ['a condition of an unknown kind', '<operator type="or"></operator>'],
    [
      'Weather Sky "blue"',
      '<expression type="SMS_TaskSequence_WeatherConditionExpression"><variable name="Sky">blue</variable></expression>',
    ],
  ] as const;

  test.each(conditions)('%s', async (said, content) => {
    const condition = `<condition>${content}</condition>`;
    const ofStep = set('600').replace('<action>', `${condition}<action>`);
    for (const setter of [ofStep, group('Slow', condition + set('600')), group('Slow', set('600') + condition)]) {
      const { outcome, reason } = await predicted(deploy(setter + install()));
      expect([outcome, reason]).toEqual(['cannot tell', expect.stringContaining('depends on conditions')]);
      const { sequences } = await read(deploy(setter + install()));
      expect(sequences[0]?.steps[1]?.conditions.map(({ text }) => text.toLowerCase())).toEqual([said.toLowerCase()]);
    }
  });

  test('an empty condition is none', async () => {
    for (const condition of ['<condition/>', '<condition>\n  </condition>']) {
      const setter = set('600').replace('<action>', `${condition}<action>`);
      expect(await outcome(deploy(setter + install()))).toBe('survives with waits');
    }
  });
});

describe('a variable that a step has twice', () => {
  const twice = (...variables: [string, string][]): string => {
    const list = variables.map(([name, value]) => `<variable name="${name}" property="${name}">${value}</variable>`);
    return `<step type="SMS_TaskSequence_SetVariableAction" name="Wait"><action>tsenv.exe</action><defaultVarList>${list.join('')}</defaultVarList></step>`;
  };
  const name = ['VariableName', 'SMSTSWaitForSecondReboot'] as [string, string];

  test.each([
    [twice(name, ['VariableValue', '600'], ['VariableValue', '0'])],
    [twice(name, ['VariableValue', '0'], ['VariableValue', '600'])],
    [twice(name, ['VariableName', 'Other'], ['VariableValue', '600'])],
  ])('%s: nobody can tell', async (setter) => {
    const { outcome, reason } = await predicted(deploy(setter + install()));
    expect(outcome).toBe('cannot tell');
    expect(reason).toMatch(/value that cannot be read|depends on conditions/);
  });

  test('another name first may empty it as well', async () => {
    const setter = twice(['VariableName', 'Other'], name, ['VariableValue', '0']);
    expect(await outcome(deploy(set('600') + setter + install()))).toBe('cannot tell');
  });

  test('the same twice is once', async () => {
    const setter = twice(name, name, ['VariableValue', '600'], ['VariableValue', ' 600 ']);
    expect(await outcome(deploy(setter + install()))).toBe('survives with waits');
  });

  test('in the list of global variables, and rules that are there twice', async () => {
    const list = (...values: string[]): string =>
      `<globalVarList>${values.map((value) => `<variable name="SMSTSWaitForSecondReboot">${value}</variable>`).join('')}</globalVarList>`;
    expect(await outcome(deploy(list('600') + install()))).toBe('survives with waits');
    expect(await outcome(deploy(list('600', '0') + install()))).toBe('cannot tell');
    const rules = (value: string): string =>
      `<variable name="OSDSetDynamicVariablesRules" property="Rules">${escaped(`<rule><variables><variable name="SMSTSWaitForSecondReboot">${value}</variable></variables></rule>`)}</variable>`;
    const dynamic = (content: string): string =>
      `<step type="SMS_TaskSequence_SetDynamicVariablesAction" name="Rules"><defaultVarList>${content}</defaultVarList></step>`;
    expect(await outcome(deploy(dynamic(rules('600')) + install()))).toBe('survives with waits');
    expect(await outcome(deploy(dynamic(rules('600') + rules('0')) + install()))).toBe('cannot tell');
  });
});

test('a step knows its groups, its conditions and what disables it', async () => {
  const xml = sequence(
    group(
      'Outer',
      when('A') +
        group(
          'Inner',
          install('Updates', { condition: 'B', attributes: 'runIn="FullOS" continueOnError="true"' }),
          'disable="true"',
        ),
    ),
  );
  const [only] = (await read(xml)).sequences;
  expect(only?.steps[0]).toMatchObject({
    ...{ at: 1, name: 'Updates', group: ['Outer', 'Inner'], enabled: false, disabledBy: 'Inner' },
    ...{ continueOnError: true, retryCount: 2, runIn: 'FullOS', role: 'updates' },
    conditions: [
      { text: 'A equals "true"', group: 'Outer' },
      { text: 'B equals "true"', group: null },
    ],
  });
});

test.each([
  ['2403', true],
  ['1602', true],
  ['1511', false],
  ['current branch 2309', true],
  ['5.00.9128.1007', true],
  ['5.00.8355', true],
  ['5.00.8325.1000', false],
  ['5.00.8239.1403', true],
  ['5.00.8239.1301', false],
  ['5.00.8239', null],
  ['5.00.7958.1000', false],
  ['2012 SP2 CU3', true],
  ['System Center 2012 R2 Configuration Manager SP1 CU4', true],
  ['2012 R2', false],
  ['2012 SP1 CU5', false],
  ['2012', false],
  ['2007', false],
  ['2010', true],
  ['newest', null],
  ['', null],
  ['16', null],
])('ConfigMgr "%s" has the variable: %s', (version, expected) => {
  expect(hasSecondRebootWait(version)).toBe(expected);
});
