// The shape of findings in files of the user: that of data/findings/, with room for what a hand writes. What is left out is unknown.
import * as z from 'zod';
import { updateKinds } from '../types.ts';
import { applicability, architecture, day, findingRow, findingSource, kb, text, updateId } from './schema.ts';

/** "KB5072033", and in YAML a bare number. */
const looseKb = z.preprocess((value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.replace(/^KB\s*/i, '') : value;
}, kb);
const looseId = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(/^\{(.*)\}$/, '$1').toLowerCase() : value),
  updateId,
);
const date = day.nullable().default(null);
const words = z.string().min(1).max(4000);

const ownSelector = z.strictObject({
  products: z.array(text).default([]),
  kinds: z.array(z.enum(updateKinds)).min(1),
  releasedFrom: date,
  releasedUntil: date,
});

export const ownFinding = findingRow.extend({
  id: words,
  kb: looseKb.nullable().default(null),
  updateId: looseId.nullable().default(null),
  selector: ownSelector.nullable().default(null),
  numberKind: findingRow.shape.numberKind.default(null),
  products: z.array(text).default([]),
  architectures: z.array(architecture).default([]),
  direction: findingRow.shape.direction.default('install'),
  condition: words.nullable().default(null),
  applicability: applicability.default(null),
  ...{ claimedOn: date, knownBy: date, validFrom: date, validTo: date, reviewOn: date, retractedOn: date },
  derivedFrom: words.nullable().default(null),
  note: words.nullable().default(null),
  retractedReason: words.optional(),
  addedBy: words.optional(),
});

export const ownSource = findingSource.extend({ name: words, url: findingSource.shape.url.default(null) });
export const ownDocument = z.strictObject({ source: ownSource, findings: z.array(ownFinding).min(1) });
/** A file may hold the findings of several sources. */
export const ownDocuments = z.array(ownDocument).min(1);

/** The same without what the findings hold: of a file of hundreds of thousands, they are read one by one. */
export const documentList = z.array(z.unknown()).min(1);
export const documentFrame = ownDocument.extend({ findings: documentList });

export type OwnDocument = z.infer<typeof ownDocument>;
