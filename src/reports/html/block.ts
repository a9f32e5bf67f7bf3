// One reason, the updates that it is given for, and the evidence.
import { restartsText } from '../../check/reason.ts';
import type { CheckedUpdate, Waiver } from '../../types.ts';
import type { FullReport } from '../types.ts';
import { marksOf, nameOf, offeredText, reviewText } from '../words.ts';
import type { Block } from './blocks.ts';
import { evidenceFold } from './evidence.ts';
import { counted, h, icon, type Markup } from './markup.ts';
import { restartMarks } from './restarts.ts';
import { type Choices, updateRow } from './row.ts';
import { listed } from './words.ts';

/** A longer table is folded. */
const mostOpen = 25;

export function blockArticle(block: Block, report: FullReport, choices: Choices): Markup {
  const { id, status, common, updates } = block;
  const names = listed(updates.map(nameOf), 3);
  return h`<article class="block s-${status}" id="${id}" data-s="${status}"${common?.waiver ? h` data-w=""` : null}>
<header>
<h4>${icon(status)}${common === null ? 'Further updates' : names}</h4>
${common?.restarts ? restartNote(common) : null}</header>
${common === null ? null : reasonLines(common, report)}${table(block, names, choices)}${
  common === null ? null : evidenceFold(common, names)
}</article>
`;
}

function restartNote({ restarts }: CheckedUpdate): Markup | null {
  return restarts && h`<p class="count">${restartMarks(restarts)} ${restartsText(restarts)}</p>\n`;
}

function reasonLines(update: CheckedUpdate, report: FullReport): Markup {
  const { reason, waiver, known } = update;
  const [offered, review] = [offeredText(update), reviewText(update, report)];
  return h`<p class="reason">${reason}.</p>
${offered === null ? null : h`<p class="offered">${offered}.</p>\n`}${review === null ? null : h`<p class="offered">${review}</p>\n`}${
  known ? h`<p class="offered">Failed before as well, so it does not fail again.</p>\n` : null
}${waiver === null ? null : waiverNote(waiver)}`;
}

function waiverNote({ reason, owner, expires, where }: Waiver): Markup {
  return h`<p class="waiver">${icon('waived')}<span><strong>Waived until ${expires}</strong> by ${owner}: ${reason} <span class="muted">(${where})</span></span></p>
`;
}

function table({ common, updates }: Block, names: string, choices: Choices): Markup {
  const head = h`<table class="rows">
<caption class="hear">${common === null ? 'Further updates' : names}</caption>
<thead><tr><th scope="col">Update</th><th scope="col">Title</th><th scope="col">For</th><th scope="col">In the input</th></tr></thead>
<tbody>
${updates.map((update) => updateRow(update, marksOf(update), common === null, choices))}</tbody>
</table>
`;
  if (updates.length <= mostOpen) return head;
  return h`<details class="long"><summary>Show ${counted(updates.length, 'update')}<span class="hear"> of ${names}</span></summary>
${head}</details>
`;
}
