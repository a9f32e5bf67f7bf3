// One CSV file of wesng: which column is which, and what a row says.
import type { ByteSource } from '../bytes/types.ts';
import { isDay, readDay } from '../dates.ts';
import { UserError } from '../errors.ts';
import { columnFinder, readCsv } from './csv.ts';
import type { Sink } from './types.ts';
import type { WesngFacts } from './wesng-facts.ts';

/** In the file of 2026-06-28 the longest product has 146 characters, the longest list of replaced updates 207. */
const longestProduct = 300;
const longestText = 4000;
/** With the documents of the MSRC, from 2016-04 on, the title of a row is that of a CVE. */
const endOfTitles = '2016-04-12';

export const hint = 'Give definitions.zip of wesng, or a CSV file out of it, or say of what kind the file is.';

export interface Columns {
  kb: number;
  product: number;
  component: number;
  supersedes: number;
  day: number;
  cve: number;
  title: number;
}

/** @returns null where a column is missing without which it is not such a table */
export function columnsOf(names: readonly string[]): Columns | null {
  const column = columnFinder(names);
  const [kb, product] = [column('BulletinKB'), column('AffectedProduct')];
  const [day, cve] = [column('DatePosted'), column('CVE')];
  if (Math.min(kb, product, day, cve) < 0) return null;
  const [component, supersedes] = [column('AffectedComponent'), column('Supersedes')];
  return { kb, product, component, supersedes, day, cve, title: column('Title') };
}

/** @param place what comes before "line 17" in messages */
export async function readTable(file: ByteSource, place: string, facts: WesngFacts, sink: Sink): Promise<void> {
  let add: (cells: readonly string[], line: number) => void = () => {};
  const bad = (line: number, why: string): void => sink.bad(`${place}line ${line}`, why);
  const onBad = (line: number, why: string): void => {
    sink.row();
    bad(line, why);
  };
  const onHeader = (names: readonly string[]): void => {
    const columns = columnsOf(names);
    if (!columns) throw new UserError('it lacks a column: DatePosted, CVE, BulletinKB or AffectedProduct', hint);
    add = rowReader(columns, facts, sink, bad);
  };
  await readCsv(file, { onHeader, onBad, comments: true }, (cells, line) => add(cells, line));
}

function rowReader(columns: Columns, facts: WesngFacts, sink: Sink, bad: (line: number, why: string) => void) {
  const dayOfRow = rememberedDays();
  return (cells: readonly string[], line: number): void => {
    sink.row();
    const kb = kbOf(cells[columns.kb] ?? '');
    const product = cells[columns.product] ?? '';
    const supersedes = cells[columns.supersedes] ?? '';
    if (kb === null || product === '') sink.skip(reasonOf(cells[columns.kb] ?? ''));
    else if (product.length > longestProduct) bad(line, `AffectedProduct has more than ${longestProduct} characters`);
    else if (supersedes.length > longestText) bad(line, `Supersedes has more than ${longestText} characters`);
    else {
      const day = dayOfRow(cells[columns.day] ?? '');
      const title = titleOf(cells[columns.title] ?? '', day);
      const component = cells[columns.component] ?? '';
      facts.add({ kb, product, component, supersedes, day, cve: cells[columns.cve] ?? '', title });
    }
  };
}

function reasonOf(kb: string): string {
  if (kb.trim() === '') return 'no KB number';
  return kbOf(kb) === null ? 'a BulletinKB that is no KB number' : 'no product';
}

const titleOf = (title: string, day: string): string | null =>
  day !== '' && day < endOfTitles && title !== '' && title.length <= longestText ? title : null;

/** Null for an empty cell, and for text such as "Release Notes". */
function kbOf(text: string): string | null {
  if (text === '') return null;
  return /^\d{6,7}$/.test(text) ? text : (/^\s*(?:KB)?(\d{6,7})\s*$/i.exec(text)?.[1] ?? null);
}

/** Rows come CVE by CVE, so the day is nearly always that of the row before. */
function rememberedDays(): (text: string) => string {
  let [last, day] = ['', ''];
  return (text) => {
    if (text !== last) [last, day] = [text, dayOf(text)];
    return day;
  };
}

/** "20140610", as wesng writes it, or as a program wrote it that kept the file anew; '' where it is no date. */
export function dayOf(text: string): string {
  const plain = /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : null;
  if (plain !== null) return isDay(plain) ? plain : '';
  return readDay(text) ?? '';
}
