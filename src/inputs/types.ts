// What an input is: one kind of file that holds the updates of a group.
import type { Item } from '../types.ts';

/** A group as a file gives it, before duplicates are taken out. */
export interface ParsedGroup {
  name: string | null;
  items: Item[];
}

export interface Input {
  id: string;
  /** One line for help texts. */
  description: string;
  /** Whether a text is of this kind; quick, and never throws. */
  accepts(text: string): boolean;
  /** @throws UserError where the text is of this kind but cannot be used */
  parse(text: string): ParsedGroup | Promise<ParsedGroup>;
}
