// One wording for one finding: what all formats say of an update, of a fact and of the catalog, each as one line that is not yet made harmless.
import { keyText } from '../check/reason.ts';
import type { CheckedUpdate, Fact, Report, Status } from '../types.ts';

/** A text that begins a sentence. */
export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** What the updates of a status have in common, as a title. */
export const statusTitles: Record<Status, string> = {
  'multi-restart': 'Known to restart more than once',
  conditional: 'Restarts more than once under a condition that nobody stated',
  suspected: 'Suspected',
  'no-data': 'Nothing known',
  'no-finding': 'Covered, and nothing claimed against it',
  clear: 'Cleared',
};

/** "KB2965788", else the UpdateID, else the place of the row. */
export function nameOf({ kb, updateId, where }: CheckedUpdate): string {
  if (kb !== null) return `KB${kb}`;
  return updateId ?? `row without a number (${where})`;
}

/** "x64, Windows 7, MS14-030, superseded by KB4507449, still in the group" */
export function detailsOf(update: CheckedUpdate): string {
  const details = [update.architecture, update.products.join(', '), update.bulletin, marksOf(update)];
  return details.filter((each) => each !== null && each !== '').join(', ');
}

export function marksOf({ superseded, expired, supersededBy }: CheckedUpdate): string {
  const by = supersededBy.length > 0 ? ` by ${supersededBy.map(keyText).join(', ')}` : '';
  const said = superseded || by !== '' ? `superseded${by}, still in the group` : '';
  return [said, expired ? 'expired' : ''].filter((mark) => mark !== '').join(', ');
}

/** Null where it is known whether the update is offered. */
export function offeredText({ evidence }: CheckedUpdate): string | null {
  const open = evidence.find(({ applicabilityState }) => applicabilityState === 'unknown');
  return open === undefined ? null : `offered only if ${open.applicability}; not stated, so it counts as offered`;
}

/** That of the claim that decides; a lab record of one's own has none, and another's would not be its. */
export function addressOf({ evidence }: CheckedUpdate): string | null {
  const counting = evidence.filter(({ setAside }) => setAside === null);
  if (counting[0]?.tier === 'lab') return counting[0].url;
  return counting.find(({ url }) => url !== null)?.url ?? null;
}

/** A claim about a whole class of updates has a day on which somebody has to look at it again. */
export function reviewText({ evidence }: CheckedUpdate, { policy }: Report): string | null {
  const review = evidence.find(({ setAside, selector }) => setAside === null && selector)?.reviewOn ?? null;
  if (review === null) return null;
  const today = policy.asOf ?? policy.today;
  return review < today ? `The claim was due for review on ${review}.` : `To be reviewed on ${review}.`;
}

export function factText({ question, howToFind }: Fact): string {
  const [how] = howToFind;
  const find = how === undefined ? '' : ` Find out: ${how.where} (yes when ${how.yesWhen}).`;
  return `${question}${find}`;
}

/** "8 updates: 2 multi-restart, 6 no-finding." */
export function countsText({ counts, updates, inputs }: Report): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  const duplicates = inputs.reduce((sum, input) => sum + input.duplicates, 0);
  const repeated =
    duplicates === 0 ? '' : ` (${duplicates} repeated ${duplicates === 1 ? 'row' : 'rows'} counted once)`;
  return `${updates.length} ${updates.length === 1 ? 'update' : 'updates'}: ${parts.join(', ')}${waivedText(updates)}${repeated}.`;
}

function waivedText(updates: readonly CheckedUpdate[]): string {
  const waived = updates.filter(({ waiver }) => waiver !== null).length;
  return waived === 0 ? '' : `; ${waived} of them waived`;
}

export function catalogText({ catalog, coverage, policy }: Report): string {
  const lists = coverage.map(({ source, releasedUntil }) => {
    const asOf = catalog.sources.find(({ id }) => id === source)?.asOf ?? 'an unknown day';
    return `${source.toUpperCase()} as of ${asOf}, last extended ${releasedUntil}`;
  });
  const stale = catalog.sources.filter((source) => source.stale).map(({ id }) => id);
  const knowledge = policy.asOf === null ? '' : ` Only what was known on ${policy.asOf} counts.`;
  const old = stale.length === 0 ? '' : ` Not read for too long: ${stale.join(', ')}.`;
  const own = catalog.sources.filter(({ kind }) => kind === 'own-findings').map(({ name }) => ` With ${name}.`);
  const verified = catalog.verified ? '' : ' The catalog file was not verified whole.';
  return `Catalog of ${catalog.dataAsOf}; ${lists.join('; ')}.${own.join('')}${knowledge}${old}${verified}`;
}
