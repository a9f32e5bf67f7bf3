// The report on a Patch Tuesday for people: when it is, how fresh the sources are, what is known of its updates, and what that means for each group.
import type { CheckedUpdate } from '../types.ts';
import type { TuesdayReport } from '../tuesday/types.ts';
import { classLines, sourceLines } from './patch-tuesday-known.ts';
import { changeLines } from './diff.ts';
import { wrap } from './layout.ts';
import { type Paint, painter } from './paint.ts';
import { plain } from './safe.ts';
import { ruleLines } from './sections.ts';
import { factLines, section } from './text.ts';
import type { FullReport } from './types.ts';
import { verdictText } from './verdict.ts';
import { grouped, warningLines } from './warnings.ts';

type Full = TuesdayReport<FullReport>;

export function renderTuesday(report: Full, { width, colour }: { width: number; colour: boolean }): string {
  const paint = painter(colour);
  const lines = [
    ...wrap(headline(report, paint), width).map(paint.bold),
    ...dateLines(report, width),
    ...changesPart(report, width, paint),
    ...report.groups.flatMap((group) => groupPart(group, width, paint)),
    ...monthPart(report, width, paint),
    ...classLines(report, width, paint),
    ...laterPart(report, width, paint),
    ...factLines({ openFacts: openFacts(report) }, width, paint),
    ...sourceLines(report, width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

const months = 'January February March April May June July August September October November December'.split(' ');

export const monthText = (month: string): string => `${months[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

function headline({ groups, outcome, month }: Full, paint: Paint): string {
  const total = groups.length;
  if (total === 0) return `${monthText(month)}: NO GROUP WAS CHECKED, only what is known of the month.`;
  const count = groups.filter(({ report }) => report.outcome === outcome).length;
  const which = total === 1 ? 'the group' : count === total ? `all ${total} groups` : `${count} of ${total} groups`;
  const [one, many] = count === 1 ? ['fails', 'passes'] : ['fail', 'pass'];
  const said = {
    fail: `${paint.red('FAIL:')} ${which} ${one}.`,
    undecided: `${paint.yellow('UNDECIDED:')} nothing is known about ${which}, which is no clearance.`,
    pass: `${paint.green('PASS:')} ${which} ${many}.`,
  };
  return `${monthText(month)}: ${said[outcome]}`;
}

function dateLines({ when, release, asOf, month }: Full, width: number): string[] {
  const { local, pacific } = release;
  const zone = local.zone === 'UTC' ? 'UTC' : `in ${local.zone} (${local.offset})`;
  const there = `${pacific.day}, ${pacific.time} in Redmond (${pacific.offset})`;
  const date = `Patch Tuesday ${when === 'past' ? 'was' : 'is'} ${there}: ${local.weekday} ${local.day}, ${local.time} ${zone}.`;
  const state = { past: '', out: ' It is out.', ahead: ' It lies ahead.' }[when];
  const known = `${monthText(month)} has ended: only what was known on ${asOf} counts, as a run of that day would say it. "rebootgate check" says what is known today.`;
  return [...wrap(`${date}${state}`, width), ...(asOf === null ? [] : wrap(known, width))];
}

const todayTexts = {
  fail: 'TODAY THIS GROUP FAILS: more has been claimed since, see below.',
  undecided: 'Today nothing is known about this group.',
  pass: 'Today this group passes.',
};

/** Its verdict, what it picks where it is a rule, and the updates that decide it. */
function groupPart({ report, today }: Full['groups'][number], width: number, paint: Paint): string[] {
  const other = today === null || today === report.outcome ? [] : wrap(todayTexts[today], width).map(paint.yellow);
  return [
    '',
    ...wrap(verdictText(report, paint), width).map(paint.bold),
    ...other,
    ...ruleLines(report, width, paint),
    ...section(report, 'multi-restart', width, paint),
    ...section(report, 'conditional', width, paint),
    ...warningLines(report, width, paint),
  ];
}

function monthPart({ updates, month, groups }: Full, width: number, paint: Paint): string[] {
  const total = updates.updates.length;
  const counts = Object.entries(updates.counts).filter(([, count]) => count > 0);
  const said = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  const full: FullReport = { ...updates, rules: [], taskSequence: null, because: null };
  const none = `The catalog names no update released in ${monthText(month)}. That says nothing about restarts.`;
  const head = `Updates released in ${monthText(month)}: ${total} in the catalog, ${said}`;
  return [
    '',
    ...wrap(total === 0 ? none : `${head}.`, width).map(paint.bold),
    ...(groups.length > 0 && total > 0 ? wrap('Whether or not a group holds them.', width) : []),
    ...section(full, 'multi-restart', width, paint),
    ...section(full, 'conditional', width, paint),
    ...grouped(full, 'suspected', width, paint),
    ...unknownLines(updates.updates, width, paint),
  ];
}

/** Dozens each month: by product, one line each. */
function unknownLines(updates: readonly CheckedUpdate[], width: number, paint: Paint): string[] {
  const unknown = updates.filter(({ status }) => status === 'no-data');
  if (unknown.length === 0) return [];
  const byProducts = new Map<string, string[]>();
  for (const { products, kb, updateId } of unknown) {
    const names = products.slice(0, 3).map(plain).join(', ');
    const key = products.length > 3 ? `${names} and ${products.length - 3} more` : names || 'product not known';
    byProducts.set(key, [...(byProducts.get(key) ?? []), kb === null ? (updateId ?? '') : `KB${kb}`]);
  }
  const lines = [...byProducts].flatMap(([products, names]) =>
    wrap(`${products}: ${names.join(', ')}`, width, '  ', '      '),
  );
  return ['', paint.bold(paint.yellow(`New, and nothing known (${unknown.length})`)), ...lines];
}

function laterPart({ later, asOf }: Full, width: number, paint: Paint): string[] {
  const { updates, classes } = later;
  if (updates.length + classes.length === 0) return [];
  return [
    '',
    paint.bold(`Claimed after ${asOf}, and not counted above`),
    ...updates.flatMap((change) => changeLines(change, width, paint)),
    ...classLines({ classes }, width, paint).slice(2),
  ];
}

function changesPart({ changes, month }: Full, width: number, paint: Paint): string[] {
  if (changes === null) return [];
  const { since, catalog, updates, groups, added, gone } = changes;
  const other =
    updates === null
      ? [`That run was one for ${monthText(changes.month)}; of ${monthText(month)} it said nothing.`]
      : [];
  const names = (what: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [`${what}: ${list.map((name) => `"${plain(name)}"`).join(', ')}`];
  const said = [
    ...other,
    ...(catalog ? ['The catalog holds other facts than then.'] : []),
    ...names('Checked for the first time', added),
    ...names('No longer checked', gone),
  ];
  const same = groups.length + (updates?.length ?? 0) + added.length + gone.length === 0;
  return [
    '',
    ...wrap(
      same ? `Compared with the run of ${since}: no verdict changed` : `Changed since the run of ${since}`,
      width,
    ).map(paint.bold),
    ...said.flatMap((line) => wrap(line, width, '  ', '    ')),
    ...groups.flatMap(({ name, before, after, changes: each }) => [
      ...wrap(
        `"${plain(name)}": ${before === after ? `${after}, as then` : `${before} then, ${after} now`}`,
        width,
        '  ',
      ),
      ...each.slice(0, mostChanges).flatMap((change) => changeLines(change, width, paint)),
      ...more(each.length),
    ]),
    ...(updates === null || updates.length === 0
      ? []
      : [
          `  Updates of ${monthText(month)}`,
          ...updates.slice(0, mostChanges).flatMap((change) => changeLines(change, width, paint)),
        ]),
    ...more(updates?.length ?? 0),
  ];
}

const mostChanges = 30;
const more = (count: number): string[] => (count > mostChanges ? [`  ... and ${count - mostChanges} more`] : []);

function openFacts({ updates, groups }: Full): Full['updates']['openFacts'] {
  const all = [updates, ...groups.map(({ report }) => report)].flatMap((report) => report.openFacts);
  return [...new Map(all.map((fact) => [fact.id, fact])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
