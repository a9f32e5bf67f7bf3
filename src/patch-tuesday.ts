// Patch Tuesday: the second Tuesday of a month, 10:00 in Redmond, when Microsoft publishes; and what is stale measured by it. Pure.

/**
 * Hours that Pacific time is behind UTC on the second Tuesday of a month. Since 2007 daylight saving runs from the second Sunday
 * of March to the first Sunday of November (Energy Policy Act of 2005): in March the second Sunday may still lie ahead.
 * Before, it ran from the first Sunday of April to the last Sunday of October (15 U.S.C. 260a).
 * Computed, because Intl takes a third of the time that a check has.
 */
export function hoursBehind(year: number, month: number, day: number): 7 | 8 {
  if (year < 2007) return month > 2 && month < 10 ? 7 : 8;
  const summer = month > 2 && month < 10;
  // The second Sunday lies two days before a second Tuesday from the 10th on, and after it on the 8th or 9th.
  return summer || (month === 2 && day >= 10) ? 7 : 8;
}

/** @param month 0 to 11 */
export function patchTuesday(year: number, month: number): Date {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const day = 1 + ((2 - first + 7) % 7) + 7;
  return new Date(Date.UTC(year, month, day, 10 + hoursBehind(year, month, day)));
}

export function lastPatchTuesday(now: Date): Date {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const here = patchTuesday(year, month);
  return here <= now ? here : patchTuesday(month === 0 ? year - 1 : year, (month + 11) % 12);
}

/**
 * A page that still changes is stale when nobody has read it since the last Patch Tuesday; an archive never is.
 * @param lastRead a day or an instant, ISO 8601; a day counts from its first moment
 */
export function isStale(live: boolean, lastRead: string, now: Date): boolean {
  return live && Date.parse(lastRead) < lastPatchTuesday(now).getTime();
}

/** A month as people write it, 2026-04, with what there is to know of it. */
export interface Month {
  text: string;
  /** YYYY-MM-DD */
  firstDay: string;
  lastDay: string;
  /** The moment of its Patch Tuesday. */
  release: Date;
}

/** The month of the first one; before, updates came out on any day. */
export const firstMonth = '2003-10';

/** @returns null where the text is no month, or one before there were Patch Tuesdays */
export function monthNamed(text: string): Month | null {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (match === null || text < firstMonth) return null;
  const [year, month] = [Number(match[1]), Number(match[2]) - 1];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10);
  return { text, firstDay: `${text}-01`, lastDay, release: patchTuesday(year, month) };
}

/** The first second Tuesday after a day, by the calendar; both YYYY-MM-DD. */
export function patchTuesdayAfter(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const dayIn = (months: number): string =>
    patchTuesday(year, month - 1 + months)
      .toISOString()
      .slice(0, 10);
  const here = dayIn(0);
  return here > day ? here : dayIn(1);
}
