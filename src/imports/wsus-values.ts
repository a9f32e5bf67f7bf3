// The named values of one update of WSUS, however an export nests and spells them: texts by our word for their column.

/** Our word for a value, and the paths of names under which exports have it, in lower case without blanks and signs. */
const paths = {
  updateId: ['updateid', 'id.updateid', 'identity.updateid', 'updateguid', 'uniqueupdateid'],
  /** Counts where it is a GUID: an export may also write the name of its type here. */
  id: ['id', 'identity'],
  revision: ['revisionnumber', 'id.revisionnumber', 'identity.revisionnumber'],
  title: ['title', 'defaulttitle', 'localizeddisplayname', 'updatetitle'],
  kb: [
    'kbnumber',
    'knowledgebasearticle',
    'knowledgebasearticles',
    'knowledgebasearticleid',
    'kbarticle',
    'kbarticles',
    'kbarticleid',
    'kbarticleids',
    'kb',
    'articleid',
  ],
  fileKb: ['filekbnumber'],
  bulletin: ['securitybulletin', 'securitybulletins', 'securitybulletinid', 'bulletinid', 'msrcnumber', 'msrcnumbers'],
  classification: [
    'updateclassificationtitle',
    'classificationtitle',
    'updateclassification',
    'classification',
    'classificationid',
    'updateclassification.title',
    'classification.title',
  ],
  type: ['updatetype'],
  released: ['creationdate'],
  revised: ['lastmodified', 'lastmodifieddate', 'revisiondate', 'daterevised'],
  products: [
    'updateproducts',
    'producttitles',
    'producttitle',
    'products',
    'product',
    'productname',
    'category',
    'categories',
    'products.title',
    'categories.title',
  ],
  architectures: ['updatearch', 'architecture', 'architectures'],
  languages: ['languagessupported', 'supportedlanguages', 'languages', 'language'],
  flag: ['rebootbehavior', 'installationbehavior.rebootbehavior', 'installationrebootbehavior', 'restartbehavior'],
  impact: ['installationbehavior.impact', 'installationimpact', 'impact'],
  exclusive: ['mustbeinstalledexclusively', 'requiresexclusivehandling'],
  supersedes: ofRelated('supersededupdates', 'updatessupersededbythisupdate', 'supersededupdateids', 'supersedes'),
  supersededBy: ofRelated(
    'supersedingupdates',
    'updatessupersedingthisupdate',
    'updatesthatsupersedethisupdate',
    'supersedingupdateids',
    'supersededby',
  ),
} as const;

export type Column = keyof typeof paths;
export type Values = Map<Column, string[]>;

/** A related update is an id or a title, or an object that has them. */
function ofRelated(...names: string[]): string[] {
  const parts = ['updateid', 'id.updateid', 'title', 'kbnumber', 'knowledgebasearticle', 'knowledgebasearticles'];
  return names.flatMap((name) => [name, ...parts.map((part) => `${name}.${part}`)]);
}

const columnNames: readonly Column[] = Object.keys(paths).filter((name): name is Column => Object.hasOwn(paths, name));
const columnOf = new Map(columnNames.flatMap((column) => paths[column].map((path) => [path, column] as const)));

export const columnAt = (path: string): Column | undefined => columnOf.get(path);

/** `Update` holds the update of a WsusUpdate, and `value` a list or date of ConvertTo-Json: neither says what it is. */
const transparent = new Set(['update', 'value', '']);

const plainNames = new Map<string, string>();
/** Objects of one kind have some 70 names; a hostile file may have a million. */
const mostKept = 4096;

export function pathTo(parent: string, name: string): string {
  let plain = plainNames.get(name);
  if (plain === undefined) {
    // A name with a point is a path that a script flattened: "Id.UpdateId".
    plain = name
      .slice(0, 100)
      .toLowerCase()
      .replace(/[^a-z0-9.]/g, '');
    if (plainNames.size < mostKept && name.length <= 100) plainNames.set(name, plain);
  }
  if (transparent.has(plain)) return parent;
  return parent === '' ? plain : `${parent}.${plain}`;
}

/** What PowerShell, SQL and the console write where there is nothing, and names of types in place of their values. */
const nothing = /^(?:null|none|n\/a|not available|System\.[\w.[\]`]+|Microsoft\.UpdateServices\.[\w.]+)$/i;
const mostTexts = 1000;
const longestTitle = 1000;

/** Titles have at most some 500 characters; a list of ids in one cell has more. */
export const longestText = (column: Column): number =>
  column === 'supersedes' || column === 'supersededBy' ? 40_000 : longestTitle;

/** Nearly every text has single blanks alone, and stays as it is. */
const untidy = /[^\S ]| {2}|\p{Cc}/u;

export function addValue(values: Values, column: Column, text: string): void {
  const short = text.length > longestTitle ? text.slice(0, longestText(column)) : text;
  const value = (untidy.test(short) ? short.replace(/[\s\p{Cc}]+/gu, ' ') : short).trim();
  if (value === '' || nothing.test(value)) return;
  const texts = values.get(column);
  if (texts === undefined) values.set(column, [value]);
  else if (texts.length < mostTexts) texts.push(value);
}

/** Names that only updates of WSUS have; an export without readable ids is known by two of them. */
const ofWsus = new Set([
  'updateclassificationtitle',
  'productfamilytitles',
  'knowledgebasearticles',
  'hassupersededupdates',
  'iswsusinfrastructureupdate',
  'hasstaleupdateapprovals',
]);

/** Names of kbupdate and of the Update Catalog's pages, which have ids and titles as well. */
const ofOthers = new Set([
  ...['supportedproducts', 'supportedlanguages', 'exclusiveinstall', 'requestsuserinput', 'networkrequired'],
  ...['uninstallnotes', 'uninstallsteps', 'securitybulliten'],
]);

/** Whether these names are those of an update: an id together with a title. */
export function areOfUpdate(names: Iterable<string>): boolean {
  const found = new Set<Column | undefined>();
  let [known, foreign] = [0, 0];
  for (const path of names) {
    found.add(columnOf.get(path));
    if (ofWsus.has(path)) known += 1;
    if (ofOthers.has(path)) foreign += 1;
  }
  return found.has('title') && (found.has('updateId') || known > 1) && foreign < 2;
}
