// Title, description, article and bulletin: what they contain, whatever the case; "%" stands for any text.
import { type Test, unknown, tested } from './answers.ts';
import type { MatchRule, RuleUpdate } from './types.ts';
import { shown } from './words.ts';

export type TextColumn = 'title' | 'description' | 'article' | 'bulletin';

export function textTest(column: TextColumn, { raw, value }: MatchRule): Test {
  const contains = containing(value);
  if (contains === null) {
    const nothing = unknown(`the value "${shown(raw)}" holds no text`);
    return () => nothing;
  }
  const pick = (update: RuleUpdate): string | null => update[column];
  const number = column === 'article' ? /^kb[\s-]?(\d+)$/i.exec(value.trim())?.[1] : undefined;
  if (number === undefined) return tested(column, pick, contains);
  // The column holds digits alone. Whether the site reads "KB2965788" as a number, or never finds it, is not documented.
  const unsure = unknown(
    `it is written "${shown(raw)}" with "KB", and the column holds the digits alone: write the digits`,
  );
  return tested(column, pick, (text) => contains(text) || (text.includes(number) ? unsure : false));
}

/** @returns null where nothing is left to look for */
function containing(value: string): ((text: string) => boolean) | null {
  const parts = value
    .toLowerCase()
    .split('%')
    .filter((part) => part !== '');
  if (parts.length === 0) return null;
  return (text) => {
    const lower = lowered(text);
    let from = 0;
    for (const part of parts) {
      const at = lower.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return true;
  };
}

let latest = { text: '', lower: '' };

/** One title is held against all values of a rule. */
function lowered(text: string): string {
  if (latest.text !== text) latest = { text, lower: text.toLowerCase() };
  return latest.lower;
}
