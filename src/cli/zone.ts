// Moments as the user's clock shows them. Intl is slow to start, so only commands that need it load this.
import type { LocalTime } from '../tuesday/types.ts';

/** @param zone Europe/Berlin; one that is not known counts as UTC */
export function localTime(moment: Date, zone: string): LocalTime {
  const part = partsOf(moment, knownZone(zone));
  return {
    zone: knownZone(zone),
    weekday: part('weekday'),
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    offset: part('timeZoneName').replace(/^GMT$/, 'GMT+00:00').replace('GMT', 'UTC'),
  };
}

function partsOf(moment: Date, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'long', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset' },
  }).formatToParts(moment);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}

function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
