// The report as JUnit XML, for the test views of Jenkins, GitLab and Azure Pipelines: a test case for each update, and one for the verdict.
// What fails is a failure. What is waived, known from the baseline, suspected or unknown is skipped, with the reason: these platforms count
// skipped tests apart and never fail for them, show their message, and show what a passing test prints only to who opens it.
import type { CheckedUpdate } from '../types.ts';
import { adviceOf } from './advice.ts';
import { decisionOf } from './decisions.ts';
import { type Statement, statementsOf } from './statements.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';
import { addressOf, catalogText, countsText, detailsOf, nameOf, offeredText } from './words.ts';
import { element, xmlText } from './xml-text.ts';

interface Case {
  name: string;
  classname: string;
  result: 'passed' | 'failure' | 'error' | 'skipped';
  type: string;
  message: string;
  /** Below a failure or error. */
  details: string[];
}

interface Suite {
  name: string;
  cases: Case[];
  properties: Record<string, string>;
  output: string[];
}

export function junit(report: FullReport): string {
  const suites = [verdictSuite(report), ...inputSuites(report), ...statementSuites(report)];
  const totals = totalsOf(suites.flatMap(({ cases }) => cases));
  const root = element(
    'testsuites',
    { name: 'rebootgate', tests: totals.tests, failures: totals.failures, errors: totals.errors, time: '0' },
    suites.flatMap((suite) => suiteElement(suite, report)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.join('\n')}\n`;
}

function verdictSuite(report: FullReport): Suite {
  const { word, sentence, scope } = verdictOf(report);
  const { toolVersion, catalog, policy, outcome } = report;
  const result = outcome === 'fail' ? 'failure' : outcome === 'undecided' ? 'error' : 'passed';
  const message = `${word}: ${sentence}`;
  const further = [scope, countsText(report), catalogText(report), ...adviceOf(report)].filter((line) => line !== null);
  return {
    name: 'verdict',
    cases: [{ name: 'gate', classname: 'rebootgate.verdict', result, type: outcome, message, details: further }],
    properties: {
      version: toolVersion,
      outcome,
      failOn: policy.failOn,
      catalogOf: catalog.dataAsOf,
      catalogDigest: catalog.digest,
    },
    output: result === 'passed' ? [message, ...further] : [],
  };
}

function inputSuites(report: FullReport): Suite[] {
  return report.inputs.map(({ name, kind, path }, index) => {
    const updates = report.updates.filter(({ input }) => input === index);
    return {
      name,
      cases: distinct(updates.map((update) => caseOf(update, report, name))),
      properties: { kind, ...(path === null ? {} : { path }) },
      output: [],
    };
  });
}

/** A dot ends a package in the views of Jenkins and Azure Pipelines. */
const part = (text: string): string => text.replaceAll('.', '_');

function caseOf(update: CheckedUpdate, report: FullReport, input: string): Case {
  const { products, architecture, status, reason, waiver } = update;
  const decision = decisionOf(update, report);
  const waived = waiver === null ? null : `waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`;
  const known = decision === 'known' ? `failed in ${report.baseline?.path ?? 'the older report'} as well` : null;
  const why = decision === 'waived' ? waived : known;
  return {
    name: [nameOf(update), architecture].filter((each) => each !== null).join(' '),
    classname: `${part(input)}.${part(products.join(', ')) || 'product not known'}`,
    result: decision === 'fails' ? 'failure' : decision === 'passes' ? 'passed' : 'skipped',
    type: status,
    message: why === null ? `${status}: ${reason}` : `${why} (${status}: ${reason})`,
    details: [update.title, detailsOf(update), offeredText(update), addressOf(update)].filter((line) => line !== null),
  };
}

/** Two tests of one name are one to the platforms. */
function distinct(cases: readonly Case[]): Case[] {
  const seen = new Map<string, number>();
  return cases.map((each) => {
    const key = `${each.classname}\u0000${each.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? each : { ...each, name: `${each.name} (${count})` };
  });
}

const suiteNames: Partial<Record<Statement['kind'], string>> = {
  'task-sequence': 'task sequences',
  rule: 'automatic deployment rules',
  'rule-update': 'what rules may pick as well',
  'set-aside': 'set aside by what is stated, or overruled',
  waiver: 'waivers',
  gone: 'gone since the baseline',
};

function statementSuites(report: FullReport): Suite[] {
  const statements = statementsOf(report);
  return Object.entries(suiteNames).flatMap(([kind, name]) => {
    const own = statements.filter((each) => each.kind === kind);
    if (own.length === 0) return [];
    const cases = own.map(
      ({ name: test, level, text, more }): Case => ({
        ...{ name: test, classname: `rebootgate.${name}`, type: kind, message: text, details: more },
        result: level === 'error' ? 'failure' : level === 'warning' ? 'skipped' : 'passed',
      }),
    );
    const output = own.flatMap(({ level, name: test, text, more }) =>
      level === 'note' ? [`${test}: ${text}`, ...more] : [],
    );
    return [{ name, cases: distinct(cases), properties: {}, output }];
  });
}

function totalsOf(cases: readonly Case[]): { tests: number; failures: number; errors: number; skipped: number } {
  const count = (result: Case['result']): number => cases.filter((each) => each.result === result).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function suiteElement({ name, cases, properties, output }: Suite, { generatedAt }: FullReport): string[] {
  const rows = Object.entries(properties).flatMap(([key, value]) => element('property', { name: key, value }));
  const timestamp = generatedAt.replace(/Z$/, '');
  return element('testsuite', { name, ...totalsOf(cases), time: '0', timestamp }, [
    ...(rows.length === 0 ? [] : element('properties', {}, rows)),
    ...cases.flatMap(caseElement),
    ...(output.length === 0 ? [] : [`<system-out>${output.map((line) => xmlText(line)).join('\n')}</system-out>`]),
  ]);
}

function caseElement({ name, classname, result, type, message, details }: Case): string[] {
  const attributes = { name, classname, time: '0' };
  if (result === 'passed') return element('testcase', attributes);
  if (result === 'skipped') return element('testcase', attributes, element('skipped', { message }));
  const text = [message, ...details].map((line) => xmlText(line)).join('\n');
  const open = `<${result} message="${xmlText(message)}" type="${xmlText(type)}">`;
  return element('testcase', attributes, [`${open}${text}</${result}>`]);
}
