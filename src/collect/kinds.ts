// Which importer reads a file: the one that is named, or the first that recognises it.
import { UserError } from '../errors.ts';
import { importers } from '../imports/index.ts';
import type { Importer, Sample } from '../imports/types.ts';

/** @throws UserError where no importer knows the file, with what it looks like */
export function importerFor(name: string, sample: Sample, named: string | null): Importer {
  const found = importers.find((each) => (named === null ? each.accepts(sample) : each.id === named));
  if (found) return found;
  throw new UserError(
    `${name} is of no kind that can be imported${looksLike(sample)}`,
    `Name the kind with --kind: ${importers.map(({ id }) => id).join(', ')}. A group to be checked is read by "rebootgate check".`,
  );
}

function looksLike({ head, text, entries }: Sample): string {
  if (entries.length > 0) return ` (a ZIP file with ${entries.length} entries)`;
  if (text === '') return ' (no text)';
  const first = Buffer.from(head.subarray(0, 2)).toString('latin1');
  return first.startsWith('<') ? ' (XML of another kind)' : '';
}
