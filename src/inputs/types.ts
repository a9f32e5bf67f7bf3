// What an input is: one kind of file that holds the updates of a group, or names them for another file to hold.
import type { Group, Item } from '../types.ts';

/** A group or a deployment, which names its updates by CI_ID alone. */
export interface MemberList {
  kind: 'group' | 'deployment';
  name: string | null;
  /** The CI_ID of a group itself, by which deployments refer to it. */
  ciId: string | null;
  /** The CI_ID of the group that a deployment is of. */
  groupId: string | null;
  /** CI_IDs of updates. */
  members: string[];
}

/** A group as a file gives it, before duplicates are taken out. */
export interface ParsedGroup {
  name: string | null;
  items: Item[];
  /** There are no items where there are lists: the updates that these name are in another file. */
  lists?: MemberList[];
}

/** One file that was read; see join.ts for what becomes of its lists. */
export interface ReadFile {
  /** As messages call the file. */
  name: string;
  group: Group;
  lists: readonly MemberList[];
  /** Of a list of members, where lines are asked for: these are told once the members are joined to their updates. */
  text: string | null;
}

export interface Input {
  id: string;
  /** One line for help texts. */
  description: string;
  /** The one line that exports such a file. */
  exportLine?: string;
  /** Whether a text is of this kind; quick, and never throws. */
  accepts(text: string): boolean;
  /** @throws UserError where the text is of this kind but cannot be used */
  parse(text: string): ParsedGroup | Promise<ParsedGroup>;
}
