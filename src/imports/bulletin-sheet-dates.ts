// Dates as a spreadsheet holds them: a number of days, or text in the order of whoever wrote it.
import { addDays, isDay, readDay } from '../dates.ts';

/** A day; or the two that a text may mean, until another date of the sheet shows its order; null: no date. */
export type SheetDate = string | { monthFirst: string; dayFirst: string } | null;

const serial = /^\d{5}(?:\.\d{1,20})?$/;
const numbers = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T].{0,20})?$/;
const named = /^(?:(\d{1,2})[ -])?([a-z]{3,9})\.?[ -](?:(\d{1,2}),? )?(\d{4}|\d{2})$/i;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** @param isFrom1904 whether the workbook counts from 1904, as those of old Macs do */
export function sheetDate(text: string, isFrom1904: boolean): SheetDate {
  if (serial.test(text)) return ofSerial(Number.parseInt(text, 10), isFrom1904);
  const parts = numbers.exec(text);
  if (parts) return ofNumbers(text, parts);
  const words = named.exec(text);
  return words ? ofWords(words) : readDay(text);
}

/** Excel takes 1900 for a leap year: from March 1900 on, its days count from the 30th of December 1899. */
function ofSerial(days: number, isFrom1904: boolean): string | null {
  return likely(addDays(isFrom1904 ? '1904-01-01' : '1899-12-30', days));
}

function ofNumbers(text: string, [, first = '', sign = '', second = '', year = '']: readonly string[]): SheetDate {
  const monthFirst = day(year, first, second);
  const dayFirst = day(year, second, first);
  if (sign === '.') return dayFirst;
  if (/[ap]m$/i.test(text)) return monthFirst;
  if (monthFirst === null || dayFirst === null) return monthFirst ?? dayFirst;
  return monthFirst === dayFirst ? monthFirst : { monthFirst, dayFirst };
}

function ofWords([, before, word = '', after, year = '']: readonly (string | undefined)[]): string | null {
  const month = months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? null : day(year, String(month), before ?? after ?? '');
}

function day(year: string, month: string, dayOfMonth: string): string | null {
  const full = year.length === 4 ? year : `${Number(year) < 90 ? 20 : 19}${year}`;
  return likely(`${full}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`);
}

/** Bulletins began in 1998; a date far from them is another number in the wrong column. */
const likely = (text: string): string | null => (isDay(text) && text >= '1995' && text < '2100' ? text : null);

/** Which comes first in dates such as 6/10/2014, as far as the dates of a sheet show it. */
export class DateOrder {
  #monthFirst = false;
  #dayFirst = false;

  /** Learns from a date of the sheet that can be read in one way only. */
  learn(text: string): void {
    const [, first, sign, second] = numbers.exec(text) ?? [];
    if (sign === undefined || sign === '.') return;
    if (Number(second) > 12) this.#monthFirst = true;
    else if (Number(first) > 12) this.#dayFirst = true;
  }

  /** @returns null where the sheet does not show it, or shows both */
  dayOf(date: SheetDate): string | null {
    if (date === null || typeof date === 'string') return date;
    if (this.#monthFirst === this.#dayFirst) return null;
    return this.#monthFirst ? date.monthFirst : date.dayFirst;
  }
}
