// The claims behind a status, and where each was made.
import { keyText, restartsText } from '../../check/reason.ts';
import type { CheckedUpdate, Evidence } from '../../types.ts';
import { counted, h, link, type Markup } from './markup.ts';

const mostShown = 12;

/** Folded away; null where there is nothing to show. `about` names the updates for those who hear the page. */
export function evidenceFold(update: CheckedUpdate, about: string): Markup | null {
  const { evidence, conflicts, inheritedPath } = update;
  if (evidence.length === 0) return null;
  const more = evidence.length - mostShown;
  return h`<details class="evidence">
<summary>Evidence: ${counted(evidence.length, 'finding')}<span class="hear"> on ${about}</span></summary>
${inheritedPath === null ? null : h`<p>Supersedes, step by step: ${inheritedPath.map(keyText).join(' > ')}</p>\n`}${
  conflicts.length === 0 ? null : h`<p>In conflict with it: ${conflicts.join(', ')}</p>\n`
}<ul class="claims">
${evidence.slice(0, mostShown).map(claim)}${more > 0 ? h`<li>and ${more} more</li>\n` : null}</ul>
</details>
`;
}

function claim(each: Evidence): Markup {
  const facts = factsOf(each).filter(([, value]) => value !== null);
  return h`<li${each.setAside === null ? null : h` class="aside"`}>
<p><strong>${restartsText(each.restarts)} on ${each.direction}</strong> <span class="tag">${each.confidence}</span> <span class="tag">${tierWords[each.tier]}</span></p>
<p>${each.sourceName}, ${each.claimedOn ?? 'undated'}</p>
${each.url === null ? null : h`<p>${link(each.url)}</p>\n`}<dl class="facts">
${facts.map(([name, value]) => h`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
</li>
`;
}

const tierWords: Record<Evidence['tier'], string> = {
  lab: 'own lab',
  vendor: 'vendor',
  field: 'field report',
  press: 'press',
  unsourced: 'place not known',
};

function factsOf(each: Evidence): [string, string | null][] {
  const stated = (text: string | null, state: string | null): string | null =>
    text === null ? null : `${text} (${state === 'unknown' || state === null ? 'not stated' : `stated: ${state}`})`;
  return [
    ['Does not count', each.setAside],
    ['Condition', stated(each.condition, each.conditionState)],
    ['Offered only if', stated(each.applicability, each.applicabilityState)],
    ['Speaks of', speaksOf(each)],
    ['Repeats', each.derivedFrom],
    ['To be reviewed on', each.reviewOn],
    ['Note', each.note],
    ['Finding', each.finding],
  ];
}

function speaksOf({ selector, inherited }: Evidence): string | null {
  const parts = [selector ? 'updates like this one' : null, inherited ? 'an update that this one supersedes' : null];
  return parts.filter((part) => part !== null).join('; ') || null;
}
