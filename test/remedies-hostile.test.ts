// Hostile titles, names and owners in what is made of a report: the scripts call what they call for tame ones, and hold the text as it is.
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ascii } from '../src/remedies/powershell.ts';
import type { FullReport } from '../src/reports/types.ts';
import { hostileStrings } from './hostile-strings.ts';
import { powershell, type ReadScript } from './powershell.ts';
import { type MadeFile, madeOf, reportsToMend } from './remedies.ts';

// Megabytes of scripts are parsed, on whatever machine.
vi.setConfig({ testTimeout: 240_000 });

/** The worst for PowerShell, INI files and queries that we could think of. */
const worst: readonly string[] = [
  ...[
    "'",
    "''",
    "'''",
    '"',
    '""',
    '`',
    '``',
    '$',
    '$(',
    '$()',
    '$($x)',
    '\u0024{x}',
    '$env:PATH',
    '@(',
    '@{',
    '@"\n',
    "@'\n",
  ],
  ...[
    "'; Remove-Item C:\\ -Recurse; '",
    '"; Remove-Item C:\\; "',
    "' + (Get-Date) + '",
    "'); Stop-Computer; ('",
    "'@\nStop-Computer",
  ],
  ...[
    '\u2018',
    '\u2019',
    '\u201a',
    '\u201b',
    '\u201c',
    '\u201d',
    '\u201e',
    '\u2019; Stop-Computer; \u2018',
    "\u2018'\u2019\u201b\u201a",
  ],
  ...['\u2013', '\u2014', '\u2015', '\u00a0', '\u0085', '\u2028', '\u2029', '\u200b', '\ufeff', '\u00ad', '\u3000'],
  ...[
    '\u202eecho',
    '\u2066a\u2069',
    '\u0000',
    '\u0007',
    '\u001b[31mred\u001b[0m',
    '\u001b]0;title\u0007',
    '\u009b31m',
    '\u007f',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\nStop-Computer\n',
    '\r\nStop-Computer\r\n',
    '\n#>\nStop-Computer\n<#',
    '\u2028Stop-Computer',
    '\u0085Stop-Computer',
  ],
  ...[
    '#>',
    '<#',
    '#> Stop-Computer <#',
    '# comment',
    '#requires -Modules Evil',
    '\n#requires -RunAsAdministrator',
    '\uff03\uff1e Stop-Computer',
  ],
  ...['SIG # Begin signature block', '\n# SIG # Begin signature block', '# SIG # End signature block'],
  ...[
    '--%',
    '-Force',
    '-WhatIf:$false',
    '-Name x',
    '/?',
    '%PATH%',
    '%0A::error::x',
    '::error::x',
    '##vso[task.complete]',
    '!x!',
    '^',
    '&',
    '&& calc',
    '| calc',
    '; calc',
    '> out.txt',
    '< in.txt',
  ],
  ...[
    '\\',
    '\\\\',
    'C:\\temp\\',
    '\\u0027',
    '\\x27',
    "\\'",
    '\\u{27}',
    '\\n',
    '\\0',
    '[regex]::Unescape',
    '[char]39',
    '{0}',
    '{{',
    '}',
    ')',
    ']',
    '(',
    '[',
  ],
  ...[
    '[WUMU]',
    'x=1',
    '=1+1',
    '\nWUMU_ExcludeKB9=1',
    '\n[Default]\nOSInstall=N',
    ';',
    '; x',
    '//',
    '\n| project Device',
    "' | where 1 == 1",
    '/*',
    '*/',
  ],
  ...[
    '=====',
    '\n===== mdt: x =====',
    '<script>',
    ']]>',
    '&lt;',
    '*',
    '?',
    '[a-z]*',
    '\u0130',
    '\u00df',
    '\u0391\u03a9',
    '\u65e5\u672c\u8a9e \u66f4\u65b0',
    '\ud83d\ude00',
    '\ud83d',
    '\ude00',
    'e\u0301',
    '\uff07',
    '\u02bc',
    '\u02b9',
    '\u00b4',
    '\u2032',
  ],
  ...[
    '',
    ' ',
    '\t',
    'a'.repeat(300),
    "'".repeat(300),
    '\u2019'.repeat(300),
    'x'.repeat(100_000),
    "'; calc; '".repeat(10_000),
  ],
];

let read: (script: string) => ReadScript;
let reports: Record<string, FullReport>;

beforeAll(async () => {
  read = await powershell();
  reports = await reportsToMend();
}, 60_000);

const named = (name: string): FullReport => {
  const report = reports[name];
  if (!report) throw new Error(`there is no report ${name}`);
  return report;
};

/** Every text from outside is one of these: in each place of a report, as often as there are texts. */
function poisoned(report: FullReport, texts: readonly string[]): FullReport {
  const at = (index: number): string => texts[index % texts.length] ?? '';
  const [first] = report.updates;
  const [input] = report.inputs;
  const [rule] = report.rules;
  if (!first || !input) throw new Error('the report holds no update');
  const waiver = { kb: null, updateId: null, product: null, architecture: null, group: null, sequence: null };
  const updates = texts.flatMap((text, index): FullReport['updates'] => [
    { ...first, input: index, title: text, reason: text, products: [text], where: text, ciId: null, updateId: null },
    { ...first, input: index, kb: text, ciId: text, updateId: text, title: at(index + 1) },
    {
      ...{ ...first, input: index, title: text },
      waiver: { ...waiver, reason: text, owner: text, expires: text, where: text },
    },
  ]);
  const fact = { id: 'rdp-8.0', source: null };
  return {
    ...report,
    updates,
    inputs: texts.map((text) => ({ ...input, name: `${text} `, path: text })),
    rules: rule ? texts.map((text) => ({ ...rule, name: text, possiblyHarmful: updates })) : [],
    openFacts: texts.map((text) => ({
      ...{ ...fact, question: text, note: text, howToFind: [{ kind: text, where: text, yesWhen: text }] },
    })),
    taskSequence: withNames(report.taskSequence, texts),
  };
}

function withNames(given: FullReport['taskSequence'], texts: readonly string[]): FullReport['taskSequence'] {
  const sequence = given?.sequences[0];
  if (!given || !sequence?.mend) return given;
  const { mend, updateSteps } = sequence;
  const sequences = texts.map((text) => ({
    ...{ ...sequence, name: text, packageId: text, advice: [text], mend: { ...mend, steps: [text] } },
    updateSteps: updateSteps.map((step) => ({ ...step, name: text })),
  }));
  return { ...given, sequences };
}

const places = ['june-2014', 'rule', 'sequence', 'retry'];

/** The calls of the same scripts with tame texts, the repeated rows aside. */
function requireInert(files: readonly MadeFile[], tame: readonly MadeFile[]): void {
  expect(files.map(({ id }) => id)).toEqual(tame.map(({ id }) => id));
  for (const [index, { id, file, text }] of files.entries()) {
    expect(/^[ -~\n]*$/.test(text), `${id} is ASCII`).toBe(true);
    const same = tame[index]?.text ?? '';
    if (file.endsWith('.ps1')) requireSame(id, read(text), read(same));
    else if (file.endsWith('.ini')) expect(activeLines(text, ';')).toEqual(activeLines(same, ';'));
    else expect(activeLines(text, '//')).toEqual(activeLines(same, '//'));
  }
}

function requireSame(id: string, script: ReadScript, tame: ReadScript): void {
  expect(script.faults, id).toEqual([]);
  expect(script.functions, id).toEqual(tame.functions);
  expect(script.calls, id).toEqual(tame.calls);
}

const activeLines = (text: string, mark: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith(mark));

/** Those, and what is hostile to any reader. */
const hostile: readonly string[] = [...new Set([...worst, ...hostileStrings])];

describe('hostile texts', () => {
  test('there are many of them', () => {
    expect(new Set(hostile).size).toBeGreaterThan(400);
  });

  test.each(places)(
    'everywhere in the report "%s" they change nothing of what is called',
    (place) => {
      const report = named(place);
      const tame = hostile.map((_text, index) => `tame ${index}`);
      requireInert(madeOf(poisoned(report, hostile)), madeOf(poisoned(report, tame)));
    },
    60_000,
  );

  test('the scripts hold titles and names as they are', () => {
    const short = hostile.filter((text) => text.length <= 200);
    const texts = (place: string, id: string): string[] =>
      read(madeOf(poisoned(named(place), hostile)).find((each) => each.id === id)?.text ?? '').texts;
    const split = texts('june-2014', 'split-group');
    const plugin = texts('june-2014', 'wsus-maintenance-plugin');
    const keys = short.map((text) => `text:2965788:${text}`);
    expect(keys.filter((key) => !split.includes(key))).toEqual([]);
    expect(short.filter((text) => !plugin.includes(text))).toEqual([]);
    const names = texts('sequence', 'task-sequence');
    expect(short.filter((text) => !names.includes(text))).toEqual([]);
    const tooLong = hostile.filter((text) => text.length > 1000);
    expect(split.filter((each) => tooLong.some((text) => each.includes(text)))).toEqual([]);
  }, 60_000);

  test('names of groups are the defaults of parameters, in their order', () => {
    const names = hostile.filter((each) => each.length <= 100);
    const made = madeOf(poisoned(named('june-2014'), names));
    const { texts } = read(made.find(({ id }) => id === 'split-group')?.text ?? '');
    expect(texts.slice(1, names.length + 1)).toEqual(names.map((name) => `${name} `));
  }, 60_000);

  test('whatever it is', () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile.slice(0, 120))), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(texts, fc.constantFrom(...places), (three, place) => {
        const report = named(place);
        requireInert(madeOf(poisoned(report, three)), madeOf(poisoned(report, ['tame 0', 'tame 1', 'tame 2'])));
      }),
      { numRuns: 8, seed: 20140610 },
    );
  }, 120_000);

  test('a comment is one short line that opens and closes nothing', () => {
    for (const text of hostile) {
      const shown = ascii(text);
      expect(shown).toMatch(/^[ -~]{0,200}$/);
      expect(shown).not.toMatch(/#>|<#/);
    }
  });

  test('a text that is no comment is found', () => {
    const tame = madeOf(named('june-2014'));
    const bad = tame.map((each) => ({ ...each, text: each.text.replace(/\n\n/, '\nStop-Computer\n') }));
    expect(() => requireInert(bad, tame)).toThrow();
  });
});
