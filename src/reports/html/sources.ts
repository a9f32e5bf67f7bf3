// How old the sources are that the verdict rests on.
import type { FullReport } from '../types.ts';
import { h, icon, link, type Markup } from './markup.ts';
import { ageText } from './words.ts';

type Source = FullReport['catalog']['sources'][number];

export function sourcesSection({ catalog, generatedAt, coverage }: FullReport): Markup {
  const counting = new Set(coverage.map(({ source }) => source));
  const rank = ({ stale, id }: Source): number => (stale ? 0 : counting.has(id) ? 1 : 2);
  const sources = [...catalog.sources].sort((a, b) => rank(a) - rank(b));
  return h`<section class="panel" aria-labelledby="sources">
<h2 id="sources">Age of the sources</h2>
<table class="list">
<caption>What each source says is of the day in the second column. Stale: it still changes, and was not read since the last Patch Tuesday.</caption>
<thead><tr><th scope="col">Source</th><th scope="col">As of</th><th scope="col">Read on</th><th scope="col">State</th></tr></thead>
<tbody>
${sources.map((each) => sourceRow(each, generatedAt, coverage))}</tbody>
</table>
</section>
`;
}

function sourceRow(each: Source, generatedAt: string, coverage: FullReport['coverage']): Markup {
  const { id, name, url, asOf, readOn, note } = each;
  const covers = coverage.find(({ source }) => source === id);
  const age = asOf === null ? null : h`<span class="note">${ageText(asOf, generatedAt)} old</span>`;
  return h`<tr><th scope="row">${name}${url === null ? null : h`<span class="note">${link(url)}</span>`}${
    note === null
      ? null
      : h`<details><summary>Note<span class="hear"> on ${name}</span></summary><span class="note">${note}</span></details>`
  }</th><td data-label="As of">${asOf ?? 'no common date'}${age}</td><td data-label="Read on">${readOn}</td><td data-label="State">${stateOf(each)}${
    covers === undefined
      ? null
      : h`<span class="note">counts restarts; covers releases up to ${covers.releasedUntil}</span>`
  }</td></tr>
`;
}

function stateOf({ stale, live }: Source): Markup {
  if (stale) return h`<span class="badge warn">${icon('warn')}stale</span>`;
  return live ? h`<span class="badge good">${icon('good')}current</span>` : h`<span class="badge">fixed</span>`;
}
