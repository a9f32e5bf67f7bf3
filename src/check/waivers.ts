// Waivers held against a report: which update each takes out of the decision, which have ended, which name nothing. Statuses stay. Pure.
import { addDays } from '../dates.ts';
import { mapBy } from '../group-by.ts';
import { certainlyIn } from '../products/products.ts';
import type { CheckedUpdate, JudgedWaiver, Policy, Report, Waiver } from '../types.ts';
import { outcomeOf } from './check.ts';
import { failLimit, severity } from './item.ts';

/** From so many days before its end on, a waiver is warned of. */
const daysOfWarning = 14;

/** @param sequences the names of the task sequences that the group is checked with */
export function applyWaivers(report: Report, waivers: readonly Waiver[], sequences: readonly string[]): Report {
  const { today } = report.policy;
  const byName = mapBy(waivers, ({ kb, updateId }) => kb ?? updateId ?? '');
  const used = new Map<Waiver, Used>();
  const updates = report.updates.map((update): CheckedUpdate => {
    const inForce = (name: string): Waiver[] =>
      (byName.get(name) ?? []).filter((each) => each.expires >= today && covers(each, update, report, sequences));
    const ofPackage = update.updateId === null ? [] : inForce(update.updateId.toLowerCase());
    const numbers = [update.kb, ...update.alsoKbs].filter((kb) => kb !== null);
    // A row that names several numbers may be any of them: each has to be let through.
    const ofNumbers = numbers.every((kb) => inForce(kb).length > 0) ? numbers.flatMap(inForce) : [];
    const waiving = [...ofPackage, ...ofNumbers];
    for (const each of waiving) {
      const { waived, needed } = used.get(each) ?? unused;
      used.set(each, { waived: waived + 1, needed: needed + (isNeeded(update, report.policy) ? 1 : 0) });
    }
    // Of several the one that holds longest is shown; the others count as used.
    const [waiver = null] = waiving.sort((a, b) => (a.expires < b.expires ? 1 : -1));
    return waiver === null ? update : { ...update, waiver };
  });
  return {
    ...report,
    updates,
    outcome: outcomeOf(updates, report.policy),
    waivers: waivers.map((each) => judged(each, today, used.get(each) ?? unused)),
  };
}

type Used = Pick<JudgedWaiver, 'waived' | 'needed'>;
const unused: Used = { waived: 0, needed: 0 };

/** Without it the update would fail, or be warned of. */
const isNeeded = ({ status }: CheckedUpdate, policy: Policy): boolean =>
  severity(status) <= Math.max(severity('no-data'), failLimit(policy));

function judged(waiver: Waiver, today: string, use: Used): JudgedWaiver {
  const expired = waiver.expires < today;
  return { ...waiver, expired, endsSoon: !expired && waiver.expires <= addDays(today, daysOfWarning), ...use };
}

function covers(waiver: Waiver, update: CheckedUpdate, report: Report, sequences: readonly string[]): boolean {
  return concernsThis(waiver, update.input, report, sequences) && coversAll(waiver, update);
}

/** A row that may be several things is waived only by what covers all of them: the worst of them counts. */
function coversAll({ product, architecture }: Waiver, update: CheckedUpdate): boolean {
  const { products } = update;
  const isProduct = (each: string): boolean => sameText(each, product ?? '') || certainlyIn(each, [product ?? '']);
  if (product !== null && !(products.length > 0 && products.every(isProduct))) return false;
  return architecture === null || update.architecture === architecture;
}

/** With several task sequences, what is let through for one of them still breaks the others. */
function concernsThis(
  { group, sequence }: Waiver,
  input: number,
  { inputs }: Report,
  sequences: readonly string[],
): boolean {
  const isThis = sequences.length > 0 && sequences.every((name) => isNamed(name, sequence ?? ''));
  if (sequence !== null && !isThis) return false;
  const own = inputs[input];
  if (group === null) return true;
  return own !== undefined && (sameText(own.name, group) || (own.path !== null && isFile(own.path, group)));
}

/** A group is meant by its name, by its file as it was named, or by the bare name of that file; a name may hold slashes of its own. */
function isFile(path: string, meant: string): boolean {
  const file = path.replaceAll('\\', '/');
  return [path, file.slice(file.lastIndexOf('/') + 1)].some((each) => sameText(each, meant));
}

/** Where a sequence has no name, it has that of its file. */
const isNamed = (name: string, meant: string): boolean =>
  sameText(name, meant) || (/\.(?:xml|zip)$/i.test(name) && isFile(name, meant));

function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.trim().replaceAll('\\', '/').toLowerCase();
  return plain(a) === plain(b);
}

/** An update that it names, although it does not waive it. */
export const namesUpdate = ({ kb, updateId }: Waiver, update: CheckedUpdate): boolean =>
  kb === null ? update.updateId?.toLowerCase() === updateId : update.kb === kb || update.alsoKbs.includes(kb);

/**
 * What became of a waiver in this report:
 * `waives`; `idle`, where each update that it covers passes by itself; `expired`, and it would; `elsewhere`, being for a group or a task
 * sequence that is not checked here; `partly`, naming an update that may be more than it covers; `unused`, naming none.
 */
export type WaiverUse = 'waives' | 'idle' | 'expired' | 'elsewhere' | 'partly' | 'unused';

export function useOf(waiver: JudgedWaiver, report: Report, sequences: readonly string[]): WaiverUse {
  if (waiver.waived > 0) return waiver.needed > 0 ? 'waives' : 'idle';
  if (waiver.expired) return 'expired';
  const concerned = report.inputs.filter((_each, input) => concernsThis(waiver, input, report, sequences));
  if (concerned.length === 0) return 'elsewhere';
  return report.updates.some((update) => namesUpdate(waiver, update)) ? 'partly' : 'unused';
}

/** The uses of a report, and those among updates that a rule may pick besides. */
export function withUses(report: Report, possible: readonly Report[]): JudgedWaiver[] {
  return report.waivers.map((waiver, index) => {
    const more = possible.flatMap(({ waivers }) => waivers[index] ?? []);
    return {
      ...waiver,
      waived: more.reduce((sum, { waived }) => sum + waived, waiver.waived),
      needed: more.reduce((sum, { needed }) => sum + needed, waiver.needed),
    };
  });
}
