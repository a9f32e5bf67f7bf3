// Which kind of file with task sequences some bytes are, by their beginning. It loads no parser: every file that is checked passes here.
import { rootName } from '../xml/root.ts';
import { textOfBytes } from './text-of.ts';

export const packageClass = 'SMS_TaskSequencePackage';

/** `part`: a file of a console export that holds no sequence; it is taken so that its reader says so. */
export type Recognised = 'zip' | 'object-xml' | 'sequence-xml' | 'json' | 'clixml' | 'part' | 'other-xml' | null;

export function recognise(bytes: Uint8Array): Recognised {
  if (isZip(bytes)) return 'zip';
  const first = firstSign(bytes);
  // A group of updates, which is what nearly every file is, needs no decoding to be told from a sequence.
  if (first !== null && !'<#'.includes(first)) return '[{'.includes(first) ? 'json' : null;
  const head = textOfBytes(bytes.subarray(0, 65_536));
  if (/^(?:#< CLIXML\s*)?<Objs[\s>]/.test(head)) return 'clixml';
  if (head.startsWith('<')) return byRoot(localRoot(head), head);
  return /^[[{]/.test(head) ? 'json' : null;
}

/** What a text begins with, past a BOM of UTF-8 and blanks; null where that takes decoding. */
function firstSign(bytes: Uint8Array): string | null {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let byte = bytes[at]; byte !== undefined && isBlank(byte); byte = bytes[at]) at += 1;
  const byte = bytes[at] ?? 0;
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : null;
}

const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 9 && byte <= 13);

export const isZip = ([p, k, one, two]: Uint8Array): boolean => p === 0x50 && k === 0x4b && one === 3 && two === 4;

/** The first element, past a DOCTYPE as well: it is refused by who reads the file. */
function localRoot(head: string): string | null {
  const doctype = /^\s*(?:<\?[^>]{0,1000}>\s*)?<!DOCTYPE\s+([\w:.-]{1,100})/i.exec(head)?.[1];
  return (doctype ?? rootName(head))?.replace(/^.*:/, '') ?? null;
}

/** The other files of a console export, by what they begin with. */
export const partsOfExports: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  ArrayOfString: 'the list of what a sequence refers to (ReferencesInfo.xml of an export)',
  LibraryDocument: 'the table of contents of an export (Manifest.xml)',
  Types: 'the list of file types of an export ([Content_Types].xml)',
  Relationships: 'the list of relations of an export (.rels)',
});

function byRoot(root: string | null, head: string): Recognised {
  if (root === 'sequence') return 'sequence-xml';
  if (root === 'INSTANCE' || root === 'CIM' || root === 'DECLARATION') return 'object-xml';
  return root !== null && partsOfExports[root] !== undefined && /SMS_TaskSequence/.test(head) ? 'part' : 'other-xml';
}

/**
 * Whether a file is one that readSequences reads, or refuses with a better reason than anybody else. Quick, and never throws:
 * it looks at the beginning, and in archives and JSON for the words that only these have.
 */
export function looksLikeSequence(bytes: Uint8Array): boolean {
  const kind = recognise(bytes);
  if (kind === 'sequence-xml' || kind === 'part') return true;
  if (kind === 'zip' || kind === 'object-xml') return holds(bytes, packageClass);
  // A group of updates may be JSON or CLIXML as well; none holds the XML of a sequence.
  return (
    (kind === 'json' || kind === 'clixml') &&
    holds(bytes, 'Sequence"') &&
    sequenceMarks.some((mark) => holds(bytes, mark))
  );
}

/** "<sequence version=" in JSON, with the "<" of Windows PowerShell, and in CLIXML. */
const sequenceMarks = ['<sequence ', 'u003csequence ', '&lt;sequence ', '<sequence>', '&lt;sequence&gt;'];

/** In whichever encoding; in UTF-16 every letter of a word has a zero beside it. */
export function holds(bytes: Uint8Array, word: string): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return all.includes(word, 0, 'latin1') || (all.includes(0) && all.includes(word, 0, 'utf16le'));
}
