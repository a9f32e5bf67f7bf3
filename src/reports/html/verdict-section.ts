// What comes first: the verdict, and what was checked and what was not.
import { verdictOf } from '../verdict.ts';
import type { FullReport } from '../types.ts';
import { headlines } from '../../sequences/text.ts';
import { counted, h, icon, type Markup, type Part } from './markup.ts';
import { listed } from './words.ts';

export function verdictSection(report: FullReport): Markup {
  const verdict = verdictOf(report);
  return h`<section class="verdict v-${verdict.tone}" aria-labelledby="verdict">
<div class="said">
<h1 id="verdict"><span class="word${verdict.word.length > 16 ? ' long' : null}">${icon(verdict.tone)}<span>${verdict.word}</span></span> <span class="sentence">${verdict.sentence}</span></h1>
${verdict.scope === null ? null : h`<p class="scope">${verdict.scope}</p>\n`}</div>
<dl class="checked">
${checkedFacts(report).map(([name, value]) => h`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
</section>
`;
}

const mostInputs = 20;

function checkedFacts(report: FullReport): [string, Part][] {
  const { inputs, policy, taskSequence, rules } = report;
  const { environment, product, architecture, asOf } = policy;
  const stated = Object.entries(environment).map(([fact, state]) => `${fact}: ${state}`);
  const facts: [string, Part][] = [
    [
      'Checked',
      inputs.length === 0 ? null : h`<ul>${inputs.slice(0, mostInputs).map(inputItem)}${moreInputs(report)}</ul>`,
    ],
    [
      'Rules',
      rules.length === 0
        ? null
        : listed(
            rules.map(({ name }) => name),
            5,
          ),
    ],
    [
      'Task sequence',
      taskSequence === null ? null : h`<ul>${taskSequence.sequences.slice(0, mostInputs).map(sequenceItem)}</ul>`,
    ],
    ['Fails on', failsOn(policy.failOn)],
    ['Stated', stated.length === 0 ? null : stated.join(', ')],
    ['Where not said', [product, architecture].filter(Boolean).join(', ') || null],
    ['Known by', asOf === null ? null : `${asOf}: only what was known on that day counts`],
    ['Against', catalogText(report)],
  ];
  return facts.filter(([, value]) => value !== null);
}

function failsOn(failOn: FullReport['policy']['failOn']): string {
  if (failOn === 'never') return 'nothing (--fail-on never)';
  return failOn === 'multi-restart' ? failOn : `${failOn} or worse`;
}

function inputItem({ name, kind, updates, duplicates }: FullReport['inputs'][number]): Markup {
  const repeated = duplicates === 0 ? '' : `, ${counted(duplicates, 'repeated row')} counted once`;
  return h`<li>${name} <span class="muted">(${kind}, ${counted(updates, 'update')}${repeated})</span></li>`;
}

function moreInputs({ inputs }: FullReport): Markup | null {
  return inputs.length > mostInputs ? h`<li>and ${inputs.length - mostInputs} more</li>` : null;
}

function sequenceItem({ name, outcome }: NonNullable<FullReport['taskSequence']>['sequences'][number]): Markup {
  return h`<li>${name}${outcome === null ? null : h`: <strong>${headlines[outcome].toLowerCase()}</strong>`}</li>`;
}

function catalogText({ catalog, coverage }: FullReport): string {
  const lists = coverage.map(
    ({ source, releasedUntil }) => `; ${source.toUpperCase()} was last extended ${releasedUntil}`,
  );
  const verified = catalog.verified ? '' : '. The catalog file was not verified whole';
  return `catalog of ${catalog.dataAsOf}${lists.join('')}${verified}`;
}
