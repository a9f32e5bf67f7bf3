// The columns of an export: our words for them, and the names under which they come.

/** Our word for a column, and the names under which it comes, written in lower case without blanks and signs. */
const columns = {
  articleId: [
    'articleid',
    'article',
    'kb',
    'kbarticle',
    'kbnumber',
    'kbarticleid',
    'knowledgebasearticle',
    'hotfixid',
    'articleids',
    'kbarticleids',
    'knowledgebasearticles',
    'knowledgebase',
    'kbid',
    'kbno',
    'kbs',
    'kbnummer',
    'artikelid',
    'hotfix',
    // Microsoft's bulletin sheet and the definitions of wesng: the package comes before the article of its bulletin.
    'componentkb',
    'bulletinkb',
    // Windows XP writes "File 1" for a hotfix, and its number here.
    'servicepackineffect',
  ],
  bulletinId: ['bulletinid', 'bulletin', 'securitybulletin'],
  /** The Ansible collection calls it "id". */
  ciId: ['ciid', 'id'],
  updateId: ['ciuniqueid', 'updateid', 'uniqueid', 'uniqueupdateid', 'updateguid', 'modelname'],
  title: ['localizeddisplayname', 'title', 'defaulttitle', 'updatetitle'],
  /** Every object has a name; it is read as the title where a number says that the row is an update. */
  name: ['displayname', 'name'],
  posted: ['dateposted', 'datereleased', 'released', 'releasedate', 'creationdate', 'postedtime'],
  revised: ['daterevised', 'revised', 'datereleasedorrevised', 'revisedtime'],
  superseded: ['issuperseded', 'superseded'],
  expired: ['isexpired', 'expired'],
  categories: [
    'localizedcategoryinstancenames',
    'categories',
    'categorynames',
    'products',
    'product',
    'productfamily',
    'classification',
    'updateclassification',
    'updateclassificationtitle',
    'affectedproduct',
    'affectedproducts',
  ],
} as const;

export type Column = keyof typeof columns;
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const columnNames: readonly Column[] = Object.keys(columns).filter((name): name is Column => name in columns);
const columnOf = new Map<string, Column>(
  columnNames.flatMap((column) => columns[column].map((name) => [name, column] as const)),
);

/** A name as the tables of columns write it: "CI_UniqueID", "CI Unique ID" and "ciuniqueid" are one. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

export const isColumn = (name: string): boolean => columnOf.has(plain(name));

/** Which of our columns a file has, by the names in any order and case. */
export function columnsOf(names: readonly string[]): Map<Column, string[]> {
  const found = new Map<Column, string[]>();
  for (const name of names) {
    const column = columnOf.get(plain(name));
    if (column === undefined) continue;
    const names = found.get(column);
    // Added in place: a hostile object has a million spellings of one name.
    if (names) names.push(name);
    else found.set(column, [name]);
  }
  return found;
}

let latest: { names: readonly string[]; found: Map<Column, string[]> } = { names: [], found: new Map() };

/** The rows of a file are alike, so the columns of the row before are those of this one. */
export function columnsLike(names: readonly string[]): Map<Column, string[]> {
  if (!sameNames(latest.names, names)) latest = { names, found: columnsOf(names) };
  return latest.found;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** A row is usable when it can name an update at all. */
export function isUsable(found: ReadonlyMap<Column, unknown>): boolean {
  return found.has('articleId') || found.has('updateId') || found.has('title');
}

/** A sheet may have the number of the package and that of the article on its bulletin. */
export const rankOfArticle = (name: string): number => articleNames.indexOf(plain(name));
const articleNames: readonly string[] = columns.articleId;
