// What a task sequence may hold, and how its faults are said. The largest real ones have some hundred steps and a few megabytes.
import { UserError } from '../errors.ts';
import { XmlError } from '../xml/xml.ts';

export const limits = {
  /** Of a file, and of all XML that is unpacked from it. */
  bytes: 64 * 1024 * 1024,
  /** Steps and groups, of all sequences of a file with the nested ones in their place. */
  steps: 20_000,
  /** Groups and sequences within one another. */
  depth: 100,
  variables: 200_000,
  /** Characters that are kept of a name or a condition. */
  name: 300,
  condition: 500,
  /** Characters of a script that are looked at. */
  script: 4 * 1024 * 1024,
  /** Files of an archive that are looked into where none bears the name of an export. */
  candidates: 1000,
};

export const exportHint =
  'Export the sequence: Export-CMTaskSequence -Name "..." -ExportFilePath ts.zip, or (Get-CMTaskSequence -Name "...").Sequence | Set-Content -Encoding UTF8 ts.xml';

export const again = 'The file may be cut off or edited by hand; export it again.';

export const tooMany = (): UserError =>
  new UserError(`it has more than ${limits.steps} steps, which no task sequence has`, exportHint);

export const tooDeep = (): UserError =>
  new UserError(`its groups are nested more than ${limits.depth} deep, which no task sequence is`, exportHint);

export const tooLarge = (): UserError =>
  new UserError(`it is larger than ${limits.bytes / 1024 / 1024} MB, which no task sequence is`, exportHint);

/** An XmlError as the user's business; any other failure as it is. */
export function refusal(cause: unknown): unknown {
  if (!(cause instanceof XmlError)) return cause;
  const why = oneLine(cause.message);
  if (cause.doctype) return new UserError(`it is XML that is not read: ${why}`, 'No task sequence has one.', cause);
  return new UserError(`it is not whole or not well-formed XML: ${why}`, again, cause);
}

export const oneLine = (text: string): string => text.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200);

export function shortened(text: string, most = limits.name): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}...`;
}
