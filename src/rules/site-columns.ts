// The columns of a site's export by our word, as Configuration Manager, AdminService, its SQL views and the console name them.
import { plain } from '../inputs/columns.ts';
import type { Column } from './types.ts';

/** In lower case without blanks and signs. A column of all categories counts for each kind of them. */
const names: Readonly<Record<Column, readonly string[]>> = {
  title: ['localizeddisplayname', 'title', 'displayname', 'updatetitle', 'name'],
  description: ['localizeddescription', 'description'],
  article: ['articleid', 'article', 'kb', 'kbarticle', 'kbnumber'],
  bulletin: ['bulletinid', 'bulletin'],
  categoryIds: ['categoryinstanceuniqueids', 'categoryinstanceuniqueid'],
  product: ['localizedcategoryinstancenames', 'categories', 'categorynames', 'products', 'product'],
  updateclassification: [
    ...['localizedcategoryinstancenames', 'categories', 'categorynames'],
    ...['classification', 'updateclassification', 'classifications'],
  ],
  company: ['localizedcategoryinstancenames', 'categories', 'categorynames', 'vendor', 'company'],
  locales: ['updatelocales', 'locales'],
  severity: ['severity', 'severityname'],
  customSeverity: ['customseverity', 'customseverityname'],
  posted: ['dateposted', 'datereleased', 'released', 'releasedate', 'postedtime'],
  revised: ['daterevised', 'revised', 'datereleasedorrevised', 'revisedtime'],
  superseded: ['issuperseded', 'superseded'],
  deployed: ['isdeployed', 'deployed'],
  expired: ['isexpired', 'expired'],
  missing: ['nummissing', 'required'],
  size: ['size'],
  contentSize: ['contentsize', 'contentsizekb'],
  tag: ['cmtag'],
  licenceTerms: ['eulaexists'],
};

const isColumn = (name: string): name is Column => Object.hasOwn(names, name);

const columnsOf = new Map<string, Column[]>();
for (const column of Object.keys(names).filter(isColumn)) {
  for (const name of names[column]) columnsOf.set(name, [...(columnsOf.get(name) ?? []), column]);
}

export interface Layout {
  /** The names of a file's own for each of our columns. */
  names: ReadonlyMap<Column, readonly string[]>;
  columns: ReadonlySet<Column>;
}

let latest: { keys: readonly string[]; layout: Layout } | null = null;

/** The rows of a file are alike, so the layout of the row before is that of this one. */
export function layoutOf(keys: readonly string[]): Layout {
  const same = latest?.keys.length === keys.length && latest.keys.every((key, index) => key === keys[index]);
  if (!same || latest === null) latest = { keys, layout: readLayout(keys) };
  return latest.layout;
}

function readLayout(keys: readonly string[]): Layout {
  const found = new Map<Column, string[]>();
  for (const key of keys) {
    if (key.length > 100) continue;
    for (const column of columnsOf.get(plain(key)) ?? []) {
      const list = found.get(column);
      if (list) list.push(key);
      else found.set(column, [key]);
    }
  }
  return { names: found, columns: new Set(found.keys()) };
}
