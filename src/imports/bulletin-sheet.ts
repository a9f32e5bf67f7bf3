// Microsoft's bulletin sheets (BulletinSearch.xlsx, also under the name of .xls, or as CSV): the security updates of 2001 to 2017.
import { openZip, type ZipEntry } from '../archives/zip.ts';
import { cellsOf, type Columns, columnsOf, noColumns, plain } from './bulletin-sheet-columns.ts';
import { SheetRows } from './bulletin-sheet-cells.ts';
import { readPart } from './bulletin-sheet-part.ts';
import { BulletinRows } from './bulletin-sheet-rows.ts';
import { SheetStream } from './bulletin-sheet-stream.ts';
import { SharedStrings } from './bulletin-sheet-strings.ts';
import { readWorkbook } from './bulletin-sheet-workbook.ts';
import { xmlReader } from '../xml/xml.ts';
import { readCsv } from './csv.ts';
import { openingOf } from './csv-opening.ts';
import type { Importer, ImportAbout, ImportFile, Sample, Sink } from './types.ts';

export const bulletinSheet: Importer = {
  id: 'bulletin-sheet',
  description: 'Microsoft BulletinSearch.xlsx, or its sheet as CSV',
  source: 'bulletin-sheet',
  accepts: (sample) => isSpreadsheet(sample) || isCsv(sample.text),
  read: async (file, sink) => {
    const [p, k] = await file.read(0, 2);
    return p === 0x50 && k === 0x4b ? readSpreadsheet(file, sink) : readText(file, sink);
  },
};

/** The largest sheet of Microsoft's has 13 MB. */
const limits = { entrySize: 2 ** 29, total: 2 ** 30 };

/** Which sheets it has cannot be seen from outside; no other importer reads spreadsheets. */
const isSpreadsheet = ({ entries }: Sample): boolean =>
  entries.some((name) => name.toLowerCase() === 'xl/workbook.xml');

function isCsv(text: string): boolean {
  const { delimiter, skip } = openingOf(text.slice(0, 8192), null, false);
  // Names may stand in quotes, with line feeds in them.
  const lines = text.slice(skip, skip + 4096).replace(/"[^"]*"/g, (quoted) => quoted.replace(/\s+/g, ' '));
  const [header = ''] = lines.split(/[\r\n]/, 1);
  return columnsOf(header.split(delimiter)) !== null;
}

async function readSpreadsheet(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const archive = await openZip(file, limits);
  try {
    const { sheets, strings, isFrom1904 } = await readWorkbook(archive);
    const shared = new SharedStrings();
    if (strings) await readPart(strings, xmlReader(shared));
    const rows = new BulletinRows(sink, isFrom1904);
    let found = 0;
    for (const sheet of sheets) if (await readSheet(sheet, shared.texts, rows, found > 0)) found += 1;
    if (found === 0) throw noColumns();
    return rows.end();
  } finally {
    archive.close();
  }
}

/** @returns whether it is a sheet of bulletins */
async function readSheet(
  sheet: ZipEntry,
  strings: readonly string[],
  rows: BulletinRows,
  isFurther: boolean,
): Promise<boolean> {
  const where = isFurther ? `${sheet.path} row` : 'row';
  const made = new SheetRows(strings, (number, cells, columns, error) => {
    if (error === null) rows.add(where, number, cellsOf(cells, columns));
    else rows.bad(where, number, `a cell ${error}`);
  });
  await readPart(sheet, new SheetStream(made), () => made.isDone);
  return made.columns !== null;
}

async function readText(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const rows = new BulletinRows(sink);
  let columns: Columns | null = null;
  const onHeader = (names: readonly string[]): void => {
    columns = columnsOf(names);
    if (columns === null) throw noColumns();
  };
  const onBad = (line: number, why: string): void => rows.bad('line', line, why);
  await readCsv(file, { onHeader, onBad }, (cells, line) => {
    if (columns !== null) rows.add('line', line, cellsOf(cells, columns, plain));
  });
  return rows.end();
}
