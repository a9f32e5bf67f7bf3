// The parts of the text report on automatic deployment rules and task sequences.
import { renderSequences } from '../sequences/text.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';
import { updateLines } from './text.ts';
import type { FullReport, RuleSection } from './types.ts';

export function ruleLines({ rules }: FullReport, width: number, paint: Paint): string[] {
  return rules.flatMap((rule) => ['', ...sectionLines(rule, width, paint)]);
}

function sectionLines(rule: RuleSection, width: number, paint: Paint): string[] {
  const [head = '', ...rest] = rule.lines.map(plain);
  const picks = `The next run picks ${plain(rule.picks)}.${limitText(rule)}`;
  const open = rule.open.map(
    ({ why, updates }) => `Not told for ${updates} ${updates === 1 ? 'update' : 'updates'}: ${plain(why)}`,
  );
  const harmful = rule.possiblyHarmful;
  return [
    ...wrap(head, width).map(paint.bold),
    ...rest.flatMap((line) => wrap(line, width, '  ', '    ')),
    ...wrap(picks, width, '  ', '    ').map(paint.bold),
    ...[...open, ...rule.notes.map(plain)].flatMap((line) => wrap(line, width, '  ', '    ')),
    ...(harmful.length === 0
      ? []
      : wrap(`It may pick these as well, which restart more than once (${harmful.length}):`, width, '  ').map(
          paint.yellow,
        )),
    ...harmful.slice(0, mostHarmful).flatMap((update) => updateLines(update, width, paint)),
    ...(harmful.length > mostHarmful ? [`  ... and ${harmful.length - mostHarmful} more`] : []),
  ];
}

const mostHarmful = 20;

export function limitText({ limit }: RuleSection): string {
  if (limit === 'within') return '';
  const more = 'more than 1,000 updates, and a rule that finds more fails';
  return limit === 'exceeded' ? ` That is ${more}: its group stays as it is.` : ` It may find ${more}.`;
}

export function sequenceLines({ taskSequence }: FullReport, width: number): string[] {
  return taskSequence === null ? [] : ['', ...renderSequences(taskSequence, { width, plain, wrap })];
}
