// The release day of an update in the wesng table, where its DatePosted cells leave no doubt.
//
// Up to 2016-09 DatePosted is the day of the bulletin. Of the 2,481 KBs of the file of 2026-06-28 whose rows agree on one day before
// 2016-10-01, Microsoft's own bulletin sheet knows 2,477, each with the same day. A KB with several days was shipped by several
// bulletins. From 2016-10, the first of the monthly rollups, to 2017-03, the last of the bulletins, days were posted anew: KB3197868
// of 2016-11-08 has 2016-12-13 alone.
//
// After that it is the day on which a CVE was last revised: mostly that of the release, sometimes years later (KB5004945 of
// 2021-07-06 has 2023-06-13 alone), and earlier where an old CVE was given one more update (KB5083769 of 2026-04-14 has 2025-12-02 in
// 8 of 972 rows). CVEs are revised one by one, so a day is believed where it is a Patch Tuesday that three rows in four have, and four
// CVEs: 1,652 KBs. 44 of 44 have the month that a title of the Update Catalog names, 46 of 48 the day of the document of the MSRC (the
// other two are of later months, and were added to it). Of 732 that the file of 2021-06-27 knows, it gives 731 the same day, and
// one none. In 2,709 pairs of an update and one that it replaces, none comes before the other. With two CVEs in place of four, two
// more pairs would be of one day.

/** The rows of one KB that have the same day. */
export interface Posted {
  rows: number;
  /** Some of the CVEs, up to `enoughCves`. */
  cves: Set<string>;
}

export const enoughCves = 4;
const endOfBulletins = '2016-10-01';
const beginOfCves = '2017-04-01';

/** @param posted by day; '' for cells that are no date */
export function releasedOf(posted: ReadonlyMap<string, Posted>): string | null {
  let most: [string, Posted] | null = null;
  let rows = 0;
  for (const each of posted) {
    rows += each[1].rows;
    if (most === null || each[1].rows > most[1].rows) most = each;
  }
  if (most === null || most[0] === '') return null;
  const [day, { rows: ofDay, cves }] = most;
  if (day < endOfBulletins) return posted.size === 1 ? day : null;
  if (day < beginOfCves || !isPatchTuesday(day)) return null;
  return ofDay * 4 >= rows * 3 && cves.size >= enoughCves ? day : null;
}

/** The second Tuesday of the month. */
function isPatchTuesday(day: string): boolean {
  const date = Number(day.slice(8));
  return date >= 8 && date <= 14 && new Date(`${day}T00:00:00Z`).getUTCDay() === 2;
}
