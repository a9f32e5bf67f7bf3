// A lab record made into what a finding states: the count of the update on this one product and architecture. Pure.
import type { LabRecord } from '../data/lab-record.ts';
import { UserError } from '../errors.ts';
import type { Stated } from './draft.ts';
import { conditionOf, holdsOnDevice } from './lab.ts';

/** What the record says itself, by the option that would say it otherwise. */
const ofRecord: readonly (readonly [key: keyof Stated, option: string])[] = [
  ['kb', '--kb'],
  ['kind', '--kind'],
  ['restarts', '--restarts'],
  ['product', '--product'],
  ['arch', '--arch'],
  ['direction', '--direction'],
  ['sourceKind', '--source-kind'],
  ['claimedOn', '--claimed-on'],
  ['knownBy', '--known-by'],
];

/**
 * @param stated what else was stated: a note, a review date; of both names of an update, --update-id picks that one
 * @param fromFacts the condition is all that the record states of the device
 * @throws UserError where an option contradicts the record
 */
export function statedOfRecord(record: LabRecord, stated: Stated, fromFacts: boolean, today: string): Stated {
  const twice = ofRecord.find(([key]) => stated[key] !== undefined);
  if (twice !== undefined)
    throw new UserError(`${twice[1]} cannot be given with --lab-record`, 'The record says it; correct the record.');
  const condition = stated.condition ?? (fromFacts ? conditionOf(record) : null);
  if (condition !== null && !holdsOnDevice(record, condition)) {
    const facts = Object.entries(record.device.facts).map(([fact, state]) => `${fact}=${state}`);
    throw new UserError(
      `the lab record does not state that "${condition}" held on the device`,
      facts.length === 0 ? 'It states no fact of the device.' : `It states ${facts.join(', ')}.`,
    );
  }
  const { device, direction, restarts, run } = record;
  const endedOn = run.endedAt.slice(0, 10);
  return {
    confidence: 'confirmed',
    addedBy: run.operator,
    note: noteOf(record),
    ...stated,
    ...subjectOf(record, stated.updateId),
    ...(condition !== null && { condition }),
    product: [device.product],
    arch: [device.architecture],
    restarts: { min: restarts.counted, max: restarts.counted },
    direction,
    sourceKind: 'lab-record',
    claimedOn: endedOn > today ? today : endedOn,
  };
}

function subjectOf({ update }: LabRecord, asked: string | undefined): Stated {
  if (asked !== undefined && asked !== update.updateId)
    throw new UserError(
      '--update-id is not the one of the lab record',
      `The record is of ${update.updateId ?? 'none'}.`,
    );
  if (asked === undefined && update.kb !== null) return { kb: update.kb };
  return update.updateId === null ? {} : { updateId: update.updateId };
}

function noteOf({ device, restarts, run, update, note }: LabRecord): string {
  const asked = restarts.events.flatMap(({ causedBy, initiator }) => (causedBy === 'update' ? (initiator ?? []) : []));
  const package_ = update.updateId === null ? '' : ` UpdateID ${update.updateId}${revisionOf(update)}.`;
  const who = asked.length === 0 ? '' : ` Restarts asked for by ${asked.join(', ')}.`;
  const builds = `Measured from build ${device.buildBefore} to ${device.buildAfter} (${run.tool}).`;
  return `${builds}${package_}${who}${note === null ? '' : ` ${note}`}`;
}

const revisionOf = ({ revision }: LabRecord['update']): string => (revision === null ? '' : ` revision ${revision}`);
