// The workbook of a spreadsheet: which of the files in it are sheets, and where the shared strings are.
import type { ZipArchive, ZipEntry } from '../archives/zip.ts';
import { UserError } from '../errors.ts';
import { type Attributes, localName, type XmlHandler, xmlReader } from '../xml/xml.ts';
import { readPart } from './bulletin-sheet-part.ts';

export interface Workbook {
  /** In the order in which a program shows them. */
  sheets: readonly ZipEntry[];
  strings: ZipEntry | null;
  /** Whether its dates count from 1904. */
  isFrom1904: boolean;
}

/** A spreadsheet has a few dozen at most. */
const mostParts = 10_000;
const largestPart = 64_000_000;

class Elements implements XmlHandler {
  readonly #take: (name: string, attributes: Attributes) => void;
  constructor(take: (name: string, attributes: Attributes) => void) {
    this.#take = take;
  }
  open(name: string, attributes: Attributes): void {
    this.#take(localName(name), attributes);
  }
  text(): void {}
  close(): void {}
}

/** @throws UserError where the archive is no spreadsheet */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const files = new Map(archive.entries.map((entry) => [entry.path.toLowerCase(), entry]));
  const workbook = files.get('xl/workbook.xml');
  if (!workbook) throw new UserError('it is no spreadsheet: it has no xl/workbook.xml', 'Name a .xlsx file.');
  const targets = await targetsOf(files.get('xl/_rels/workbook.xml.rels'));
  const sheets: ZipEntry[] = [];
  let isFrom1904 = false;
  await readSmall(workbook, (name, attributes) => {
    if (name === 'workbookPr') isFrom1904 = /^(?:1|true|on)$/.test(attributes.get('date1904') ?? '');
    if (name !== 'sheet' || sheets.length >= mostParts) return;
    const target = targets.get(attributes.get('r:id') ?? '') ?? `xl/worksheets/sheet${sheets.length + 1}.xml`;
    const file = files.get(target.toLowerCase());
    if (file) sheets.push(file);
  });
  return {
    sheets,
    strings: files.get((targets.get(stringsKey) ?? 'xl/sharedStrings.xml').toLowerCase()) ?? null,
    isFrom1904,
  };
}

/** No Id of a relationship can hold a blank. */
const stringsKey = 'shared strings';

/** The parts that belong to the workbook, by their Id. */
async function targetsOf(rels: ZipEntry | undefined): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  if (!rels) return targets;
  await readSmall(rels, (name, attributes) => {
    const [id, target] = [attributes.get('Id'), attributes.get('Target')];
    if (name !== 'Relationship' || id === undefined || target === undefined || targets.size > mostParts) return;
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
    targets.set(id, path);
    if (attributes.get('Type')?.endsWith('/sharedStrings')) targets.set(stringsKey, path);
  });
  return targets;
}

async function readSmall(entry: ZipEntry, take: (name: string, attributes: Attributes) => void): Promise<void> {
  if (entry.size > largestPart)
    throw new UserError(`${entry.path} in it is too large`, 'No spreadsheet has as many sheets.');
  await readPart(entry, xmlReader(new Elements(take)));
}
