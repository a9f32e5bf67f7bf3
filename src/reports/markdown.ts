// The report as Markdown, for job summaries, pull requests and chats: verdict first, what fails and warns, then what to do.
import type { CheckedUpdate } from '../types.ts';
import { adviceOf } from './advice.ts';
import { type Decision, decisionOf } from './decisions.ts';
import { inert, link } from './markdown-text.ts';
import { setAsideTitle } from './set-aside.ts';
import { type Statement, statementsOf } from './statements.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';
import { sameClaims } from './warnings.ts';
import {
  addressOf,
  capital,
  catalogText,
  countsText,
  detailsOf,
  factText,
  nameOf,
  offeredText,
  reviewText,
} from './words.ts';

/** A comment on GitHub takes 65,536 characters, a summary 1 MiB: each part gets its share, and says how much it left out. */
const shares = { fails: 24_000, others: 8_000, statements: 8_000, list: 4_000 };
const longestTitle = 200;

export function markdown(report: FullReport): string {
  const { word, sentence, scope } = verdictOf(report);
  const parts = [
    [`## rebootgate: ${inert(word)}`],
    [inert(capital(sentence), 2000)],
    scope === null ? [] : [inert(scope)],
    decided(report, 'fails', 'What fails'),
    decided(report, 'warns', 'What warns'),
    decided(report, 'waived', 'Waived'),
    decided(report, 'known', 'Failed before as well'),
    ...statementParts(report),
    listPart(
      'Facts that would decide more',
      report.openFacts.map((fact) => `\`--env ${codeOf(fact.id)}=yes|no\`: ${inert(factText(fact))}`),
    ),
    [report.updates.length === 0 ? '' : inert(countsText(report)), inert(catalogText(report))].filter(
      (line) => line !== '',
    ),
    listPart(
      'What to do',
      adviceOf(report).map((line) => inert(line)),
    ),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const codeOf = (id: string): string => id.replace(/[^\w.-]/g, '');

/** A table of the updates that came to the same decision. Those of which the same is said share a row, unless they fail. */
function decided(report: FullReport, decision: Decision, title: string): string[] {
  const updates = report.updates.filter((update) => decisionOf(update, report) === decision);
  if (updates.length === 0) return [];
  const groups = decision === 'warns' ? sameClaims(updates) : updates.map((update) => [update]);
  const share = decision === 'fails' ? shares.fails : shares.others;
  const rows = within(groups, share, (group) => row(group, report));
  const left = groups.slice(rows.length).reduce((sum, group) => sum + group.length, 0);
  return [
    `### ${inert(title)} (${updates.length})`,
    '',
    '| Update | Why | Evidence |',
    '|---|---|---|',
    ...rows,
    ...(left === 0 ? [] : ['', more(left)]),
  ];
}

const more = (left: number): string => `... and ${left} more`;

function row(group: readonly CheckedUpdate[], report: FullReport): string {
  const [first] = group;
  if (first === undefined) return '';
  const name = group.length === 1 ? ofOne(first, report) : ofMany(group);
  return `| ${name} | ${whyOf(first, report)} | ${evidenceOf(first)} |`;
}

function ofOne(update: CheckedUpdate, { inputs }: FullReport): string {
  const lines = [
    `**${inert(nameOf(update), longestTitle)}**`,
    update.title === null ? '' : inert(update.title, longestTitle),
    inert(detailsOf(update), longestTitle),
    inputs.length < 2 ? '' : `in ${inert(inputs[update.input]?.name ?? '', longestTitle)}`,
  ];
  return lines.filter((line) => line !== '').join('<br>');
}

const mostNames = 100;

function ofMany(group: readonly CheckedUpdate[]): string {
  const names = group.slice(0, mostNames).map((update) => {
    return inert([nameOf(update), update.architecture].filter((each) => each !== null).join(' '), longestTitle);
  });
  return [...names, ...(group.length > mostNames ? [more(group.length - mostNames)] : [])].join(', ');
}

function whyOf(update: CheckedUpdate, report: FullReport): string {
  const { waiver } = update;
  const lines = [
    update.reason,
    update.status === 'suspected' ? reviewText(update, report) : null,
    offeredText(update),
    waiver === null ? null : `Waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`,
  ];
  return lines.flatMap((line) => (line === null ? [] : [inert(line)])).join('<br>');
}

const mostEvidence = 3;

/** Claims that count and have an address; copies of another one are no evidence of their own. */
function evidenceOf(update: CheckedUpdate): string {
  const claims = update.evidence.filter(
    ({ setAside, url, derivedFrom }) => setAside === null && url !== null && derivedFrom === null,
  );
  const links = claims
    .slice(0, mostEvidence)
    .flatMap(({ sourceName, url }) => (url === null ? [] : [link(sourceName, url)]));
  if (links.length > 0) return [...new Set(links)].join('<br>');
  const url = addressOf(update);
  return url === null ? '' : link('copy', url);
}

function statementParts(report: FullReport): string[][] {
  const statements = statementsOf(report);
  const of = (...kinds: Statement['kind'][]): Statement[] => statements.filter(({ kind }) => kinds.includes(kind));
  const sequences = of('task-sequence').map((each) => [`### ${inert(each.name, longestTitle)}`, '', ...body(each)]);
  const rules = of('rule').map((each) => [`### ${inert(each.name, longestTitle)}`, '', ...body(each)]);
  return [
    ...sequences,
    ...rules,
    listPart('What a rule may pick as well', of('rule-update').map(oneLine)),
    listPart(setAsideTitle, of('set-aside').map(oneLine)),
    listPart('Waivers', of('waiver').map(oneLine)),
    listPart('Since the older report', of('baseline', 'gone').map(oneLine)),
  ];
}

const oneLine = ({ name, text }: Statement): string => `**${inert(name, longestTitle)}**: ${inert(text)}`;

function body({ text, more: further }: Statement): string[] {
  return [
    inert(text),
    ...(further.length === 0
      ? []
      : [
          '',
          ...capped(
            further.map((line) => inert(line)),
            shares.list,
          ),
        ]),
  ];
}

function listPart(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${inert(title)}`, '', ...capped(lines, shares.statements)];
}

function capped(lines: readonly string[], share: number): string[] {
  const shown = within(lines, share, (line) => `- ${line}`);
  return shown.length === lines.length ? shown : [...shown, `- ${more(lines.length - shown.length)}`];
}

/** As many as fit, one at least. */
function within<T>(all: readonly T[], share: number, render: (each: T) => string): string[] {
  const shown: string[] = [];
  let length = 0;
  for (const each of all) {
    const line = render(each);
    length += line.length;
    if (length > share && shown.length > 0) break;
    shown.push(line);
  }
  return shown;
}
