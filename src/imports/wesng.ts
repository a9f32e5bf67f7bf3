// The definitions of wesng: which KB fixes which CVE on which product, and what it supersedes; https://github.com/bitsadmin/wesng
import { openZip, type ZipEntry } from '../archives/zip.ts';
import { shown } from '../archives/zip-limits.ts';
import { UserError } from '../errors.ts';
import { headerOf } from './csv.ts';
import type { ImportAbout, Importer, ImportFile, Sample, Sink } from './types.ts';
import { WesngFacts } from './wesng-facts.ts';
import { writeRows } from './wesng-rows.ts';
import { columnsOf, dayOf, hint, readTable } from './wesng-table.ts';

export const wesng: Importer = {
  id: 'wesng',
  description: 'definitions.zip of wesng, or one of its CSV files',
  source: 'wesng',
  accepts,
  read,
};

const ofWesng = /(?:^|\/)(?:CVEs|Custom)(?:_[^/]*)?\.csv$/i;

function accepts({ text, entries }: Sample): boolean {
  return entries.some((name) => ofWesng.test(name)) || columnsOf(headerOf(text)) !== null;
}

async function read(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const facts = new WesngFacts();
  const [p, k] = await file.read(0, 2);
  const isZip = p === 0x50 && k === 0x4b;
  const names = isZip ? await readArchive(file, facts, sink) : await readAlone(file, facts, sink);
  for (const update of facts.updates()) writeRows(update, sink);
  const days = names.map(dayOfName).filter((day) => day !== '');
  return { asOf: days.sort().at(-1) ?? facts.newest };
}

async function readAlone(file: ImportFile, facts: WesngFacts, sink: Sink): Promise<string[]> {
  await readTable(file, '', facts, sink);
  return [file.name];
}

/** All its tables: one of CVEs, and one that wesng adds. @returns their names */
async function readArchive(file: ImportFile, facts: WesngFacts, sink: Sink): Promise<string[]> {
  const archive = await openZip(file);
  try {
    const tables = archive.entries.filter(({ path }) => /\.csv$/i.test(path));
    if (tables.length === 0) throw new UserError('it holds no CSV file', hint);
    for (const table of tables) await readEntry(table, facts, sink);
    return tables.map(({ path }) => path);
  } finally {
    archive.close();
  }
}

async function readEntry(entry: ZipEntry, facts: WesngFacts, sink: Sink): Promise<void> {
  try {
    await readTable(entry, `${shown(entry.path)} `, facts, sink);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${shown(entry.path)}: ${error.message}`, error.hint, error);
    throw error;
  }
}

/** "CVEs_20260628.csv"; '' where the name says no day. */
const dayOfName = (name: string): string => dayOf(/_(\d{8})\.csv$/i.exec(name)?.[1] ?? '');
