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
