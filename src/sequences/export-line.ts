// The line that exports a task sequence: for help texts, without a reader behind it.

export const sequenceLine = "Export-CMTaskSequence -Name 'Deploy Windows 11' -ExportFilePath .\\export.zip";
