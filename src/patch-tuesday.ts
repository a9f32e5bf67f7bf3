// Patch Tuesday: the second Tuesday of a month, 10:00 in Redmond, when Microsoft publishes; and what is stale measured by it. Pure.

/**
 * Hours that Pacific time is behind UTC on the second Tuesday of a month. Daylight saving runs from the second Sunday of March
 * to the first Sunday of November (Energy Policy Act of 2005): in March the second Sunday may still lie ahead.
 * Computed, because Intl takes a third of the time that a check has.
 */
function hoursBehind(month: number, day: number): number {
  const summer = month > 2 && month < 10;
  // The second Sunday lies two days before a second Tuesday from the 10th on, and after it on the 8th or 9th.
  return summer || (month === 2 && day >= 10) ? 7 : 8;
}

/** @param month 0 to 11 */
export function patchTuesday(year: number, month: number): Date {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const day = 1 + ((2 - first + 7) % 7) + 7;
  return new Date(Date.UTC(year, month, day, 10 + hoursBehind(month, day)));
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
