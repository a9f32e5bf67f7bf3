// The report for people: verdict first, then why, then warnings, counts, sources, and what to do next.
import { keyText } from '../check/reason.ts';
import { type CheckedUpdate, type Report, statuses } from '../types.ts';
import { ruleLines, sequenceLines } from './sections.ts';
import type { FullReport } from './types.ts';
import { adviceLines } from './advice.ts';
import { wrap } from './layout.ts';
import { type Paint, painter } from './paint.ts';
import { plain } from './safe.ts';
import { headline } from './verdict.ts';
import { warningLines } from './warnings.ts';

export function text(report: FullReport, { width, colour }: { width: number; colour: boolean }): string {
  const paint = painter(colour);
  const lines = [
    ...headline(report, width, paint),
    ...inputLines(report, width, paint),
    ...ruleLines(report, width, paint),
    ...sequenceLines(report, width),
    ...section(report, 'multi-restart', 'Known to restart more than once', width, paint),
    ...section(report, 'conditional', 'Restarts more than once under a condition that nobody stated', width, paint),
    ...warningLines(report, width, paint),
    ...factLines(report, width, paint),
    '',
    ...(report.updates.length === 0 ? [] : countLines(report, width)),
    ...sourceLines(report, width),
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

export function section(
  report: Report,
  status: CheckedUpdate['status'],
  title: string,
  width: number,
  paint: Paint,
): string[] {
  const updates = report.updates.filter((update) => update.status === status);
  if (updates.length === 0) return [];
  return [
    '',
    paint.bold(`${title} (${updates.length})`),
    ...updates.flatMap((update) => [...updateLines(update, width, paint), ...inputLine(report, update, width)]),
  ];
}

function inputLine({ inputs }: Report, { input }: CheckedUpdate, width: number): string[] {
  return inputs.length < 2 ? [] : wrap(`in "${plain(inputs[input]?.name ?? '')}"`, width, '      ');
}

export function updateLines(update: CheckedUpdate, width: number, paint: Paint): string[] {
  const name = update.kb === null ? (update.updateId ?? 'no KB number') : `KB${update.kb}`;
  const facts = [update.architecture, update.products.join(', '), update.bulletin, marks(update)].filter(
    (each) => each !== null && each !== '',
  );
  const [url] = update.evidence.filter(({ setAside, url }) => setAside === null && url !== null).map(({ url }) => url);
  return [
    ...wrap(`${name}  ${facts.join(', ')}`, width, '  ', '      ').map((line) => line.replace(name, paint.red(name))),
    ...(update.title === null ? [] : wrap(plain(update.title), width, '      ')),
    ...wrap(plain(update.reason), width, '      '),
    ...(update.evidence.some(({ applicabilityState }) => applicabilityState === 'unknown')
      ? offered(update, width)
      : []),
    ...(url ? [`      ${plain(url)}`] : []),
  ];
}

function offered(update: CheckedUpdate, width: number): string[] {
  const when = update.evidence.find(({ applicabilityState }) => applicabilityState === 'unknown')?.applicability;
  return wrap(`offered only if ${when}; not stated, so it counts as offered`, width, '      ');
}

function marks({ superseded, expired, supersededBy }: CheckedUpdate): string {
  const by = supersededBy.length > 0 ? ` by ${supersededBy.map(keyText).join(', ')}` : '';
  const said = superseded || by !== '' ? `superseded${by}, still in the group` : '';
  return [said, expired ? 'expired' : ''].filter((mark) => mark !== '').join(', ');
}

export function factLines({ openFacts }: Pick<Report, 'openFacts'>, width: number, paint: Paint): string[] {
  if (openFacts.length === 0) return [];
  const lines = openFacts.flatMap(({ id, question, howToFind }) => {
    const [how] = howToFind;
    const find = how === undefined ? '' : ` Find out: ${how.where} (yes when ${how.yesWhen}).`;
    return wrap(plain(`--env ${id}=yes|no  ${question}${find}`), width, '  ', '      ');
  });
  return ['', paint.bold('Facts that would decide more'), ...lines];
}

function countLines({ counts, updates, inputs }: Report, width: number): string[] {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  const duplicates = inputs.reduce((sum, input) => sum + input.duplicates, 0);
  const repeated =
    duplicates === 0 ? '' : ` (${duplicates} repeated ${duplicates === 1 ? 'row' : 'rows'} counted once)`;
  return wrap(
    `${updates.length} ${updates.length === 1 ? 'update' : 'updates'}: ${parts.join(', ')}${repeated}.`,
    width,
  );
}

function sourceLines({ catalog, coverage, policy }: Report, width: number): string[] {
  const lists = coverage.map(({ source, releasedUntil }) => {
    const asOf = catalog.sources.find(({ id }) => id === source)?.asOf ?? 'an unknown day';
    return `${source.toUpperCase()} as of ${asOf}, last extended ${releasedUntil}`;
  });
  const stale = catalog.sources.filter((source) => source.stale).map(({ id }) => id);
  const knowledge = policy.asOf === null ? '' : ` Only what was known on ${policy.asOf} counts.`;
  const old = stale.length === 0 ? '' : ` Not read for too long: ${stale.join(', ')}.`;
  const verified = catalog.verified ? '' : ' The catalog file was not verified whole.';
  return wrap(`Catalog of ${catalog.dataAsOf}; ${lists.join('; ')}.${knowledge}${old}${verified}`, width);
}
