// The smaller parts of the page: what to do, rules, waivers, the baseline, and the facts that nobody stated.
import type { Baseline, Fact, JudgedWaiver } from '../../types.ts';
import { adviceOf } from '../advice.ts';
import { limitText } from '../sections.ts';
import type { FullReport, RuleSection } from '../types.ts';
import { goneName, stateText, waiverLevel, waiverUse } from '../waivers.ts';
import { nameOf } from '../words.ts';
import { counted, h, icon, link, type Markup } from './markup.ts';
import { timeText } from './words.ts';

const mostShown = 100;

/** The first ones, and how many more there are. */
function some<T>(all: readonly T[], show: (each: T) => Markup, tag: 'li' | 'p' = 'li'): Markup[] {
  const more = all.length - mostShown;
  const rest = h`and ${more} more`;
  return [
    ...all.slice(0, mostShown).map(show),
    ...(more > 0 ? [tag === 'li' ? h`<li>${rest}</li>\n` : h`<p>${rest}</p>\n`] : []),
  ];
}

const item = (text: string): Markup => h`<li>${text}</li>\n`;

/** That of a task sequence says which step to change, so it comes first. */
export function adviceSection(report: FullReport): Markup | null {
  const sequences = report.taskSequence?.sequences.filter(({ advice }) => advice.length > 0) ?? [];
  const advice = adviceOf(report);
  if (advice.length + sequences.length === 0) return null;
  const several = (report.taskSequence?.sequences.length ?? 0) > 1;
  return h`<section class="panel advice" aria-labelledby="advice">
<h2 id="advice">What to do next</h2>
${sequences.map((each) => h`${several ? h`<h3>${each.name}</h3>\n` : null}<ul>\n${some(each.advice, item)}</ul>\n`)}${
  advice.length === 0 ? null : h`<ul>\n${advice.map(item)}</ul>\n`
}</section>
`;
}

export function rulesSection({ rules }: FullReport): Markup | null {
  if (rules.length === 0) return null;
  return h`<section aria-labelledby="rules">
<h2 id="rules">${rules.length === 1 ? 'Automatic deployment rule' : 'Automatic deployment rules'}</h2>
${some(rules, rulePanel, 'p')}</section>
`;
}

function rulePanel(rule: RuleSection): Markup {
  const { name, picks, open, notes, possiblyHarmful } = rule;
  const [head = '', ...lines] = rule.lines;
  const told = open.map(({ why, updates }) => `Not told for ${counted(updates, 'update')}: ${why}`);
  return h`<article class="panel">
<h3>${name}</h3>
<p class="muted">${head}</p>
<p><strong>The next run picks ${picks}.${limitText(rule)}</strong></p>
<ul>
${some([...lines, ...told, ...notes], item)}</ul>
${
  possiblyHarmful.length === 0
    ? null
    : h`<h4>${icon('suspected')}It may pick these as well, which restart more than once (${possiblyHarmful.length})</h4>
<ul>
${some(possiblyHarmful, (each) => h`<li><strong>${nameOf(each)}</strong> ${each.title}<br />${each.reason}.</li>\n`)}</ul>
`
}</article>
`;
}

export function waiversSection(report: FullReport): Markup | null {
  const { waivers } = report;
  if (waivers.length === 0) return null;
  const more = waivers.length - mostShown;
  return h`<section class="panel" aria-labelledby="waivers">
<h2 id="waivers">Waivers</h2>
<table class="list waivers">
<caption>What is let through, for how long, and who answers for it. A waiver never changes a status.</caption>
<thead><tr><th scope="col">For</th><th scope="col">Reason and owner</th><th scope="col">Until</th><th scope="col">What it does</th></tr></thead>
<tbody>
${waivers.slice(0, mostShown).map((each) => waiverRow(each, report))}</tbody>
</table>
${more > 0 ? h`<p class="muted">and ${more} more</p>\n` : null}</section>
`;
}

function waiverRow(each: JudgedWaiver, report: FullReport): Markup {
  const { kb, updateId, product, architecture, group, sequence } = each;
  const only = [product, architecture, group && `group ${group}`, sequence && `sequence ${sequence}`].filter(Boolean);
  const state = each.expired
    ? h`<span class="badge bad">${icon('bad')}expired</span>`
    : each.endsSoon
      ? h`<span class="badge warn">${icon('warn')}ends soon</span>`
      : null;
  return h`<tr><th scope="row">${kb === null ? updateId : `KB${kb}`}<span class="note">${only.join(', ')}</span></th><td data-label="Reason">${each.reason}<span class="note">${each.owner}; ${each.where}</span></td><td data-label="Until">${each.expires} ${state}</td><td data-label="What it does">${effectOf(each, report)}</td></tr>
`;
}

function effectOf(waiver: JudgedWaiver, report: FullReport): Markup {
  const use = waiverUse(waiver, report);
  if (use === 'expired') return h`waives nothing any more`;
  if (use !== 'unused' && use !== 'partly') return h`${stateText(waiver, use)}`;
  const tone = waiverLevel(waiver, report) === 'error' ? 'bad' : 'warn';
  const why = stateText(waiver, use).replace(/^UNUSED: /, '');
  return h`<span class="badge ${tone}">${icon(tone)}unused</span><span class="note">${why}</span>`;
}

export function baselineSection({ baseline }: FullReport): Markup | null {
  return baseline === null ? null : baselinePanel(baseline);
}

function baselinePanel({ path, generatedAt, known, gone }: Baseline): Markup {
  return h`<section class="panel" aria-labelledby="baseline">
<h2 id="baseline">Since the baseline</h2>
<p>Compared with ${path} of ${timeText(generatedAt)}; only what is new since then fails. ${counted(known, 'update')} failed in it as well.</p>
${gone.length === 0 ? h`<p>Nothing that failed in it is gone.</p>\n` : h`<h3>Gone since then (${gone.length})</h3>\n<ul>\n${some(gone, goneItem)}</ul>\n`}</section>
`;
}

function goneItem(gone: Baseline['gone'][number]): Markup {
  return h`<li><strong>${goneName(gone)}</strong> ${gone.title} <span class="muted">(${gone.status})</span></li>\n`;
}

export function factsSection({ openFacts }: FullReport): Markup | null {
  if (openFacts.length === 0) return null;
  return h`<section class="panel" aria-labelledby="facts">
<h2 id="facts">Facts that would decide more</h2>
<p>Nobody stated these. Find them out on a device, and check again with the option.</p>
<dl class="open">
${openFacts.map(factEntry)}</dl>
</section>
`;
}

function factEntry({ id, question, howToFind, source }: Fact): Markup {
  const ways = howToFind.map(
    ({ kind, where, yesWhen }) =>
      h`<li><span class="tag">${kind}</span> <code>${where}</code> <span class="yes">yes when ${yesWhen}</span></li>\n`,
  );
  return h`<div>
<dt><span>${question}</span> <code>--env ${id}=yes|no</code></dt>
<dd>
<ul>
${ways}</ul>
${source === null ? null : h`<p>${source.name}${source.url === null ? null : h`: ${link(source.url)}`}</p>\n`}</dd>
</div>
`;
}
