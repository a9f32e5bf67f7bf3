// rebootgate finding retract: a claim ends, with a day and a reason. It is never deleted: checks of earlier days still know it.
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { isFuture } from '../findings/claims.ts';
import { parseFile } from '../findings/parse.ts';
import { claimsOf, type PlacedClaim } from '../findings/problems.ts';
import { withKeys } from '../findings/text.ts';
import { nearest } from '../nearest.ts';
import { plain } from '../reports/safe.ts';
import type { ExitCode } from './failure.ts';
import { type PlaceFlags, placeOf, type Present, presentAt } from './finding-place.ts';
import { movedDay, takeChanges } from './finding-write.ts';
import { clock, type Io } from './io.ts';

export interface RetractFlags extends PlaceFlags {
  reason?: string;
  on?: string;
  dryRun?: true;
}

export function runRetract(id: string, flags: RetractFlags, io: Io): ExitCode {
  const today = dayOf(clock(io));
  const place = placeOf(flags, io);
  const present = presentAt(place, flags.catalog, today, io);
  const claim = claimNamed(id, present);
  const day = flags.on ?? today;
  const reason = flags.reason?.trim() ?? '';
  if (reason === '') throw new UserError('a retraction needs a reason', 'State it with --reason "<text>".');
  refuseDay(day, claim, today);
  const keys = { retractedOn: day, retractedReason: reason };
  const { path, name, text } = claim.file;
  const change = { path, before: text, after: withKeys(name, text, claim.path, keys) };
  const [problem] = parseFile(Buffer.from(change.after), name).problems;
  if (problem !== undefined)
    throw new UserError(`${name} cannot be changed (${problem.message})`, 'Retract it by hand.');
  const changes = [change, ...movedDay(place, today)];
  takeChanges(changes, place, flags.dryRun === true, io);
  if (flags.dryRun) return 0;
  io.err(`${plain(id)} ends on ${day}. It stays in the file, and checks as of earlier days still know it.\n`);
  return 0;
}

function claimNamed(id: string, { own, known }: Present): PlacedClaim {
  const claims = claimsOf(own);
  const found = claims.find(({ finding }) => finding.id === id);
  if (found !== undefined) return found;
  if (known.shipped.some((each) => each.id === id)) {
    throw new UserError(
      `${id} is shipped with the catalog, which files of your own cannot edit`,
      'A measured count of at most one overrules it: "rebootgate finding add --lab-record <file>".',
    );
  }
  const near = nearest(
    id,
    claims.map(({ finding }) => finding.id),
  );
  throw new UserError(
    `there is no finding "${id}"`,
    near === null ? '"rebootgate finding list" shows all.' : `Did you mean ${near}?`,
  );
}

function refuseDay(day: string, { finding }: PlacedClaim, today: string): void {
  const { retractedOn, claimedOn, retractedReason } = finding;
  if (retractedOn !== null) {
    const why = retractedReason === undefined ? '' : `: ${retractedReason}`;
    throw new UserError(`${finding.id} was retracted on ${retractedOn}${why}`, 'A claim ends once.');
  }
  if (isFuture(day, today))
    throw new UserError(`--on ${day} is in the future`, 'A claim that will end has a validTo instead.');
  if (claimedOn !== null && day < claimedOn)
    throw new UserError(`--on ${day} lies before the claim (${claimedOn})`, 'Name a later day.');
}
