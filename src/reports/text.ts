// The report for people: verdict first, then why, then warnings, counts, sources, and what to do next.
import { type CheckedUpdate, type Report, statuses } from '../types.ts';
import { ruleLines, sequenceLines } from './sections.ts';
import type { FullReport } from './types.ts';
import { adviceLines } from './advice.ts';
import { wrap } from './layout.ts';
import { type Paint, painter } from './paint.ts';
import { plain } from './safe.ts';
import { setAsideLines } from './set-aside.ts';
import { headline } from './verdict.ts';
import { baselineLines, letThrough, waiverLines } from './waivers.ts';
import { warningLines } from './warnings.ts';
import { addressOf, catalogText, countsText, detailsOf, factText, nameOf, offeredText, statusTitles } from './words.ts';

export function text(report: FullReport, { width, colour }: { width: number; colour: boolean }): string {
  const paint = painter(colour);
  const lines = [
    ...headline(report, width, paint),
    ...inputLines(report, width, paint),
    ...ruleLines(report, width, paint),
    ...sequenceLines(report, width),
    ...section(report, 'multi-restart', width, paint),
    ...section(report, 'conditional', width, paint),
    ...warningLines(report, width, paint),
    ...setAsideLines(report, width, paint),
    ...waiverLines(report, width, paint),
    ...baselineLines(report, width, paint),
    ...factLines(report, width, paint),
    '',
    ...(report.updates.length === 0 ? [] : wrap(countsText(report), width)),
    ...wrap(plain(catalogText(report)), width),
    ...adviceLines(report, width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

/** Of several files each gets its own count; the outcome is that of all. */
function inputLines({ inputs, updates }: FullReport, width: number, paint: Paint): string[] {
  if (inputs.length < 2) return [];
  const lines = inputs.map(({ name, kind }, index) => {
    const own = updates.filter(({ input }) => input === index);
    const counts = statuses.map((status) => [status, own.filter((each) => each.status === status).length] as const);
    const parts = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
    return `"${plain(name)}" (${kind}): ${own.length === 0 ? 'no update of its own' : parts.join(', ')}`;
  });
  return ['', paint.bold(`Inputs (${inputs.length})`), ...lines.flatMap((line) => wrap(line, width, '  ', '      '))];
}

export function section(report: Report, status: CheckedUpdate['status'], width: number, paint: Paint): string[] {
  const updates = report.updates.filter((update) => update.status === status);
  if (updates.length === 0) return [];
  return [
    '',
    paint.bold(`${statusTitles[status]} (${updates.length})`),
    ...updates.flatMap((update) => [...updateLines(update, width, paint), ...inputLine(report, update, width)]),
  ];
}

function inputLine({ inputs }: Report, { input }: CheckedUpdate, width: number): string[] {
  return inputs.length < 2 ? [] : wrap(`in "${plain(inputs[input]?.name ?? '')}"`, width, '      ');
}

export function updateLines(update: CheckedUpdate, width: number, paint: Paint): string[] {
  const name = plain(update.kb === null ? (update.updateId ?? 'no KB number') : nameOf(update));
  const [offered, url] = [offeredText(update), addressOf(update)];
  return [
    ...wrap(`${name}  ${plain(detailsOf(update))}`, width, '  ', '      ').map((line) =>
      line.replace(name, paint.red(name)),
    ),
    ...(update.title === null ? [] : wrap(plain(update.title), width, '      ')),
    ...wrap(plain(update.reason), width, '      '),
    ...(offered === null ? [] : wrap(plain(offered), width, '      ')),
    ...(url === null ? [] : [`      ${plain(url)}`]),
    ...letThrough(update, width),
  ];
}

export function factLines({ openFacts }: Pick<Report, 'openFacts'>, width: number, paint: Paint): string[] {
  if (openFacts.length === 0) return [];
  const lines = openFacts.flatMap((fact) => {
    return wrap(plain(`--env ${fact.id}=yes|no  ${factText(fact)}`), width, '  ', '      ');
  });
  return ['', paint.bold('Facts that would decide more'), ...lines];
}
