// Updates of WSUS as PowerShell writes them with Export-Clixml: IUpdate, WsusUpdate, or objects that a script made of them.
import { textOf } from '../bytes/text.ts';
import { UserError } from '../errors.ts';
import { XmlError, type XmlHandler, xmlReader } from '../xml/xml.ts';
import type { ImportFile, Importer, Sample } from './types.ts';
import { ClixmlObjects } from './wsus-clixml-objects.ts';
import { Intake } from './wsus-intake.ts';
import { areOfUpdate, pathTo } from './wsus-values.ts';

export const wsusClixml: Importer = {
  id: 'wsus-clixml',
  description: 'updates of WSUS, Get-WsusUpdate | Export-Clixml',
  source: 'wsus',
  accepts,
  read: async (file, sink) => {
    const intake = new Intake(sink);
    await readClixml(file, new ClixmlObjects((values, number) => intake.row(values, `row ${number}`)));
    intake.end();
    return { asOf: null };
  },
};

const objectsOf =
  /<T>(?:Deserialized\.|Selected\.)*Microsoft\.UpdateServices\.(?:Commands\.WsusUpdate|Internal\.BaseApi\.Update)<\/T>/;

/** The type of the objects, or the names of their properties in the beginning of the file. */
function accepts({ text }: Sample): boolean {
  if (!/^\s*(?:<\?xml[^>]{0,200}>\s*)?<Objs\b/.test(text.slice(0, 1000))) return false;
  const names = [...text.matchAll(/\sN="([^"]{1,100})"/g)].map((match) => pathTo('', match[1] ?? ''));
  return objectsOf.test(text) || areOfUpdate(names);
}

/** Values are far below; what is longer has no end. */
const longestText = 4 * 1024 * 1024;
const hint = 'The file may be cut off, or of another kind; write the updates with Export-Clixml again.';

async function readClixml(file: ImportFile, handler: XmlHandler): Promise<void> {
  let silent = 0;
  const reader = xmlReader({
    open: (name, attributes) => {
      silent = 0;
      handler.open(name, attributes);
    },
    text: (text) => handler.text(text),
    close: (name) => {
      silent = 0;
      handler.close(name);
    },
  });
  try {
    for await (const piece of textOf(file)) {
      silent += piece.length;
      if (silent > longestText) throw new UserError(`a text in it is longer than ${longestText} characters`, hint);
      reader.write(piece);
    }
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const why = cause.doctype ? cause.message : `it is no whole XML: ${plain(cause.message)}`;
    throw new UserError(why, hint, cause);
  }
}

const plain = (message: string): string => message.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 160);
