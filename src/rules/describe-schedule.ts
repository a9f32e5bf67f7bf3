// Schedules in words, and the next run beside Patch Tuesday.
import { patchTuesday } from '../patch-tuesday.ts';
import { nextRun } from './next-run.ts';
import type { Schedule } from './types.ts';
import { counted } from './words.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const weeks = ['last', 'first', 'second', 'third', 'fourth'];
const day = 86_400_000;

export function describeSchedule(schedule: Schedule): string {
  const clock = schedule.utc ? 'UTC' : "the site's time";
  const start = schedule.start.replace('T', ' ');
  if (schedule.kind === 'once') return `It runs once, at ${start} ${clock}.`;
  const at = schedule.kind === 'interval' ? '' : ` at ${schedule.start.slice(11)}`;
  return `It runs ${recurrenceWords(schedule)}${at} (${clock}), from ${start} on.`;
}

function recurrenceWords(schedule: Exclude<Schedule, { kind: 'once' }>): string {
  const every = (count: number, unit: string): string => `every ${count === 1 ? unit : `${count} ${unit}s`}`;
  switch (schedule.kind) {
    case 'interval': {
      const { days, hours, minutes } = schedule;
      const parts = [[days, 'day'] as const, [hours, 'hour'] as const, [minutes, 'minute'] as const];
      const set = parts.filter(([count]) => count > 0);
      const [only] = set;
      if (set.length === 1 && only) return every(only[0], only[1]);
      return `every ${set.map(([count, unit]) => counted(count, unit)).join(' and ')}`;
    }
    case 'weekly':
      return `${every(schedule.weeks, 'week')} on ${weekdays[schedule.weekday]}`;
    case 'monthly-by-date': {
      const { day: date, months } = schedule;
      return `on ${date === 0 ? 'the last day' : `day ${date}`} of ${every(months, 'month')}`;
    }
    case 'monthly-by-weekday': {
      const { weekday, week, months, offset } = schedule;
      const tuesday = weekday === 2 && week === 2 ? ' (Patch Tuesday)' : '';
      const base = `the ${weeks[week]} ${weekdays[weekday]}${tuesday} of ${every(months, 'month')}`;
      return offset === 0 ? `on ${base}` : `${counted(offset, 'day')} after ${base}`;
    }
  }
}

/** @param moment after which it runs; of the clock of the site, which the file does not tell from UTC */
export function describeNextRun(schedules: readonly Schedule[], moment: number): string[] {
  const after = new Date(moment).toISOString().slice(0, 16);
  const next = nextRun(schedules, after);
  if (next === null) return [`It does not run again after ${after.replace('T', ' ')}.`];
  const clock = schedules.every(({ utc }) => utc) ? 'UTC' : "the site's time";
  return [
    `Next run after ${after.replace('T', ' ')}: ${next.replace('T', ' ')} (${clock}), ${besidePatchTuesday(next)}.`,
  ];
}

/** By days alone: a time of the site's clock cannot be held against 10:00 in Redmond. */
function besidePatchTuesday(run: string): string {
  const date = new Date(`${run.slice(0, 10)}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const dayOf = (moment: Date): number => Math.floor(moment.getTime() / day) * day;
  const here = dayOf(patchTuesday(year, month));
  const last =
    here <= date.getTime() ? here : dayOf(month === 0 ? patchTuesday(year - 1, 11) : patchTuesday(year, month - 1));
  const days = (date.getTime() - last) / day;
  const name = `Patch Tuesday ${new Date(last).toISOString().slice(0, 10)}`;
  return days === 0 ? `the day of ${name}` : `${counted(days, 'day')} after ${name}`;
}
