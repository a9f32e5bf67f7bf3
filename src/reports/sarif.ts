// The report as SARIF 2.1.0, for code scanning and editors: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import type { CheckedUpdate } from '../types.ts';
import { decisionOf } from './decisions.ts';
import { jsonText } from './json-text.ts';
import { plain, short } from './safe.ts';
import { artifactsOf, locationNamed, locationOf } from './sarif-places.ts';
import { fingerprintOf, messageOf, messageText, propertiesOf } from './sarif-results.ts';
import { isRuleId, type RuleId, ruleIds, rulesFor } from './sarif-rules.ts';
import { statementsOf } from './statements.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';
import { useText, waiverLevel, waiverName } from './waivers.ts';

/** GitHub keeps 5,000 results of a run; the worst come first. */
const mostResults = 5000;
const mostNotifications = 100;

const exitCodes = {
  pass: { exitCode: 0, exitCodeDescription: 'the gate passes' },
  fail: { exitCode: 1, exitCodeDescription: 'the gate fails' },
  undecided: { exitCode: 3, exitCodeDescription: 'undecided: too little is known to pass or to fail' },
};

export function sarif(report: FullReport): string {
  const { toolVersion, generatedAt, catalog, outcome } = report;
  const { word, sentence } = verdictOf(report);
  const all = resultsOf(report);
  const run = {
    tool: {
      driver: { name: 'rebootgate', version: toolVersion, semanticVersion: toolVersion, rules: rulesFor(report) },
    },
    invocations: [
      {
        executionSuccessful: true,
        ...exitCodes[outcome],
        endTimeUtc: generatedAt,
        toolExecutionNotifications: notificationsOf(report, all.length),
      },
    ],
    originalUriBaseIds: { WORKINGFOLDER: { description: { text: 'The folder in which the check ran.' } } },
    artifacts: artifactsOf(report),
    columnKind: 'utf16CodeUnits',
    results: all.slice(0, mostResults),
    properties: {
      verdict: plain(short(`${word}: ${sentence}`, 2000)),
      catalogOf: catalog.dataAsOf,
      catalogDigest: catalog.digest,
      counts: report.counts,
      rules: report.rules.map(({ name, picks, complete }) => {
        return { name: plain(short(name, 300)), picks: plain(short(picks, 300)), complete };
      }),
    },
  };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return jsonText({ $schema, version: '2.1.0', runs: [run] });
}

interface Result {
  [name: string]: unknown;
}

function resultsOf(report: FullReport): Result[] {
  const seen = new Map<string, number>();
  const bad = report.updates.flatMap((update) => {
    return isRuleId(update.status) ? [resultOf(update, update.status, report, seen)] : [];
  });
  const harmful = report.rules.flatMap(({ name, possiblyHarmful }) =>
    possiblyHarmful.flatMap((update) =>
      isRuleId(update.status) ? [possibleResult(update, update.status, name, report, seen)] : [],
    ),
  );
  return [...bad, ...harmful, ...sequenceResults(report), ...waiverResults(report), ...absentResults(report)];
}

function resultOf(update: CheckedUpdate, rule: RuleId, report: FullReport, seen: Map<string, number>): Result {
  const decision = decisionOf(update, report);
  const fingerprint = fingerprintOf(update, rule, seen);
  const { waiver } = update;
  return {
    ...ofRule(rule),
    level: decision === 'fails' ? 'error' : decision === 'warns' ? levelOfWarning(rule, report) : 'note',
    message: { text: messageOf(update, report) },
    locations: [locationOf(report, update.input, update.line)],
    partialFingerprints: { 'rebootgate/v1': fingerprint, primaryLocationLineHash: fingerprint },
    ...(report.baseline === null ? {} : { baselineState: update.known ? 'unchanged' : 'new' }),
    // Where one result of a run has suppressions, the others say that they have none.
    ...(report.waivers.length === 0 && waiver === null
      ? {}
      : { suppressions: waiver === null ? [] : [suppressionOf(waiver)] }),
    properties: { decision, ...propertiesOf(update) },
  };
}

const ofRule = (rule: RuleId): Result => ({ ruleId: rule, ruleIndex: ruleIds.indexOf(rule) });

/** What nobody knows is a note, but not where the gate stands open for it. */
const levelOfWarning = (rule: RuleId, { outcome }: FullReport): 'note' | 'warning' =>
  rule === 'no-data' && outcome !== 'undecided' ? 'note' : 'warning';

function suppressionOf({ reason, owner, expires, where }: NonNullable<CheckedUpdate['waiver']>): Result {
  return {
    kind: 'external',
    status: 'accepted',
    justification: plain(short(`${reason} (${owner}, until ${expires}; ${where})`, 2000)),
    properties: { owner: plain(owner), expires },
  };
}

/** What a rule may pick besides: nobody can tell, so it is to be looked at. */
function possibleResult(
  update: CheckedUpdate,
  rule: RuleId,
  name: string,
  report: FullReport,
  seen: Map<string, number>,
): Result {
  const text = messageText(`The rule "${name}" may pick it as well. ${messageOf(update, report)}`);
  // It is of a check of its own; here its place is what the rule is known by.
  const input = report.inputs.findIndex((each) => each.name === name);
  return { ...resultOf({ ...update, input, line: null }, rule, report, seen), level: 'warning', message: { text } };
}

function sequenceResults(report: FullReport): Result[] {
  const bad = statementsOf(report).filter(({ kind, level }) => kind === 'task-sequence' && level !== 'note');
  return bad.map(({ level, name, text, more }) => ({
    ...ofRule('task-sequence'),
    level,
    // What to look at and to do; the steps one by one are for the other formats.
    message: { text: messageText([`${name}: ${text}`, ...more.filter((line) => !/^\d+ {2}/.test(line))].join(' ')) },
    locations: [locationOf(report, 0, null, name)],
  }));
}

/** Where unused waivers fail the gate nothing else may: each is shown where it stands. */
function waiverResults(report: FullReport): Result[] {
  if (report.because !== 'unused-waivers') return [];
  return report.waivers.flatMap((waiver) => {
    if (waiverLevel(waiver, report) !== 'error') return [];
    const text = messageText(`Waiver for ${waiverName(waiver)}: ${useText(waiver, report)}. Owner: ${waiver.owner}.`);
    return [
      { ...ofRule('unused-waiver'), level: 'error', message: { text }, locations: [locationNamed(waiver.where)] },
    ];
  });
}

/** What failed in the older report and is gone: kept so that whoever compares sees it, and never counted. */
function absentResults(report: FullReport): Result[] {
  const gone = statementsOf(report).filter(({ kind }) => kind === 'gone');
  return gone.map(({ name, text }, index) => {
    const status = report.baseline?.gone[index]?.status ?? 'no-data';
    return {
      ...ofRule(isRuleId(status) ? status : 'no-data'),
      kind: 'informational',
      level: 'none',
      baselineState: 'absent',
      message: { text: messageText(`${name}: ${text}.`) },
      locations: [locationOf(report, 0, null)],
    };
  });
}

/** Of the run, not of an update: waivers, rules that could not be evaluated whole, and what was left out. */
function notificationsOf(report: FullReport, results: number): Result[] {
  const kinds = ['set-aside', 'waiver', 'rule', 'baseline'];
  const said = statementsOf(report).filter(({ kind }) => kinds.includes(kind));
  const left = Math.max(0, results - mostResults);
  const texts: { level: string; text: string }[] = [
    ...said.map(({ level, name, text }) => ({ level, text: `${name}: ${text}` })),
    ...(left === 0 ? [] : [{ level: 'warning', text: `... and ${left} more results, which are not in this file.` }]),
  ];
  return texts.slice(-mostNotifications).map(({ level, text }) => ({ level, message: { text: messageText(text) } }));
}
