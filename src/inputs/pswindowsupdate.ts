// Tables of the module PSWindowsUpdate: Get-WindowsUpdate, Install-WindowsUpdate and Get-WUHistory, with titles cut or broken.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';
import { exportLines } from './export-lines.ts';
import { itemsOfText } from './kb-list.ts';
import { brokenKb, explicitKbs, itemOfNumbers, itemsOutside, linesOf, unreadableNumber } from './named.ts';
import { cleanTitle } from './rows.ts';
import { headerOf, type Header, isPrompt, isRule } from './text-table.ts';
import type { Input, ParsedGroup } from './types.ts';

/** Names of properties, which no language translates. */
const columns = new Set(['x', 'computername', 'status', 'result', 'operationname', 'date', 'kb', 'size', 'title']);
const headLength = 50_000;
const hint = `Export the list into a file: ${exportLines.psWindowsUpdate}`;

export const psWindowsUpdate: Input = {
  id: 'pswindowsupdate',
  description: 'table of Get-WindowsUpdate, Install-WindowsUpdate or Get-WUHistory (module PSWindowsUpdate)',
  exportLine: exportLines.psWindowsUpdate,
  accepts: (text) => linesOf(text.slice(0, headLength)).some((line) => tableOf(line) !== null),
  parse(text): ParsedGroup {
    const items = itemsOf(linesOf(text));
    if (items.length === 0) throw new UserError('there is no update in it: the table has no row', hint);
    return { name: null, items };
  },
};

/** "Title" is a column of many tables, and "KB title" the end of many a sentence. */
function tableOf(line: string): Header | null {
  const header = headerOf(line, columns, 'title');
  if (header === null || header.before !== '' || !header.endsWith('title')) return null;
  const ofModule = header.has('kb') ? ['computername', 'status', 'result'] : ['operationname'];
  return ofModule.some((name) => header.has(name)) ? header : null;
}

/** A row as it is put together: its title may go on in the lines that follow. */
interface TableRow {
  computer: string;
  /** Of its cells, before the title. */
  kbs: string[];
  texts: string[];
  where: string;
}

function itemsOf(lines: readonly string[]): Item[] {
  const items: Item[] = [];
  let header: Header | null = null;
  let row: TableRow | null = null;
  // A message may be broken as well.
  let isSaid = false;
  const end = (): void => {
    if (row !== null) items.push(itemOfRow(row));
    row = null;
  };
  const addAll = (more: readonly Item[]): void => more.forEach((item) => void items.push(item));
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    const begins = tableOf(line);
    if (begins !== null || line.trim() === '') {
      end();
      header = begins;
      isSaid = false;
    } else if (isMessage(line)) {
      end();
      isSaid = true;
      addAll(itemsOutside(line, where));
    } else if (header === null) {
      addAll(itemsOfText(line, where));
    } else if (!isRule(line)) {
      const read = rowOf(line, header, where);
      if (read !== null) end();
      else if (isSaid) addAll(itemsOfText(line, where));
      else goOn(row, line, where);
      row = read ?? row;
      isSaid = isSaid && read === null;
    }
  }
  end();
  return items;
}

/** What PowerShell says among the rows. */
const isMessage = (line: string): boolean =>
  /^(?:VERBOSE|WARNING|DEBUG): |^Reboot is required/.test(line) || isPrompt(line);

const size = /^(?:\d{1,6}(?:[.,]\d{1,3})?\s?(?:[KMGT]?B|[KMGT])(?=\s|$))\s*/;
const article = /^KB(\d{7}|\d{6}(?!\.\.\.|…))(?=\s|$)\s*/i;
const date = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s(?:[AP]M|[ap]\.?\s?m\.?))?\s*/;

/** As other countries write it, up to the number. */
const otherDate = /^\d.{1,60}?(?=\sKB\d{6})\s*/;

/** The cells of a row one after the other: names that are cut, and help texts, do not keep to their columns. */
function rowOf(line: string, header: Header, where: string): TableRow | null {
  let rest = line.trimStart();
  const take = (pattern: RegExp): string | null => {
    const found = pattern.exec(rest);
    if (found === null) return null;
    rest = rest.slice(found[0].length);
    return found[1] ?? found[0].trim();
  };
  if (header.has('x') && take(/^\d{1,4}\s+/) === null) return null;
  const computer = header.has('computername') ? take(/^(\S{1,64})\s+/) : '';
  const words = ['status', 'operationname', 'result']
    .filter((column) => header.has(column))
    .map(() => take(/^(\S{1,20})\s+/));
  const day = header.has('date') ? (take(date) ?? take(otherDate)) : null;
  const kb = header.has('kb') ? take(article) : null;
  const bytes = header.has('size') ? take(size) : null;
  // "-D--H--" is a status and nothing else; otherwise a cell behind it must show that this is a row.
  const isRow =
    kb !== null ||
    bytes !== null ||
    day !== null ||
    words.some((word) => word !== null && /^[A-Z?-]*-[A-Z?-]*$/.test(word));
  if (!isRow || computer === null || words.includes(null)) return null;
  const others = explicitKbs(line.slice(0, line.length - rest.length)).filter((each) => each !== kb);
  return { computer, kbs: [...(kb === null ? [] : [kb]), ...others], texts: [rest.trim()], where };
}

/** @throws UserError where there is no row that the line could go on */
function goOn(row: TableRow | null, line: string, where: string): void {
  const first = /^\s*(?:\d+\s+)?(\S+)/.exec(line.slice(0, 300))?.[1];
  if (row === null || (row.computer !== '' && first === row.computer))
    throw new UserError(`${where} is a row of the table that cannot be read: ${line.trim().slice(0, 80)}`, hint);
  row.texts.push(line.trim());
}

/** @throws UserError where its number was cut off */
function itemOfRow({ kbs: ofCells, texts, where }: TableRow): Item {
  const text = texts
    .map((part, index) => (isSplit(texts[index - 1], part) ? part : ` ${part}`))
    .join('')
    .trim();
  const kbs = [...ofCells, ...explicitKbs(text)];
  if (kbs.length === 0 && brokenKb.test(text)) throw unreadableNumber(text, where);
  if (text === '') throw new UserError(`${where} is a row without a title; it may be cut off`, hint);
  return itemOfNumbers(kbs, cleanTitle(text), where);
}

/** A window breaks lines within words, and within numbers. */
const isSplit = (before = '', after: string): boolean => /KB\d{1,6}$/i.test(before.slice(-10)) && /^\d/.test(after);
