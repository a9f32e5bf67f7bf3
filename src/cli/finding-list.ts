// rebootgate finding list: the findings of the catalog and of the user's own, one row each.
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { claimsOf, problemsOf } from '../findings/problems.ts';
import { refuseProblems } from '../findings/problem.ts';
import { renderRows, type RowFormat } from '../reports/rows.ts';
import type { Finding } from '../types.ts';
import type { ExitCode } from './failure.ts';
import { type PlaceFlags, presentOf } from './finding-place.ts';
import { clock, type Io, reportWidth } from './io.ts';
import { namedPaths } from './own-findings.ts';

export interface ListFlags extends Omit<PlaceFlags, 'data'> {
  own?: true;
  source?: string;
  kb?: string;
  expired?: true;
  toReview?: true;
  format?: RowFormat;
}

export async function runList(flags: ListFlags, io: Io): Promise<ExitCode> {
  const today = dayOf(clock(io));
  const paths = namedPaths(flags.findings ?? [], io);
  if (flags.own && paths.length === 0)
    throw new UserError('--own is given, but no findings of your own are named', 'Name them with --findings <path>.');
  const { own, known, findings } = presentOf(paths, null, flags.catalog, today, io);
  refuseProblems(problemsOf(own, known), paths.map(({ name }) => name).join(' '));
  const mine = new Set(claimsOf(own).map(({ finding }) => finding.id));
  const rows = ofSource(findings, flags.source)
    .filter((finding) => isWanted(finding, flags, mine, today))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((finding) => rowOf(finding, mine, today));
  const format = flags.format ?? 'table';
  if (rows.length === 0 && format === 'table') io.out('No finding.\n');
  else io.out(await renderRows(rows, format, reportWidth(io), 'rebootgate/findings'));
  return 0;
}

/** By id, kind or tier; where none of these is meant, by a part of the name. */
function ofSource(findings: readonly Finding[], named: string | undefined): readonly Finding[] {
  if (named === undefined) return findings;
  const asked = named.toLowerCase();
  const exact = findings.filter(({ source }) =>
    [source.id, source.kind, source.tier, source.id.split('/')[0]].includes(asked),
  );
  return exact.length > 0 ? exact : findings.filter(({ source }) => source.name.toLowerCase().includes(asked));
}

function isWanted(finding: Finding, flags: ListFlags, mine: ReadonlySet<string>, today: string): boolean {
  const { kb, reviewOn, id } = finding;
  return (
    (flags.own !== true || mine.has(id)) &&
    (flags.kb === undefined || kb === flags.kb.replace(/^KB\s*/i, '')) &&
    (flags.expired !== true || hasEnded(finding, today)) &&
    (flags.toReview !== true || (reviewOn !== null && reviewOn <= today && !hasEnded(finding, today)))
  );
}

const hasEnded = ({ retractedOn, validTo }: Finding, today: string): boolean =>
  (retractedOn !== null && retractedOn <= today) || (validTo !== null && validTo < today);

function rowOf(finding: Finding, mine: ReadonlySet<string>, today: string): Record<string, unknown> {
  const { id, kb, updateId, selector, source } = finding;
  return {
    id,
    origin: mine.has(id) ? 'own' : 'shipped',
    ...{ kb, updateId, selector, products: finding.products, architectures: finding.architectures },
    ...{ direction: finding.direction, restarts: finding.restarts, condition: finding.condition },
    ...{ confidence: finding.confidence, tier: source.tier, source: source.name, url: source.url },
    ...{
      claimedOn: finding.claimedOn,
      knownOn: finding.knownOn,
      validFrom: finding.validFrom,
      validTo: finding.validTo,
    },
    ...{ reviewOn: finding.reviewOn, retractedOn: finding.retractedOn, derivedFrom: finding.derivedFrom },
    state: hasEnded(finding, today)
      ? 'ended'
      : finding.reviewOn !== null && finding.reviewOn <= today
        ? 'to review'
        : 'in force',
    note: finding.note,
  };
}
