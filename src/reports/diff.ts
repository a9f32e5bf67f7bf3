// The difference of two catalogs for people: what it means for the groups first, then what changed in the catalog.
import { restartsText } from '../check/reason.ts';
import type { DiffReport, FindingFields, GroupDifference, UpdateChange } from '../compare/diff.ts';
import type { FieldChange, RecordChanges } from '../compare/records.ts';
import type { VerdictChange } from '../compare/verdicts.ts';
import { wrap } from './layout.ts';
import { type Paint, painter } from './paint.ts';
import { plain } from './safe.ts';

export function renderDiff(report: DiffReport, { width, colour }: { width: number; colour: boolean }): string {
  const paint = painter(colour);
  const { before, after, findings, lists, coverage, sources } = report;
  const about = `from the catalog of ${before.dataAsOf} (${plain(before.path)}) to that of ${after.dataAsOf} (${plain(after.path)})`;
  const lines = [
    ...wrap(`${headline(report)} ${about}.`, width).map(paint.bold),
    ...report.groups.flatMap((group) => ['', ...groupLines(group, width, paint)]),
    ...part('Findings', findings, findingText, width, paint),
    ...part("Entries of Microsoft's list", lists, ({ kb, title }) => `KB${kb}  ${title}`, width, paint),
    ...part('Coverage', coverage, ({ source, releasedUntil }) => `${source}, up to ${releasedUntil}`, width, paint),
    ...part('Sources', sources, ({ id, name }) => `${id}  ${name}`, width, paint),
    ...updatePart(report, width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headline({ groups, before, after }: DiffReport): string {
  const worse = groups.filter((group) => group.worse).length;
  if (worse > 0)
    return `WORSE: ${worse} of ${groups.length} ${groups.length === 1 ? 'group' : 'groups'} ${worse === 1 ? 'gets' : 'get'} worse,`;
  if (before.digest === after.digest) return 'THE SAME FACTS:';
  if (groups.length === 0) return 'No group was given. What changed';
  const changed = groups.some(({ changes }) => changes.length > 0);
  return changed ? 'No group gets worse,' : 'NOTHING CHANGES FOR THE GROUPS:';
}

function groupLines({ name, updates, before, after, changes }: GroupDifference, width: number, paint: Paint): string[] {
  const outcome = before === after ? `${after}, as before` : `${before} before, ${after} now`;
  const count = changes.length === 0 ? 'nothing changes' : `${changes.length} of ${updates} change`;
  return [
    ...wrap(`"${plain(name)}": ${outcome}; ${count}`, width, '', '  ').map(paint.bold),
    ...changes.slice(0, mostNamed).flatMap((change) => changeLines(change, width, paint)),
    ...more(changes.length),
  ];
}

const mostNamed = 50;
const more = (count: number): string[] => (count > mostNamed ? [`  ... and ${count - mostNamed} more`] : []);

/** Shared with the report on a Patch Tuesday. */
export function changeLines(change: VerdictChange, width: number, paint: Paint): string[] {
  const { before, after, turn } = change;
  const name = nameOf(change);
  const from = before?.status ?? 'not there';
  const to = after?.status ?? 'gone';
  const turned = turn === 'worse' ? paint.red('worse') : turn === 'better' ? paint.green('better') : 'changed';
  const head = from === to ? `${to}, for another reason` : `${from} -> ${to} (${turned})`;
  return [
    ...wrap(`${name}  ${[change.architecture, head].filter(Boolean).join(', ')}`, width, '  ', '      '),
    ...(change.title === null ? [] : wrap(plain(change.title), width, '      ')),
    ...(before === null ? [] : wrap(`before: ${plain(before.reason)}`, width, '      ', '        ')),
    ...(after === null ? [] : wrap(`now: ${plain(after.reason)}`, width, '      ', '        ')),
  ];
}

const nameOf = ({ kb, updateId }: { kb: string | null; updateId: string | null }): string =>
  kb === null ? (updateId ?? 'no number') : `KB${kb}`;

function findingText(finding: FindingFields): string {
  const { id, kb, updateId, selector, restarts, direction, condition, sourceName, confidence } = finding;
  const about = selector === null ? nameOf({ kb, updateId }) : `updates like ${selector.kinds.join(', ')}`;
  const when = condition === null ? '' : ` if ${condition}`;
  return `${about}  ${restartsText(restarts)} on ${direction}${when}: ${sourceName}, ${confidence} (${id})`;
}

function part<T>(
  title: string,
  { added, changed, gone }: RecordChanges<T>,
  textOf: (record: T) => string,
  width: number,
  paint: Paint,
): string[] {
  if (added.length + changed.length + gone.length === 0) return [];
  const line = (sign: string, record: T): string[] => wrap(`${sign} ${plain(textOf(record))}`, width, '  ', '      ');
  return [
    '',
    paint.bold(`${title}: ${added.length} added, ${changed.length} changed, ${gone.length} gone`),
    ...added.slice(0, mostNamed).flatMap((record) => line('+', record)),
    ...more(added.length),
    ...changed
      .slice(0, mostNamed)
      .flatMap(({ record, fields }) => [...line('~', record), ...fields.flatMap((field) => fieldLines(field, width))]),
    ...more(changed.length),
    ...gone.slice(0, mostNamed).flatMap((record) => line('-', record)),
    ...more(gone.length),
  ];
}

function fieldLines({ field, before, after }: FieldChange, width: number, from = ''): string[] {
  const [old, now] = [before, after].map((text) => short(field === 'restarts' ? countText(text) : text));
  return wrap(`${from}${field}: ${old} -> ${now}`, width, '      ', '        ');
}

function countText(text: string | null): string | null {
  return text === null ? null : restartsText(JSON.parse(text));
}

const short = (text: string | null): string => {
  const said = text === null ? 'nothing' : plain(text);
  return said.length > 200 ? `${said.slice(0, 200)}...` : said;
};

function updatePart({ updates }: DiffReport, width: number, paint: Paint): string[] {
  const { added, changed, gone, edges, before, after } = updates;
  const head = `Updates (each UpdateID once, or where there is none each KB number): ${added.count} added, ${changed.count} changed, ${gone.count} gone (${before} before, ${after} now); supersedence: ${edges.added} steps added, ${edges.gone} gone`;
  const named = (sign: string, all: { count: number; named: UpdateChange[] }): string[] => [
    ...all.named.flatMap((update) => [
      ...wrap(`${sign} ${nameOf(update)}  ${plain(update.title ?? '')}`.trimEnd(), width, '  ', '      '),
      ...update.fields.flatMap((field) => fieldLines(field, width, `${field.source}: `)),
    ]),
    ...(all.count > all.named.length && all.named.length > 0
      ? [`  ... and ${all.count - all.named.length} more; --limit ${all.count} names all`]
      : []),
  ];
  return [
    '',
    ...wrap(head, width, '', '  ').map(paint.bold),
    ...[...named('+', added), ...named('~', changed), ...named('-', gone)],
  ];
}
