// Files with task sequences: recognised by what is in them, read into steps in the order in which they run.
import { UserError } from '../errors.ts';
import { rootName } from '../xml/root.ts';
import { readExportZip } from './export-zip.ts';
import { exportHint, limits, oneLine, tooLarge } from './limits.ts';
import type { PackagedSequence } from './nodes.ts';
import { readPackageXml } from './package-xml.ts';
import { readClixmlSequences, readJsonSequences } from './powershell.ts';
import { partsOfExports, recognise } from './recognise.ts';
import { resolveSequences } from './resolve.ts';
import { readSequenceXml } from './sequence-xml.ts';
import { textOfBytes } from './text-of.ts';
import type { FileFormat, SequenceFile } from './types.ts';

export { looksLikeSequence } from './recognise.ts';

/**
 * @param name of the file, for messages, and for a sequence that bears no name
 * @throws UserError that begins with the name: no task sequence, damaged, cut off, or larger than any is
 */
export async function readSequences(bytes: Uint8Array, name: string): Promise<SequenceFile> {
  try {
    if (bytes.length > limits.bytes) throw tooLarge();
    const { format, found } = await packagesOf(bytes, name);
    const sequences = resolveSequences(found);
    return { format, sequences: sequences.map((each) => ({ ...each, name: each.name || name })) };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${name}: ${error.message}`, error.hint, error.cause);
    throw error;
  }
}

async function packagesOf(bytes: Uint8Array, name: string): Promise<{ format: FileFormat; found: PackagedSequence[] }> {
  const kind = recognise(bytes);
  if (kind === 'zip') return { format: 'console-export', found: await readExportZip(bytes, name) };
  const text = textOfBytes(bytes);
  if (kind === 'object-xml') return { format: kind, found: readPackageXml(text) };
  if (kind === 'json') return { format: kind, found: readJsonSequences(text) };
  if (kind === 'clixml') return { format: kind, found: readClixmlSequences(text) };
  if (kind !== 'sequence-xml') throw notOne(text);
  return { format: kind, found: [{ name: null, packageId: null, sequence: readSequenceXml(text) }] };
}

function notOne(text: string): UserError {
  if (text.trim() === '') return new UserError('it is empty', exportHint);
  const root = text.startsWith('<') ? (rootName(text)?.replace(/^.*:/, '') ?? null) : null;
  const part = root === null ? undefined : partsOfExports[root];
  if (part !== undefined) return new UserError(`it is ${part}, and holds no task sequence`, exportHint);
  const what =
    root === null
      ? 'it is no task sequence'
      : `it is XML, but no task sequence (it begins with <${oneLine(root).slice(0, 60)}>)`;
  return new UserError(what, exportHint);
}
