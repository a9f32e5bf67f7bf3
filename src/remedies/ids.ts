// The names of the remedies, for help and options: they load before any remedy does. A test holds them against the list.
export const remedyIds = [
  'split-group',
  'adr-criteria',
  'task-sequence',
  'wsus-maintenance-plugin',
  'mdt',
  'offline-servicing',
  'cmpivot',
  'baseline-script',
] as const;
