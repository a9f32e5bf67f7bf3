// The verdict on one update as one product and architecture: DESIGN's table of statuses, in code. Pure.
import { certainlyIn } from '../products/products.ts';
import type { Coverage, Policy, RestartFlag, Restarts, Status } from '../types.ts';
import { type Claim, directClaims, selectorClaims, unprovenLists } from './claims.ts';
import { coveredBy } from './coverage.ts';
import type { KnowledgeIndex } from './index.ts';
import { type Inheritance, inheritance } from './inherit.ts';
import type { Candidate, Subject } from './subject.ts';
import { byFirmness, saysMultiple, type Weighed, weigh } from './trust.ts';

export interface Verdict {
  candidate: Candidate;
  status: Status;
  restarts: Restarts | null;
  /** The claims that decided, the most trusted first. */
  deciding: Claim[];
  claims: Claim[];
  weighed: Weighed;
  inherited: Inheritance | null;
  coverage: Coverage[];
  /** Flags that all say "never", where they made the update clear. */
  clearedBy: RestartFlag[];
}

export function decide(index: KnowledgeIndex, subject: Subject, candidate: Candidate, policy: Policy): Verdict {
  const keys = [...subject.kbs, ...(subject.item.updateId === null ? [] : [subject.item.updateId])];
  const direct = directClaims(index, keys, candidate, policy);
  const claims = [...direct, ...selectorClaims(index, subject, candidate, policy)];
  const weighed = weigh(claims);
  const inherited = inheritance(index, keys, candidate, policy, weighed.atMostOne);
  const coverage = coverageOf(index, subject, keys, candidate, policy);
  const base = { candidate, claims, weighed, inherited, coverage, clearedBy: [] };
  const { multiple, atMostOne } = weighed;
  if (multiple.length > 0) return { ...base, ...worstOf(multiple) };
  if (inherited !== null) {
    return {
      ...base,
      status: 'suspected',
      restarts: inherited.claims[0]?.finding.restarts ?? null,
      deciding: inherited.claims,
    };
  }
  const [open] = atMostOne.length > 0 ? [] : weighed.open;
  if (open) return { ...base, status: 'suspected', restarts: open.finding.restarts, deciding: weighed.open };
  if (atMostOne.length > 0)
    return { ...base, status: 'clear', restarts: atMostOne[0]?.finding.restarts ?? null, deciding: atMostOne };
  const clearedBy = inherited === null && !claims.some(saysMultiple) ? clearingFlags(subject, candidate) : [];
  if (clearedBy.length > 0) return { ...base, status: 'clear', restarts: { min: 0, max: 0 }, deciding: [], clearedBy };
  return { ...base, status: silence(subject, direct, coverage), restarts: null, deciding: [] };
}

/** Silence about an update that no source has ever named means nothing, so nobody is asked. */
function coverageOf(
  index: KnowledgeIndex,
  subject: Subject,
  keys: string[],
  candidate: Candidate,
  policy: Policy,
): Coverage[] {
  if (subject.rows.length === 0) return [];
  return coveredBy(index.knowledge.coverage, subject, candidate.product, policy, unprovenLists(index, keys, policy));
}

/** The claim that weighs heaviest: stated or unconditional first, then unstated conditions, then weak evidence. */
function worstOf(multiple: Claim[]): Pick<Verdict, 'status' | 'restarts' | 'deciding'> {
  for (const status of ['multi-restart', 'conditional', 'suspected'] as const) {
    const deciding = multiple.filter((claim) => strength(claim) === status).sort(byFirmness);
    const [first] = deciding;
    if (first) return { status, restarts: first.finding.restarts, deciding };
  }
  throw new Error('a claim of two or more restarts has no strength');
}

function strength({ finding, conditionState }: Claim): Status {
  if (finding.confidence === 'suspected') return 'suspected';
  if (conditionState === 'unknown') return finding.selector === null ? 'conditional' : 'suspected';
  return 'multi-restart';
}

/**
 * All flags known say "never", not all of them editorial (MSRC, bulletins), and the update is of no class
 * whose flags are known to be wrong: five of the 22 listed updates are servicing stack updates that "never" restart.
 */
function clearingFlags({ rows, kind, kbs }: Subject, { product }: Candidate): RestartFlag[] {
  // A flag of one number says nothing of the others that the row names.
  if (kbs.length > 1) return [];
  const kinds = [kind, ...rows.map((row) => row.kind)];
  if (kinds.includes('servicing-stack') || kinds.includes('secure-boot')) return [];
  const flags = rows.flatMap((row) => row.flags);
  // A flag on any product can speak against it; only one on this product speaks for it.
  const own = rows
    .filter(({ offers }) =>
      certainlyIn(
        product,
        offers.map((offer) => offer.product),
      ),
    )
    .flatMap((row) => row.flags);
  // Files that somebody imported recognise, and never reassure.
  const editorial = own.every(({ sourceKind }) => sourceKind === 'bulletin' || sourceKind === 'import');
  return flags.every(({ flag }) => flag === 'never') && !editorial ? own : [];
}

/**
 * Without any claim that counts: a source that covers the update, or one that spoke of this very update
 * and whose condition the administrator has ruled out, makes silence mean something.
 */
function silence(subject: Subject, direct: Claim[], coverage: Coverage[]): Status {
  const spokenOf = direct.some(({ statedAway, finding }) => statedAway && finding.confidence !== 'suspected');
  const recognised = subject.rows.length > 0 || spokenOf;
  return recognised && (coverage.length > 0 || spokenOf) ? 'no-finding' : 'no-data';
}
