// wsusscn2.cab, Microsoft's offline catalog for the Windows Update Agent: updates with KB, restart behaviour and supersedence.
import { cabNames, isCab } from '../archives/cab.ts';
import { textOf } from '../bytes/text.ts';
import { localName } from '../xml/xml.ts';
import { rootName } from '../xml/root.ts';
import type { Importer } from './types.ts';
import { isOfWsusscn2, readCab } from './wsusscn2-cab.ts';
import { readPackage } from './wsusscn2-package.ts';
import { emitFacts } from './wsusscn2-rows.ts';
import { Store } from './wsusscn2-store.ts';

export const wsusscn2: Importer = {
  id: 'wsusscn2',
  description: 'wsusscn2.cab, the offline catalog of the Windows Update Agent, or the package.cab or package.xml in it',
  source: 'wsusscn2',
  accepts: ({ head, text }) => isOfWsusscn2(cabNames(head)) || localName(rootName(text) ?? '') === 'OfflineSyncPackage',
  read: async (file, sink) => {
    const store = new Store(file.name);
    const asOf = isCab(await file.read(0, 4))
      ? await readCab(file, store, sink)
      : await readPackage(textOf(file), file.name, store, sink);
    emitFacts(store, sink);
    return { asOf };
  },
};
