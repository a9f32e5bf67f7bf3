// Patch Tuesday: the second Tuesday of each month, 10:00 in Redmond, whatever the clocks there show.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStale, lastPatchTuesday, patchTuesday } from '../src/patch-tuesday.ts';

const iso = (date: Date): string => date.toISOString().slice(0, 16);
const inRedmond = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hour: 'numeric',
  minute: 'numeric',
  weekday: 'short',
  day: 'numeric',
  hourCycle: 'h23',
});

describe('the second Tuesday', () => {
  test.each([
    // Known release days of Microsoft.
    [2013, 10, '2013-10-08T17:00'],
    [2014, 6, '2014-06-10T17:00'],
    [2016, 2, '2016-02-09T18:00'],
    [2017, 3, '2017-03-14T17:00'],
    [2020, 9, '2020-09-08T17:00'],
    [2023, 12, '2023-12-12T18:00'],
    [2024, 1, '2024-01-09T18:00'],
    [2024, 2, '2024-02-13T18:00'],
    [2025, 6, '2025-06-10T17:00'],
    [2026, 11, '2026-11-10T18:00'],
    // The clocks change on the second Sunday of March, which may lie before or after it, and on the first of November, before it.
    [2022, 3, '2022-03-08T18:00'],
    [2021, 3, '2021-03-09T18:00'],
    [2026, 3, '2026-03-10T17:00'],
    [2025, 3, '2025-03-11T17:00'],
    [2022, 11, '2022-11-08T18:00'],
    [2027, 11, '2027-11-09T18:00'],
    [2028, 11, '2028-11-14T18:00'],
    // Until 2006 from the first Sunday of April to the last of October.
    [2003, 10, '2003-10-14T17:00'],
    [2006, 3, '2006-03-14T18:00'],
    [2006, 4, '2006-04-11T17:00'],
    [2006, 10, '2006-10-10T17:00'],
    [2006, 11, '2006-11-14T18:00'],
    [2007, 3, '2007-03-13T17:00'],
  ])('of %i-%i is %s', (year, month, expected) => {
    expect(iso(patchTuesday(year, month - 1))).toBe(expected);
  });

  test('is a Tuesday between the 8th and the 14th, at ten in the morning there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2120 }), fc.integer({ min: 0, max: 11 }), (year, month) => {
        const date = patchTuesday(year, month);
        expect([date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDay()]).toEqual([year, month, 2]);
        expect(date.getUTCDate()).toBeGreaterThanOrEqual(8);
        expect(date.getUTCDate()).toBeLessThanOrEqual(14);
        expect(inRedmond.format(date)).toMatch(/10:00/);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the last one', () => {
  test.each([
    ['2026-11-10T17:59:59Z', '2026-10-13T17:00'],
    ['2026-11-10T18:00:00Z', '2026-11-10T18:00'],
    ['2026-11-30T23:59:59Z', '2026-11-10T18:00'],
    ['2026-12-01T00:00:00Z', '2026-11-10T18:00'],
    ['2027-01-01T00:00:00Z', '2026-12-08T18:00'],
    ['2024-02-29T12:00:00Z', '2024-02-13T18:00'],
    ['2026-03-01T00:00:00Z', '2026-02-10T18:00'],
  ])('before %s was %s', (now, expected) => {
    expect(iso(lastPatchTuesday(new Date(now)))).toBe(expected);
  });

  test('never lies ahead, and never more than five weeks back', () => {
    const moments = fc.date({ min: new Date('2007-04-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (now) => {
        const age = now.getTime() - lastPatchTuesday(now).getTime();
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThanOrEqual(35.1 * 86_400_000);
      }),
      { numRuns: 500 },
    );
  });
});

describe('stale', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  test.each([
    [true, '2026-11-10T18:00:00.000Z', false],
    [true, '2026-11-10T17:59:59.999Z', true],
    [true, '2026-11-11', false],
    // A day counts from its first moment: nobody knows whether the page was read before ten o'clock or after.
    [true, '2026-11-10', true],
    [true, '2020-01-01', true],
    [false, '2013-10-31', false],
  ])('live: %s, read %s: %s', (live, lastRead, expected) => {
    expect(isStale(live, lastRead, now)).toBe(expected);
  });
});
