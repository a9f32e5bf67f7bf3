// The only list of the properties that a rule may ask about: the names of its XML, the words of the console, how they match.
import type { CategoryKind, Column } from './types.ts';

export type Property = { label: string } & (
  | { matches: 'text'; column: 'title' | 'description' | 'article' | 'bulletin' }
  | { matches: 'category'; kind: CategoryKind }
  | { matches: 'locale' }
  | { matches: 'severity'; column: 'severity' | 'customSeverity' }
  | { matches: 'date' }
  | { matches: 'flag'; column: 'superseded' | 'deployed' }
  | { matches: 'count' }
  | { matches: 'size' }
  | { matches: 'tag' }
);

const list: readonly [string, Property][] = [
  ['LocalizedDisplayName', { label: 'Title', matches: 'text', column: 'title' }],
  ['LocalizedDescription', { label: 'Description', matches: 'text', column: 'description' }],
  ['ArticleID', { label: 'Article ID', matches: 'text', column: 'article' }],
  ['BulletinID', { label: 'Bulletin ID', matches: 'text', column: 'bulletin' }],
  ['_Product', { label: 'Product', matches: 'category', kind: 'product' }],
  ['_UpdateClassification', { label: 'Update classification', matches: 'category', kind: 'updateclassification' }],
  ['_Company', { label: 'Vendor', matches: 'category', kind: 'company' }],
  ['UpdateLocales', { label: 'Language', matches: 'locale' }],
  ['Severity', { label: 'Severity', matches: 'severity', column: 'severity' }],
  ['CustomSeverity', { label: 'Custom severity', matches: 'severity', column: 'customSeverity' }],
  ['DateRevised', { label: 'Date released or revised', matches: 'date' }],
  ['IsSuperseded', { label: 'Superseded', matches: 'flag', column: 'superseded' }],
  ['IsDeployed', { label: 'Deployed', matches: 'flag', column: 'deployed' }],
  ['NumMissing', { label: 'Required', matches: 'count' }],
  ['ContentSize', { label: 'Content size (KB)', matches: 'size' }],
  ['CMTag', { label: 'CMTag', matches: 'tag' }],
];

const byName = new Map(list.map(([name, property]) => [name.toLowerCase(), property]));

export const propertyNamed = (name: string): Property | undefined => byName.get(name.toLowerCase());

/** The columns as Configuration Manager names them, for what is said of an export. */
export const columnNames: Readonly<Record<Column, string>> = {
  title: 'LocalizedDisplayName',
  description: 'LocalizedDescription',
  article: 'ArticleID',
  bulletin: 'BulletinID',
  categoryIds: 'CategoryInstance_UniqueIDs',
  product: 'LocalizedCategoryInstanceNames',
  updateclassification: 'LocalizedCategoryInstanceNames',
  company: 'LocalizedCategoryInstanceNames',
  locales: 'UpdateLocales',
  severity: 'Severity',
  customSeverity: 'CustomSeverity',
  posted: 'DatePosted',
  revised: 'DateRevised',
  superseded: 'IsSuperseded',
  deployed: 'IsDeployed',
  expired: 'IsExpired',
  missing: 'NumMissing',
  size: 'Size',
  contentSize: 'ContentSize',
  tag: 'CMTag',
  licenceTerms: 'EULAExists',
};

/**
 * The console makes its architecture filter an item of titles to leave out, and writes it before the one of the title:
 * where a rule has two, the first is the architecture; a single one is, where it holds nothing but these words.
 */
const architectureWords = new Set(['arm64', 'itanium', 'ia64', 'x64', 'amd64', '64-bit', 'x86', '32-bit']);

export const isArchitectureWord = (value: string): boolean => architectureWords.has(value.trim().toLowerCase());

export const severityNames: ReadonlyMap<number, string> = new Map([
  [0, 'None'],
  [2, 'Low'],
  [6, 'Moderate'],
  [8, 'Important'],
  [10, 'Critical'],
]);
