// rebootgate finding add: one claim, checked, held against what is known, shown as a difference, and written.
import { restartsText } from '../check/reason.ts';
import { findingOf } from '../data/finding.ts';
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { type Fault, faultsOf, faultsOfSource } from '../findings/claims.ts';
import { missingOf, type Stated } from '../findings/draft.ts';
import { statedOfRecord } from '../findings/from-record.ts';
import { recordFaults } from '../findings/lab.ts';
import { refuseProblems } from '../findings/problem.ts';
import { claimsOf } from '../findings/problems.ts';
import { type OwnRecord, readOwn } from '../findings/read.ts';
import { relatedTo } from '../findings/related.ts';
import { plain } from '../reports/safe.ts';
import type { Finding } from '../types.ts';
import type { ExitCode } from './failure.ts';
import { askMissing, confirmed, type Terminal, terminalOf } from './finding-ask.ts';
import { draftOf } from './finding-draft.ts';
import { isYamlFile, type Place, type PlaceFlags, placeOf, type Present, presentAt } from './finding-place.ts';
import { movedDay, takeChanges } from './finding-write.ts';
import { clock, inFolder, type Io } from './io.ts';

export interface AddFlags extends Stated, PlaceFlags {
  labRecord?: string;
  conditionFromFacts?: true;
  yes?: true;
  dryRun?: true;
}

export async function runAdd(flags: AddFlags, io: Io): Promise<ExitCode> {
  const terminal = io.stdinIsTerminal ? terminalOf(io) : null;
  try {
    return await addOne(flags, terminal, io);
  } finally {
    await terminal?.close();
  }
}

async function addOne(flags: AddFlags, terminal: Terminal | null, io: Io): Promise<ExitCode> {
  const today = dayOf(clock(io));
  const place = placeOf(flags, io);
  if (isYamlFile(place))
    throw new UserError(`${place.name} is YAML, which "finding add" does not write`, 'Name a .json file or a folder.');
  const present = presentAt(place, flags.catalog, today, io);
  const record = flags.labRecord === undefined ? null : recordAt(flags.labRecord, present, today, io);
  const stated = await statedBy(flags, record, present, today, terminal, io);
  const { source, row, ...draft } = draftOf(stated, record, place, present, today);
  const changes = [...draft.changes, ...movedDay(place, today)];
  const given = { ...present.known, mayBeUnsourced: false };
  refuseFaults([...faultsOfSource(source), ...faultsOf(source, row, given)]);
  refuseSameRun(record, present);
  await settle(findingOf(source, row), present, flags, terminal, io);
  takeChanges(changes, place, flags.dryRun === true, io);
  if (flags.dryRun) return 0;
  io.err(`${plain(row.id)} is written. ${nextStep(place)}\n`);
  return 0;
}

const nextStep = ({ data, name }: Place): string =>
  data === null
    ? `"rebootgate check <group> --findings ${plain(name)}" takes it in.`
    : 'Review the difference, then run "rebootgate build".';

async function statedBy(
  flags: AddFlags,
  record: OwnRecord | null,
  { known }: Present,
  today: string,
  terminal: Terminal | null,
  io: Io,
): Promise<Stated> {
  if (record !== null) return statedOfRecord(record.record, flags, flags.conditionFromFacts === true, today);
  if (flags.conditionFromFacts)
    throw new UserError('--condition-from-facts is given without a lab record', 'Name one with --lab-record.');
  if (terminal !== null) return askMissing(flags, known.facts, terminal, io);
  const missing = missingOf(flags);
  if (missing.length === 0) return flags;
  // Without a source nothing else matters.
  const source = missing.some((option) => option.startsWith('--url')) ? ' A count without a source is refused.' : '';
  const hint = `State them; on a terminal they are asked for, in a pipe nothing is.${source}`;
  throw new UserError(`${missing.length === 1 ? 'this is' : 'these are'} missing: ${missing.join(', ')}`, hint);
}

/** @throws UserError where it is no lab record, or one that does not hold together */
function recordAt(named: string, { known }: Present, today: string, io: Io): OwnRecord {
  const { records, problems } = readOwn([{ name: named, path: inFolder(io, named) }]);
  refuseProblems(problems, named);
  const [record] = records;
  if (record === undefined)
    throw new UserError(`${named} is no lab record`, 'It needs "schema": "rebootgate/lab-record"; README shows one.');
  const [fault, ...more] = recordFaults(record.record, { facts: known.facts, today });
  if (fault === undefined) return record;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  throw new UserError(
    `${named}: ${fault.key.join('.')}: ${fault.message}${others}`,
    'Correct the record, or measure again.',
  );
}

/** Which option states what is wrong. */
const options: Readonly<Record<string, string>> = {
  url: '--url',
  condition: '--condition',
  applicability: '--applicability',
  products: '--product',
  selector: '--product',
  claimedOn: '--claimed-on',
  knownBy: '--known-by',
  validTo: '--valid-to',
};

function refuseFaults(faults: readonly Fault[]): void {
  const [fault, ...more] = faults;
  if (fault === undefined) return;
  const option = options[fault.key[0] ?? ''];
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  throw new UserError(`${option === undefined ? '' : `${option}: `}${fault.message}${others}`, 'Nothing was written.');
}

/** One run is one witness, under whatever name. */
function refuseSameRun(record: OwnRecord | null, { own }: Present): void {
  const same = claimsOf(own).find(({ finding }) => finding.labRecord?.sha256 === record?.sha256);
  if (record === null || same === undefined) return;
  throw new UserError(
    `${same.finding.id} was read from this lab record already`,
    'Nothing was written; "finding list" shows it.',
  );
}

/** @throws UserError for a claim that is there already, and for one that contradicts another unless somebody says yes */
async function settle(
  claim: Finding,
  { findings }: Present,
  flags: AddFlags,
  terminal: Terminal | null,
  io: Io,
): Promise<void> {
  const { same, contrary, others } = relatedTo(claim, findings);
  if (same !== null)
    throw new UserError(
      `the same source says the same already: ${same.id}`,
      'Nothing was written; "finding list" shows it.',
    );
  for (const each of others) io.err(`note: also known: ${lineOf(each)}\n`);
  for (const each of contrary) io.err(`contradicts: ${lineOf(each)}\n`);
  if (contrary.length === 0 || flags.yes || flags.dryRun) return;
  const what = `${restartsText(claim.restarts)} contradicts ${contrary.length === 1 ? 'a count that is' : 'counts that are'} known`;
  if (terminal !== null && (await confirmed(`${what}. Write it all the same?`, terminal, io))) return;
  throw new UserError(what, 'Nothing was written. --yes writes it all the same; a check then shows the conflict.');
}

function lineOf({ id, restarts, condition, source, claimedOn, knownOn, confidence }: Finding): string {
  const only = condition === null ? '' : ` if ${condition}`;
  const when = claimedOn ?? (knownOn === null ? 'undated' : `by ${knownOn}`);
  return plain(`${restartsText(restarts)}${only}: ${source.name} (${when}, ${source.tier}, ${confidence}), ${id}`);
}
