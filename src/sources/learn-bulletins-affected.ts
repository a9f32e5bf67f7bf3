// The tables of affected software of a bulletin: product, its KB, and what that replaces.
import { offerNamed } from '../products/offers.ts';
import type { Offer } from '../types.ts';
import { type Document, oneLine, plainLines, shorten } from './learn-bulletins-page.ts';
import { type Replaced, readReplaced } from './learn-bulletins-replaced.ts';

export interface AffectedRow {
  kb: string;
  product: string;
  offer: Offer;
  replaces: Replaced[];
}

/** The one column that no other table of a bulletin has; it was "Bulletins Replaced by This Update" until about 2012. */
const replacedHeader = /^(?:updates?|bulletins?)\s+replaced\b|^replace[sd]\s+(?:updates?|bulletins?)\b/i;
const kbHeader = /^(?:kb|knowledge base)\b/i;
const numbersOnly = /\(\s*((?:KB)?\s?\d{6,7}(?:\s*(?:,|\/|;|and|or|&)\s*(?:KB)?\s?\d{6,7})*)\s*\)/gi;

/** What a number becomes where something takes it for inches: "7.708.943,18 cm". */
const converted = /\d\s?(?:cm|mm|km|kg)\b/i;

interface Raw {
  product: string;
  numbers: string[];
  replaced: string;
  text: string;
}

/** @param article  the number in the title of the bulletin, for bulletins whose rows name none */
export function readAffected(document: Document, article: string | null): { rows: AffectedRow[]; notes: string[] } {
  const notes: string[] = [];
  const raw = document.blocks.flatMap((block) => (block.kind === 'table' ? rowsOfTable(block.rows) : []));
  const single = raw.every(({ numbers }) => numbers.length === 0) ? packageOf(document, article, notes) : null;
  const found = new Map<string, AffectedRow>();
  for (const row of raw) {
    const numbers = row.numbers.length > 0 || single === null || converted.test(row.product) ? row.numbers : [single];
    if (numbers.length === 0) notes.push(`Left out, no KB number in the row "${shorten(row.text)}".`);
    for (const product of productsIn(row.product)) {
      for (const kb of numbers)
        add(found, { kb, product, offer: offerNamed(product), replaces: readReplaced(row.replaced, kb, notes) });
    }
  }
  return { rows: [...found.values()], notes };
}

function add(found: Map<string, AffectedRow>, row: AffectedRow): void {
  const key = `${row.kb} ${row.product}`;
  const earlier = found.get(key);
  if (!earlier) found.set(key, row);
  const known = new Set(earlier?.replaces.map((each) => `${each.bulletin} ${each.kb}`));
  earlier?.replaces.push(...row.replaces.filter((each) => !known.has(`${each.bulletin} ${each.kb}`)));
}

function rowsOfTable(rows: readonly string[][]): Raw[] {
  const found: Raw[] = [];
  let header: string[] | null = null;
  for (const cells of rows) {
    const names = cells.map((cell) => oneLine(cell));
    if (names.some((name) => replacedHeader.test(name)) && new Set(names).size > 1) header = names;
    else if (header !== null && (!isGroup(names) || digits(names[0] ?? '').length > 0))
      found.push(rawRow(header, cells));
  }
  return found.filter(({ product }) => product !== '');
}

/** "Windows 8 and Windows 8.1" over the whole width, or alone in its row. */
function isGroup(cells: readonly string[]): boolean {
  return new Set(cells.filter((cell) => cell !== '')).size <= 1;
}

function rawRow(header: readonly string[], cells: readonly string[]): Raw {
  const at = header.findIndex((name) => replacedHeader.test(name));
  const others = cells.filter((_, index) => index !== at);
  const inBrackets = others.flatMap((cell) =>
    [...cell.matchAll(numbersOnly)].flatMap((match) => digits(match[1] ?? '')),
  );
  const inColumns = cells.flatMap((cell, index) => (kbHeader.test(header[index] ?? '') ? digits(cell) : []));
  return {
    product: productText(cells[0] ?? ''),
    numbers: [...new Set([...inBrackets, ...inColumns])],
    replaced: cells[at] ?? '',
    text: oneLine(cells.join(' | ')),
  };
}

const digits = (text: string): string[] => text.match(/(?<!\d)\d{6,7}(?!\d)/g) ?? [];

function productText(cell: string): string {
  return oneLine(
    cell
      .replace(numbersOnly, ' ')
      .replace(/\[\d{1,2}\]/g, ' ')
      .replaceAll('*', ' '),
  );
}

/** "Windows Server 2008 for x64-based Systems and Windows Server 2008 for x64-based Systems Service Pack 2" are two. */
function productsIn(text: string): string[] {
  const parts = text.split(/,?\s+and\s+(?=(?:Microsoft )?Windows )|,\s+(?=(?:Microsoft )?Windows )/i);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

/** Until about 2010 the number in the title is that of the package; the names of the files show whether it is here. */
function packageOf(document: Document, article: string | null, notes: string[]): string | null {
  if (article === null) return null;
  const file = new RegExp(`\\bKB${article}\\b[\\w.-]{0,80}\\.(?:msu|exe|msp|cab)\\b`, 'i');
  if (!plainLines(document.blocks).some((line) => file.test(line))) return null;
  notes.push(
    `The rows name no KB; KB${article}, the number in the title, is in the names of the files and is taken for all.`,
  );
  return article;
}
