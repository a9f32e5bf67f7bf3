// Patch Tuesday: the second Tuesday of a month, 10:00 in Redmond, when Microsoft publishes; and what is stale measured by it. Pure.

const zone = 'America/Los_Angeles';

/** The hours that Pacific time is behind UTC at noon of that day: 7 in summer, 8 in winter. */
function hoursBehind(year: number, month: number, day: number): number {
  const noon = new Date(Date.UTC(year, month, day, 20));
  const hour = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(noon);
  return 20 - Number(hour);
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
