// Parts of the report on a Patch Tuesday: claims about whole classes of updates, and how fresh and how telling the sources are.
import { restartsText } from '../check/reason.ts';
import type { ClassClaim, SourceFreshness, TuesdayReport } from '../tuesday/types.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';

export function classLines({ classes }: Pick<TuesdayReport, 'classes'>, width: number, paint: Paint): string[] {
  if (classes.length === 0) return [];
  const lines = classes.flatMap((claim) => claimLines(claim, width, paint));
  return ['', paint.bold(`Claims about whole classes of its updates (${classes.length})`), ...lines];
}

function claimLines(
  { findings, conditionState, reviewOn, reviewDue }: ClassClaim,
  width: number,
  paint: Paint,
): string[] {
  const [first] = findings;
  const selector = first?.selector ?? null;
  if (first === undefined || selector === null) return [];
  const { kinds, products, releasedFrom, releasedUntil } = selector;
  const until = releasedUntil === null ? '' : ` until ${releasedUntil}`;
  const out =
    releasedFrom === null && until === ''
      ? ''
      : `, released ${[releasedFrom === null ? '' : `from ${releasedFrom}`, until.trim()].filter(Boolean).join(' ')}`;
  const stated = conditionState === 'unknown' ? 'which is not stated' : `which is stated: ${conditionState}`;
  const when = first.condition === null ? '' : ` if ${first.condition}, ${stated}`;
  const due =
    reviewOn === null
      ? ''
      : reviewDue
        ? ` ${paint.yellow(`The claim was due for review on ${reviewOn}.`)}`
        : ` To be reviewed on ${reviewOn}.`;
  const about = `${kinds.join(', ')} updates of ${products.length === 0 ? 'any product' : products.join(', ')}${out}`;
  const said = findings.map(({ source, claimedOn, knownOn, confidence }) => {
    const day = claimedOn ?? (knownOn === null ? 'undated' : `undated, read by ${knownOn}`);
    return `${plain(source.name)} (${day}, ${confidence})`;
  });
  return [
    ...wrap(`${plain(about)}: ${restartsText(first.restarts)}${when}.${due}`, width, '  ', '      '),
    ...wrap(`said by ${said.join('; ')}`, width, '      '),
    ...findings.slice(0, 1).flatMap(({ source }) => (source.url === null ? [] : [`      ${plain(source.url)}`])),
  ];
}

export function sourceLines(report: TuesdayReport, width: number, paint: Paint): string[] {
  const { sources, coverage, measuredBy, catalog } = report;
  const live = sources.filter(({ state }) => state === 'fresh' || state === 'stale');
  const of = (state: SourceFreshness['state']): string[] =>
    sources
      .filter((source) => source.state === state)
      .map(({ id, asOf }) => `${id}${asOf === null ? '' : ` (${asOf})`}`);
  const list = (what: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : wrap(`${what}: ${plain(names.join(', '))}`, width, '  ', '    ');
  return [
    '',
    ...wrap(
      `Sources, measured by the Patch Tuesday of ${measuredBy.slice(0, 10)} (catalog of ${catalog.dataAsOf})`,
      width,
    ).map(paint.bold),
    ...live.flatMap((source) => pageLines(source, width, paint)),
    ...list('archives that reach into the month', of('reaches')),
    ...list('archives that end before it', of('ends-before')),
    ...list('without a date of their own', of('undated')),
    ...coverage.flatMap(({ source, until, covers }) => {
      const reach = until === null ? 'nothing proven by then' : `releases up to ${until}`;
      const means = covers ? 'its silence on an update counts' : 'its silence on an update of the month means nothing';
      return wrap(`${plain(source)} covers ${reach}: ${means}`, width, '  ', '    ');
    }),
  ];
}

function pageLines({ id, state, lastRead }: SourceFreshness, width: number, paint: Paint): string[] {
  const day = lastRead.slice(0, 10);
  const text = state === 'stale' ? `${paint.yellow('STALE')}: last read ${day}, before it` : `fresh: read ${day}`;
  return wrap(`${plain(id)}  ${text}`, width, '  ', '    ');
}
