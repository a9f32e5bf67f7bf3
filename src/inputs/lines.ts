// At which line of its file each update stands, for reports that point into the file. Loads when one of them is asked for.
import { isUtf8 } from 'node:buffer';
import { encodingOf } from '../bytes/text.ts';
import type { Item } from '../types.ts';
import { jsonElements, type Span } from './json-elements.ts';
import { startsLikeJson } from './json.ts';

/** As IANA writes it. */
export function encodingName(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  if (encoding !== 'utf-8') return encoding.toUpperCase();
  return isUtf8(bytes) ? 'UTF-8' : 'windows-1252';
}

/** @param kind the input that read the text */
export async function withLines(kind: string, text: string, items: readonly Item[]): Promise<Item[]> {
  const starts = lineStarts(text);
  const spans = await spansOf(kind, text, starts);
  return items.map((item) => ({ ...item, line: lineIn(text, starts, spans, item) }));
}

/** Of updates that a group or a deployment names by CI_ID alone: the line of that number. */
export function withMemberLines(text: string, items: readonly Item[]): Item[] {
  const wanted = new Set(items.flatMap(({ ciId }) => ciId ?? []));
  const first = new Map<string, number>();
  for (const { 0: number, index } of text.matchAll(/(?<![\w.-])\d{1,10}(?![\w.-])/g)) {
    if (wanted.has(number) && !first.has(number)) first.set(number, index);
  }
  const starts = lineStarts(text);
  return items.map((item) => {
    const at = item.ciId === null ? undefined : first.get(item.ciId);
    return { ...item, line: at === undefined ? null : lineAt(starts, at) };
  });
}

/** Where each element of the file is; null for files of lines. */
async function spansOf(kind: string, text: string, starts: readonly number[]): Promise<Span[] | null> {
  if (kind !== 'configmgr-clixml') return startsLikeJson(text) ? jsonElements(text) : null;
  const { readClixml } = await import('./clixml-objects.ts');
  const lines: number[] = [];
  readClixml(text, lines);
  const begins = lines.map((line) => starts[line - 1] ?? 0);
  const sorted = [...new Set(begins)].sort((a, b) => a - b);
  const next = new Map(sorted.map((from, index) => [from, sorted[index + 1] ?? text.length]));
  return begins.map((from) => ({ from, to: next.get(from) ?? text.length }));
}

/** What `where` says of a file of lines; else the number of the update within its element, or where that begins. */
function lineIn(text: string, starts: readonly number[], spans: readonly Span[] | null, item: Item): number | null {
  const line = /^line (\d+)$/.exec(item.where)?.[1];
  if (line !== undefined) return Number(line);
  const index = /^\[(\d+)\]$/.exec(item.where)?.[1];
  const span = index === undefined ? undefined : spans?.[Number(index)];
  const at = placeOf(item, text.slice(span?.from ?? 0, span?.to));
  if (at === null) return span === undefined ? null : lineAt(starts, span.from);
  return lineAt(starts, (span?.from ?? 0) + at);
}

/** The rest of a title may be written with escapes. */
const enoughOfTitle = 10;

/** A value that is the number, else any text with it, else the UpdateID or the title. */
function placeOf({ kb, updateId, title }: Item, text: string): number | null {
  const value = kb === null ? null : new RegExp(`["':>]\\s*(?:KB\\s?)?${kb}(?!\\d)`, 'i').exec(text);
  const found = value ?? (kb === null ? null : new RegExp(`(?<!\\d)${kb}(?!\\d)`).exec(text));
  if (found !== null) return found.index + found[0].length - 1;
  const named = updateId === null ? -1 : text.toLowerCase().indexOf(updateId);
  const at = named >= 0 || title === null ? named : text.indexOf(title.slice(0, enoughOfTitle));
  return at < 0 ? null : at;
}

/** Offsets at which lines begin. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** From 1. */
function lineAt(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low + 1;
}
