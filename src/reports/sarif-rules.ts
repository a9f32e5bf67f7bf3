// The rules of the SARIF report: one a status that says something bad, and one for task sequences. Their help stands in the report itself.
import type { Status } from '../types.ts';
import type { FullReport } from './types.ts';
import { statusTitles } from './words.ts';

export type RuleId =
  | Extract<Status, 'multi-restart' | 'conditional' | 'suspected' | 'no-data'>
  | 'task-sequence'
  | 'unused-waiver';

interface RuleText {
  name: string;
  level: 'error' | 'warning' | 'note';
  title: string;
  full: string;
  help: string;
}

const leaveOut =
  'Leave the update out of the group that the task sequence installs, and deploy it outside of the sequence or put it into the image; or give the sequence what it needs to survive a second restart (SMSTSWaitForSecondReboot in an operating system deployment, a retry of the step in a stand-alone sequence).';

/** In this order they are in the report; results refer to them by their place. */
const texts: Record<RuleId, RuleText> = {
  'multi-restart': {
    name: 'KnownToRestartMoreThanOnce',
    level: 'error',
    title: statusTitles['multi-restart'],
    full: 'A confirmed or reported finding says that installing the update takes two or more restarts. A task sequence survives the first one only.',
    help: leaveOut,
  },
  conditional: {
    name: 'RestartsMoreThanOnceUnderCondition',
    level: 'error',
    title: statusTitles.conditional,
    full: 'A finding says that installing the update takes two or more restarts on devices of which a condition is true, and nobody stated whether it is.',
    help: `State the fact with --env <fact>=yes or --env <fact>=no. Where it is true: ${leaveOut}`,
  },
  suspected: {
    name: 'SuspectedToRestartMoreThanOnce',
    level: 'warning',
    title: 'Suspected to restart more than once',
    full: 'Weak evidence, a claim about a whole class of updates, or the update replaces one that restarts more than once.',
    help: 'Install it on a test device of the same product and count the restarts, or read the evidence of the result.',
  },
  'no-data': {
    name: 'NothingKnown',
    // A result that fails the gate says "error" itself.
    level: 'note',
    title: 'Nothing is known about the update',
    full: 'The update is not in the catalog, or no source that counts restarts speaks of its product and date. That is no clearance.',
    help: 'Ask "rebootgate explain <KB>", read the article of the update, or install it on a test device and count the restarts.',
  },
  'task-sequence': {
    name: 'TaskSequenceDoesNotSurvive',
    level: 'error',
    title: 'The task sequence does not survive the group',
    full: 'What the group installs restarts the device a second time where the task sequence is not prepared for it, or nobody can tell.',
    help: 'Change the steps that the result names, or take the updates out of the group.',
  },
  'unused-waiver': {
    name: 'WaiverIsUnused',
    level: 'warning',
    title: 'A waiver names no update of the check',
    full: 'A waiver that nothing needs any more, or that was mistyped, would let an update through one day that nobody thinks of.',
    help: 'Take the waiver out of its file, or correct the number, product, architecture, group or task sequence that it names.',
  },
};

export const ruleIds = Object.keys(texts).filter((id): id is RuleId => id in texts);

export const isRuleId = (id: string): id is RuleId => id in texts;

/** The article that Microsoft's list is in; null where the catalog does not say. */
export function articleOf({ catalog }: FullReport): string | null {
  return catalog.sources.find(({ id }) => id === 'kb2894518')?.url ?? null;
}

export function rulesFor(report: FullReport): unknown[] {
  const article = articleOf(report);
  return ruleIds.map((id) => {
    const { name, level, title, full, help } = texts[id];
    return {
      id,
      name,
      shortDescription: { text: `${title}.` },
      fullDescription: { text: full },
      help: { text: help },
      ...(article === null ? {} : { helpUri: article }),
      defaultConfiguration: { level },
      properties: { tags: ['configuration-manager', 'restart'] },
    };
  });
}
