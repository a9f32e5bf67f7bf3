// One XML part of a spreadsheet, read to its end as a stream; what is wrong with it is said in one line.
import type { ZipEntry } from '../archives/zip.ts';
import { textOf } from '../bytes/text.ts';
import { UserError } from '../errors.ts';
import { XmlError, type XmlReader } from '../xml/xml.ts';

/** The most that Excel lets a cell hold. */
export const longestCell = 32_767;

/** @param isDone whether enough is known, and the rest need not be read */
export async function readPart(
  entry: ZipEntry,
  reader: Pick<XmlReader, 'write' | 'end'>,
  isDone = (): boolean => false,
): Promise<void> {
  try {
    for await (const text of textOf(entry)) {
      reader.write(text);
      if (isDone()) return;
    }
    reader.end();
  } catch (cause) {
    throw cause instanceof XmlError ? noXml(entry.path, cause) : cause;
  }
}

function noXml(path: string, cause: XmlError): UserError {
  const hint = 'Download it again, or save it as .xlsx with a spreadsheet program.';
  if (cause.doctype) return new UserError(`${path} in it carries a DOCTYPE, as no spreadsheet does`, hint, cause);
  const why = cause.message.replace(/\p{C}/gu, '?').slice(0, 160);
  return new UserError(`${path} in it is cut off, or no XML: ${why}`, hint, cause);
}

export const tooLong = (where: string): UserError =>
  new UserError(`a text in ${where} is longer than a cell can be`, 'No spreadsheet program writes such a file.');
