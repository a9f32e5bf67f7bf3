// The only list of remedies: each a pure function of the report. The choices of --only and the table of README derive from it.
import { adrCriteria } from './adr-criteria.ts';
import { baselineScript } from './baseline.ts';
import { cmpivot } from './cmpivot.ts';
import { mdt } from './mdt.ts';
import { offlineServicing } from './offline-servicing.ts';
import { splitGroup } from './split-group.ts';
import { taskSequence } from './task-sequence.ts';
import type { Remedy } from './types.ts';
import { wsusPlugin } from './wsus-plugin.ts';

export { failing, waived } from './targets.ts';
export type { Remedy, RemedyOptions } from './types.ts';

export const remedies: readonly Remedy[] = [
  splitGroup,
  adrCriteria,
  taskSequence,
  wsusPlugin,
  mdt,
  offlineServicing,
  cmpivot,
  baselineScript,
];
