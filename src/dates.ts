// Days as text, YYYY-MM-DD: they compare as strings and know no time zone.

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

export function isDay(text: string): boolean {
  const match = pattern.exec(text);
  if (!match) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000));
}

/**
 * The day of a date as PowerShell, AdminService or a CSV export writes it:
 * `/Date(1402358400000)/`, ISO 8601, `6/10/2014 5:00:00 PM`, `10.06.2014 17:00:00`.
 * @returns null where the text is no date, or where day and month cannot be told apart
 */
export function readDay(text: string): string | null {
  const known = read.get(text);
  if (known !== undefined) return known;
  const day = parseDay(text);
  if (read.size < 4096) read.set(text, day);
  return day;
}

/** The updates of a group came out on a few days. */
const read = new Map<string, string | null>();

function parseDay(text: string): string | null {
  const milliseconds = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text);
  if (milliseconds) return valid(new Date(Number(milliseconds[1])));
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ]|$)/.exec(text);
  if (iso?.[1]) return isDay(iso[1]) ? iso[1] : null;
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})\b/.exec(text);
  if (german) return assemble(german[3], german[2], german[1]);
  const slashes = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\b/.exec(text);
  return slashes ? fromSlashes(text, slashes[1] ?? '', slashes[2] ?? '', slashes[3] ?? '') : null;
}

/** `6/10/2014` is June in the United States and October elsewhere; AM or PM, or a number above 12, settles it. */
function fromSlashes(text: string, first: string, second: string, year: string): string | null {
  if (Number(first) > 12) return assemble(year, second, first);
  if (Number(second) > 12 || first === second || /\b[AP]M\b/i.test(text)) return assemble(year, first, second);
  return null;
}

function assemble(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(text) ? text : null;
}

function valid(date: Date): string | null {
  const time = date.getTime();
  return Number.isNaN(time) || time <= 0 || time > Date.UTC(9999, 11, 31) ? null : dayOf(date);
}
