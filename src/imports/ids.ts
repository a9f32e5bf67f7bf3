// The ids of the importers, for help texts: the readers load when they are needed.
export const importerNames = [
  'wsusscn2',
  'sdp',
  'kbupdate',
  'bulletin-sheet',
  'wesng',
  'msrc-cvrf',
  'msrc-csaf',
  'msrc-sug',
  'wsus-clixml',
  'wsus-json',
  'wsus-csv',
] as const;
