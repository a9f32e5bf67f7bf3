// A report held against an older one: what failed there already does not fail again, and what is gone is named. Pure.
import { mapBy } from '../group-by.ts';
import type { Baseline, CheckedUpdate, Report, Status } from '../types.ts';
import { outcomeOf } from './check.ts';
import { failLimit, severity } from './item.ts';

/** What an older report says of an update. */
export interface OldUpdate {
  kb: string | null;
  alsoKbs: string[];
  updateId: string | null;
  title: string | null;
  products: string[];
  architecture: string | null;
  status: Status;
  /** It was let through for a time, so it has never been accepted as it is. */
  waived: boolean;
}

export interface OldReport extends Pick<Baseline, 'path' | 'generatedAt'> {
  updates: OldUpdate[];
}

/**
 * The line between passing and failing is that of this check, for both reports: a baseline that was made with
 * "--fail-on never" serves as well.
 */
export function compareWithBaseline(report: Report, old: OldReport): Report {
  const limit = failLimit(report.policy);
  const failed = old.updates.filter(({ status, waived }) => !waived && severity(status) <= limit);
  const byName = mapBy(failed.flatMap(namesWith), ({ name }) => name);
  const before = (update: Identity): OldUpdate[] =>
    namesWith(update).flatMap(({ name }) => (byName.get(name) ?? []).map(({ of }) => of));
  const updates = report.updates.map((update): CheckedUpdate => {
    if (update.waiver !== null || severity(update.status) > limit) return update;
    const known = before(update).some(
      (each) => isSame(each, update) && severity(each.status) <= severity(update.status),
    );
    return known ? { ...update, known } : update;
  });
  const stillBad = updates.filter(({ status }) => severity(status) <= limit);
  const bad = mapBy(stillBad.flatMap(namesWith), ({ name }) => name);
  const isGone = (each: OldUpdate): boolean =>
    !namesWith(each).some(({ name }) => (bad.get(name) ?? []).some(({ of }) => isSame(each, of)));
  return {
    ...report,
    updates,
    outcome: outcomeOf(updates, report.policy),
    baseline: {
      path: old.path,
      generatedAt: old.generatedAt,
      known: updates.filter((each) => each.known).length,
      gone: failed.filter(isGone).map(({ kb, updateId, title, products, architecture, status }) => {
        return { kb, updateId, title, products, architecture, status };
      }),
    },
  };
}

type Identity = Pick<OldUpdate, 'kb' | 'alsoKbs' | 'updateId' | 'title' | 'products' | 'architecture'>;

/** By which an update may be found again: an export as CSV may lack the UpdateID that one as JSON has. */
function namesWith<T extends Identity>(of: T): { name: string; of: T }[] {
  const names = [of.kb, of.updateId?.toLowerCase() ?? null].filter((name) => name !== null);
  return (names.length > 0 ? names : [`title ${of.title}`]).map((name) => ({ name, of }));
}

/** The same package: by its UpdateID where both know one, and for the same products and architecture. */
function isSame(a: Identity, b: Identity): boolean {
  const bothKnown = a.updateId !== null && b.updateId !== null;
  const named = bothKnown ? a.updateId?.toLowerCase() === b.updateId?.toLowerCase() : a.kb === b.kb;
  const numbers = sorted(a.alsoKbs) === sorted(b.alsoKbs);
  return named && numbers && a.architecture === b.architecture && sorted(a.products) === sorted(b.products);
}

const sorted = (products: readonly string[]): string => [...products].sort().join('\n');
