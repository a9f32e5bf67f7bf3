// When a schedule runs next. All times are of one clock, that of the site, or UTC where the schedule says so.
import type { Schedule } from './types.ts';

const minute = 60_000;
const day = 86_400_000;
/** Twelve months between two runs at most, and as many skipped as a start in the past takes. */
const mostMonths = 12 * 200;

/**
 * The first run after a moment; null: there is none.
 * @param after YYYY-MM-DDTHH:MM of the clock of the schedules
 * @returns the same
 */
export function nextRun(schedules: readonly Schedule[], after: string): string | null {
  const from = timeOf(after);
  const times = schedules.map((schedule) => next(schedule, from)).filter((time) => time !== null);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString().slice(0, 16);
}

const timeOf = (text: string): number => Date.parse(`${text.slice(0, 16)}:00Z`);

function next(schedule: Schedule, after: number): number | null {
  const start = timeOf(schedule.start);
  switch (schedule.kind) {
    case 'once':
      return start > after ? start : null;
    case 'interval':
      return step(start, (schedule.days * 1440 + schedule.hours * 60 + schedule.minutes) * minute, after);
    case 'weekly': {
      const ahead = (schedule.weekday - new Date(start).getUTCDay() + 7) % 7;
      return step(start + ahead * day, schedule.weeks * 7 * day, after);
    }
    default:
      return monthly(schedule, start, after);
  }
}

const step = (first: number, length: number, after: number): number =>
  first > after ? first : first + (Math.floor((after - first) / length) + 1) * length;

type Monthly = Extract<Schedule, { months: number }>;

function monthly(schedule: Monthly, start: number, after: number): number | null {
  const from = new Date(start);
  const timeOfDay = start % day;
  for (let months = 0; months <= mostMonths; months += schedule.months) {
    const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
    const time = Date.UTC(year, month, dayIn(schedule, year, month)) + timeOfDay;
    if (time >= start && time > after) return time;
  }
  return null;
}

/** The day of a month on which it runs. */
function dayIn(schedule: Monthly, year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if (schedule.kind === 'monthly-by-date') return schedule.day === 0 ? last : Math.min(schedule.day, last);
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const first = 1 + ((schedule.weekday - firstWeekday + 7) % 7);
  const base = schedule.week === 0 ? first + 7 * Math.floor((last - first) / 7) : first + 7 * (schedule.week - 1);
  // An offset that passes into the next month runs on the last day of this one:
  // https://learn.microsoft.com/intune/configmgr/sum/deploy-use/automatically-deploy-software-updates
  return Math.min(base + schedule.offset, last);
}
