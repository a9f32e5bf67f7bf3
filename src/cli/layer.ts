// One layer of settings, as a variable or a file states them: the options of a check, with switches that can be off as well.
import type { CheckFlags } from './check.ts';

export const switches = ['acceptNoData', 'requireFresh', 'strict', 'ignoreMitigation'] as const;
export type Switch = (typeof switches)[number];

export interface Layer extends Omit<CheckFlags, Switch>, Partial<Record<Switch, boolean>> {
  /** What is checked where no file is named. */
  files?: string[];
}
