// What data/<source>/meta.json says of a source that is scraped for the first time. None of them counts restarts, so none has coverage.
import type { MetaFile } from '../data/schema.ts';
import type { Source } from '../sources/types.ts';

type About = Pick<MetaFile, 'name' | 'kind' | 'url' | 'note'>;

const about: Readonly<Record<string, About>> = {
  'update-catalog': {
    name: 'Microsoft Update Catalog',
    kind: 'vendor-metadata',
    url: 'https://www.catalog.update.microsoft.com/',
    note: 'Detail pages of updates. An empty field is unknown, never "No".',
  },
  msrc: {
    name: 'MSRC security update documents',
    kind: 'bulletin',
    url: 'https://api.msrc.microsoft.com/cvrf/v3.0/updates',
    note: 'RestartRequired is an editorial judgement, not the metadata of the package: hotpatches are marked "Yes" as well.',
  },
  'learn-bulletins': {
    name: 'Microsoft security bulletins MS08-001 to MS17-023',
    kind: 'bulletin',
    url: 'https://learn.microsoft.com/en-us/security-updates/',
    note: null,
  },
  'bulletin-sheet': {
    name: 'Microsoft BulletinSearch spreadsheet',
    // Its restart column is that of the bulletins: an editorial judgement on a whole bulletin, never the metadata of a package.
    kind: 'bulletin',
    url: null,
    note: 'The title is that of the bulletin. Server Core rows are folded into their product. No restart counts: recognises, never reassures.',
  },
  wesng: {
    name: 'wesng definitions (bitsadmin)',
    kind: 'third-party-dataset',
    url: 'https://github.com/bitsadmin/wesng',
    note: 'DatePosted belongs to a CVE, not to an update, so the release is stated only where it is certain. Titles are those of CVEs and are left out, but for bulletins. Server Core rows are folded into their product. No restart data: recognises, never reassures.',
  },
  kbupdate: {
    name: 'kbupdate (potatoqualitee), copy of the Microsoft Update Catalog',
    kind: 'third-party-dataset',
    url: 'https://github.com/potatoqualitee/kbupdate',
    note: 'No restart counts: recognises, never reassures.',
  },
  wsus: {
    name: 'Export of a WSUS server',
    kind: 'vendor-metadata',
    url: null,
    note: 'No restart counts: recognises, never reassures.',
  },
  wsusscn2: {
    name: 'wsusscn2.cab, the offline scan file of Windows Update',
    kind: 'vendor-metadata',
    url: 'http://download.windowsupdate.com/microsoftupdate/v6/wsusscan/wsusscn2.cab',
    note: 'No restart counts: recognises, never reassures.',
  },
  sdp: {
    name: 'Software distribution packages of third parties',
    kind: 'vendor-metadata',
    url: null,
    note: 'No restart counts: recognises, never reassures.',
  },
};

export function metaOf({
  id,
  live,
  description,
}: Pick<Source<unknown>, 'id' | 'live' | 'description'>): Omit<MetaFile, 'readOn'> {
  const known = about[id] ?? { name: description, kind: 'curated', url: null, note: null };
  const { name, kind, url, note } = known;
  return { id, name, kind, url, asOf: null, sha256: null, live, coverage: null, note };
}
