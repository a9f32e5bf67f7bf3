// Output of systeminfo, in any language: the hotfixes that are installed, "[01]: KB2919355".
import { UserError } from '../errors.ts';
import { findProducts, nameOf, productNamed } from '../products/products.ts';
import { productsOfBuild } from '../products/table.ts';
import type { Item } from '../types.ts';
import { exportLines } from './export-lines.ts';
import { explicitKbs, itemOfNumbers, itemsOutside, linesOf, unreadableNumber } from './named.ts';
import { cleanTitle } from './rows.ts';
import type { Input, ParsedGroup } from './types.ts';

/** French writes a blank before the colon, which the code page of a console turns into a letter. */
const entry = /^[ \t]{0,200}\[(\d{1,4})\][^\w\s:]{0,2}[\s\u00ff]{0,2}:[ \t]*(.*)$/;
/** "KB2919355", "KB893803v2 - Update", "Q147222", "943729", "File 1", "{7A068575-...}". */
const hotfix = /^(?:(?:KB|Q)\d|\d{6,7}\b|File \d+\s*$|\{[0-9A-F-]{36}\})/i;
const number = /^(?:KB|Q)?(\d{7}|\d{6}(?!\.\.\.|…))(?!\d)/i;
/** What a table with commas puts into one cell. */
const inCell = /(?:^|,)"?[^",]{0,80},\[0?1\]\s?:/;
const processor = /^[ \t]{0,200}\[01\][^\r\n]{0,4}:[^\r\n]{0,200}\bFamily \d+ Model \d+\b/m;

const headLength = 200_000;
const longestEntry = 2000;
const hint = `Export the list again: ${exportLines.systeminfo}. Where it leaves hotfixes out, take this instead: ${exportLines.hotfixes}`;

export const systeminfo: Input = {
  id: 'systeminfo',
  description: 'output of systeminfo: the hotfixes that are installed',
  exportLine: exportLines.systeminfo,
  accepts: (text) => {
    const head = text.slice(0, headLength);
    if (!head.includes('[01]')) return false;
    return processor.test(head) || entryLines(head).some((line) => isHotfix(entry.exec(line)?.[2] ?? ''));
  },
  parse(text): ParsedGroup {
    const items = itemsOf(entryLines(text));
    if (items.length === 0) throw new UserError('there is no update in it: it lists no hotfix', hint);
    const product = productIn(text.slice(0, headLength));
    return { name: null, items: product === null ? items : items.map((item) => ({ ...item, categories: [product] })) };
  },
};

/** The Windows that the device runs, by the name and the build above its first list; null where they do not name exactly one. */
function productIn(head: string): string | null {
  const above = head.slice(0, Math.max(0, head.search(/\[0?1\]/)));
  const named = [...new Set(above.split(/\r\n|\n|\r/).flatMap((line) => findProducts(line.slice(0, 300)).map(nameOf)))];
  const [name, ...others] = named;
  if (name === undefined || others.length > 0) return null;
  const build = /\b(?:10\.0|6\.[1-3])\.(\d{4,5})\b/.exec(above)?.[1] ?? '';
  const { family } = productNamed(name);
  const exact = (productsOfBuild[build] ?? []).filter((product) => productNamed(product).family === family);
  return exact.length === 1 ? (exact[0] ?? name) : name;
}

const isHotfix = (text: string): boolean => hotfix.test(text) || explicitKbs(text).length > 0;

/** The lines of a text; "/fo csv" has all entries in one cell. */
function entryLines(text: string): string[] {
  const lines = linesOf(text);
  return lines.some((line) => inCell.test(line)) ? lines.flatMap((line) => line.split(/,(?=\[\d{1,4}\])|","/)) : lines;
}

/** A list of entries that are numbered from one on; `label` is the line before it. */
interface Run {
  label: string;
  entries: { text: string; where: string }[];
  /** The number of its first entry. */
  from: number;
}

function itemsOf(lines: readonly string[]): Item[] {
  const items: Item[] = [];
  let run: Run | null = null;
  const end = (): void => {
    if (run !== null) for (const item of itemsOfRun(run)) items.push(item);
    run = null;
  };
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    const [, count = '', text = ''] = line.length > longestEntry ? [] : (entry.exec(line) ?? []);
    if (count === '') {
      end();
      if (/^[ \t]*\[\d{0,4}$/.test(line.slice(0, 300))) throw unreadableNumber(line, where);
      for (const item of itemsOutside(line, where)) items.push(item);
      continue;
    }
    const open: Run | null = run;
    if (open === null || Number(count) !== open.from + open.entries.length) {
      end();
      run = { label: lines[index - 1] ?? '', entries: [], from: Number(count) };
    }
    run?.entries.push({ text: text.trim(), where: `[${count}]` });
  }
  end();
  return items;
}

/** Processors and network cards are numbered lists as well. */
function itemsOfRun({ label, entries, from }: Run): Item[] {
  if (!entries.some(({ text }) => isHotfix(text))) return [];
  if (from !== 1) throw new UserError(`its list of hotfixes begins with number ${from}`, hint);
  // "Hotfix(s): 154 Hotfix(s) Installed." is the only number of that line in every language.
  const counts = label.slice(0, 300).match(/\d+/g) ?? [];
  if (counts.length === 1 && Number(counts[0]) !== entries.length)
    throw new UserError(`it says that ${counts[0]} hotfixes are installed, and lists ${entries.length}`, hint);
  return entries.map(({ text, where }) => {
    const kb = number.exec(text)?.[1];
    const kbs = [...(kb === undefined ? [] : [kb]), ...explicitKbs(text)];
    if (kbs.length > 0) return itemOfNumbers(kbs, null, where);
    if (/^(?:KB|Q)\d/i.test(text)) throw unreadableNumber(text, where);
    return itemOfNumbers([], cleanTitle(text), where);
  });
}
