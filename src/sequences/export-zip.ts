// A console export: a ZIP archive with SMS_TaskSequencePackage/<ID>/object.xml for each sequence, and what they refer to.
import { openZip, type ZipArchive, type ZipEntry } from '../archives/zip.ts';
import { UserError } from '../errors.ts';
import { exportHint, limits, shortened } from './limits.ts';
import type { PackagedSequence } from './nodes.ts';
import { readPackageXml } from './package-xml.ts';
import { recognise } from './recognise.ts';
import { readSequenceXml } from './sequence-xml.ts';
import { sourceOf, textOfBytes } from './text-of.ts';

const objectOf = /^(?:.*\/)?SMS_TaskSequencePackage\/([^/]+)\/object\.xml$/i;

/** @throws UserError for an archive that is damaged, over a limit, or holds no sequence */
export async function readExportZip(bytes: Uint8Array, name: string): Promise<PackagedSequence[]> {
  const archive = await openZip(sourceOf(name, bytes), { entrySize: limits.bytes, total: limits.bytes * 2 });
  try {
    const exported = archive.entries.filter(({ path }) => objectOf.test(path));
    const found = exported.length > 0 ? await allOf(exported) : await anywhere(archive);
    if (found.length > 0) return found;
    throw new UserError(whatIsIn(archive), exportHint);
  } finally {
    archive.close();
  }
}

async function allOf(entries: readonly ZipEntry[]): Promise<PackagedSequence[]> {
  const found: PackagedSequence[] = [];
  for (const entry of entries) found.push(...(await naming(entry, readPackageXml)));
  return found;
}

/** Sequences that somebody put into an archive: ts.xml of MDT, or an object.xml on its own. */
async function anywhere({ entries }: ZipArchive): Promise<PackagedSequence[]> {
  const found: PackagedSequence[] = [];
  for (const entry of entries.filter(({ path }) => /\.xml$/i.test(path)).slice(0, limits.candidates)) {
    const kind = recognise(await entry.read(0, 65_536));
    if (kind === 'object-xml') found.push(...(await naming(entry, readPackageXml)));
    if (kind === 'sequence-xml') found.push(...(await naming(entry, bare(entry.path))));
  }
  return found;
}

const bare =
  (path: string) =>
  (text: string): PackagedSequence[] => {
    const sequence = readSequenceXml(text);
    return [{ name: sequence.name ?? path, packageId: null, sequence }];
  };

/** What is wrong with a file of the archive is said with its name; a package without its id has that of its folder. */
async function naming(entry: ZipEntry, read: (text: string) => PackagedSequence[]): Promise<PackagedSequence[]> {
  const [, folder = null] = objectOf.exec(entry.path) ?? [];
  const bytes = await entry.bytes(limits.bytes);
  try {
    return read(textOfBytes(bytes)).map((each) => ({ ...each, packageId: each.packageId ?? folder }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${shortened(entry.path, 100)}: ${error.message}`, error.hint, error.cause);
  }
}

function whatIsIn({ entries }: ZipArchive): string {
  const others = entries.flatMap(({ path }) => /^(SMS_\w{1,60})\/[^/]+\/object\.xml$/i.exec(path)?.[1] ?? []);
  const [first] = others;
  return first === undefined
    ? 'it is an archive without a task sequence (no SMS_TaskSequencePackage/<ID>/object.xml)'
    : `it is an export of ${first}, without a task sequence`;
}
