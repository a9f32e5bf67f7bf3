// Tables of HTML as rows of text: what spans several rows or columns stands in each of them.
import { type CheerioAPI, load } from 'cheerio/slim';
import { SourceError } from '../errors.ts';
import type { Node } from './learn-bulletins-html.ts';

const mostColumns = 40;
const mostRows = 3_000;
const hint = 'Open the address in a browser and see what the page shows now.';
const breaks = new Set(['br', 'p', 'div', 'li', 'tr', 'ul', 'ol']);

/** @param markup  from `<table` to `</table>` */
export function tableOfMarkup(markup: string): string[][] {
  const $ = load(markup);
  const table = $('table').get(0);
  return table ? tableRows($, table) : [];
}

export function tableRows($: CheerioAPI, table: Node): string[][] {
  const grid: string[][] = [];
  const all = $(table).find('tr').get();
  if (all.length > mostRows)
    throw new SourceError(`A table of the page has ${all.length} rows; no real one has.`, hint);
  const rows = all.filter((row) => $(row).closest('table').get(0) === table);
  rows.forEach((row, index) => {
    const line = ensure(grid, index);
    for (const cell of $(row).children('td, th').get()) {
      const [wide, high] = [span(cell.attribs['colspan']), span(cell.attribs['rowspan'])];
      fill(grid, index, firstFree(line), wide, Math.min(high, rows.length - index), cellText(cell));
    }
  });
  return grid.map((line) => Array.from(line, (text) => text ?? '')).filter((line) => line.length > 0);
}

function ensure(grid: string[][], index: number): string[] {
  grid[index] ??= [];
  return grid[index];
}

function firstFree(line: readonly string[]): number {
  let column = 0;
  while (line[column] !== undefined) column += 1;
  return column;
}

function fill(grid: string[][], top: number, left: number, wide: number, high: number, text: string): void {
  if (left >= mostColumns) return;
  for (let row = top; row < top + high; row += 1) {
    const line = ensure(grid, row);
    for (let column = left; column < Math.min(left + wide, mostColumns); column += 1) line[column] ??= text;
  }
}

function span(value: string | undefined): number {
  const number = /^\s*(\d{1,4})\s*$/.exec(value ?? '')?.[1];
  return Math.max(1, number === undefined ? 1 : Number(number));
}

/** Lines are kept; marks of footnotes, which stand as <sup>, are not. */
function cellText(cell: Node): string {
  const parts: string[] = [];
  const stack: (Node | string)[] = [cell];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') parts.push(next);
    else if ('data' in next && next.type === 'text') parts.push(next.data.replace(/\s+/g, ' '));
    else if ('children' in next && 'name' in next && next.name !== 'sup') {
      const broken = breaks.has(next.name);
      if (broken) stack.push('\n');
      for (let index = next.children.length - 1; index >= 0; index -= 1) {
        const child = next.children[index];
        if (child) stack.push(child);
      }
      if (broken) parts.push('\n');
    }
  }
  return parts
    .join('')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
