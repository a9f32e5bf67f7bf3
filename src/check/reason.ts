// One wording for one finding: the line that says why an update has its status. Every report prints this same line. Pure.
import type { Restarts } from '../types.ts';
import type { Claim } from './claims.ts';
import type { Verdict } from './decide.ts';
import { byTrust } from './trust.ts';
import type { Subject } from './subject.ts';

export function restartsText({ min, max }: Restarts): string {
  if (max === null) return `at least ${min} restart${min === 1 ? '' : 's'}`;
  if (max === 0) return 'no restart';
  if (min === max) return `${min} restart${min === 1 ? '' : 's'}`;
  return `${min} to ${max} restarts`;
}

/** "Microsoft's list KB2894518 (as of 2023-12-05)" */
export function sourceText({ finding }: Claim): string {
  const { source, claimedOn, knownOn } = finding;
  const undated = knownOn === null ? 'undated' : `undated, read by ${knownOn}`;
  const date = claimedOn === null ? undated : source.kind === 'vendor-list' ? `as of ${claimedOn}` : claimedOn;
  return `${source.name} (${date}${source.tier === 'unsourced' ? ', place not known' : ''})`;
}

export function reasonOf(verdict: Verdict, subject: Subject, others: readonly Verdict[]): string {
  return `${otherNumber(verdict, subject)}${reasons[verdict.status](verdict, subject)}${uncertainty(verdict, subject, others)}`;
}

/** A row may say one number in its article column and another in its title; the claim may be about the other. */
function otherNumber({ deciding }: Verdict, { item }: Subject): string {
  const about = deciding[0]?.finding.kb ?? null;
  return about !== null && item.alsoKbs.includes(about) ? `names KB${about} as well: ` : '';
}

const reasons: Record<Verdict['status'], (verdict: Verdict, subject: Subject) => string> = {
  'multi-restart': (verdict) =>
    `${claimText(verdict)}${statedText(verdict)}${witnesses(verdict)}${articleText(verdict)}${against(verdict)}`,
  conditional: (verdict) => `${claimText(verdict)}${witnesses(verdict)}${against(verdict)}`,
  suspected: suspectedReason,
  'no-data': noDataReason,
  'no-finding': (verdict) => {
    const silent = verdict.coverage.map(({ source, releasedUntil }) => {
      return `${source.toUpperCase()} covers ${verdict.candidate.product} up to ${releasedUntil} and does not name it`;
    });
    const aside = asideTexts(verdict);
    return [...aside, ...(aside.length > 0 ? ['nothing else is claimed'] : silent)].join('; ');
  },
  clear: (verdict) => {
    const [flag] = verdict.clearedBy;
    if (flag)
      return `every vendor flag says it never restarts (${[...new Set(verdict.clearedBy.map(({ source }) => source))].join(', ')})`;
    return `${claimText(verdict)}${statedText(verdict)}${against(verdict)}`;
  },
};

function claimText({ deciding }: Verdict): string {
  const [best] = deciding;
  return best ? `${restartsText(best.finding.restarts)} on install${unstatedText(best)}: ${sourceText(best)}` : '';
}

function unstatedText({ conditionState, finding }: Claim): string {
  return conditionState === 'unknown' ? ` if ${finding.condition}, which is not stated` : '';
}

function statedText({ deciding }: Verdict): string {
  const [best] = deciding;
  return best?.conditionState === 'yes' ? `; ${best.finding.condition} is stated` : '';
}

/** Copies are no witnesses; the others that say the same are named, two at most. */
function witnesses({ deciding }: Verdict): string {
  const more = deciding.slice(1).filter(({ finding }) => finding.derivedFrom === null);
  if (more.length === 0) return '';
  const named = more.slice(0, 2).map(sourceText).join('; ');
  return `; also ${named}${more.length > 2 ? ` and ${more.length - 2} more` : ''}`;
}

function articleText({ deciding }: Verdict): string {
  const article = deciding.find(({ finding }) => finding.numberKind === 'article')?.finding;
  if (!article) return '';
  const packages = article.packages.map((kb) => `KB${kb}`).join(' and ');
  return `; KB${article.kb} is an article${packages === '' ? '' : `, its bulletin ships ${packages}`}`;
}

function against({ weighed }: Verdict): string {
  const { multiple, overruled, atMostOne } = weighed;
  if (multiple.length > 0 && atMostOne[0]) return `; against it: ${sourceText(atMostOne[0])}`;
  return overruled[0] ? `; overrules ${sourceText(overruled[0])}` : '';
}

function suspectedReason(verdict: Verdict): string {
  const [best] = verdict.deciding;
  if (!best) return '';
  const { finding } = best;
  const count = restartsText(finding.restarts);
  const unstated = unstatedText(best);
  if (verdict.inherited !== null && !verdict.weighed.multiple.includes(best)) {
    const path = verdict.inherited.path.map(keyText).join(' > ');
    const on = verdict.candidate.product === null ? '' : ` on ${verdict.candidate.product}`;
    return `supersedes ${keyText(verdict.inherited.path.at(-1) ?? '')}${on} (${path}), which takes ${count}${unstated}: ${sourceText(best)}`;
  }
  const about = finding.selector === null ? 'this update' : 'updates like this one';
  return `${count} suspected of ${about}${unstated}: ${sourceText(best)}${witnesses(verdict)}${against(verdict)}`;
}

function noDataReason(verdict: Verdict, subject: Subject): string {
  const { item, rows } = subject;
  const aside = asideTexts(verdict);
  if (aside.length > 0) return `${aside.join('; ')}; nothing else is known about it`;
  if (item.kb === null && item.updateId === null && item.ciId !== null && item.title === null)
    return `the export of the site's updates does not hold it (CI_ID ${item.ciId}), so it cannot be looked up`;
  if (item.kb === null && item.updateId === null)
    return 'the row has neither a KB number nor an UpdateID, so it cannot be looked up';
  if (rows.length === 0) return 'not in the catalog: nothing is known about it';
  const product = verdict.candidate.product ?? 'an unknown product';
  const released = releasedText(subject);
  return `in the catalog, but no source that counts restarts covers ${product} (${released})`;
}

function releasedText({ released }: Subject): string {
  if (released === null) return 'its release date is not known';
  const { from, to } = released;
  if (from === '') return `its release date is not known, but it was out by ${to}`;
  return `released ${from === to ? from : `in ${from.slice(0, 7)}`}`;
}

/** The claims that were set aside, by what set them aside; two sources of each are named. */
function asideTexts({ claims }: Verdict): string[] {
  const aside = claims
    .filter(({ setAside, finding }) => setAside !== null && finding.derivedFrom === null)
    .sort(byTrust);
  const groups = new Map<string, Claim[]>();
  for (const claim of aside) {
    const key = `${restartsText(claim.finding.restarts)} ${claim.setAside}`;
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups].slice(0, 3).map(([text, group]) => `${text}: ${group.slice(0, 2).map(sourceText).join('; ')}`);
}

export function keyText(key: string): string {
  return /^\d+$/.test(key) ? `KB${key}` : key;
}

/** Where product or architecture is not stated the worst counts, and the reason says for which one. */
function uncertainty(verdict: Verdict, subject: Subject, others: readonly Verdict[]): string {
  if (others.every((other) => other.status === verdict.status)) return '';
  const { product, architecture } = verdict.candidate;
  const unstated = subject.products.length === 1 ? 'architecture not stated' : 'product not stated for certain';
  return `; ${unstated}, the worst case counts (${[product, architecture].filter(Boolean).join(' ')})`;
}
