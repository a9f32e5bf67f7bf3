// How steps, updates and conditions are called in sentences.
import type { GroupUpdate } from './outcome.ts';
import type { TaskStep } from './types.ts';

export const waitVariable = 'SMSTSWaitForSecondReboot';

/** "Install Software Updates" (step 41, in Build / Updates Pass I) */
export function stepName({ name, at, group }: TaskStep): string {
  const shown = group.length > 3 ? ['...', ...group.slice(-3)] : group;
  return `"${name}" (step ${at}${group.length === 0 ? '' : `, in ${shown.join(' / ')}`})`;
}

export const updateName = ({ kb, updateId, title }: GroupUpdate): string =>
  kb === null ? (updateId ?? title ?? 'an update without a number') : `KB${kb}`;

const mostNames = 5;

/** "KB1, KB2 and 7 more"; every name once. */
export function updateNames(updates: readonly GroupUpdate[]): string {
  const names = [...new Set(updates.map(updateName))];
  if (names.length <= mostNames) return listed(names);
  return `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`;
}

/** How many different updates these are: one for two architectures is one to a reader. */
export const differing = (updates: readonly GroupUpdate[]): number => new Set(updates.map(updateName)).size;

/** "KB2965788 restarts", "KB2965788 and KB2966034 restart" */
export const restartingText = (updates: readonly GroupUpdate[]): string =>
  `${updateNames(updates)} ${one(differing(updates), 'restarts', 'restart')}`;

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** '' where the step always runs. */
export function onlyIf({ conditions }: TaskStep): string {
  if (conditions.length === 0) return '';
  const said = conditions.slice(0, 4).map(({ text, group }) => (group === null ? text : `${text} (of "${group}")`));
  return ` Runs only if ${[...said, ...(conditions.length > 4 ? ['...'] : [])].join('; and ')}.`;
}

export const whyDisabled = ({ disabledBy }: TaskStep): string =>
  disabledBy === null ? 'disabled' : `in the disabled group "${disabledBy}"`;

export const one = (count: number, single: string, many: string): string => (count === 1 ? single : many);
