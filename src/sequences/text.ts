// A prediction as lines for people. What the file says is made harmless by `plain`, and laid out by `wrap`: both belong to the reports.
import type { SequenceOutcome, SequencePrediction, SequencesReport, TimelineEntry } from './outcome.ts';
import type { SequenceKind } from './types.ts';
import { one } from './words.ts';

export interface Layout {
  width: number;
  plain(text: string): string;
  wrap(text: string, width: number, indent?: string, hang?: string): string[];
}

const mostEntries = 60;

/** Blocks of lines, one for each sequence: a headline, why, the timeline, warnings and what to do. */
export function renderSequences(report: SequencesReport, layout: Layout): string[] {
  return report.sequences.flatMap((each, index) => [...(index === 0 ? [] : ['']), ...renderSequence(each, layout)]);
}

export function renderSequence(prediction: SequencePrediction, layout: Layout): string[] {
  const { width, plain, wrap } = layout;
  const { name, kind, outcome, reason, warnings, advice } = prediction;
  const said = outcome === null ? '' : `: ${headlines[outcome]}`;
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0
      ? []
      : [`  ${title}`, ...lines.flatMap((line) => wrap(`- ${plain(line)}`, width, '    ', '      '))];
  return [
    ...wrap(`Task sequence "${plain(name)}" (${kindNames[kind]})${said}`, width),
    ...wrap(plain(reason), width, '  '),
    ...timelineLines(prediction, layout),
    ...list('Note', warnings),
    ...list('What to do', advice),
  ];
}

export const headlines: Record<SequenceOutcome, string> = {
  survives: 'SURVIVES',
  'survives with waits': 'SURVIVES WITH WAITS',
  fails: 'FAILS',
  'cannot tell': 'CANNOT TELL',
};

export const kindNames: Record<SequenceKind, string> = {
  'os-deployment': 'operating system deployment',
  'os-deployment-without-setup': 'operating system deployment without "Setup Windows and ConfigMgr"',
  'in-place-upgrade': 'in-place upgrade',
  mixed: 'deployment and in-place upgrade',
  'stand-alone': 'stand-alone sequence',
  'mdt-lite-touch': 'MDT Lite Touch',
  psd: 'PowerShell Deployment',
  empty: 'no steps',
};

function timelineLines({ timeline, updateSteps }: SequencePrediction, { width, plain, wrap }: Layout): string[] {
  // A sequence without a step that installs updates has nothing to tell but that.
  if (updateSteps.length === 0) return [];
  const digits = String(timeline.at(-1)?.at ?? 0).length;
  const line = ({ at, kind, name, text }: TimelineEntry, isFirst: boolean): string[] => {
    const number = isFirst ? String(at).padStart(digits) : ' '.repeat(digits);
    const title = isFirst && kind !== 'end' ? `"${plain(name)}": ` : '';
    return wrap(`${number}  ${marks[kind]}${title}${plain(text)}`, width, '  ', ' '.repeat(digits + 4));
  };
  const shown = timeline.length > mostEntries ? aroundTheEnd(timeline) : timeline;
  const left = timeline.length - shown.length;
  return [
    '  Step by step',
    ...(left > 0 ? [`  (${left} ${one(left, 'entry', 'entries')} before these left out)`] : []),
    ...shown.flatMap((entry, index) => line(entry, shown[index - 1]?.at !== entry.at || entry.kind === 'end')),
  ];
}

/** Where it breaks is what counts; else its beginning and what comes last are both of use, and the last is kept. */
const aroundTheEnd = (timeline: readonly TimelineEntry[]): readonly TimelineEntry[] => timeline.slice(-mostEntries);

const marks: Record<TimelineEntry['kind'], string> = {
  step: '',
  variable: '',
  updates: '',
  restart: '',
  wait: '',
  retry: '',
  risk: 'RISK: ',
  unclear: 'UNCLEAR: ',
  break: 'BREAKS: ',
  end: '',
};
