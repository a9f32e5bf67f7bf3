// Packages of other publishers for WSUS and Configuration Manager: a .sdp file, or a catalog of them in a cabinet or in one XML file.
import { type CabEntry, cabNames, isCab, openCab } from '../archives/cab.ts';
import { textOf } from '../bytes/text.ts';
import type { ByteSource } from '../bytes/types.ts';
import { UserError } from '../errors.ts';
import { rootName } from '../xml/root.ts';
import { localName, XmlError, xmlReader } from '../xml/xml.ts';
import { type Package, PackageHandler, root } from './sdp-package.ts';
import { type Rows, rowsTo } from './sdp-rows.ts';
import type { Importer, Sample, Sink } from './types.ts';
import { plain } from './wsusscn2-values.ts';

export const sdp: Importer = {
  id: 'sdp',
  description: 'update packages of other publishers: a .sdp file, or a catalog (.cab) of them',
  source: 'sdp',
  accepts,
  read: async (file, sink) => {
    const rows = rowsTo(sink);
    if (isCab(await file.read(0, 4))) await readCatalog(file, rows, sink);
    else await readAlone(file, rows);
    return { asOf: null };
  },
};

const largestPackage = 16 * 1024 ** 2;
const hint = 'Name a .sdp file, or a catalog in a cabinet that holds such files.';

const isPackage = (path: string): boolean => /\.sdp$/i.test(path);

function accepts({ head, text }: Sample): boolean {
  const name = localName(rootName(text) ?? '');
  return name === root || name === 'SystemsManagementCatalog' || cabNames(head).some(isPackage);
}

async function readAlone(file: ByteSource, rows: Rows): Promise<void> {
  const fault = await readPackages(file, (found, count) => rows.take(found, `package ${count}`));
  if (fault !== null) throw new UserError(`${file.name} is not read: ${fault}`, hint);
}

async function readCatalog(file: ByteSource, rows: Rows, sink: Sink): Promise<void> {
  const cab = await openCab(file);
  if (!cab.paths.some(isPackage)) throw new UserError(`${file.name} holds no .sdp file`, hint);
  for await (const entry of cab.members(isPackage)) await readEntry(entry, rows, sink);
}

/** One package that cannot be read does not stop the others. */
async function readEntry(entry: CabEntry, rows: Rows, sink: Sink): Promise<void> {
  const place = `entry ${plain(entry.path)}`;
  const found: Package[] = [];
  const fault = entry.size > largestPackage ? 'it is too large' : await readPackages(entry, (each) => found.push(each));
  if (fault === null) for (const each of found) rows.take(each, place);
  else {
    sink.row();
    sink.bad(place, fault);
  }
}

/** @returns why the XML cannot be read, or that no package is in it; null where all is well */
async function readPackages(file: ByteSource, take: (found: Package, count: number) => void): Promise<string | null> {
  let count = 0;
  const reader = xmlReader(
    new PackageHandler((found) => {
      count += 1;
      take(found, count);
    }),
  );
  try {
    for await (const piece of textOf(file)) reader.write(piece);
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    return cause.doctype ? cause.message : `it is cut off, or no XML (${plain(cause.message)})`;
  }
  return count === 0 ? 'no package is in it' : null;
}
