// What a report says besides its updates: rules, task sequences, waivers, and what is gone since an older report. One list for all formats.
import { headlines, kindNames } from '../sequences/text.ts';
import type { SequencePrediction } from '../sequences/outcome.ts';
import type { Baseline, JudgedWaiver } from '../types.ts';
import { limitText } from './sections.ts';
import type { FullReport, RuleSection } from './types.ts';
import { type SetAside, setAsideIn, setAsideNames } from './set-aside.ts';
import { goneName, useText, waiverLevel } from './waivers.ts';
import { capital, nameOf } from './words.ts';

export const statementKinds = [
  'rule',
  'rule-update',
  'task-sequence',
  'set-aside',
  'waiver',
  'baseline',
  'gone',
] as const;

export interface Statement {
  kind: (typeof statementKinds)[number];
  level: 'error' | 'warning' | 'note';
  /** The rule, the task sequence, or the update that it is about. */
  name: string;
  /** One sentence or a few. */
  text: string;
  /** Further sentences: the rule in words, the steps of a sequence, what to do. */
  more: string[];
}

export function statementsOf(report: FullReport): Statement[] {
  const { rules, taskSequence, waivers, baseline, outcome } = report;
  return [
    ...(taskSequence?.sequences ?? []).map((each) => ofSequence(each, outcome === 'fail')),
    ...rules.flatMap(ofRule),
    ...setAsideIn(report).map(ofSetAside),
    ...waivers.map((each) => ofWaiver(each, report)),
    ...(baseline === null ? [] : ofBaseline(baseline)),
  ];
}

function ofSequence(prediction: SequencePrediction, failed: boolean): Statement {
  const { name, kind, outcome, reason, timeline, updateSteps, warnings, advice } = prediction;
  const said = outcome === null ? '' : `${headlines[outcome]}: `;
  const steps = updateSteps.length === 0 ? [] : timeline.map(({ at, text }) => `${at}  ${text}`);
  return {
    kind: 'task-sequence',
    level:
      outcome === 'fails' && failed ? 'error' : outcome === 'fails' || outcome === 'cannot tell' ? 'warning' : 'note',
    name: `Task sequence "${name}" (${kindNames[kind]})`,
    text: `${said}${reason}`,
    more: [...warnings, ...advice, ...steps],
  };
}

function ofRule(rule: RuleSection): Statement[] {
  const open = rule.open.map(
    ({ why, updates }) => `Not told for ${updates} ${updates === 1 ? 'update' : 'updates'}: ${why}`,
  );
  const [name = rule.name, ...lines] = rule.lines;
  const text = [`The next run picks ${rule.picks}.${limitText(rule)}`, ...open].join(' ');
  const level = rule.complete && rule.limit !== 'exceeded' ? 'note' : 'warning';
  const harmful = rule.possiblyHarmful.map((update): Statement => {
    const name = [nameOf(update), update.architecture].filter((each) => each !== null).join(' ');
    const text = `The rule "${rule.name}" may pick it as well: ${update.reason}`;
    return { kind: 'rule-update', level: 'warning', name, text, more: [] };
  });
  return [{ kind: 'rule', level, name, text, more: [...lines, ...rule.notes] }, ...harmful];
}

/** What passes against a claim is a warning; what is stated of the devices is a note. */
function ofSetAside(each: SetAside): Statement {
  const level = each.by === 'overruled' ? 'warning' : 'note';
  return { kind: 'set-aside', level, name: setAsideNames(each), text: each.updates[0]?.reason ?? '', more: [] };
}

function ofWaiver(waiver: JudgedWaiver, report: FullReport): Statement {
  const { kb, updateId, product, architecture, group, sequence, reason, owner, where } = waiver;
  const limits = [product, architecture, group, sequence].filter((each) => each !== null);
  const name = `Waiver of ${kb === null ? updateId : `KB${kb}`}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
  const text = `${useText(waiver, report)}. Reason: ${reason}. Owner: ${owner} (${where}).`;
  return { kind: 'waiver', level: waiverLevel(waiver, report), name, text: capital(text), more: [] };
}

function ofBaseline({ path, generatedAt, known, gone }: Baseline): Statement[] {
  const text = `Compared with ${path} of ${generatedAt.slice(0, 10)}: ${known} failed in it as well, ${gone.length} of those that failed in it are gone.`;
  const each = gone.map((update): Statement => {
    const name = goneName(update);
    const said = `Gone since ${path}: it was ${update.status} there${update.title === null ? '' : `, ${update.title}`}`;
    return { kind: 'gone', level: 'note', name, text: said, more: [] };
  });
  return [{ kind: 'baseline', level: 'note', name: 'Baseline', text, more: [] }, ...each];
}
