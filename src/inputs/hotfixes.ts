// What Win32_QuickFixEngineering lists as installed: tables and lists of "wmic qfe" and of Get-HotFix.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';
import { exportLines } from './export-lines.ts';
import { itemsOfText } from './kb-list.ts';
import { brokenKb, explicitKbs, itemOfNumbers, itemsOutside, linesOf, unreadableNumber } from './named.ts';
import { cleanTitle } from './rows.ts';
import { headerOf, type Header, isPrompt, isRule } from './text-table.ts';
import type { Input, ParsedGroup } from './types.ts';

/** Names of properties, which no language translates. */
const columns = new Set([
  ...['caption', 'csname', 'description', 'fixcomments', 'hotfixid', 'installdate', 'installedby', 'installedon'],
  ...['name', 'servicepackineffect', 'status', 'source', 'node', 'pscomputername', '__server'],
]);
const listed = /^[ \t]{0,20}HotFixID[ \t]{0,40}[=:][ \t]*(.*)$/i;
const property = /^[ \t]{0,20}[A-Za-z_ ]{1,40}[=:]/;
const headLength = 50_000;

export const hotfixes: Input = {
  id: 'wmic-qfe',
  description: 'what is installed, by "wmic qfe" or Get-HotFix',
  exportLine: exportLines.hotfixes,
  accepts: (text) => linesOf(text.slice(0, headLength)).some((line) => tableOf(line) !== null || listed.test(line)),
  parse(text): ParsedGroup {
    const items = itemsOf(text);
    if (items.length === 0)
      throw new UserError(
        'there is no update in it: it lists no hotfix',
        `Export the list again: ${exportLines.hotfixes}`,
      );
    return { name: null, items };
  },
};

const tableOf = (line: string): Header | null => headerOf(line, columns, 'hotfixid');

function itemsOf(text: string): Item[] {
  const lines = linesOf(text);
  const isList = lines.some((line) => listed.test(line));
  const { items, beside } = readLines(lines, isList);
  // What the other properties of a hotfix say of it is no update of its own.
  const known = new Set(items.map(({ kb }) => kb));
  return [...items, ...beside.filter(({ kb }) => !known.has(kb))];
}

/** `beside`: numbers in properties other than HotFixID. */
function readLines(lines: readonly string[], isList: boolean): { items: Item[]; beside: Item[] } {
  const beside: Item[] = [];
  let header: Header | null = null;
  const items = lines.flatMap((line, index) => {
    const where = `line ${index + 1}`;
    const begins = tableOf(line);
    if (begins !== null || line.trim() === '') {
      header = begins;
      return begins === null ? [] : itemsOutside(begins.before, where);
    }
    const value = listed.exec(line)?.[1];
    if (value !== undefined) return [hotfixOf(value, explicitKbs(value), where)];
    if (isPrompt(line)) return itemsOutside(line, where);
    if (isList && property.test(line)) {
      for (const item of itemsOutside(line, where)) beside.push(item);
      return [];
    }
    if (header === null) return itemsOfText(line, where);
    return isRule(line) ? [] : [itemOfRow(line, header, where, index === lines.length - 1)];
  });
  return { items, beside };
}

/**
 * A row names its hotfix in the column of that name; where letters of double width moved it, elsewhere.
 * @throws UserError where it names none
 */
function itemOfRow(line: string, header: Header, where: string, last: boolean): Item {
  const cell = header.cell(line, 'hotfixid');
  const numbers = explicitKbs(line);
  if (cell === '' && numbers.length === 0) {
    throw new UserError(
      `${where} is a row of the table that names no hotfix: ${line.trim().slice(0, 80)}`,
      `Lines that a window broke cannot be read. Export the list into a file: ${exportLines.hotfixes}`,
    );
  }
  // A file that was cut ends within a row, and maybe within its number.
  const cut = last && !header.endsWith('hotfixid') && /KB\d{6}$/i.test(line.slice(-10));
  if (cut) throw unreadableNumber(line, where);
  return hotfixOf(cell, numbers, where);
}

function hotfixOf(text: string, others: readonly string[], where: string): Item {
  const own = /^(?:KB|Q)?(\d{7}|\d{6}(?!\.\.\.|…))(?!\d)/i.exec(text.trim())?.[1];
  const kbs = own === undefined ? others : [own, ...others];
  if (kbs.length === 0 && brokenKb.test(text)) throw unreadableNumber(text, where);
  return itemOfNumbers(kbs, kbs.length === 0 ? cleanTitle(text) : null, where);
}
