// Moments as exports write them. Where a text does not say its time zone, or which number is the day, the moment is a span.
import type { Span } from './types.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A clock on earth is at most 14 hours ahead of UTC, and 12 behind. */
const ahead = 14 * hour;
const behind = 12 * hour;

/** No update is older than Windows Update: 0001-01-01 and 1601-01-01 are how .NET and Windows write "no date". */
const earliest = Date.UTC(1995, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** @returns null where the text is no date */
export function readSpan(text: string): Span | null {
  const span = text.length > 64 ? null : parseSpan(text.trim());
  return span !== null && span.from >= earliest && span.to < latest ? span : null;
}

function parseSpan(text: string): Span | null {
  const milliseconds = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text);
  if (milliseconds) return exact(Number(milliseconds[1]));
  return isoSpan(text) ?? dmtfSpan(text) ?? localSpan(text);
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?\s?(Z|[+-]\d{1,2}(?::?\d{2})?)?$/i;

function isoSpan(text: string): Span | null {
  const match = iso.exec(text);
  if (!match) return null;
  const [years, months, days, hours, minutes, seconds] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const time = utc(years, months, days, hours, minutes, seconds);
  if (time === null) return null;
  if (match[7] !== undefined) return exact(time - offsetOf(match[7]));
  return match[4] === undefined ? widened(time, time + day) : widened(time, time);
}

/** "Z", "+02:00", "-0700", "-7": in milliseconds. */
function offsetOf(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * hour + Number(match[3] ?? 0) * 60_000);
}

/** WMI: "20140610170000.000000+***" where the zone is not given, "...+120" in minutes where it is. */
function dmtfSpan(text: string): Span | null {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\.\d{6}(?:[+-]\*\*\*|([+-]\d{3}))$/.exec(text);
  if (!match) return null;
  const [years, months, days, hours, minutes, seconds] = match.slice(1, 7).map(Number);
  const time = utc(years, months, days, hours, minutes, seconds);
  if (time === null) return null;
  return match[7] === undefined ? widened(time, time) : exact(time - Number(match[7]) * 60_000);
}

const local = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})(?:,?\s(\d{1,2}):(\d{2})(?::(\d{2}))?\s?([AP]M)?)?$/i;

/** `6/10/2014` is June in the United States and October elsewhere; AM or PM, points, or a number above 12 settle it. */
function localSpan(text: string): Span | null {
  const match = local.exec(text);
  if (!match) return null;
  const [first, , second, years, hours, minutes, seconds] = match.slice(1, 8).map((part) => Number(part ?? 0));
  const half = match[8]?.toUpperCase();
  const at = (months: number | undefined, days: number | undefined): number[] => {
    const time = utc(years, months, days, clockHour(hours ?? 0, half), minutes, seconds);
    return time === null ? [] : [time];
  };
  const dayFirst = match[2] === '.' ? at(second, first) : half === undefined ? at(second, first) : [];
  const times = match[2] === '.' ? dayFirst : [...at(first, second), ...dayFirst];
  if (times.length === 0) return null;
  const length = match[5] === undefined ? day : 0;
  return widened(Math.min(...times), Math.max(...times) + length);
}

function clockHour(hours: number, half: string | undefined): number {
  if (half === undefined) return hours;
  return hours > 12 ? Number.NaN : (hours % 12) + (half === 'PM' ? 12 : 0);
}

/** @returns null where there is no such day or time */
function utc(years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0): number | null {
  const date = new Date(Date.UTC(years, months - 1, days, hours, minutes, seconds));
  const same = date.getUTCMonth() === months - 1 && date.getUTCDate() === days && date.getUTCHours() === hours;
  return same && minutes < 60 && seconds < 60 ? date.getTime() : null;
}

const exact = (time: number): Span => ({ from: time, to: time });
const widened = (from: number, to: number): Span => ({ from: from - ahead, to: to + behind });

/**
 * The moment of a run: ISO 8601. A day is its first moment, and a time without a zone is of UTC.
 * @returns null where the text is neither
 */
export function readMoment(text: string): number | null {
  const match = iso.exec(text.trim());
  if (!match) return null;
  const [years, months, days, hours, minutes, seconds] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const time = utc(years, months, days, hours, minutes, seconds);
  return time === null ? null : time - offsetOf(match[7] ?? 'Z');
}

/** As ISO 8601: with "Z" where the text says its zone, without where it does not. Null for "never". */
export function readTime(text: string): string | null {
  const span = readSpan(text);
  if (span === null) return null;
  if (span.from === span.to) return `${new Date(span.from).toISOString().slice(0, 19)}Z`;
  return span.to - span.from === ahead + behind ? new Date(span.from + ahead).toISOString().slice(0, 19) : null;
}
