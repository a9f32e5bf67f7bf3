// The texts of a criterion taken apart: "-Preview", "'Product:<guid>'", "Product:<guid>|Windows 7", ">=1", "0:0:28:0".
import { propertyNamed } from './properties.ts';
import type { Criterion, MatchRule } from './types.ts';

/** @param texts as the XML has them */
export function readCriterion(property: string, texts: readonly string[]): Criterion {
  const matches = propertyNamed(property)?.matches;
  const read = matches === 'text' ? textRule : matches === 'date' ? dateRule : codeRule;
  return { property, values: texts.map(read) };
}

/** Blanks at the ends of a title filter count, those of an indented file do not. */
function textRule(raw: string): MatchRule {
  const lines = raw.split(/\r?\n/);
  const text =
    lines.length === 1
      ? raw
      : lines
          .map((line) => line.trim())
          .join(' ')
          .trim();
  const excluded = text.startsWith('-');
  return { raw, excluded, value: excluded ? text.slice(1) : text, label: null };
}

/** A minus before a window may be how "older than" is written, or not: it stays in the value, which then is no window. */
const dateRule = (raw: string): MatchRule => ({ raw, excluded: false, value: unquoted(raw), label: null });

/** The database has single quotes inside the text; exporters strip them, and some put a name behind it. */
function codeRule(raw: string): MatchRule {
  const text = raw.trim();
  const bar = text.indexOf('|');
  const label = bar < 0 ? '' : unquoted(text.slice(bar + 1));
  const whole = unquoted(bar < 0 ? text : text.slice(0, bar));
  const excluded = whole.startsWith('-');
  return { raw, excluded, value: excluded ? unquoted(whole.slice(1)) : whole, label: label === '' ? null : label };
}

const unquoted = (text: string): string => text.trim().replace(/^'/, '').replace(/'$/, '').trim();

export interface CategoryValue {
  /** "product:<guid>", null where the value is none. */
  id: string | null;
  /** The name that stands in place of a GUID, or behind it. */
  name: string | null;
}

const categoryId = /^(?:([a-z]{1,40}):)?\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/;

/** A log that went through a web page has blanks inside its GUIDs. */
export function readCategory(kind: string, { value, label }: MatchRule): CategoryValue {
  const match = categoryId.exec(value.replace(/\s+/g, '').toLowerCase());
  if (match) return { id: `${match[1] ?? kind}:${match[2]}`, name: label };
  return { id: null, name: value === '' ? null : value };
}

/** Years, months, days and hours back from the run. */
export type Window = readonly [years: number, months: number, days: number, hours: number];

/** @returns null for what is no window, "older than" among it: its form is not known */
export function readWindow(value: string): Window | null {
  const match = /^(\d{1,2}):(\d{1,3}):(\d{1,4}):(\d{1,5})$/.exec(value.replace(/\s+/g, ''));
  if (!match) return null;
  const [years = 0, months = 0, days = 0, hours = 0] = match.slice(1).map(Number);
  return years + months + days + hours === 0 ? null : [years, months, days, hours];
}

export interface Comparison {
  sign: '=' | '<>' | '<' | '<=' | '>' | '>=';
  number: number;
}

const signs: Readonly<Record<string, Comparison['sign']>> = {
  '': '=',
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** ">=1", "5", and ranges: "1-40", ">=1 and <=40". All parts must hold. */
export function readComparisons(value: string): Comparison[] | null {
  const range = /^(\d{1,15})\s?-\s?(\d{1,15})$/.exec(value);
  if (range) {
    return [
      { sign: '>=', number: Number(range[1]) },
      { sign: '<=', number: Number(range[2]) },
    ];
  }
  const parts = value.slice(0, 200).split(/,|\band\b/i);
  const read = parts.map((part) => /^([<>=!]{0,2})\s?(\d{1,15})$/.exec(part.trim()));
  const comparisons = read.flatMap((match) => {
    const sign = signs[match?.[1] ?? 'none'];
    return match && sign ? [{ sign, number: Number(match[2]) }] : [];
  });
  return comparisons.length === parts.length ? comparisons : null;
}

export const readNumber = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

/** "Locale:9": the decimal number of a Windows language. */
export function readLocale(text: string): number | null {
  const match = /^(?:locale:)?(\d{1,6})$/i.exec(text.trim());
  return match ? Number(match[1]) : null;
}
