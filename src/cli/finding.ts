// rebootgate finding: the commands behind it, in one chunk with the readers and writers that they share.
export { type AddFlags, runAdd } from './finding-add.ts';
export { type CheckFindingsFlags, runCheckFindings } from './finding-check.ts';
export { type ListFlags, runList } from './finding-list.ts';
export { type RetractFlags, runRetract } from './finding-retract.ts';
