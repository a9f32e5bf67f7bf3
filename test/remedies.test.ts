// The remedies: each script is PowerShell by a real grammar, calls what is documented, and holds what the report says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { remedyIds } from '../src/remedies/ids.ts';
import { remedies } from '../src/remedies/index.ts';
import { quote } from '../src/remedies/powershell.ts';
import { probes } from '../src/remedies/probes.ts';
import type { FullReport } from '../src/reports/types.ts';
import facts from '../data/facts.json' with { type: 'json' };
import { calledByVariable, otherCommands, siteCmdlets } from './cmdlets.ts';
import { type Call, powershell, type ReadScript } from './powershell.ts';
import { madeOf, reportsToMend, scriptOf } from './remedies.ts';
import { root } from './run.ts';

let read: (script: string) => ReadScript;
let reports: Record<string, FullReport>;

beforeAll(async () => {
  read = await powershell();
  reports = await reportsToMend();
});

const scripts = (): [string, string][] =>
  Object.entries(reports).flatMap(([name, report]) =>
    madeOf(report).flatMap(({ id, file, text }): [string, string][] =>
      file.endsWith('.ps1') ? [[`${id} of ${name}`, text]] : [],
    ),
  );

describe('the list', () => {
  test('has the names of help, and a file of its own for each', () => {
    expect(remedies.map(({ id }) => id)).toEqual([...remedyIds]);
    expect(new Set(remedies.map(({ file }) => file.toLowerCase())).size).toBe(remedies.length);
  });

  test('is the table of README', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const { id, file, description } of remedies)
      expect(readme).toContain(`| \`${id}\` | \`${file}\` | ${description} |`);
  });

  test('each remedy is made of one of the reports, and says of the others why not', () => {
    for (const remedy of remedies) {
      const all = Object.values(reports);
      const left = all.filter((report) => remedy.make(report, { firstExclude: 1 }) === null);
      expect(left.length, remedy.id).toBeLessThan(all.length);
      for (const report of left) expect(remedy.without(report)).toMatch(/^(?:no|what|none|the) [a-z]/);
    }
  });

  test('nothing is made of a report in which nothing fails and nothing is open', () => {
    expect(reports['nothing'] && madeOf(reports['nothing'])).toEqual([]);
  });

  test('every file says what it is for, where it comes from, what it changes, and that nobody tried it', () => {
    for (const report of Object.values(reports)) {
      for (const { id, text } of madeOf(report)) {
        const head = text.slice(0, 4000);
        expect(head).toContain(`rebootgate remediate: ${id}`);
        expect(head).toContain(`Report: the check of ${report.generatedAt}`);
        expect(head).toContain(report.catalog.digest);
        expect(head).toContain('What it changes: ');
        expect(head).toContain('was not run against a site, a server or a device');
        expect(text).toMatch(/^[ -~\n]+\n$/);
        expect(text).not.toMatch(/[ \t]\n/);
      }
    }
  });
});

describe('PowerShell', () => {
  test('the grammar finds what is wrong', () => {
    expect(read("if ($a { 'b' }").faults).not.toEqual([]);
    expect(read("$a = 'it's'").faults).not.toEqual([]);
    expect(read("$a = 'b'").faults).toEqual([]);
  });

  test('every script is without a fault', () => {
    expect(scripts().length).toBeGreaterThan(20);
    for (const [name, text] of scripts()) expect(read(text).faults, name).toEqual([]);
  });

  test('nothing is called that is not documented, and with no other parameters', () => {
    for (const [name, text] of scripts()) {
      const { calls, functions } = read(text);
      for (const call of calls) expect(undocumented(call, functions), name).toEqual([]);
    }
  });

  test('a call that is not documented is found', () => {
    expect(undocumented({ name: 'Remove-CMSoftwareUpdateGroup', parameters: [] }, [])).toHaveLength(1);
    expect(undocumented({ name: 'Get-CMTaskSequence', parameters: ['-Force'] }, [])).toHaveLength(1);
    const { calls } = read("& $other 'a'; Invoke-Expression 'b'; dism.exe /x");
    expect(calls.map(({ name }) => name)).toEqual(['$other', 'Invoke-Expression', 'dism.exe']);
  });

  test('a cmdlet that changes something never runs without -WhatIf', () => {
    const verbs = /^(?:New-CMSoftwareUpdateGroup|(?:Add|Set|Remove)-CM)/;
    const changing = scripts().flatMap(([, text]) => read(text).calls.filter(({ name }) => verbs.test(name)));
    expect(changing.length).toBeGreaterThan(5);
    for (const { name, parameters } of changing) expect(parameters, name).toContain('-WhatIf');
  });

  test('what is beyond the documentation that was read is named in the header', () => {
    for (const [name, text] of scripts()) {
      const used = read(text).calls.filter((call) => siteCmdlets[call.name]?.unverified);
      for (const call of used) expect(text, name).toMatch(new RegExp(`UNVERIFIED: [^\\n]*${call.name}`));
    }
  });

  test('each cmdlet of a site is asked for before anything is done', () => {
    for (const [name, text] of scripts()) {
      const { calls, texts } = read(text);
      const used = calls.flatMap((call) => (siteCmdlets[call.name] ? [call.name] : []));
      for (const cmdlet of used) expect(texts, name).toContain(cmdlet);
    }
  });

  test('a sequence gets the variable or the retries, never both', () => {
    const waits = scriptOf(reports, 'sequence', 'task-sequence');
    const retry = scriptOf(reports, 'retry', 'task-sequence');
    const called = (text: string): string[] => read(text).calls.map(({ name }) => name);
    expect(called(waits)).toContain('Add-CMTaskSequenceStep');
    expect(called(waits)).not.toContain('Set-CMTSStepInstallUpdate');
    expect(called(retry)).toContain('Set-CMTSStepInstallUpdate');
    expect(called(retry)).not.toContain('Add-CMTaskSequenceStep');
  });
});

function undocumented({ name, parameters }: Call, functions: readonly string[]): string[] {
  if (functions.includes(name) || calledByVariable.includes(name)) return [];
  const known = siteCmdlets[name] ?? otherCommands[name];
  if (!known) return [`${name} is not documented`];
  const wrong = parameters.filter((parameter) => !known.parameters.includes(parameter));
  return wrong.map((parameter) => `${name} ${parameter} is not documented`);
}

describe('literals', () => {
  test.each([
    ['plain', "'plain'"],
    ["it's", "'it''s'"],
    ['C:\\x $(y) `z "q"', '\'C:\\x $(y) `z "q"\''],
    ['\u2019', "([regex]::Unescape('\\u2019'))"],
    ["a\\n'\u2018\n", "([regex]::Unescape('a\\\\n''\\u2018\\u000a'))"],
    ['\ud83d\ude00\ud83d', "([regex]::Unescape('\\ud83d\\ude00\\ud83d'))"],
  ])('%j', (text, literal) => {
    expect(quote(text)).toBe(literal);
    const { faults, texts } = read(`$a = ${literal}\n`);
    expect({ faults, texts }).toEqual({ faults: [], texts: [text] });
  });
});

describe('what the scripts hold', () => {
  test('split-group: every update that was checked, by its CI_ID, and which ones come later', () => {
    const rows = scriptOf(reports, 'june-2014', 'split-group').match(/Later = \$(?:true|false).*Key = '[^']*'/g) ?? [];
    const short = rows.map((row) => row.replace(/; Seen.*Key = /, ' ').replace(/Later = \$/, ''));
    expect(short).toHaveLength(8);
    expect(short.filter((row) => row.startsWith('true'))).toEqual(["true  'id:16790105'", "true  'id:16790108'"]);
  });

  test('split-group: without a CI_ID by UpdateID, then by article ID and exact title, then by article ID', () => {
    const report = reports['mixed'];
    if (!report) throw new Error('there is no such report');
    const { texts } = read(scriptOf(reports, 'mixed', 'split-group'));
    const keys = texts.filter((text) => /^(?:id|guid|text|kb):./.test(text));
    expect(keys).toEqual([
      'guid:1b0b70c0-191e-42f6-8808-c1b50deacb3b',
      "text:2965788:It's 'quoted' \u2019",
      'kb:2965788',
    ]);
  });

  test('adr-criteria and mdt: each article once, in the forms that the rule and MDT take', () => {
    expect(scriptOf(reports, 'june-2014', 'adr-criteria')).toContain("$excluded = @('-2965788')");
    const ini = remedies.find(({ id }) => id === 'mdt');
    const many = reports['many'];
    const lines =
      many &&
      ini
        ?.make(many, { firstExclude: 4 })
        ?.split('\n')
        .filter((line) => line.startsWith('WUMU'));
    expect(lines).toEqual(['WUMU_ExcludeKB4=2965788', 'WUMU_ExcludeKB5=2984976', 'WUMU_ExcludeKB6=3126446']);
  });

  test('a waived update is left alone, and named with its owner', () => {
    const made = madeOf(reports['waived'] ?? ({} as never));
    expect(made.map(({ id }) => id)).toEqual(['cmpivot', 'baseline-script']);
    for (const { text } of made) {
      expect(text).toMatch(/Waived, so left as they are \(1\):\n.*KB5083631.*2026-12-01.*patching@example\.com/);
      expect(text).not.toMatch(/It decides about: .*KB5083631/);
    }
  });

  test('a rule is mended by its criteria, not by splitting a group that its next run empties', () => {
    expect(madeOf(reports['rule'] ?? ({} as never)).map(({ id }) => id)).not.toContain('split-group');
    expect(scriptOf(reports, 'rule', 'adr-criteria')).toContain("[string[]] $RuleName = @('Windows 7 monthly')");
  });
});

describe('probes', () => {
  const asked = facts.filter(({ id }) => probes.some(({ fact }) => fact === id));

  test('every fact has one, but the one that is about what people do', () => {
    const ids = facts.map(({ id }) => id);
    expect(probes.map(({ fact }) => fact)).toEqual(ids.filter((id) => id !== 'kb5025885-manual-steps'));
  });

  test.each(asked)('$id looks where the fact says', ({ id, howToFind }) => {
    const probe = probes.find(({ fact }) => fact === id);
    const known = howToFind.map(({ where }) => where).join('\n');
    const powershellText = probe?.powershell.join('\n') ?? '';
    const looked = [...powershellText.matchAll(/Win32_\w+|KB\d+|\bvmms\b|UEFICA2023Status|Confirm-SecureBootUEFI/g)];
    expect(looked.length).toBeGreaterThan(0);
    const all = known.concat(id === 'secure-boot-2023-pending' ? 'Confirm-SecureBootUEFI' : '');
    for (const [word] of looked) expect(all).toContain(word);
    const query = probe?.cmpivot?.query ?? '';
    const [, key = null, value = null] = /^Registry\('hklm:\\([^']+)'\) \| where Property == '(\w+)'/.exec(query) ?? [];
    if (key !== null) expect(known).toContain(`HKLM\\${key}, value ${value}`);
  });

  test('the queries keep to the grammar of CMPivot', () => {
    for (const { cmpivot } of probes) if (cmpivot) expect(kustoFault(cmpivot.query)).toBeNull();
    expect(kustoFault("Registry('hklm:\\a') | where Property == 'x'; y")).not.toBeNull();
    expect(kustoFault("Registry('hklm:\\a' | project Device")).not.toBeNull();
    expect(kustoFault('OperatingSystem | delete Device')).not.toBeNull();
  });

  test('the entities are documented ones', () => {
    const documented = ['Registry', 'QuickFixEngineering', 'Service', 'OperatingSystem'];
    for (const { cmpivot } of probes) if (cmpivot) expect(documented).toContain(/^\w+/.exec(cmpivot.query)?.[0]);
  });
});

/** entity or entity('text'), then operators of CMPivot behind bars; texts in single quotes without one inside. */
function kustoFault(query: string): string | null {
  const tokens = query.match(/'[^'\n]*'|[A-Za-z_]\w*|==|[|(),]|\S/g) ?? [];
  const wrong = tokens.find((token) => !/^(?:'[^']*'|\w+|==|[|(),])$/.test(token));
  if (wrong !== undefined) return `unknown token ${wrong}`;
  if (tokens.filter((token) => token === '(').length !== tokens.filter((token) => token === ')').length)
    return 'a bracket is open';
  const [entity = '', ...rest] = query.split(' | ');
  if (!/^[A-Z]\w*(?:\('[^']+'\))?$/.test(entity)) return `no entity: ${entity}`;
  const bad = rest.find((part) => !/^(?:where|project|summarize|order by|take|count|distinct)\b/.test(part));
  return bad === undefined ? null : `no operator: ${bad}`;
}
