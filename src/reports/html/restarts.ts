// How often each update restarts, drawn: the first restart is survived by a task sequence, each further one is not.
import { restartsText } from '../../check/reason.ts';
import type { CheckedUpdate, Restarts } from '../../types.ts';
import type { FullReport } from '../types.ts';
import { nameOf } from '../words.ts';
import { counted, h, icon, type Markup } from './markup.ts';

const mostDrawn = 8;
const mostRows = 40;
const [boxWidth, boxStep, boxHeight] = [16, 19, 12];

/** One box for each restart; a broken one where there may be more. The words beside it say the same. */
export function restartMarks({ min, max }: Restarts): Markup {
  const certain = Math.min(min, mostDrawn);
  const last = max === null ? min + 1 : max;
  const drawn = Math.max(certain, Math.min(last, mostDrawn));
  const boxes = Array.from({ length: drawn }, (_, index) => {
    const kind = index >= certain ? 'maybe' : index === 0 ? 'first' : 'more';
    const place = h`x="${index * boxStep + 1}" y="1" width="${boxWidth}" height="${boxHeight}" rx="3"`;
    return h`<rect class="r-${kind}" ${place}></rect>`;
  });
  const width = Math.max(drawn, 1) * boxStep;
  return h`<svg class="marks" aria-hidden="true" focusable="false" width="${width}" height="${boxHeight + 2}" viewBox="0 0 ${width} ${boxHeight + 2}">${boxes}</svg>`;
}

/** A chart that is its own table. Null where nobody counts anything. */
export function restartsSection({ updates }: FullReport): Markup | null {
  const rows = rowsOf(updates);
  if (rows.length === 0) return null;
  const without = updates.filter(({ restarts }) => restarts === null).length;
  const more = rows.length - mostRows;
  return h`<section class="panel" aria-labelledby="restarts">
<h2 id="restarts">Restarts per update</h2>
<p class="legend"><span>${restartMarks({ min: 1, max: 1 })} the first restart, which a task sequence survives</span> <span>${box('more')} each further one, which it does not control</span> <span>${box('maybe')} perhaps more</span></p>
<table class="chart">
<caption class="hear">Restarts that the findings claim for each update</caption>
<thead><tr><th scope="col">Update</th><th scope="col">Restarts</th><th scope="col">Status</th></tr></thead>
<tbody>
${rows.slice(0, mostRows).map(chartRow)}</tbody>
</table>
${more > 0 ? h`<p class="muted">and ${more} more</p>\n` : null}${
  without > 0 ? h`<p class="muted">For ${counted(without, 'other')} nobody claims a count.</p>\n` : null
}</section>
`;
}

function box(kind: string): Markup {
  return h`<svg class="marks" aria-hidden="true" focusable="false" width="${boxStep}" height="14" viewBox="0 0 ${boxStep} 14"><rect class="r-${kind}" x="1" y="1" width="${boxWidth}" height="${boxHeight}" rx="3"></rect></svg>`;
}

interface Row {
  name: string;
  architectures: Set<string>;
  update: CheckedUpdate;
  restarts: Restarts;
}

/** One for each number, status and count: its architectures are named together. */
function rowsOf(updates: readonly CheckedUpdate[]): Row[] {
  const rows = new Map<string, Row>();
  for (const update of updates) {
    const { restarts, status, architecture } = update;
    if (restarts === null) continue;
    const name = nameOf(update);
    const key = JSON.stringify([name, status, restarts]);
    const row = rows.get(key) ?? { name, architectures: new Set(), update, restarts };
    if (architecture !== null) row.architectures.add(architecture);
    rows.set(key, row);
  }
  return [...rows.values()];
}

function chartRow({ name, architectures, update, restarts }: Row): Markup {
  const on = [...architectures].sort().join(', ');
  return h`<tr class="s-${update.status}"><th scope="row">${name}${on === '' ? null : h` <span class="muted">${on}</span>`}</th><td>${restartMarks(restarts)} <span class="said">${restartsText(restarts)}</span></td><td><span class="badge">${icon(update.status)}${update.status}</span></td></tr>
`;
}
