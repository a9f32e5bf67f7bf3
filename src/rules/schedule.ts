// Schedule tokens of Configuration Manager: 16 hexadecimal digits, two words of 32 bits. Their layout:
// https://learn.microsoft.com/intune/configmgr/develop/reference/core/servers/configure/readfromstring-method-in-class-sms_schedulemethods
// The sixth kind, some days after a weekday of the month, is not in it; it was read from tokens with their descriptions in
// https://github.com/MEM-Zone/MEM.Zone-Dashboards (ufn_CM_GetNextMaintenanceWindow.sql) and from
// https://github.com/CodyMathis123/PSCCMClient/issues/57.
import { isDay } from '../dates.ts';
import type { Schedule } from './types.ts';

const mostTokens = 100;

/** @returns null where one of the tokens cannot be decoded; half a schedule would say a wrong next run */
export function decodeSchedules(text: string): Schedule[] | null {
  const digits = text.trim();
  if (!/^[0-9a-f]+$/i.test(digits) || digits.length % 16 !== 0 || digits.length > 16 * mostTokens) return null;
  const decoded: Schedule[] = [];
  for (let at = 0; at < digits.length; at += 16) {
    const schedule = decode(digits.slice(at, at + 16));
    if (schedule === null) return null;
    decoded.push(schedule);
  }
  return decoded;
}

function decode(token: string): Schedule | null {
  const [first, second] = [Number.parseInt(token.slice(0, 8), 16), Number.parseInt(token.slice(8), 16)];
  const start = startOf(first);
  if (start === null) return null;
  const common = { start, utc: bits(second, 0, 1) === 1 };
  const weekday = bits(second, 16, 3) - 1;
  switch (bits(second, 19, 3)) {
    case 1:
      return { ...common, kind: 'once' };
    case 2:
      return interval(common, second);
    case 3: {
      const weeks = bits(second, 13, 3);
      return weekday < 0 || weeks === 0 ? null : { ...common, kind: 'weekly', weekday, weeks };
    }
    case 4:
      return monthly(common, second, weekday, 0);
    case 6:
      // What the bits below the offset mean is not known; none of the tokens that were seen has one set.
      return bits(second, 1, 5) === 0 ? monthly(common, second, weekday, bits(second, 6, 3)) : null;
    case 5: {
      const months = bits(second, 10, 4);
      return months === 0 ? null : { ...common, kind: 'monthly-by-date', day: bits(second, 14, 5), months };
    }
    default:
      return null;
  }
}

type Common = Pick<Schedule, 'start' | 'utc'>;

function interval(common: Common, word: number): Schedule | null {
  const [minutes, hours, days] = [bits(word, 13, 6), bits(word, 8, 5), bits(word, 3, 5)];
  return minutes + hours + days === 0 ? null : { ...common, kind: 'interval', minutes, hours, days };
}

function monthly(common: Common, word: number, weekday: number, offset: number): Schedule | null {
  const [months, week] = [bits(word, 12, 4), bits(word, 9, 3)];
  if (weekday < 0 || months === 0 || week > 4) return null;
  return { ...common, kind: 'monthly-by-weekday', weekday, week, months, offset };
}

/** Minute, hour, day, month and years since 1970, from the highest bit down. */
function startOf(word: number): string | null {
  const two = (number: number): string => String(number).padStart(2, '0');
  const [minute, hour, years] = [bits(word, 26, 6), bits(word, 21, 5), bits(word, 6, 6)];
  const day = `${1970 + years}-${two(bits(word, 12, 4))}-${two(bits(word, 16, 5))}`;
  return isDay(day) && hour < 24 && minute < 60 ? `${day}T${two(hour)}:${two(minute)}` : null;
}

const bits = (word: number, from: number, count: number): number => Math.floor(word / 2 ** from) % 2 ** count;
