// index.xml of wsusscn2.cab: which cabinets are in it.
import { encodingOf } from '../bytes/text.ts';
import { UserError } from '../errors.ts';
import { localName, XmlError, xmlReader } from '../xml/xml.ts';
import { plain } from './wsusscn2-values.ts';

/** @throws UserError where it is no XML */
export function namesInIndex(bytes: Uint8Array, name: string): string[] {
  const names: string[] = [];
  const reader = xmlReader({
    open: (element, attributes) => {
      const cab = localName(element) === 'CAB' ? attributes.get('NAME') : undefined;
      if (cab !== undefined) names.push(plain(cab));
    },
    text: () => {},
    close: () => {},
  });
  try {
    reader.write(new TextDecoder(encodingOf(bytes)).decode(bytes));
    reader.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    throw new UserError(`${name} is not read: ${plain(cause.message)}`, 'Download wsusscn2.cab again.', cause);
  }
  return names;
}
