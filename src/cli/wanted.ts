// What a scrape asks each source for: the options, and where they are silent, the updates that findings speak of.
import { readData } from '../data/read.ts';
import { UserError } from '../errors.ts';
import { readGroup } from '../inputs/index.ts';
import type { Wanted } from '../sources/types.ts';
import { readInput, type Io } from './io.ts';
import { kbOf } from './numbers.ts';
import type { ScrapeFlags } from './scrape.ts';

export async function wantedOf(
  flags: ScrapeFlags,
  folder: string,
  today: string,
  io: Io,
): Promise<(source: string) => Wanted> {
  const months = monthsOf(flags, today);
  const group =
    flags.fromGroup === undefined
      ? null
      : await readGroup(await readInput(io, flags.fromGroup), flags.fromGroup, null, null);
  // An UpdateID leads straight to its page; a search would fetch all other packages of the number as well.
  const nameless = (group?.items ?? []).filter(({ updateId }) => updateId === null);
  const named = [
    ...(flags.kb ?? []).map(kbOf),
    ...nameless.flatMap(({ kb, alsoKbs }) => [kb, ...alsoKbs].filter((each) => each !== null)),
  ];
  const updateIds = (group?.items ?? []).flatMap(({ updateId }) => updateId ?? []);
  const bulletins = (flags.bulletin ?? []).map((id) => id.toUpperCase());
  return (source) => {
    const curated = readData(folder);
    const claims = curated.sources.flatMap(({ entries, findings }) => [
      ...entries.map(({ value }) => value.kb),
      ...findings.map(({ finding }) => finding.kb),
    ]);
    const ofList = curated.sources.flatMap(({ entries }) =>
      entries.flatMap(({ value }) => value.bulletinCorrected ?? value.bulletin ?? []),
    );
    const askedKbs = named.length + updateIds.length > 0 ? named : claims.filter((kb) => kb !== null);
    return {
      kbs: source === 'update-catalog' ? [...new Set(askedKbs)].sort() : [],
      updateIds: [...new Set(updateIds)].sort(),
      months,
      feed: flags.feed === true,
      bulletins: [...new Set(bulletins.length > 0 ? bulletins : ofList)].sort(),
    };
  };
}

const month = /^20\d\d-(0[1-9]|1[0-2])$/;

/** The months named; since one up to now; or the present and the one before, whose document may have been revised. */
function monthsOf({ month: named, since }: ScrapeFlags, today: string): string[] {
  for (const text of [...(named ?? []), ...(since === undefined ? [] : [since])]) {
    if (!month.test(text)) throw new UserError(`"${text}" is no month`, 'Give a month such as 2026-11.');
  }
  if (named !== undefined) return named;
  const last = today.slice(0, 7);
  if (since !== undefined && since > last)
    throw new UserError(`--since ${since} lies in the future`, `This month is ${last}.`);
  const months: string[] = [];
  for (let at = since ?? before(last); at <= last; at = after(at)) months.push(at);
  return months;
}

function before(text: string): string {
  const [year = 0, number = 0] = text.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}

function after(text: string): string {
  const [year = 0, number = 0] = text.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
