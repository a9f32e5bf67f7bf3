// What a person stated of a new finding, as options or answers, made into an entry. Pure.
import type { LabRecord } from '../data/lab-record.ts';
import { type FindingRow, type FindingSourceRow, type SourceKind, tierOfKind } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import type { Architecture, Confidence, Restarts, UpdateKind } from '../types.ts';
import { productNamedBy, unknownProduct } from './claims.ts';

export interface Stated {
  kb?: string;
  updateId?: string;
  kind?: UpdateKind[];
  releasedFrom?: string;
  releasedUntil?: string;
  product?: string[];
  arch?: Architecture[];
  restarts?: Restarts;
  direction?: 'install' | 'uninstall';
  condition?: string;
  applicability?: string[];
  numberKind?: 'package' | 'article' | 'unknown';
  sourceKind?: SourceKind;
  sourceName?: string;
  url?: string;
  claimedOn?: string;
  knownBy?: string;
  validFrom?: string;
  validTo?: string;
  reviewOn?: string;
  confidence?: Confidence;
  derivedFrom?: string;
  note?: string;
  addedBy?: string;
  /** The last part of the id of its source. */
  id?: string;
}

/** A lab record that the finding is read from. */
export interface FromRecord {
  record: LabRecord;
  /** As the entry will name it, below the folder of the findings. */
  file: string;
  sha256: string;
}

/** What is needed and not stated, by the options that state it. The only list; questions are asked for these. */
const needed: readonly (readonly [option: string, isStated: (stated: Stated) => boolean])[] = [
  ['--kb, --update-id or --kind', ({ kb, updateId, kind }) => [kb, updateId, kind].some((each) => each !== undefined)],
  ['--restarts', ({ restarts }) => restarts !== undefined],
  ['--source-kind', ({ sourceKind }) => sourceKind !== undefined],
  ['--url (or --lab-record)', ({ url, sourceKind }) => url !== undefined || sourceKind === 'lab-record'],
  ['--claimed-on (or --known-by)', ({ claimedOn, knownBy }) => claimedOn !== undefined || knownBy !== undefined],
  ['--confidence', ({ confidence }) => confidence !== undefined],
  ['--added-by', ({ addedBy }) => addedBy !== undefined],
];

export const missingOf = (stated: Stated): string[] =>
  needed.flatMap(([option, isStated]) => (isStated(stated) ? [] : [option]));

const hint = '"rebootgate finding add --help" shows examples.';

/** Without an id: who numbers the entry knows what is there. @throws UserError where something is missing or mistyped */
export function rowOf(stated: Stated, fromRecord: FromRecord | null, today: string): Omit<FindingRow, 'id'> {
  const missing = missingOf(stated);
  const { restarts, confidence } = stated;
  if (missing.length > 0 || restarts === undefined || confidence === undefined)
    throw new UserError(`a finding needs ${missing.join(', ')}`, hint);
  if (stated.sourceKind === 'lab-record' && fromRecord === null)
    throw new UserError('a count of a lab needs its record', 'Name the measured run with --lab-record.');
  const { kb = null, updateId = null } = stated;
  const isPackage = kb !== null || updateId !== null;
  return {
    ...{ kb, updateId, selector: selectorOf(stated), numberKind: isPackage ? (stated.numberKind ?? 'package') : null },
    ...(stated.kind === undefined ? { products: productsOf(stated.product) } : { products: [] }),
    architectures: stated.arch ?? [],
    direction: stated.direction ?? 'install',
    restarts,
    condition: stated.condition ?? null,
    applicability: applicabilityOf(stated.applicability),
    ...{ claimedOn: stated.claimedOn ?? null, knownBy: stated.knownBy ?? null },
    ...{ validFrom: stated.validFrom ?? null, validTo: stated.validTo ?? null, reviewOn: stated.reviewOn ?? null },
    retractedOn: null,
    confidence,
    derivedFrom: stated.derivedFrom ?? null,
    note: stated.note ?? null,
    ...(fromRecord !== null && { labRecord: { file: fromRecord.file, sha256: fromRecord.sha256 } }),
    ...(stated.addedBy !== undefined && { addedBy: stated.addedBy }),
    addedOn: today,
  };
}

function selectorOf({ kind, product, releasedFrom, releasedUntil }: Stated): FindingRow['selector'] {
  if (kind !== undefined) {
    const window = { releasedFrom: releasedFrom ?? null, releasedUntil: releasedUntil ?? null };
    return { products: productsOf(product), kinds: kind, ...window };
  }
  if (releasedFrom === undefined && releasedUntil === undefined) return null;
  throw new UserError('--released-from and --released-until are for a class of updates', 'Name it with --kind.');
}

/** @throws UserError for a product that the vocabulary does not know; one that loses its version on the way is none it knows */
export function productsOf(names: readonly string[] = []): string[] {
  return names.map((name) => {
    const product = productNamedBy(name);
    if (product === null) throw new UserError(unknownProduct(name), productHint);
    return product;
  });
}

const productHint = 'Products are named as in "Windows 7", "Windows Server 2019" or "Windows 11 Version 24H2".';

/** "Windows 7, Windows 8: rdp-8.0", or a bare expression for all products. */
function applicabilityOf(texts: readonly string[] = []): FindingRow['applicability'] {
  if (texts.length === 0) return null;
  return texts.map((text) => {
    const at = text.lastIndexOf(':');
    const products =
      at < 0
        ? []
        : productsOf(
            text
              .slice(0, at)
              .split(',')
              .map((each) => each.trim()),
          );
    return { products, when: text.slice(at + 1).trim() };
  });
}

/** The parts of a source id: its beginning says how it is trusted, as in data/findings/. */
const prefixOf: Readonly<Record<SourceKind, string>> = {
  'field-report': 'field',
  'vendor-statement': 'vendor',
  press: 'press',
  script: 'press',
  'lab-record': 'lab',
};

const labels: Readonly<Record<SourceKind, string>> = {
  'field-report': 'field report on',
  'vendor-statement': 'vendor statement on',
  press: 'article on',
  script: 'script on',
  'lab-record': 'lab record of',
};

export function sourceOf(stated: Stated, fromRecord: FromRecord | null): FindingSourceRow {
  const kind = stated.sourceKind ?? 'field-report';
  const url = stated.url ?? null;
  const day = stated.claimedOn ?? stated.knownBy ?? '';
  const where = fromRecord === null ? hostOf(url) : runOf(fromRecord.record);
  const slug = stated.id ?? `${fromRecord === null ? where : nameOfUpdate(fromRecord.record)}-${day}`;
  return {
    id: `${prefixOf[kind]}/${slugOf(slug)}`,
    name: stated.sourceName ?? `${labels[kind]} ${where}`,
    kind,
    tier: tierOfKind[kind],
    url,
  };
}

const hostOf = (url: string | null): string =>
  url !== null && URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : 'an unknown place';

const nameOfUpdate = ({ update }: LabRecord): string => (update.kb === null ? `${update.updateId}` : `KB${update.kb}`);

const runOf = (record: LabRecord): string =>
  `${nameOfUpdate(record)} on ${record.device.product} ${record.device.architecture}, build ${record.device.buildBefore}`;

export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);

/** The last part of the id of a finding: what it is about. */
export function tailOf({ kb, updateId, selector }: Omit<FindingRow, 'id'>): string {
  if (kb !== null) return kb;
  if (updateId !== null) return updateId.slice(0, 8);
  return slugOf(`${selector?.kinds[0] ?? ''}-${selector?.releasedFrom ?? 'any'}`);
}
