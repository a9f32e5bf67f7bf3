// What the group does to the task sequence, as a line of steps down to its end or to the place where it breaks.
import type { SequencePrediction, TimelineEntry } from '../../sequences/outcome.ts';
import { headlines, kindNames } from '../../sequences/text.ts';
import type { FullReport } from '../types.ts';
import { counted, h, icon, type Markup } from './markup.ts';

export function sequencesSection({ taskSequence }: FullReport): Markup | null {
  if (taskSequence === null || taskSequence.sequences.length === 0) return null;
  const { sequences } = taskSequence;
  const more = sequences.length - mostSequences;
  return h`<section aria-labelledby="sequence">
<h2 id="sequence">${sequences.length === 1 ? 'Task sequence' : 'Task sequences'}</h2>
${sequences.slice(0, mostSequences).map(sequencePanel)}${more > 0 ? h`<p class="muted">and ${more} more</p>\n` : null}</section>
`;
}

const mostSequences = 20;
const mostEntries = 200;

const tones = { survives: 'good', 'survives with waits': 'warn', fails: 'bad', 'cannot tell': 'warn' };

function sequencePanel({ name, kind, outcome, reason, warnings, timeline }: SequencePrediction): Markup {
  const tone = outcome === null ? 'none' : tones[outcome];
  return h`<article class="panel sequence v-${tone}">
<h3>${name} <span class="muted">(${kindNames[kind]})</span></h3>
<p class="predicted">${outcome === null ? null : h`<span class="badge">${icon(tone)}${headlines[outcome].toLowerCase()}</span> `}${reason}</p>
${timeline.length === 0 ? null : timelineList(timeline, name)}${
  warnings.length === 0 ? null : h`<h4>Note</h4>\n<ul>\n${warnings.map((text) => h`<li>${text}</li>\n`)}</ul>\n`
}</article>
`;
}

function timelineList(timeline: readonly TimelineEntry[], name: string): Markup {
  // Where it breaks or ends is what counts.
  const shown = timeline.slice(-mostEntries);
  const left = timeline.length - shown.length;
  return h`${left > 0 ? h`<p class="muted">${counted(left, 'entry').replace('entrys', 'entries')} before these left out</p>\n` : null}<ol class="timeline" aria-label="Step by step: ${name}">
${shown.map((entry, index) => entryItem(entry, shown[index - 1]))}</ol>
`;
}

const kindWords: Record<TimelineEntry['kind'], string | null> = {
  step: null,
  variable: 'variable',
  updates: 'installs updates',
  restart: 'restart',
  wait: 'waits',
  retry: 'retries',
  risk: 'risk',
  unclear: 'unclear',
  break: 'breaks',
  end: 'end',
};

/** Drawn with the icon of a status where it has the same meaning. */
const kindIcons: Partial<Record<TimelineEntry['kind'], string>> = { risk: 'suspected', unclear: 'conditional' };

function entryItem({ at, kind, name, text }: TimelineEntry, before: TimelineEntry | undefined): Markup {
  const isFirst = before?.at !== at && kind !== 'end';
  const word = kindWords[kind];
  return h`<li class="t-${kind}"><span class="node">${icon(kindIcons[kind] ?? kind)}</span><div>${
    isFirst ? h`<p class="step"><span class="muted">Step ${at}</span> ${name}</p>` : null
  }<p>${word === null ? null : h`<span class="tag">${word}</span> `}${text}</p></div></li>
`;
}
