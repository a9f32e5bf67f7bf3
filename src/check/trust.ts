// Whose word counts: which claims of two or more restarts stand, and which a better source overrules. Pure.
import { tiers } from '../types.ts';
import type { Claim } from './claims.ts';

export interface Weighed {
  /** Claims of two or more that stand, the most trusted first. */
  multiple: Claim[];
  /** Claims of two or more that a higher tier overrules. */
  overruled: Claim[];
  /** Claims of at most one restart that may be relied on. */
  atMostOne: Claim[];
  /** Claims that leave open whether it is one or more. */
  open: Claim[];
  /** All claims of at most one, however weak: they are shown where others say more. */
  contrary: Claim[];
}

export function saysMultiple({ finding }: Claim): boolean {
  return finding.restarts.min >= 2;
}

/** "One to three", "at least one": it does not say two, and does not exclude it. */
function leavesOpen({ finding: { restarts } }: Claim): boolean {
  return restarts.min < 2 && (restarts.max === null || restarts.max >= 2);
}

const saysAtMostOne = ({ finding: { restarts } }: Claim): boolean => restarts.max !== null && restarts.max <= 1;

/**
 * An explicit count of at most one, confirmed or reported, its condition stated, about this very product and architecture;
 * and the voice of a witness, not a copy.
 */
function reliable(claim: Claim): boolean {
  const { finding, conditionState, certain } = claim;
  const stated = conditionState === null || conditionState === 'yes';
  return (
    saysAtMostOne(claim) && certain && stated && finding.confidence !== 'suspected' && finding.derivedFrom === null
  );
}

const rank = ({ finding }: Claim): number => tiers.indexOf(finding.source.tier);

const nothing: Weighed = { multiple: [], overruled: [], atMostOne: [], open: [], contrary: [] };

/** A claim of two or more is overruled only by an explicit count of at most one from a higher tier. */
export function weigh(claims: readonly Claim[]): Weighed {
  if (claims.length === 0) return nothing;
  const counting = claims.filter(({ setAside }) => setAside === null);
  const atMostOne = counting.filter(reliable);
  const best = Math.min(...atMostOne.map(rank), tiers.length);
  const multiple = counting.filter(saysMultiple);
  return {
    multiple: multiple.filter((claim) => rank(claim) <= best).sort(byTrust),
    overruled: multiple.filter((claim) => rank(claim) > best).sort(byTrust),
    atMostOne: atMostOne.sort(byTrust),
    open: counting.filter(leavesOpen).sort(byTrust),
    contrary: counting.filter(saysAtMostOne).sort(byTrust),
  };
}

const firmness = ({ finding }: Claim): number => ['confirmed', 'reported', 'suspected'].indexOf(finding.confidence);

/** Among claims of one strength a firm one is named first: what a fact can settle is of more use than a suspicion. */
export function byFirmness(a: Claim, b: Claim): number {
  const weak = (claim: Claim): number => (claim.finding.confidence === 'suspected' ? 1 : 0);
  return weak(a) - weak(b) || byTrust(a, b);
}

/** A copy is no witness; then the higher tier, the firmer claim, and the newer one. */
export function byTrust(a: Claim, b: Claim): number {
  const copy = ({ finding }: Claim): number => (finding.derivedFrom === null ? 0 : 1);
  const date = ({ finding }: Claim): string => finding.claimedOn ?? '';
  return (
    copy(a) - copy(b) ||
    rank(a) - rank(b) ||
    firmness(a) - firmness(b) ||
    (date(a) === date(b) ? 0 : date(a) > date(b) ? -1 : 1) ||
    (a.finding.id < b.finding.id ? -1 : 1)
  );
}
