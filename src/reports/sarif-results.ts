// What a SARIF result says of an update, and by what it is the same result in the next run.
import { createHash } from 'node:crypto';
import type { CheckedUpdate, Evidence } from '../types.ts';
import { plain, short } from './safe.ts';
import type { FullReport } from './types.ts';
import { addressOf, capital, detailsOf, nameOf, offeredText, reviewText } from './words.ts';

const mostEvidence = 10;

/** One paragraph: which update, why, under which condition it is offered, where that is said. */
export function messageOf(update: CheckedUpdate, report: FullReport): string {
  const title = update.title === null ? '' : ` "${short(update.title, 300)}"`;
  const details = detailsOf(update);
  const url = addressOf(update);
  const [first = '', ...others] = [
    `${nameOf(update)}${title}${details === '' ? '' : ` (${details})`}: ${update.reason}`,
    offeredText(update),
    update.status === 'suspected' ? reviewText(update, report) : null,
    url === null ? null : `See ${url} for the evidence`,
  ].filter((each) => each !== null);
  return messageText(`${[first, ...others.map(capital)].map((each) => each.replace(/\.$/, '')).join('. ')}.`);
}

/** In a message "[text](address)" is a link and "{0}" a placeholder: sections 3.11.5 and 3.11.6 of the standard. */
export function messageText(text: string): string {
  return plain(short(text, 4000))
    .replace(/\](?=\()/g, ']·')
    .replace(/\{(?=\d)/g, '{·');
}

/**
 * Of the update, its product and architecture and the rule; never of the line or the title, which change.
 * @param seen how often each was given in this run: two rows of one update are two results
 */
export function fingerprintOf(update: CheckedUpdate, rule: string, seen: Map<string, number>): string {
  const { updateId, kb, title, products, architecture } = update;
  const key = JSON.stringify([updateId ?? kb ?? title, [...products].sort(), architecture, rule]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  const count = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, count);
  return `${hash}:${count}`;
}

export function propertiesOf(update: CheckedUpdate): Record<string, unknown> {
  const { status, kb, updateId, bulletin, architecture, products, restarts, conflicts } = update;
  return {
    ...{ status, kb, updateId: updateId === null ? null : plain(short(updateId, 300)) },
    ...{ bulletin: bulletin === null ? null : plain(short(bulletin, 300)), architecture, restarts },
    products: products.map((each) => plain(short(each, 300))),
    conflicts: conflicts.map(plain),
    evidence: update.evidence.slice(0, mostEvidence).map(evidence),
  };
}

function evidence(each: Evidence): unknown {
  const { finding, sourceName, tier, url, claimedOn, confidence, restarts, condition, conditionState } = each;
  return {
    ...{
      finding: plain(short(finding, 300)),
      source: plain(short(sourceName, 300)),
      tier,
      confidence,
      claimedOn,
      restarts,
    },
    ...{ condition: condition === null ? null : plain(short(condition, 300)), conditionState },
    ...{ url: url === null ? null : plain(short(url, 2000)), setAside: each.setAside },
  };
}
