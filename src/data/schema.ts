// The shapes of the files in data/, checked when they are read. README, "How facts are kept", describes them for people.
import * as z from 'zod';
import { isDay } from '../dates.ts';
import { architectures, type Tier, tiers, updateKinds } from '../types.ts';

export const day = z.string().refine(isDay, 'is not a date of the form YYYY-MM-DD');
export const kb = z.string().regex(/^\d{6,7}$/, 'is not a KB number of six or seven digits');
export const updateId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is not an UpdateID (a GUID in lower case)');
const url = z
  .string()
  .regex(/^https?:\/\//, 'is not a web address')
  .nullable();
export const text = z.string().min(1);
export const architecture = z.enum(architectures);
const kind = z.enum(updateKinds);
const restarts = z
  .strictObject({ min: z.int().min(0).max(20), max: z.int().min(0).max(20).nullable() })
  .refine(({ min, max }) => max === null || max >= min, 'has a max below its min');
export const applicability = z.array(z.strictObject({ products: z.array(text), when: text })).nullable();
const confidence = z.enum(['confirmed', 'reported', 'suspected']);
const numberKind = z.enum(['package', 'article', 'unknown']);

export const factsFile = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    question: text,
    howToFind: z.array(z.strictObject({ kind: text, where: text, yesWhen: text })).min(1),
    note: text.nullable(),
    source: z.strictObject({ name: text, url }).nullable(),
  }),
);

export const metaFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: text,
  kind: z.enum([
    'vendor-list',
    'vendor-article',
    'vendor-metadata',
    'bulletin',
    'field-report',
    'press',
    'script',
    'third-party-dataset',
    'curated',
  ]),
  url,
  asOf: day.nullable(),
  readOn: day,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  live: z.boolean(),
  coverage: z
    .strictObject({ products: z.array(text).min(1), releasedFrom: day.nullable(), releasedUntil: day, basis: text })
    .nullable(),
  note: text.nullable(),
});

export const entriesFile = z.array(
  z.strictObject({
    kb,
    title: text,
    bulletin: text.nullable(),
    bulletinCorrected: text.nullable(),
    kind: numberKind,
    packages: z.array(kb),
    notBefore: day.nullable(),
    provenBy: day,
    listed: z.boolean(),
    restarts,
    condition: text.nullable(),
    applicability,
    confidence,
    products: z.array(text),
    architectures: z.array(architecture),
    offeredFrom: z.strictObject({ name: text, url }).nullable(),
    note: text.nullable(),
  }),
);

export const historyFile = z.array(
  z.strictObject({
    id: text,
    provenOn: day.nullable(),
    asOf: text,
    url,
    complete: z.boolean(),
    microsoftList: z.boolean(),
    kbs: z.array(kb),
    note: text.nullable(),
  }),
);

export const selector = z.strictObject({
  products: z.array(text),
  kinds: z.array(kind).min(1),
  releasedFrom: day.nullable(),
  releasedUntil: day.nullable(),
});

export const sourceKinds = ['field-report', 'vendor-statement', 'press', 'script', 'lab-record'] as const;
export type SourceKind = (typeof sourceKinds)[number];
export const isSourceKind = (text: string): text is SourceKind => sourceKinds.some((kind) => kind === text);
/** How each is trusted. A source that names no place is `unsourced` instead. */
export const tierOfKind: Readonly<Record<SourceKind, Tier>> = {
  'field-report': 'field',
  'vendor-statement': 'vendor',
  press: 'press',
  script: 'press',
  'lab-record': 'lab',
};

export const findingSource = z.strictObject({
  id: z.string().regex(/^[a-z]+\/[a-z0-9.-]+$/, 'is not of the form <kind>/<name>, in lower case'),
  name: text,
  kind: z.enum(sourceKinds),
  tier: z.enum(tiers),
  url,
});

/** The measured run that a count was read from: a file beside the findings, and the SHA-256 of its text with LF as line ends. */
const labRecordReference = z.strictObject({ file: text, sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** The last four came later, and are left out where there is nothing to say. */
export const findingRow = z.strictObject({
  id: text,
  kb: kb.nullable(),
  updateId: updateId.nullable(),
  selector: selector.nullable(),
  numberKind: numberKind.nullable(),
  products: z.array(text),
  architectures: z.array(architecture),
  direction: z.enum(['install', 'uninstall']),
  restarts,
  condition: text.nullable(),
  applicability,
  claimedOn: day.nullable(),
  knownBy: day.nullable(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
  reviewOn: day.nullable(),
  retractedOn: day.nullable(),
  confidence,
  derivedFrom: text.nullable(),
  note: text.nullable(),
  retractedReason: text.optional(),
  labRecord: labRecordReference.optional(),
  addedBy: text.optional(),
  addedOn: day.optional(),
});

export const findingsFile = z.strictObject({ source: findingSource, findings: z.array(findingRow).min(1) });

export const contextFile = z.array(
  z.strictObject({ topic: text, claim: text, url, confidence, note: text.nullable() }),
);
export const contraryFile = z.array(
  z.strictObject({ kbs: z.array(z.union([kb, z.literal('*')])), claim: text, url: text.nullable(), kind: text }),
);

const revision = z.int().min(0).max(1_000_000);

/** A row says what it knows; what is left out is unknown, and an address left out is that of the source. */
export const updateRow = z.strictObject({
  kb: kb.nullable().default(null),
  updateId: updateId.nullable().default(null),
  revision: revision.nullable().default(null),
  title: text.nullable().default(null),
  bulletin: text.nullable().default(null),
  released: day.nullable().default(null),
  revised: day.nullable().default(null),
  /** A day on which a source named it, so it was released by then; left out: the day of the source. */
  knownBy: day.nullable().default(null),
  classification: text.nullable().default(null),
  kind: kind.nullable().default(null),
  products: z.array(text).default([]),
  architectures: z.array(architecture).default([]),
  language: text.nullable().default(null),
  restartFlag: z.enum(['always', 'maybe', 'never']).nullable().default(null),
  flagText: text.nullable().default(null),
  exclusive: z.boolean().nullable().default(null),
  url: url.default(null),
  note: text.nullable().default(null),
});

const updateKey = z.union([kb, updateId]);
export const supersedenceRow = z.strictObject({
  superseding: updateKey,
  superseded: updateKey,
  products: z.array(text).default([]),
  architectures: z.array(architecture).default([]),
  url: url.default(null),
  note: text.nullable().default(null),
});

/** Where and when the facts of a scraped page were read, and the hash of what was read. */
export const pageRow = z.strictObject({ url: z.string(), readOn: day, sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** A file that facts were imported from. */
export const importRow = z.strictObject({
  file: text,
  kind: text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  asOf: day.nullable().default(null),
  readOn: day,
  rows: z.int().min(0),
  badRows: z.int().min(0).default(0),
  url: url.default(null),
});

export type FactsFile = z.infer<typeof factsFile>;
export type MetaFile = z.infer<typeof metaFile>;
export type EntriesFile = z.infer<typeof entriesFile>;
export type HistoryFile = z.infer<typeof historyFile>;
export type FindingSourceRow = z.infer<typeof findingSource>;
export type FindingRow = z.infer<typeof findingRow>;
export type FindingsFile = z.infer<typeof findingsFile>;
export type UpdateRow = z.infer<typeof updateRow>;
export type SupersedenceRow = z.infer<typeof supersedenceRow>;
export type PageRow = z.infer<typeof pageRow>;
export type ImportRow = z.infer<typeof importRow>;

/** An update of which nothing is known: rows are made from it by what a source says. */
export const blankUpdate: Readonly<UpdateRow> = {
  ...{
    kb: null,
    updateId: null,
    revision: null,
    title: null,
    bulletin: null,
    released: null,
    revised: null,
    knownBy: null,
  },
  ...{ classification: null, kind: null, products: [], architectures: [], language: null },
  ...{ restartFlag: null, flagText: null, exclusive: null, url: null, note: null },
};
