// One SoftwareDistributionPackage as it is read, element by element; alone in a file, or one of many in a catalog.
import { type Attributes, localName, ownCopy, type XmlHandler } from '../xml/xml.ts';
import { type Behavior, behaviorOf } from './wsusscn2-behavior.ts';

export interface Package {
  /** As the package writes it. */
  id: string | undefined;
  created: string;
  type: string;
  product: string;
  titles: Title[];
  classification: string | null;
  kb: string;
  bulletin: string;
  supersedes: string[];
  /** Of each file that it installs. */
  behaviors: (Behavior | null)[];
}

export interface Title {
  language: string | null;
  title: string | null;
}

export const root = 'SoftwareDistributionPackage';
const mostSuperseded = 10_000;
const mostItems = 1000;
const mostTitles = 200;
const longestText = 2000;

/** Elements of which the text counts, by their place in the package. */
const texts: ReadonlySet<string> = new Set([
  'Properties/ProductName',
  'LocalizedProperties/Language',
  'LocalizedProperties/Title',
  'UpdateSpecificData/KBArticleID',
  'UpdateSpecificData/SecurityBulletinID',
  'SupersededPackages/PackageID',
]);

export class PackageHandler implements XmlHandler {
  readonly #found: (found: Package) => void;
  #package: Package | null = null;
  /** The names of the elements that are open in the package. */
  #path: string[] = [];
  #item: Item | null = null;
  #text: string | null = null;

  constructor(found: (found: Package) => void) {
    this.#found = found;
  }

  open(name: string, attributes: Attributes): void {
    const local = localName(name);
    if (this.#package === null) {
      if (local === root) this.#package = newPackage();
      return;
    }
    this.#path.push(local);
    const counts = this.#path.length === 2 && texts.has(this.#path.join('/'));
    this.#text = counts ? '' : null;
    if (this.#path.length === 1) this.#section(this.#package, local, attributes);
    else this.#item?.open(local, attributes);
  }

  text(text: string): void {
    if (this.#text !== null && this.#text.length < longestText) this.#text += text.slice(0, longestText);
  }

  close(): void {
    if (this.#package === null) return;
    if (this.#path.length === 0) {
      this.#found(this.#package);
      this.#package = null;
      return;
    }
    if (this.#text !== null) keep(this.#package, this.#path.join('/'), ownCopy(this.#text.trim()));
    if (this.#path.length === 1 && this.#item) this.#end(this.#package, this.#item);
    this.#text = null;
    this.#path.pop();
  }

  #section(found: Package, local: string, attributes: Attributes): void {
    if (local === 'Properties') {
      found.id = attributes.get('PackageID');
      found.created = attributes.get('CreationDate') ?? '';
      found.type = attributes.get('PackageType') ?? '';
    }
    if (local === 'UpdateSpecificData') found.classification = attributes.get('UpdateClassification') ?? null;
    if (local === 'LocalizedProperties' && found.titles.length < mostTitles)
      found.titles.push({ language: null, title: null });
    if (local === 'InstallableItem') this.#item = new Item();
  }

  #end(found: Package, item: Item): void {
    if (found.behaviors.length < mostItems) found.behaviors.push(item.behavior());
    this.#item = null;
  }
}

/** A file that the package installs. */
class Item {
  #rebootBehavior: string | undefined;
  #impact: string | undefined;
  #codeAsks = false;

  open(local: string, attributes: Attributes): void {
    if (local === 'ReturnCode') this.#codeAsks ||= /^(?:true|1)$/i.test(attributes.get('Reboot') ?? '');
    if (local !== 'InstallProperties') return;
    this.#rebootBehavior = attributes.get('RebootBehavior');
    this.#impact = attributes.get('Impact');
  }

  behavior(): Behavior {
    return behaviorOf({ rebootBehavior: this.#rebootBehavior, impact: this.#impact, codeAsks: this.#codeAsks });
  }
}

const newPackage = (): Package => ({
  ...{ id: undefined, created: '', type: '', product: '', titles: [], classification: null },
  ...{ kb: '', bulletin: '', supersedes: [], behaviors: [] },
});

function keep(found: Package, place: string, text: string): void {
  const title = found.titles.at(-1);
  if (place === 'Properties/ProductName') found.product = text;
  // A title may be for several languages: the first of them counts.
  else if (place === 'LocalizedProperties/Language' && title) title.language ??= text;
  else if (place === 'LocalizedProperties/Title' && title) title.title ??= text;
  else if (place === 'UpdateSpecificData/KBArticleID') found.kb ||= text;
  else if (place === 'UpdateSpecificData/SecurityBulletinID') found.bulletin ||= text;
  else if (place === 'SupersededPackages/PackageID' && found.supersedes.length < mostSuperseded) {
    found.supersedes.push(text);
  }
}
