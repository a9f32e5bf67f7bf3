// kb.sqlite of the PowerShell module kbupdate: pages of the Update Catalog as tables, https://github.com/potatoqualitee/kbupdate
import { UserError } from '../errors.ts';
import { type Ends, endsIn, noteEnd, readEdges } from './kbupdate-edges.ts';
import { knownOf, updateColumns } from './kbupdate-row.ts';
import { hasTable, tableRows } from './kbupdate-table.ts';
import type { ForeignDatabase, ImportAbout, Importer, ImportFile, Sample, Sink } from './types.ts';

export const kbupdate: Importer = {
  id: 'kbupdate',
  description: 'kb.sqlite of the PowerShell module kbupdate: restart behaviour, exclusive install and supersedence',
  source: 'kbupdate',
  accepts,
  read,
};

/** Which tables are in it shows when it is read. "RBGT" marks a catalog of ours, which is no file to import. */
function accepts({ head }: Sample): boolean {
  const header = new TextDecoder('latin1').decode(head.subarray(0, 100));
  return header.length === 100 && header.startsWith('SQLite format 3\0') && header.slice(68, 72) !== 'RBGT';
}

const updates = 'Kb';
const relations = ['Supersedes', 'SupersededBy'] as const;

async function read(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const db = file.sqlite();
  if (!hasTable(db, file.name, updates, ['UpdateId', 'Title'])) {
    throw new UserError(
      `${file.name} has no table ${updates}`,
      'Give the kb.sqlite of kbupdate, or say of what kind it is.',
    );
  }
  const present = relations.filter((table) => hasTable(db, file.name, table, ['UpdateId']));
  const ends = endsIn(db, file.name, present);
  const asOf = readUpdates(db, ends, sink);
  for (const table of present) readEdges(db, table, ends, sink);
  return { asOf };
}

/** @returns the day on which the last of them was added */
function readUpdates(db: ForeignDatabase, ends: Ends, sink: Sink): string | null {
  let last: string | null = null;
  for (const row of tableRows(db, updates, updateColumns)) {
    sink.row();
    const known = knownOf(row);
    if (typeof known === 'string') {
      sink.bad(row.place, known);
      continue;
    }
    for (const offer of known.offers) sink.update({ ...known.update, ...offer });
    noteEnd(ends, known);
    if (known.addedOn !== null && known.addedOn > (last ?? '')) last = known.addedOn;
  }
  return last;
}
