// The updates by status, what they are filtered with, and their blocks.
import { statuses } from '../../types.ts';
import type { FullReport } from '../types.ts';
import { statusTitles } from '../words.ts';
import { blockArticle } from './block.ts';
import { type StatusGroup, statusGroups } from './blocks.ts';
import { counted, h, icon, type Markup, numberText, shortened } from './markup.ts';
import { type Choices, choicesOf } from './row.ts';
import { effectOf, statusMeanings } from './words.ts';

/** Null where nothing but a task sequence was given. */
export function updatesSection(report: FullReport): Markup | null {
  if (report.updates.length === 0) return null;
  const choices = choicesOf(report);
  const groups = statusGroups(report.updates);
  const isMany = groups.reduce((sum, { blocks }) => sum + blocks.length, 0) > 40;
  return h`<section aria-labelledby="updates"${isMany ? h` class="many"` : null}>
<h2 id="updates">Updates <span class="muted">(${numberText(report.updates.length)})</span></h2>
${tiles(report)}${filterBar(report, choices)}
<p class="none panel" id="none" hidden="">No update matches. <button type="button" class="again">Show all updates</button></p>
${groups.map((group) => groupSection(group, report, choices))}</section>
`;
}

/** Without script they lead to the updates; with it they are buttons that filter. */
function tiles(report: FullReport): Markup {
  const { counts, updates } = report;
  const waived = updates.filter(({ waiver }) => waiver !== null).length;
  const [firstWaived] = updates.filter(({ waiver }) => waiver !== null);
  return h`<ul class="tiles" id="tiles">
${statuses.map((status) => tile(status, counts[status], effectOf(status, report), status))}${
  firstWaived ? tile('waived', waived, 'do not count', firstWaived.status) : null
}</ul>
`;
}

function tile(name: string, count: number, effect: string, target: string): Markup {
  const inner = h`<span class="number">${numberText(count)}</span><span class="what">${icon(name)}${name}</span><span class="effect">${effect}</span>`;
  if (count === 0) return h`<li class="tile zero s-${name}">${inner}</li>\n`;
  return h`<li class="tile s-${name}"><a href="#${target}" data-filter="${name}">${inner}</a></li>\n`;
}

function filterBar({ updates }: FullReport, choices: Choices): Markup {
  return h`<div class="filters scripted" role="search" aria-label="Filter the updates">
<p class="find"><label for="q">Search</label><input type="search" id="q" placeholder="KB, title, product, source" autocomplete="off" spellcheck="false" /></p>
${choice('p', 'Product', choices.products)}${choice('a', 'Architecture', choices.architectures)}${choice('i', 'Input', choices.inputs)}<p class="buttons"><button type="button" class="again">Reset</button><button type="button" id="fold" aria-pressed="false">Unfold all</button></p>
<p class="shown" id="shown" role="status" aria-live="polite">${counted(updates.length, 'update')}</p>
</div>`;
}

/** A choice of one is none. */
function choice(id: string, label: string, values: readonly string[]): Markup | null {
  if (values.length < 2) return null;
  const options = values.map((value, index) => h`<option value="${index}">${shortened(value, 80)}</option>`);
  return h`<p><label for="${id}">${label}</label><select id="${id}"><option value="">all</option>${options}</select></p>\n`;
}

function groupSection(group: StatusGroup, report: FullReport, choices: Choices): Markup {
  const { status, count, blocks, left } = group;
  return h`<section class="group s-${status}" aria-labelledby="${status}">
<h3 id="${status}">${statusTitles[status]} <span class="muted">(${numberText(count)})</span></h3>
<p class="meaning"><span class="badge">${icon(status)}${status}</span> <strong>${effectText(group, report)}</strong> ${statusMeanings[status]}</p>
${blocks.map((block) => blockArticle(block, report, choices))}${
  left > 0 ? h`<p class="left">and ${numberText(left)} more, which the formats json and csv hold</p>\n` : null
}</section>
`;
}

/** What the status does to this gate; waivers, the baseline and the task sequence may have the last word. */
function effectText({ status, count, waived, known }: StatusGroup, report: FullReport): string {
  const { because } = report;
  const effect = effectOf(status, report);
  if (effect !== 'fails')
    return { undecided: 'Leaves the gate undecided.', warns: 'Warns.', passes: 'Passes.' }[effect];
  if (because === 'mitigated') return 'Would fail the gate, but the task sequence survives it.';
  if (waived + known === 0) return 'Fails the gate.';
  const why = [...(waived > 0 ? ['is waived'] : []), ...(known > 0 ? ['failed before as well'] : [])].join(' or ');
  return waived + known === count ? `Would fail the gate, but ${why}.` : `Fails the gate, but for what ${why}.`;
}
