// Whether a lab record holds together, and what its device was like. Pure.
import type { LabRecord } from '../data/lab-record.ts';
import { evaluate, parseExpression } from '../facts/expression.ts';
import { nearest } from '../nearest.ts';
import { architecturesOf, sameProduct } from '../products/products.ts';
import { productsOfBuild } from '../products/table.ts';
import { type Circumstances, type Fault, isFuture, productNamedBy, unknownProduct } from './claims.ts';

const fault = (message: string, ...key: string[]): Fault => ({ key, message });

export function recordFaults(record: LabRecord, given: Pick<Circumstances, 'facts' | 'today'>): Fault[] {
  const { update, restarts } = record;
  const caused = restarts.events.filter(({ causedBy }) => causedBy === 'update').length;
  return [
    ...(update.kb === null && update.updateId === null ? [fault('names neither a KB nor an UpdateID', 'update')] : []),
    ...(caused === restarts.counted
      ? []
      : [fault(`is ${restarts.counted}, but ${caused} of its events belong to the update`, 'restarts', 'counted')]),
    ...eventFaults(record),
    ...timeFaults(record, given.today),
    ...buildFaults(record),
    ...deviceFaults(record, given.facts),
  ];
}

/** A crash, or a restart that nobody can place, makes a run worthless: it may hide one of the update's, or be taken for one. */
function eventFaults({ restarts }: LabRecord): Fault[] {
  return restarts.events.flatMap(({ causedBy, initiator }, index) => {
    const key = ['restarts', 'events', String(index)];
    if (causedBy === 'unknown') return [fault('nobody knows what it belongs to: such a run counts nothing', ...key)];
    if (causedBy === 'update' && initiator === null)
      return [fault('belongs to the update, but names nobody who asked for it', ...key)];
    return [];
  });
}

function timeFaults({ run, restarts }: LabRecord, today: string): Fault[] {
  const moments = [run.startedAt, ...restarts.events.map(({ at }) => at), run.endedAt].map((at) => Date.parse(at));
  const faults: Fault[] = [];
  const wrong = moments.findIndex((moment, index) => index > 0 && moment < (moments[index - 1] ?? 0));
  if (wrong > 0) {
    const isEnd = wrong === moments.length - 1;
    const key = isEnd ? ['run', 'endedAt'] : ['restarts', 'events', String(wrong - 1), 'at'];
    faults.push(fault(`lies before ${wrong === 1 ? 'the run began' : 'the restart before it'}`, ...key));
  }
  if (isFuture(run.endedAt.slice(0, 10), today)) faults.push(fault('is in the future', 'run', 'endedAt'));
  return faults;
}

function buildFaults({ device, direction }: LabRecord): Fault[] {
  const [before, after] = [device.buildBefore, device.buildAfter].map(buildNumber);
  const difference = (after ?? 0) - (before ?? 0);
  const faults: Fault[] = [];
  if (direction === 'install' && difference < 0)
    faults.push(fault(`is older than ${device.buildBefore}`, 'device', 'buildAfter'));
  if (direction === 'uninstall' && difference > 0)
    faults.push(fault(`is newer than ${device.buildBefore}`, 'device', 'buildAfter'));
  return [...faults, ...wrongBuild(device)];
}

/** A count on another product than the record names would clear the wrong one. An update may begin on an older one. */
function wrongBuild({ product, buildAfter }: LabRecord['device']): Fault[] {
  const key = 'buildAfter';
  const build = buildAfter.split('.')[0] ?? '';
  const possible = productsOfBuild[build] ?? [];
  if (possible.some((each) => sameProduct(each, product))) return [];
  if (possible.length > 0) return [fault(`is a build of ${possible.join(' or ')}, not of ${product}`, 'device', key)];
  const own = Object.entries(productsOfBuild).flatMap(([number, of]) => (of.includes(product) ? [number] : []));
  return own.length === 0 ? [] : [fault(`is no build of ${product}, which is ${own.join(' or ')}`, 'device', key)];
}

function buildNumber(build: string): number {
  const [major = '0', minor = '0'] = build.split('.');
  return Number(major) * 1_000_000 + Number(minor);
}

function deviceFaults({ device }: LabRecord, facts: readonly string[]): Fault[] {
  const { product, architecture } = device;
  const possible = architecturesOf(product);
  const unknown = Object.keys(device.facts).filter((fact) => !facts.includes(fact));
  return [
    ...(productNamedBy(product) === product ? [] : [fault(unknownProduct(product), 'device', 'product')]),
    ...(possible.length === 0 || possible.includes(architecture)
      ? []
      : [fault(`there is no ${product} for ${architecture}`, 'device', 'architecture')]),
    ...unknown.map((fact) => {
      const near = nearest(fact, facts);
      const meant = near === null ? '' : `; did you mean ${near}?`;
      return fault(`unknown fact "${fact}"${meant}`, 'device', 'facts', fact);
    }),
  ];
}

/** All that was stated of the device, as a condition; null: nothing was. */
export function conditionOf({ device }: LabRecord): string | null {
  const stated = Object.entries(device.facts).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = stated.flatMap(([fact, state]) =>
    state === 'unknown' ? [] : [state === 'yes' ? fact : `not ${fact}`],
  );
  return parts.length === 0 ? null : parts.join(' and ');
}

/** A count measured without the condition says nothing of what happens with it. */
export const holdsOnDevice = ({ device }: LabRecord, condition: string): boolean =>
  evaluate(parseExpression(condition), device.facts) === 'yes';
